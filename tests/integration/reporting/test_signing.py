"""Prepared by one, signed by another, never changed: through the operations, as the application's role."""

from __future__ import annotations

import json
from datetime import date

import pytest

from guohe.audit.queries import facts_about
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.reporting.domain import freeze
from guohe.reporting.domain.copies import Copy, State
from guohe.reporting.domain.lines import Basis
from guohe.reporting.domain.report import HeldLine, Waiting
from guohe.reporting.domain.told import SideOf
from guohe.reporting.operations.issue_correction import issue_correction
from guohe.reporting.operations.prepare_report import prepare_report
from guohe.reporting.operations.remark_line import remark_line
from guohe.reporting.operations.sign_report import sign_report
from guohe.reporting.queries import copies, twin
from tests.factories.identity import other_host
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, OTHER_OFFICER, RESEARCH_OFFICE, TODAY
from tests.integration.reporting.conftest import GRANT, Books

YEARS = "2018-FY2018-19"


def prepared(
    books: Books,
    by: str = FINANCE_OFFICE,
    years: str = YEARS,
    basis: Basis = Basis.BOOKED,
    side: SideOf = "both",
) -> Copy:
    with books.stage.acting(by):
        return prepare_report(
            grant_ref=GRANT,
            years=years,
            actor=books.stage.account(by),
            on=TODAY,
            now=NOW,
            basis=basis,
            side=side,
        )


def signed(books: Books, number: int, by: str = RESEARCH_OFFICE) -> Copy:
    with books.stage.acting(by):
        return sign_report(grant_ref=GRANT, number=number, actor=books.stage.account(by), on=TODAY, now=NOW)


def corrected(books: Books, number: int, by: str = FINANCE_OFFICE) -> Copy:
    with books.stage.acting(by):
        return issue_correction(
            grant_ref=GRANT, number=number, actor=books.stage.account(by), on=TODAY, now=NOW
        )


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def test_a_report_is_prepared_by_one_and_signed_by_another(books: Books) -> None:
    copy = prepared(books)
    assert (copy.number, copy.state, copy.prepared_by.en) == (1, State.PREPARED, "Mr Test Lau")
    done = signed(books, copy.number)
    assert done.state is State.SIGNED
    assert done.approved_by is not None
    assert done.approved_by.en == "Ms Sample Ng"
    assert done.digest == copy.digest


def test_the_preparer_cannot_sign_and_is_told_who_can(books: Books) -> None:
    copy = prepared(books, by=RESEARCH_OFFICE)
    with pytest.raises(Refused) as refused:
        signed(books, copy.number, by=RESEARCH_OFFICE)
    assert codes(refused) == ["ACC-601"]
    assert "Mr Test Lau" in refused.value.findings[0].sentence("en")


def test_an_auditor_may_read_but_neither_prepare_nor_sign(books: Books) -> None:
    with pytest.raises(Refused) as refused:
        prepared(books, by=AUDITOR)
    assert codes(refused) == ["ACC-603"]
    copy = prepared(books)
    with pytest.raises(Refused) as refused:
        signed(books, copy.number, by=AUDITOR)
    assert codes(refused) == ["ACC-603"]


def test_a_signed_report_does_not_change_when_the_books_do(books: Books) -> None:
    copy = prepared(books)
    signed(books, copy.number)
    with books.stage.acting(FINANCE_OFFICE):
        before = copies.opened(GRANT, copy.number)
    books.reverse("ST18-0412", date(2019, 2, 2))
    with books.stage.acting(FINANCE_OFFICE):
        after = copies.opened(GRANT, copy.number)
        changes = copies.changes_since(after, twin.ground(GRANT, on=TODAY))
    assert after.frozen == before.frozen
    assert after.report.funder.total.plain == "316563.31"
    # The reversed line had carried 2,806.45: HKD 3,480.00 at 1.2400, rounded on the cumulative figure.
    assert [(change.side, change.code, change.by.plain) for change in changes if change.side == "funder"] == [
        ("funder", "travel", "-2806.45")
    ]
    assert [
        (change.code, change.period.label, change.by.plain) for change in changes if change.side == "host"
    ] == [("6420", "FY2018/19", "-3480.00")] or changes


