"""What every operation on a transfer or a statement shares: the rows it stands on, and the act it writes, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from guohe.audit.operations.record_fact import record
from guohe.grants.domain.facts import GrantFacts
from guohe.grants.domain.partners import (
    Deed,
    Partner,
    Statement,
    Transfer,
    fault,
    statement_named,
    transfer_named,
)
from guohe.grants.models import Grant, PartnerAct
from guohe.grants.operations.change_found import grant_row
from guohe.grants.queries import find
from guohe.grants.queries.partners import partner_of
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Ground:
    """The grant and its partner as they stand."""

    row: Grant
    grant: GrantFacts
    partner: Partner

    def transfer(self, number: int) -> Transfer:
        """Raises Refused (MON-367)."""
        for each in self.partner.transfers:
            if each.number == number:
                return each
        raise Refused(fault("MON-367", what=transfer_named(number), ref=self.grant.ref))

    def statement(self, number: int) -> Statement:
        """Raises Refused (MON-367)."""
        for each in self.partner.statements:
            if each.number == number:
                return each
        raise Refused(fault("MON-367", what=statement_named(number), ref=self.grant.ref))


def ground_of(ref: str, partner: int) -> Ground:
    """Raises GrantNotFound, and Refused (MON-376)."""
    row, grant = grant_row(ref), find.grant(ref)
    return Ground(row, grant, partner_of(grant, partner))


def write_act(
    ground: Ground,
    thing: Transfer | Statement,
    deed: Deed,
    *,
    on: date,
    amount: Money | None = None,
    evidence: str = "",
    note: str = "",
    actor: int,
    now: datetime,
) -> None:
    """The next act on a thing. Raises Refused (MON-378) when somebody else was first."""
    kind, sign = ("transfer", "P") if isinstance(thing, Transfer) else ("statement", "S")
    try:
        with transaction.atomic():
            PartnerAct.objects.create(
                host_id=ground.row.host_id,
                grant=ground.row,
                partner=ground.partner.number,
                thing=kind,
                number=thing.number,
                step=len(thing.acts) + 1,
                deed=deed.value,
                happened_on=on,
                currency=amount.currency if amount is not None else "",
                amount_minor=amount.minor if amount is not None else None,
                evidence=evidence.strip(),
                note=note.strip(),
                recorded_by_id=actor,
                recorded_at=now,
            )
    except IntegrityError as refused:
        raced = (
            "partner_act_once",
            "does not follow",
            "confirmed once",
            "counted up to",
            "take the use back first",
        )
        if not any(words in str(refused) for words in raced):
            raise
        raise Refused(fault("MON-378", what=f"{sign}-{thing.number}")) from None
    record(
        host_id=ground.row.host_id,
        action=f"grants.partner_{deed.value}",
        subject=f"partner:{ground.grant.ref}/{ground.partner.number}",
        details={kind: thing.number},
        now=now,
    )
