"""Lines, findings and questions of one file are written together, in a few statements, or not at all.

Private to the operations of this context. Arrays go to the server once a thousand rows: row-level security
does not allow COPY into these tables, and one INSERT a row would be fifty times slower.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Final, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connection

from guohe.imports.domain.judgement import JudgedLine, Verdict
from guohe.imports.domain.questions import ask_for
from guohe.imports.models import Job
from guohe.kernel.findings import Finding

# Names the keys of entries; never changed, because a retry must find the entry it made.
_KEYS: Final = uuid5(NAMESPACE_URL, "guohe:imports:line")
_AT_ONCE: Final = 1000

Item = TypeVar("Item")
Progress = Callable[[int, int], None]

_STANDS: Final = {
    Verdict.READY: ("ready", "staged"),
    Verdict.COMMITMENT: ("ready", "staged"),
    Verdict.TICK: ("tick", "tick"),
    Verdict.QUESTION: ("question", "question"),
}

_LINES: Final = """
INSERT INTO imports_line (host_id, job_id, row_number, fingerprint, key, kind, project_code, account_code, account_name,
    posted_date, doc_ref, payee, description, order_no, currency, amount_minor, repairs, raw, verdict, state, grant_ref, category, lot)
SELECT %s, %s, * FROM unnest(%s::int[], %s::text[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::date[],
    %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::jsonb[], %s::jsonb[], %s::text[], %s::text[],
    %s::text[], %s::text[], %s::text[])
ON CONFLICT (host_id, fingerprint) WHERE state NOT IN ('reversed', 'withdrawn') DO NOTHING
RETURNING id, row_number
"""

_FINDINGS: Final = """
INSERT INTO imports_finding (host_id, job_id, line_id, code, level, row_number, column_letter, header, pointer, facts, rule, minor)
SELECT %s, %s, * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::int[], %s::text[], %s::text[], %s::text[], %s::jsonb[],
    %s::text[], %s::bigint[])
RETURNING id, line_id, code, level
"""

_QUESTIONS: Final = """
INSERT INTO imports_question (host_id, job_id, line_id, grant_ref, kind, finding_id, asked_by_id, asked_of, asked_at, due_date,
    ready, state)
SELECT %s, %s, line_id, grant_ref, kind, finding_id, %s, 'answer', %s, %s, ready, 'open'
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::jsonb[]) AS asked (line_id, grant_ref, kind, finding_id, ready)
"""


def one_listing_at_a_time(host_id: int) -> None:
    """A listing of a host is judged after the one before it is written, so that what that one brought is here and counted as such.

    Taken before any row is locked that another listing may wait for.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('imports listings ' || %s, 0))", [host_id]
        )


def one_listing_of(job_id: int) -> None:
    """The same for the host of an import, before the import itself is locked."""
    for host in Job.objects.filter(pk=job_id).values_list("host_id", flat=True):
        one_listing_at_a_time(host)


def key_of(host_id: int, fingerprint: str, round_number: int) -> UUID:
    """The key of a line's entry: the same for every retry, another one only after the earlier entry was reversed."""
    return uuid5(_KEYS, f"{host_id}/{fingerprint}/{round_number}")


def stage_lines(
    *,
    host_id: int,
    job_id: int,
    lines: Sequence[JudgedLine],
    repairs: Mapping[int, Sequence[Mapping[str, str]]],
    progress: Progress | None = None,
) -> dict[int, int]:
    """Writes the lines that can be read and are not in the books yet; gives row number -> line id."""
    wanted = [judged for judged in lines if judged.verdict in _STANDS and judged.line is not None]
    rounds = _rounds(host_id, [judged.fingerprint for judged in wanted])
    ids: dict[int, int] = {}
    done = 0
    for some in _in_parts(wanted):
        columns = list(
            zip(
                *(_line_row(host_id, judged, rounds.get(judged.fingerprint, 0), repairs) for judged in some),
                strict=True,
            )
        )
        with connection.cursor() as cursor:
            cursor.execute(_LINES, [host_id, job_id, *(list(column) for column in columns)])
            ids |= {row: number for number, row in cursor.fetchall()}
        done += len(some)
        if progress is not None:
            progress(done, len(wanted))
    return ids


def stage_findings(
    *, host_id: int, job_id: int, findings: Iterable[tuple[int | None, Finding]]
) -> dict[int, tuple[int, str]]:
    """Writes findings with the lines they belong to; gives line id -> (finding id, code) of the first hold of each line."""
    first: dict[int, tuple[int, str]] = {}
    for some in _in_parts(findings):
        columns = list(zip(*(_finding_row(line_id, finding) for line_id, finding in some), strict=True))
        with connection.cursor() as cursor:
            cursor.execute(_FINDINGS, [host_id, job_id, *(list(column) for column in columns)])
            for number, line_id, code, level in cursor.fetchall():
                if line_id is not None and level == "hold":
                    first.setdefault(line_id, (number, code))
    return first


def stage_questions(
    *,
    host_id: int,
    job_id: int,
    asked: Sequence[tuple[int, str]],
    causes: Mapping[int, tuple[int, str]],
    actor: int,
    now: datetime,
) -> None:
    """Asks one question for each line (id, grant) about its first cause."""
    on: date = now.date()
    for some in _in_parts(asked):
        rows = []
        for line_id, grant_ref in some:
            finding_id, code = causes.get(line_id, (None, None))
            ask = ask_for(code, on=on)
            rows.append((line_id, grant_ref, ask.kind, finding_id, json.dumps(list(ask.ready))))
        columns = list(zip(*rows, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(
                _QUESTIONS,
                [
                    host_id,
                    job_id,
                    actor,
                    now,
                    ask_for(None, on=on).due_date,
                    *(list(column) for column in columns),
                ],
            )


def _rounds(host_id: int, fingerprints: Sequence[str]) -> dict[str, int]:
    """How often a line was in the books and taken back before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fingerprint, count(*) FROM imports_line WHERE host_id = %s AND state IN ('reversed', 'withdrawn') "
            "AND fingerprint = ANY (%s) GROUP BY fingerprint",
            [host_id, list(fingerprints)],
        )
        return dict(cursor.fetchall())


def _line_row(
    host_id: int, judged: JudgedLine, round_number: int, repairs: Mapping[int, Sequence[Mapping[str, str]]]
) -> tuple[object, ...]:
    line = judged.line
    assert line is not None  # noqa: S101  (unreadable rows were left out above)
    verdict, state = _STANDS[judged.verdict]
    return (
        judged.row,
        judged.fingerprint,
        key_of(host_id, judged.fingerprint, round_number),
        line.kind,
        judged.project,
        line.account,
        line.account_name,
        line.post_date,
        line.doc_ref,
        line.payee,
        line.description,
        line.order_no,
        line.amount.currency,
        line.amount.minor,
        json.dumps(list(repairs.get(judged.row, ())), ensure_ascii=False),
        json.dumps(list(line.raw), ensure_ascii=False),
        verdict,
        state,
        judged.grant,
        judged.category,
        line.lot,
    )


def _finding_row(line_id: int | None, finding: Finding) -> tuple[object, ...]:
    place = finding.place
    return (
        line_id,
        finding.code,
        finding.level.value,
        place.row,
        place.column,
        place.header,
        place.pointer,
        json.dumps(dict(finding.values), ensure_ascii=False),
        finding.rule,
        finding.minor,
    )


def _in_parts(items: Iterable[Item]) -> Iterator[list[Item]]:
    iterator = iter(items)
    while part := list(islice(iterator, _AT_ONCE)):
        yield part
