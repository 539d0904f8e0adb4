"""What needs somebody is told with its evidence or the lack of it, the longest wait first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from guohe.grants.domain.changes import State
from guohe.grants.domain.clock import UNKNOWN, UNSEEN, Clock
from guohe.grants.domain.facts import GrantFacts, InstalmentFacts
from guohe.grants.domain.lateness import is_late, waited
from guohe.grants.domain.stations import Station
from guohe.grants.domain.usual import Usual
from guohe.grants.domain.waiting import Differs, OpenRequest
from guohe.kernel.findings import Finding
from guohe.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits: its shape and word (late, held, waits, unread, expected, differs, unsupported), its subject, sentence and days.

    ``key`` and ``values`` make the sentence (see guohe.kernel.texts); ``page``, ``argument`` and its ``number`` the link.
    """

    shape: str
    subject: str
    key: str
    values: tuple[tuple[str, str], ...]
    page: str
    argument: str
    days: int
    number: int | None = None

    @property
    def named(self) -> dict[str, str]:
        """The values by name, for the sentence."""
        return dict(self.values)


def money_not_seen(
    grant: GrantFacts,
    ways: Iterable[tuple[InstalmentFacts, tuple[Station, ...], Clock | None]],
    usual: Usual | None,
    received: frozenset[str],
    on: date,
    credits: Sequence[tuple[date, Money]] = (),
) -> Iterator[Item]:
    """An instalment that somebody reported as sent, and no bank line shows, is not money here; it is late past its usual time.

    ``credits`` are those that nobody has identified, oldest first: the first since it was sent may be it, and leads to the inbox.
    """
    for instalment, row, clock in ways:
        sent = next((station for station in row if station.name == "sent"), None)
        if sent is None or instalment.ref in received:
            continue
        if sent.happened_on is None:
            yield from _past_its_day(grant, instalment, row, on)
            continue
        if clock is None or clock.holder_now != UNSEEN:
            continue
        working = waited(clock)
        key = "portal.attention.not_seen" if working is not None else "portal.attention.not_counted"
        maybe = next((each for each in credits if sent.happened_on <= each[0] <= on), None)
        yield Item(
            shape="late" if is_late(clock, usual) else "reported",
            subject=grant.ref,
            key=f"{key}.maybe" if maybe else key,
            values=(
                ("number", str(instalment.number)),
                ("amount", str(instalment.amount)),
                ("sent", sent.happened_on.isoformat()),
                ("how", sent.how),
                ("days", str((on - sent.happened_on).days if working is None else working)),
                *((("credited", maybe[0].isoformat()), ("credit", str(maybe[1]))) if maybe else ()),
            ),
            page="reconciliation:inbox" if maybe else "portal:money",
            argument="" if maybe else grant.ref,
            days=(on - sent.happened_on).days,
        )


def money_held(
    grant: GrantFacts, ways: Iterable[tuple[InstalmentFacts, tuple[Station, ...], Clock | None]], on: date
) -> Iterator[Item]:
    """An instalment on its way stands on the desk of the authority, the partner, the tax office, a bank or the host: whose, and
    since when."""
    for instalment, _, clock in ways:
        if clock is None or clock.holder_now in (None, UNSEEN, UNKNOWN):
            continue
        since = clock.parts[-1].start
        yield Item(
            shape="waits",
            subject=grant.ref,
            key=f"portal.attention.with.{clock.holder_now}",
            values=(
                ("number", str(instalment.number)),
                ("amount", str(instalment.amount)),
                ("since", since.isoformat()),
                ("days", str((on - since).days)),
            ),
            page="portal:money",
            argument=grant.ref,
            days=(on - since).days,
        )


def _past_its_day(
    grant: GrantFacts, instalment: InstalmentFacts, row: tuple[Station, ...], on: date
) -> Iterator[Item]:
    """An instalment whose day has passed, and of which nobody says that it went or came."""
    came = any(station.name == "credited" and station.happened_on is not None for station in row)
    if instalment.due_date is None or instalment.due_date >= on or came:
        return
    yield Item(
        shape="late",
        subject=grant.ref,
        key="portal.attention.past_due",
        values=(
            ("number", str(instalment.number)),
            ("amount", str(instalment.amount)),
            ("due", instalment.due_date.isoformat()),
        ),
        page="portal:money",
        argument=grant.ref,
        days=(on - instalment.due_date).days,
    )


def questions_waiting(
    grant_ref: str, count: int, held: Money, oldest: date | None, on: date, *, yours: bool
) -> Iterator[Item]:
    """Lines that wait for an answer are not in any report; a line of no grant (empty reference) is named by its amount.

    ``yours``: the reader is one of those who may answer, and is told so.
    """
    key = "portal.attention.questions.yours" if yours else "portal.attention.questions"
    if count:
        yield Item(
            shape="held",
            subject=grant_ref or str(held),
            key=key if grant_ref else "portal.attention.no_grant",
            values=(("count", str(count)), ("amount", str(held))),
            page="imports:questions",
            argument=grant_ref,
            days=(on - oldest).days if oldest else 0,
        )


