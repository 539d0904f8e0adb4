"""A request as it stands on a day: its lines before and after, everything against it, and who decides under which rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from guohe.funds.queries import budget as books
from guohe.grants.domain.budget_change import BudgetChange, Line, judge_budget_change
from guohe.grants.domain.change_route import Route, change_facts, route_of
from guohe.grants.domain.changes import Change, Kind, State, check_reason, check_wish
from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries import budgets, find
from guohe.grants.queries.rule_versions import books_of, left_out
from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money
from guohe.programmes.domain.packs import Kind as CategoryKind
from guohe.programmes.queries.packs import pack


@dataclass(frozen=True, slots=True)
class Judged:
    """What a request comes to; ``budget`` is None for a change that has no lines."""

    budget: BudgetChange | None
    route: Route
    findings: tuple[Finding, ...]


def lines_of(grant: GrantFacts, before: Mapping[str, str]) -> tuple[Line, ...]:
    """The lines that have a limit, with costs and open orders, from what was approved ``before``. Empty for a lump sum."""
    return lines_from(grant, books.position(grant.ref), before)


def lines_from(
    grant: GrantFacts, positions: Iterable[books.BudgetPosition], before: Mapping[str, str]
) -> tuple[Line, ...]:
    """The same from positions that were read already."""
    names = pack(grant.pack, grant.pack_version)
    found = []
    for position in positions:
        category = names.category(position.code)
        if category.kind is not CategoryKind.CHARGE:
            indirect = category.kind is CategoryKind.INDIRECT
            approved = before.get(position.code)
            found.append(
                Line(
                    position.code,
                    category.names,
                    category.group,
                    indirect,
                    position.limit if approved is None else Money.of(grant.currency, approved),
                    position.actual,
                    position.committed,
                )
            )
    return tuple(found)


def judged_wish(
    grant: GrantFacts,
    kind: Kind,
    *,
    asked: Mapping[str, str],
    before: Mapping[str, str],
    reason: str,
    on: date,
) -> Judged:
    """What a wish comes to before anything is written."""
    if kind is Kind.BUDGET:
        lines = lines_of(grant, before)
        budget = judge_budget_change(grant.currency, lines, asked) if lines else None
        faults = budget.findings if budget is not None else (_none(grant),)
    else:
        budget, faults = None, check_wish(kind, asked, before)
    route = route_of(change_facts(kind, budget), books_of(grant, on), on)
    return Judged(budget, route, (*faults, *check_reason(reason), *route.findings, *left_out(grant, on)))


def judged(change: Change, *, on: date) -> Judged:
    """What a request comes to on a day; once it is decided, its lines are those it was decided on."""
    grant = find.grant(change.ref)
    draft = change.draft
    found = judged_wish(
        grant, change.kind, asked=draft.asked, before=draft.before, reason=draft.reason, on=on
    )
    latest = next(reversed(budgets.versions(change.ref)), None)
    open_states = (State.PREPARED, State.SENT, State.GRANTED)
    if (
        change.kind is Kind.BUDGET
        and change.state in open_states
        and latest is not None
        and latest.number != draft.version
    ):
        values = {"code": change.code, "version": str(draft.version), "now": str(latest.number)}
        stale = Finding("BUD-306", Level.STOP, values=values)
        return Judged(found.budget, found.route, (stale, *found.findings))
    return found


def _none(grant: GrantFacts) -> Finding:
    return Finding("BUD-312", Level.STOP, values={"ref": grant.ref})
