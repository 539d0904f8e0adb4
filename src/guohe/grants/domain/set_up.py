"""An agreement is consistent when its instalments add to the award and its dates and shares stay inside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import Money, total
from guohe.kernel.names import Name
from guohe.kernel.references import LONGEST, addressable, proposed


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


@dataclass(frozen=True, slots=True)
class Equipment:
    """A model as the agreement names it; ``priced_on`` is the day of the price, ``source`` the annex or letter that shows it."""

    model: str
    description: str
    price: Money | None = None
    priced_on: date | None = None
    purpose: str = ""
    sharing: str = ""
    source: str = ""


def check_agreement(agreement: Agreement, *, taken: bool) -> Iterator[Finding]:
    """Every inconsistency of the agreement, in the order of its pages."""
    yield from check_reference(agreement.ref, taken=taken)
    yield from check_days(agreement.starts, agreement.ends)
    yield from check_instalments(agreement.total, [plan.amount for plan in agreement.instalments])
    yield from check_codes(agreement.project_codes)
    yield from check_share(agreement.partner_share, agreement.total)


def check_reference(ref: str, *, taken: bool) -> Iterator[Finding]:
    """An address holds the reference (RUL-910), which names one grant (BUD-214)."""
    if not addressable(ref):
        example = proposed(ref) or "N_PolyU504-18"
        yield Finding(
            "RUL-910", Level.STOP, Place(pointer="ref"), {"ref": ref[:LONGEST], "proposed": example}
        )
    if taken:
        yield Finding("BUD-214", Level.STOP, Place(pointer="ref"), {"ref": ref})


def check_days(starts: date, ends: date) -> Iterator[Finding]:
    """A project has at least one day (BUD-213); ``ends`` is the first day after it, and its last day is what is quoted."""
    if starts >= ends:
        last = ends - timedelta(days=1)
        yield Finding(
            "BUD-213",
            Level.STOP,
            Place(pointer="last_day"),
            {"starts": starts.isoformat(), "ends": last.isoformat()},
        )


def check_instalments(award: Money, planned: Iterable[Money]) -> Iterator[Finding]:
    """The award and each instalment are above nothing (RUL-912), and the instalments add to the award, to the fen (BUD-211)."""
    amounts = list(planned)
    for amount in (award, *amounts):
        if amount.minor <= 0:
            yield Finding("RUL-912", Level.STOP, Place(pointer="instalments"), {"amount": str(amount)})
    added = total(award.currency, amounts)
    if added != award:
        yield Finding(
            "BUD-211",
            Level.STOP,
            Place(pointer="instalments"),
            {"sum": str(added), "total": str(award), "apart": str(abs(added - award))},
        )


def check_codes(codes: Sequence[str]) -> Iterator[Finding]:
    """A grant has at least one project code, by which listings name it, and each once (RUL-913)."""
    if not codes or len(set(codes)) < len(codes):
        seen = ", ".join(codes) or "-"
        yield Finding("RUL-913", Level.STOP, Place(pointer="project_codes"), {"seen": seen})


def check_share(share: Money, award: Money) -> Iterator[Finding]:
    """The partner's share lies between nothing and the award (BUD-212)."""
    if share > award or share.minor < 0:
        yield Finding(
            "BUD-212",
            Level.STOP,
            Place(pointer="partner_share"),
            {"share": str(share), "total": str(award)},
        )
