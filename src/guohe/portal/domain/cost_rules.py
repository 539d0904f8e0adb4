"""Every book that judges an award is asked about a cost; all it says is told, strictest first, each with its own rule."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money
from guohe.rules.domain.facts import Facts
from guohe.rules.domain.judge import Decision, Explanation, judge
from guohe.rules.domain.parameters import MONEY_UNITS, TEN_THOUSAND
from guohe.rules.domain.values import Book, Outcome, Rule

OVER: Final = "BUD-402"
# The fact by which a rule reads what one cost comes to by itself.
COST: Final = "this_cost"
_STRICTEST: Final = (Level.STOP, Level.HOLD, Level.NOTE)
# What other pages ask and a cost does not: an application and its people, its papers and their days, both sides' texts, a
# partner's share, equipment that differs, a line of a listing, closing. Any other fact that is missing is said to be missing.
ELSEWHERE: Final = frozenset(
    {
        *("born", "contract_ends", "exercise", "field", "hk_amount", "holdings", "mainland_amount", "mainland_direct"),
        *("mainland_partner_units", "months", "months_at_host", "nobody_on_both_sides", "person", "place", "position"),
        *("pure_theory", "recommended_by", "rmb_account", "role", "round", "same_type", "senior", "sex", "type", "unit"),
        *("shenzhen_budget", "sponsorship", "years", "intensity_macao", "intensity_mainland", "leader_macao"),
        *("leader_mainland", "partners_macao", "partners_mainland", "people_hk", "people_mainland", "period_macao"),
        *("period_mainland", "title_hk", "title_macao", "title_mainland", "submitted_hong_kong", "submitted_macao"),
        *("submitted_mainland", "deadline", "received", "review_starts", "seal_starts", "sealed"),
        *("working_days_before_deadline", "working_days_of_review", "working_days_of_seal", "agreement_signed"),
        *("agreement_states_amounts", "agreement_states_split", "dedicated_account", "lump_sum_rules_filed", "sent"),
        *("direct", "equipment_purchase", "indirect", "no_other_overhead", "partner_share", "closing_report", "ends"),
        *("equipment_difference", "found_on", "noticed_on", "has_category", "order_project", "project", "times_seen"),
        *("act", "change", "line"),
    }
)  # fmt: skip

# What is asked of a piece of equipment: a cost is no piece, so that its price comes from the approved list, where its line is named.
OF_EQUIPMENT: Final = frozenset({"explained", "unit_price"})


def decisions_of(books: Iterable[Book], facts_for: Callable[[Book], Facts], on: date) -> tuple[Decision, ...]:
    """What each book says, by its name: the order in which books come changes nothing."""
    return tuple(judge(book, facts_for(book), on) for book in sorted(books, key=lambda book: book.label))


def currency_of_costs(book: Book) -> str | None:
    """The one currency of the rules of a book that read the cost's own amount; None where none does, or several speak."""
    spoken_in = {
        "CNY" if unit == TEN_THOUSAND else unit
        for rule in book.rules
        if COST in rule.reads
        for unit in _units(rule.parameters)
    }
    return spoken_in.pop() if len(spoken_in) == 1 else None


def _units(written: object) -> Iterator[str]:
    """The unit of every amount in a rule's parameters, each written as its figure, a space and its unit."""
    if isinstance(written, str):
        figure, _, unit = written.rpartition(" ")
        if unit in MONEY_UNITS and figure.replace(".", "", 1).isdigit():
            yield unit
    elif isinstance(written, Mapping | list | tuple):
        for each in written.values() if isinstance(written, Mapping) else written:
            yield from _units(each)


def is_elsewhere(rule: Rule, known: Collection[str], *, of_equipment: bool = True) -> bool:
    """Whether a rule lacks only what other pages ask: then it is no rule of a cost."""
    missing = {*rule.reads, *rule.when}.difference(known)
    return bool(missing) and missing <= (ELSEWHERE if of_equipment else ELSEWHERE | OF_EQUIPMENT)


def spoken(decisions: Iterable[Decision], *, with_sum: bool, of_equipment: bool = True) -> list[Explanation]:
    """What is not met and what cannot be told, strictest first. Routes say who decides a change; without a sum its rules were
    not asked, and of a cost that buys no equipment nothing is asked that only equipment has."""
    outcomes = (Outcome.BROKEN, Outcome.UNKNOWN) if with_sum else (Outcome.BROKEN,)
    found = [
        each
        for decision in decisions
        for each in decision.explained(*outcomes)
        if each.rule.kind != "route"
        and (
            each.seen.outcome is Outcome.BROKEN
            or not is_elsewhere(each.rule, decision.facts, of_equipment=of_equipment)
        )
    ]
    return sorted(found, key=lambda each: _STRICTEST.index(each.level))


def compares_the_line(each: Explanation, limit: Money | None) -> bool:
    """Whether a rule says of a line what the budget itself says: then more budget is a yes for it too."""
    broken = each.rule.finding == OVER and each.seen.outcome is Outcome.BROKEN
    return broken and limit is not None and each.seen.limit == limit


def with_rules(
    found: Sequence[Finding], said: Sequence[Explanation], limit: Money | None
) -> tuple[Finding, ...]:
    """The check's own findings, each with the strictest rule that is said under its code, then every other rule in its words."""
    behind: dict[str, Explanation] = {}
    for each in said:
        named = each.rule.finding if each.seen.outcome is Outcome.BROKEN else ""
        if named and (named != OVER or compares_the_line(each, limit)):
            behind.setdefault(named, each)
    own = [
        replace(each, rule=behind[each.code].finding().rule, level=_stricter(each.level, behind[each.code].level))
        if each.code in behind
        else each
        for each in found
    ]  # fmt: skip
    told = {each.code for each in found}
    used = [each for code, each in behind.items() if code in told]
    rest = [each.finding() for each in said if not any(each is other for other in used)]
    return (*own, *rest)


def _stricter(one: Level, other: Level) -> Level:
    return min(one, other, key=_STRICTEST.index)
