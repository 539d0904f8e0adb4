"""The final report beside the yearly ones: through the operations, and as the database itself holds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.kernel.texts import LANGUAGES
from guohe.reporting.domain.copies import Copy, State
from guohe.reporting.domain.lines import Basis
from guohe.reporting.domain.told import Kind, SideOf
from guohe.reporting.operations.prepare_report import prepare_report
from guohe.reporting.queries import copies, twin
from tests.factories.people import FINANCE_OFFICE, NOW, RESEARCH_OFFICE, TODAY
from tests.integration.reporting.conftest import GRANT, Books
from tests.integration.reporting.test_attacks import attack, sign_by_hand
from tests.integration.reporting.test_signing import codes, corrected, prepared, signed

ALL = "2018+2019-FY2017-18+FY2018-19"
FIRST, SECOND = "2018-FY2017-18", "2019-FY2018-19"


def final(
    books: Books,
    years: str = ALL,
    basis: Basis = Basis.BOOKED,
    side: SideOf = "both",
    pack: str | None = None,
) -> Copy:
    with books.stage.acting(FINANCE_OFFICE):
        return prepare_report(
            grant_ref=GRANT,
            years=years,
            actor=books.stage.account(FINANCE_OFFICE),
            on=TODAY,
            now=NOW,
            side=side,
            basis=basis,
            pack=pack,
            kind=Kind.FINAL,
        )


def late_charge(books: Books) -> None:
    """The bank's charge of CNY 10.00 for December 2018, booked after the report of 2018 was sent."""
    first = next(line for line in books.lines if line.source == "CHARGE-1")
    amount = Money.of("CNY", "10.00")
    late = replace(first, journal=99, source="CHARGE-2", on=date(2018, 12, 20), amount=amount, carried=amount)
    books.lines = (*books.lines, late)


def in_force(books: Books) -> list[tuple[int, Kind, str]]:
    with books.stage.acting(FINANCE_OFFICE):
        return [(told.number, told.kind, told.years) for told in copies.in_force(GRANT)]


def test_a_final_report_is_signed_beside_the_yearly_ones_and_tells_them_together(books: Books) -> None:
    yearly = [signed(books, prepared(books, years=years).number) for years in (FIRST, SECOND)]
    last = signed(books, final(books).number)
    assert (last.kind, last.state) == (Kind.FINAL, State.SIGNED)
    assert in_force(books) == [(1, Kind.YEARLY, FIRST), (2, Kind.YEARLY, SECOND), (3, Kind.FINAL, ALL)]
    with books.stage.acting(FINANCE_OFFICE):
        reports = [copies.opened(GRANT, copy.number).report for copy in (*yearly, last)]
        assert copies.effects(twin.ground(GRANT, on=TODAY)) == ()
    # 316,563.31 of 2018 and 18,064.51 of 2019
    assert [report.funder.total.plain for report in reports] == ["316563.31", "18064.51", "334627.82"]
    assert reports[2].bridge.ties
    # Whoever has the bytes alone knows what they are.
    assert [report.terms.final for report in reports] == [False, False, True]
    with pytest.raises(Refused) as refused:
        final(books)
    assert codes(refused) == ["REP-713"]
    with pytest.raises(Refused) as refused:
        final(books, side="funder")
    assert codes(refused) == ["REP-770"]
    with pytest.raises(Refused) as refused:
        prepared(books, years="2019-FY2019-20", side="funder")
    assert codes(refused) == ["REP-760", "REP-774"]
    # More years take its place; the yearly reports stay.
    wider = signed(books, final(books, years=f"2018+2019+2020-{ALL.partition('-')[2]}").number)
    assert (wider.corrects, wider.correction) == (3, 1)
    assert [number for number, _, _ in in_force(books)] == [1, 2, 4]


def test_a_late_cost_is_named_with_the_report_that_is_corrected_first(books: Books) -> None:
    first = signed(books, prepared(books, years=FIRST).number)
    late_charge(books)
    with pytest.raises(Refused) as refused:
        final(books)
    assert codes(refused) == ["REP-771"]
    [finding] = refused.value.findings
    assert finding.sentence("en").startswith(
        "Report 1 told 银行手续费, 2018, as CNY 150.00; the final report would tell CNY 160.00, CNY 10.00 apart"
    )
    for lang in LANGUAGES:
        assert "CNY 10.00" in finding.sentence(lang)
    with pytest.raises(Refused) as refused:
        final(books, years="2019-FY2017-18+FY2018-19")
    assert codes(refused) == ["REP-773"]
    signed(books, corrected(books, first.number).number)
    last = signed(books, final(books).number)
    with books.stage.acting(FINANCE_OFFICE):
        assert copies.opened(GRANT, last.number).report.funder.total.plain == "334637.82"


