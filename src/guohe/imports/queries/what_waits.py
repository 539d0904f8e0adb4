"""What of files waits for somebody, in one read: files that are not posted, questions about lines, files that nobody has read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from guohe.identity.queries.sight import hosts_held, hosts_in_view
from guohe.imports.queries.open_questions import OPEN_QUESTIONS, OpenQuestions, by_grant
from guohe.kernel.money import Money

# Each row says first what it is: a file, the questions of a grant, a bank's charge, or that a file was read.
_WAITS: Final = f"""
    (SELECT 'file', line.state, line.currency, count(*), sum(line.amount_minor), job.prepared_at, job.id, job.file_name
     FROM imports_line AS line JOIN imports_job AS job ON job.id = line.job_id
     WHERE line.kind = 'actual' AND job.host_id = ANY (%(hosts)s) AND job.state <> 'reversed'
       AND (line.state = 'held' OR (line.state = 'staged' AND job.state = 'checked'))
     GROUP BY job.id, line.currency, line.state ORDER BY job.id DESC, line.currency, line.state DESC LIMIT %(files)s)
    UNION ALL
    (SELECT 'statement', '', line.told ->> 'currency', count(*), sum(abs((line.told ->> 'minor')::bigint)), job.prepared_at,
            job.id, job.file_name
     FROM imports_job AS job CROSS JOIN LATERAL jsonb_array_elements(job.reading -> 'waiting') AS line (told)
     WHERE job.kind = 'bank' AND job.host_id = ANY (%(hosts)s) AND job.state <> 'reversed'
       AND line.told ->> 'said' IS NULL
     GROUP BY job.id, 3 ORDER BY job.id DESC LIMIT %(files)s)
    UNION ALL
    SELECT 'questions', waits.*, NULL, NULL FROM ({OPEN_QUESTIONS}) AS waits
    UNION ALL
    (SELECT 'charge', charge.instalment_ref, charge.currency, 1, charge.sent_minor - charge.credited_minor, charge.prepared_at,
            charge.id, NULL
     FROM imports_charge AS charge JOIN imports_bank_entry AS entry ON entry.id = charge.entry_id AND entry.withdrawn_at IS NULL
     WHERE charge.host_id = ANY (%(approving)s) AND charge.prepared_by_id <> guohe_actor()
       AND NOT EXISTS (SELECT FROM imports_charge_answer AS said WHERE said.charge_id = charge.id))
    UNION ALL
    SELECT DISTINCT 'read', file_digest, NULL, 0, 0, NULL::timestamptz, NULL::bigint, NULL FROM imports_job
    WHERE file_digest = ANY (%(digests)s) AND state <> 'reversed'
"""  # noqa: S608 -- made of the constant above


@dataclass(frozen=True, slots=True)
class NotPosted:
    """A file that was read, and what of it is ready and not confirmed, or was ``held`` when it was confirmed; of a ``statement``
    its lines that may stand in another file, without regard to their sign."""

    number: int
    file_name: str
    prepared_at: datetime
    amount: Money
    held: bool
    statement: bool = False


@dataclass(frozen=True, slots=True)
class ChargeToConfirm:
    """A charge that somebody else prepared, and that the acting person may confirm."""

    number: int
    instalment: str
    kept: Money
    prepared_at: datetime


@dataclass(frozen=True, slots=True)
class WhatWaits:
    """The newest files with lines that nobody confirmed or that were held; open questions by grant; which files were read."""

    files: tuple[NotPosted, ...]
    questions: dict[str, tuple[OpenQuestions, ...]]
    read: frozenset[str]
    charges: tuple[ChargeToConfirm, ...] = ()


def what_waits(refs: Iterable[str], *, files: int, digests: Iterable[str]) -> WhatWaits:
    """At most so many files of the hosts whose whole money one may see, the open questions of some grants and of lines of no
    grant in those hosts, the charges that the acting person may confirm, and of these SHA-256 digests those that an import holds which nobody undid."""
    with connection.cursor() as cursor:
        cursor.execute(
            _WAITS,
            {
                "refs": list(refs),
                "hosts": list(hosts_in_view()),
                "approving": list(hosts_held("view_money", "approve")),
                "files": files,
                "digests": list(digests),
            },
        )
        rows = cursor.fetchall()
    return WhatWaits(
        files=tuple(
            NotPosted(number, name, at, Money(currency, int(minor)), state == "held", what == "statement")
            for what, state, currency, _, minor, at, number, name in rows
            if what in ("file", "statement")
        ),
        questions=by_grant(row[1:6] for row in rows if row[0] == "questions"),
        read=frozenset(row[1] for row in rows if row[0] == "read"),
        charges=tuple(
            ChargeToConfirm(number, ref, Money(currency, int(minor)), at)
            for what, ref, currency, _, minor, at, number, _ in rows
            if what == "charge"
        ),
    )
