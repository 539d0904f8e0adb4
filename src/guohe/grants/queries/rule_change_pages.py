"""What a page, a terminal and a file show of a rulebook that changed: the same finished values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from guohe.grants.domain.rule_cases import AWARD, CHANGE
from guohe.grants.queries.rule_changes import GrantEffect, Touched
from guohe.kernel.money import Money
from guohe.kernel.tables import Column, Kind, Quoted, Table
from guohe.kernel.texts import say
from guohe.programmes.queries.rule_pages import cited_text, dates_text, evidence_text
from guohe.rules.domain.effect import Case, Effect, Reason, RuleEffect, Side, Why
from guohe.rules.domain.rule_changes import BookChange, RuleChange
from guohe.rules.domain.values import Book, Outcome, Rule, written_fact
from guohe.rules.domain.words import fact_text, fact_words, parameter_text, parameter_words

WORD = "grants.rule_change"
# Reasons that are told in other words where room shrinks than where it grows.
_BOTH_WAYS = (Why.LIMIT, Why.LEVEL, Why.DECIDER)
_TO_ASK = (Why.OPEN, Why.NOBODY, Why.OTHERWISE, Why.DECIDER)


def title_of(change: BookChange, lang: str) -> str:
    """The heading: which book, from which version to which."""
    return say(f"{WORD}.title", lang, book=change.later.names.in_language(lang))


def summary_text(touched: Touched, lang: str) -> str:
    """How many of one's live grants are touched, and how."""
    counts = {effect.value: str(touched.count(effect)) for effect in Effect if effect is not Effect.SAME}
    return say(
        f"{WORD}.touches",
        lang,
        touched=str(touched.touched),
        live=str(touched.live),
        taken=str(touched.taken),
        day=touched.on.isoformat(),
        **counts,
    )


def facts_of(change: BookChange, lang: str) -> list[tuple[str, str]]:
    """When both versions hold, what the later one says of awards made before, and what is new in somebody's plain words."""
    earlier, later = change.earlier, change.later
    facts = [
        (earlier.label, dates_text(earlier, lang)),
        (later.label, dates_text(later, lang)),
        (say(f"{WORD}.transition", lang), transition_text(later, lang)),
    ]
    if later.summary is not None:
        who = later.people[later.summary_by].in_language(lang)
        words = say(f"{WORD}.summary_by", lang, words=later.summary.in_language(lang), who=who)
        facts.append((say(f"{WORD}.summary", lang), words))
    return facts


def transition_text(book: Book, lang: str) -> str:
    """The transitional rule in the book's words, and how it is known."""
    known = say(f"{WORD}.transition.unread", lang)
    if book.transition_is_said:
        grade = book.transition_grade
        known = (
            evidence_text(grade, lang) if grade is not None else say("programmes.rules.basis.invented", lang)
        )
    return say(f"{WORD}.transition.known", lang, words=book.transition.in_language(lang), known=known)


def differences_table(change: BookChange, lang: str) -> Table:
    """Every rule that differs, field by field: words, clause with its text, parameters, level, who decides otherwise."""
    rows = [
        (each.id, say(f"{WORD}.what.{each.what}", lang), field, before, after)
        for each in change.rules
        for field, before, after in _fields(change, each, lang)
    ]
    title = f"{change.earlier.label} → {change.later.label}"
    return Table(title, _columns(lang, "rule", "what", "field", "before", "after"), rows, lang=lang)


def _fields(change: BookChange, each: RuleChange, lang: str) -> Iterator[tuple[str, str, str]]:
    before = dict(_shown(change.earlier, each.before, lang))
    after = dict(_shown(change.later, each.after, lang))
    for key in dict.fromkeys((*before, *after)):
        if before.get(key, "") != after.get(key, ""):
            yield key, before.get(key, ""), after.get(key, "")


def _shown(book: Book, rule: Rule | None, lang: str) -> Iterator[tuple[str, str]]:
    if rule is None:
        return
    clause = rule.clause
    named = clause.document.named(lang)
    told = {
        "words": rule.words.in_language(lang),
        "clause": f"{named} · {cited_text(clause.article, lang)} · {clause.in_force.text}",
        "quote": Quoted(clause.quote, clause.document.lang) if clause.quote else "",
        "evidence": evidence_text(clause.grade, lang),
        "level": say(f"programmes.rules.level.{rule.level}", lang),
        "decides": book.people[rule.decides].in_language(lang),
    }
    told |= {
        "after": say("ui.comma", lang).join(rule.after),
        "starts": written_fact(rule.starts),
        "ends": written_fact(rule.ends),
    }
    yield from ((say(f"{WORD}.field.{key}", lang), value) for key, value in told.items())
    for name, value in rule.parameters.items():
        yield parameter_words(name, lang), parameter_text(name, value, book, lang)
    for name, among in rule.when.items():
        words = say("ui.comma", lang).join(fact_text(fact, lang) for fact in among)
        yield say(f"{WORD}.field.when", lang, fact=fact_words(name, lang)), words


