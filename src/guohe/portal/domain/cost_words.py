"""The answer of a cost check in words and figures: the page, the command and the file show the same."""

from __future__ import annotations

from typing import Any

from guohe.kernel.findings import Level
from guohe.kernel.money import Money, total
from guohe.kernel.tables import Cell, Column, Kind, Table
from guohe.kernel.texts import say
from guohe.portal.domain.cost_check import Answer, GrantState, Verdict
from guohe.rules.domain.judge import Explanation
from guohe.rules.domain.words import fact_text, fact_words, stated_day


def rows_of(found: Answer, state: GrantState, lang: str) -> list[tuple[str, str]]:
    """What was compared, as labels and values; what cannot be told is left out."""
    named = say("portal.check.whole", lang)
    if not state.lump_sum:
        named = found.line.name.in_language(lang) if found.line else found.asked.category
    over = found.free is not None and found.free.minor < 0
    figures: list[tuple[str, Money | None]] = [
        ("cost", found.cost),
        ("before", None if found.after is None or found.cost is None else found.after - found.cost),
        ("after", found.after),
        ("limit", found.limit),
        ("over" if over else "free", abs(found.free) if found.free is not None else None),
    ]
    rows = [(say("portal.check.category", lang), named)]
    piece = found.asked.piece
    if piece is not None and piece.price is not None:
        told = {"price": str(piece.price), "code": piece.code, "source": piece.source or "–"}
        day = piece.priced_on.isoformat() if piece.priced_on is not None else "–"
        rows.append(
            (say("portal.check.unit_price", lang), say("portal.check.price_of", lang, **told, day=day))
        )
    rows += [(say(f"portal.check.{key}", lang), str(figure)) for key, figure in figures if figure is not None]
    return [*rows, (say("portal.check.number", lang), found.number)]


def way_sentence(found: Answer, lang: str) -> str:
    """The cheapest way to a yes, and who may approve it; nothing when none is needed or there is none."""
    way = found.way
    if way is None:
        return ""
    who = say("portal.check.who_unknown", lang)
    if way.routes:
        names = dict.fromkeys(each.who.in_language(lang) for each in way.routes)
        who = say("portal.check.who", lang, who=say("portal.check.and", lang).join(names))
    source, free = way.source.name.in_language(lang), str(way.source.free)
    return say("portal.check.way", lang, amount=str(way.amount), source=source, free=free, who=who)


def drafted(found: Answer) -> dict[str, str]:
    """What the draft of the change begins with: the amount, the line that gives, the one that gains, and this check."""
    if found.way is None or found.line is None:
        return {}
    return {
        "from": found.way.source.code,
        "to": found.line.code,
        "amount": found.way.amount.plain,
        "check": found.number,
    }


def draft_words(found: Answer, lang: str) -> str:
    """The draft in words: which line gives and which gains how much."""
    if found.way is None or found.line is None:
        return ""
    source, line = found.way.source.name.in_language(lang), found.line.name.in_language(lang)
    return say("portal.check.draft", lang, amount=str(found.way.amount), source=source, line=line)


def draft_command(found: Answer, ref: str) -> str:
    """The same as a command: both lines as they would be."""
    if found.way is None or found.line is None:
        return ""
    gains, gives = found.line.approved + found.way.amount, found.way.source.approved - found.way.amount
    lines = f"--line {found.line.code}={gains.plain} --line {found.way.source.code}={gives.plain}"
    return f'./guohe change new {ref} budget {lines} --reason "{found.number}"'


def lines_table(state: GrantState, lang: str) -> Table:
    """The budget as it is before the cost."""
    heads = [("line", Kind.TEXT), *((key, Kind.MONEY) for key in ("approved", "used", "promised", "free"))]
    names = {
        "line": "portal.check.category",
        "approved": "portal.check.limit",
        # Bank charges have a row of their own here.
        "used": "portal.check.used_now",
        "free": "portal.check.free_now",
    }
    columns = [Column(key, say(names.get(key, f"portal.grant.{key}"), lang), kind) for key, kind in heads]
    figures = [(line.approved, line.used, line.promised, line.free) for line in state.lines]
    rows = [(line.name.in_language(lang), *row) for line, row in zip(state.lines, figures, strict=True)]
    totals: tuple[Cell, ...] | None = None
    if figures:
        sums = [total(column[0].currency, column) for column in zip(*figures, strict=True)]
        totals = (say("portal.budget.total", lang), *sums)
    return Table(say("portal.check.state", lang), columns, rows, totals=totals, lang=lang)


def verdict_words(found: Answer, lang: str) -> str:
    """The answer in a line: where something stops, asking is no half yes."""
    stops = found.verdict is Verdict.ASK and any(each.level is Level.STOP for each in found.findings)
    return say("portal.check.verdict.stopped" if stops else f"portal.check.verdict.{found.verdict}", lang)


def record_of(found: Answer, lang: str, *, ref: str, may_draft: bool) -> dict[str, Any]:
    """The answer for a program, with the explanation of each rule; the command of the draft for who may prepare it."""
    way = found.way
    return {
        "verdict": found.verdict,
        "number": found.number,
        "asked": {
            "amount": found.asked.amount,
            "category": found.asked.category,
            "date": found.asked.on,
            "equipment": found.asked.piece.code if found.asked.piece is not None else None,
        },
        "cost": found.cost,
        "after": found.after,
        "limit": found.limit,
        "free": found.free,
        "findings": [finding.as_json(lang) for finding in found.findings],
        "why": [each.plain() for each in found.explanations],
        "way": None
        if way is None
        else {"move": way.amount, "from": way.source.code, "sentence": way_sentence(found, lang)},
        "draft": draft_command(found, ref) or None if may_draft else None,
    }


def because(each: Explanation, lang: str) -> str:
    """By which clause of which version, since when, on which day, and what was looked at: what an answer rests on."""
    clause, facts = each.rule.clause, each.facts
    unknown = clause.article == "not established"
    looked_at = dict.fromkeys((*each.rule.reads, *each.rule.when))
    return say(
        "portal.check.because",
        lang,
        label=each.book.label,
        document=clause.document.named(lang),
        article=say(
            f"programmes.rules.article.{'unknown' if unknown else 'known'}", lang, article=clause.article
        ),
        in_force=say(
            f"programmes.rules.dated.{clause.dated_by}", lang, day=stated_day(clause.in_force.text, lang)
        ),
        day=each.on.isoformat(),
        inputs=say("portal.check.inputs_and", lang).join(
            say(
                "portal.check.input",
                lang,
                fact=fact_words(name, lang),
                value=fact_text(facts[name], lang) if name in facts else "–",
            )
            for name in looked_at
        ),
    )


def said(found: Answer, lang: str, *, ref: str, may_draft: bool) -> list[str]:
    """Each finding with its code and, where a rule is the reason, what it rests on and the command that says why; then the way
    to a yes, and for who may prepare it the command that drafts the change."""
    lines, rests = [], {each.finding().rule: because(each, lang) for each in found.explanations}
    for finding in found.findings:
        lines.append(f"{finding.code} {finding.sentence(lang)}")
        if finding.rule:
            label, _, rule = finding.rule.partition("/")
            if finding.rule in rests:
                lines.append(f"  {rests[finding.rule]}")
            lines.append(f"  {say('portal.check.why', lang)} ./guohe why {rule} --book {label}")
    if found.way is not None:
        lines.append(way_sentence(found, lang))
        if may_draft:
            lines.append(f"  {draft_words(found, lang)} {draft_command(found, ref)}")
    return lines
