"""A page of the register is a few sections of rows; a page, a terminal and a spreadsheet show the same ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from guohe.kernel.names import Name
from guohe.kernel.stated import StatedDate
from guohe.kernel.tables import Column, Table
from guohe.kernel.texts import LANGUAGES, say
from guohe.registry.domain.evidence import Basis, Evidence, Source
from guohe.registry.queries.register import sources

OWN_NAMES = {"en": "English", "zh-hant": "繁體中文", "zh-hans": "简体中文"}


# What stands beside its head on one line of a narrow screen.
LONGEST_WORDS: Final = 40


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell. ``lang`` when it is not in the reader's language; ``mark`` warns beside it; one of the rest is its link."""

    text: str
    lang: str = ""
    mark: str = ""
    unit: str = ""
    institution: str = ""
    url: str = ""

    @property
    def is_prose(self) -> bool:
        """Whether it is read as a sentence: on a narrow screen it takes the whole width."""
        return len(self.text) > LONGEST_WORDS

    @property
    def plain(self) -> str:
        """The cell without its page: its mark stays with it."""
        return f"{self.text} [{self.mark}]" if self.mark else self.text


@dataclass(frozen=True, slots=True)
class Section:
    """A titled list with its heads; ``notes`` stand under it."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Shown, ...], ...]
    notes: tuple[str, ...] = ()

    def table(self, lang: str) -> Table:
        """The section as a table of plain cells."""
        rows = [tuple(cell.plain for cell in row) for row in self.rows]
        return Table(self.title, self.columns, rows, notes=self.notes, lang=lang)

    @property
    def shown_columns(self) -> tuple[Column, ...]:
        """The columns in which any row has something to show."""
        return tuple(
            column for index, column in enumerate(self.columns) if any(row[index].text for row in self.rows)
        )

    @property
    def shown_rows(self) -> list[list[tuple[Column, Shown]]]:
        """Rows of cells, each with its column; columns that are empty throughout are left out."""
        kept = set(self.shown_columns)
        return [
            [(column, cell) for column, cell in zip(self.columns, row, strict=True) if column in kept]
            for row in self.rows
        ]


def together(title: str, sections: Sequence[Section], lang: str) -> Table:
    """Sections of the same columns as one table, each row with the title of its section before it."""
    columns = (
        Column("section", say("registry.head.section", lang)),
        *(sections[0].columns if sections else ()),
    )
    rows = [(section.title, *(cell.plain for cell in row)) for section in sections for row in section.rows]
    return Table(title, columns, rows, lang=lang)


def columns(lang: str, *keys: str) -> tuple[Column, ...]:
    """Columns with their heads in the reader's language."""
    return tuple(Column(key, say(f"registry.head.{key}", lang)) for key in keys)


def evidence_text(evidence: Evidence, lang: str) -> str:
    """Where a fact was read and how good that is, in one line: ``S40 (B), S60 (A)``."""
    read = ", ".join(f"{key} ({sources()[key].quality})" for key in evidence.sources)
    match evidence.basis:
        case Basis.SOURCED:
            return read
        case Basis.OWN:
            grade = say(f"registry.grade.{evidence.grade}", lang)
            key = "registry.evidence.own-leaning" if read else "registry.evidence.own"
            return say(key, lang, grade=grade, **({"sources": read} if read else {}))
        case Basis.DERIVED:
            return say("registry.evidence.derived", lang, sources=read)
        case Basis.INVENTED:
            return say("registry.evidence.invented", lang)


def warning(evidence: Evidence, lang: str) -> str:
    """Words to stand beside a weak fact itself; nothing for a good one."""
    if not evidence.is_weak:
        return ""
    if evidence.basis is Basis.OWN:
        return say("registry.weak.own", lang, grade=say(f"registry.grade.{evidence.grade}", lang))
    return say("registry.weak.source", lang)


def when_text(starts: StatedDate | None, ends: StatedDate | None, lang: str) -> str:
    """The days of a fact, as exact as its sources: first and last day, a month or a year."""
    last = _last(ends)
    if starts and last:
        return say("registry.when.between", lang, first=starts.text, last=last)
    if starts:
        return say("registry.when.from", lang, first=starts.text)
    return say("registry.when.until", lang, last=last) if last else ""


def _last(ends: StatedDate | None) -> str:
    if ends is None:
        return ""
    exact = ends.first == ends.last
    return (ends.first - timedelta(days=1)).isoformat() if exact else ends.text


def stated_text(stated: StatedDate | None, on: date, lang: str) -> str:
    """When a source said so, and whether that was only after the day looked at."""
    if stated is None:
        return say("registry.stated.undated", lang)
    key = "registry.stated.later" if stated.first > on else "registry.stated.as"
    return say(key, lang, date=day_words(stated, lang))


def day_words(stated: StatedDate, lang: str) -> str:
    """A date as a source states it; in Chinese a year alone says that it is one."""
    return say("registry.stated.year", lang, year=stated.text) if stated.text.isdecimal() else stated.text


def note_text(note: Name | None, lang: str) -> str:
    """A note in the reader's language, or nothing."""
    return note.in_language(lang) if note else ""


def foreign(text: str, lang: str) -> str:
    """The language mark of words that are kept in English on a page in ``lang``."""
    return "" if lang == "en" else "en"


def other_languages(lang: str) -> tuple[str, ...]:
    """The reader's language first, then the two others in their fixed order."""
    return (lang, *(each for each in LANGUAGES if each != lang))


def sources_section(used: Iterable[Evidence], lang: str) -> Section:
    """The texts behind a page, each with its quality, what it is and its address."""
    keys = {key for evidence in used for key in evidence.sources}
    known = [source for key, source in sources().items() if key in keys]
    return Section(
        "sources",
        say("registry.sources", lang),
        columns(lang, "source", "quality", "text", "address"),
        tuple(_source_row(source, lang) for source in known),
        (say("registry.sources.note", lang),) if known else (),
    )


def _source_row(source: Source, lang: str) -> tuple[Shown, ...]:
    domain = source.url.split("//", 1)[-1].split("/", 1)[0].split("?", 1)[0] if source.url else ""
    address = Shown(domain, url=source.url) if source.url else Shown(say("registry.sources.none", lang))
    return (
        Shown(source.id),
        Shown(say(f"registry.quality.{source.quality}", lang)),
        Shown(note_text(source.note, lang)),
        address,
    )