def grants_table(touched: Touched, lang: str) -> Table:
    """One row a live grant of the book: what it would gain or lose and why, and what there is to do."""
    rows = [
        (
            each.grant.ref,
            effect_text(touched, each, lang),
            each.current.label if each.current is not None else say(f"{WORD}.none_in_force", lang),
            _numbered(reasons_of(each, lang), lang),
            _numbered(tasks_of(touched.change, each, lang), lang),
        )
        for each in touched.rows
    ]
    title = say(f"{WORD}.grants", lang, day=touched.on.isoformat())
    return Table(title, _columns(lang, "grant", "effect", "current", "reasons", "tasks"), rows, lang=lang)


def effect_text(touched: Touched, row: GrantEffect, lang: str) -> str:
    """What the later version does to a grant, or that it judges the grant already."""
    if touched.is_taken(row):
        return say(f"{WORD}.taken", lang)
    return say(f"{WORD}.effect.{row.effect.effect}", lang)


def _numbered(sentences: list[str], lang: str) -> str:
    if len(sentences) < 2:
        return "".join(sentences) or "–"
    mark = "({}) {}" if lang == "en" else "（{}）{}"
    return "\n".join(mark.format(number, each) for number, each in enumerate(sentences, 1))


def reasons_of(row: GrantEffect, lang: str) -> list[str]:
    """Why, a sentence a reason, with its figures."""
    found = [reason_text(each, reason, lang) for each in row.effect.rules for reason in each.reasons]
    return [*([say(f"{WORD}.why.transition", lang)] if row.effect.unsaid else []), *found]


def reason_text(of: RuleEffect, reason: Reason, lang: str) -> str:
    """One reason: the rule, the matter, and what both versions say of it."""
    key = reason.why.value + (f".{reason.effect}" if reason.why in _BOTH_WAYS else "")
    joined = say("grants.change.joiner", lang)
    return say(
        f"{WORD}.why.{key}",
        lang,
        rule=of.change.id,
        case=case_text(reason.case, lang),
        before=side_text(reason.before, lang, with_level=reason.why is Why.LEVEL),
        after=side_text(reason.after, lang, with_level=reason.why is Why.LEVEL),
        lacking=joined.join(fact_words(name, lang) for name in reason.lacking),
    )


def case_text(case: Case | None, lang: str) -> str:
    """What a reason is about: the award, a line by its name, a request by its code."""
    if case is None or case.key == AWARD:
        return say(f"{WORD}.case.award", lang)
    if case.key.startswith(CHANGE):
        return say(f"grants.change.kind.{case.key.removeprefix(CHANGE)}", lang)
    return case.names.in_language(lang)


def side_text(side: Side | None, lang: str, *, with_level: bool = False) -> str:
    """What one version says: its outcome, the figure and its limit, or who decides; the level where it counts."""
    if side is None or side.outcome is Outcome.SILENT:
        return say(f"{WORD}.no_rule", lang)
    words = [say(f"programmes.rules.outcome.{side.outcome}", lang)]
    if with_level or side.outcome is Outcome.BROKEN:
        words.append(say(f"programmes.rules.level.{side.level}", lang))
    if side.limit is not None and isinstance(side.measured, Money) and side.outcome is Outcome.MET:
        # An amount within its limit says so by its two figures.
        words = []
    if side.who.en:
        words = [side.who.in_language(lang)]
    measured, limit = fact_text(side.measured, lang), fact_text(side.limit, lang)
    if limit:
        words.append(say(f"{WORD}.of_limit", lang, measured=measured or "?", limit=limit))
    elif measured:
        words.append(measured)
    return " · ".join(words)