def test_a_correction_is_one_more_report_and_the_first_stays_as_it_was_sent(books: Books) -> None:
    first = signed(books, prepared(books).number)
    with pytest.raises(Refused) as refused:
        corrected(books, first.number)
    assert codes(refused) == ["REP-714"]

    books.reverse("ST18-0412", date(2019, 2, 2))
    with pytest.raises(Refused) as refused:
        prepared(books)
    assert codes(refused) == ["REP-713"]
    correction = corrected(books, first.number)
    assert (correction.correction, correction.corrects, correction.state) == (1, first.number, State.PREPARED)
    with books.stage.acting(FINANCE_OFFICE):
        assert {copy.number: copy.state for copy in copies.of_grant(GRANT)}[first.number] is State.SIGNED

    signed(books, correction.number)
    with books.stage.acting(FINANCE_OFFICE):
        old, new = copies.opened(GRANT, first.number), copies.opened(GRANT, correction.number)
        assert copies.changes_since(new, twin.ground(GRANT, on=TODAY)) == ()
    assert (old.copy.state, old.copy.corrected_by) == (State.SUPERSEDED, correction.number)
    assert old.report.funder.total.plain == "316563.31"
    assert new.report.terms.basis is Basis.CORRECTED
    assert new.report.funder.total == old.report.funder.total - Money.of("CNY", "2806.45")
    assert new.report.bridge.ties
    with pytest.raises(Refused) as refused:
        corrected(books, first.number)
    assert codes(refused) == ["REP-718"]


def test_a_report_whose_books_moved_after_it_was_prepared_is_prepared_again(books: Books) -> None:
    copy = prepared(books)
    books.reverse("AP18-01402", date(2018, 12, 28))
    with pytest.raises(Refused) as refused:
        signed(books, copy.number)
    assert codes(refused) == ["REP-712"]
    again = prepared(books)
    assert again.number == copy.number + 1
    assert signed(books, again.number).state is State.SIGNED
    with books.stage.acting(FINANCE_OFFICE):
        assert copies.opened(GRANT, copy.number).copy.state is State.DRAFT
    with pytest.raises(Refused) as refused:
        signed(books, copy.number)
    assert codes(refused) == ["REP-715"]


def test_lines_that_wait_must_be_shown_to_whoever_signs(books: Books) -> None:
    copy = prepared(books)
    held = HeldLine("AP19-00188", date(2019, 2, 27), Money.of("HKD", "15210.00"))
    books.waiting = Waiting((held,), date(2019, 3, 31))
    with pytest.raises(Refused) as refused:
        signed(books, copy.number)
    assert codes(refused) == ["REP-716"]
    again = signed(books, prepared(books).number)
    with books.stage.acting(FINANCE_OFFICE):
        assert copies.opened(GRANT, again.number).report.waiting.lines == (held,)


def test_a_difference_that_is_not_zero_is_never_signed(books: Books) -> None:
    books.lines = tuple(
        line
        if line.source != "AP18-00901"
        else type(line)(
            **{name: getattr(line, name) for name in line.__slots__ if name != "shares"}, shares=()
        )
        for line in books.lines
    )
    copy = prepared(books)
    with pytest.raises(Refused) as refused:
        signed(books, copy.number)
    assert codes(refused) == ["REP-704", "REP-705"]
    assert "HKD 186,000.00" in refused.value.findings[0].sentence("en")
    with books.stage.acting(FINANCE_OFFICE):
        assert copies.opened(GRANT, copy.number).copy.state is State.PREPARED


