"""Lines of a host that are the same cost as others: those of earlier files, and those that are in the books already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import connection

from guohe.funds.queries.turned import IsGone
from guohe.imports.domain.facts import Before, CameBefore, Earlier
from guohe.imports.domain.judgement import JudgedLine
from guohe.imports.domain.same_cost import CAME_BEFORE, CostKey, cost_of, key_of
from guohe.imports.queries.earlier import OUT, already_read
from guohe.kernel.money import Money

_CAME: Final = """
SELECT line.id, line.fingerprint, job.file_name, line.row_number, line.project_code, line.grant_ref, line.account_code,
       line.state = 'rejected', line.kind, line.doc_ref, line.posted_date, line.currency, line.amount_minor, line.payee,
       line.description
FROM (SELECT DISTINCT * FROM unnest(%(kinds)s::text[], %(refs)s::text[], %(days)s::date[], %(currencies)s::text[],
                                    %(minors)s::bigint[]) AS told (kind, doc_ref, day, currency, minor)) AS wanted
JOIN imports_line AS line ON line.host_id = %(host)s AND line.doc_ref = wanted.doc_ref AND line.posted_date = wanted.day
     AND line.amount_minor = wanted.minor AND line.currency = wanted.currency AND line.kind = wanted.kind
JOIN imports_job AS job ON job.id = line.job_id
WHERE line.state <> ALL (%(out)s) AND line.job_id <> %(but)s
ORDER BY line.state <> 'posted', line.id
"""

# Two lines are one cost until a person answered "count" to the question that named them both, from either side. A reversal may
# have been reversed in its turn: then the books hold the cost of a line that they had lost.
_GONE: Final = IsGone.template % {"expressions": "other.journal_id"}
_IN_BOOKS: Final = f"""
SELECT DISTINCT ON (mine.id) mine.id, other.id, other.fingerprint, job.file_name, other.row_number, other.project_code,
       other.grant_ref, other.account_code, other.job_id
FROM imports_line AS mine
JOIN imports_line AS other ON other.host_id = mine.host_id AND other.doc_ref = mine.doc_ref AND other.id <> mine.id
     AND other.posted_date = mine.posted_date AND other.amount_minor = mine.amount_minor
     AND other.currency = mine.currency AND other.kind = mine.kind
     AND (mine.doc_ref <> '' OR (other.payee, other.description) = (mine.payee, mine.description))
JOIN imports_job AS job ON job.id = other.job_id
WHERE mine.id = ANY (%(lines)s)
  AND (other.state = 'posted' OR (other.state = 'reversed' AND other.kind = 'actual' AND other.journal_id IS NOT NULL
                                   AND NOT {_GONE}) OR (other.id = ANY (%(lines)s) AND other.id < mine.id))
  AND (other.job_id <> mine.job_id
       OR (other.grant_ref IS NOT DISTINCT FROM mine.grant_ref AND other.account_code = mine.account_code))
  -- A later list of open orders takes the place of an earlier one: it is never the same promise twice.
  AND NOT (mine.kind = 'commitment' AND other.job_id <> mine.job_id
           AND other.grant_ref IS NOT DISTINCT FROM mine.grant_ref AND other.account_code = mine.account_code)
  AND NOT EXISTS (
      SELECT FROM imports_question AS question
      JOIN imports_answer AS answer ON answer.question_id = question.id AND answer.answer = 'count'
      JOIN imports_finding AS cause ON cause.id = question.finding_id
      WHERE question.line_id IN (mine.id, other.id)
        AND ((cause.code = %(came)s
              AND (cause.facts->>'line')::bigint = CASE question.line_id WHEN mine.id THEN other.id ELSE mine.id END)
             OR (cause.code = 'IMP-121' AND other.job_id = mine.job_id)))
ORDER BY mine.id, other.id
"""  # noqa: S608  (put together from constants)


def came_before(
    *, host_id: int, lines: Sequence[JudgedLine], lang: str, but: int | None
) -> Mapping[CostKey, Sequence[CameBefore]]:
    """Lines of earlier imports that may be the costs of these; those of import ``but`` are not looked at."""
    keys = [cost_of(judged.line) for judged in lines if judged.line is not None]
    with connection.cursor() as cursor:
        cursor.execute(
            _CAME,
            {
                "kinds": [key.kind for key in keys],
                "refs": [key.doc_ref for key in keys],
                "days": [key.day for key in keys],
                "currencies": [key.currency for key in keys],
                "minors": [key.minor for key in keys],
                "host": host_id,
                "out": list(OUT),
                "but": but or 0,
            },
        )
        rows = cursor.fetchall()
    became = already_read(host_id=host_id, fingerprints=[row[1] for row in rows], lang=lang, but=but)
    met: dict[CostKey, list[CameBefore]] = {}
    for row in rows:
        kind, doc_ref, day, currency, minor, payee, description = row[8:]
        key = key_of(kind, doc_ref, day, Money(currency, minor), payee, description)
        met.setdefault(key, []).append(_came(row, left_out=row[7], earlier=became[row[1]]))
    return met


def in_the_books(lines: Sequence[int]) -> Mapping[int, CameBefore]:
    """Of these lines, those whose cost is in the books by another line or stands earlier among them, beside that line."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_BOOKS, {"lines": list(lines), "came": CAME_BEFORE})
        return {
            row[0]: _came(row[1:], left_out=False, earlier=Earlier("", row[8], Before.POSTED))
            for row in cursor.fetchall()
        }


def _came(row: Sequence[Any], *, left_out: bool, earlier: Earlier) -> CameBefore:
    number, fingerprint, file, row_number, project, grant, account = row[:7]
    return CameBefore(number, fingerprint, file, row_number, project, grant, account, left_out, earlier)
