"""Entries of bank statements, as read, with what each turned out to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from guohe.imports.models import BankRow
from guohe.imports.queries.rows import People
from guohe.kernel.money import Money
from guohe.kernel.names import Name


class EntryNotFound(LookupError):
    """No bank entry of this number is visible to the acting person."""


@dataclass(frozen=True, slots=True)
class BankEntryFacts:
    """One entry: money in is positive. ``balance_agrees`` is None where the file states no balance."""

    number: int
    job: int
    host_id: int
    row: int
    account: str
    posted_on: date
    narrative: str
    amount: Money
    balance: Money | None
    balance_agrees: bool | None
    raw: tuple[str, ...]
    used_as: str | None
    used_for: str | None
    journal_id: int | None
    used_by: Name | None
    used_at: datetime | None


def of_job(number: int) -> tuple[BankEntryFacts, ...]:
    """The entries that one statement brought, in the order of its rows."""
    return _facts(list(BankRow.objects.filter(job_id=number).order_by("row_number")))


def entry(number: int) -> BankEntryFacts:
    """One entry. Raises EntryNotFound."""
    rows = list(BankRow.objects.filter(pk=number))
    if not rows:
        raise EntryNotFound(str(number))
    return _facts(rows)[0]


def not_used(*, currency: str | None = None) -> tuple[BankEntryFacts, ...]:
    """Entries that nobody has said anything about, oldest first."""
    rows = BankRow.objects.filter(used_as__isnull=True)
    if currency:
        rows = rows.filter(currency=currency)
    return _facts(list(rows.order_by("posted_date", "pk")[:500]))


def _facts(rows: list[BankRow]) -> tuple[BankEntryFacts, ...]:
    people = People({row.used_by_id for row in rows})
    return tuple(
        BankEntryFacts(
            number=row.pk,
            job=row.job_id,
            host_id=row.host_id,
            row=row.row_number,
            account=row.account_mask,
            posted_on=row.posted_date,
            narrative=row.narrative,
            amount=Money(row.currency, row.amount_minor),
            balance=None if row.balance_minor is None else Money(row.currency, row.balance_minor),
            balance_agrees=row.balance_agrees,
            raw=tuple(row.raw),
            used_as=row.used_as,
            used_for=row.used_for,
            journal_id=row.journal_id,
            used_by=people.maybe(row.used_by_id),
            used_at=row.used_at,
        )
        for row in rows
    )
