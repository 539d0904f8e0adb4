"""The bank profiles that a host may choose: those that ship with the product, and its own, which win."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from guohe.exchange.domain.banks import BankProfile
from guohe.exchange.domain.profile_file import profiles as shipped
from guohe.exchange.domain.profile_file import read_profile, text_of
from guohe.identity.domain.people import Tenant
from guohe.identity.queries import hosts_visible
from guohe.identity.queries.accounts import names_of
from guohe.imports.models import BankProfileRow
from guohe.imports.queries.categories import in_words
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.tables import Cell, Column, Kind, Table
from guohe.kernel.texts import say
from guohe.kernel.utc8 import day_there


@dataclass(frozen=True, slots=True)
class OwnProfile:
    """The newest version of a profile that a host wrote; ``unread`` says why it cannot be read (IMP-197), where that is so."""

    profile: BankProfile
    unread: Finding | None

    def or_refuse(self) -> BankProfile:
        """The profile itself. Refused where it cannot be had."""
        if self.unread is not None:
            raise Refused(self.unread)
        return self.profile


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """A profile as it is in force; ``host``, ``who`` and ``since`` are empty of one that ships."""

    profile: BankProfile
    body: str
    host: Tenant | None = None
    who: str = ""
    since: date | None = None
    unread: Finding | None = None


def own_profiles(hosts: Sequence[int]) -> dict[int, dict[str, OwnProfile]]:
    """The newest version of each profile that some hosts wrote."""
    found: dict[int, dict[str, OwnProfile]] = {host: {} for host in hosts}
    for row in _newest(hosts):
        found[row.host_id][row.code] = profile_in(row.code, row.body, row.version)
    return found


def _newest(hosts: Sequence[int]) -> QuerySet[BankProfileRow]:
    rows = BankProfileRow.objects.filter(host_id__in=list(hosts))
    return rows.order_by("host_id", "code", "-version").distinct("host_id", "code")


def profiles_of_host(host: int) -> Mapping[str, BankProfile]:
    """Every profile that a host may choose, by code. An own one that cannot be read is none, and neither is one that ships
    under its code: it would read otherwise than the host said.
    """
    own = own_profiles([host])[host]
    known = {**shipped(), **{code: each.profile for code, each in own.items()}}
    return {code: each for code, each in known.items() if code not in own or own[code].unread is None}


def chosen_profile(host: int, code: str) -> BankProfile:
    """The profile of this code. Refused where there is none, with those there are (IMP-192), or it cannot be read (IMP-197)."""
    return in_force(code, own_profiles([host])[host]).or_refuse()


def shipped_profile(code: str) -> BankProfile:
    """The same among those that ship, where there are no books."""
    return in_force(code, {}).or_refuse()


def in_force(code: str, own: Mapping[str, OwnProfile]) -> OwnProfile:
    """The profile of a code for the host whose own ones these are; never another in its place."""
    if code in own:
        return own[code]
    if code in shipped():
        return OwnProfile(shipped()[code], None)
    values = {"seen": code[:40] or "-", "known": ", ".join(sorted({*shipped(), *own}))}
    return OwnProfile(BankProfile(code, "-", version=0), Finding("IMP-192", Level.STOP, values=values))


def profile_facts(hosts: Sequence[int], lang: str) -> tuple[ProfileFacts, ...]:
    """Every profile that some hosts may choose, with whose it is and who wrote it, by code.

    One that ships stands there as long as one of the hosts has none of its own under its code.
    """
    rows = list(_newest(hosts))
    names = names_of({row.written_by_id for row in rows})
    tenants = {tenant.host: tenant for tenant in hosts_visible()}
    own = []
    for row in rows:
        read = profile_in(row.code, row.body, row.version)
        own.append(
            ProfileFacts(
                read.profile,
                row.body,
                tenants.get(row.host_id),
                names[row.written_by_id].in_language(lang),
                day_there(row.written_at),
                read.unread,
            )
        )
    many = Counter(row.code for row in rows)
    ships = [
        ProfileFacts(profile, text_of(code))
        for code, profile in shipped().items()
        if many[code] < max(1, len(hosts))
    ]
    return tuple(sorted((*ships, *own), key=lambda each: (each.profile.code, _host_code(each))))


def _host_code(each: ProfileFacts) -> str:
    return each.host.code if each.host else ""


def profile_in(code: str, body: str, version: int) -> OwnProfile:
    """The profile that a host wrote under this code and version."""
    profile, faults = read_profile(body)
    if profile is not None and profile.code == code:
        return OwnProfile(replace(profile, version=version), None)
    # It was read before it was written: only a reader that has changed since, or a row by another hand, comes here.
    keys = ", ".join(fault.place.pointer or "-" for fault in faults) or "code"
    values = {"profile": code, "version": str(version), "keys": keys}
    unread = Finding("IMP-197", Level.STOP, values=values)
    return OwnProfile(BankProfile(code, "-", version=version), unread)


def profiles_table(found: Sequence[ProfileFacts], lang: str) -> Table:
    """What each profile says, as the page, the command and a file show it."""
    kinds = {"cut": Kind.NUMBER, "version": Kind.NUMBER, "since": Kind.DATE}
    names = (
        "code",
        "host",
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
    if each.unread is not None:
        unknown = (None,) * 6
        told = (in_words(each.unread, lang), profile.version, *unknown, each.who, each.since)
        return (profile.code, _host_code(each), *told)
    return (
        profile.code,
        _host_code(each),
        profile.called(lang),
        profile.version,
        joined.join(heads) or say("imports.profiles.by_words", lang),
        say(f"imports.accounts.counts.{profile.counts}", lang),
        say(f"imports.accounts.order.{order_key(profile.order)}", lang),
        profile.cut or say("imports.accounts.not_cut", lang),
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
    return say("ui.with", lang, what=where, words=told) if told else where


def codes_of(hosts: Sequence[int]) -> tuple[str, ...]:
    """The codes that may be chosen for some hosts."""
    own = BankProfileRow.objects.filter(host_id__in=list(hosts)).values_list("code", flat=True)
    return tuple(sorted({*shipped(), *own}))
