"""A payment that is in no file is withdrawn with a reason, once, and never leaves; its instalment is paid by another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.db import connection
from pytest_django import Settings

from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES
from guohe.payments.operations.state_paper import state_paper
from guohe.payments.operations.withdraw import withdraw
from guohe.payments.queries.papers import papers_open
from guohe.payments.queries.releases import all_releases
from guohe.project.cli import main
from tests.factories.identity import add_person, other_host
from tests.factories.payments import REF, Till, till
from tests.factories.people import (
    ADMINISTRATOR,
    AUDITOR,
    FINANCE_OFFICE,
    NOW,
    OTHER_OFFICER,
    RESEARCH_OFFICE,
)
from tests.integration.imports.pages import seen_by, words
from tests.integration.payments.test_answers_at_once import answered
from tests.integration.payments.test_law import approval, run
from tests.integration.payments.test_release import answer

pytestmark = pytest.mark.django_db
WHY = "The payee asked for another account"


@pytest.fixture(autouse=True)
def _demo_day(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.MODE = "demo"
    monkeypatch.setattr("guohe.kernel.clock.now", lambda: NOW)


def withdrawn(place: Till, number: int, by: str = RESEARCH_OFFICE, reason: str = WHY) -> None:
    with place.stage.acting(by):
        withdraw(number=number, reason=reason, actor=place.stage.account(by), now=NOW)


def refused(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refusal:
        act()
    return [finding.code for finding in refusal.value.findings]


def states(place: Till) -> dict[str, str]:
    with place.stage.acting(FINANCE_OFFICE):
        return {each.end_to_end_id: each.state for each in all_releases()}


@pytest.mark.parametrize("by", [RESEARCH_OFFICE, FINANCE_OFFICE])
@pytest.mark.parametrize("released", [False, True])
def test_what_was_withdrawn_never_leaves_and_its_instalment_is_paid_by_another(
    by: str, released: bool
) -> None:
    place = till()
    number = place.prepared()
    if released:
        place.released(number)
    withdrawn(place, number, by)
    assert states(place) == {REF: "withdrawn"}
    assert refused(lambda: place.released(number)) == ["PAY-408"]
    assert refused(place.exported) == ["PAY-368"]
    second = place.prepared()
    place.released(second)
    content = place.exported().content
    assert (f"<EndToEndId>{REF}-2<".encode() in content, f"<EndToEndId>{REF}<".encode() in content) == (
        True,
        False,
    )
    assert states(place) == {REF: "withdrawn", f"{REF}-2": "in_file"}


def test_nothing_more_is_done_with_it_and_it_is_withdrawn_once() -> None:
    place = till()
    number = place.prepared()
    withdrawn(place, number)
    assert refused(lambda: withdrawn(place, number)) == ["PAY-408"]
    assert refused(lambda: withdrawn(place, 999)) == ["PAY-367"]

    def paper() -> None:
        with place.stage.acting(RESEARCH_OFFICE):
            own = place.stage.account(RESEARCH_OFFICE)
            state_paper(number=number, code="agreement", reference="A-1", actor=own, now=NOW)

    assert refused(paper) == ["PAY-408"]
    told = CliRunner().invoke(main, ["release", "message", str(number), "--as", RESEARCH_OFFICE])
    assert (told.exit_code, "PAY-408" in told.output) == (1, True)


def test_what_left_is_refused_with_every_reason_and_an_auditor_withdraws_nothing() -> None:
    place = till()
    number = place.prepared()
    assert refused(lambda: withdrawn(place, number, AUDITOR)) == ["ACC-603"]
    place.released(number)
    place.exported()
    assert refused(lambda: withdrawn(place, number, reason=" ")) == ["PAY-407", "PAY-409"]
    assert states(place) == {REF: "in_file"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_and_the_command_withdraw(lang: str) -> None:
    place = till()
    number = place.prepared()
    client = seen_by(RESEARCH_OFFICE)
    page = f"/{lang}/agency/releases/{number}"
    asked = {"en": "Why it is not to leave", "zh-hant": "不再匯出的原因", "zh-hans": "不再汇出的原因"}[lang]
    assert asked in words(client.get(page).content)
    assert asked not in words(seen_by(AUDITOR).get(page).content)
    empty = client.post(f"{page}/withdraw", {"reason": " "})
    assert (empty.status_code, "PAY-407" in words(empty.content)) == (422, True)
    done = client.post(f"{page}/withdraw", {"reason": WHY}, follow=True)
    shown = words(done.content)
    state = {"en": "withdrawn before it left", "zh-hant": "匯出前已撤回", "zh-hans": "汇出前已撤回"}[lang]
    assert (state in shown, shown.count(WHY), asked in shown) == (True, 1, False)
    again = client.post(f"{page}/withdraw", {"reason": "Once more"})
    assert (again.status_code, "PAY-408" in words(again.content)) == (422, True)
    plan = CliRunner().invoke(main, ["release", "plan", "--lang", lang, "--as", FINANCE_OFFICE])
    assert state in plan.output.replace("\n", " ") or state[:6] in plan.output
    second = place.prepared()
    told = CliRunner().invoke(
        main,
        ["release", "withdraw", str(second), "--reason", WHY, "--lang", lang, "--as", FINANCE_OFFICE],
    )
    assert (told.exit_code, str(second) in told.output) == (0, True)
    assert set(states(place).values()) == {"withdrawn"}


def row(place: Till, number: int, by: str = RESEARCH_OFFICE, **other: str) -> str:
    told = {
        "reason": f"'{WHY}'",
        "who": str(place.stage.account(by)),
        "at": f"'{NOW}'",
        "host": "host_id",
    } | other
    return (
        "INSERT INTO payments_withdrawal (host_id, release_id, reason, withdrawn_by_id, withdrawn_at) "
        f"SELECT {told['host']}, id, {told['reason']}, {told['who']}, {told['at']} FROM payments_release WHERE id = {number}"
    )


def test_the_database_holds_the_law_by_itself() -> None:
    place = till()
    number = place.prepared()
    for by, other, law in (
        (RESEARCH_OFFICE, {"reason": "E' \\n'"}, "payments_withdrawal_says_why"),
        (RESEARCH_OFFICE, {"who": str(place.stage.account(FINANCE_OFFICE))}, "payments_by_the_actor"),
        (AUDITOR, {}, "payments_by_the_actor"),
        (RESEARCH_OFFICE, {"at": "'2019-07-01T23:00+08'"}, "payments_withdrawal_said_today"),
        (RESEARCH_OFFICE, {"at": "'infinity'"}, "payments_withdrawal_said_today"),
        (RESEARCH_OFFICE, {"host": "host_id + 1"}, "payments_"),
    ):
        assert law in run(place, by, row(place, number, by, **other)), other
    assert run(place, RESEARCH_OFFICE, row(place, number)) == ""
    assert "release_id" in run(place, FINANCE_OFFICE, row(place, number, FINANCE_OFFICE))
    paper = (
        "INSERT INTO payments_paper (host_id, release_id, code, reference, stated_by_id, stated_at) "
        f"SELECT host_id, id, 'agreement', 'x', prepared_by_id, now() FROM payments_release WHERE id = {number}"
    )
    for by, attack in (
        (FINANCE_OFFICE, approval(place, number, FINANCE_OFFICE)),
        (RESEARCH_OFFICE, paper),
    ):
        assert run(place, by, attack) == "payments_not_withdrawn"
    second = place.prepared()
    place.released(second)
    withdrawn(place, second)
    filed = (
        "WITH own AS (INSERT INTO payments_paymentfile (host_id, payer_id, message_id, payment_information_id, content, sha256, "
        "written_by_id, written_at) SELECT host_id, payer_id, 'M', 'P', 'abc', encode(sha256('abc'), 'hex'), "
        f"{place.stage.account(FINANCE_OFFICE)}, now() FROM payments_release WHERE id = {second} RETURNING id, host_id) "
        f"INSERT INTO payments_filedrelease (host_id, file_id, release_id) SELECT host_id, id, {second} FROM own"
    )
    assert run(place, FINANCE_OFFICE, filed) in ("payments_not_withdrawn", "payments_filed_when_released")
    third = place.prepared()
    place.released(third)
    place.exported()
    assert run(place, RESEARCH_OFFICE, row(place, third)) == "payments_withdrawal_of_no_file"


def test_who_withdrew_and_why_is_seen_by_those_who_see_the_payment() -> None:
    place = till()
    withdrawn(place, place.prepared())
    with place.stage.acting(ADMINISTRATOR):
        add_person(place.stage.host, "this.only", "view_money", scope=("grant", "DEMO-TEST-1"))
        add_person(place.stage.host, "that.only", "view_money", scope=("grant", "DEMO-TEST-2"))
    other = other_host(place.stage)
    for stage, username, expected in (
        (place.stage, FINANCE_OFFICE, 1),
        (place.stage, "this.only", 1),
        (place.stage, "that.only", 0),
        (other, OTHER_OFFICER, 0),
    ):
        with stage.acting(username), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM payments_withdrawal")
            assert cursor.fetchone() == (expected,), username


def test_a_withdrawal_across_midnight_is_refused_in_words() -> None:
    place = till()
    number = place.prepared()
    with place.stage.acting(RESEARCH_OFFICE):
        # The request began on the day before.
        late = NOW + timedelta(days=1)
        by = place.stage.account(RESEARCH_OFFICE)
        assert refused(lambda: withdraw(number=number, reason=WHY, actor=by, now=late)) == ["RUL-899"]
    assert states(place) == {REF: "prepared"}


def test_a_paper_stated_while_it_is_withdrawn_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    place = till()
    number = place.prepared()
    withdrawn(place, number)
    monkeypatch.setattr("guohe.payments.operations.state_paper.withdrawn_before", lambda payment: None)
    with place.stage.acting(RESEARCH_OFFICE):
        by = place.stage.account(RESEARCH_OFFICE)
        assert refused(
            lambda: state_paper(number=number, code="agreement", reference="A-1", actor=by, now=NOW)
        ) == ["RUL-897"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_payment_called_a_duplicate_before_anything_was_taken_is_neither_freed_nor_said_to_stand(
    lang: str,
) -> None:
    place = till()
    number = place.prepared()
    place.released(number)
    message = place.exported().message_id
    page = f"/{lang}/agency/releases/{number}"
    answered(place, answer(message, "RJCT", "DUPL"))
    assert states(place) == {REF: "duplicate"}
    assert refused(place.prepared) == ["PAY-365"]
    assert refused(lambda: withdrawn(place, number)) == ["PAY-409"]
    shown = words(seen_by(FINANCE_OFFICE).get(page).content)
    unproved = {
        "en": "nothing shows that the first was taken",
        "zh-hant": "未有資料顯示首份已獲接受",
        "zh-hans": "没有资料显示首份已被接受",
    }[lang]
    asks = {"en": "or that you took none", "zh-hant": "或確認並無受理", "zh-hans": "或确认没有受理"}[lang]
    assert [each in shown for each in (unproved, "PAY-410", asks)] == [True, True, True]
    # The bank's own word settles it.
    answered(place, answer(message, "ACCP"))
    shown = words(seen_by(FINANCE_OFFICE).get(page).content)
    assert (states(place), "PAY-410" in shown, unproved in shown) == ({REF: "accepted"}, False, False)


def test_an_instalment_is_offered_again_after_a_withdrawal_and_not_once_another_pays_it() -> None:
    place = till()
    link = f"Prepare the payment of {REF}"

    def offered() -> bool:
        return link in words(seen_by(FINANCE_OFFICE).get("/en/agency/releases").content)

    withdrawn(place, place.prepared())
    assert offered()
    number = place.prepared()
    assert not offered()
    place.released(number)
    assert not offered()
    with place.stage.acting(RESEARCH_OFFICE):
        told = papers_open(place.exported().payments, "en")
    assert [each.partition(":")[0] for each in told] == [f"Payment {number}"]
