"""Whether the acting person may be told of money, or of people: what every door asks before it shows an amount or a list.

Row policies already hide the rows of grants outside a person's scope; an amount is told only to a holder of view_money.
"""

from __future__ import annotations

from datetime import date

from django.db import connection

from guohe.db.once import once
from guohe.identity.domain.capabilities import Word
from guohe.identity.domain.permissions import Permission, may
from guohe.identity.queries.accounts import hosts_of_people_in_view
from guohe.identity.queries.actor import who_acts
from guohe.identity.queries.capabilities import capabilities_of, permission_to
from guohe.kernel.findings import Refused


def see_money(host: int, grant: str | None = None) -> None:
    """Nothing if the acting person holds view_money for the host, or for this grant of it. Raises Refused (ACC-603/604)."""
    see("view_money", host, grant)


def see_some_money() -> None:
    """Nothing if the acting person may see the money of a host or of any one grant. Raises Refused, naming who can."""
    if not holds_somewhere("view_money"):
        _refuse("view_money")


def see_people(account: int | None = None) -> tuple[int, ...] | None:
    """The hosts whose people the acting person may see; None, for all, if they ask for their own account.

    Raises Refused, naming who can. Beside a thing that was done the name of who did it is told to whoever sees the thing.
    """
    if account is not None and account == _who()[0]:
        return None
    in_view = hosts_of_people_in_view()
    if not in_view:
        _refuse("view_people")
    return in_view


def money_in_view(host: int, grant: str | None = None) -> bool:
    """Whether see_money() would let the acting person through."""
    return holds("view_money", host, grant)


def holds(word: Word, host: int, grant: str | None = None) -> bool:
    """Whether the acting person may do this for the host, or for this grant of it."""
    return bool(_asked(word, host, grant))


def hosts_held(*words: Word) -> tuple[int, ...]:
    """The hosts for which, as a whole, the acting person holds every one of these words."""
    actor, on = _who()
    hosts = {held.host for held in capabilities_of(actor, on)}
    return tuple(sorted(host for host in hosts if all(_asked(word, host, None) for word in words)))


def holds_somewhere(word: Word) -> bool:
    """Whether the acting person holds this for any host, grant or unit."""
    actor, on = _who()
    return any(
        held.covers(word, host=held.host, grant=held.scope_ref, unit=held.scope_ref)
        for held in capabilities_of(actor, on)
    )


def see(word: Word, host: int, grant: str | None = None) -> None:
    """Nothing if the acting person holds the word for the host, or for this grant of it. Raises Refused, naming who can."""
    actor, on = _who()
    _as_a_read(permission_to(word, account=actor, host=host, on=on, grant=grant))


def hosts_for(word: Word) -> tuple[int, ...]:
    """The hosts for which, as a whole, the acting person holds the word. Raises Refused, naming who can, for none."""
    found = hosts_held(word)
    if not found:
        _refuse(word)
    return found


def grants_in_view(asked: tuple[tuple[int, str], ...]) -> frozenset[str]:
    """Of these grants (host, reference), those whose money the acting person may see."""
    return frozenset(ref for host, ref in asked if _asked("view_money", host, ref))


def hosts_in_view() -> tuple[int, ...]:
    """The hosts whose whole money the acting person may see."""
    return hosts_held("view_money")


def _refuse(word: Word) -> None:
    """Raises Refused for the first host of whoever holds the word nowhere."""
    actor, on = _who()
    hosts = sorted({each.host for each in capabilities_of(actor, on)})
    _as_a_read(permission_to(word, account=actor, host=hosts[0] if hosts else 0, on=on))


def _as_a_read(permission: Permission) -> None:
    if permission.finding is not None:
        raise Refused(permission.finding.when_reading())


def _asked(word: Word, host: int, grant: str | None) -> Permission:
    """What the acting person holds, judged by the domain; the row policies judge the same in the database (guohe_may)."""
    actor, on = _who()
    return may(capabilities_of(actor, on), word, host=host, on=on, grant=grant)


@once
def _who() -> tuple[int, date]:
    """Who acts and on which day; asked of the database only where no door has said it. Without both, nobody acts."""
    known = who_acts()
    if known is not None:
        return known
    with connection.cursor() as cursor:
        cursor.execute("SELECT guohe_actor(), guohe_on()")
        actor, on = cursor.fetchone()
    return (0, date.min) if actor is None or on is None else (actor, on)
