"""Entries of bank statements, as read, with what each turned out to be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.expressions import BaseExpression
from django.db.models.functions import JSONObject, RowNumber

from guohe.funds.queries.lots import BANK_MOVES, IsBankMove
from guohe.funds.queries.turned import IsGone
from guohe.identity.queries.accounts import naming
from guohe.imports.models import BankRow, Job
from guohe.imports.queries.rows import maybe_name, name_or_number
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.kernel.private_numbers import masked
from guohe.payments.queries.movements import is_of_a_payment, leaves_from, pays

# The entries of a list; beside each the one receipt or exchange in the books that it is, and that nobody used an entry for.
_WITH_BOOKED: Final = """
    WITH entry AS MATERIALIZED ({entries}), asked AS (SELECT DISTINCT posted_date AS day FROM entry WHERE nothing_yet),
    move AS MATERIALIZED (
        SELECT moved.* FROM ({moves}) AS moved
        WHERE NOT EXISTS (SELECT FROM imports_bank_entry AS used WHERE used.journal_id = moved.journal_id)
    )
    SELECT entry.*, found.booked, found.received
    FROM entry LEFT JOIN LATERAL (
        SELECT min(move.journal_id) AS booked, bool_and(move.received) AS received FROM move
        WHERE nothing_yet AND (move.host_id, move.opened_on, move.currency, move.amount)
            = (entry.host_id, entry.posted_date, entry.currency, entry.amount_minor)
        HAVING count(*) = 1
    ) AS found ON true
    ORDER BY entry.nth
"""


class EntryNotFound(LookupError):
    """No bank entry of this number is visible to the acting person."""


@dataclass(frozen=True, slots=True)
class MoneyOut:
    """What of money out a higher context asks for: all else that left an account of the host, its salaries and rents, is no matter of it.

    ``largest`` is the most that a bank may keep, in minor units by currency; ``words`` are those by which a line says that it went back.
    """

    largest: Mapping[str, int]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Undone:
    """Who undid the statement of an entry, when and why."""

    who: Name
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class BankEntryFacts:
    """One entry. ``booked`` is a journal of the same day and amount that was not made from a statement, ``received`` whether that is a receipt. Money in is positive. ``balance_agrees`` is None where the file states no balance. Told by ``not_used`` alone: ``of_payment``, the line is a payment of ours, its return or its charge; ``of_payer``, payments of ours leave its account.

    Of its statement, as the account remembered it when it was read: ``cut``, where its bank cuts a name (0: it does not), and
    ``charges``, where it books charges and then its words for them; ``read_at``, when it was read; ``undone``, if it was.
    ``told`` is what a higher context asked with it.
    """

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
    received: bool = False
    of_payment: bool = False
    of_payer: bool = False
    cut: int = 0
    charges: tuple[str, ...] = ("",)
    read_at: datetime | None = None
    undone: Undone | None = None
    told: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def shown(self) -> str:
        """The narrative for a reader: a bank or identity number in it keeps its last four figures."""
        return masked(self.narrative)


def of_job(number: int) -> tuple[BankEntryFacts, ...]:
    """The entries that one statement brought, in the order of its rows."""
    return _read(_asked(BankRow.objects.filter(job_id=number), "row_number"))


def entry(number: int) -> BankEntryFacts:
    """One entry. Raises EntryNotFound."""
    found = _read(_asked(BankRow.objects.filter(pk=number), "pk"))
    if not found:
        raise EntryNotFound(str(number))
    return found[0]


def of_undone_statements(host: int) -> tuple[BankEntryFacts, ...]:
    """Entries that went with their statement when it was undone, the newest first."""
    rows = BankRow.objects.filter(host_id=host, withdrawn_at__isnull=False)
    return _read(_asked(rows, "-withdrawn_at", "-pk"))


def is_withdrawn(entry: str) -> Exists:
    """In a question of a higher context: whether the entry in its field went with its statement when that was undone."""
    return Exists(BankRow.objects.filter(pk=OuterRef(entry), withdrawn_at__isnull=False))


def read_again_as(entry: str) -> Subquery:
    """In a question of a higher context: of an entry that went with its statement, the one by which the same line stands now."""
    gone = BankRow.objects.filter(pk=OuterRef(entry), withdrawn_at__isnull=False)
    return Subquery(gone.annotate(now=Subquery(_same_line_now())).values("now"))


def _same_line_now() -> QuerySet[BankRow, Any]:
    same = BankRow.objects.filter(
        host_id=OuterRef("host_id"), fingerprint=OuterRef("fingerprint"), withdrawn_at__isnull=True
    )
    return same.values("pk")[:1]


def read_again(host: int) -> dict[int, int | None]:
    """Each entry of an undone statement, and the entry by which the same line stands now if it was read again."""
    rows = BankRow.objects.filter(host_id=host, withdrawn_at__isnull=False)
    return dict(rows.annotate(now=Subquery(_same_line_now())).values_list("pk", "now"))


def not_used(
    *, asking: Mapping[str, BaseExpression] | None = None, out: MoneyOut | None = None
) -> tuple[BankEntryFacts, ...]:
    """Every entry that nobody has said anything about, oldest first; ``asking`` is asked with them and stands in ``told``.

    With ``out``, of money out only what a payment, a charge or money that went back may be. A credit is never left out.
    """
    return _read(_not_used(asking, None, out))


def not_used_and_used(
    *,
    asking: Mapping[str, BaseExpression] | None = None,
    host: int | None = None,
    out: MoneyOut | None = None,
) -> tuple[tuple[BankEntryFacts, ...], tuple[BankEntryFacts, ...]]:
    """What ``not_used`` and ``used`` give, in one question; with ``host`` that host's alone."""
    found = _read(_not_used(asking, host, out), _used(asking, host))
    return (
        tuple(each for each in found if each.journal_id is None),
        tuple(each for each in found if each.journal_id is not None),
    )


