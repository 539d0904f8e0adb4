"""Kinds of sets: a dated list, two sides that must agree, and what must be there. A list is never a predicate."""

from __future__ import annotations

from datetime import date

from guohe.rules.domain.facts import Fact, Facts
from guohe.rules.domain.parameters import Parameters
from guohe.rules.domain.values import Check, Outcome, Seen


def bind_member(p: Parameters) -> Check:
    """``measured`` stands on the dated list (or, with ``wanted`` false, does not).

    Before the day of the list, or after ``known_until`` (the last day for which it is known), the rule cannot tell.
    """
    measured, wanted = p.fact("measured"), p.flag("wanted", True)
    first, last = p.reader.day("known_from"), p.reader.day("known_until")
    for key, day in (("known_from", first), ("known_until", last)):
        if day is not None:
            p.shown[key] = day.isoformat()
    rows: dict[Fact | None, list[tuple[date | None, date | None]]] = {}
    if "values" in p.reader:
        for value in p.words("values"):
            rows.setdefault(value, []).append((None, None))
    for row in p.rows("list", needed="values" not in p.reader):
        rows.setdefault(p.value("is", row), []).append((row.day("starts"), row.day("ends")))
        row.finish()

    def check(facts: Facts, on: date) -> Seen:
        seen = facts.get(measured)
        if seen is None:
            return Seen(Outcome.UNKNOWN, lacking=(measured,))
        if (first is not None and on < first) or (last is not None and on > last):
            return Seen(Outcome.UNKNOWN, seen, last or first)
        inside = False
        for starts, ends in rows.get(seen, ()):
            inside = inside or ((starts is None or starts <= on) and (ends is None or on < ends))
        return Seen(Outcome.MET if inside is wanted else Outcome.BROKEN, seen)

    always = all(spans == [(None, None)] for spans in rows.values())

    def surely(facts: Facts, on: date) -> bool:
        seen = facts.get(measured)
        return seen is not None and (seen in rows) is wanted

    if always and first is None and last is None:
        p.surely = surely
    return check


def bind_same(p: Parameters) -> Check:
    """The facts of each pair are equal: what two sides write about one project."""
    pairs = []
    for row in p.rows("pairs"):
        pair = (row.text("one"), row.text("other"))
        row.finish()
        p.reads.extend(pair)
        pairs.append(pair)

    def check(facts: Facts, on: date) -> Seen:
        for one, other in pairs:
            if one in facts and other in facts and facts[one] != facts[other]:
                return Seen(Outcome.BROKEN, facts[one], facts[other])
        lacking = tuple(name for pair in pairs for name in pair if name not in facts)
        return Seen(Outcome.UNKNOWN, lacking=lacking) if lacking else Seen(Outcome.MET)

    return check


def bind_needed(p: Parameters) -> Check:
    """Every one of ``facts`` is true."""
    names = p.facts("facts")

    def check(facts: Facts, on: date) -> Seen:
        false = [name for name in names if facts.get(name) is False]
        if false:
            return Seen(Outcome.BROKEN, ", ".join(false))
        lacking = [name for name in names if name not in facts]
        return Seen(Outcome.UNKNOWN, lacking=tuple(lacking)) if lacking else Seen(Outcome.MET)

    def surely(facts: Facts, on: date) -> bool:
        return all(facts.get(name) is True for name in names)

    p.surely = surely
    return check


def bind_open(p: Parameters) -> Check:
    """A matter that no text which was read settles: the answer is always that it cannot be told, and whom to ask."""
    p.shown.clear()

    def check(facts: Facts, on: date) -> Seen:
        return Seen(Outcome.UNKNOWN)

    return check
