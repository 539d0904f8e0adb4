"""Institutions as of a day: their names, the printed lists that name them, and the units they have a part in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guohe.kernel.tables import Column
from guohe.kernel.texts import say
from guohe.registry.domain.dates import Standing
from guohe.registry.domain.evidence import Evidence
from guohe.registry.domain.register import Listing
from guohe.registry.domain.units import Institution
from guohe.registry.queries.register import register
from guohe.registry.queries.sections import (
    OWN_NAMES,
    Section,
    Shown,
    columns,
    day_words,
    evidence_text,
    other_languages,
    sources_section,
    warning,
    when_text,
)


@dataclass(frozen=True, slots=True)
class InstitutionPage:
    """An institution on a day."""

    institution: Institution
    name: str
    remarks: tuple[str, ...]
    sections: tuple[Section, ...]
    sources: Section


def institution_name(code: str, on: date, lang: str) -> str:
    """The name of an institution on a day, for other pages. Raises InstitutionUnknown."""
    return register().institution(code).name_on(on).fact.name.in_language(lang)


def institutions_page(*, on: date, lang: str) -> tuple[Section, ...]:
    """All institutions of both regions, with the lists printed by a day that name them."""
    heads = columns(lang, "name", "code", "units", "listed")
    sections = []
    for region in ("HK", "MO"):
        rows = tuple(_row(each, on, lang) for each in register().institutions if each.region == region)
        sections.append(Section(region, say(f"registry.region.{region}", lang), heads, rows))
    return tuple(sections)


def listings_section(*, on: date, lang: str) -> Section:
    """The printed lists of a day, with their number, also where the source names no members."""
    rows = tuple(
        (
            Shown(listing.printed.text),
            Shown(say(f"registry.programme.{listing.programme}", lang)),
            Shown(str(listing.count)),
            Shown(evidence_text(listing.evidence, lang)),
            Shown(listing.note.in_language(lang)),
        )
        for listing in _printed(register().listings, on)
    )
    heads = columns(lang, "printed", "programme", "count", "evidence", "note")
    return Section(
        "listings", say("registry.section.listings", lang), heads, rows, (say("registry.listed.law", lang),)
    )


def listings_sources(*, on: date, lang: str) -> Section:
    """The texts that the printed lists of a day were read in."""
    return sources_section([each.evidence for each in _printed(register().listings, on)], lang)


def _printed(listings: tuple[Listing, ...], on: date) -> list[Listing]:
    return sorted(
        (each for each in listings if each.printed.first <= on), key=lambda each: each.printed.first
    )


def _row(institution: Institution, on: date, lang: str) -> tuple[Shown, ...]:
    name = institution.name_on(on).fact
    standing = sum(unit.standing_on(on) is Standing.HOLDS for unit in register().units_of(institution.code))
    lists = say("ui.semicolon", lang).join(
        _called(listing, lang) for listing in _printed(register().named_in(institution.code), on)
    )
    return (
        Shown(
            name.name.in_language(lang),
            mark=warning(name.evidence_in(lang), lang),
            institution=institution.code,
        ),
        Shown(institution.code),
        Shown(str(standing)),
        Shown(lists or "–"),
    )


def _called(listing: Listing, lang: str) -> str:
    """A printed list by the programme for which it names, and its day."""
    return f"{say(f'registry.programme.{listing.programme}', lang)} {listing.printed.text}"


def institution_page(code: str, *, on: date, lang: str) -> InstitutionPage:
    """Everything the register knows of one institution. Raises InstitutionUnknown."""
    institution = register().institution(code)
    name = institution.name_on(on)
    listings = register().named_in(institution.code)
    used: list[Evidence] = [each.evidence for each in institution.names]
    used += [each for listing in listings for each in (listing.evidence, listing.members_evidence) if each]
    used += [
        hosting.evidence
        for unit in register().units_of(institution.code)
        for hosting in unit.hosts
        if hosting.host == institution.code
    ]
    return InstitutionPage(
        institution=institution,
        name=name.fact.name.in_language(lang),
        remarks=() if name.certain else (say("registry.name.uncertain", lang),),
        sections=(_names(institution, lang), _listed(listings, on, lang), _units(institution, on, lang)),
        sources=sources_section(used, lang),
    )


def _names(institution: Institution, lang: str) -> Section:
    rows = [
        (
            Shown(OWN_NAMES[language], lang="" if language == lang else language),
            Shown(name.name.in_language(language), lang="" if language == lang else language),
            Shown(when_text(name.starts, name.ends, lang)),
            Shown(evidence_text(name.evidence_in(language), lang)),
            Shown(name.short),
        )
        for name in institution.names
        for language in other_languages(lang)
    ]
    return Section("names", say("registry.section.names", lang), _heads(lang, "short"), tuple(rows))


def _heads(lang: str, last: str = "note") -> tuple[Column, ...]:
    return columns(lang, "what", "value", "when", "evidence", last)


def _listed(listings: tuple[Listing, ...], on: date, lang: str) -> Section:
    rows = tuple(
        (
            Shown(listing.code),
            Shown(say(f"registry.programme.{listing.programme}", lang)),
            Shown(
                say(
                    "registry.stated.later" if listing.printed.first > on else "registry.stated.as",
                    lang,
                    date=day_words(listing.printed, lang),
                )
            ),
            Shown(evidence_text(listing.members_evidence or listing.evidence, lang)),
            Shown(listing.note.in_language(lang)),
        )
        for listing in listings
    )
    notes = (say("registry.listed.law", lang),)
    return Section("listed", say("registry.section.listed", lang), _heads(lang), rows, notes)


def _units(institution: Institution, on: date, lang: str) -> Section:
    rows = tuple(
        (
            Shown(say(f"registry.role.{hosting.role.value}", lang)),
            Shown(unit.name_on(on).fact.name.in_language(lang), unit=unit.code),
            Shown(say(f"registry.standing.{unit.standing_on(on).value}", lang)),
            Shown(evidence_text(hosting.evidence, lang)),
            Shown(unit.code),
        )
        for unit in register().units_of(institution.code)
        for hosting in unit.hosts
        if hosting.host == institution.code
    )
    return Section("units", say("registry.section.units", lang), _heads(lang, "code"), rows)
