"""The plan says what of the money received is not used, as the books stand, and which days banks are closed."""

from __future__ import annotations

from datetime import date

import pytest

from guohe.funds.queries.positions import positions_of
from guohe.payments.queries.ahead import closed_ahead
from guohe.payments.queries.plan import plan_table, release_plan
from tests.factories.demo import demo_loaded
from tests.factories.identity import Stage
from tests.factories.people import FINANCE_OFFICE, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
GRANT = "DEMO-NKP-2018-001"
# 720,000.00 sent less the bank's 150.00; 719,850.00 / 720,000.00 is 99.979 %, which is not all of it.
LEFT = {
    "en": "CNY 719,850.00 of CNY 720,000.00 (99.9%)",
    "zh-hant": "CNY 719,850.00，佔已收 CNY 720,000.00 的 99.9%",
    "zh-hans": "CNY 719,850.00，占已收 CNY 720,000.00 的 99.9%",
}


@pytest.fixture
def stage() -> Stage:
    return Stage(demo_loaded().host, "polyu")


@pytest.mark.parametrize("lang", sorted(LEFT))
def test_the_plan_shows_what_is_not_used(stage: Stage, lang: str) -> None:
    with stage.acting(FINANCE_OFFICE):
        table = plan_table(release_plan(TODAY), lang)
    at = [column.key for column in table.columns].index("unspent")
    told = {str(row[0]): row[at] for row in table.rows}
    assert told[f"{GRANT}/T1"] == told[f"{GRANT}/T2"] == LEFT[lang]
    assert "720,000" not in str(told["DEMO-YSF-2019-003/T1"])


def test_a_position_is_that_of_its_day(stage: Stage) -> None:
    with stage.acting(FINANCE_OFFICE):
        assert positions_of([GRANT], date(2018, 4, 15)) == {}
        position = positions_of([GRANT], date(2018, 4, 16))[GRANT]
    assert (position.received.figure, position.left.figure) == ("720,000.00", "719,850.00")


def test_holidays_ahead_are_named_by_place() -> None:
    # 1 May 2019 is a holiday in both places, 13 May the day after Buddha's birthday in Hong Kong alone.
    told = closed_ahead(date(2019, 4, 30), "en")
    assert ("1 May 2019, the Mainland" in told, "1 May 2019, Hong Kong" in told) == (True, True)
    assert ("13 May 2019, Hong Kong" in told, "13 May 2019, the Mainland" in told) == (True, False)
    assert (
        closed_ahead(date(2019, 7, 2), "en")
        == "From today to 16 Jul 2019: no public holiday on the Mainland or in Hong Kong."
    )
    assert (
        closed_ahead(date(2019, 7, 2), "zh-hans") == "自今日至 2019 年 7 月 16 日，内地和香港均无法定节假日。"
    )
