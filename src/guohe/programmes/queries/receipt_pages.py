"""What a page, a terminal and a file show of a result and of its receipt: the same finished values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from guohe.kernel.findings import Refused
from guohe.kernel.names import Name
from guohe.kernel.tables import Column, Table
from guohe.kernel.texts import say
from guohe.kernel.utc8 import minute_there
from guohe.programmes.domain.can_apply import Checked
from guohe.programmes.domain.load import limits
from guohe.programmes.domain.receipts import outcomes
from guohe.programmes.queries.calls import call, question_for, questions
from guohe.programmes.queries.check_pages import answer_text
from guohe.programmes.queries.checks import Receipt, without_application
from guohe.programmes.queries.rule_pages import cited_text, evidence_text, in_force_text, mark
from guohe.programmes.queries.rulebooks import book
from guohe.rules.domain.facts import Fact, fact_of
from guohe.rules.domain.judge import Explanation, judge
from guohe.rules.domain.values import SILENT, Book, Outcome, Rule, written_fact
from guohe.rules.domain.words import fact_text

TONES = {"can": "agreed", "not_met": "stop", "ask": "wait"}
_TIMES: Final = ("years", "months", "days", "working_days")


@dataclass(frozen=True, slots=True)
class Reason:
    """What one rule said of a check, now or in a kept receipt. ``measured`` and ``limit`` are None where nothing was kept."""

    book: Book
    rule: Rule
    outcome: Outcome
    measured: Fact | None
    limit: Fact | None
    who: Name
    later: bool

    @property
    def label(self) -> str:
        """``book@version/rule``."""
        return f"{self.book.label}/{self.rule.id}"


def reasons_of(found: Checked) -> tuple[Reason, ...]:
    """What the rules say of answers at hand."""
    said = [_reason(each, later=False) for each in found.reasons]
    return (*said, *(_reason(each, later=True) for each in found.later))


def _reason(each: Explanation, *, later: bool) -> Reason:
    return Reason(
        each.book, each.rule, each.seen.outcome, each.seen.measured, each.seen.limit, each.who, later
    )


def reasons_kept(receipt: Receipt) -> tuple[Reason, ...]:
    """What the rules said when a receipt was made. Raises Refused where a version is not to be had."""
    told = json.loads(receipt.stored)
    found = []
    for decision in told["decisions"]:
        of = book(f"{decision['book']}@{decision['version']}")
        facts = {name: fact_of(plain) for name, plain in decision["facts"].items()}
        said = judge(of, facts, date.fromisoformat(decision["on"])).said
        again = {rule.id: seen for rule, seen in said}
        for rule_id, outcome in outcomes(decision, of, told["withheld"]).items():
            rule = of.rule(rule_id)
            if rule is None or rule.kind == "route" or outcome is Outcome.SILENT:
                continue
            seen = SILENT if f"{of.label}/{rule_id}" in told["withheld"] else again[rule_id]
            measured, limit = seen.measured, seen.limit
            later = rule_id in told["later"]
            found.append(Reason(of, rule, outcome, measured, limit, of.people[rule.decides], later))
    order = (Outcome.BROKEN, Outcome.UNKNOWN, Outcome.DECIDED, Outcome.MET)
    return tuple(sorted(found, key=lambda each: (each.later, order.index(each.outcome))))


def compared_text(reason: Reason, lang: str) -> str:
    """What was compared with what, in the reader's language; a margin of time that may not be below nought by itself."""
    time, measured = _unit_of_time(reason.rule), reason.measured
    if time and reason.limit == 0 and type(measured) is int:
        word = "short" if measured < 0 else "spare" if measured else "exact"
        told = say(f"rules.unit.{time}", lang, value=str(abs(measured)))
        return say(f"programmes.receipt.margin.{word}", lang, time=told)
    seen, limit = _measured_text(reason, lang), _with_unit(reason.limit, reason.rule, lang)
    if seen and limit:
        return say("programmes.receipt.against", lang, seen=seen, limit=limit)
    return seen or limit


