"""A statement is of an account that the host registered, in its currency; of an account it holds at most the last four signs.

A file that names no account is of the one that a person chooses; where nobody does, that is said (IMP-194).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from guohe.exchange.domain.banks import PLAIN, BankProfile, Counts, DayOrder, ProfileOf
from guohe.exchange.domain.profile_file import LONGEST_CUT
from guohe.exchange.domain.statement import BankStatement
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.money import EXPONENTS
from guohe.kernel.names import Called
from guohe.kernel.texts import called

COUNTS: Final[tuple[Counts, ...]] = ("post", "value", "txn")
ORDERS: Final[tuple[DayOrder, ...]] = ("day first", "month first")
# A bank may show fewer of a masked number; what it shows is what a statement is known by.
_TAIL: Final = re.compile(r"[0-9A-Z]{1,4}")


class OwnAccount(NamedTuple):
    """Last four signs and currency: a bank may keep several currencies under one number."""

    tail: str
    currency: str

    @property
    def shown(self) -> str:
        """``CNY ···1234``."""
        return f"{self.currency} ···{self.tail}"


@dataclass(frozen=True, slots=True)
class HowItWrites:
    """How an account's statements are read: which date counts, where a name is cut (0: nowhere), which figure of a date is first.

    ``order`` is None where nobody has said it. ``bank`` is the profile that says the rest: columns, split narratives, charges.
    ``unread`` says why that profile cannot be had; nothing is then read in another way instead.
    """

    counts: Counts = "post"
    cut: int = 0
    order: DayOrder | None = "day first"
    bank: BankProfile = PLAIN
    unread: Finding | None = None

    @classmethod
    def of_bank(cls, bank: BankProfile) -> HowItWrites:
        """As the bank's profile says it, in everything."""
        return cls(bank.counts, bank.cut, bank.order, bank)

    def profile(self, account: OwnAccount) -> BankProfile:
        """The profile by which the account's statements are read. Refused where it cannot be had (IMP-192, IMP-197)."""
        if self.unread is not None:
            raise Refused(self.unread)
        return replace(
            self.bank, counts=self.counts, cut=self.cut, order=self.order, currency=account.currency
        )


def check_registration(tail: str, currency: str, how: HowItWrites) -> tuple[Finding, ...]:
    """IMP-179 for everything that is not one to four signs, a currency we keep, a length, a date or an order we know; IMP-206
    for an ending or a currency that was not said.
    """
    lacking = tuple(
        Finding("IMP-206", Level.STOP, Place(pointer=field), {"part": called(f"imports.accounts.{field}")})
        for field, said in (("tail", tail), ("currency", currency))
        if not said
    )
    wrong = {
        "tail": "" if not tail or _TAIL.fullmatch(tail) else tail[-4:],
        "currency": "" if not currency or currency in EXPONENTS else currency[:10],
        "counts": "" if how.counts in COUNTS else how.counts[:10],
        "cut": "" if 0 <= how.cut <= LONGEST_CUT else str(how.cut)[:10],
        "order": "" if how.order in (None, *ORDERS) else str(how.order)[:15],
    }
    return lacking + tuple(
        Finding("IMP-179", Level.STOP, Place(pointer=field), {"seen": seen})
        for field, seen in wrong.items()
        if seen
    )


def accounts_in(statement: BankStatement) -> tuple[OwnAccount, ...]:
    """The accounts that a file names, each once, in its order."""
    found = [OwnAccount(statement.account_tail, statement.currency)]
    found += [OwnAccount(each.account_tail, each.currency) for each in statement.standings]
    found += [OwnAccount(each.account_tail, each.amount.currency) for each in statement.entries]
    return tuple(dict.fromkeys(each for each in found if each.tail and each.currency))