def credits_since(host: int, currency: str, since: date) -> tuple[tuple[date, Money], ...]:
    """Credits of a host's accounts in a currency, from a day on, of which nobody has said what they are, oldest first."""
    rows = BankRow.objects.filter(
        withdrawn_at__isnull=True,
        host_id=host,
        currency=currency,
        amount_minor__gt=0,
        posted_date__gte=since,
        journal_id__isnull=True,
    )
    found = rows.order_by("posted_date", "pk").values_list("posted_date", "amount_minor")[:20]
    return tuple((on, Money(currency, minor)) for on, minor in found)


def used() -> tuple[BankEntryFacts, ...]:
    """Entries that somebody said what they are, the newest first."""
    return _read(_used(None, None))


def _not_used(
    asking: Mapping[str, BaseExpression] | None, host: int | None, out: MoneyOut | None
) -> QuerySet[BankRow]:
    rows = _of_host(_standing(in_use=False), host).annotate(
        of_payment=is_of_a_payment("pk"), of_payer=leaves_from("host_id", "account_mask", "currency")
    )
    if out is not None:
        rows = rows.filter(_may_matter(out))
    return _asked(rows, "posted_date", "pk", asking=asking)


def _used(asking: Mapping[str, BaseExpression] | None, host: int | None) -> QuerySet[BankRow]:
    rows = _of_host(_standing(in_use=True), host).annotate(of_payment=Value(False), of_payer=Value(False))
    return _asked(rows, "-used_at", "-pk", asking=asking)


def _of_host(rows: QuerySet[BankRow], host: int | None) -> QuerySet[BankRow]:
    return rows if host is None else rows.filter(host_id=host)


