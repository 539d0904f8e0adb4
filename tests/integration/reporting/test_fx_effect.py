"""What a policy would change is added up by the database, to the fen as the reports of single lines tell it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guohe.funds.operations.reverse_journal import reverse
from guohe.funds.queries import spend_facts
from guohe.grants.queries import find
from guohe.kernel.money import Money
from guohe.kernel.periods import calendar_year
from guohe.programmes.domain.packs import RatePolicy
from guohe.programmes.queries.packs import pack
from guohe.reporting.domain.fx import FxTerms, NotedRate, RateKey, RateKind, RateTable, rate_key
from guohe.reporting.domain.fx_effect import FxEffect, effect_of
from guohe.reporting.domain.lines import Lot, SpendLine, days_of_origin
from guohe.reporting.domain.report import TwinReport
from guohe.reporting.queries import fx_effect, rates, twin
from tests.factories.at_rates import at_rates
from tests.factories.identity import the_cast
from tests.factories.people import FINANCE_OFFICE, TODAY
from tests.integration.reporting.ground import GRANT, Exchange, demo_grant
from tests.unit.reporting.ledger import ACCOUNTS, CATEGORIES, report_of
from tests.unit.reporting.test_fx import RATE_TEXTS, noted
from tests.unit.reporting.test_laws import YEARS, histories

NO_RATE = ("REP-731", "REP-732")
CODES = sorted({category for _, category in ACCOUNTS.values()})


def told(effect: FxEffect) -> dict[RatePolicy, object]:
    return {
        each.policy: (each.missing, None if each.missing else (each.total, dict(each.figures)))
        for each in effect.policies
    }


def of_report(report: TwinReport) -> object:
    """The same of a report that turned each of its lines back."""
    missing = tuple(each for each in report.findings if each.code in NO_RATE)
    rows = {row.code: row.total for row in report.funder.rows}
    return (missing, None if missing else (report.funder.total, rows))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[tuple[SpendLine, ...], tuple[Lot, ...], RateTable, date]:
    """Any history, entries of it that are taken back again and again, rates for most of its days, and a day to ask on."""
    lines, lots = draw(histories())
    found = list(lines)
    for _ in range(draw(st.integers(0, 8))):
        standing = sorted({line.journal for line in found} - {line.reverses for line in found})
        if not standing:
            break
        turned = draw(st.sampled_from(standing))
        journal = max(line.journal for line in found) + 1
        day = max(line.on for line in found) + timedelta(days=draw(st.integers(0, 40)))
        for first in [line for line in found if line.journal == turned]:
            # One in four is not what its entry took: it is turned back as any cost.
            off = draw(st.sampled_from((0, 0, 0, 1)))
            amount = Money(first.amount.currency, off - first.amount.minor)
            found.append(
                replace(
                    first, journal=journal, on=day, amount=amount, carried=-first.carried, reverses=turned
                )
            )
        for line in range(1, draw(st.integers(0, 2)) + 1):
            spent = draw(st.integers(1, 99_999))
            fresh = replace(
                found[-1], journal=journal + 1, line=line, reverses=None, carried=Money("CNY", spent)
            )
            paid_in = draw(st.sampled_from(("HKD", "HKD", "USD")))
            found.append(replace(fresh, amount=Money(paid_in, spent), category=draw(st.sampled_from(CODES))))
    table: dict[RateKey, NotedRate] = {}
    # At 2.0000 every odd cent is half a fen.
    texts = draw(st.lists(RATE_TEXTS | st.just("2.0000"), min_size=2, max_size=6))
    left_out = draw(st.integers(0, 3)) == 0
    for kind in RateKind:
        for at, day in enumerate(sorted(set(days_of_origin(found).values()) | {line.on for line in found})):
            on = day.replace(day=1) if kind is RateKind.MONTH else day
            for quote in ("HKD", "USD"):
                rate = replace(noted(kind, on, texts[(at + len(kind.value)) % len(texts)]), quote=quote)
                if not (left_out and draw(st.booleans())):
                    table[rate.key] = rate
    on = (
        draw(st.sampled_from([line.on for line in found] or [date(2018, 1, 1)]))
        if left_out
        else date(2030, 1, 1)
    )
    return tuple(found), lots, table, on


@pytest.mark.django_db
@given(world=worlds(), years=YEARS, homeless=st.booleans())
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_database_adds_up_what_the_law_says_of_each_line(
    world: tuple[tuple[SpendLine, ...], tuple[Lot, ...], RateTable, date], years: list[int], homeless: bool
) -> None:
    lines, lots, table, on = world
    categories = CATEGORIES[2:] if homeless else CATEGORIES
    effect = effect_of(
        at_rates(lines, periods=[calendar_year(year) for year in years], on=on, rates=table, base="CNY"),
        grant=GRANT,
        years="",
        in_force=FxTerms(),
        pack=pack("DEMO-1"),
        categories=categories,
        rates=table,
        currency="CNY",
    )
    seen = tuple(line for line in lines if line.on <= on)
    reports = {
        policy: report_of(
            seen, lots, mainland=years, host=years, categories=categories, fx=FxTerms(policy), rates=table
        )
        for policy in RatePolicy
    }
    assert told(effect) == {policy: of_report(report) for policy, report in reports.items()}
    rows = {row.code: row.name for report in reports.values() for row in report.funder.rows}
    assert effect.categories == tuple(rows.items())
    if (used := reports[RatePolicy.BUDGET_RATE].rates) and not effect.of(RatePolicy.BUDGET_RATE).missing:
        assert effect.budget_rate == used[0].rate


@pytest.mark.django_db
def test_of_the_books_each_policy_tells_what_its_report_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    exchanges = (
        Exchange("T1", "100,010.00", "100,000.00", "124,000.00", "1.2400", date(2018, 4, 20)),
        Exchange("T2", "50,010.00", "50,000.00", "56,750.00", "1.1350", date(2018, 4, 23)),
    )
    ledger = """
    2018-05-03  A1  5210  HKD   33,333.33
    2018-05-28  A2  5210  HKD   90,000.01
    2018-05-28  A3  6110  HKD    9,999.99
    2018-05-28  A4  7310  HKD   12,345.67
    2018-08-21  A5  7310  HKD     -345.67
    2019-02-01  A6  6110  HKD      777.77
    """
    stage = the_cast()
    demo_grant(stage, ledger, exchanges)
    with stage.acting(FINANCE_OFFICE):
        wrong = next(fact for fact in spend_facts.of_fund(GRANT) if fact.source == "A4")
        turned = reverse(journal_id=wrong.journal_id, reason="wrong", on=date(2018, 9, 2), key=UUID(int=7))
        reverse(journal_id=turned.journal_id, reason="right", on=date(2018, 9, 3), key=UUID(int=8))
        other = next(fact for fact in spend_facts.of_fund(GRANT) if fact.source == "A3")
        reverse(journal_id=other.journal_id, reason="wrong", on=date(2019, 3, 4), key=UUID(int=9))

    days = [date(2018, 5, 3), date(2018, 5, 28), date(2018, 8, 21), date(2019, 2, 1)]
    table: dict[RateKey, NotedRate] = {}
    for kind, text in zip(RateKind, ("1.2500", "1.2373", "1.1997"), strict=True):
        for day in days:
            on = day.replace(day=1) if kind is RateKind.MONTH else day
            table[rate_key(kind, on, "HKD")] = noted(kind, on, text)
    short = {key: rate for key, rate in table.items() if key[2] not in (days[1], date(2018, 8, 1))}
    for known in ({}, short, table):
        monkeypatch.setattr(rates, "in_use", lambda host, ref, base, known=known: known)
        for years, on in (
            ("2018-FY2018-19", TODAY),
            ("2018+2019-FY2018-19", TODAY),
            ("2018-FY2018-19", days[2]),
        ):
            with stage.acting(FINANCE_OFFICE):
                grant = find.grant(GRANT)
                effect = fx_effect.effect(grant, FxTerms(), on=on, years=years)
                base = replace(twin.ground(GRANT, on=on), rates=known)
                reports = {
                    policy: twin.of_years(replace(base, fx=FxTerms(policy)), years) for policy in RatePolicy
                }
            assert told(effect) == {policy: of_report(report) for policy, report in reports.items()}
    assert not any(each.missing for each in effect.policies), "the last had every rate"
