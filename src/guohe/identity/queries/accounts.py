"""Accounts and hosts as values. Lists hold only those whom the actor sees; a single name can be asked by anyone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import connection
from django.db.models import OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject

from guohe.db.once import once
from guohe.identity.domain.people import Person, Tenant
from guohe.identity.models import Account, Capability, Host
from guohe.kernel.names import Name


def account_by_username(username: str) -> Person | None:
    """The account of exactly this username, before anyone acts too; None if there is none."""
    return _only(Account.objects.raw("SELECT * FROM identity_account_named(%s)", [username]))


def account_by_number(account: int) -> Person | None:
    """The account of this number; None if there is none."""
    return _only(Account.objects.raw("SELECT * FROM identity_account_numbered(%s)", [account]))


def own_username() -> str:
    """What the acting account is called; empty where nobody acts."""
    name = Account.objects.filter(pk=RawSQL("guohe_actor()", ())).values_list("username", flat=True).first()
    return name or ""


def own_address() -> str:
    """Where mail to the acting account goes; empty if nobody said."""
    address = Account.objects.filter(pk=RawSQL("guohe_actor()", ())).values_list("email", flat=True).first()
    return address or ""


def accounts_visible() -> tuple[Person, ...]:
    """The actor, and everyone who acts or acted in the hosts whose people the actor may see, by username."""
    theirs = Capability.objects.filter(host_id__in=hosts_of_people_in_view()).values("account_id")
    rows = Account.objects.filter(Q(pk=RawSQL("guohe_actor()", ())) | Q(pk__in=theirs))
    return tuple(as_person(account) for account in rows.order_by("username"))


def hosts_of_people_in_view() -> tuple[int, ...]:
    """The hosts in which the actor holds view_people as a whole, or administers who may do what."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT host FROM unnest(guohe_visible_hosts()) AS host "
            "WHERE guohe_may(host, 'view_people') OR guohe_may(host, 'administer') ORDER BY host"
        )
        return tuple(row[0] for row in cursor.fetchall())


def names_of(accounts: set[int]) -> dict[int, Name]:
    """The names of some accounts in one query, for pages that show who did what."""
    return {account.pk: account.name for account in Account.objects.filter(pk__in=accounts)}


def naming(account: str) -> Subquery:
    """In a question of another context: the name of the account in its field ``account``, for ``name_told``."""
    words = JSONObject(en="name_en", zh_hant="name_zh_hant", zh_hans="name_zh_hans")
    return Subquery(Account.objects.filter(pk=OuterRef(account)).values(words=words))


def name_told(told: Mapping[str, str] | None) -> Name | None:
    """The name that a question told by ``naming``; None where it names nobody, or nobody whom the actor may see."""
    return None if told is None else Name(told["en"], told["zh_hant"], told["zh_hans"])


@once
def hosts_visible() -> tuple[Tenant, ...]:
    """The hosts in which the actor holds any capability today, by code."""
    return tuple(as_tenant(host) for host in Host.objects.order_by("code"))


def host_by_code(code: str) -> Tenant | None:
    """The visible host of this code; None if there is none."""
    host = Host.objects.filter(code=code).first()
    return None if host is None else as_tenant(host)


def as_person(account: Account) -> Person:
    """The account's row as a value, without its password."""
    return Person(
        account.pk, account.username, account.name, account.language, account.is_active, account.is_demo
    )


def as_tenant(host: Host) -> Tenant:
    """The host's row as a value."""
    return Tenant(host.pk, host.code, Name(host.name_en, host.name_zh_hant, host.name_zh_hans), host.is_demo)


def _only(rows: Iterable[Account]) -> Person | None:
    return next((as_person(account) for account in rows), None)