def _may_matter(out: MoneyOut) -> Q:
    """A credit; or money out of a host or an account that pays, that went back or says so, that may be a charge beside a credit
    of its account, or that the books hold."""
    largest = Case(
        *(When(currency=currency, then=Value(minor)) for currency, minor in out.largest.items()),
        default=Value(0),
        output_field=BigIntegerField(),
    )
    same = BankRow.objects.filter(
        host_id=OuterRef("host_id"),
        account_mask=OuterRef("account_mask"),
        currency=OuterRef("currency"),
        withdrawn_at__isnull=True,
    )
    credited = same.filter(amount_minor__gt=0)
    went_back = credited.annotate(largest=largest).filter(
        amount_minor__gte=-1 * OuterRef("amount_minor"),
        amount_minor__lte=F("largest") - OuterRef("amount_minor"),
        posted_date__lte=OuterRef("posted_date"),
    )
    charged_before = same.filter(used_as="charge", amount_minor=OuterRef("amount_minor"))
    small = Q(amount_minor__gte=-1 * largest)
    says_so = Q()
    for word in out.words:
        says_so |= Q(narrative__icontains=word)
    return (
        Q(amount_minor__gt=0)
        | Q(of_payer=True)
        | Q(of_payment=True)
        | Q(pays("host_id"))
        | says_so
        | (small & Q(Exists(credited)))
        | Q(Exists(went_back))
        | Q(Exists(charged_before))
        | Q(IsBankMove("host_id", "posted_date", "currency", "amount_minor"))
    )


def _standing(*, in_use: bool) -> QuerySet[BankRow]:
    """Entries of statements that nobody took back, ``in_use`` those whose journal the books hold."""
    held = Case(
        When(Q(journal_id__isnull=False) & Q(gone=False), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    rows = BankRow.objects.filter(withdrawn_at__isnull=True).annotate(gone=IsGone("journal_id"), held=held)
    return rows.filter(held=in_use)


def _asked(
    rows: QuerySet[BankRow],
    *order: str,
    asking: Mapping[str, BaseExpression] | None = None,
) -> QuerySet[BankRow]:
    """The entries in this order, each with its statement, who said what it is, and whether it is nothing yet."""
    statement = Job.objects.filter(pk=OuterRef("job_id")).values(
        told=JSONObject(
            cut="reading__cut",
            charges="reading__charges",
            read_at="prepared_at",
            undone_by="reversed_by_id",
            undoer=naming("reversed_by_id"),
            undone_at="reversed_at",
            why="reverse_reason",
        )
    )
    nothing = Case(
        When(Q(used_as__isnull=True) | Q(gone=True), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    return (
        rows.annotate(gone=IsGone("journal_id"))
        .annotate(
            nothing_yet=nothing,
            who=naming("used_by_id"),
            statement=Subquery(statement),
            beside=JSONObject(**asking) if asking else Value("{}"),
            nth=Window(RowNumber(), order_by=list(order)),
        )
        .order_by("nth")
    )


def _read(*lists: QuerySet[BankRow]) -> tuple[BankEntryFacts, ...]:
    """The entries of one or several lists, which were asked alike, in one question."""
    asked = [rows.query.sql_with_params() for rows in lists]
    entries = " UNION ALL ".join(f"({sql})" for sql, _ in asked)
    values = [value for _, told in asked for value in told]
    rows = BankRow.objects.raw(_WITH_BOOKED.format(entries=entries, moves=BANK_MOVES), values)
    return tuple(_facts(row) for row in rows)


def _facts(row: Any) -> BankEntryFacts:
    if row.gone:
        # Its journal was reversed: it is nothing yet, and can be said to be something again.
        row.used_as = row.used_for = row.journal_id = row.used_by_id = row.used_at = None
    who = json.loads(row.who) if row.who and row.used_by_id else None
    statement = json.loads(row.statement) if row.statement else {}
    return BankEntryFacts(
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
        used_by=maybe_name(row.used_by_id, who),
        used_at=row.used_at,
        booked=row.booked,
        received=bool(row.received),
        of_payment=getattr(row, "of_payment", False),
        of_payer=getattr(row, "of_payer", False),
        cut=statement.get("cut") or 0,
        charges=tuple(statement.get("charges") or ("",)),
        read_at=datetime.fromisoformat(statement["read_at"]) if statement else None,
        undone=_undone(statement),
        told=json.loads(row.beside),
    )


def _undone(statement: Mapping[str, Any]) -> Undone | None:
    if not statement or statement["undone_by"] is None or statement["undone_at"] is None:
        return None
    return Undone(
        name_or_number(statement["undone_by"], statement["undoer"]),
        datetime.fromisoformat(statement["undone_at"]),
        statement["why"] or "",
    )
