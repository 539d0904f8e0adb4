"""Late is past what nine in ten of the route's earlier transfers took; without five of them nothing is called late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from guohe.grants.domain.clock import UNSEEN, Clock
from guohe.grants.domain.said import MoneyFinding
from guohe.grants.domain.stations import RESENT, Station
from guohe.grants.domain.usual import Usual
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.names import Name

# Of money that may lie here unidentified: late, or not late as far as is known.
_NOT_IDENTIFIED: Final = {"MON-301": "MON-422", "MON-302": "MON-423", "MON-305": "MON-423"}


def waited(clock: Clock | None) -> int | None:
    """Working days since the sending that nobody saw arrive; None when nothing is on its way, or a calendar is silent."""
    if clock is None or clock.holder_now != UNSEEN:
        return None
    working = clock.parts[-1].working
    return None if working is None else working.days


def is_late(clock: Clock | None, usual: Usual | None) -> bool:
    """Whether a sending has been on its way for longer than nine in ten before it."""
    days = waited(clock)
    return days is not None and usual is not None and days > usual.nine_in_ten


def with_lateness(
    stations: Sequence[Station], clock: Clock | None, usual: Usual | None
) -> tuple[Station, ...]:
    """The same stations; the awaited credit is *late* when it is. A credit that is held stays held."""
    late = is_late(clock, usual)
    return tuple(
        replace(station, how="late")
        if late and station.name == "credited" and station.how == "expected"
        else station
        for station in stations
    )


def not_seen(
    stations: Sequence[Station], clock: Clock | None, usual: Usual | None, *, place: Name, ref: str
) -> Finding | None:
    """What to say of a sending that nobody saw arrive: late (MON-301), in its usual time (MON-302), or with too few
    earlier transfers to tell (MON-305). None when nothing is on its way.
    """
    days = waited(clock)
    sent = next((station for station in stations if station.name == "sent"), None)
    if days is None or clock is None or sent is None or sent.claim is None:
        return None
    values = {"days": str(days), "reference": sent.claim.reference or ref}
    if usual is not None:
        values["usual"] = str(usual.nine_in_ten)
    code = "MON-305" if usual is None else "MON-301" if is_late(clock, usual) else "MON-302"
    return MoneyFinding(
        code,
        Level.HOLD if code == "MON-301" else Level.NOTE,
        Place(pointer=RESENT if sent.claim.station == RESENT else sent.name),
        values,
        days={"sent": sent.claim.happened_on},
        names={"place": place},
    )


def not_identified(finding: Finding) -> Finding:
    """What ``not_seen`` says, where credits lie here that nobody has identified: whoever reads it looks among them first, and
    asks the bank after that (MON-422, MON-423). Any other finding as it is.
    """
    return replace(finding, code=_NOT_IDENTIFIED.get(finding.code, finding.code))
