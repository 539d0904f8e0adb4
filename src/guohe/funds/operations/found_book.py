"""A host's book is opened whole: its monthly periods and the accounts that receipts, exchanges and orders look for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.funds.domain.new_book import MOST_MONTHS, NewBook, check_new_book
from guohe.funds.operations.open_books import open_book, open_months, open_standard_accounts
from guohe.funds.queries.books import BookFacts, book_facts
from guohe.identity.operations.act_as import require
from guohe.identity.queries import permission_to
from guohe.kernel.findings import Finding, Level, Refused


def found_book(*, host_id: int, plan: NewBook, actor: int, now: datetime) -> BookFacts:
    """Opens the book with its periods and standard accounts, whole or not at all; asked for again, it is what is there.

    Refused with every finding at once (MON-349, MON-350, MON-355, MON-356), and when the code names a book that was
    opened otherwise (MON-384). Needs the capability ``administer`` or ``prepare`` for the host.
    """
    _require(actor, host_id, now)
    findings = tuple(check_new_book(plan))
    if findings:
        raise Refused(*findings)
    first = plan.first_day.replace(day=1)
    with transaction.atomic():
        book = open_book(host_id=host_id, code=plan.code, name=plan.name.strip(), on=first)
        open_months(book=book, first=first, count=plan.months)
        open_standard_accounts(book=book, currencies=plan.currencies, on=first)
        record(
            host_id=host_id,
            action="funds.book_opened",
            subject=f"book:{plan.code}",
            details={
                "first": first.isoformat(),
                "months": plan.months,
                "currencies": " ".join(plan.currencies),
            },
            now=now,
        )
    return book_facts(book)


def extend_book(*, book: int, months: int, actor: int, now: datetime) -> BookFacts:
    """Opens the next ``months`` after the book's last period. Refused (MON-355) for a number out of reach."""
    facts = book_facts(book)
    _require(actor, facts.host_id, now)
    if not 1 <= months <= MOST_MONTHS:
        raise Refused(Finding("MON-355", Level.STOP, values={"seen": str(months), "most": str(MOST_MONTHS)}))
    with transaction.atomic():
        open_months(book=book, first=facts.next_day, count=months)
        record(
            host_id=facts.host_id,
            action="funds.book_extended",
            subject=f"book:{facts.code}",
            details={"from": facts.next_day.isoformat(), "months": months},
            now=now,
        )
    return book_facts(book)


def _require(actor: int, host_id: int, now: datetime) -> None:
    """The administrator makes the first book; whoever prepares may make the next."""
    on = now.date()
    may_administer = permission_to("administer", account=actor, host=host_id, on=on).allowed
    require(actor, "administer" if may_administer else "prepare", host_id=host_id, on=on)