def test_a_remark_stands_beside_its_line_and_changes_no_figure(books: Books) -> None:
    line = next(line for line in books.lines if line.source == "AP18-00901")
    copy = prepared(books)
    with books.stage.acting(FINANCE_OFFICE):
        for words in ("Load cells for the joint tests", "Load cells, approved model"):
            remark_line(
                grant_ref=GRANT,
                journal=line.journal,
                line=line.line,
                words=words,
                actor=books.stage.account(FINANCE_OFFICE),
                on=TODAY,
                now=NOW,
            )
        facts = facts_about(f"line:{line.journal}/{line.line}")
    who = books.stage.account(FINANCE_OFFICE)
    assert [(fact.action, fact.actor, fact.details["grant"]) for fact in facts] == [
        ("reporting.line_remarked", who, GRANT)
    ] * 2
    # Words are no figures: the report may still be signed, and a new one carries the newest remark.
    assert signed(books, copy.number).state is State.SIGNED
    other = prepared(books, years="2019-FY2018-19", side="funder")
    with books.stage.acting(FINANCE_OFFICE):
        shown = {line.source: line.remark for line in copies.opened(GRANT, other.number).report.lines}
    assert shown["AP18-00901"] == "Load cells, approved model"
    assert shown["AP18-01120"] == ""


def test_the_frozen_bytes_are_the_report_that_was_shown(books: Books) -> None:
    copy = prepared(books)
    with books.stage.acting(FINANCE_OFFICE):
        opened = copies.opened(GRANT, copy.number)
    bare = json.loads(freeze.canonical(opened.report))
    told = json.loads(opened.frozen)
    said = told.pop("copy")
    assert told == bare
    assert freeze.digest(opened.frozen).hex() == copy.digest
    # Whose hands, which report, whom it tells which years: what the digest on the paper proves.
    assert said == {
        "grant": GRANT, "number": 1, "kind": "yearly", "side": "both", "years": YEARS, "correction": 0, "corrects": None,
        "prepared_at": NOW.isoformat(),
        "prepared_by": {"en": "Mr Test Lau", "zh-hant": opened.copy.prepared_by.zh_hant,
                        "zh-hans": opened.copy.prepared_by.zh_hans},
    }  # fmt: skip


def test_reports_of_the_same_figures_for_two_readers_have_two_digests(books: Books) -> None:
    made = [
        prepared(books, years="2018-FY2017-18", side="funder"),
        prepared(books, years="2018-FY2017-18", side="host"),
        prepared(books, years="2018-FY2017-18"),
    ]
    assert len({copy.digest for copy in made}) == 3
    first = signed(books, made[2].number)
    books.reverse("AP18-00655", date(2018, 9, 10))
    again = corrected(books, first.number)
    with books.stage.acting(FINANCE_OFFICE):
        said = json.loads(copies.opened(GRANT, again.number).frozen)["copy"]
    assert (said["number"], said["correction"], said["corrects"]) == (again.number, 1, first.number)
    assert signed(books, again.number).state is State.SIGNED


def test_another_host_sees_no_report(books: Books) -> None:
    prepared(books)
    other = other_host(books.stage)
    with other.acting(OTHER_OFFICER):
        assert copies.of_grant(GRANT) == ()
        with pytest.raises(Refused) as refused:
            copies.opened(GRANT, 1)
    assert codes(refused) == ["REP-717"]