def tasks_of(change: BookChange, row: GrantEffect, lang: str, *, by_command: bool = False) -> list[str]:
    """What to do, each once: ask, read, find out, look before room is lost, and only then switch.

    A page leads to the page of the switch, a terminal (``by_command``) to its command.
    """
    label, starts = change.later.label, change.later.starts.text
    tasks: dict[str, None] = {}
    if row.current is not None and row.current.version == change.later.version:
        return []
    if row.effect.unsaid:
        tasks[say(f"{WORD}.task.transition", lang, label=label, starts=starts)] = None
    for each in row.effect.rules:
        clause = each.change.rule.clause
        named = clause.document.named(lang)
        who = _decider(change, each.change).in_language(lang)
        for reason in each.reasons:
            lacking = say("ui.comma", lang).join(fact_words(name, lang) for name in reason.lacking)
            values = {
                "rule": each.change.id,
                "clause": named,
                "who": who,
                "lacking": lacking,
                "starts": starts,
            }
            key = _task(reason)
            if key:
                case = case_text(reason.case, lang)
                tasks[say(f"{WORD}.task.{key}", lang, case=case, **values)] = None
    if row.effect.effect is not Effect.SAME:
        switch = "switch_command" if by_command else "switch"
        tasks[say(f"{WORD}.task.{switch}", lang, ref=row.grant.ref, label=label)] = None
    return list(tasks)


def _task(reason: Reason) -> str:
    if reason.why is Why.UNSEEN:
        return "read"
    if reason.why is Why.MISSING:
        return "find"
    if reason.effect is Effect.UNCLEAR and reason.why in _TO_ASK:
        return "ask"
    return "look" if reason.effect is Effect.LOSES else ""


def _decider(change: BookChange, of: RuleChange) -> Any:
    book = change.later if of.after is not None else change.earlier
    return book.people[of.rule.decides]


def record_of(touched: Touched, lang: str) -> dict[str, Any]:
    """The comparison for a program."""
    change = touched.change
    return {
        **book_record(change, lang),
        "as_at": touched.on,
        "live_grants": touched.live,
        "touched": touched.touched,
        "effects": {effect.value: touched.count(effect) for effect in Effect},
        "grants": [
            {
                "grant": each.grant.ref,
                "effect": each.effect.effect.value,
                "current": each.current.label if each.current is not None else None,
                "taken": touched.is_taken(each),
                "judged_on": each.effect.on,
                "transition_said": not each.effect.unsaid,
                "rules": [_rule_record(rule) for rule in each.effect.rules],
                "tasks": tasks_of(change, each, lang),
            }
            for each in touched.rows
        ],
    }


def book_record(change: BookChange, lang: str) -> dict[str, Any]:
    """The two versions and what differs, as the data files write it."""
    later = change.later
    return {
        "from": change.earlier.label,
        "to": later.label,
        "in_force": {"starts": later.starts.text, "ends": later.ends.text if later.ends else None},
        "transition": later.transition,
        "transition_said": later.transition_is_said,
        "summary": later.summary,
        "summary_by": later.people[later.summary_by] if later.summary_by else None,
        "rules": [
            {
                "rule": each.id,
                "what": each.what.value,
                "fields": [
                    {"field": field.what, "before": field.before, "after": field.after}
                    for field in each.fields
                ],
            }
            for each in change.rules
        ],
    }


def _rule_record(of: RuleEffect) -> dict[str, Any]:
    return {
        "rule": of.change.id,
        "effect": of.effect.value,
        "reasons": [
            {
                "effect": reason.effect.value,
                "why": reason.why.value,
                "case": reason.case.key if reason.case is not None else None,
                "before": _side_record(reason.before),
                "after": _side_record(reason.after),
                "lacking": list(reason.lacking),
            }
            for reason in of.reasons
        ],
    }


def _side_record(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {
        "outcome": side.outcome.value,
        "level": side.level.value,
        "measured": side.measured,
        "limit": side.limit,
        "who": side.who if side.who.en else None,
    }


def news_text(found: Iterable[tuple[Book, Book, int]], lang: str, *, on: date) -> list[dict[str, str]]:
    """For Today: each book of which a newer version is loaded than the one that judges a live grant."""
    return [
        {
            "book": newest.id,
            "query": f"from={current.version}&to={newest.version}",
            "name": newest.names.in_language(lang),
            "label": f"{current.label} → {newest.label}",
            "words": say(
                f"{WORD}.news.later" if newest.starts.first > on else f"{WORD}.news",
                lang,
                count=str(count),
                starts=newest.starts.text,
            ),
        }
        for current, newest, count in found
    ]


def _columns(lang: str, *keys: str) -> list[Column]:
    return [Column(key, say(f"{WORD}.head.{key}", lang), Kind.TEXT) for key in keys]
