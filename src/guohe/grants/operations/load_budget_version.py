"""An approved budget is stored as the next version and limits spending from then on; the old ones stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.funds.operations.load_budget import BudgetLimit, load_budget
from guohe.grants.domain.facts import BudgetRowFacts, limits_of
from guohe.grants.models import BudgetRow, BudgetVersion, Grant
from guohe.grants.operations.refusals import told_in_words
from guohe.grants.queries import find
from guohe.grants.queries.find import GrantNotFound
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.money import Money
from guohe.programmes.domain.packs import Kind
from guohe.programmes.queries.packs import pack


@told_in_words
def load_budget_version(
    *,
    ref: str,
    approved_on: date,
    unit: str,
    rows: Sequence[BudgetRowFacts],
    file_digest: str,
    actor: int,
    now: datetime,
    approved_by: int | None = None,
) -> int:
    """Writes the next version of a grant's budget and returns its number.

    ``unit`` is the unit of the source table (yuan or wan); amounts are already in minor units. The leaf rows (those with a
    category) become the limits in the books. ``approved_by`` is the account that granted a change of the first version. Of
    two people loading at once, one is refused by the version's number. Raises Refused for a closed grant (BUD-468), and
    from the books when spending already exceeds a new limit or that account granted no such change (MON-553).
    """
    grant = Grant.objects.filter(ref=ref).first()
    if grant is None:
        raise GrantNotFound(ref)
    require(actor, "prepare", host_id=grant.host_id, on=now.date())
    if find.grant(ref).closed_on is not None:
        raise Refused(Finding("BUD-468", Level.STOP, values={"ref": ref}))
    with transaction.atomic():
        number = BudgetVersion.objects.filter(grant=grant).count() + 1
        version = BudgetVersion.objects.create(
            host_id=grant.host_id,
            grant=grant,
            number=number,
            approved_on=approved_on,
            unit=unit,
            file_digest=file_digest,
            loaded_by_id=actor,
            loaded_at=now,
        )
        BudgetRow.objects.bulk_create(
            BudgetRow(
                host_id=grant.host_id,
                version=version,
                position=row.position,
                category=row.category,
                name=row.name,
                level=row.level,
                amount_minor=row.amount.minor,
            )
            for row in rows
        )
        load_budget(
            fund=grant.fund,
            version=number,
            lines=[*_limits(rows), *_charges(grant, rows)],
            approved_by=approved_by,
        )
        record(
            host_id=grant.host_id,
            action="grants.budget_loaded",
            subject=f"grant:{ref}",
            details={"version": number, "approved_on": approved_on.isoformat()},
            now=now,
        )
    return number


def _limits(rows: Sequence[BudgetRowFacts]) -> list[BudgetLimit]:
    return [BudgetLimit(code, amount, enforced=True) for code, amount in limits_of(rows).items()]


def _charges(grant: Grant, rows: Sequence[BudgetRowFacts]) -> list[BudgetLimit]:
    """What a bank takes before the money arrives is nobody's plan: it is counted on a line of its own, without a limit."""
    planned = {row.category for row in rows}
    return [
        BudgetLimit(category.code, Money(grant.currency, 0), enforced=False)
        for category in pack(grant.pack, grant.pack_version).categories
        if category.kind is Kind.CHARGE and category.code not in planned
    ]
