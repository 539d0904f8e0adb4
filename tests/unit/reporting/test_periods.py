"""Years are read as people write them, and one address names both sides."""

from __future__ import annotations

import pytest

from guohe.kernel.findings import Refused
from guohe.kernel.periods import calendar_year, fiscal_year, fiscal_year_of
from guohe.reporting.domain.periods import (
    from_slug,
    funder_years,
    host_years,
    years_between,
    years_called,
    years_text,
)


def _calendar_of(day):  # type: ignore[no-untyped-def]
    return calendar_year(day.year)


@pytest.mark.parametrize("text", ["2018+2019", "2018,2019", "2019, 2018", "2018 2019 2018"])
def test_several_mainland_years_come_in_order_and_once(text: str) -> None:
    assert funder_years(text, _calendar_of) == (calendar_year(2018), calendar_year(2019))


@pytest.mark.parametrize("text", ["FY2018/19", "fy2018-19", "FY2018-19"])
def test_a_host_year_is_read_with_a_slash_or_a_hyphen(text: str) -> None:
    assert host_years(text, fiscal_year_of) == (fiscal_year(2018),)


@pytest.mark.parametrize("text", ["", "18", "2018/19", "last year", "20180"])
def test_what_is_not_a_mainland_year_is_refused_with_what_was_seen(text: str) -> None:
    with pytest.raises(Refused) as refused:
        funder_years(text, _calendar_of)
    assert [finding.code for finding in refused.value.findings] == ["REP-710"]


@pytest.mark.parametrize("text", ["", "2018", "FY2018/20", "FY18/19", "FY2018"])
def test_what_is_not_a_host_year_is_refused_with_what_was_seen(text: str) -> None:
    with pytest.raises(Refused) as refused:
        host_years(text, fiscal_year_of)
    assert [finding.code for finding in refused.value.findings] == ["REP-711"]
    assert f'"{text}"' in refused.value.findings[0].sentence("en")


def test_the_address_of_a_report_gives_back_its_years() -> None:
    years = from_slug("2018+2019-FY2017-18+FY2018-19", _calendar_of, fiscal_year_of)
    assert years.funder == (calendar_year(2018), calendar_year(2019))
    assert years.host == (fiscal_year(2017), fiscal_year(2018))
    assert years.slug == "2018+2019-FY2017-18+FY2018-19"


def test_the_years_of_a_grant_run_from_its_first_line_to_today() -> None:
    from datetime import date

    assert years_between(date(2018, 5, 1), date(2019, 7, 2), _calendar_of) == (
        calendar_year(2018),
        calendar_year(2019),
    )


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "2018 (Mainland) and FY2017/18 + FY2018/19 (host)"),
        ("zh-hant", "2018 年（內地）及 FY2017/18 + FY2018/19（院校年度）"),
        ("zh-hans", "2018 年（内地）和 FY2017/18 + FY2018/19（依托单位年度）"),
    ],
)
def test_a_reader_is_told_both_sides_years_and_an_address_keeps_its_key(lang: str, told: str) -> None:
    slug = "2018-FY2017-18+FY2018-19"
    assert years_text(slug, lang) == told
    assert str(years_called(slug)) == years_text(slug, "en")
    assert years_called(slug).name.in_language(lang) == told
    assert years_text("2018+2019-FY2018-19", "en") == "2018 + 2019 (Mainland) and FY2018/19 (host)"
    assert years_text("", lang) == ""
