"""Arithmetic kinds: a tiered ceiling, a cap, a floor, and a share of a whole. Rounding happens once, half away from zero."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from guohe.kernel.money import Money, round_half_up
from guohe.rules.domain.facts import Fact, Facts
from guohe.rules.domain.parameters import COUNTED, MONEY_UNITS, PERCENT, Parameters
from guohe.rules.domain.values import Check, Outcome, Seen, Sure

_WHOLE: Final = 10_000
AMOUNTS: Final = (*MONEY_UNITS, *COUNTED)


def tiered(base: Money, tiers: Sequence[tuple[Money | None, int]]) -> Money:
    """The ceiling on a base: each tier's rate (basis points) on the part of the base within it; the last has no upper end.

    Nothing on a base of zero or less. Exact integers, rounded once at the end.
    """
    return Money(base.currency, tiered_minor(base.minor, tiers))


def tiered_minor(base: int, tiers: Sequence[tuple[Money | None, int]]) -> int:
    """The same in minor units."""
    left, lower, weighed = max(base, 0), 0, 0
    for upto, rate in tiers:
        if upto is None or left <= upto.minor:
            weighed += max(left - lower, 0) * rate
            break
        weighed += (upto.minor - lower) * rate
        lower = upto.minor
    return round_half_up(weighed, _WHOLE)


def bind_tiers(p: Parameters) -> Check:
    """``measured`` is at most the tiered ceiling on ``base`` less the facts in ``less``."""
    measured, base, less = p.fact("measured"), p.fact("base"), p.facts("less", needed=False)
    tiers: list[tuple[Money | None, int]] = []
    for row in p.rows("tiers"):
        upto = p.figure("upto", MONEY_UNITS, row, needed=False)
        rate = p.figure("rate", (PERCENT,), row)
        row.finish()
        if (
            "upto" in row
            and tiers
            and upto is not None
            and (tiers[-1][0] is None or upto.minor <= tiers[-1][0].minor)
        ):
            row.wrong("upto", "↑")
        tiers.append((upto, rate or 0))
    if tiers and tiers[-1][0] is not None:
        p.faults.add("RUL-805", f"{p.reader.place}, tiers", seen=str(tiers[-1][0]), expected="rate (…, ∞)")
    named = (measured, base, *less)

    def check(facts: Facts, on: date) -> Seen:
        seen, whole = facts.get(measured), facts.get(base)
        parts = [facts.get(name) for name in less]
        amounts = [amount for amount in (seen, whole, *parts) if isinstance(amount, Money)]
        if len(amounts) < len(named) or not isinstance(seen, Money) or not isinstance(whole, Money):
            lacking = tuple(name for name in named if not isinstance(facts.get(name), Money))
            return Seen(Outcome.UNKNOWN, lacking=lacking)
        currency, net = seen.currency, whole.minor
        for amount in amounts[2:]:
            net -= amount.minor
        if any(amount.currency != currency for amount in amounts):
            return Seen(Outcome.UNKNOWN, seen, lacking=named)
        ceiling = tiered(Money(currency, net), tiers)
        return Seen(Outcome.MET if seen.minor <= ceiling.minor else Outcome.BROKEN, seen, ceiling)

    def surely(facts: Facts, on: date) -> bool:
        seen, whole = facts.get(measured), facts.get(base)
        if type(seen) is not Money or type(whole) is not Money or seen.currency != whole.currency:
            return False
        net = whole.minor
        for name in less:
            part = facts.get(name)
            if type(part) is not Money or part.currency != seen.currency:
                return False
            net -= part.minor
        return seen.minor <= tiered_minor(net, tiers)

    p.surely = surely
    return check


def _bound(p: Parameters, *, at_most: bool) -> Check:
    measured, limit_fact = p.fact("measured"), p.fact("limit_fact", needed=False)
    fixed = p.figure("limit", AMOUNTS, needed=not limit_fact and "limits" not in p.reader)
    by = ""
    table: dict[Fact | None, Fact | None] = {}
    if "limits" in p.reader:
        by = p.fact("by")
        for row in p.rows("limits"):
            table[p.value("is", row)] = p.figure("limit", AMOUNTS, row)
            row.finish()
    reached = p.flag("inclusive", True)

    def limit_of(facts: Facts) -> Fact | None:
        return facts.get(limit_fact) if limit_fact else table.get(facts.get(by), fixed)

    def check(facts: Facts, on: date) -> Seen:
        seen = facts.get(measured)
        limit = limit_of(facts) if by or limit_fact else fixed
        if type(seen) is Money and type(limit) is Money and seen.currency == limit.currency:
            over = seen.minor - limit.minor
        elif type(seen) is int and type(limit) is int:
            over = seen - limit
        else:
            absent = (() if limit is not None else (by or limit_fact,)) + (
                () if seen is not None else (measured,)
            )
            return Seen(Outcome.UNKNOWN, seen, limit, lacking=absent or (measured,))
        within = reached if over == 0 else (over < 0) is at_most
        return Seen(Outcome.MET if within else Outcome.BROKEN, seen, limit)

    if fixed is not None and not by and not limit_fact:
        p.surely = _surely_within(measured, fixed, at_most=at_most, reached=reached)
    return check


def _surely_within(measured: str, limit: Fact, *, at_most: bool, reached: bool) -> Sure:
    """Whether a figure lies within a limit that stands in the book; its edge is moved by one where it does not belong to it."""
    sign = 1 if at_most else -1
    amount = limit.minor if isinstance(limit, Money) else int(str(limit))
    edge = sign * amount - (0 if reached else 1)
    if isinstance(limit, Money):
        currency = limit.currency

        def money_within(facts: Facts, on: date) -> bool:
            seen = facts.get(measured)
            return type(seen) is Money and seen.currency == currency and sign * seen.minor <= edge

        return money_within

    def count_within(facts: Facts, on: date) -> bool:
        seen = facts.get(measured)
        return type(seen) is int and sign * seen <= edge

    return count_within


def bind_cap(p: Parameters) -> Check:
    """``measured`` is at most ``limit``, or the one of ``limits`` for the fact ``by``, or the fact ``limit_fact``."""
    return _bound(p, at_most=True)


def bind_floor(p: Parameters) -> Check:
    """``measured`` is at least its limit."""
    return _bound(p, at_most=False)


def bind_share(p: Parameters) -> Check:
    """``part`` is at least, or at most, a percentage of ``whole``; exact, without dividing."""
    part, whole = p.fact("part"), p.fact("whole")
    least = p.figure("at_least", (PERCENT,), needed="at_most" not in p.reader)
    most = p.figure("at_most", (PERCENT,), needed=False)

    def check(facts: Facts, on: date) -> Seen:
        some, all_of = facts.get(part), facts.get(whole)
        if not isinstance(some, Money) or not isinstance(all_of, Money) or some.currency != all_of.currency:
            return Seen(
                Outcome.UNKNOWN,
                some,
                lacking=tuple(n for n in (part, whole) if n not in facts) or (part, whole),
            )
        low = least is None or some.minor * _WHOLE >= all_of.minor * least
        high = most is None or some.minor * _WHOLE <= all_of.minor * most
        rate = least if least is not None else most
        limit = Money(all_of.currency, round_half_up(all_of.minor * (rate or 0), _WHOLE))
        return Seen(Outcome.MET if low and high else Outcome.BROKEN, some, limit)

    floor, ceiling = least or 0, most

    def surely(facts: Facts, on: date) -> bool:
        some, all_of = facts.get(part), facts.get(whole)
        if type(some) is not Money or type(all_of) is not Money or some.currency != all_of.currency:
            return False
        weighed = some.minor * _WHOLE
        if least is not None and weighed < all_of.minor * floor:
            return False
        return ceiling is None or weighed <= all_of.minor * ceiling

    p.surely = surely
    return check
