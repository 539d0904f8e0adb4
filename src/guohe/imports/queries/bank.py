"""Entries of bank statements, as read, with what each turned out to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery

from guohe.db.once import once
from guohe.funds.queries.lots import bank_moves
from guohe.funds.queries.turned import gone
from guohe.imports.models import BankRow
from guohe.imports.queries.rows import People
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.kernel.private_numbers import masked
from guohe.payments.queries.movements import is_of_a_payment, leaves_from


class EntryNotFound(LookupError):
    """No bank entry of this number is visible to the acting person."""


@dataclass(frozen=True, slots=True)
class BankEntryFacts:
    """One entry. ``booked`` is a journal of the same day and amount that was not made from a statement. Money in is positive. ``balance_agrees`` is None where the file states no balance. Told by ``not_used`` alone: ``of_payment``, the line is a payment of ours, its return or its charge; ``of_payer``, payments of ours leave its account."""

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
    booked: int | None = None
    of_payment: bool = False
    of_payer: bool = False

    @property
    def shown(self) -> str:
        """The narrative for a reader: a bank or identity number in it keeps its last four figures."""
        return masked(self.narrative)


def of_job(number: int) -> tuple[BankEntryFacts, ...]:
    """The entries that one statement brought, in the order of its rows."""
    return _facts(list(BankRow.objects.filter(job_id=number).order_by("row_number")))


def entry(number: int) -> BankEntryFacts:
    """One entry. Raises EntryNotFound."""
    rows = list(BankRow.objects.filter(pk=number))
    if not rows:
        raise EntryNotFound(str(number))
    return _facts(rows)[0]


def of_undone_statements(host: int) -> tuple[BankEntryFacts, ...]:
    """Entries that went with their statement when it was undone, the newest first."""
    rows = BankRow.objects.filter(host_id=host, withdrawn_at__isnull=False).order_by("-withdrawn_at", "-pk")
    return _facts(list(rows[:500]))


@once
def read_again(host: int) -> dict[int, int | None]:
    """Each entry of an undone statement, and the entry by which the same line stands now if it was read again."""
    same = BankRow.objects.filter(
        host_id=OuterRef("host_id"), fingerprint=OuterRef("fingerprint"), withdrawn_at__isnull=True
    )
    rows = BankRow.objects.filter(host_id=host, withdrawn_at__isnull=False)
    return dict(rows.annotate(now=Subquery(same.values("pk")[:1])).values_list("pk", "now"))


def not_used(*, currency: str | None = None) -> tuple[BankEntryFacts, ...]:
    """Entries that nobody has said anything about, oldest first."""
    rows = _standing().exclude(pk__in=_in_use())
    rows = rows.annotate(
        of_payment=is_of_a_payment("pk"), of_payer=leaves_from("host_id", "account_mask", "currency")
    )
    if currency:
        rows = rows.filter(currency=currency)
    return _facts(list(rows.order_by("posted_date", "pk")[:500]))


def credits_since(host: int, currency: str, since: date) -> tuple[tuple[date, Money], ...]:
    """Credits of a host's accounts in a currency, from a day on, of which nobody has said what they are, oldest first."""
    rows = _standing().filter(
        host_id=host, currency=currency, amount_minor__gt=0, posted_date__gte=since, journal_id__isnull=True
    )
    found = rows.order_by("posted_date", "pk").values_list("posted_date", "amount_minor")[:20]
    return tuple((on, Money(currency, minor)) for on, minor in found)


def used() -> tuple[BankEntryFacts, ...]:
    """Entries that somebody said what they are, the newest first."""
    return _facts(list(_standing().filter(pk__in=_in_use()).order_by("-used_at", "-pk")[:500]))


def _standing() -> QuerySet[BankRow]:
    """Entries of statements that nobody took back."""
    return BankRow.objects.filter(withdrawn_at__isnull=True)


@once
def _booked_as() -> dict[int, int]:
    """Each entry that was used for a journal, and that journal, reversed or not."""
    return {
        number: journal
        for number, journal in BankRow.objects.filter(journal_id__isnull=False).values_list(
            "pk", "journal_id"
        )
        if journal is not None
    }


def _in_use() -> list[int]:
    """Entries whose journal the books hold."""
    used = _booked_as()
    away = gone(used.values())
    return [number for number, journal in used.items() if journal not in away]


def _facts(rows: list[BankRow]) -> tuple[BankEntryFacts, ...]:
    away = gone(row.journal_id for row in rows if row.journal_id is not None)
    for row in rows:
        if row.journal_id in away:
            # Its journal was reversed: it is nothing yet, and can be said to be something again.
            row.used_as = row.used_for = row.journal_id = row.used_by_id = row.used_at = None
    people = People({row.used_by_id for row in rows})
    booked = _booked(rows)
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
            booked=booked.get(row.pk),
            of_payment=getattr(row, "of_payment", False),
            of_payer=getattr(row, "of_payer", False),
        )
        for row in rows
    )


def _booked(rows: list[BankRow]) -> dict[int, int]:
    """Entries nobody used whose day and amount are those of one receipt or exchange in the books, by its journal.

    Two journals that fit, or a journal that another entry was used for, prove nothing and are not named.
    """
    open_rows = [row for row in rows if row.used_as is None]
    if not open_rows:
        return {}
    of_day: dict[tuple[int, date, str, int], set[int]] = {}
    for move in bank_moves({row.posted_date for row in open_rows}):
        key = (move.host, move.on, move.amount.currency, move.amount.minor)
        of_day.setdefault(key, set()).add(move.journal)
    used = set(_booked_as().values())
    met: dict[int, int] = {}
    for row in open_rows:
        fits = of_day.get((row.host_id, row.posted_date, row.currency, row.amount_minor), set()) - used
        if len(fits) == 1:
            met[row.pk] = next(iter(fits))
    return met
