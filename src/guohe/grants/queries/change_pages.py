"""What a page, a terminal and a file show of requests for changes: the same finished values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from guohe.grants.domain.changes import Change, State
from guohe.grants.domain.effects import Effect
from guohe.grants.domain.facts import BudgetVersionFacts, GrantFacts
from guohe.grants.queries import budgets, find
from guohe.grants.queries.changes import changes_of
from guohe.grants.queries.judged_change import Judged, judged
from guohe.identity.queries import names_of
from guohe.identity.queries.sight import see_money
from guohe.kernel.money import Money, total
from guohe.kernel.tables import Cell, Column, Table
from guohe.kernel.tables import Kind as Cells
from guohe.kernel.texts import say
from guohe.kernel.utc8 import day_there
from guohe.programmes.queries.packs import pack
from guohe.programmes.queries.rule_pages import clause_text, mark
from guohe.rules.domain.judge import Explanation


def opened(ref: str) -> GrantFacts:
    """The grant, to whoever may see its money. Raises GrantNotFound and Refused (ACC-603)."""
    grant = find.grant(ref)
    see_money(grant.host_id, ref)
    return grant


def day_of_route(change: Change, today: date) -> date:
    """The day whose rules say who decides: that of sending, and today until then."""
    return next((step.on for step in change.steps if step.state is State.SENT), today)


def state_text(state: State, lang: str) -> str:
    """A state in words."""
    return say(f"grants.change.state.{state}", lang)


def _effect(change: Change, grant: GrantFacts) -> Effect | None:
    return next((each for each in grant.effects if each.change == change.number), None)


def standing_text(change: Change, grant: GrantFacts, on: date, lang: str) -> str:
    """Where a request stands on a day; what is in force says from which day, also where that day is still to come."""
    effect = _effect(change, grant)
    if change.state is not State.IN_FORCE or effect is None:
        return state_text(change.state, lang)
    key = "since" if effect.since <= on else "from"
    return say(f"grants.change.state.in_force.{key}", lang, since=effect.since.isoformat())


def wish_text(change: Change, found: Judged, lang: str) -> str:
    """What is asked, in a line."""
    if found.budget is None:
        before, wanted = change.draft.before.get("to", ""), change.draft.asked.get("to", "")
        return f"{before or '-'} → {wanted or '-'}"
    parts = [
        f"{each.line.name.in_language(lang)} {'+' if each.difference.minor > 0 else '−'}{abs(each.difference).figure}"
        for each in found.budget.changed
        if each.difference is not None
    ]
    return say("grants.change.joiner", lang).join(parts) or "-"


def deciders(found: Judged, lang: str) -> str:
    """Who decides, or that no rule says it."""
    names = dict.fromkeys(each.who.in_language(lang) for each in found.route.said)
    return say("grants.change.joiner", lang).join(names) or say("grants.change.route.nobody", lang)


def changes_table(ref: str, on: date, lang: str) -> Table:
    """Every request of a grant with where it stands and by what evidence."""
    rows, grant = [], find.grant(ref)
    for change in changes_of(ref):
        found = judged(change, on=day_of_route(change, on))
        last = change.steps[-1] if change.steps else None
        rows.append(
            (
                change.code,
                say(f"grants.change.kind.{change.kind}", lang),
                wish_text(change, found, lang),
                found.budget.adds if found.budget is not None else None,
                standing_text(change, grant, on, lang),
                last.on if last is not None else day_there(change.prepared_at),
                evidence_text(last.evidence if last is not None else "", lang),
                deciders(found, lang),
            )
        )
    kinds = {"amount": Cells.MONEY, "on": Cells.DATE}
    keys = ("code", "kind", "wish", "amount", "state", "on", "evidence", "decides")
    return Table(
        say("grants.change.title", lang, ref=ref),
        [_column(key, lang, kinds) for key in keys],
        rows,
        lang=lang,
    )


def evidence_text(evidence: str, lang: str) -> str:
    """The evidence, or that there is none."""
    return evidence or say("grants.change.no_evidence", lang)


def lines_table(found: Judged, lang: str) -> Table | None:
    """Each line before and after, with what is left of it; the totals are the sums of the rows shown."""
    budget = found.budget
    if budget is None:
        return None
    rows = [
        (
            each.line.name.in_language(lang),
            each.line.before,
            each.difference,
            each.after,
            each.line.used,
            each.line.promised,
            each.free,
        )
        for each in budget.moved
    ]
    keys = ("line", "before", "difference", "after", "used", "promised", "free")
    money = {key: Cells.MONEY for key in keys[1:]}
    # A column in which an amount cannot be read has no sum: a sum of the others would be nobody's figure.
    sums: list[Cell] = []
    for index in range(1, len(keys)):
        cells = [row[index] for row in rows]
        known = [cell for cell in cells if isinstance(cell, Money)]
        sums.append(total(budget.currency, known) if len(known) == len(cells) else None)
    return Table(
        say("grants.change.lines", lang),
        [_column(key, lang, money) for key in keys],
        rows,
        totals=(say("grants.change.total", lang), *sums),
        lang=lang,
    )


def steps_table(change: Change, grant: GrantFacts, lang: str) -> Table:
    """Everything that was done to a request, oldest first; nothing is ever taken out."""
    rows: list[Sequence[Cell]] = []
    effect = _effect(change, grant)
    names = names_of({draft.written_by for draft in change.drafts})
    for draft in change.drafts:
        word = say("grants.change.draft", lang, number=str(draft.number))
        by = names[draft.written_by].in_language(lang)
        rows.append((word, day_there(draft.written_at), draft.reason, "", by))
    for step in change.steps:
        note = step.note
        if step.version is not None:
            note = say("grants.change.version", lang, number=str(step.version))
        elif step.state is State.IN_FORCE and effect is not None and effect.recorded is not None:
            note = say("grants.change.from", lang, since=effect.recorded.isoformat())
        sent = step.state is State.SENT
        rows.append(
            (
                say("grants.change.act.sent", lang) if sent else state_text(step.state, lang),
                step.on,
                note,
                evidence_text(step.evidence, lang),
                step.who.in_language(lang),
            )
        )
    kinds = {"on": Cells.DATE}
    return Table(
        say("grants.change.history", lang),
        [_column(key, lang, kinds) for key in ("act", "on", "note", "evidence", "who")],
        rows,
        lang=lang,
    )


def versions_table(ref: str, lang: str) -> Table:
    """The versions of a grant's budget side by side, and what the last one changed; every total is the sum of its column."""
    grant = find.grant(ref)
    known = budgets.versions(ref)
    names = pack(grant.pack, grant.pack_version)
    codes = list(dict.fromkeys(row.category for each in known for row in each.rows if row.category))
    amounts = [each.limits for each in known]
    columns = [Column("line", say("grants.change.head.line", lang))]
    for each in known:
        head = say("grants.versions.head", lang, number=str(each.number), on=each.approved_on.isoformat())
        columns.append(Column(f"version-{each.number}", head, Cells.MONEY))
    if len(known) > 1:
        columns.append(Column("difference", say("grants.change.head.difference", lang), Cells.MONEY))
    zero = Money(grant.currency, 0)
    rows: list[Sequence[Cell]] = []
    for code in codes:
        cells = [each.get(code, zero) for each in amounts]
        extra = [cells[-1] - cells[-2]] if len(cells) > 1 else []
        rows.append((names.category(code).names.in_language(lang), *cells, *extra))
    sums = [
        total(grant.currency, (cell for row in rows if isinstance(cell := row[index], Money)))
        for index in range(1, len(columns))
    ]
    return Table(
        say("grants.versions.title", lang, ref=ref),
        columns,
        rows,
        totals=(say("grants.change.total", lang), *sums),
        notes=tuple(_note(each, lang) for each in known),
        lang=lang,
    )


