"""Four policies turn the same lines back, each exact to the fen; a rate that is not noted is named, never guessed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guohe.kernel.clock import UTC8
from guohe.kernel.findings import Level
from guohe.kernel.money import Money, round_half_up
from guohe.kernel.names import Name
from guohe.kernel.texts import LANGUAGES
from guohe.programmes.domain.packs import RatePolicy
from guohe.programmes.queries.packs import all_packs, pack
from guohe.reporting.domain import freeze
from guohe.reporting.domain.fx import (
    KIND_OF,
    NO_RATES,
    Bearer,
    FxTerms,
    NotedRate,
    RateKey,
    RateKind,
    RateTable,
    Stand,
    priced,
    rate_key,
    stands,
)
from guohe.reporting.domain.lines import Basis, Lot, SpendLine, summed
from guohe.reporting.domain.printed import bridge_sentence, bridge_table
from guohe.reporting.domain.report import TwinReport
from tests.unit.reporting.ledger import LOT_1, allocate, demo_lines, read, report_of
from tests.unit.reporting.test_laws import YEARS, histories

WHO = Name("Mr Test Lau", "劉測試先生", "刘测试先生")
RATED = [policy for policy in RatePolicy if policy is not RatePolicy.BANK_ACTUAL]
# Invented for the tests: what 1 CNY bought on average in each month of 2018 and in January 2019.
MONTHS = {5: "1.2310", 6: "1.2150", 7: "1.1690", 8: "1.1460", 9: "1.1450", 10: "1.1320", 11: "1.1290", 12: "1.1360", 1: "1.1550"}  # fmt: skip


def noted(kind: RateKind, on: date, rate: str) -> NotedRate:
    at = datetime(on.year, on.month, on.day, 11, tzinfo=UTC8)
    return NotedRate(
        kind, on, "CNY", "HKD", rate, "test table", at, WHO, at, "G" if kind is RateKind.BUDGET else ""
    )


def table(*rates: NotedRate) -> dict[RateKey, NotedRate]:
    return {rate.key: rate for rate in rates}


BUDGET = table(noted(RateKind.BUDGET, date(2018, 3, 5), "1.2500"))
MONTHLY = table(
    *(
        noted(RateKind.MONTH, date(2019 if month == 1 else 2018, month, 1), rate)
        for month, rate in MONTHS.items()
    )
)


def told(policy: RatePolicy, rates: RateTable, *, bearer: Bearer = Bearer.HOST, **more: object) -> TwinReport:
    return report_of(demo_lines(), fx=FxTerms(policy, None, bearer, 1), rates=rates, **more)  # type: ignore[arg-type]


def test_the_lots_policy_leaves_the_demo_as_it_was() -> None:
    report = told(RatePolicy.BANK_ACTUAL, NO_RATES)
    assert str(report.funder.total) == "CNY 316,563.31"
    assert report.bridge.exchange is None
    assert report.rates == ()
    assert report.funder == report_of(demo_lines()).funder


def test_at_the_budget_rate_the_bridge_names_the_difference_and_ties() -> None:
    # 392,352.50 of 2018 at 1.2500 is 313,882.00 exactly; with the charge of 150.00 that was never converted.
    report = told(RatePolicy.BUDGET_RATE, BUDGET)
    assert str(report.funder.total) == "CNY 314,032.00"
    bridge = report.bridge
    assert (bridge.difference.minor, bridge.host_difference.minor) == (0, 0)
    assert bridge.exchange == Money.of("CNY", "313882.00") - Money.of("CNY", "316413.31")
    (used,) = report.rates
    assert (used.rate.rate, used.amount.plain, used.carried.plain) == ("1.2500", "392352.50", "313882.00")
    assert report.may_be_signed
    for lang in LANGUAGES:
        words = [str(row[0]) for row in bridge_table(report, lang).rows]
        name = {"en": "The host bears", "zh-hant": "由院校承擔", "zh-hans": "由依托单位承担"}[lang]
        assert any(name in each for each in words), words
    assert "− 2,531.31 (exchange difference) = CNY 314,032.00. Difference 0.00." in bridge_sentence(
        report, "en"
    )


def test_each_month_turns_its_costs_back_as_a_pocket_calculator_would() -> None:
    report = told(RatePolicy.MONTHLY_AVERAGE, MONTHLY)
    spent = {"5": 2180000, "6": 7045000, "7": 3285000, "8": 18600000, "9": 987250, "10": 6200000, "11": 348000, "12": 590000}  # fmt: skip
    expected = [
        round_half_up(minor * 10000, int(MONTHS[int(month)].replace(".", "")))
        for month, minor in spent.items()
    ]
    assert [used.carried.minor for used in report.rates] == expected
    assert report.funder.total.minor == sum(expected) + 15000
    assert report.bridge.ties


def test_a_day_without_a_rate_is_named_and_its_costs_stand_in_no_figure() -> None:
    days = {line.on for line in demo_lines() if line.amount.currency == "HKD"}
    rates = table(*(noted(RateKind.DAY, day, "1.2000") for day in days if day != date(2018, 8, 20)))
    report = told(RatePolicy.DAY_RATE, rates)
    found = [finding for finding in report.findings if finding.code == "REP-731"]
    assert [(each.values["when"], each.values["amount"]) for each in found] == [
        ("2018-08-20", "HKD 186,000.00")
    ]
    assert found[0].level is Level.STOP
    assert not report.may_be_signed
    assert report.funder.row("equipment") is None
    # The lots that paid for it cost 150,000.00, which no figure tells: the bridge does not pretend to tie.
    assert report.bridge.difference.plain == "-150000.00"
    wanted = {
        "en": "No confirmed rate of HKD for 1 CNY is noted for 2018-08-20. Left out of the Mainland table: 1 cost, HKD 186,000.00.",
        "zh-hant": "2018-08-20 沒有已確認的 1 CNY 兌 HKD 匯率",
        "zh-hans": "2018-08-20 没有已确认的 1 CNY 兑 HKD 汇率",
    }
    for lang, words in wanted.items():
        assert words in found[0].sentence(lang)


def test_without_a_budget_rate_nothing_is_told_at_it() -> None:
    report = told(RatePolicy.BUDGET_RATE, MONTHLY)
    assert [each.code for each in report.findings if each.code.startswith("REP-73")] == ["REP-732"]
    assert report.funder.total == Money.of("CNY", "150.00")


def test_a_reversal_gives_back_what_its_entry_took_to_the_fen() -> None:
    text = """
    2018-11-16  ST18-0412  6420  HKD   3,480.02
    2018-11-16  ST18-0413  6420  HKD   0.02
    2019-02-02  ST18-0412  6420  HKD  -3,480.02
    """
    first, middle, last = allocate(read(text), (LOT_1,))
    lines = (replace(first, reversed_by=last.journal), middle, replace(last, reverses=first.journal))
    rates = table(noted(RateKind.DAY, date(2018, 11, 16), "1.2500"))
    found = priced(lines, RatePolicy.DAY_RATE, rates, "CNY")
    assert found.unrated == frozenset(), "the reversal counts at the rate of the day it takes back"
    # 3,480.02 is 2,784.016, 3,480.04 is 2,784.032: the second cost carries 0.01, and 0.02 alone would be 0.02 (.016).
    assert [line.carried.plain for line in found.lines] == ["2784.02", "0.01", "-2784.02"]
    report = report_of(lines, basis=Basis.CORRECTED, fx=FxTerms(RatePolicy.DAY_RATE), rates=rates)
    assert report.funder.total == found.lines[1].carried
    assert report.bridge.ties


def test_sums_have_no_figure_under_a_policy_of_rates() -> None:
    with pytest.raises(ValueError, match="sum of lines"):
        priced(summed(demo_lines()), RatePolicy.BUDGET_RATE, BUDGET, "CNY")


RATE_TEXTS = st.integers(9000, 13000).map(lambda rate: f"{rate // 10000}.{rate % 10000:04d}")


@st.composite
def tables(draw: st.DrawFn) -> Callable[[RateKey], str]:
    """A rate for whatever is asked, the same each time."""
    rates = draw(st.lists(RATE_TEXTS, min_size=3, max_size=12))
    return lambda key: rates[(key[2].toordinal() if key[2] else 0) % len(rates)]


def complete(
    lines: tuple[SpendLine, ...], policy: RatePolicy, rate_of: Callable[[RateKey], str]
) -> RateTable:
    if policy is RatePolicy.BANK_ACTUAL:
        return NO_RATES
    kind = KIND_OF[policy]
    days = {line.on for line in lines} | {date(2018, 3, 5)}
    keys = {rate_key(kind, day, "HKD"): day for day in days}
    return {
        key: noted(kind, day.replace(day=1) if kind is RateKind.MONTH else day, rate_of(key))
        for key, day in keys.items()
    }


@given(histories(), YEARS, YEARS, st.sampled_from(Basis), st.sampled_from(RatePolicy), tables())
@settings(max_examples=250, deadline=None)
def test_under_any_policy_tables_add_and_the_bridge_ties(
    history: tuple[tuple[SpendLine, ...], tuple[Lot, ...]],
    mainland: list[int],
    host: list[int],
    basis: Basis,
    policy: RatePolicy,
    rate_of: Callable[[RateKey], str],
) -> None:
    lines, lots = history
    rates = complete(lines, policy, rate_of)
    report = report_of(
        lines, lots, mainland=mainland, host=host, basis=basis, fx=FxTerms(policy), rates=rates
    )
    assert report.bridge.ties
    assert report.may_be_signed
    assert sum(row.total.minor for row in report.funder.rows) == report.funder.total.minor
    # Another way round: what the rates turned back, and what was paid in the funder's own currency, is the table.
    direct = sum(item.carried.minor for item in report.bridge.unconverted)
    if policy is not RatePolicy.BANK_ACTUAL:
        turned = sum(used.carried.minor for used in report.rates)
        assert turned + direct == report.funder.total.minor
        assert sum(used.amount.minor for used in report.rates) == report.bridge.host_total.minor
        lots_cost = sum(at.carried.minor for at in report.bridge.at_rates)
        assert report.bridge.exchange == Money("CNY", turned - lots_cost)
    assert freeze.thaw(freeze.canonical(report)) == report


@given(histories(), st.sampled_from(RATED), tables())
@settings(max_examples=150, deadline=None)
def test_the_uses_of_one_rate_add_to_its_total_and_later_entries_move_no_earlier_figure(
    history: tuple[tuple[SpendLine, ...], tuple[Lot, ...]],
    policy: RatePolicy,
    rate_of: Callable[[RateKey], str],
) -> None:
    lines, _ = history
    rates = complete(lines, policy, rate_of)
    whole = priced(lines, policy, rates, "CNY")
    sums: dict[RateKey, list[int]] = {}
    reversals = 0
    for line in whole.lines:
        if line.key in whole.keys:
            told = sums.setdefault(whole.keys[line.key], [0, 0])
            told[0] += line.amount.minor
            told[1] += line.carried.minor
            reversals += line.reverses is not None
    for key, (paid, carried) in sums.items():
        exact = Fraction(paid) / Fraction(rates[key].rate)
        # A reversal gives back its entry's own fen, so each may leave one for the next cost to take up.
        assert abs(carried - exact) <= Fraction(1, 2) + reversals
    for upto in range(len(lines)):
        assert priced(lines[:upto], policy, rates, "CNY").lines == whole.lines[:upto]


@given(histories())
@settings(max_examples=100, deadline=None)
def test_uses_of_lots_and_what_is_left_are_the_lots(
    history: tuple[tuple[SpendLine, ...], tuple[Lot, ...]],
) -> None:
    lines, lots = history
    for lot in lots:
        shares = [share for line in lines for share in line.shares if share.lot == lot.key]
        used = sum(share.amount.minor for share in shares)
        cost = sum(share.carried.minor for share in shares)
        assert 0 <= used <= lot.amount.minor
        # What is left carries what is left of the cost: together they are the lot, to the fen.
        assert cost == round_half_up(used * lot.cost.minor, lot.amount.minor)
        assert (lot.cost.minor - cost == 0) or used < lot.amount.minor


def test_a_report_frozen_before_policies_were_named_is_read_as_it_was_told() -> None:
    report = report_of(demo_lines())
    plain = json.loads(freeze.canonical(report))
    plain["form"] = "guohe.twin-report/1"
    del plain["terms"]["fx"], plain["rates"], plain["bridge"]["exchange"]
    thawed = freeze.thaw(json.dumps(plain).encode())
    assert thawed == report
    assert thawed.terms.fx.policy is RatePolicy.BANK_ACTUAL


def test_a_frozen_report_names_its_policy_and_every_rate_with_source_and_time() -> None:
    plain: Mapping[str, object] = json.loads(freeze.canonical(told(RatePolicy.BUDGET_RATE, BUDGET)))
    assert plain["terms"]["fx"] == {"policy": "budget_rate", "clause": None, "bearer": "host", "choice": 1}  # type: ignore[index]
    (rate,) = plain["rates"]  # type: ignore[misc]
    assert (rate["rate"], rate["source"], rate["rated_at"]) == (
        "1.2500",
        "test table",
        "2018-03-05T11:00:00+08:00",
    )  # type: ignore[index]


@pytest.mark.parametrize("each", all_packs(), ids=lambda each: f"{each.id}@{each.version}")
def test_every_pack_says_of_each_policy_where_it_is_written_or_that_the_host_chooses(each: object) -> None:
    options = each.rate_policies  # type: ignore[attr-defined]
    assert [option.code for option in options] == list(RatePolicy)
    written = [option.code for option in options if option.clause]
    # No text was found that names a policy (policy notes 6, point 3), so only the invented pack has a clause.
    assert written == ([RatePolicy.BANK_ACTUAL] if each.id == "DEMO-1" else [])  # type: ignore[attr-defined]


def test_the_first_agreements_word_is_the_same_policy() -> None:
    assert RatePolicy.of("lot") is RatePolicy.of("bank_actual") is RatePolicy.BANK_ACTUAL
    assert pack("DEMO-1").rate_policy(RatePolicy.of("lot")) is not None
    with pytest.raises(ValueError, match="guess"):
        RatePolicy.of("guess")


def test_a_note_counts_when_confirmed_until_a_newer_confirmed_one_takes_its_place() -> None:
    def day(rate: str, number: int, *, confirmed: bool) -> NotedRate:
        note = noted(RateKind.DAY, date(2018, 5, 28), rate)
        return replace(note, number=number, confirmed_at=note.noted_at if confirmed else None)

    first, second, third = (day(rate, at, confirmed=True) for at, rate in enumerate(("1.21", "1.22", "1.23")))
    open_, later = (replace(each, confirmed_at=None) for each in (second, third))
    other = replace(noted(RateKind.DAY, date(2018, 5, 29), "1.3"), confirmed_at=None)
    assert stands((first, open_)) == (Stand.IN_USE, Stand.WAITS)
    assert stands((first, second, other)) == (Stand.CORRECTED, Stand.IN_USE, Stand.WAITS)
    assert stands((first, open_, later)) == (Stand.IN_USE, Stand.CORRECTED, Stand.WAITS)
    assert stands((replace(first, confirmed_at=None), second)) == (Stand.CORRECTED, Stand.IN_USE)
