"""A year that a report shows for the bridge alone: said on every form of it, and never taken for what it tells."""

from __future__ import annotations

from datetime import date

import pytest

from guohe.kernel.findings import Refused
from guohe.reporting.domain.copies import State
from guohe.reporting.domain.printed import tables
from guohe.reporting.operations.render_report import paper_of
from guohe.reporting.queries import copies, printing, sent, twin
from tests.factories.people import FINANCE_OFFICE, TODAY
from tests.integration.reporting.conftest import GRANT, Books
from tests.integration.reporting.test_signing import codes, corrected, prepared, signed


def three_reports(books: Books) -> None:
    signed(books, prepared(books, years="2018-FY2017-18", side="funder").number)
    signed(books, prepared(books, years="2018-FY2017-18", side="host").number)
    signed(books, prepared(books, years="2019-FY2018-19").number)


def test_paper_and_terminal_say_which_years_a_report_tells_and_which_it_only_shows(books: Books) -> None:
    three_reports(books)
    with books.stage.acting(FINANCE_OFFICE):
        opened = copies.opened(GRANT, 2)
    told = paper_of(
        opened.report, lang="en", as_at="", demo=True, unit="yuan", side="host", copy=opened.copy
    ).facts
    words = [text for _, text in told]
    assert "It tells the host FY2017/18." in words
    (besides,) = [text for text in words if text.startswith("Host: FY2018/19")]
    assert besides == (
        "Host: FY2018/19 is shown so that the bridge can be read, as the books stood on 2019-07-02. "
        "This report does not tell it."
    )
    host = tables(opened.report, "en", side="host", years=opened.copy.years)[0]
    assert host.title == "Host report FY2017/18, HKD"
    assert [column.head for column in host.columns[1:]] == ["FY2017/18", "FY2018/19 (for the bridge)"]


def test_a_paper_whose_bridge_the_books_have_left_is_named_and_may_be_corrected(books: Books) -> None:
    three_reports(books)
    with pytest.raises(Refused) as refused:
        corrected(books, 2)
    assert codes(refused) == ["REP-714"]
    taken = books.reverse("AP18-00901", date(2019, 2, 2))
    with books.stage.acting(FINANCE_OFFICE):
        base = twin.ground(GRANT, on=TODAY)
        stored = copies.of_grant(GRANT)
        moved = {copy.number: (copy, each) for copy, each in copies.moved_reports(base, stored)}
        # What reports 1 and 3 told asks for a correction; report 2 told FY2017/18 alone.
        assert [copy.number for copy, _ in copies.effects(base)] == [3, 1]
        copy, shown = moved[2]
        assert shown.told == ()
        assert printing.besides_effect(copy, shown, stored, "en") == (
            "What report 2 tells is unchanged. FY2018/19, which it shows for the bridge alone, would be another today, by "
            "HKD \u2212186,000.00 (1 figure); report 3 tells that year. Correction 1 of report 2 may be issued for whoever "
            "holds it."
        )
        assert {each.period.label for each in shown.besides} == {"2018", "FY2018/19"}
        held = sent.holding(GRANT, [taken.reverses or 0])
        assert [(each.number, each.besides) for each in held] == [(1, False), (3, False), (2, True)]
        assert "shows it for the bridge alone" in held[2].says.en
    # Whoever gave the paper away may issue one with today's bridge; what it tells stays.
    for number in (1, 3, 2):
        assert signed(books, corrected(books, number).number).state is State.SIGNED
    with books.stage.acting(FINANCE_OFFICE):
        assert copies.moved_reports(twin.ground(GRANT, on=TODAY)) == ()
        again = copies.opened(GRANT, 6).report.host
    assert [amount.plain for amount in again.totals] == ["92250.00", "136502.50"]
