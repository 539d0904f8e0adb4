"""One credit may bring several instalments, and several credits one: all of it is booked, or none, and only to the last unit.

What lacks is one bank's charge, borne by the largest instalment; it has the bound of a single receipt's (``largest_charge``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from guohe.funds.operations.receive_instalment import receive
from guohe.funds.queries import lots
from guohe.grants.domain.facts import GrantFacts, InstalmentFacts
from guohe.grants.queries import find
from guohe.identity.operations.act_as import require
from guohe.imports.models import BankRow
from guohe.imports.operations.free_entry import (
    free_or_refuse,
    refuse_if_a_payment,
    refuse_if_to_come,
    said_of_balances,
    take_claims_back,
)
from guohe.imports.operations.record_receipt import (
    claim,
    key_of,
    nth_receipt,
    prove,
    refuse_if_received,
    refuse_if_too_much_is_kept,
    tell_recorded,
    use,
)
from guohe.imports.queries.bank import EntryNotFound
from guohe.imports.queries.categories import charge_category
from guohe.imports.queries.jobs import stop
from guohe.imports.queries.rows import day_in_books, memo_of, source_of
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money, total

# Between the instalments that one entry was used for; no reference holds it.
JOINED = ", "


def record_bundle(
    *, entry_id: int, instalment_refs: Sequence[str], balance: str = "", actor: int, now: datetime
) -> dict[str, int]:
    """Books one credit as several instalments; the journal of each.

    Refused as record_receipt is, for each instalment; IMP-533 when more lacks in all than one person books of the largest, MON-329 when
    more came than was sent. Needs ``import`` and ``prepare``.
    """
    with transaction.atomic():
        row = _free_row(entry_id, actor, now)
        why = said_of_balances([row], balance)
        credited = _credited(row)
        plans = [_expected(row, ref) for ref in instalment_refs]
        for _, plan in plans:
            _same_currency(credited, plan)
        sent = total(credited.currency, (plan.amount for _, plan in plans))
        charge = sent - credited
        bears = max(plans, key=lambda each: (each[1].amount.minor, each[1].ref))[1]
        refuse_if_too_much_is_kept(bears.amount, bears.amount - charge)
        take_claims_back(row, actor=actor, now=now)
        journals: dict[str, int] = {}
        for grant, plan in plans:
            part = plan.amount - charge if plan.ref == bears.ref else plan.amount
            on = day_in_books(grant.book, row)
            journals[plan.ref] = receive(
                book=grant.book,
                fund=grant.ref,
                source_ref=plan.ref,
                sent=plan.amount,
                credited=part,
                on=on,
                source=source_of(row),
                memo=memo_of(row, plan.ref, on),
                key=key_of(row, f"bundle {plan.ref} {nth_receipt(plan.ref, grant.ref)}"),
                charge_budget=charge_category(grant.ref),
            ).journal_id
            prove(row, plan.ref, "credited", actor, now, why=why)
            tell_recorded(row, plan.ref, journals[plan.ref], why=why, now=now)
        use(row, "receipt", JOINED.join(journals), next(iter(journals.values())), actor, now)
    return journals


def record_split(
    *, entry_ids: Sequence[int], instalment_ref: str, balance: str = "", actor: int, now: datetime
) -> int:
    """Books several credits as one instalment, on the day of the last of them; the journal's number.

    Refused as record_receipt is, for each credit. Needs ``import`` and ``prepare``.
    """
    with transaction.atomic():
        rows = sorted(
            (_free_row(each, actor, now) for each in sorted(entry_ids)),
            key=lambda each: (each.posted_date, each.pk),
        )
        why = said_of_balances(rows, balance)
        last = rows[-1]
        grant, plan = _expected(last, instalment_ref)
        for row in rows:
            _same_currency(_credited(row), plan)
        credited = total(plan.amount.currency, (_credited(row) for row in rows))
        refuse_if_too_much_is_kept(plan.amount, credited)
        on = day_in_books(grant.book, last)
        journal = receive(
            book=grant.book,
            fund=grant.ref,
            source_ref=plan.ref,
            sent=plan.amount,
            credited=credited,
            on=on,
            source=source_of(last),
            key=key_of(last, f"split {plan.ref} {nth_receipt(plan.ref, grant.ref)}"),
            charge_budget=charge_category(grant.ref),
            memo=memo_of(last, " ".join((plan.ref, *(source_of(row) for row in rows))), on),
        ).journal_id
        for row in rows:
            use(row, "receipt", plan.ref, journal, actor, now)
        # Only the last credit proves that all of it came.
        claim(last, plan.ref, "credited", actor, now, why=why)
        tell_recorded(last, plan.ref, journal, why=why, now=now)
    return journal


def journals_of(row: BankRow) -> list[int]:
    """Every journal by which the books hold what this entry brought, the newest first."""
    if row.journal_id is None:
        return []
    refs = (row.used_for or "").split(JOINED)
    if len(refs) == 1:
        return [row.journal_id]
    grants = frozenset(ref.rpartition("/T")[0] for ref in refs)
    held = {each.journal for each in lots.receipts_of(grants) if each.source_ref in refs}
    return sorted({row.journal_id, *held}, reverse=True)


def _free_row(number: int, actor: int, now: datetime) -> BankRow:
    row = BankRow.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise EntryNotFound(str(number))
    require(actor, "import", host_id=row.host_id, on=now.date())
    free_or_refuse(row, actor=actor, now=now)
    refuse_if_a_payment(row)
    refuse_if_to_come(row, now=now)
    return row


def _credited(row: BankRow) -> Money:
    return Money(row.currency, row.amount_minor)


def _expected(row: BankRow, ref: str) -> tuple[GrantFacts, InstalmentFacts]:
    """The grant and the plan of an instalment that has not been received."""
    grant_ref = ref.rpartition("/T")[0]
    grants = {grant.ref: grant for grant in find.all_grants() if grant.host_id == row.host_id}
    plan = next((plan for plan in find.instalments(grant_ref) if plan.ref == ref), None)
    if grant_ref not in grants or plan is None:
        raise Refused(stop("IMP-519", seen=ref))
    refuse_if_received(ref, grant_ref)
    return grants[grant_ref], plan


def _same_currency(credited: Money, plan: InstalmentFacts) -> None:
    if credited.minor <= 0 or credited.currency != plan.amount.currency:
        raise Refused(stop("IMP-514", seen=str(credited), wanted=plan.amount.currency))
