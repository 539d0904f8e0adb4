"""A credit on the bank's own statement is the receipt of one instalment; what the bank kept is its charge, and nothing else is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from guohe.funds.operations.receive_instalment import receive
from guohe.funds.queries import lots
from guohe.grants.domain.facts import GrantFacts, InstalmentFacts
from guohe.grants.operations.state_claim import state_claim
from guohe.grants.queries import find
from guohe.identity.domain.capabilities import Word
from guohe.identity.operations.act_as import require
from guohe.imports.domain.charges import largest_charge
from guohe.imports.models import BankRow
from guohe.imports.operations.free_entry import (
    evidence_of,
    free_or_refuse,
    refuse_if_a_payment,
    refuse_if_to_come,
    said_of_balances,
    take_claims_back,
)
from guohe.imports.operations.recorded import recorded
from guohe.imports.queries.bank import EntryNotFound
from guohe.imports.queries.categories import charge_category
from guohe.imports.queries.jobs import stop
from guohe.imports.queries.rows import day_in_books, memo_of, source_of
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Expected:
    """A free credit, held until the transaction ends, and the instalment that it is said to be."""

    row: BankRow
    grant: GrantFacts
    plan: InstalmentFacts
    credited: Money


def record_receipt(
    *, entry_id: int, instalment_ref: str, balance: str = "", actor: int, now: datetime
) -> int:
    """Books a credit as an instalment of a grant, states that it was credited, and returns the journal's number.

    A credit of a closed period is booked on the first open day after it, with its true day beside it; it was credited on that day.
    The sent amount is the instalment's; sent less credited is the bank's charge. Refused: the entry is used already (IMP-513) or
    waits for a second person (IMP-222), is no credit in the award's currency (IMP-514) or of a day to come (IMP-210), unknown instalment (IMP-519), it was
    received before (IMP-529), the balance beside it does not agree and ``balance`` does not say why the amount is right (IMP-350), more lacks than one person books as a charge (IMP-533, see prepare_charge), or more came than was
    sent (MON-329). Needs the capabilities ``import`` and ``prepare``.
    """
    with transaction.atomic():
        row = BankRow.objects.filter(pk=entry_id).first()
        if row is None:
            raise EntryNotFound(str(entry_id))
        require(actor, "import", host_id=row.host_id, on=now.date())
        found = expected(entry_id=entry_id, instalment_ref=instalment_ref, actor=actor, now=now)
        why = said_of_balances([found.row], balance)
        refuse_if_too_much_is_kept(found.plan.amount, found.credited)
        return book(found, why=why, actor=actor, now=now)


def expected(*, entry_id: int, instalment_ref: str, actor: int, now: datetime) -> Expected:
    """The credit and the instalment, refused as record_receipt is; the door asks for the capabilities."""
    row = BankRow.objects.select_for_update().filter(pk=entry_id).first()
    if row is None:
        raise EntryNotFound(str(entry_id))
    free_or_refuse(row, actor=actor, now=now)
    refuse_if_a_payment(row)
    refuse_if_to_come(row, now=now)
    grant_ref, _, _ = instalment_ref.rpartition("/T")
    grants = {grant.ref: grant for grant in find.all_grants() if grant.host_id == row.host_id}
    plan = next((plan for plan in find.instalments(grant_ref) if plan.ref == instalment_ref), None)
    if grant_ref not in grants or plan is None:
        raise Refused(stop("IMP-519", seen=instalment_ref))
    credited = Money(row.currency, row.amount_minor)
    if credited.minor <= 0 or credited.currency != plan.amount.currency:
        raise Refused(stop("IMP-514", seen=str(credited), wanted=plan.amount.currency))
    refuse_if_received(instalment_ref, grant_ref)
    return Expected(row, grants[grant_ref], plan, credited)


def book(found: Expected, *, why: str = "", actor: int, now: datetime, needs: Word = "prepare") -> int:
    """Posts the receipt, remembers what the credit was and states it; ``needs`` is the capability of the one who posts.

    ``why`` was said of a balance that does not agree: the fact and the claim keep it. Refused where the log may not (IMP-530).
    """
    row, grant, ref = found.row, found.grant, found.plan.ref
    on = day_in_books(grant.book, row)
    posted = receive(
        book=grant.book,
        fund=grant.ref,
        source_ref=ref,
        sent=found.plan.amount,
        credited=found.credited,
        on=on,
        source=source_of(row),
        memo=memo_of(row, ref, on),
        key=key_of(row, nth_receipt(ref, grant.ref)),
        charge_budget=charge_category(grant.ref),
    )
    use(row, "receipt", ref, posted.journal_id, actor, now)
    claim(row, ref, "credited", actor, now, why=why, needs=needs)
    tell_recorded(row, ref, posted.journal_id, why=why, now=now)
    return posted.journal_id


def tell_recorded(row: BankRow, instalment_ref: str, journal: int, *, why: str, now: datetime) -> None:
    """The fact that a credit was recorded as an instalment, and ``why`` although its balance does not agree."""
    recorded(
        host_id=row.host_id,
        action="imports.receipt_recorded",
        subject=f"instalment:{instalment_ref}",
        details={"entry": row.pk, "journal": journal, **({"balance": why} if why else {})},
        now=now,
    )


def refuse_if_too_much_is_kept(sent: Money, credited: Money) -> None:
    """What lacks may be a part payment, and is called a charge by two people or not at all (IMP-533)."""
    charge, largest = sent - credited, largest_charge(sent)
    if charge.minor > largest.minor:
        raise Refused(
            stop("IMP-533", sent=str(sent), credited=str(credited), charge=str(charge), largest=str(largest))
        )


def refuse_if_received(instalment_ref: str, grant_ref: str) -> None:
    """An instalment arrives once; money that a reversal took away again does not count."""
    for lot in lots.of_fund(grant_ref):
        if lot.source_ref == instalment_ref and lot.parent is None and not lot.reversed:
            raise Refused(
                stop(
                    "IMP-529", ref=instalment_ref, journal=f"J-{lot.journal_id}", on=lot.opened_on.isoformat()
                )
            )


def nth_receipt(instalment_ref: str, grant_ref: str) -> str:
    """A receipt after a reversed one is another journal: its key tells how many were reversed before it."""
    before = sum(
        lot.source_ref == instalment_ref and lot.parent is None and lot.reversed
        for lot in lots.of_fund(grant_ref)
    )
    return f"receipt {before + 1}" if before else "receipt"


def use(row: BankRow, used_as: str, used_for: str, journal_id: int, actor: int, now: datetime) -> None:
    """Remembers what an entry was, and by which journal."""
    row.used_as, row.used_for, row.journal_id = used_as, used_for, journal_id
    row.used_by_id, row.used_at = actor, now
    row.save(update_fields=["used_as", "used_for", "journal_id", "used_by", "used_at"])


def claim(
    row: BankRow,
    instalment_ref: str,
    station: str,
    actor: int,
    now: datetime,
    *,
    why: str = "",
    needs: Word = "prepare",
) -> None:
    """States the station that a bank line proves, with the file and row as its evidence; what it proved before goes."""
    take_claims_back(row, actor=actor, now=now, needs=needs)
    prove(row, instalment_ref, station, actor, now, why=why, needs=needs)


def prove(
    row: BankRow,
    instalment_ref: str,
    station: str,
    actor: int,
    now: datetime,
    *,
    why: str = "",
    needs: Word = "prepare",
) -> None:
    """States the station beside what the line proves already: one credit may bring several instalments.

    ``why`` was said of a balance that does not agree, and stands beside the row's name.
    """
    state_claim(
        instalment_ref=instalment_ref,
        station=station,
        happened_on=row.posted_date,
        source="bank statement",
        evidence=evidence_of(row),
        reference=f"{source_of(row)}: {why}" if why else source_of(row),
        actor=actor,
        now=now,
        needs=needs,
    )


def key_of(row: BankRow, what: str) -> UUID:
    """The key of the journal that one entry makes: the same for every retry."""
    return uuid5(NAMESPACE_URL, f"guohe:imports:bank:{row.host_id}:{row.fingerprint}:{what}")
