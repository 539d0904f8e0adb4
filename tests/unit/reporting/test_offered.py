"""A year that a signed report told is offered after those that nobody told yet, and with that report's number."""

from __future__ import annotations

from guohe.kernel.periods import calendar_year, fiscal_year
from guohe.reporting.domain.offered import offered, suggested
from guohe.reporting.domain.periods import Years
from guohe.reporting.domain.told import Kind, Standing

EVERY = Years(tuple(map(calendar_year, (2018, 2019, 2020))), tuple(map(fiscal_year, (2017, 2018, 2019))))
USUAL = Years((calendar_year(2019),), (fiscal_year(2018), fiscal_year(2019)))


def yearly(number: int, side: str, years: str) -> Standing:
    return Standing(number, Kind.YEARLY, side, years)


def shown(*in_force: Standing) -> tuple[list[str], list[str]]:
    found = offered(EVERY, in_force)
    funder, host = (
        [each.period.label + (f" by {each.told_by}" if each.told_by else "") for each in side]
        for side in (found.funder, found.host)
    )
    return funder, host


def next_years(*in_force: Standing) -> str:
    return suggested(USUAL, EVERY, in_force).slug


def test_untold_years_come_first_and_of_the_others_it_is_said_which_report_told_them() -> None:
    # Report 1 tells the funder alone; its FY2017/18 was shown for the bridge and is told by report 2.
    reports = (yearly(1, "funder", "2018-FY2017-18"), yearly(2, "host", "2019-FY2017-18"))
    assert shown(*reports) == (["2019", "2020", "2018 by 1"], ["FY2018/19", "FY2019/20", "FY2017/18 by 2"])
    last = Standing(3, Kind.FINAL, "funder", "2018+2019-FY2017-18")
    assert shown(*reports, last)[0] == ["2020", "2018 by 1", "2019 by 3"]
    assert shown() == (["2018", "2019", "2020"], ["FY2017/18", "FY2018/19", "FY2019/20"])


def test_the_next_report_is_suggested_over_years_that_nobody_told() -> None:
    assert next_years() == "2019-FY2018-19+FY2019-20"
    assert next_years(yearly(1, "host", "2018-FY2018-19")) == "2019-FY2019-20"
    # What a person usually wants is told: the first year of that side that is not.
    assert next_years(yearly(1, "both", "2019-FY2018-19+FY2019-20")) == "2018-FY2017-18"
    # No year is left, so that a correction or a final report may follow.
    everything = yearly(1, "both", "2018+2019+2020-FY2017-18+FY2018-19+FY2019-20")
    assert next_years(everything) == USUAL.slug
