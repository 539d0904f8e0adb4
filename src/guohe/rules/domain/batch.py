"""Many applications judged by one book: the same bytes as one by one, with everything that does not change made once.

Most rules are met, and of a met rule only its name is kept; so a batch first asks each rule whether it is surely met, and lets it
answer in full only where it is not. Memory does not grow with the number of applications.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import date
from json.encoder import encode_basestring
from typing import Final

from guohe.kernel.money import EXPONENTS, Money
from guohe.rules.domain.facts import Facts, Holding, plain_fact
from guohe.rules.domain.judge import SPEAKING, Explanation, ask, canonical_text
from guohe.rules.domain.values import Book, Outcome, Rule, Seen

# Kept answers and orders of names; far more than one batch has of either, and few enough to be kept.
_KEPT: Final = 4_096
_SPEAKS: Final = (*SPEAKING, Outcome.DECIDED)

Said = tuple[tuple[int, Outcome | None], ...]


class Batch:
    """One book, ready to judge many applications."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._rules = book.rules
        self._quick = [
            (at, rule.surely) for at, rule in enumerate(book.rules) if rule.plain and rule.surely is not None
        ]
        quick = {at for at, _ in self._quick}
        self._others = [(at, rule) for at, rule in enumerate(book.rules) if at not in quick]
        names = {"book": book.id, "digest": book.digest}
        self._head = canonical_text(names)[:-1] + ',"explained":'
        self._tail = f',"version":{encode_basestring(book.version)}}}'
        self._said: dict[Said, str] = {}
        self._orders: dict[tuple[str, ...], list[tuple[str, str]]] = {}

    def stored(self, facts: Facts, on: date) -> bytes:
        """The decision as ``judge(book, facts, on).stored()`` gives it."""
        unmet: list[tuple[int, Seen | None]] = []
        for at, surely in self._quick:
            if not surely(facts, on):
                unmet.append((at, self._rules[at].check(facts, on)))
        met: set[str] = set()
        for at, rule in self._others:
            seen = rule.check(facts, on) if rule.plain else ask(rule, facts, on, met)
            if seen is None or seen.outcome is not Outcome.MET:
                unmet.append((at, seen))
        unmet.sort(key=_place)
        explained = ",".join(
            self._explained(self._rules[at], seen, facts, on)
            for at, seen in unmet
            if seen is not None and seen.outcome in _SPEAKS
        )
        said = self._names(tuple((at, seen and seen.outcome) for at, seen in unmet))
        return (
            f'{self._head}[{explained}],"facts":{self._facts(facts)},"on":"{on.isoformat()}",'
            f'"said":{said}{self._tail}'
        ).encode()

    def _explained(self, rule: Rule, seen: Seen, facts: Facts, on: date) -> str:
        return canonical_text(Explanation(self._book, rule, seen, facts, on).plain())

    def _names(self, unmet: Said) -> str:
        """The names of the rules by what they said; the same for all applications with the same answers."""
        known = self._said.get(unmet)
        if known is None:
            told = dict(unmet)
            named: dict[str, list[str]] = {}
            for at, rule in enumerate(self._rules):
                outcome = told.get(at, Outcome.MET)
                if outcome is not None:
                    named.setdefault(outcome.value, []).append(rule.id)
            known = canonical_text(named)
            if len(self._said) >= _KEPT:
                self._said.clear()
            self._said[unmet] = known
        return known

    def _facts(self, facts: Facts) -> str:
        names = tuple(facts)
        order = self._orders.get(names)
        if order is None:
            order = [(name, f"{encode_basestring(name)}:") for name in sorted(names)]
            if len(self._orders) >= _KEPT:
                self._orders.clear()
            self._orders[names] = order
        parts = []
        for name, head in order:
            fact = facts[name]
            write = _WRITERS.get(type(fact))
            parts.append(head + (write(fact) if write is not None else canonical_text(plain_fact(fact))))
        return f"{{{','.join(parts)}}}"


def _place(said: tuple[int, Seen | None]) -> int:
    return said[0]


def _money(fact: Money) -> str:
    minor = fact.minor
    # Most amounts have two decimals and no sign: their figure is their minor units with a point put in.
    if minor > 99 and EXPONENTS[fact.currency] == 2:
        digits = str(minor)
        return f'{{"money":["{fact.currency}","{digits[:-2]}.{digits[-2:]}"]}}'
    return f'{{"money":["{fact.currency}","{fact.plain}"]}}'


def _holdings(fact: tuple[Holding, ...]) -> str:
    """The same as the machine form of the holdings: of each the fields that say something, by their names in order."""
    return f'{{"holdings":[{",".join(map(_holding, fact))}]}}'


def _holding(each: Holding) -> str:
    parts = []
    for name, head, always in _HOLDING:
        value = getattr(each, name)
        if always or (value is not None and value != ""):
            parts.append(head + _WRITERS[type(value)](value))
    return f"{{{','.join(parts)}}}"


def _date(fact: date) -> str:
    return f'{{"date":"{fact.isoformat()}"}}'


def _truth(fact: bool) -> str:
    return "true" if fact else "false"


_WRITERS: Final[dict[type, Callable[..., str]]] = {
    str: encode_basestring,
    int: str,
    bool: _truth,
    Money: _money,
    date: _date,
    tuple: _holdings,
}
# The fields of a holding in the order of canonical JSON; those that every holding has are written also when empty.
_HOLDING: Final = tuple(
    (each.name, f"{encode_basestring(each.name)}:", each.default is MISSING)
    for each in sorted(fields(Holding), key=lambda field: field.name)
)