def test_what_comes_after_the_final_report_corrects_its_year_and_then_the_final_one(books: Books) -> None:
    first = signed(books, prepared(books, years=FIRST).number)
    last = signed(books, final(books, side="funder").number)
    late_charge(books)
    with books.stage.acting(FINANCE_OFFICE):
        asked = copies.effects(twin.ground(GRANT, on=TODAY))
    assert {copy.number for copy, _ in asked} == {first.number, last.number}
    with pytest.raises(Refused) as refused:
        corrected(books, last.number)
    assert codes(refused) == ["REP-771"]
    signed(books, corrected(books, first.number).number)
    again = signed(books, corrected(books, last.number).number)
    assert (again.kind, again.corrects) == (Kind.FINAL, last.number)
    with books.stage.acting(FINANCE_OFFICE):
        assert copies.effects(twin.ground(GRANT, on=TODAY)) == ()


def test_figures_of_the_same_lines_under_another_pack_are_named_in_the_report(books: Books) -> None:
    signed(books, prepared(books, years=FIRST).number)
    last = final(books, pack="DEMO-2", side="funder")
    with books.stage.acting(FINANCE_OFFICE):
        notes = [each for each in copies.opened(GRANT, last.number).report.findings if each.code == "REP-772"]
    # DEMO-1's six categories of 2018 are three of DEMO-2's: what moves from one row stands in another.
    assert {each.values["number"] for each in notes} == {"1"}
    moved = [
        Money.of("CNY", each.values[word].removeprefix("CNY ")).minor * sign
        for each in notes
        for word, sign in (("tells", 1), ("told", -1))
    ]
    assert moved
    assert sum(moved) == 0
    assert signed(books, last.number).state is State.SIGNED


def test_the_bytes_say_whether_a_report_is_final(books: Books) -> None:
    rows = {"yearly": final(books, side="host").number, "final": prepared(books).number}
    with books.stage.acting(FINANCE_OFFICE), connection.cursor() as cursor:
        for number, (kind, other) in enumerate(rows.items(), start=3):
            cursor.execute(
                "INSERT INTO reporting_report (host_id, grant_ref, number, kind, side, years, frozen, digest, prepared_by_id, "
                "prepared_at) SELECT host_id, grant_ref, %s, %s, side, years, frozen, digest, 1, prepared_at "
                "FROM reporting_report WHERE number = %s",
                [number, kind, other],
            )
    with books.stage.acting(RESEARCH_OFFICE):
        assert [attack(sign_by_hand(number)) for number in (3, 4)] == ["reporting_report_kind"] * 2


def test_the_database_holds_the_final_report_to_the_yearly_ones(books: Books) -> None:
    unlike = final(books).number
    short = final(books, years="2018-FY2017-18", side="host").number
    rival = final(books, side="funder").number
    late_charge(books)
    early = prepared(books, years=FIRST, side="funder").number
    signed(books, prepared(books, years=SECOND, side="host").number)
    with books.stage.acting(RESEARCH_OFFICE):
        assert attack(sign_by_hand(short)) == "reporting_report_final_whole"
    signed(books, early)
    with books.stage.acting(RESEARCH_OFFICE):
        # Neither is as report 4 told 2018: the charge of December is not in them, and nobody named it.
        assert attack(sign_by_hand(unlike)) == "reporting_report_final_agrees"
        assert attack(sign_by_hand(rival)) == "reporting_report_final_agrees"
    alone = prepared(books, years="2019-FY2018-19", side="funder").number
    again, other = final(books).number, final(books, side="funder").number
    signed(books, again)
    with books.stage.acting(RESEARCH_OFFICE):
        assert attack(sign_by_hand(other)) == "reporting_report_final_once"
        assert attack(sign_by_hand(alone)) == "reporting_report_after_final"
    with books.stage.acting(FINANCE_OFFICE), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM reporting_report WHERE number = %s", [again])
        (key,) = cursor.fetchone()
        for kind, years in (("final", FIRST), ("yearly", ALL)):
            law = attack(
                "INSERT INTO reporting_report (host_id, grant_ref, number, kind, side, years, corrects_id, correction, "
                f"frozen, digest, prepared_by_id, prepared_at) SELECT host_id, grant_ref, 9, '{kind}', side, '{years}', "
                f"{key}, 1, frozen, digest, 1, '{NOW}' FROM reporting_report WHERE id = {key}"
            )
            assert law == "reporting_report_corrects_signed"