def file_not_read(name: str, lines: int, amount: Money) -> Item:
    """A file that lies ready and that nobody has read is in no books."""
    return Item(
        shape="unread",
        subject=name,
        key="portal.attention.file",
        values=(("lines", str(lines)), ("amount", str(amount))),
        page="imports:new",
        argument="",
        days=0,
    )


def entry_not_identified(
    number: int,
    amount: Money,
    booked: date,
    working_days: int | None,
    on: date,
    *,
    charge: bool = False,
) -> Item:
    """Money in or out that nobody has said anything about for longer than the host allows: its finance office holds the question.
    ``charge``: it may be a bank's charge beside a receipt. Calendar days are told where the working days are not published."""
    kind = "unidentified" if amount.minor > 0 else "unidentified_charge" if charge else "unidentified_out"
    return Item(
        shape="late",
        subject=str(amount),
        key=f"portal.attention.{kind}{'_calendar' if working_days is None else ''}",
        values=(
            ("entry", str(number)),
            ("booked", booked.isoformat()),
            ("days", str((on - booked).days if working_days is None else working_days)),
        ),
        page="reconciliation:inbox",
        argument="",
        days=(on - booked).days,
    )


def credit_taken_back(number: int, amount: Money, booked: date, on: date) -> Item:
    """Money out that seems to undo a credit which the books hold: told at once, for the grant has less than its books say."""
    return Item(
        shape="differs",
        subject=str(amount),
        key="portal.attention.taken_back",
        values=(("entry", str(number)), ("booked", booked.isoformat())),
        page="reconciliation:inbox",
        argument="",
        days=(on - booked).days,
    )


def rates_not_confirmed(grant_ref: str, count: int, days: int) -> Item:
    """Exchange rates that one person noted turn nothing back until a second person confirms them."""
    return Item(
        shape="held",
        subject=grant_ref,
        key="portal.attention.rates",
        values=(("count", str(count)),),
        page="reporting:rates",
        argument=grant_ref,
        days=days,
    )


def charge_waiting(number: int, instalment: str, kept: Money, days: int) -> Item:
    """What a bank kept beyond what one person books is posted once a second person has confirmed it."""
    return Item(
        shape="held",
        subject=instalment,
        key="portal.attention.charge",
        values=(("charge", str(number)), ("kept", str(kept))),
        page="imports:charge",
        argument=str(number),
        days=days,
    )


def correction_waiting(grant_ref: str, change: int, days: tuple[date, date], waited: int) -> Item:
    """Another day of effect that one person wrote holds only once a second person has approved it."""
    before, since = days
    return Item(
        shape="held",
        subject=grant_ref,
        key="portal.attention.correction",
        values=(
            ("change", str(change)),
            ("before", before.isoformat()),
            ("since", since.isoformat()),
        ),
        page="grants:change",
        argument=grant_ref,
        days=waited,
        number=change,
    )


def statement_late(grant_ref: str, first: date, last: date, due: date, on: date) -> Item:
    """A partner's statement of use whose day in the agreement has passed."""
    return Item(
        shape="late",
        subject=grant_ref,
        key="portal.attention.partner_late",
        values=(
            ("first", first.isoformat()),
            ("last", last.isoformat()),
            ("due", due.isoformat()),
        ),
        page="grants:partners",
        argument=grant_ref,
        days=(on - due).days,
    )


# A decision is awaited from outside; the other steps are the host's own.
_REQUEST_SHAPES: Final = {State.PREPARED: "held", State.SENT: "expected", State.GRANTED: "held"}


def request_open(each: OpenRequest, on: date) -> Item:
    """A request for a change that is prepared and not sent, sent and not decided, or granted and not in force."""
    return Item(
        shape=_REQUEST_SHAPES[each.state],
        subject=each.ref,
        key=f"portal.attention.request.{each.state}",
        values=(
            ("code", f"C-{each.number}"),
            ("on", each.since.isoformat()),
            ("evidence", each.evidence),
        ),
        page="grants:changes",
        argument=each.ref,
        days=(on - each.since).days,
    )


def partner_differs(each: Differs, on: date) -> Item:
    """What a partner says differs from what was sent to it, or nothing shows it; it waits since we know."""
    return Item(
        shape="unsupported" if each.kind == "unsupported" else "differs",
        subject=each.ref,
        key=f"portal.attention.partner.{each.kind}",
        values=(
            ("amount", str(each.amount)),
            ("whole", str(each.whole)),
            ("day", each.day.isoformat()),
            ("evidence", each.evidence),
        ),
        page="grants:partners",
        argument=each.ref,
        days=(on - each.known).days,
    )


def beyond_plan(grant_ref: str, told: Finding) -> Item:
    """An instalment that was paid twice, or a payment that is held because it would do so."""
    return Item(
        shape="held",
        subject=grant_ref,
        key=told.code,
        values=tuple(told.values.items()),
        page="payments:releases",
        argument="",
        days=0,
    )


def longest_wait_first(items: Iterable[Item]) -> tuple[Item, ...]:
    """What has waited longest stands first; equal waits by subject."""
    return tuple(sorted(items, key=lambda item: (-item.days, item.subject, item.key)))
