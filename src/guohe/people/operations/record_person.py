"""A person is recorded by the host's people who may prepare and see people; a change is the next row, nothing is rewritten."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from guohe.audit.operations.record_fact import record
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Refused
from guohe.kernel.names import Name
from guohe.people.domain.facts import ContractFacts, CostFacts
from guohe.people.domain.told import stop
from guohe.people.models import Contract, MonthlyCost, Named, Person
from guohe.people.operations.written_once import written_once


def add_person(*, host_id: int, name: Name, actor: int, now: datetime) -> int:
    """Writes a person with a name and returns the number. Raises Refused without ``prepare`` and ``view_people``."""
    _require(host_id, actor, now)
    with written_once():
        last = newest(host_id)
        row = Person.objects.create(
            host_id=host_id,
            number=last.number + 1 if last is not None else 1,
            recorded_by_id=actor,
            recorded_at=now,
        )
        _name(row, name, actor, now)
        _told(row, "people.added", now)
    return row.number


def name_person(*, host_id: int, number: int, name: Name, actor: int, now: datetime) -> None:
    """Writes what a person is called from now on; the earlier name stays. Raises Refused (PPL-101 for nobody)."""
    _require(host_id, actor, now)
    row = person_row(host_id, number)
    with written_once():
        _name(row, name, actor, now)
        _told(row, "people.named", now)


def record_contract(*, host_id: int, number: int, contract: ContractFacts, actor: int, now: datetime) -> None:
    """Writes the contract that holds from now on; the earlier ones stay. Raises Refused (PPL-101 for nobody)."""
    _require(host_id, actor, now)
    row = person_row(host_id, number)
    with written_once():
        Contract.objects.create(
            **_next(Contract, row, actor, now),
            starts=contract.starts,
            ends=contract.ends,
            notice_months=contract.notice_months,
            permit_until=contract.permit_until,
            evidence=contract.evidence,
        )
        _told(row, "people.contract", now)


def record_cost(*, host_id: int, number: int, cost: CostFacts, actor: int, now: datetime) -> None:
    """Writes what a month costs from a month on. Raises Refused without ``view_money`` too (PPL-101 for nobody)."""
    _require(host_id, actor, now)
    require(actor, "view_money", host_id=host_id, on=now.date())
    row = person_row(host_id, number)
    with written_once():
        MonthlyCost.objects.create(
            **_next(MonthlyCost, row, actor, now),
            from_month=cost.from_month,
            currency=cost.amount.currency,
            amount_minor=cost.amount.minor,
            source=cost.source,
        )
        _told(row, "people.cost", now)


def newest(host_id: int) -> Person | None:
    """The person of a host with the highest number."""
    return Person.objects.filter(host_id=host_id).order_by("-number").first()


def person_row(host_id: int, number: int) -> Person:
    """The person of a number. Raises Refused (PPL-101)."""
    row = Person.objects.filter(host_id=host_id, number=number).first()
    if row is None:
        raise Refused(stop("PPL-101", "person", code=f"P-{number}"))
    return row


def _require(host_id: int, actor: int, now: datetime) -> None:
    require(actor, "prepare", host_id=host_id, on=now.date())
    require(actor, "view_people", host_id=host_id, on=now.date())


def _next(
    table: type[Named] | type[Contract] | type[MonthlyCost], row: Person, actor: int, now: datetime
) -> dict[str, Any]:
    # The rows of one person that are written at the same moment follow each other.
    count = table.objects.filter(person=row).count()
    return {
        "host_id": row.host_id,
        "person": row,
        "number": count + 1,
        "recorded_by_id": actor,
        "recorded_at": now,
    }


def _name(row: Person, name: Name, actor: int, now: datetime) -> None:
    Named.objects.create(
        **_next(Named, row, actor, now),
        name_en=name.en,
        name_zh_hant=name.zh_hant,
        name_zh_hans=name.zh_hans,
    )


def _told(row: Person, action: str, now: datetime) -> None:
    # The log is read by more people than may see a name or a salary: it holds the number alone.
    record(host_id=row.host_id, action=action, subject=f"person:P-{row.number}", details={}, now=now)
