"""The parts of the clock add up to the whole, and the demo's figures are computed from its files and the calendars."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.grants.domain.clock import Clock, clock_of
from guohe.grants.domain.facts import ClaimFacts
from guohe.grants.domain.lateness import is_late, not_identified, not_seen, waited, with_lateness
from guohe.grants.domain.stations import Station, known_to, stations_of
from guohe.grants.domain.usual import Transfer, usual_of
from guohe.kernel.texts import LANGUAGES
from tests.factories.money_on_its_way import (
    CALENDARS,
    HONG_KONG,
    TODAY,
    claim,
    demo_claims,
    demo_transfers,
    route,
)


def at(claims: list[ClaimFacts], number: int = 1, on: date = TODAY) -> tuple[tuple[Station, ...], Clock]:
    told = [each for each in claims if each.happened_on <= on]
    stations = stations_of(told, route(), number)
    clock = clock_of(stations, told, on, CALENDARS)
    assert clock is not None
    return stations, clock


def test_the_first_instalment_took_64_days_of_which_the_banks_had_four() -> None:
    # users.md 5.2, minute 0:30.
    _, clock = at(demo_claims(1))
    assert clock.days == 64
    assert clock.by_holder == (("authority", 38), ("bank", 4), ("host", 22))
    assert [(part.code, part.days) for part in clock.parts] == [
        ("agreement", 21),
        ("tax_filing", 16),
        ("sent", 1),
        ("credited", 4),
        ("converted", 4),
        ("posted", 13),
        ("spendable", 5),
    ]
    assert clock.working is not None
    assert clock.working.days == 40
    assert sum(part.working.days for part in clock.parts if part.working) == 40
    assert (clock.holder_now, clock.awaited) == (None, None)


def test_the_second_instalment_is_36_days_old_and_14_of_them_nobody_saw() -> None:
    stations, clock = at(demo_claims(2), 2)
    assert clock.days == 36
    assert clock.by_holder == (("authority", 22), ("unseen", 14))
    assert (clock.holder_now, clock.awaited) == ("unseen", "credited")
    assert waited(clock) == 9
    usual = usual_of(demo_transfers())
    assert is_late(clock, usual)
    late = with_lateness(stations, clock, usual)
    assert {each.name: each.how for each in late}["credited"] == "late"
    assert {each.name: each.how for each in late}["sent"] == "reported"


def test_usual_is_three_days_and_nine_in_ten_within_six() -> None:
    usual = usual_of(demo_transfers())
    assert usual is not None
    assert (usual.count, usual.median, usual.nine_in_ten) == (11, 3, 6)
    assert [each.working_days for each in usual.transfers] == [2, 2, 2, 3, 3, 3, 3, 4, 5, 6, 9]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            "Sent 18 Jun 2019, not yet seen in Hong Kong. 9 working days; 9 in 10 earlier transfers took 6 or fewer. "
            "Ask the bank with reference DEMO-UETR-2.",
        ),
        (
            "zh-hant",
            "2019 年 6 月 18 日匯出，香港尚未見到入帳。已 9 個工作天；以往九成在 6 個工作天內到帳。"
            "可憑參考號 DEMO-UETR-2 向銀行查詢。",
        ),
        (
            "zh-hans",
            "2019 年 6 月 18 日汇出，香港尚未确认到账。已 9 个工作日；以往九成在 6 个工作日内到账。"
            "可凭参考号 DEMO-UETR-2 向银行查询。",
        ),
    ],
)
def test_the_words_are_those_of_the_specification(lang: str, words: str) -> None:
    stations, clock = at(demo_claims(2), 2)
    finding = not_seen(stations, clock, usual_of(demo_transfers()), place=HONG_KONG, ref="T2")
    assert finding is not None
    assert (finding.code, finding.sentence(lang)) == ("MON-301", words)


@pytest.mark.parametrize(
    ("on", "code"),
    # Working days after Tuesday 18 June: the 26th is the sixth, the 27th the seventh.
    [(date(2019, 6, 18), "MON-302"), (date(2019, 6, 26), "MON-302"), (date(2019, 6, 27), "MON-301")],
)
def test_nine_in_ten_is_still_in_time(on: date, code: str) -> None:
    stations, clock = at(demo_claims(2), 2, on)
    finding = not_seen(stations, clock, usual_of(demo_transfers()), place=HONG_KONG, ref="T2")
    assert finding is not None
    assert finding.code == code


@pytest.mark.parametrize(
    ("on", "transfers", "code"),
    [
        (date(2019, 6, 26), 11, "MON-423"),
        (date(2019, 6, 27), 11, "MON-422"),
        (date(2019, 6, 27), 4, "MON-423"),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_may_lie_here_unidentified_is_not_asked_of_the_bank_first(
    lang: str, on: date, transfers: int, code: str
) -> None:
    stations, clock = at(demo_claims(2), 2, on)
    usual = usual_of(demo_transfers()[:transfers])
    finding = not_seen(stations, clock, usual, place=HONG_KONG, ref="T2")
    assert finding is not None
    told = not_identified(finding)
    assert (told.code, told.level) == (code, finding.level)
    inbox = {"en": "bank inbox", "zh-hant": "銀行收件匣", "zh-hans": "银行收件箱"}
    assert inbox[lang] in told.sentence(lang)


def test_four_transfers_are_no_habit() -> None:
    four = demo_transfers()[:4]
    assert usual_of(four) is None
    assert usual_of(demo_transfers()[:5]) is not None
    stations, clock = at(demo_claims(2), 2)
    finding = not_seen(stations, clock, usual_of(four), place=HONG_KONG, ref="T2")
    assert finding is not None
    assert finding.code == "MON-305"
    assert "Fewer than five" in finding.sentence("en")
    assert not is_late(clock, None)


def test_when_the_bank_line_comes_nothing_is_on_its_way() -> None:
    # Minute 1:15: credited 21 June, three working days after sending.
    stations, clock = at([*demo_claims(2), claim("credited", "2019-06-21", "bank_cny.csv row 6")], 2)
    assert not_seen(stations, clock, None, place=HONG_KONG, ref="T2") is None
    assert (clock.holder_now, clock.awaited) == ("host", "converted")
    (credited,) = [part for part in clock.parts if part.code == "credited"]
    assert credited.working is not None
    assert (credited.days, credited.working.days) == (3, 3)
    assert clock.by_holder == (("authority", 22), ("bank", 3), ("host", 11))


def test_a_bounced_payment_is_the_banks_then_the_senders_again() -> None:
    told = [*demo_claims(1)[:4], claim("bounced", "2018-04-17", "advice")]
    _, clock = at(told, on=date(2018, 4, 20))
    assert (clock.holder_now, clock.awaited) == ("bank", "returned")
    told.append(claim("returned", "2018-04-19", "line"))
    _, clock = at(told, on=date(2018, 4, 20))
    assert (clock.holder_now, clock.awaited) == ("authority", "resent")
    told.append(claim("resent", "2018-04-23", "slip"))
    _, clock = at(told, on=date(2018, 4, 25))
    assert (clock.holder_now, clock.awaited) == ("unseen", "credited")
    assert waited(clock) == 2
    # 38 days before it left, 5 + 2 in the banks, 4 to send it again, 2 that nobody saw.
    assert clock.by_holder == (("authority", 42), ("bank", 7), ("unseen", 2))
    assert clock.days == sum(days for _, days in clock.by_holder) == 51


def test_an_interval_over_an_unclaimed_station_belongs_to_its_holder_only_if_all_are_the_same() -> None:
    told = [each for each in demo_claims(1) if each.station not in ("tax_filing", "credited")]
    _, clock = at(told)
    # Sealing to sending is the authority's either way; sending to converting was partly the bank's, partly the host's.
    assert clock.by_holder == (("authority", 38), ("unknown", 8), ("host", 18))


def test_past_the_horizon_the_days_stand_and_the_working_days_do_not() -> None:
    _, clock = at(demo_claims(2), 2, on=date(2027, 1, 4))
    assert clock.days == (date(2027, 1, 4) - date(2019, 5, 27)).days
    assert clock.working is None
    assert {finding.code for finding in clock.findings} == {"CAL-101"}
    assert waited(clock) is None


def test_a_credit_that_is_held_is_not_called_late() -> None:
    told = [
        *demo_claims(2)[:3],
        claim("sent", "2019-06-18", amount="1.00"),
        claim("credited", "2019-06-21", "line", amount="2.00"),
    ]
    stations, clock = at(told, 2)
    usual = usual_of(demo_transfers())
    assert is_late(clock, usual)
    assert {each.name: each.how for each in with_lateness(stations, clock, usual)}["credited"] == "held"


def test_nothing_reached_has_no_clock() -> None:
    assert clock_of(stations_of([], route(), 1), [], TODAY, CALENDARS) is None


CLAIMS = st.lists(
    st.builds(
        claim,
        st.sampled_from(sorted(known_to(route()))),
        st.dates(date(2018, 3, 1), date(2018, 6, 1)).map(date.isoformat),
        st.sampled_from(["", "paper"]),
        stated=st.integers(0, 59),
    ),
    max_size=14,
)


@given(CLAIMS, st.integers(1, 2))
def test_the_parts_add_up_to_the_whole_in_days_and_in_working_days(
    claims: list[ClaimFacts], number: int
) -> None:
    stations = stations_of(claims, route(), number)
    clock = clock_of(stations, claims, date(2018, 6, 1), CALENDARS)
    if clock is None:
        return
    assert all(part.days >= 0 for part in clock.parts)
    assert sum(part.days for part in clock.parts) == clock.days
    assert sum(days for _, days in clock.by_holder) == clock.days
    assert clock.working is not None
    assert sum(part.working.days for part in clock.parts if part.working) == clock.working.days
    assert (clock.holder_now is None) == (clock.awaited is None)


@given(st.lists(st.integers(0, 30), min_size=5, max_size=40))
def test_half_and_nine_in_ten_are_what_they_say(days: list[int]) -> None:
    start = date(2018, 1, 2)
    usual = usual_of(Transfer(start, start + timedelta(days=each), each) for each in days)
    assert usual is not None
    within = {limit: sum(each <= limit for each in days) for limit in (usual.median, usual.nine_in_ten)}
    assert within[usual.median] * 2 >= len(days)
    assert within[usual.nine_in_ten] * 10 >= len(days) * 9
    assert sum(each < usual.nine_in_ten for each in days) * 10 < len(days) * 9
    assert {usual.median, usual.nine_in_ten} <= set(days)
