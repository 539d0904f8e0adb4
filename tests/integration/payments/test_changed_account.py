"""Nothing leaves to an account that its payee changed, or that was retired, since two people released it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.payments.operations import export_file as filing
from guohe.payments.operations import release as releasing
from guohe.payments.operations.record_account import record_call_back
from guohe.payments.operations.retire_account import retire_account
from guohe.payments.operations.withdraw import withdraw
from guohe.project.cli import main
from tests.factories.identity import other_host
from tests.factories.payments import Till, payee_recorded, till
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, OTHER_OFFICER, RESEARCH_OFFICE, TODAY
from tests.integration.imports.pages import seen_by, words
from tests.integration.payments.test_prepare_pages import PREPARE

pytestmark = pytest.mark.django_db
NEW = "0129999999999"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Till:
    settings.MODE = "demo"
    monkeypatch.setattr("guohe.kernel.clock.now", lambda: LATER)
    return till()


def changed(place: Till, *, called: bool = True) -> int:
    """Another account of the same payee, recorded and called back for after the payment was prepared."""
    account = payee_recorded(place.stage, number=NEW)
    if called:
        with place.stage.acting(FINANCE_OFFICE):
            record_call_back(
                account_id=account,
                called_on=TODAY,
                spoke_to="Ms Sample Ng",
                number_known_from="agreement of 2018",
                evidence="note 8",
                actor=place.stage.account(FINANCE_OFFICE),
                now=LATER,
            )
    return account


def retire(place: Till, account: int, reason: str = "closed by the payee", by: str = RESEARCH_OFFICE) -> None:
    with place.stage.acting(by):
        retire_account(account_id=account, reason=reason, actor=place.stage.account(by), now=LATER)


def refused(act: object) -> list[str]:
    with pytest.raises(Refused) as refusal:
        act()  # type: ignore[operator]
    return [each.code for each in refusal.value.findings]


def test_what_was_released_to_the_old_account_stays_out_of_the_file(place: Till) -> None:
    number = place.prepared()
    place.released(number)
    account = changed(place)
    assert refused(place.exported) == ["PAY-429"]
    page = seen_by(FINANCE_OFFICE).post(f"/en/agency/releases/{number}/file")
    assert (page.status_code, "9999" in words(page.content)) == (422, True)
    shown = words(seen_by(FINANCE_OFFICE).get(f"/en/agency/releases/{number}").content)
    assert "another account of the same payee, ending 9999" in shown
    # Withdrawn and prepared anew, to the account that holds: it leaves.
    with place.stage.acting(FINANCE_OFFICE):
        actor = place.stage.account(FINANCE_OFFICE)
        withdraw(number=number, reason="account changed", actor=actor, now=LATER)
    again = place.prepared(payee_account=account)
    place.released(again)
    assert NEW.encode() in place.exported().content


def test_what_was_prepared_to_the_old_account_is_not_released(place: Till) -> None:
    number = place.prepared()
    changed(place)
    assert refused(lambda: place.released(number)) == ["PAY-429"]


def test_an_account_that_nobody_called_back_for_voids_nothing(place: Till) -> None:
    """One person alone would stop every payment with it."""
    place.released(place.prepared())
    changed(place, called=False)
    assert place.exported().is_new


def test_a_retired_account_is_offered_no_more_and_nothing_leaves_with_it(place: Till) -> None:
    first = place.prepared(amount=Money.of("CNY", "300000.00"))
    second = place.prepared(amount=Money.of("CNY", "20000.00"))
    place.released(first)
    retire(place, place.payee)
    assert refused(place.exported) == ["PAY-430"]
    assert refused(lambda: place.released(second)) == ["PAY-430"]
    assert refused(lambda: place.prepared(amount=Money.of("CNY", "400000.00"))) == ["PAY-430"]
    offered = seen_by(RESEARCH_OFFICE).get(f"/en/{PREPARE}").content.decode()
    assert "…2101" not in offered
    told = CliRunner().invoke(main, ["release", "accounts", "--as", FINANCE_OFFICE])
    assert "closed by the payee" in " ".join(told.output.split())


def test_an_account_is_retired_on_its_page_with_a_reason_once(place: Till) -> None:
    client = seen_by(RESEARCH_OFFICE)
    path = f"/en/agency/accounts/{place.payee}/retire"
    assert path in client.get("/en/agency/accounts").content.decode()
    assert client.get(path).status_code == 200
    empty = client.post(path, {"reason": " "})
    assert (empty.status_code, "PAY-431" in words(empty.content)) == (422, True)
    assert client.post(path, {"reason": "closed"}).status_code == 302
    assert path not in client.get("/en/agency/accounts").content.decode()
    again = CliRunner().invoke(
        main, ["release", "retire", str(place.payee), "--reason", "again", "--as", RESEARCH_OFFICE]
    )
    assert (again.exit_code, "PAY-432" in again.output) == (1, True)


def test_who_may_not_prepare_retires_nothing(place: Till) -> None:
    assert refused(lambda: retire(place, place.payee, by=AUDITOR))[0].startswith("ACC-")
    stranger = other_host(place.stage)
    with stranger.acting(OTHER_OFFICER):
        actor = stranger.account(OTHER_OFFICER)
        assert refused(
            lambda: retire_account(account_id=place.payee, reason="x", actor=actor, now=LATER)
        ) == ["PAY-367"]


def law(place: Till, by: str, sql: str) -> str:
    try:
        with place.stage.acting(by), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError as refusal:
        return getattr(getattr(refusal.__cause__, "diag", None), "constraint_name", "") or str(refusal)
    return ""


@pytest.mark.parametrize("what", ["changed", "retired"])
def test_the_database_alone_keeps_it_back(place: Till, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releasing, "against_accounts", lambda row: ())
    waits, ready = (place.prepared(amount=Money.of("CNY", amount)) for amount in ("300000.00", "20000.00"))
    place.released(ready)
    if what == "changed":
        changed(place)
    else:
        retire(place, place.payee)
    assert filing.not_any_more is releasing.not_any_more
    # Refused by the law's name, in words (MON-524 and its kin are told of whatever the database holds back).
    for act in (lambda: place.released(waits), place.exported):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.findings[0].values["law"] == f"payments_account_{what}"


def test_nobody_retires_in_anothers_name_or_without_a_reason_in_raw_sql(place: Till) -> None:
    sql = (
        "INSERT INTO payments_retirement (host_id, account_id, reason, retired_by_id, retired_at) "
        f"SELECT host_id, id, '{{why}}', {{by}}, timestamptz '{{at}}' FROM payments_account WHERE id = {place.payee}"
    )
    own, other = place.stage.account(RESEARCH_OFFICE), place.stage.account(FINANCE_OFFICE)
    today = NOW.isoformat()
    assert law(place, RESEARCH_OFFICE, sql.format(why="x", by=other, at=today)) == "payments_by_the_actor"
    assert (
        law(place, RESEARCH_OFFICE, sql.format(why=" ", by=own, at=today)) == "payments_retirement_says_why"
    )
    early = sql.format(why="x", by=own, at="2019-07-01 10:00+08")
    assert law(place, RESEARCH_OFFICE, early) == "payments_retirement_said_today"
    assert law(place, RESEARCH_OFFICE, sql.format(why="x", by=own, at=today)) == ""
    assert "account_id" in law(place, RESEARCH_OFFICE, sql.format(why="y", by=own, at=today))
