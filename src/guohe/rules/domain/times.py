"""Calendar kinds: so many days before or after a day. Working days are counted by who knows the calendars, and are facts."""

from __future__ import annotations

from datetime import date

from guohe.rules.domain.facts import Facts
from guohe.rules.domain.parameters import Parameters
from guohe.rules.domain.values import Check, Outcome, Seen


def bind_lead_time(p: Parameters) -> Check:
    """Between ``starts`` and ``ends`` lie at least, or at most, so many days; with working days, as the fact ``counted`` says."""
    starts, ends = p.fact("starts"), p.fact("ends")
    units = ("days", "working_days")
    least = p.figure("at_least", units, needed="at_most" not in p.reader)
    most = p.figure("at_most", units, needed=False)
    written = str(p.shown.get("at_least", p.shown.get("at_most", "")))
    counted = p.fact("counted") if written.endswith("working_days") else ""
    p.words("regions", needed=bool(counted))

    def check(facts: Facts, on: date) -> Seen:
        first, last, known = facts.get(starts), facts.get(ends), facts.get(counted)
        named = (starts, ends, *([counted] if counted else []))
        lacking = tuple(name for name in named if name not in facts)
        if lacking or not isinstance(first, date) or not isinstance(last, date):
            return Seen(Outcome.UNKNOWN, limit=least if least is not None else most, lacking=lacking or named)
        days = known if isinstance(known, int) else (last - first).days
        within = (least is None or days >= least) and (most is None or days <= most)
        return Seen(Outcome.MET if within else Outcome.BROKEN, days, least if least is not None else most)

    return check
