"""What a new version of a rulebook does to the live grants whose money the acting person may see, in a fixed number of questions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from guohe.funds.queries.budget import BudgetPosition, positions_of
from guohe.grants.domain.budget_change import judge_budget_change
from guohe.grants.domain.change_route import change_facts
from guohe.grants.domain.changes import Change, Kind, State
from guohe.grants.domain.facts import GrantFacts
from guohe.grants.domain.rule_cases import cases_of
from guohe.grants.queries import find
from guohe.grants.queries.changes import changes_of_all
from guohe.grants.queries.judged_change import lines_from
from guohe.grants.queries.rule_versions import book_ids_of, book_of, newer_versions
from guohe.identity.queries.sight import grants_in_view
from guohe.programmes.domain.packs import Mode
from guohe.programmes.queries.packs import pack
from guohe.rules.domain.effect import AwardEffect, Effect, effect_on
from guohe.rules.domain.facts import Fact
from guohe.rules.domain.rule_changes import BookChange
from guohe.rules.domain.values import Book

OPEN: tuple[State, ...] = (State.PREPARED, State.SENT)


@dataclass(frozen=True, slots=True)
class GrantEffect:
    """One live grant: the version that judges it today, and what the later version would do."""

    grant: GrantFacts
    current: Book | None
    effect: AwardEffect


@dataclass(frozen=True, slots=True)
class Touched:
    """The grants that the book rules, of ``live`` that run; figures are those of the day ``on``."""

    change: BookChange
    on: date
    live: int
    rows: tuple[GrantEffect, ...]

    def is_taken(self, row: GrantEffect) -> bool:
        """The later version judges the grant already: it is not touched."""
        return row.current is not None and row.current.version == self.change.later.version

    @property
    def taken(self) -> int:
        """How many grants the later version judges already."""
        return sum(self.is_taken(each) for each in self.rows)

    def count(self, effect: Effect) -> int:
        """How many grants would have this effect."""
        return Counter(each.effect.effect for each in self.rows if not self.is_taken(each))[effect]

    @property
    def touched(self) -> int:
        """How many grants would not be as before."""
        return len(self.rows) - self.taken - self.count(Effect.SAME)


def effect_on_my_grants(change: BookChange, on: date) -> Touched:
    """Each live grant that the book judges, judged by both versions on its figures of today.

    The day of judging is the first on which both versions have begun: rules that begin later inside a version are not asked.
    """
    live = my_live_grants(on)
    ruled = [each for each in live if change.later.id in book_ids_of(each)]
    refs = [each.ref for each in ruled]
    positions = positions_of(refs) if refs else {}
    requests: Mapping[str, list[Change]] = _open_requests(refs)
    day = max(on, change.earlier.starts.last, change.later.starts.last)
    rows = []
    for grant in ruled:
        lump_sum = pack(grant.pack, grant.pack_version).mode is Mode.LUMP_SUM
        held = positions.get(grant.ref, ())
        cases = cases_of(
            grant,
            lines_from(grant, held, {}),
            [(each.code, _facts(grant, each, held)) for each in requests.get(grant.ref, ())],
            lump_sum=lump_sum,
            on=day,
        )
        rows.append(GrantEffect(grant, book_of(grant, change.later.id, on), effect_on(change, cases, day)))
    return Touched(change, on, len(live), tuple(rows))


def my_live_grants(on: date) -> tuple[GrantFacts, ...]:
    """The grants that have not ended and whose money the acting person may see, by reference."""
    running = tuple(each for each in find.all_grants() if on < each.at(on).ends)
    shown = grants_in_view(tuple((each.host_id, each.ref) for each in running)) if running else frozenset()
    return tuple(each for each in running if each.ref in shown)


def newer_books(on: date) -> tuple[tuple[Book, Book, int], ...]:
    """Books of which a newer version is loaded than the one that judges a live grant: both versions, and how many grants."""
    found: dict[tuple[str, str], list[tuple[Book, Book]]] = defaultdict(list)
    for grant in my_live_grants(on):
        for current, newest in newer_versions(grant, on):
            found[current.label, newest.label].append((current, newest))
    return tuple((*pairs[0], len(pairs)) for _, pairs in sorted(found.items()))


def _open_requests(refs: Sequence[str]) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = defaultdict(list)
    for each in changes_of_all(refs) if refs else ():
        if each.state in OPEN:
            found[each.ref].append(each)
    return found


def _facts(grant: GrantFacts, change: Change, held: Sequence[BudgetPosition]) -> dict[str, Fact]:
    """What a route measures of an open request; a budget that cannot be read yet has no amount."""
    if change.kind is not Kind.BUDGET:
        return change_facts(change.kind, None)
    lines = lines_from(grant, held, change.draft.before)
    return change_facts(change.kind, judge_budget_change(grant.currency, lines, change.draft.asked))
