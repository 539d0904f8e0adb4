"""Where the money is, for a program: the same figures and words as the page."""

from __future__ import annotations

from typing import Any

from guohe.grants.domain.clock import Clock
from guohe.portal.domain import money_words
from guohe.portal.domain.money import Money, Way


def record_of(found: Money, lang: str) -> dict[str, Any]:
    """One object; sentences are in the reader's language, everything else is not."""
    route, usual = found.route, found.usual
    return {
        "ref": found.grant.ref,
        "on": found.on,
        "route": f"{route.code}@{route.version}" if not isinstance(route, str) else None,
        "route_assumed": found.assumed is not None and not isinstance(route, str),
        "no_route": route.value if isinstance(route, str) else None,
        "working_days_of": list(found.regions),
        "inner_stations_shown": not found.collapsed,
        "usual": None
        if usual is None
        else {
            "transfers": usual.count,
            "median": usual.median,
            "nine_in_ten": usual.nine_in_ten,
            "working_days": [each.working_days for each in usual.transfers],
            "sentence": money_words.usual_sentence(usual, lang),
        },
        "instalments": [_way(found, way, lang) for way in found.ways],
    }


def _way(found: Money, way: Way, lang: str) -> dict[str, Any]:
    return {
        "ref": way.instalment.ref,
        "amount": way.instalment.amount,
        "findings": [finding.as_json(lang) for finding in way.findings],
        "clock": None if way.clock is None else _clock(way.clock),
        "sentences": money_words.sentences(found, way, lang),
        "stations": [
            {
                "station": station.name,
                "word": money_words.station_word(found, station, lang),
                "how": station.how,
                "on": station.happened_on,
                "evidence": station.claim.evidence if station.claim is not None else "",
                "source": station.claim.source if station.claim is not None else "",
                "reference": station.claim.reference if station.claim is not None else "",
            }
            for station in way.stations
        ],
    }


def _clock(clock: Clock) -> dict[str, Any]:
    return {
        "start": clock.start,
        "end": clock.end,
        "days": clock.days,
        "working_days": clock.working.days if clock.working is not None else None,
        "by_holder": dict(clock.by_holder),
        "holder_now": clock.holder_now,
        "awaited": clock.awaited,
        "parts": [
            {
                "station": part.code,
                "holder": part.holder,
                "start": part.start,
                "end": part.end,
                "days": part.days,
                "working_days": part.working.days if part.working is not None else None,
                "running": part.running,
            }
            for part in clock.parts
        ],
        "excluded": []
        if clock.working is None
        else [
            {
                "day": each.day,
                "closed": [{"place": why.region, "holiday": why.holiday} for why in each.why],
            }
            for each in clock.working.excluded
        ],
    }
