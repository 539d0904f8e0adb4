"""Whether the acting person may be told of money, or of people: what every door asks before it shows an amount or a list.

Row policies already hide the rows of grants outside a person's scope; an amount is told only to a holder of view_money.
"""

from __future__ import annotations

from datetime import date

from django.db import connection

from guohe.db.once import once
from guohe.identity.domain.capabilities import Word
from guohe.identity.queries.accounts import hosts_of_people_in_view
from guohe.identity.queries.actor import who_acts
from guohe.identity.queries.capabilities import capabilities_of, permission_to


def see_money(host: int, grant: str | None = None) -> None:
    """Nothing if the acting person holds view_money for the host, or for this grant of it. Raises Refused (ACC-603/604)."""
    _ask("view_money", host, grant)


def see_some_money() -> None:
    """Nothing if the acting person may see the money of a host or of any one grant. Raises Refused, naming who can."""
    actor, on = who_acts() or _answer("view_money", 0, None)[1:]
    held = capabilities_of(actor, on)
    if not any(each.word == "view_money" for each in held):
        hosts = sorted({each.host for each in held})
        permission_to("view_money", account=actor, host=hosts[0] if hosts else 0, on=on).or_refuse()


def see_people(account: int | None = None) -> tuple[int, ...] | None:
    """The hosts whose people the acting person may see; None, for all, if they ask for their own account.

    Raises Refused, naming who can. Beside a thing that was done the name of who did it is told to whoever sees the thing.
    """
    _, actor, on = _answer("view_people", 0, None)
    if account is not None and account == actor:
        return None
    in_view = hosts_of_people_in_view()
    if not in_view:
        hosts = sorted({each.host for each in capabilities_of(actor, on)})
        permission_to("view_people", account=actor, host=hosts[0] if hosts else 0, on=on).or_refuse()
    return in_view


def can_import() -> bool:
    """Whether the acting person may read files into the books of any host."""
    actor, on = who_acts() or _answer("import", 0, None)[1:]
    return any(held.word == "import" for held in capabilities_of(actor, on))


def money_in_view(host: int, grant: str | None = None) -> bool:
    """Whether see_money() would let the acting person through."""
    return _answer("view_money", host, grant)[0]


@once
def grants_in_view(asked: tuple[tuple[int, str], ...]) -> frozenset[str]:
    """Of these grants (host, reference), those whose money the acting person may see; one question for all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ref FROM unnest(%s::integer[], %s::text[]) AS asked (host, ref) "
            "WHERE guohe_may(host, 'view_money', ref)",
            [[host for host, _ in asked], [ref for _, ref in asked]],
        )
        return frozenset(row[0] for row in cursor.fetchall())


@once
def hosts_in_view() -> tuple[int, ...]:
    """The hosts whose whole money the acting person may see."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT host FROM unnest(guohe_visible_hosts()) AS host WHERE guohe_may(host, 'view_money') ORDER BY host"
        )
        return tuple(row[0] for row in cursor.fetchall())


def _ask(word: Word, host: int, grant: str | None) -> None:
    allowed, actor, on = _answer(word, host, grant)
    if not allowed:
        permission_to(word, account=actor, host=host, on=on, grant=grant).or_refuse()


@once
def _answer(word: Word, host: int, grant: str | None) -> tuple[bool, int, date]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT guohe_may(%s, %s, %s), coalesce(guohe_actor(), 0), coalesce(guohe_on(), current_date)",
            [host, word, grant],
        )
        allowed, actor, on = cursor.fetchone()
    return bool(allowed), int(actor), on
