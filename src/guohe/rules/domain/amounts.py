"""Arithmetic kinds: a tiered ceiling, a cap, a floor, and a share of a whole. Rounding happens once, half away from zero."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from guohe.kernel.money import Money, round_half_up
from guohe.rules.domain.facts import Fact, Facts
from guohe.rules.domain.parameters import COUNTED, MONEY_UNITS, PERCENT, Parameters
from guohe.rules.domain.values import Check, Outcome, Seen

_WHOLE: Final = 10_000
AMOUNTS: Final = (*MONEY_UNITS, *COUNTED)


def tiered(base: Money, tiers: Sequence[tuple[Money | None, int]]) -> Money:
    """The ceiling on a base: each tier's rate (basis points) on the part of the base within it; the last has no upper end.

    Nothing on a base of zero or less. Exact integers, rounded once at the end.
    """
    left, lower, weighed = max(base.minor, 0), 0, 0
    for upto, rate in tiers:
        upper = left if upto is None else min(left, upto.minor)
        weighed += max(upper - lower, 0) * rate
        lower = max(lower, upper)
    return Money(base.currency, round_half_up(weighed, _WHOLE))


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
        lacking = tuple(name for name in named if not isinstance(facts.get(name), Money))
        if lacking:
            return Seen(Outcome.UNKNOWN, lacking=lacking)
        amounts: list[Any] = [facts[name] for name in named]
        if len({amount.currency for amount in amounts}) > 1:
            return Seen(Outcome.UNKNOWN, amounts[0], lacking=named)
        seen, whole = amounts[0], amounts[1]
        for part in amounts[2:]:
            whole = whole - part
        ceiling = tiered(whole, tiers)
        return Seen(Outcome.MET if seen <= ceiling else Outcome.BROKEN, seen, ceiling)

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
        if limit_fact:
            return facts.get(limit_fact)
        limit: Fact | None = table.get(facts.get(by), fixed) if by else fixed
        return limit

    def check(facts: Facts, on: date) -> Seen:
        seen = facts.get(measured)
        limit = limit_of(facts)
        if seen is None or limit is None:
            absent = ((measured,) if seen is None else ()) + ((by or limit_fact,) if limit is None else ())
            return Seen(Outcome.UNKNOWN, seen, limit, lacking=absent)
        left = right = 0
        if isinstance(seen, Money) and isinstance(limit, Money) and seen.currency == limit.currency:
            left, right = seen.minor, limit.minor
        elif isinstance(seen, int) and isinstance(limit, int):
            left, right = seen, limit
        else:
            return Seen(Outcome.UNKNOWN, seen, limit, lacking=(measured,))
        within = (left < right if at_most else left > right) or (reached and left == right)
        return Seen(Outcome.MET if within else Outcome.BROKEN, seen, limit)

    return check


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

    return check
