"""What a page, a terminal and a file show of deadlines: the same finished values."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from guohe.calendars.domain.days import Region
from guohe.calendars.queries.published import calendar
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import in_a_row, say
from guohe.programmes.domain.deadlines import DEADLINE, Planned, Schedule
from guohe.programmes.queries.deadlines import Due

_KINDS = {"day": Kind.DATE, "latest": Kind.DATE, "count": Kind.NUMBER}


def step_text(step: str, lang: str) -> str:
    """The name of a step."""
    return say(f"programmes.step.{step}", lang)


def due_table(found: tuple[Due, ...], lang: str) -> Table:
    """What is to be done, day by day."""
    rows = [
        (
            each.day,
            _hour(each) or None,
            each.call.names.in_language(lang),
            step_text(each.planned.step, lang),
            _asks_text(each.planned, lang) or _place_text(each, lang) or None,
            _source(each, lang),
        )
        for each in found
    ]
    heads = _heads(lang, "day", "hour", "call", "step", "asks", "source")
    return Table(say("programmes.calendar.title", lang), heads, rows, lang=lang)


def load_table(found: tuple[Due, ...], lang: str) -> Table:
    """How many things fall on each day: where many fall together, some can be moved."""
    counted = Counter(each.day for each in found)
    rows = []
    for day, count in sorted(counted.items()):
        named = say("ui.semicolon", lang).join(
            say(
                "ui.about",
                lang,
                what=each.call.names.in_language(lang),
                words=step_text(each.planned.step, lang),
            )
            for each in found
            if each.day == day
        )
        rows.append((day, count, "▮" * count, named))
    heads = _heads(lang, "day", "count", "bar", "what")
    return Table(say("programmes.calendar.load", lang), heads, rows, lang=lang)


def schedule_table(found: Schedule, lang: str) -> Table:
    """One call planned back, the first thing to do first; a moved day stands beside the one that the rules leave."""
    rows = [
        (
            each.day,
            found.deadline.hour if each.step == DEADLINE else "",
            step_text(each.step, lang),
            _asks_text(each, lang) or say(f"calendars.region.{found.deadline.place}", lang),
            each.latest,
            _moved_text(each, lang),
            f"{each.asks.book.label}/{each.asks.rule.id}"
            if each.asks
            else source_text(found.call.evidence.basis, found.call.evidence.sources, lang),
        )
        for each in reversed(found.steps)
    ]
    heads = _heads(lang, "day", "hour", "step", "asks", "latest", "moved", "source")
    title = say("programmes.calendar.call", lang, call=found.call.names.in_language(lang))
    return Table(title, heads, rows, lang=lang)


def schedule_record(found: Schedule, lang: str) -> dict[str, Any]:
    """One call planned back, for a program."""
    return {
        "call": found.call.code,
        "deadline": {"day": found.deadline.day, "hour": found.deadline.hour, "place": found.deadline.place},
        "steps": [
            {
                "step": each.step,
                "words": step_text(each.step, lang),
                "day": each.day,
                "latest": each.latest,
                "moved": each.moved,
                "days": each.asks.days if each.asks else None,
                "calendars": list(each.asks.regions) if each.asks else [],
                "rule": f"{each.asks.book.label}/{each.asks.rule.id}" if each.asks else None,
            }
            for each in reversed(found.steps)
        ],
        "findings": [finding.as_json(lang) for finding in found.findings],
    }


def calendars_text(lang: str) -> str:
    """Up to which day each place has published its holidays, and where that was read."""
    said = (
        say(
            "programmes.calendar.horizon",
            lang,
            place=say(f"calendars.region.{region}", lang),
            last=calendar(region).last.isoformat(),
        )
        for region in Region
    )
    return in_a_row(said, lang)


def date_or_blank(day: date | None) -> str:
    """A day as a field shows it."""
    return "" if day is None else day.isoformat()


def _asks_text(each: Planned, lang: str) -> str:
    if each.asks is None:
        return ""
    places = say("programmes.calendar.and", lang).join(
        say(f"calendars.region.{region}", lang) for region in each.asks.regions
    )
    return say(
        "programmes.calendar.asks",
        lang,
        days=str(each.asks.days),
        places=places,
        before=step_text(each.before, lang),
    )


def _moved_text(each: Planned, lang: str) -> str:
    """Why a day is not the one first reckoned: the funder's own for a holiday, any other because somebody chose it."""
    if not each.moved:
        return ""
    return say(f"programmes.calendar.{'holiday' if each.step == DEADLINE else 'moved'}", lang)


def _hour(each: Due) -> str:
    deadline = each.call.deadline
    return deadline.hour if deadline is not None and each.planned.step == DEADLINE else ""


def _place_text(each: Due, lang: str) -> str:
    deadline = each.call.deadline
    if deadline is None:
        return ""
    place = say(f"calendars.region.{deadline.place}", lang)
    if each.day == deadline.day:
        return place
    return say("programmes.calendar.noticed", lang, place=place, told=deadline.day.isoformat())


def _source(each: Due, lang: str) -> str:
    asks = each.planned.asks
    if asks is not None:
        return f"{asks.book.label}/{asks.rule.id}"
    return source_text(each.call.evidence.basis, each.call.evidence.sources, lang)


def source_text(basis: str, named: tuple[str, ...], lang: str) -> str:
    """Where a deadline was read, or that it is invented."""
    return ", ".join(named) or say(f"programmes.rules.basis.{basis}", lang)


def _heads(lang: str, *keys: str) -> list[Column]:
    return [
        Column(key, say(f"programmes.calendar.head.{key}", lang), _KINDS.get(key, Kind.TEXT)) for key in keys
    ]