def _note(version: BudgetVersionFacts, lang: str) -> str:
    return say(
        "grants.versions.note",
        lang,
        number=str(version.number),
        on=version.approved_on.isoformat(),
        who=version.loaded_by.in_language(lang),
        at=day_there(version.loaded_at).isoformat(),
    )


def why_rows(said: Sequence[Explanation], lang: str) -> list[dict[str, str]]:
    """For each rule that names who decides: who, its words, and its clause with how well it is known."""
    return [
        {
            "who": each.who.in_language(lang),
            "words": each.rule.words.in_language(lang),
            "clause": clause_text(each.rule, lang),
            "asked": say("grants.change.asked_on", lang, day=each.on.isoformat()),
            "label": f"{each.book.label}/{each.rule.id}",
            "book": each.book.id,
            "named": f"{each.rule.id}@{each.book.version}",
            "verified": mark(each.book, each.rule, lang),
        }
        for each in said
    ]


def letter(change: Change, grant: GrantFacts, found: Judged, lang: str) -> str:
    """A draft letter in one language; nothing of it is sent by Guohe."""
    reason = change.draft.reason or "-"
    return say(
        "grants.change.letter",
        lang,
        funder=grant.funder.in_language(lang),
        ref=change.ref,
        title=grant.title.in_language(lang),
        kind=say(f"grants.change.kind.{change.kind}", lang),
        wish=wish_text(change, found, lang),
        reason=reason,
        code=change.code,
    )


def record_of(change: Change, found: Judged, lang: str) -> dict[str, Any]:
    """One request for a program."""
    budget = found.budget
    return {
        "grant": change.ref,
        "code": change.code,
        "kind": change.kind.value,
        "state": change.state.value,
        "reason": change.draft.reason,
        "before": dict(change.draft.before),
        "asked": dict(change.draft.asked),
        "version": change.draft.version,
        "lines": []
        if budget is None
        else [
            {"line": each.line.code, "before": each.line.before, "after": each.after, "free": each.free}
            for each in budget.moved
        ],
        "adds": None if budget is None else budget.adds,
        "takes": None if budget is None else budget.takes,
        "decides": why_rows(found.route.said, lang),
        "findings": [each.as_json(lang) for each in shown_findings(change, found)],
        "steps": [
            {
                "state": step.state.value,
                "on": step.on,
                "evidence": step.evidence,
                "note": step.note,
                "who": step.who.in_language(lang),
                "version": step.version,
            }
            for step in change.steps
        ],
    }


def shown_findings(change: Change, found: Judged) -> tuple[Any, ...]:
    """What stands against a request while something can still be done about it."""
    return found.findings if change.next_states else ()


def _column(key: str, lang: str, kinds: dict[str, Cells]) -> Column:
    return Column(key, say(f"grants.change.head.{key}", lang), kinds.get(key, Cells.TEXT))
