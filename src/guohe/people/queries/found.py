"""Shares, people and their costs as the acting person may see them: the database shows nobody else's."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.timezone import localtime

from guohe.db.once import once
from guohe.funds.queries import lots
from guohe.identity.queries.sight import holds, holds_somewhere, hosts_held, see, see_people
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.people.domain.facts import ContractFacts, CostFacts, PersonFacts, Rate
from guohe.people.domain.shares import PersonMonth, months_of


@dataclass(frozen=True, slots=True)
class Rights:
    """What the acting person may do with the people of a grant, or of a whole host."""

    people: bool
    money: bool
    prepare: bool


def see_people_of(host_id: int, ref: str | None = None) -> Rights:
    """The rights of whoever may see people here. Raises Refused (ACC-603/604), naming who can."""
    see("view_people", host_id, ref)
    return Rights(True, holds("view_money", host_id, ref), holds("prepare", host_id, ref))


@dataclass(frozen=True, slots=True)
class HostRights:
    """Whether the acting person may add people to some host, or read its payrolls."""

    prepare: bool
    imports: bool


def see_anybody() -> HostRights:
    """The rights of whoever may see the people of a host or of any one grant. Raises Refused, naming who can."""
    if not holds_somewhere("view_people"):
        see_people()
    return HostRights(
        bool(hosts_held("view_people", "prepare")), bool(hosts_held("view_people", "view_money", "import"))
    )


@once
def months_in_view(ref: str | None = None) -> tuple[PersonMonth, ...]:
    """Every month of the people that one sees, or of those of one grant, with what lies elsewhere as one sum."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, month, ref, basis_points, before FROM people_shares_in_view(%s)", [ref]
        )
        return months_of(cursor.fetchall())


_PEOPLE = """
    SELECT p.id, p.number, p.host_id,
           (SELECT to_jsonb(n) FROM people_named AS n WHERE n.person_id = p.id ORDER BY n.number DESC LIMIT 1),
           (SELECT to_jsonb(c) FROM people_contract AS c WHERE c.person_id = p.id ORDER BY c.number DESC LIMIT 1),
           (SELECT jsonb_agg(to_jsonb(m) ORDER BY m.number) FROM people_monthlycost AS m WHERE m.person_id = p.id)
    FROM people_person AS p WHERE (%(ids)s::bigint[] IS NULL OR p.id = ANY (%(ids)s::bigint[])) ORDER BY p.number
"""


@once
def people_by_id(ids: frozenset[int] | None = None) -> dict[int, PersonFacts]:
    """These people, or all that one sees, by row; costs only for holders of view_money."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"ids": None if ids is None else sorted(ids)})
        return {row[0]: _person(*row) for row in cursor.fetchall()}


def _person(id: int, number: int, host: int, named: Any, contract: Any, costs: Any) -> PersonFacts:
    name, agreed, paid = (_read(each) for each in (named, contract, costs))
    by_month = {each["from_month"]: each for each in paid or []}
    return PersonFacts(
        id,
        number,
        host,
        Name(name["name_en"], name["name_zh_hant"], name["name_zh_hans"]) if name else Name("–", "–", "–"),
        ContractFacts(
            date.fromisoformat(agreed["starts"]),
            _day(agreed["ends"]),
            agreed["notice_months"],
            _day(agreed["permit_until"]),
            agreed["evidence"],
        )
        if agreed
        else None,
        tuple(
            CostFacts(
                date.fromisoformat(each["from_month"]),
                Money(each["currency"], each["amount_minor"]),
                each["source"],
            )
            for each in by_month.values()
        ),
    )


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def rate_of(ref: str) -> Rate | None:
    """The rate of the newest exchange of a grant that stands; None where the books have none."""
    found = [lot for lot in lots.of_fund(ref) if lot.rate and not lot.reversed]
    if not found:
        return None
    lot = found[-1]
    day = localtime(lot.dealt_at).date() if lot.dealt_at is not None else lot.opened_on
    return Rate(lot.cost.currency, lot.amount.currency, lot.rate or "", lot.source_ref, day)


def to_settle(ref: str, on: date) -> tuple[tuple[str, date, bool], ...]:
    """Before a grant closes: person, month, and whether it is above 100 % (or else paid after the end). Numbers, no names."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT person, month, above FROM people_to_settle(%s, %s)", [ref, on])
        return tuple((f"P-{number}", month, above) for number, month, above in cursor.fetchall())
