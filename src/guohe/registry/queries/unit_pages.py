"""One unit, or the list of them, as of a day, in finished words and with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from guohe.kernel.texts import say
from guohe.registry.domain.dates import Standing
from guohe.registry.domain.evidence import Evidence, Evidenced
from guohe.registry.domain.register import UnitList
from guohe.registry.domain.units import Partner, Role, Unit
from guohe.registry.queries.register import register
from guohe.registry.queries.sections import (
    OWN_NAMES,
    Section,
    Shown,
    columns,
    evidence_text,
    foreign,
    note_text,
    other_languages,
    sources_section,
    stated_text,
    warning,
    when_text,
)

_FACT = ("what", "value", "when", "evidence", "note")


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit on a day: its name and kind then, whether it stood, and every fact in sections."""

    unit: Unit
    name: str
    name_mark: str
    kind: str
    standing: str
    remarks: tuple[str, ...]
    sections: tuple[Section, ...]
    sources: Section


@dataclass(frozen=True, slots=True)
class UnitsPage:
    """The lists on a day, one section each, and how many units they show together."""

    sections: tuple[Section, ...]
    shown: int
    hidden: int


def name_of(code: str, on: date, lang: str) -> str:
    """The name of a unit on a day, for other pages. Raises UnitUnknown."""
    return register().unit(code).name_on(on).fact.name.in_language(lang)


def kinds() -> tuple[str, ...]:
    """The kinds of unit, in the order in which they first stand in the register."""
    return tuple(dict.fromkeys(kind.kind for unit in register().units for kind in unit.kinds))


def hosts() -> tuple[str, ...]:
    """The codes of institutions that have a part in any unit."""
    found = {code for unit in register().units for code in unit.host_codes()}
    return tuple(institution.code for institution in register().institutions if institution.code in found)


def units_page(
    *, on: date, lang: str, host: str | None = None, kind: str | None = None, everything: bool = False
) -> UnitsPage:
    """The units that stand on a day, or all of them; of one host and of the kind they had that day.

    Raises InstitutionUnknown.
    """
    host_code = register().institution(host).code if host else None
    matching = [
        unit
        for unit in register().units
        if (host_code is None or host_code in unit.host_codes())
        and kind in (None, "", unit.kind_on(on).fact.kind)
    ]
    shown = [
        unit for unit in matching if everything or unit.standing_on(on) in (Standing.HOLDS, Standing.UNCLEAR)
    ]
    sections = [
        _list_section(unit_list, [unit for unit in shown if unit.register == unit_list.code], on, lang)
        for unit_list in register().lists
    ]
    return UnitsPage(
        tuple(section for section in sections if section.rows), len(shown), len(matching) - len(shown)
    )


def _list_section(unit_list: UnitList, units: list[Unit], on: date, lang: str) -> Section:
    notes = [note_text(unit_list.note, lang)] if unit_list.note else []
    if lang != "en" and any(unit.name_on(on).fact.zh_of_later_name for unit in units):
        notes.append(say("registry.name.later-form", lang))
    if any(not unit.name_on(on).certain for unit in units):
        notes.append(say("registry.name.uncertain", lang))
    return Section(
        unit_list.code,
        unit_list.names.in_language(lang),
        columns(lang, "name", "code", "kind", "hosts", "approved", "standing"),
        tuple(_list_row(unit, on, lang) for unit in units),
        tuple(notes),
    )


def _list_row(unit: Unit, on: date, lang: str) -> tuple[Shown, ...]:
    name = unit.name_on(on).fact
    return (
        Shown(name.name.in_language(lang), mark=warning(name.evidence_in(lang), lang), unit=unit.code),
        Shown(unit.code),
        Shown(say(f"registry.kind.{unit.kind_on(on).fact.kind}", lang)),
        Shown(", ".join(unit.host_codes(Role.HOST, Role.CO_HOST))),
        Shown(unit.approvals[0].date.text, mark=warning(unit.approvals[0].evidence, lang)),
        Shown(say(f"registry.standing.{unit.standing_on(on).value}", lang)),
    )


def unit_page(code: str, *, on: date, lang: str) -> UnitPage:
    """Everything the register knows of one unit. Raises UnitUnknown."""
    unit = register().unit(code)
    name = unit.name_on(on)
    remarks = [] if name.certain else [say("registry.name.uncertain", lang)]
    if name.fact.note:
        remarks.append(name.fact.note.in_language(lang))
    if lang != "en" and name.fact.zh_of_later_name:
        remarks.append(say("registry.name.later-form", lang))
    every = (
        _names(unit, lang),
        _hosts(unit, on, lang),
        _approvals(unit, lang),
        _partners(unit, lang),
        _directors(unit, on, lang),
        _succession(unit, on, lang),
    )
    return UnitPage(
        unit=unit,
        name=name.fact.name.in_language(lang),
        name_mark=warning(name.fact.evidence_in(lang), lang),
        kind=say(f"registry.kind.{unit.kind_on(on).fact.kind}", lang),
        standing=say(f"registry.standing.{unit.standing_on(on).value}", lang),
        remarks=tuple(remarks),
        sections=every,
        sources=sources_section(evidence_of(unit), lang),
    )


