"""One word of the bank's is written beside its payment, and moves the instalment's stations if it is the latest.

The bank's latest word counts, by the moment at which it was written: an older one that is read later is kept and moves nothing, except
that money of which the later word says that it is back had left before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from guohe.kernel.findings import Finding
from guohe.kernel.utc8 import day_there
from guohe.payments.domain.release import ENDED, SILENT, Said
from guohe.payments.models import Answer, Release
from guohe.payments.operations.move_stations import move_stations, nothing_told


@dataclass(frozen=True, slots=True)
class Taken:
    """What was read: the kind of report, of how many payments of ours it speaks, and what has to be said of it."""

    name: str
    payments: int
    findings: tuple[Finding, ...]


def write_answer(
    row: Release,
    state: Said,
    *,
    said_at: datetime,
    on: date,
    paper: str,
    source: tuple[str, str, bool],
    code: str,
    reason: str,
    reference: str,
    actor: int,
    now: datetime,
    words: str = "",
) -> bool:
    """Writes what a report says of a payment, once per report; whether it is new.

    ``source`` is the report's name, the digest of its bytes, and whether an official schema had judged it; ``paper`` shows it.
    """
    name, digest, validated = source
    answer, is_new = Answer.objects.get_or_create(
        release=row,
        source_digest=digest,
        state=state,
        defaults={
            "host_id": row.host_id,
            "source_name": name,
            "validated": validated,
            # A bank's clock may be ahead of ours by minutes; nothing is said after it was read.
            "said_at": min(said_at, now),
            "code": code,
            "reason": reason,
            "words": words,
            "reference": reference,
            "taken_by_id": actor,
            "taken_at": now,
        },
    )
    if not is_new:
        return False
    said = Answer.objects.filter(release=row).exclude(state__in=SILENT)
    last = said.order_by("said_at", "pk").last() or answer
    if last == answer or state in SILENT:
        _move(answer, on=on, paper=paper, actor=actor, now=now)
    elif last.state in ENDED and state not in ENDED and nothing_told(row):
        # What is back had left: the way is told in its order.
        _move(answer, on=on, paper=paper, actor=actor, now=now)
        shown = f"{last.source_name} {last.reference or last.code}"
        _move(last, on=day_there(last.said_at), paper=shown, actor=actor, now=now)
    return True


def _move(answer: Answer, *, on: date, paper: str, actor: int, now: datetime) -> None:
    move_stations(
        answer.release,
        state=answer.state,  # type: ignore[arg-type]
        proved=answer.validated,
        on=on,
        source=answer.source_name,
        paper=paper,
        reference=answer.reference,
        actor=actor,
        now=now,
    )
