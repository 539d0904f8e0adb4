"""The bank profiles that a host may choose: those that ship with the product, and its own, which win."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from guohe.exchange.domain.banks import BankProfile
from guohe.exchange.domain.profile_file import profiles as shipped
from guohe.exchange.domain.profile_file import read_profile, text_of
from guohe.identity.queries.accounts import names_of
from guohe.imports.models import BankProfileRow
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.tables import Cell, Column, Kind, Table
from guohe.kernel.texts import say


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """A profile as it is in force for a host; ``who`` and ``since`` are empty of one that ships."""

    profile: BankProfile
    body: str
    who: str = ""
    since: date | None = None


def own_profiles(hosts: Sequence[int]) -> dict[int, dict[str, BankProfile]]:
    """The newest version of each profile that some hosts wrote."""
    found: dict[int, dict[str, BankProfile]] = {host: {} for host in hosts}
    for row in BankProfileRow.objects.filter(host_id__in=list(hosts)).order_by("version"):
        found[row.host_id][row.code] = profile_in(row.body, row.version)
    return found


def profiles_of_host(host: int) -> Mapping[str, BankProfile]:
    """Every profile that a host may choose, by code."""
    return {**shipped(), **own_profiles([host])[host]}


def chosen_profile(host: int, code: str) -> BankProfile:
    """The profile of this code. Refused where there is none, with those there are (IMP-192)."""
    return _of_code(code, profiles_of_host(host))


def shipped_profile(code: str) -> BankProfile:
    """The same among those that ship, where there are no books."""
    return _of_code(code, shipped())


def _of_code(code: str, known: Mapping[str, BankProfile]) -> BankProfile:
    if code not in known:
        values = {"seen": code[:40] or "-", "known": ", ".join(sorted(known))}
        raise Refused(Finding("IMP-192", Level.STOP, values=values))
    return known[code]


def profile_facts(hosts: Sequence[int], lang: str) -> tuple[ProfileFacts, ...]:
    """Every profile that some hosts may choose, with who wrote it, by code."""
    rows = {
        (row.host_id, row.code): row
        for row in BankProfileRow.objects.filter(host_id__in=list(hosts)).order_by("version")
    }
    names = names_of({row.written_by_id for row in rows.values()})
    own = [
        ProfileFacts(
            profile_in(row.body, row.version),
            row.body,
            names[row.written_by_id].in_language(lang),
            row.written_at.date(),
        )
        for row in rows.values()
    ]
    mine = {each.profile.code for each in own}
    ships = [ProfileFacts(profile, text_of(code)) for code, profile in shipped().items() if code not in mine]
    return tuple(sorted((*own, *ships), key=lambda each: each.profile.code))


def profile_in(body: str, version: int) -> BankProfile:
    """The profile that a host wrote, under its version."""
    profile, faults = read_profile(body)
    if profile is None:
        # It was read before it was written: only a reader that has changed since can refuse it.
        raise Refused(*faults)
    return replace(profile, version=version)


def profiles_table(found: Sequence[ProfileFacts], lang: str) -> Table:
    """What each profile says, as the page, the command and a file show it."""
    kinds = {"cut": Kind.NUMBER, "version": Kind.NUMBER, "since": Kind.DATE}
    names = (
        "code",
        "name",
        "version",
        "columns",
        "counts",
        "order",
        "cut",
        "narrative",
        "charges",
        "who",
        "since",
    )
    columns = [
        Column(name, say(f"imports.profiles.{name}", lang), kinds.get(name, Kind.TEXT)) for name in names
    ]
    rows = [_row(each, lang) for each in found]
    return Table(say("imports.profiles.title", lang), columns, rows, lang=lang)


def _row(each: ProfileFacts, lang: str) -> tuple[Cell, ...]:
    profile = each.profile
    joined = say("imports.profiles.joined", lang)
    heads = [f"{say(f'imports.role.{role}', lang)} = {head}" for role, head in profile.columns.items()]
    split = [joined.join(profile.narrative)] if profile.narrative else []
    if profile.payer:
        split.append(say(f"imports.profiles.payer.{profile.payer.split()[0]}", lang))
    return (
        profile.code,
        profile.name,
        profile.version,
        joined.join(heads) or say("imports.profiles.by_words", lang),
        say(f"imports.accounts.counts.{profile.counts}", lang),
        say(f"imports.accounts.order.{order_key(profile.order)}", lang),
        profile.cut,
        joined.join(split) or say("imports.profiles.one_column", lang),
        charges_words(profile, lang),
        each.who or say("imports.profiles.ships", lang),
        each.since,
    )


def order_key(order: str | None) -> str:
    """The last part of the text that says an order of dates."""
    return order.split()[0] if order else "file"


def charges_words(profile: BankProfile, lang: str) -> str:
    """Where charges stand, and by which words they are told."""
    stand = profile.charges.split()[0] if profile.charges else "unsaid"
    told = say("imports.profiles.joined", lang).join(profile.charge_words)
    where = say(f"imports.profiles.charges.{stand}", lang)
    return f"{where} ({told})" if told else where


def codes_of(hosts: Sequence[int]) -> tuple[str, ...]:
    """The codes that may be chosen for some hosts."""
    own = BankProfileRow.objects.filter(host_id__in=list(hosts)).values_list("code", flat=True)
    return tuple(sorted({*shipped(), *own}))
