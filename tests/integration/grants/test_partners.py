"""Money passed to a partner stands apart; its use counts when one person entered it and another confirmed it."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import connection
from pytest_django import Settings

from guohe.grants.cli import partner
from guohe.grants.domain.partners import Answer, State, account_of, late
from guohe.grants.models import PartnerStatement
from guohe.grants.operations.pass_money_to_partner import withdraw_transfer
from guohe.grants.operations.state_partner_use import withdraw_statement
from guohe.grants.queries import find
from guohe.grants.queries.partner_pages import facts_of
from guohe.grants.queries.partners import partner_of
from guohe.grants.queries.waiting import open_things
from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES
from tests.factories.identity import Stage, other_host
from tests.factories.imports import RAIL, Ground, demo_ground
from tests.factories.partners import (
    AGREED,
    REF,
    agreed,
    answered,
    confirmed,
    figures,
    received,
    seen,
    sent,
    stage_with_partner,
    stated,
)
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, OTHER_OFFICER, RESEARCH_OFFICE, TODAY
from tests.integration.imports.pages import seen_by, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_day(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())


@pytest.fixture
def stage() -> Stage:
    return stage_with_partner()


@pytest.fixture
def paid(stage: Stage) -> Stage:
    """200,000.00 sent and received under an agreement."""
    agreed(stage)
    received(stage, sent(stage))
    return stage


def test_use_counts_when_another_person_confirms_it(paid: Stage) -> None:
    number, asked = stated(paid, ("equipment", "50000.00", "V-1"), ("labour", "7000.00", ""))
    assert (asked, figures(paid)) == ((), ("200000.00", "0.00", "200000.00"))
    with pytest.raises(Refused, match="ACC-601"):
        confirmed(paid, number, RESEARCH_OFFICE)
    confirmed(paid, number)
    assert figures(paid) == ("200000.00", "57000.00", "143000.00")
    assert account_of(seen(paid)).unsupported.plain == "7000.00"
    with pytest.raises(Refused, match="MON-378"):
        confirmed(paid, number)


def test_every_sum_of_a_partner_carries_its_currency(paid: Stage) -> None:
    with paid.acting(FINANCE_OFFICE):
        told = dict(facts_of(seen(paid), "en"))
    arrived = next(value for value in told.values() if "as the partner states" in value)
    assert re.findall(r"([A-Z]{3})? ?[\d,]+\.\d\d", arrived) == ["CNY"]


def test_what_nobody_recorded_is_said_so_and_no_figure_of_nothing(stage: Stage) -> None:
    agreed(stage)
    with stage.acting(FINANCE_OFFICE):
        told = dict(facts_of(seen(stage), "en"))
    assert (told["Received"], told["Reported use"]) == ("nothing recorded", "nothing recorded")
    sent(stage)
    # 200,000.00 sent, of which the partner has said nothing: one figure, once.
    with stage.acting(FINANCE_OFFICE):
        assert dict(facts_of(seen(stage), "en"))["Received"] == "CNY 200,000.00 not stated yet"


def test_a_day_to_come_is_told_as_worked_out(paid: Stage) -> None:
    page, ahead = f"/en/grants/{REF}/partners", "Worked out to 2031-08-01, a day still to come"
    reader = seen_by(FINANCE_OFFICE)
    assert ahead in words(reader.get(f"{page}?as_at=2031-08-01").content)
    assert "still to come" not in words(reader.get(page).content)


def test_a_transfer_is_in_no_books_and_no_expense(stage: Stage) -> None:
    agreed(stage)
    with stage.acting(FINANCE_OFFICE), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM funds_journal")
        before = cursor.fetchone()
    received(stage, sent(stage))
    with stage.acting(FINANCE_OFFICE), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM funds_journal")
        assert cursor.fetchone() == before
    sums = account_of(seen(stage))
    assert (sums.sent.plain, sums.reported.plain) == ("200000.00", "0.00")


@pytest.mark.parametrize(
    ("answer", "counts"), [(Answer.OWN, "200000.00"), (Answer.ELSEWHERE, "200000.00"), (Answer.ERROR, "0.00")]
)
def test_more_use_than_was_received_is_asked_about(paid: Stage, answer: Answer, counts: str) -> None:
    number, asked = stated(paid, ("equipment", "212000.00", "V-1"))
    assert [each.code for each in asked] == ["MON-371"]
    # users.md US-26 gives this sentence.
    assert (
        asked[0]
        .sentence("en")
        .startswith(
            "Partner reports CNY 212,000.00 used of CNY 200,000.00 received. "
            "Own money, an error, or money from elsewhere?"
        )
    )
    with pytest.raises(Refused, match="MON-371"):
        confirmed(paid, number)
    with pytest.raises(Refused, match="MON-366"):
        answered(paid, number, answer, shows="")
    answered(paid, number, answer)
    if answer is Answer.ERROR:
        with pytest.raises(Refused, match="MON-378"):
            confirmed(paid, number)
        # Stated again for the same days.
        assert stated(paid, ("equipment", "112000.00", "V-1"))[0] == 2
    else:
        confirmed(paid, number)
        assert account_of(seen(paid)).beyond.plain == "12000.00"
    assert figures(paid)[1] == counts


def test_whoever_answered_does_not_confirm(paid: Stage) -> None:
    number, _ = stated(paid, ("equipment", "212000.00", "V-1"))
    answered(paid, number, Answer.OWN, by=FINANCE_OFFICE)
    with pytest.raises(Refused, match="ACC-60"):
        confirmed(paid, number, FINANCE_OFFICE)


def test_money_whose_use_is_confirmed_stays_received_until_the_use_is_taken_back(paid: Stage) -> None:
    number, _ = stated(paid, ("equipment", "150000.00", "V-1"))
    confirmed(paid, number)
    with pytest.raises(Refused) as told:
        received(paid, 1, "149999.99")
    assert [each.code for each in told.value.findings] == ["MON-495"]
    assert (
        "CNY 149,999.99 would be received, less than the 150,000.00 that is confirmed as used (statements PS-1)"
        in told.value.findings[0].sentence("en")
    )
    finance = paid.account(FINANCE_OFFICE)
    with paid.acting(FINANCE_OFFICE), pytest.raises(Refused, match="MON-495"):
        withdraw_transfer(ref=REF, partner=1, transfer=1, why="other grant", actor=finance, now=NOW)
    received(paid, 1, "150000.00")
    assert figures(paid) == ("150000.00", "150000.00", "0.00")
    with paid.acting(FINANCE_OFFICE):
        withdraw_statement(ref=REF, partner=1, statement=number, why="twice", actor=finance, now=NOW)
    received(paid, 1, "1.00")
    assert figures(paid) == ("1.00", "0.00", "1.00")


def test_what_was_recorded_wrongly_is_taken_back_by_another_and_stays(paid: Stage) -> None:
    number, _ = stated(paid, ("equipment", "100.00", "V-1"))
    for by, why, code in ((RESEARCH_OFFICE, "twice", "ACC-601"), (FINANCE_OFFICE, " ", "MON-366")):
        with paid.acting(by), pytest.raises(Refused, match=code):
            withdraw_statement(ref=REF, partner=1, statement=number, why=why, actor=paid.account(by), now=NOW)
    with paid.acting(FINANCE_OFFICE):
        finance = paid.account(FINANCE_OFFICE)
        withdraw_statement(ref=REF, partner=1, statement=number, why="twice", actor=finance, now=NOW)
        withdraw_transfer(ref=REF, partner=1, transfer=1, why="other grant", actor=finance, now=NOW)
    found = seen(paid)
    assert (found.statements[0].state, found.transfers[0].withdrawn) == (State.WITHDRAWN, True)
    assert figures(paid) == ("0.00", "0.00", "0.00")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_faults_of_an_agreement_are_told_at_once(stage: Stage, lang: str) -> None:
    with pytest.raises(Refused) as refused:
        agreed(
            stage,
            reference="",
            agreed_on="2019-07-03",
            tranches="250000.01; 2019-01-10; x\nabc",
            dues="2019-01-01; 2018-03-31; 2019-04-30",
            spent_percent="101",
        )
    codes = [each.code for each in refused.value.findings]
    assert codes == ["MON-389", "MON-365", "MON-379", "MON-379", "MON-368", "MON-379"]
    told = " ".join(each.sentence(lang) for each in refused.value.findings)
    for seen_text in ("2019-07-03", "abc", "CNY 250,000.01", "CNY 250,000.00", "101"):
        assert seen_text in told
    assert seen(stage).agreement is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_faults_of_a_statement_are_told_at_once(paid: Stage, lang: str) -> None:
    with pytest.raises(Refused) as refused:
        stated(
            paid,
            ("entertainment", "1.00", ""),
            ("equipment", "1,0.0.0", ""),
            first=date(2018, 1, 1),
            stated_on="soon",
        )
    codes = [each.code for each in refused.value.findings]
    assert codes == ["MON-357", "MON-358", "MON-365", "MON-363"]
    told = " ".join(each.sentence(lang) for each in refused.value.findings)
    for seen_text in ("entertainment", "equipment", "1,0.0.0", "soon", "2018-01-01", "2019-01-01"):
        assert seen_text in told
    with paid.acting(FINANCE_OFFICE):
        assert PartnerStatement.objects.count() == 0


def test_no_more_is_passed_on_than_the_share(paid: Stage) -> None:
    for amount, other, code in (
        ("50000.01", {"tranche": 2}, "MON-369"),
        ("1.00", {"tranche": 3}, "MON-367"),
        ("-1.00", {}, "MON-388"),
        ("1.00", {"sent_on": "2019-07-03"}, "MON-365"),
    ):
        with pytest.raises(Refused, match=code):
            sent(paid, amount, **other)
    assert sent(paid, "50000.00", tranche=2) == 2


def test_days_have_one_statement_and_an_absence_of_use_is_stated(paid: Stage) -> None:
    with pytest.raises(Refused, match="MON-360"):
        stated(paid)
    number, _ = stated(paid, nothing=True)
    with pytest.raises(Refused, match="MON-364"):
        stated(paid, ("equipment", "1.00", ""))
    confirmed(paid, number)
    assert figures(paid) == ("200000.00", "0.00", "200000.00")


def test_without_an_agreement_nothing_is_passed_on(stage: Stage) -> None:
    with pytest.raises(Refused, match="MON-377"):
        sent(stage)
    with pytest.raises(Refused, match="ACC-60"):
        agreed(stage, by=AUDITOR)


@pytest.mark.parametrize("on", [date(2019, 4, 30), date(2019, 5, 1), date(2019, 8, 1)])
def test_the_late_of_many_grants_are_the_late_of_each(paid: Stage, on: date) -> None:
    """Due 2019-04-30 and 2019-07-31: late from the day after; the SQL says what the domain says."""
    expected = {date(2019, 4, 30): 0, date(2019, 5, 1): 1, date(2019, 8, 1): 2}[on]
    with paid.acting(FINANCE_OFFICE):
        told = open_things([REF], on=on).late
        grant = find.grant(REF)
        assert [each.due for each in told] == list(late(partner_of(grant, 1).seen_on(on), on))
        assert len(told) == expected
    stated(paid, ("equipment", "212000.00", "V-1"))
    with paid.acting(FINANCE_OFFICE):
        assert len(open_things([REF], on=on).late) == max(expected - 1, 0)
    answered(paid, 1, Answer.ERROR)
    # Answered today: from today on it answers for its days no more.
    with paid.acting(FINANCE_OFFICE):
        told = open_things([REF], on=on).late
        found = partner_of(find.grant(REF), 1).seen_on(on)
        assert [each.due for each in told] == list(late(found, on))


def test_another_host_and_another_grant_see_nothing(paid: Stage) -> None:
    stated(paid, ("equipment", "1.00", ""))
    tables = (
        "grants_partneragreement",
        "grants_partnertransfer",
        "grants_partnerstatement",
        "grants_partneract",
    )

    def rows() -> list[int]:
        with connection.cursor() as cursor:
            found = []
            for table in tables:
                cursor.execute(f"SELECT count(*) FROM {table}")
                found.append(cursor.fetchone()[0])
            return found

    with paid.acting(FINANCE_OFFICE):
        assert rows() == [1, 1, 1, 1]
    other = other_host(paid)
    with other.acting(OTHER_OFFICER):
        assert rows() == [0, 0, 0, 0]
        assert open_things([REF], on=date(2020, 1, 1)).late == []


def run(*line: str, by: str = FINANCE_OFFICE) -> Result:
    return CliRunner().invoke(partner, [*line, "--as", by])


def test_the_commands_pass_money_on(stage: Stage, tmp_path: Path) -> None:
    tranches = [word for line in AGREED["tranches"].splitlines() for word in ("--tranche", line)]
    dues = [word for line in AGREED["dues"].splitlines() for word in ("--due", line)]
    named = ("--reference", "PA-1", "--on", "2019-01-02", "--evidence", "PA-1.pdf")
    research = RESEARCH_OFFICE
    assert run("agree", REF, *named, *tranches, *dues, "--dry-run", by=research).exit_code == 0
    assert seen(stage).agreement is None
    file = tmp_path / "use.csv"
    file.write_bytes('科目,金额,凭证\n设备费,"212,000.00",V-1\n'.encode("gb18030"))
    for line, code in (
        (("agree", REF, *named, *tranches, *dues), 0),
        (("met", REF, "1", "--on", "2019-01-09", "--evidence", "seal"), 0),
        (("transfer", REF, "200000.00", "--tranche", "1", "--on", "2019-01-10"), 0),
        (("state", REF, "1", "200000.00", "--on", "2019-01-12", "--evidence", "L-1"), 0),
        (("statement", REF, str(file), "--from", "2019-01-01", "--on", "2019-04-20"), 2),
        (("show", REF), 2),
        (("answer", REF, "1", "own", "--evidence", "L-3"), 0),
        (("confirm", REF, "1"), 1),
    ):
        told = run(*line, by=research)
        assert told.exit_code == code, (line, told.output)
    assert run("confirm", REF, "1").exit_code == 0
    record = json.loads(run("show", REF, "--json").output)["partners"][0]
    assert record["in_the_books"] is False
    assert record["sums"]["balance"] == {"currency": "CNY", "amount": "0.00"}
    assert record["statements"][0]["counted"]["amount"] == "200000.00"
    before = json.loads(run("show", REF, "--json", "--as-at", "2019-01-11").output)["partners"][0]
    assert (before["sums"]["sent"]["amount"], before["sums"]["received"]["amount"]) == ("200000.00", "0.00")
    assert run("show", REF, "--as-at", "soon").exit_code == 1
    assert run("withdraw", REF, "statement", "1", "--why", "again").exit_code == 0


def test_a_late_statement_stands_on_today(paid: Stage) -> None:
    told = words(seen_by(FINANCE_OFFICE).get("/en/").content)
    assert "2019-01-01 – 2019-03-31: due 2019-04-30, did not come" in told
    stated(paid, ("equipment", "1.00", ""))
    assert "did not come" not in words(seen_by(FINANCE_OFFICE).get("/en/").content)


@pytest.fixture
def ground() -> Ground:
    return demo_ground()


def test_the_demos_partner_adds_up(ground: Ground) -> None:
    """119,950.00 received of 120,000.00; 38,000 + 21,600 + 24,000 + 3,150 = 86,750.00 used, 33,200.00 left."""
    with ground.stage.acting(FINANCE_OFFICE):
        sums = account_of(partner_of(find.grant(RAIL), 1))
        assert open_things([RAIL], on=TODAY).late == []
        assert len(open_things([RAIL], on=date(2019, 8, 1)).late) == 1
    assert [
        each.plain for each in (sums.sent, sums.short, sums.reported, sums.unsupported, sums.balance)
    ] == ["120000.00", "50.00", "86750.00", "3150.00", "33200.00"]
    told = run("show", RAIL)
    # Its condition has no evidence, and the grant itself has received nothing yet.
    assert (told.exit_code, "T2, CNY 80,000.00: 2 reasons speak against" in told.output) == (0, True)
    # 86,750.00 is 72.3% of 119,950.00; without the 3,150.00 that nothing shows it is 69.7%, short of 70%.
    assert "To weigh: DEMO-PA-2018-07, clause 5: 70% of what was received is to be used first." in told.output
    assert (
        "CNY 86,750.00 (72.3%) is reported as used, CNY 83,600.00 (69.7%) of it with evidence" in told.output
    )