def _measured_text(reason: Reason, lang: str) -> str:
    """What was compared; an answer that was chosen stands in the words in which it was offered."""
    if isinstance(reason.measured, str):
        for fact in reason.rule.reads:
            if any(each.fact == fact for each in questions()):
                return answer_text(fact, reason.measured, lang)
    return _with_unit(reason.measured, reason.rule, lang)


def _with_unit(fact: Fact | None, rule: Rule, lang: str) -> str:
    """A count with the unit of time in which its rule states its figures, where that is one."""
    time = _unit_of_time(rule)
    if time and isinstance(fact, int) and not isinstance(fact, bool):
        return say(f"rules.unit.{time}", lang, value=written_fact(fact))
    return fact_text(fact, lang)


def _unit_of_time(rule: Rule) -> str:
    """The one unit of time in which a rule states its figures, or empty."""
    stated = [unit for unit in _TIMES if any(each.endswith(f" {unit}") for each in _figures(rule.parameters))]
    return stated[0] if len(stated) == 1 else ""


def _figures(value: Any) -> Iterator[str]:
    """Every figure of a rule as it is shown, those in its rows too."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _figures(each)
    else:
        yield str(value)


def reasons_table(reasons: tuple[Reason, ...], lang: str, *, later: bool = False) -> Table:
    """Every rule that was asked, with its answer, its clause and who may decide otherwise."""
    rows = [
        (
            say(f"programmes.receipt.said.{each.outcome}", lang)
            if not later
            else say("programmes.receipt.later", lang),
            each.rule.words.in_language(lang),
            compared_text(each, lang),
            clause_text(each.book, each.rule, lang),
            each.who.in_language(lang),
            each.label,
        )
        for each in reasons
        if each.later is later
    ]
    heads = [
        Column(key, say(f"programmes.receipt.head.{key}", lang))
        for key in ("said", "words", "seen", "clause", "who", "rule")
    ]
    title = "programmes.receipt.later" if later else "programmes.receipt.reasons"
    return Table(say(title, lang), heads, rows, lang=lang)


def clause_text(book: Book, rule: Rule, lang: str) -> str:
    """Document, number, article, date and evidence of a rule in one line, with its mark where it is not verified."""
    clause = rule.clause
    parts = (
        clause.document.named(lang),
        cited_text(clause.article, lang),
        in_force_text(clause.in_force, clause.dated_by, lang),
        evidence_text(clause.grade, lang),
        mark(book, rule, lang),
    )
    # What is invented is said once, although it is both the evidence and the mark.
    return " · ".join(dict.fromkeys(part for part in parts if part))


def contacts_text(names: tuple[Name, ...], lang: str) -> str:
    """Whom to ask, by name."""
    if not names:
        return say("programmes.verdict.nobody", lang)
    said = (" / " if lang == "en" else "、").join(name.in_language(lang) for name in names)
    return say("programmes.verdict.contact", lang, who=said)


def check_record(found: Checked, contacts: tuple[Name, ...], lang: str) -> dict[str, Any]:
    """A check for a program: the answer, and the whole explanation of each rule."""
    return {
        "call": found.call.code,
        "verdict": found.verdict.value,
        "sentence": say(f"programmes.verdict.{found.verdict.value}.short", lang),
        "books": [each.book.label for each in found.decisions],
        "judged_on": found.call.on,
        "contact": contacts_text(contacts, lang),
        "reasons": [{**each.plain(), "words": each.rule.words.in_language(lang)} for each in found.reasons],
        "later": [each.rule.id for each in found.later],
        "limits": [
            {
                "rule": f"{each.book.label}/{each.rule.id}",
                "weight": each.weight,
                "limit": each.limit,
                "left": each.left,
                "projects": [
                    {"type": row.holding.type, "role": row.holding.role, "weight": row.weight, "why": row.why}
                    for row in each.rows
                ],
            }
            for each in limits(found)
        ],
    }


def receipt_rows(receipt: Receipt, lang: str) -> list[tuple[str, str]]:
    """What stands at the head of a receipt."""
    told = json.loads(receipt.stored)
    days = sorted({each["on"] for each in told["decisions"]})
    books = ", ".join(
        f"{each['book']}@{each['version']} ({each['digest'][:12]})" for each in told["decisions"]
    )
    try:
        same = receipt.same_again
    except Refused as refusal:
        again = refusal.findings[0].sentence(lang)
    else:
        again = _again_text(receipt, same, lang)
    try:
        name = call(receipt.call).names.in_language(lang)
    except Refused:
        name = receipt.call
    return [
        (say("programmes.receipt.call", lang), f"{name} ({receipt.call})"),
        (say("programmes.receipt.result", lang), say(f"programmes.verdict.{receipt.verdict}.short", lang)),
        (
            say("programmes.receipt.made", lang),
            f"{minute_there(receipt.made_at)} UTC+8",
        ),
        (say("programmes.receipt.books", lang), books),
        (say("programmes.receipt.judged_on", lang), ", ".join(days)),
        (say("programmes.receipt.again", lang), again),
    ]


def _again_text(receipt: Receipt, same: bool, lang: str) -> str:
    """Whether the same came out; what was withheld was taken over as kept, so it is not told as worked out again."""
    withheld = json.loads(receipt.stored)["withheld"]
    if not same or not withheld:
        return say(f"programmes.receipt.again.{'same' if same else 'other'}", lang)
    count = sum(each.label not in withheld for each in reasons_kept(receipt))
    return say("programmes.receipt.again.part", lang, count=str(count), withheld=str(len(withheld)))


def kept_answers(receipt: Receipt, lang: str) -> list[tuple[str, str]]:
    """The answers that a receipt keeps."""
    told = json.loads(receipt.stored)
    facts = {name: fact_of(plain) for each in told["decisions"] for name, plain in each["facts"].items()}
    known = {each.fact for each in questions()}
    return [
        (question_for(name).words.in_language(lang), _kept_text(name, fact, receipt.call, lang))
        for name, fact in facts.items()
        if name in known
    ]


def _kept_text(name: str, fact: Fact, call_code: str, lang: str) -> str:
    """An answer as it was given; the application, which the check itself put among the projects, says that it is that."""
    given = without_application(name, fact, call_code)
    if given == fact or not isinstance(fact, tuple):
        return answer_text(name, fact, lang)
    own = say(
        "ui.about", lang, what=say("programmes.load.own", lang), words=answer_text(name, fact[-1:], lang)
    )
    return say("ui.semicolon", lang).join([answer_text(name, given, lang), own] if given else [own])


def heading(receipt: Receipt, reasons: tuple[Reason, ...], lang: str) -> str:
    """The answer in one sentence; where a condition is not met, the first one by name."""
    broken = [each for each in reasons if each.outcome is Outcome.BROKEN and not each.later]
    words = broken[0].rule.words.in_language(lang) if receipt.verdict == "not_met" and broken else ""
    return say(f"programmes.verdict.{receipt.verdict}", lang, words=words)


def withheld_text(receipt: Receipt, lang: str) -> str:
    """That private answers were not kept, where that is so."""
    count = len(json.loads(receipt.stored)["withheld"])
    return say("programmes.receipt.withheld", lang, count=str(count)) if count else ""


def receipt_record(receipt: Receipt, lang: str) -> dict[str, Any]:
    """A receipt for a program: what is stored, and whether it comes out the same again."""
    return {
        "number": receipt.number,
        "sentence": say(f"programmes.verdict.{receipt.verdict}.short", lang),
        "made_at": receipt.made_at,
        "same_again": receipt.same_again,
        "stored": json.loads(receipt.stored),
    }
