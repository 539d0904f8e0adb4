"""The measure from the letter to the latest change, the money as three texts state it, and the bodies concerned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guohe.kernel.texts import say
from guohe.registry.domain.evidence import Evidenced
from guohe.registry.domain.register import Body, Entry, MoneyStep
from guohe.registry.queries.register import register
from guohe.registry.queries.sections import Section, Shown, columns, evidence_text, sources_section


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """What had happened by a day."""

    entries: Section
    money: Section
    bodies: Section
    topologies: Section
    sources: Section


def timeline_page(*, on: date, lang: str) -> TimelinePage:
    """Entries and money figures up to a day; a month or a year counts from its first day."""
    entries = register().timeline_until(on)
    money = tuple(step for step in register().money if step.as_of.first <= on)
    described = (*register().bodies, *register().topologies)
    every: tuple[Evidenced, ...] = (*entries, *money, *described)
    used = [fact.evidence for fact in every]
    heads = columns(lang, "code", "name", "role", "evidence")
    return TimelinePage(
        entries=Section(
            "entries",
            say("registry.section.entries", lang),
            columns(lang, "date", "event", "code", "evidence"),
            tuple(_entry(entry, lang) for entry in entries),
        ),
        money=Section(
            "money",
            say("registry.section.money", lang),
            columns(lang, "as_of", "amount", "counts", "evidence", "note"),
            tuple(_step(step, lang) for step in money),
            (say("registry.money.law", lang),) if money else (),
        ),
        bodies=Section(
            "bodies",
            say("registry.section.bodies", lang),
            heads,
            tuple(_body(each, lang) for each in register().bodies),
        ),
        topologies=Section(
            "topologies",
            say("registry.section.topologies", lang),
            heads[1:],
            # The code of an arrangement is the data files' own word; its name is the reader's.
            tuple(_body(each, lang)[1:] for each in register().topologies),
        ),
        sources=sources_section(used, lang),
    )


def _entry(entry: Entry, lang: str) -> tuple[Shown, ...]:
    dated = say(f"registry.date.{entry.date_is}", lang, date=entry.date.text)
    return (
        Shown(dated),
        Shown(entry.text.in_language(lang)),
        Shown(entry.code),
        Shown(evidence_text(entry.evidence, lang)),
    )


def _step(step: MoneyStep, lang: str) -> tuple[Shown, ...]:
    return (
        Shown(step.as_of.text),
        Shown(say(f"registry.money.{step.relation}", lang, amount=_amount(step))),
        Shown(say(f"registry.money.{step.counts}", lang)),
        Shown(evidence_text(step.evidence, lang)),
        Shown(step.caveat.in_language(lang)),
    )


def _amount(step: MoneyStep) -> str:
    """As stated; what is only about right is not told to the fen."""
    return str(step.amount).removesuffix(".00") if step.relation == "about" else str(step.amount)


def _body(body: Body, lang: str) -> tuple[Shown, ...]:
    return (
        Shown(body.code),
        Shown(body.names.in_language(lang)),
        Shown(body.role.in_language(lang)),
        Shown(evidence_text(body.evidence, lang)),
    )
