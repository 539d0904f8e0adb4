"""An agreement is consistent when its instalments add to the award and its dates and shares stay inside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import Money, total
from guohe.kernel.names import Name


@dataclass(frozen=True, slots=True)
class PlannedInstalment:
    """A payment as the agreement plans it."""

    amount: Money
    due_date: date | None = None
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the agreement says; ``ends`` is the first day after the project."""

    ref: str
    title: Name
    unit_code: str
    funder: Name
    pack: str
    pack_version: str
    total: Money
    starts: date
    ends: date
    instalments: tuple[PlannedInstalment, ...]
    project_codes: tuple[str, ...]
    fx_policy: str
    lot_policy: str
    partner: Name
    partner_share: Money


def check_agreement(agreement: Agreement, *, taken: bool) -> Iterator[Finding]:
    """Every inconsistency of the agreement, in the order of its pages."""
    if taken:
        yield Finding("BUD-214", Level.STOP, Place(pointer="ref"), {"ref": agreement.ref})
    if agreement.starts >= agreement.ends:
        yield Finding(
            "BUD-213",
            Level.STOP,
            Place(pointer="ends"),
            {"starts": agreement.starts.isoformat(), "ends": agreement.ends.isoformat()},
        )
    planned = total(agreement.total.currency, (plan.amount for plan in agreement.instalments))
    if planned != agreement.total:
        yield Finding(
            "BUD-211",
            Level.STOP,
            Place(pointer="instalments"),
            {
                "sum": str(planned),
                "total": str(agreement.total),
                "apart": str(abs(planned - agreement.total)),
            },
        )
    if agreement.partner_share > agreement.total or agreement.partner_share.minor < 0:
        yield Finding(
            "BUD-212",
            Level.STOP,
            Place(pointer="partner_share"),
            {"share": str(agreement.partner_share), "total": str(agreement.total)},
        )