def test_after_a_correction_the_next_year_does_not_tell_the_reversal_again(books: Books) -> None:
    first = signed(books, prepared(books).number)
    books.reverse("ST18-0412", date(2019, 2, 2))
    later = "2019-FY2018-19"
    # Left to 2018 by a corrected report of 2019, but the signed report of 2018 does not tell it yet.
    with pytest.raises(Refused) as refused:
        signed(books, prepared(books, years=later, basis=Basis.CORRECTED, side="funder").number)
    assert codes(refused) == ["REP-724"]
    correction = signed(books, corrected(books, first.number).number)
    with pytest.raises(Refused) as refused:
        signed(books, prepared(books, years=later, side="funder").number)
    assert codes(refused) == ["REP-723"]
    assert refused.value.findings[0].values["number"] == str(correction.number)
    done = signed(books, prepared(books, years=later, basis=Basis.CORRECTED, side="funder").number)
    with books.stage.acting(FINANCE_OFFICE):
        both = sum(
            copies.opened(GRANT, number).report.funder.total.minor
            for number in (correction.number, done.number)
        )
    # The two reports together are all that was spent: 316,563.31 + 18,064.51, less the 2,806.45 taken back.
    assert Money("CNY", both).plain == "331821.37"


def test_a_reversal_may_also_be_told_in_its_own_year_once(books: Books) -> None:
    signed(books, prepared(books).number)
    books.reverse("ST18-0412", date(2019, 2, 2))
    done = signed(books, prepared(books, years="2019-FY2018-19", side="funder").number)
    with books.stage.acting(FINANCE_OFFICE):
        assert copies.opened(GRANT, done.number).report.funder.total.plain == "15258.06"
        # Told in 2019, it stays there: the funder's 2018 asks for no correction. The host was told FY2018/19 without it.
        base = twin.ground(GRANT, on=TODAY)
        assert [(copy.number, {each.side for each in found}) for copy, found in copies.effects(base)] == [
            (1, {"host"})
        ]


def test_a_year_is_told_a_side_once_whatever_the_other_side_is_told(books: Books) -> None:
    first = prepared(books)
    rival = prepared(books, years="2018-FY2017-18")
    signed(books, first.number)
    # It was prepared before the other was signed; signing asks again.
    with pytest.raises(Refused) as refused:
        signed(books, rival.number)
    assert codes(refused) == ["REP-760"]
    told = refused.value.findings[0].sentence("en")
    assert told.startswith("Signed report 1 tells the Mainland side 2018 already.")
    for years, side, faults in (
        ("2018-FY2017-18+FY2018-19", "both", 2),
        ("2018+2018-FY2017-18", "funder", 1),
        ("2018+2019-FY2019-20", "both", 1),
        ("2020-FY2018-19", "host", 1),
    ):
        with pytest.raises(Refused) as refused:
            prepared(books, years=years, side=side)  # type: ignore[arg-type]
        assert codes(refused) == ["REP-760"] * faults
    # FY2017/18 stood beside it for the bridge alone, and was told nobody yet.
    assert signed(books, prepared(books, years="2018-FY2017-18", side="host").number).state is State.SIGNED
    assert signed(books, prepared(books, years="2019-FY2019-20").number).state is State.SIGNED


def test_a_reversal_is_told_the_host_once_over_a_correction_and_the_next_year(books: Books) -> None:
    first = signed(books, prepared(books, years="2018-FY2017-18").number)
    books.reverse("AP18-00655", date(2018, 9, 10))
    # Next year's report leaves nothing out and tells nothing twice, whichever comes first.
    correction = signed(books, corrected(books, first.number).number)
    with pytest.raises(Refused) as refused:
        signed(books, prepared(books, years="2019-FY2018-19").number)
    assert codes(refused) == ["REP-723"]
    later = signed(books, prepared(books, years="2019-FY2018-19", basis=Basis.CORRECTED).number)
    with books.stage.acting(FINANCE_OFFICE):
        host = sum(
            amount.minor
            for number, year in ((correction.number, "FY2017/18"), (later.number, "FY2018/19"))
            for table in [copies.opened(GRANT, number).report.host]
            for period, amount in zip(table.columns, table.totals, strict=True)
            if period.label == year
        )
    # 92,250.00 + 322,502.50, less the 48,650.00 taken back: 43,600.00 + 322,502.50.
    assert Money("HKD", host) == Money.of("HKD", "366,102.50")
    assert Money("HKD", sum(line.amount.minor for line in books.lines if line.shares)).minor == host
