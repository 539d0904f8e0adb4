"""Accounts and hosts as values. Lists hold only those whom the actor sees; a single name can be asked by anyone."""

from __future__ import annotations

from collections.abc import Iterable

from guohe.db.once import once
from guohe.identity.domain.people import Person, Tenant
from guohe.identity.models import Account, Host
from guohe.kernel.names import Name


def account_by_username(username: str) -> Person | None:
    """The account of exactly this username, before anyone acts too; None if there is none."""
    return _only(Account.objects.raw("SELECT * FROM identity_account_named(%s)", [username]))


def account_by_number(account: int) -> Person | None:
    """The account of this number; None if there is none."""
    return _only(Account.objects.raw("SELECT * FROM identity_account_numbered(%s)", [account]))


def accounts_visible() -> tuple[Person, ...]:
    """Everyone who acts or acted in the hosts that the actor sees, by username."""
    return tuple(as_person(account) for account in Account.objects.order_by("username"))


def names_of(accounts: set[int]) -> dict[int, Name]:
    """The names of some accounts in one query, for pages that show who did what."""
    return {account.pk: account.name for account in Account.objects.filter(pk__in=accounts)}


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
