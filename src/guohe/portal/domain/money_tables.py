"""The tables of the money page: stations with their evidence, earlier transfers, and the days that do not count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from guohe.calendars.domain.days import Counted, Excluded
from guohe.funds.domain.printed import document_word, source_word
from guohe.grants.domain.stations import Station
from guohe.grants.domain.usual import Usual
from guohe.kernel.tables import Cell, Column, Kind, Table
from guohe.kernel.texts import say
from guohe.portal.domain.money import Money, Way
from guohe.portal.domain.money_words import part_of, station_word

# What is said of a station, in the order of the columns.
_COLUMNS: Final = {
    "station": Kind.TEXT,
    "date": Kind.DATE,
    "how": Kind.TEXT,
    "holder": Kind.TEXT,
    "elapsed": Kind.NUMBER,
    "working": Kind.NUMBER,
    "evidence": Kind.TEXT,
    "source": Kind.TEXT,
    "reference": Kind.TEXT,
}


def stations_table(money: Money, ways: Iterable[Way], lang: str) -> Table:
    """One row a station of each instalment: when, how we know, who held it, how long, on which evidence."""
    rows = [(way.instalment.number, *_row(money, way, each, lang)) for way in ways for each in way.stations]
    return _stations(("instalment", *_COLUMNS), rows, lang)


def way_table(money: Money, way: Way, lang: str) -> Table:
    """The same rows for one instalment, without its number."""
    return _stations(tuple(_COLUMNS), [_row(money, way, each, lang) for each in way.stations], lang)


def _stations(keys: Sequence[str], rows: Sequence[tuple[Cell, ...]], lang: str) -> Table:
    return Table(
        say("portal.money.details", lang),
        [Column(key, say(f"portal.money.col.{key}", lang), _COLUMNS.get(key, Kind.NUMBER)) for key in keys],
        rows,
        lang=lang,
    )


def _row(money: Money, way: Way, station: Station, lang: str) -> tuple[Cell, ...]:
    part, claim = part_of(way, station.name), station.claim
    working = part.working.days if part is not None and part.working is not None else None
    return (
        station_word(money, station, lang),
        station.happened_on,
        station.how,
        say(f"portal.money.holder.{part.holder if part is not None else station.stop.holder}", lang),
        part.days if part is not None else None,
        working,
        document_word(claim.evidence, lang) if claim is not None else "",
        say("ui.with", lang, what=source_word(claim.source, lang), words=claim.stated_by.in_language(lang))
        if claim is not None
        else "",
        claim.reference if claim is not None else "",
    )


def usual_table(usual: Usual, lang: str) -> Table:
    """The dots of the strip as rows, in the same order."""
    return Table(
        say("portal.money.usual.table", lang),
        [
            Column("days", say("portal.money.col.days", lang), Kind.NUMBER),
            Column("sent", say("portal.money.col.sent", lang), Kind.DATE),
            Column("credited", say("portal.money.col.credited", lang), Kind.DATE),
        ],
        [(each.working_days, each.sent_on, each.credited_on) for each in usual.transfers],
        lang=lang,
    )


def excluded_table(working: Counted, lang: str) -> Table:
    """Every day that does not count, with the place that was closed and why."""
    return Table(
        say("portal.money.excluded.title", lang),
        [
            Column("day", say("portal.money.col.day", lang), Kind.DATE),
            Column("why", say("portal.money.col.why", lang)),
        ],
        [(each.day, _why(each, lang)) for each in working.excluded],
        lang=lang,
    )


def _why(day: Excluded, lang: str) -> str:
    return say("portal.money.closed.joint", lang).join(
        say(
            "portal.money.closed",
            lang,
            place=say(f"calendars.region.{each.region}", lang),
            reason=each.holiday.in_language(lang) if each.holiday else say("calendars.weekend", lang),
        )
        for each in day.why
    )
