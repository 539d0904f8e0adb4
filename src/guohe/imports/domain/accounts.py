"""A statement is of an account that the host registered, in its currency; of an account it holds at most the last four signs.

A file that names no account is judged by nobody here: what it is of is told by who reads it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from guohe.exchange.domain.banks import BankProfile
from guohe.exchange.domain.statement import BankStatement
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import EXPONENTS
from guohe.kernel.texts import called

Counts = Literal["post", "value", "txn"]
Order = Literal["day first", "month first"]
COUNTS: Final[tuple[Counts, ...]] = ("post", "value", "txn")
ORDERS: Final[tuple[Order, ...]] = ("day first", "month first")
# The longest name of ISO 20022 is 140 signs: a longer cut is none.
LONGEST_CUT: Final = 140
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
    """The profile of an account's bank: which date counts, where a name is cut (0: nowhere), which figure of a date is first."""

    counts: Counts = "post"
    cut: int = 0
    order: Order = "day first"

    def profile(self, account: OwnAccount) -> BankProfile:
        """The profile by which the account's statements are read."""
        return BankProfile(
            code=account.shown, name=account.shown, counts=self.counts, cut=self.cut, order=self.order,
            currency=account.currency,
        )  # fmt: skip


def check_registration(tail: str, currency: str, how: HowItWrites) -> tuple[Finding, ...]:
    """IMP-179 for everything that is not one to four signs, a currency we keep, a length, a date or an order we know."""
    wrong = {
        "tail": "" if _TAIL.fullmatch(tail) else tail[-4:] or "-",
        "currency": "" if currency in EXPONENTS else currency[:10] or "-",
        "counts": "" if how.counts in COUNTS else how.counts[:10],
        "cut": "" if 0 <= how.cut <= LONGEST_CUT else str(how.cut)[:10],
        "order": "" if how.order in ORDERS else how.order[:15],
    }
    return tuple(
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


def profile_of(statement: BankStatement, ways: Mapping[OwnAccount, HowItWrites]) -> BankProfile | None:
    """The profile that the file's one account remembers; None if it has none, or the file holds several accounts."""
    named = accounts_in(statement)
    if len(named) != 1 or named[0] not in ways:
        return None
    return ways[named[0]].profile(named[0])
