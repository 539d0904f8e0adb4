"""The words and tables of the money page; the page, the command and the files say the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from guohe.calendars.domain.days import Region
from guohe.funds.domain.printed import document_word
from guohe.grants.domain.clock import UNKNOWN, UNSEEN, Part
from guohe.grants.domain.said import day_in_words
from guohe.grants.domain.stations import PROBLEMS, Station
from guohe.grants.domain.usual import Usual
from guohe.kernel.texts import in_a_row, say
from guohe.portal.domain.money import AT_HOST, CameBack, Money, Way
from guohe.programmes.domain.routes import Holder
from guohe.registry.domain.evidence import Basis, Evidence, Source


def station_word(money: Money, station: Station, lang: str) -> str:
    """A station as the route calls it, with the place in its own language."""
    if station.name == AT_HOST:
        return say("portal.money.at_host", lang)
    return station.stop.names.in_language(lang).format(place=money.place.in_language(lang))


def awaited_word(money: Money, way: Way, lang: str) -> str:
    """The station or event that an instalment waits for."""
    awaited = way.clock.awaited if way.clock is not None else None
    if awaited in PROBLEMS:
        return say(f"portal.money.station.problem.{awaited}", lang)
    return next((station_word(money, each, lang) for each in way.stations if each.name == awaited), "")


def clock_sentence(way: Way, lang: str) -> str:
    """The total with its split by holder."""
    clock = way.clock
    if clock is None:
        return say("portal.money.clock.none", lang)
    split = say("portal.money.clock.joint", lang).join(
        say(
            "portal.money.clock.part", lang, holder=say(f"portal.money.holder.{holder}", lang), days=str(days)
        )
        for holder, days in clock.by_holder
    )
    values = {"days": str(clock.days), "first": day_in_words(clock.start, lang), "split": split}
    if clock.awaited is None:
        return say("portal.money.clock.done", lang, last=day_in_words(clock.end, lang), **values)
    return say("portal.money.clock.running", lang, **values)


def bank_sentence(way: Way, lang: str) -> str:
    """That the banks were not the slow part, with the days of all; said only of a way that is done, of which every holder is
    known and each other one held it for more days than the banks.
    """
    clock = way.clock
    if clock is None or clock.awaited is not None:
        return ""
    held = dict(clock.by_holder)
    banks = held.pop(Holder.BANK, None)
    others = {holder: days for holder, days in held.items() if days}
    if banks is None or not others or UNKNOWN in held or UNSEEN in held or banks >= min(others.values()):
        return ""
    against = say("portal.money.clock.joint", lang).join(
        say(
            "portal.money.clock.part", lang, holder=say(f"portal.money.holder.{holder}", lang), days=str(days)
        )
        for holder, days in others.items()
    )
    return say("portal.money.bank_not_slow", lang, days=str(banks), all=str(clock.days), others=against)


def working_sentence(money: Money, way: Way, lang: str) -> str:
    """Working days of both places, by name."""
    if way.clock is None:
        return ""
    working = way.clock.working
    if working is None:
        return say("portal.money.clock.no_working", lang)
    return say("portal.money.clock.working", lang, days=str(working.days), places=places(money.regions, lang))


def holds_sentence(money: Money, way: Way, lang: str) -> str:
    """Who holds it now, and what it waits for."""
    clock = way.clock
    if clock is None:
        return ""
    if clock.holder_now is None:
        return say("portal.money.holds.done", lang)
    station = awaited_word(money, way, lang)
    if clock.holder_now == "unseen":
        # A credit that nobody has identified was seen, whatever it is.
        known = "unidentified" if way.unidentified else "unseen"
        return say(f"portal.money.holds.{known}", lang, station=station)
    holder = say(f"portal.money.holder.{clock.holder_now}", lang)
    return say("portal.money.holds", lang, holder=holder, station=station)


def unnoticed_sentence(way: Way, lang: str) -> str:
    """How long a credit lay there before anybody said so."""
    credited = next((each for each in way.stations if each.name == "credited"), None)
    if not way.unnoticed or credited is None or credited.reached_on is None:
        return ""
    told = date.fromordinal(credited.reached_on.toordinal() + way.unnoticed)
    return say(
        "portal.money.unnoticed",
        lang,
        credited=day_in_words(credited.reached_on, lang),
        told=day_in_words(told, lang),
        days=str(way.unnoticed),
    )


def unidentified_sentence(way: Way, lang: str) -> str:
    """The credits that may be this instalment, each with its day; empty without any."""
    if not way.unidentified:
        return ""
    told = say("portal.joined", lang).join(
        say("ui.with", lang, what=str(amount), words=day.isoformat()) for day, amount in way.unidentified
    )
    return say("portal.money.unidentified", lang, credits=told)


def came_back_sentence(way: Way, lang: str) -> str:
    """When a payment of it came back, how much of it, and what the bank took for it; empty where none did."""
    return in_a_row((sentence for back in way.came_back for sentence in _came_back(back, lang)), lang)


def _came_back(back: CameBack, lang: str) -> Iterator[str]:
    on = day_in_words(back.on, lang)
    if back.sent is None or back.amount is None:
        yield say("portal.money.back", lang, on=on)
    elif back.kept is None:
        yield say("portal.money.back.amount", lang, on=on, sent=str(back.sent), amount=str(back.amount))
    else:
        amounts = {"sent": str(back.sent), "amount": str(back.amount), "kept": str(back.kept)}
        yield say("portal.money.back.kept", lang, on=on, **amounts)
    if back.charge is not None:
        yield say("portal.money.back.charge", lang, charge=str(back.charge))


def sentences(money: Money, way: Way, lang: str) -> tuple[str, ...]:
    """Everything that is said of one instalment beside its findings and stations."""
    every = (
        clock_sentence(way, lang),
        bank_sentence(way, lang),
        working_sentence(money, way, lang),
        holds_sentence(money, way, lang),
        unnoticed_sentence(way, lang),
        came_back_sentence(way, lang),
        unidentified_sentence(way, lang),
    )
    return tuple(sentence for sentence in every if sentence)


@dataclass(frozen=True, slots=True)
class StationLine:
    """One station in a terminal; ``how`` names its shape."""

    how: str
    text: str


def station_lines(money: Money, way: Way, lang: str) -> list[StationLine]:
    """Each station with its word, its day, the days it took, and its evidence or the absence of it."""
    lines = []
    for station in way.stations:
        part, claim = part_of(way, station.name), station.claim
        facts = [station_word(money, station, lang), say(f"ui.status.{station.how}", lang)]
        if station.happened_on is not None:
            facts.append(station.happened_on.isoformat())
        if part is not None:
            key = "portal.money.station.so_far" if part.running else "portal.money.station.days"
            facts.append(say(key, lang, days=str(part.days)))
        if claim is not None and claim.evidence:
            facts.append(document_word(claim.evidence, lang))
        lines.append(StationLine(station.how, "  ".join(facts)))
    return lines


def usual_sentence(usual: Usual | None, lang: str) -> str:
    """The distribution in one sentence with its count, or why there is none."""
    if usual is None:
        return say("portal.money.usual.none", lang)
    return say(
        "portal.money.usual",
        lang,
        median=str(usual.median),
        nine=str(usual.nine_in_ten),
        count=str(usual.count),
    )


def bank_message(money: Money, way: Way, lang: str) -> str:
    """What to send to the bank about a sending that nobody saw; it holds no account number."""
    sending = way.sending
    if sending is None or sending.claim is None:
        return ""
    return say(
        "portal.money.bank.text",
        lang,
        reference=sending.claim.reference or way.instalment.ref,
        amount=str(sending.claim.amount or way.instalment.amount),
        sent=day_in_words(sending.claim.happened_on, lang),
        payer=money.grant.funder.in_language(lang),
        payee=money.payee.in_language(lang),
        ref=money.grant.ref,
        number=str(way.instalment.number),
        on=day_in_words(money.on, lang),
    )


def route_sentence(money: Money, lang: str, known: Mapping[str, Source]) -> str:
    """Which route, and in which ``known`` texts its path and its stations were read; or that there is none, and why."""
    route = money.route
    if isinstance(route, str):
        return say(f"portal.money.{route}", lang)
    name = route.names.in_language(lang)
    code, path = f"{route.code}@{route.version}", _basis(route.path_evidence, lang, known)
    stations = _basis(route.stations_evidence, lang, known)
    if path == stations:
        told = say("portal.money.route.one", lang, name=name, code=code, both=path)
    else:
        told = say("portal.money.route", lang, name=name, code=code, path=path, stations=stations)
    if money.assumed is None:
        return told
    assumed = say("portal.money.route.assumed", lang, scheme=money.assumed.in_language(lang), name=name)
    return in_a_row((told, assumed), lang)


def _source_named(key: str, known: Mapping[str, Source], lang: str) -> str:
    """What a text is, with its code; the code alone where nobody said what it is."""
    source = known.get(key)
    if source is None or source.note is None:
        return key
    return say("portal.money.basis.source", lang, what=source.note.in_language(lang), code=key)


def _basis(evidence: Evidence, lang: str, known: Mapping[str, Source]) -> str:
    between = "; " if lang == "en" else "；"
    sources = between.join(_source_named(each, known, lang) for each in evidence.sources)
    if evidence.basis is Basis.OWN:
        own = say("portal.money.basis.own", lang, grade=evidence.grade)
        return say("ui.with", lang, what=own, words=sources) if sources else own
    return say(f"portal.money.basis.{evidence.basis}", lang, sources=sources)


def places(regions: Sequence[Region], lang: str) -> str:
    """The Mainland and Hong Kong."""
    return say("portal.money.places.joint", lang).join(
        say(f"calendars.region.{each}", lang) for each in regions
    )


def part_of(way: Way, code: str) -> Part | None:
    """The time up to a station; of a payment sent again, the time up to the second sending."""
    clock = way.clock
    if clock is None:
        return None
    codes = ("resent", "sent") if code == "sent" else (code,)
    return next((part for wanted in codes for part in reversed(clock.parts) if part.code == wanted), None)
