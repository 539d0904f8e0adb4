"""Rows that two people write at the same moment follow each other: the second looks again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import IntegrityError, transaction

from guohe.kernel.findings import Finding, Level, Refused

# Laws that only a row written a moment ago can break, because the operation counted before it wrote.
RACES: Final = frozenset(
    {
        "person_number_once_per_host",
        "person_name_once",
        "person_contract_once",
        "person_cost_once",
        "person_share_once",
        "person_row_follows",
        "payroll_file_once_per_host",
    }
)


@contextmanager
def written_once() -> Iterator[None]:
    """The transaction of an operation. Raises Refused (PPL-112) when somebody else was first."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        law = getattr(getattr(fault.__cause__, "diag", None), "constraint_name", "")
        if law not in RACES:
            raise
        raise Refused(Finding("PPL-112", Level.STOP)) from None
