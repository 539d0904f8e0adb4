"""The kind that answers who decides: one change, or one amount, has one way under one book on one day."""

from __future__ import annotations

from datetime import date

from guohe.kernel.money import Money
from guohe.rules.domain.facts import Facts
from guohe.rules.domain.parameters import MONEY_UNITS, Parameters
from guohe.rules.domain.values import Check, Outcome, Seen


def bind_route(p: Parameters) -> Check:
    """The first of the ``ways`` whose ``is`` names the fact ``measured`` says who decides; with ``upto``, while ``amount`` is at
    most that. A change that no way names cannot be told."""
    measured, amount = p.fact("measured"), p.fact("amount", needed=False)
    ways = []
    for row in p.rows("ways"):
        ways.append(
            (
                set(row.texts("is", needed=True)),
                p.figure("upto", MONEY_UNITS, row, needed=False),
                p.person(row, "who"),
            )
        )
        row.finish()

    def check(facts: Facts, on: date) -> Seen:
        seen, sum_of = facts.get(measured), facts.get(amount) if amount else None
        if seen is None:
            return Seen(Outcome.UNKNOWN, lacking=(measured,))
        for named, upto, who in ways:
            if seen not in named:
                continue
            if upto is None:
                return Seen(Outcome.DECIDED, seen, who=who)
            if not isinstance(sum_of, Money) or sum_of.currency != upto.currency:
                return Seen(Outcome.UNKNOWN, seen, upto, lacking=(amount,))
            if sum_of <= upto:
                return Seen(Outcome.DECIDED, seen, upto, who=who)
        return Seen(Outcome.UNKNOWN, seen)

    return check
