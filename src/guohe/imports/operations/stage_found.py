"""What was found goes with the lines it is about: findings, questions, and open orders that wait. Private to operations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from guohe.exchange.domain.listing import Listing
from guohe.imports.domain.judge import EARLIER_NOTES
from guohe.imports.domain.judgement import JudgedLine, Judgement, Verdict
from guohe.imports.models import Job
from guohe.imports.operations.stage import stage_findings, stage_questions
from guohe.kernel.findings import Finding, Level


def stage_what_was_found(
    job: Job,
    judgement: Judgement,
    lines: Mapping[int, int],
    actor: int,
    now: datetime,
    *,
    again: bool = False,
) -> None:
    """Writes findings, questions and holds of the lines just staged (row -> id), and what was found about the file.

    ``again`` is for a file whose own findings stand already: only what is said of earlier imports is new.
    """
    of_lines = [
        (lines[judged.row], finding)
        for judged in judgement.lines
        if judged.row in lines
        for finding in judged.findings
    ]
    told = {id(finding) for _, finding in of_lines}
    of_file = [
        (None, finding)
        for finding in judgement.findings
        if id(finding) not in told
        and _of_file(finding, lines)
        and (not again or finding.code in EARLIER_NOTES)
    ]
    causes = stage_findings(host_id=job.host_id, job_id=job.pk, findings=[*of_file, *of_lines])
    asked = [
        (lines[judged.row], judged.grant or "")
        for judged in judgement.lines
        if judged.verdict is Verdict.QUESTION and judged.row in lines
    ]
    stage_questions(host_id=job.host_id, job_id=job.pk, asked=asked, causes=causes, actor=actor, now=now)
    _hold_faulty_orders(job, judgement.lines, lines, causes, actor, now)


def _of_file(finding: Finding, lines: Mapping[int, int]) -> bool:
    """Findings about a staged line stand with the line; all others stand with the file."""
    return finding.place.row is None or finding.place.row not in lines or finding.level is Level.NOTE


def _hold_faulty_orders(
    job: Job,
    judged: tuple[JudgedLine, ...],
    lines: Mapping[int, int],
    causes: Mapping[int, tuple[int, str]],
    actor: int,
    now: datetime,
) -> None:
    """An open order with a fault of its own waits; it is asked about like any other line."""
    faulty = [
        (lines[each.row], each.grant or "")
        for each in judged
        if each.verdict is Verdict.COMMITMENT
        and each.row in lines
        and (lines[each.row] in causes or each.grant is None)
    ]
    if not faulty:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE imports_line SET state = 'question' WHERE id = ANY (%s)", [[line for line, _ in faulty]]
        )
    stage_questions(host_id=job.host_id, job_id=job.pk, asked=faulty, causes=causes, actor=actor, now=now)


def repairs_by_row(listing: Listing) -> dict[int, list[dict[str, str]]]:
    """The repairs of each row, for the line that stands there."""
    met: dict[int, list[dict[str, str]]] = {}
    for repair in listing.repairs:
        if repair.count == 1:
            met.setdefault(repair.row, []).append(
                {"column": repair.column, "kind": repair.kind, "seen": repair.seen, "read_as": repair.read_as}
            )
    return met