def check_accounts(statement: BankStatement, registered: Collection[OwnAccount]) -> tuple[Finding, ...]:
    """IMP-178 for each account that nobody registered, with those of its number that somebody did."""
    return tuple(
        Finding(
            "IMP-178",
            Level.STOP,
            Place(pointer=f"{each.tail}-{each.currency}"),
            {
                "tail": each.tail,
                "currency": each.currency,
                "known": ", ".join(sorted(own.shown for own in registered if own.tail == each.tail))
                or called("imports.accounts.none_known"),
            },
        )
        for each in accounts_in(statement)
        if each not in registered
    )


def read_account(text: str, registered: Collection[OwnAccount] | None) -> OwnAccount:
    """The account that ``2101-CNY`` names. Refused with what was asked and the registered ones, None where no books were asked
    (IMP-200); of a longer number only its last four figures are told.
    """
    tail, _, currency = text.strip().upper().partition("-")
    if check_registration(tail, currency, HowItWrites()):
        known: str | Called = ", ".join(sorted(f"{own.tail}-{own.currency}" for own in registered or ()))
        if not known:
            known = called(f"imports.accounts.{'not_asked' if registered is None else 'none_known'}")
        raise Refused(Finding("IMP-200", Level.STOP, values={"seen": _asked(text.strip()), "known": known}))
    return OwnAccount(tail, currency)


def _asked(text: str) -> str:
    figures = [sign for sign in text if sign.isdigit()]
    return f"···{''.join(figures[-4:])}" if len(figures) > 4 else text[:20]


def check_chosen(statement: BankStatement, chosen: OwnAccount | None) -> tuple[Finding, ...]:
    """IMP-191 for each account of the file that is not the one a person chose; IMP-194 for a file that names none, and no choice."""
    named = accounts_in(statement)
    if chosen is None:
        return () if named else (Finding("IMP-194", Level.NOTE),)
    return tuple(
        Finding("IMP-191", Level.STOP, values={"seen": each.shown, "chosen": chosen.shown})
        for each in named
        if each != chosen
    )


def check_replaced(
    statement: BankStatement, ways: Mapping[OwnAccount, HowItWrites], bank: BankProfile
) -> tuple[Finding, ...]:
    """IMP-198 for each account whose date, cut or order was said apart from its profile, and is as ``bank`` says from now on."""
    new, found = HowItWrites.of_bank(bank), []
    for each in accounts_in(statement):
        old = ways.get(each)
        if old is None or (old.unread is None and _told(old) == _told(HowItWrites.of_bank(old.bank))):
            continue
        if _told(old) != _told(new):
            values = {"account": each.shown, "profile": bank.code, **_said(old, "was"), **_said(new, "now")}
            found.append(Finding("IMP-198", Level.NOTE, values=values))
    return tuple(found)


def _told(how: HowItWrites) -> tuple[str, int, str | None]:
    return how.counts, how.cut, how.order


def _said(how: HowItWrites, when: str) -> dict[str, str | Called]:
    order = how.order.split()[0] if how.order else "file"
    return {
        f"counts_{when}": called(f"imports.accounts.counts.{how.counts}"),
        f"cut_{when}": str(how.cut),
        f"order_{when}": called(f"imports.accounts.order.{order}"),
    }


def profiles_of(
    ways: Mapping[OwnAccount, HowItWrites],
    *,
    chosen: OwnAccount | None = None,
    bank: BankProfile | None = None,
    unless_known: BankProfile = PLAIN,
) -> ProfileOf:
    """Which profile reads an account: the one that a person chose for this file, else what the account remembers.

    Where the file does not say its currency, it is that of the chosen account, or of the only one with this ending.
    """

    def profile(tail: str, currency: str) -> BankProfile:
        known = [each for each in ways if each.tail == tail and currency in ("", each.currency)]
        if chosen is not None and tail in ("", chosen.tail) and currency in ("", chosen.currency):
            known = [chosen]
        account = known[0] if len(known) == 1 else OwnAccount(tail, currency)
        if bank is not None:
            return replace(bank, currency=account.currency or bank.currency)
        return ways[account].profile(account) if account in ways else unless_known

    return profile
