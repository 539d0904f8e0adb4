"""The day on which a bank is to pay: today or later, open where both accounts are; each refusal by its text."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from guohe.calendars.domain.days import Closed, Region
from guohe.kernel.findings import Finding
from guohe.kernel.names import Name
from guohe.payments.domain.execution_day import against_day, places_of
from tests.unit.payments.test_messages import said_by

EXPECTED: Final[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "messages.toml").read_text(encoding="utf-8")
)
TODAY = date(2019, 7, 2)
NATIONAL = Closed(Region.MAINLAND, Name("National Day", "國慶日", "国庆节"))
FOUND: Final[dict[str, tuple[Finding, ...]]] = {
    "PAY-427": against_day("D/T2", date(2019, 7, 1), today=TODAY, closed=(NATIONAL,)),
    "PAY-428": against_day("D/T2", date(2019, 10, 1), today=TODAY, closed=(NATIONAL,)),
}


@pytest.mark.parametrize("code", sorted(FOUND))
def test_message_by_its_text(code: str) -> None:
    (found,) = FOUND[code]
    assert (found.code, said_by(found)) == (code, EXPECTED[code])


def test_today_and_an_open_day_have_nothing_against_them() -> None:
    assert against_day("D/T2", TODAY, today=TODAY, closed=()) == ()


def test_each_place_that_is_closed_is_told() -> None:
    weekend = Closed(Region.HONG_KONG, None)
    found = against_day("D/T2", date(2019, 7, 6), today=TODAY, closed=(NATIONAL, weekend))
    assert [(each.code, "Hong Kong are closed (weekend)" in each.sentence("en")) for each in found] == [
        ("PAY-428", False),
        ("PAY-428", True),
    ]


@pytest.mark.parametrize(
    ("countries", "places"),
    [
        (("CN", "HK"), (Region.MAINLAND, Region.HONG_KONG)),
        (("HK", "HK"), (Region.HONG_KONG,)),
        (("CN", "MO"), (Region.MAINLAND, Region.MACAO)),
        (("CN", "GB"), (Region.MAINLAND,)),
        (("GB", "FR"), (Region.MAINLAND, Region.HONG_KONG)),
    ],
)
def test_the_days_are_those_of_both_accounts(countries: tuple[str, str], places: tuple[Region, ...]) -> None:
    assert places_of(*countries) == places
