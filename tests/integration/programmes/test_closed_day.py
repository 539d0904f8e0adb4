"""A call whose day is a holiday at its funder's place shows beside it the day that is planned with."""

from __future__ import annotations

import pytest

from guohe.kernel.texts import LANGUAGES
from guohe.programmes.queries.calls import call
from guohe.programmes.queries.check_pages import deadline_text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_of_calls_says_which_day_is_planned_with(lang: str) -> None:
    # 1 October is a holiday of the Mainland; 12 September 2019 is a Thursday.
    told = deadline_text(call("demo-key-2020"), lang)
    assert "2019-10-01 16:00 UTC+8" in told
    assert "2019-09-30" in told
    assert deadline_text(call("demo-young-2019"), lang) == "2019-09-12 16:00 UTC+8"
