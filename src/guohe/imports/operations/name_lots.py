"""A person says which lots of its grant pay a cost that waits; the last word holds, and every word stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.funds.operations.refusals import said_in_words
from guohe.funds.queries import lots
from guohe.funds.queries.trace import entry_subject
from guohe.identity.operations.act_as import require
from guohe.imports.domain.held import ABOUT_LOTS, LOTS_NAMED
from guohe.imports.domain.named_lots import Asked, Part, called_so, check_parts, stock_of
from guohe.imports.domain.standing import WAITS
from guohe.imports.models import Line, LotChoice
from guohe.imports.operations.mark_lines import hold_lines
from guohe.imports.queries.jobs import stop
from guohe.imports.queries.lines import LineNotFound
from guohe.imports.queries.named_lots import pays_from_named
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.money import Money


def name_lots(
    *, line_id: int, named: Sequence[tuple[str, Money | None]], actor: int, now: datetime
) -> tuple[Part, ...]:
    """Names the lots of one line, each with what it pays; None is all that the others leave. Returns the parts as they stand.

    A lot is called by its number (L-7), its deal or its instalment. Refused: the line is in the books, left out or an order, or
    its grant does not pay from named lots (IMP-283); no lot or several are called so (IMP-281, IMP-282); the parts do not add to
    the line (IMP-280); a lot is of another fund or currency (MON-325), not there on the line's day (MON-550) or has too little
    (MON-551, MON-552). All faults at once. Needs the capability ``import``. Raises LineNotFound.
    """
    with transaction.atomic():
        line = Line.objects.select_for_update().filter(pk=line_id).first()
        if line is None:
            raise LineNotFound(str(line_id))
        require(actor, "import", host_id=line.host_id, on=now.date())
        if line.kind != "actual" or line.state not in WAITS or not pays_from_named(line.grant_ref):
            raise Refused(stop("IMP-283", source=_source(line)))
        asked = Asked(
            _source(line), line.grant_ref or "", line.posted_date, Money(line.currency, line.amount_minor)
        )
        parts, faults = _read(asked, named)
        found = lots.of_fund(asked.ref)
        faults += check_parts(asked, parts, stock_of(found)) if not faults else ()
        if faults:
            raise Refused(*faults)
        with said_in_words():
            LotChoice.objects.create(
                host_id=line.host_id,
                line=line,
                grant_ref=asked.ref,
                lots=[{"lot": part.lot, "minor": part.amount.minor} for part in parts],
                named_by_id=actor,
                named_at=now,
            )
        if line.state == "held" and (line.hold or {}).get("code") in ABOUT_LOTS:
            # The reason was that of the last confirmation, before anybody said which lots.
            why = Finding(LOTS_NAMED, Level.HOLD, values={"source": _source(line)}, minor=line.amount_minor)
            hold_lines([(line.pk, why)], host_id=line.host_id, job_id=line.job_id, actor=actor, now=now)
        record(
            host_id=line.host_id,
            action="imports.lots_named",
            subject=entry_subject(line.key),
            details={"line": line.pk, "lots": _told(parts), "by_file": False},
            now=now,
        )
    return parts


def tell_of_files(
    rows: Sequence[Line],
    paid: Mapping[int, Sequence[Part]],
    posted: Sequence[tuple[int, int]],
    *,
    now: datetime,
) -> None:
    """Records which posted lines were paid by the lot that their file names, so that their trace says so."""
    done = {number for number, _ in posted}
    chosen = set(LotChoice.objects.filter(line_id__in=done & paid.keys()).values_list("line_id", "grant_ref"))
    for row in rows:
        if row.pk in done and row.pk in paid and (row.pk, row.grant_ref) not in chosen:
            record(
                host_id=row.host_id,
                action="imports.lots_named",
                subject=entry_subject(row.key),
                details={"line": row.pk, "lots": _told(paid[row.pk]), "by_file": True},
                now=now,
            )


def _read(asked: Asked, named: Sequence[tuple[str, Money | None]]) -> tuple[tuple[Part, ...], list[Finding]]:
    """The parts by the number of the lot; the one without an amount pays the rest."""
    found = lots.of_fund(asked.ref)
    rest = asked.amount
    for _, amount in named:
        rest = rest if amount is None else rest - amount
    parts: list[Part] = []
    faults: list[Finding] = []
    for seen, amount in named:
        called = called_so(asked.source, seen, rest if amount is None else amount, found, ref=asked.ref)
        if isinstance(called, Finding):
            faults.append(called)
        else:
            parts += called
    return tuple(sorted(parts)), faults


def _told(parts: Sequence[Part]) -> str:
    return ", ".join(f"L-{part.lot} {part.amount}" for part in parts)


def _source(line: Line) -> str:
    return line.doc_ref or f"({line.row_number})"
