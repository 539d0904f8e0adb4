"""What an account may do on a day, read once, judged by the domain."""

from __future__ import annotations

import json
from datetime import date
from typing import Final, cast

from django.contrib.postgres.fields import ArrayField
from django.db.models import Q, QuerySet, TextField
from django.db.models.expressions import RawSQL

from guohe.db.once import once
from guohe.identity.domain.capabilities import Capability, ScopeKind, Word
from guohe.identity.domain.people import Holder
from guohe.identity.domain.permissions import Permission, Thing, may, may_approve
from guohe.identity.models import Capability as Row
from guohe.identity.queries.accounts import as_person, hosts_visible
from guohe.kernel.names import Name

# What the actor holds on the actor's day, as one value, for the question that says who acts (see ``held_told``).
HELD_BY_ACTOR: Final = """
    SELECT coalesce(jsonb_agg(jsonb_build_array(
        held.account_id, held.host_id, held.capability, held.starts, held.ends, held.scope_kind, held.scope_ref, held.id,
        CASE held.scope_kind WHEN 'unit' THEN ARRAY(SELECT guohe_grants_of_unit(held.host_id, held.scope_ref)) END
    ) ORDER BY held.id), '[]')
    FROM identity_capability AS held JOIN identity_account AS account ON account.id = held.account_id
    WHERE held.account_id = guohe_actor() AND account.is_active
      AND held.starts <= guohe_on() AND (held.ends IS NULL OR guohe_on() < held.ends)
"""


def held_told(told: str) -> tuple[Capability, ...]:
    """What ``HELD_BY_ACTOR`` told: the same as ``capabilities_of`` the actor on the actor's day."""
    return tuple(
        Capability(
            account,
            host,
            word,
            date.fromisoformat(starts),
            date.fromisoformat(ends) if ends else None,
            kind,
            ref,
            number,
            frozenset(grants or ()),
        )
        for account, host, word, starts, ends, kind, ref, number, grants in json.loads(told)
    )


@once
def capabilities_of(account: int, on: date) -> tuple[Capability, ...]:
    """What the account holds on a day, in the hosts the actor sees."""
    return tuple(
        _value(row)
        for row in _with_grants()
        .filter(_in_force(on), account_id=account, account__is_active=True)
        .order_by("id")
    )


def capability_history_of(account: int) -> tuple[Capability, ...]:
    """Everything the account ever held in the hosts the actor sees, ended or not."""
    return tuple(_value(row) for row in Row.objects.filter(account_id=account).order_by("id"))


@once
def holders_of(host: int, on: date) -> tuple[Holder, ...]:
    """Everyone with a capability in a host on a day, by username, each with theirs."""
    rows = (
        _with_grants()
        .filter(_in_force(on), host_id=host)
        .select_related("account")
        .order_by("account__username")
    )
    found: dict[int, Holder] = {}
    for row in rows:
        held = found[row.account_id].capabilities if row.account_id in found else ()
        found[row.account_id] = Holder(as_person(row.account), (*held, _value(row)))
    return tuple(found.values())


@once
def administrators_visible() -> tuple[Name, ...]:
    """Who administers any of the hosts that the actor sees, on the actor's day."""
    on = RawSQL("guohe_on()", ())
    rows = Row.objects.filter(_in_force(on), capability="administer", account__is_active=True)
    found = {
        row.account_id: row.account.name
        for row in rows.select_related("account").order_by("account__username")
    }
    return tuple(found.values())


def permission_to(
    word: Word, *, account: int, host: int, on: date, grant: str | None = None, unit: str | None = None
) -> Permission:
    """Whether the account may; a refusal names who can, and where. ``.or_refuse()`` of the answer raises Refused."""
    held = capabilities_of(account, on)
    if may(held, word, host=host, on=on, grant=grant, unit=unit):
        return Permission(True)
    name = next((each.name for each in hosts_visible() if each.host == host), None)
    holders = holders_of(host, on)
    return may(held, word, host=host, on=on, grant=grant, unit=unit, holders=holders, host_name=name)


def permission_to_approve(
    thing: Thing,
    *,
    account: int,
    preparer: int,
    host: int,
    on: date,
    grant: str | None = None,
    unit: str | None = None,
) -> Permission:
    """Four eyes on a thing that ``preparer`` prepared; a refusal names who can approve it instead."""
    return may_approve(
        capabilities_of(account, on),
        actor=account,
        preparer=preparer,
        thing=thing,
        host=host,
        on=on,
        grant=grant,
        unit=unit,
        holders=holders_of(host, on),
    )


def _with_grants() -> QuerySet[Row]:
    """Capabilities, those on a unit with the grants of it that whoever asks sees."""
    return Row.objects.annotate(
        grants=RawSQL(
            "CASE identity_capability.scope_kind WHEN 'unit' THEN "
            "ARRAY(SELECT guohe_grants_of_unit(identity_capability.host_id, identity_capability.scope_ref)) END",
            (),
            output_field=ArrayField(TextField()),
        )
    )


def _in_force(on: date | RawSQL) -> Q:
    return Q(starts__lte=on) & (Q(ends__isnull=True) | Q(ends__gt=on))


def _value(row: Row) -> Capability:
    return Capability(
        row.account_id,
        row.host_id,
        cast(Word, row.capability),
        row.starts,
        row.ends,
        cast(ScopeKind, row.scope_kind),
        row.scope_ref,
        row.pk,
        frozenset(getattr(row, "grants", None) or ()),
    )
