"""What needs somebody is told with its evidence or the lack of it, the longest wait first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from guohe.grants.domain.facts import GrantFacts, InstalmentFacts
from guohe.grants.domain.stations import Station
from guohe.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits: its shape and word (late, held, expected), its subject, sentence, and days waited.

    ``key`` and ``values`` make the sentence (see guohe.kernel.texts); ``page`` and ``argument`` the link.
    """

    shape: str
    subject: str
    key: str
    values: tuple[tuple[str, str], ...]
    page: str
    argument: str
    days: int

    @property
    def named(self) -> dict[str, str]:
        """The values by name, for the sentence."""
        return dict(self.values)


def money_not_seen(
    grant: GrantFacts,
    stations: Iterable[tuple[InstalmentFacts, tuple[Station, ...]]],
    received: frozenset[str],
    on: date,
) -> Iterator[Item]:
    """An instalment that somebody reported as sent, and no bank line shows, is not money here."""
    for instalment, row in stations:
        sent = next((station for station in row if station.name == "sent"), None)
        if sent is None or sent.happened_on is None or instalment.ref in received:
            continue
        days = (on - sent.happened_on).days
        yield Item(
            shape="late",
            subject=grant.ref,
            key="portal.attention.not_seen",
            values=(
                ("number", str(instalment.number)),
                ("amount", str(instalment.amount)),
                ("sent", sent.happened_on.isoformat()),
                ("how", sent.how),
                ("days", str(days)),
            ),
            page="portal:money",
            argument=grant.ref,
            days=days,
        )


def questions_waiting(
    grant_ref: str, count: int, held: Money, oldest: date | None, on: date
) -> Iterator[Item]:
    """Lines that wait for an answer are not in any report."""
    if count:
        yield Item(
            shape="held",
            subject=grant_ref,
            key="portal.attention.questions",
            values=(("count", str(count)), ("amount", str(held))),
            page="imports:questions",
            argument=grant_ref,
            days=(on - oldest).days if oldest else 0,
        )


def credit_not_identified(number: int, amount: Money, credited: date, working_days: int, on: date) -> Item:
    """Money on the account that nobody has said anything about for longer than the host allows."""
    return Item(
        shape="late",
        subject=str(amount),
        key="portal.attention.unidentified",
        values=(
            ("entry", str(number)),
            ("credited", credited.isoformat()),
            ("days", str(working_days)),
        ),
        page="reconciliation:inbox",
        argument="",
        days=(on - credited).days,
    )


def longest_wait_first(items: Iterable[Item]) -> tuple[Item, ...]:
    """What has waited longest stands first; equal waits by subject."""
    return tuple(sorted(items, key=lambda item: (-item.days, item.subject, item.key)))