def evidence_of(unit: Unit) -> tuple[Evidence, ...]:
    """The evidence of every fact of a unit."""
    chinese = [each for name in unit.names for each in (name.zh_hant_evidence, name.zh_hans_evidence)]
    facts: tuple[Evidenced, ...] = (
        *unit.names,
        *unit.kinds,
        *unit.hosts,
        *unit.approvals,
        *unit.partners,
        *unit.directors,
        *unit.predecessors,
    )
    fate = (unit.fate.evidence,) if unit.fate else ()
    return (*(fact.evidence for fact in facts), *chinese, *fate)


def _section(key: str, rows: Sequence[tuple[Shown, ...]], unit: Unit, lang: str, owed: str = "") -> Section:
    absent = (say("registry.not-established", lang),) if owed in unit.not_established else ()
    return Section(key, say(f"registry.section.{key}", lang), columns(lang, *_FACT), tuple(rows), absent)


def _names(unit: Unit, lang: str) -> Section:
    rows = []
    # A note on the Chinese forms stands once, at the first of the two.
    chinese = next(language for language in other_languages(lang) if language != "en")
    for name in unit.names:
        for language in other_languages(lang):
            evidence = name.evidence_in(language)
            note = note_text(name.note, lang) if language == lang else ""
            if language == chinese and name.zh_of_later_name:
                note = say("registry.name.later-form", lang)
            rows.append(
                (
                    Shown(OWN_NAMES[language], lang="" if language == lang else language),
                    Shown(name.name.in_language(language), lang="" if language == lang else language),
                    Shown(when_text(name.starts, name.ends, lang)),
                    Shown(evidence_text(evidence, lang)),
                    Shown(note),
                )
            )
    return _section("names", rows, unit, lang)


def _hosts(unit: Unit, on: date, lang: str) -> Section:
    rows = [
        (
            Shown(say(f"registry.role.{hosting.role.value}", lang)),
            Shown(
                register().institution(hosting.host).name_on(on).fact.name.in_language(lang),
                institution=hosting.host,
            ),
            Shown(when_text(hosting.starts, hosting.ends, lang)),
            Shown(evidence_text(hosting.evidence, lang)),
            Shown(note_text(hosting.note, lang)),
        )
        for hosting in unit.hosts
    ]
    return _section("hosts", rows, unit, lang)


def _approvals(unit: Unit, lang: str) -> Section:
    rows = []
    for approval in unit.approvals:
        operation = approval.in_operation
        said = say("registry.in-operation", lang, date=operation.text) if operation else ""
        rows.append(
            (
                Shown(say("registry.head.approved", lang)),
                Shown(approval.date.text),
                Shown(said),
                Shown(evidence_text(approval.evidence, lang)),
                Shown(note_text(approval.note, lang)),
            )
        )
    return _section("approvals", rows, unit, lang)


def _partners(unit: Unit, lang: str) -> Section:
    what = "parent" if unit.register == "cnerc-hk" else "partner"
    rows = [
        (
            Shown(say(f"registry.partner.{what}", lang)),
            _partner(partner, lang),
            Shown(""),
            Shown(evidence_text(partner.evidence, lang)),
            Shown(""),
        )
        for partner in unit.partners
    ]
    return _section("partners", rows, unit, lang, "partner")


def _partner(partner: Partner, lang: str) -> Shown:
    """As it was read; a Chinese reader is told a translation, which says that it is one."""
    if lang in partner.translated:
        return Shown(say("registry.partner.translated", lang, name=partner.translated[lang]))
    return Shown(partner.name, lang=foreign(partner.name, lang))


def _directors(unit: Unit, on: date, lang: str) -> Section:
    rows = [
        (
            Shown(say(f"registry.director.{director.role}", lang)),
            Shown(director.name, lang=foreign(director.name, lang)),
            Shown(stated_text(director.stated, on, lang)),
            Shown(evidence_text(director.evidence, lang)),
            Shown(" ".join(filter(None, (director.at, note_text(director.note, lang))))),
        )
        for director in unit.directors
    ]
    return _section("directors", rows, unit, lang, "director")


def _succession(unit: Unit, on: date, lang: str) -> Section:
    rows = [
        (
            Shown(say("registry.made-of", lang)),
            Shown(name_of(before.unit, unit.begins.first, lang), unit=before.unit),
            Shown(""),
            Shown(evidence_text(before.evidence, lang)),
            Shown(""),
        )
        for before in unit.predecessors
    ]
    if unit.fate:
        rows.append(
            (
                Shown(say("registry.fate", lang)),
                Shown(say(f"registry.fate.{unit.fate.fate}", lang)),
                Shown(when_text(None, unit.fate.date, lang)),
                Shown(evidence_text(unit.fate.evidence, lang)),
                Shown(note_text(unit.fate.note, lang)),
            )
        )
    for after in register().successors(unit.code):
        link = next(before for before in after.predecessors if before.unit == unit.code)
        rows.append(
            (
                Shown(say("registry.successor", lang)),
                Shown(name_of(after.code, max(on, after.begins.last), lang), unit=after.code),
                Shown(when_text(after.begins, None, lang)),
                Shown(evidence_text(link.evidence, lang)),
                Shown(""),
            )
        )
    return _section("succession", rows, unit, lang, "restructuring")
