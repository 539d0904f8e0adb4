"""How many lines of each grant wait for an answer, and how much money they keep out of its reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import connection
from django.utils.timezone import localtime

from guohe.imports.models import Question
from guohe.kernel.money import Money

# No bound of any column holds for what nobody posted: the sum is a numeric.
# Grant, currency, how many, how much, since when; those about lines of no grant for the hosts named, under the empty reference.
OPEN_QUESTIONS: Final = """
    SELECT question.grant_ref, line.currency, count(*) AS many, sum(line.amount_minor) AS minor,
           min(question.asked_at) AS since
    FROM imports_question AS question JOIN imports_line AS line ON line.id = question.line_id
    WHERE question.state = 'open' AND (question.grant_ref = ANY (%(refs)s)
          OR (question.grant_ref = '' AND question.host_id = ANY (%(hosts)s)))
    GROUP BY question.grant_ref, line.currency ORDER BY question.grant_ref, line.currency
"""


@dataclass(frozen=True, slots=True)
class OpenQuestions:
    """The open questions of one grant in one currency; ``oldest`` is the day on which the first was asked."""

    count: int
    held: Money
    oldest: date


def open_of(refs: Iterable[str]) -> dict[str, tuple[OpenQuestions, ...]]:
    """The open questions of each grant that has any, in one read whatever the number of grants."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_QUESTIONS, {"refs": list(refs), "hosts": []})
        return by_grant(cursor.fetchall())


def asked_about(ref: str) -> tuple[str, ...]:
    """The documents of the lines of a grant that wait for an answer, in the order in which they were asked about."""
    asked = Question.objects.filter(grant_ref=ref, state="open").order_by("pk")
    return tuple(asked.values_list("line__doc_ref", flat=True))


def by_grant(rows: Iterable[tuple[str, str, int, int, datetime]]) -> dict[str, tuple[OpenQuestions, ...]]:
    """The rows of ``OPEN_QUESTIONS`` as values."""
    found: dict[str, tuple[OpenQuestions, ...]] = {}
    for ref, currency, many, minor, since in rows:
        told = OpenQuestions(many, Money(currency, int(minor)), localtime(since).date())
        found[ref] = (*found.get(ref, ()), told)
    return found
