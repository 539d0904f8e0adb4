"""The chain is proved by computing every fact and every link again."""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection


class Verdict(NamedTuple):
    """How many facts were computed again, and the number of the first that is not as it was written."""

    facts: int
    first_broken: int | None


def verify_chain() -> Verdict:
    """Computes the facts and links of every host again, and the facts that wait for their link."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts, first_broken FROM audit_verify()")
        return Verdict(*cursor.fetchone())


def chain_heads() -> dict[int, str]:
    """The last link of each visible host's chain, to be kept outside: a chain rewritten whole differs from it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (host_id) host_id, encode(digest, 'hex') FROM audit_link ORDER BY host_id, position DESC"
        )
        return dict(cursor.fetchall())
