"""Before a line is ready and before it is posted, the books are asked whether its cost is there, by a listing or as a bank's charge
by a bank line; then a person is asked.

Private to the operations of this context.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import connection

from guohe.imports.domain.facts import CameBefore
from guohe.imports.domain.same_charge import BookedCharge, one_charge
from guohe.imports.domain.same_cost import one_or_two
from guohe.imports.models import Line
from guohe.imports.operations.stage import stage_findings, stage_questions
from guohe.imports.queries.same_charge import charges_in_the_books
from guohe.imports.queries.same_cost import in_the_books
from guohe.kernel.findings import Finding, Place
from guohe.kernel.money import Money

_WAIT: Final = "UPDATE imports_line SET state = 'question', hold = NULL, changed_by_id = %s, changed_at = %s WHERE id = ANY (%s)"


def one_at_a_time(host_id: int) -> None:
    """Confirmations of a host and the charges that its bank lines bring follow each other, so that each sees what the one before posted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('imports_confirm'), %s)", [host_id])


def ask_one_or_two(
    lines: Sequence[Line], *, host_id: int, job_id: int, asked_by: int, actor: int, now: datetime
) -> tuple[tuple[int, Finding], ...]:
    """Makes every line whose cost is in the books wait for a person's word; returns these (line, finding).

    ``asked_by`` is whoever brought the question up: never one who only answered an earlier one.
    """
    met = in_the_books([line.pk for line in lines])
    charges = charges_in_the_books(host_id=host_id, lines=[line for line in lines if line.pk not in met])
    asked = [(line.pk, _asks(line, met, charges)) for line in lines if line.pk in met or line.pk in charges]
    make_wait(lines, asked, host_id=host_id, job_id=job_id, asked_by=asked_by, actor=actor, now=now)
    return tuple(asked)


def make_wait(
    lines: Sequence[Line],
    asked: Sequence[tuple[int, Finding]],
    *,
    host_id: int,
    job_id: int,
    asked_by: int,
    actor: int,
    now: datetime,
) -> None:
    """Asks about lines that were ready or held: each waits for an answer to its finding."""
    if not asked:
        return
    with connection.cursor() as cursor:
        cursor.execute(_WAIT, [actor, now, [number for number, _ in asked]])
    causes = stage_findings(host_id=host_id, job_id=job_id, findings=asked)
    grants = {line.pk: line.grant_ref or "" for line in lines}
    stage_questions(
        host_id=host_id,
        job_id=job_id,
        asked=[(number, grants[number]) for number, _ in asked],
        causes=causes,
        actor=asked_by,
        now=now,
    )


def _asks(line: Line, met: Mapping[int, CameBefore], charges: Mapping[int, BookedCharge]) -> Finding:
    place, amount = Place(line.row_number), Money(line.currency, line.amount_minor)
    if line.pk in met:
        says = f"{line.project_code} {line.account_code}".strip()
        return one_or_two(place, line.doc_ref, amount, says, met[line.pk])
    return one_charge(place, line.doc_ref, amount, charges[line.pk])
