"""Posts entries, all or none. Sent twice with the same key, an entry is answered and not posted again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import connection
from psycopg import Cursor

from guohe.funds.domain.entries import Entry, Line, check, digest
from guohe.funds.operations.refusals import said_in_words
from guohe.identity.operations.act_as import Door, acting
from guohe.kernel.findings import Refused

__all__ = ["Entry", "Line", "Posted", "post", "post_alone"]

_ALONE: Final = "SELECT journal_id, was_there FROM funds_post_alone(%s, %s, %s, %s, %s::jsonb)"


@dataclass(frozen=True, slots=True)
class Posted:
    """The entry as it stands in the books; ``was_there`` says that an earlier attempt had already posted it."""

    journal_id: int
    key: UUID
    was_there: bool

    @property
    def ref(self) -> str:
        """The name people use: J-1042."""
        return f"J-{self.journal_id}"


def as_json(entry: Entry) -> dict[str, Any]:
    """The form that the database's own posting function reads."""
    given: dict[str, Any] = {
        "key": str(entry.key),
        "digest": digest(entry).hex(),
        "kind": entry.kind,
        "day": entry.effective_date.isoformat(),
        "source": entry.source,
        "memo": entry.memo,
        "lines": [
            {
                "a": line.account,
                "c": line.amount.currency,
                "m": line.amount.minor,
                "f": line.fund,
                "b": line.budget,
                "l": line.lot,
            }
            for line in entry.lines
        ],
    }
    if entry.instalment is not None:
        given["instalment"] = entry.instalment
    if entry.approved_by is not None:
        given["approved_by"] = entry.approved_by
    if entry.deal is not None:
        deal = entry.deal
        given["deal"] = {
            "sold_currency": deal.sold.currency,
            "sold_minor": deal.sold.minor,
            "bought_currency": deal.bought.currency,
            "bought_minor": deal.bought.minor,
            "rate": deal.rate,
            "deal_no": deal.deal_no,
            "dealt_at": deal.dealt_at.isoformat(),
            "source": deal.source,
        }
    if entry.promise is not None:
        promise = entry.promise
        given["order"] = {
            "fund": promise.fund,
            "budget": promise.budget,
            "order_no": promise.order_no,
            "event": promise.event,
            "currency": promise.amount.currency,
            "amount": promise.amount.minor,
            "award_minor": promise.in_award_currency.minor,
            "award_currency": promise.in_award_currency.currency,
        }
    return given


def post(*, book: int, entries: Sequence[Entry]) -> tuple[Posted, ...]:
    """Posts ``entries`` in their order and answers for each, in the same order. Raises Refused; nothing is then posted."""
    findings = [finding for entry in entries for finding in check(entry)]
    if findings:
        raise Refused(*findings)
    if not entries:
        return ()
    with said_in_words(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT journal_id, was_there FROM funds_post(%s, %s::jsonb) ORDER BY n",
            [book, json.dumps([as_json(entry) for entry in entries], ensure_ascii=False)],
        )
        rows = cursor.fetchall()
    return tuple(
        Posted(journal_id=row[0], key=entry.key, was_there=row[1])
        for entry, row in zip(entries, rows, strict=True)
    )


def post_alone(*, account: int, on: date, book: int, entry: Entry, door: Door = "cli") -> Posted:
    """Posts one entry as a transaction of its own: it stands, written to the disk, or Refused is raised and nothing is posted.

    The same as ``post`` inside ``acting(account, on=on, door=door)``, in one message to the database instead of four.
    """
    if connection.in_atomic_block:
        with acting(account, on=on, door=door):
            return post(book=book, entries=[entry])[0]
    findings = check(entry)
    if findings:
        raise Refused(*findings)
    given = [account, on.isoformat(), door, book, json.dumps(as_json(entry), ensure_ascii=False)]
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    # The driver's own cursor costs half of Django's, which lays the values into the text of the statement.
    with said_in_words(), connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        [(journal_id, was_there)] = cursor.execute(_ALONE, given).fetchall()
    return Posted(journal_id=journal_id, key=entry.key, was_there=was_there)
