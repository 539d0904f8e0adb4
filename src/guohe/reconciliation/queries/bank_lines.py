"""Entries of statements as the matcher reads them: where the payer may stand, and where this bank cuts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from guohe.exchange.domain.bank_cells import references_in
from guohe.grants.queries import find
from guohe.imports.queries.bank import BankEntryFacts
from guohe.kernel.money import EXPONENTS
from guohe.reconciliation.domain.names import signs
from guohe.reconciliation.domain.values import Rate, StatementLine
from guohe.reconciliation.queries.open_items import payer_texts

_RATE: Final = re.compile(r"\b([A-Z]{3})/([A-Z]{3})\s+(\d{1,3}\.\d{2,8})\b")


def as_lines(
    entries: Iterable[BankEntryFacts], settled: Iterable[BankEntryFacts]
) -> tuple[StatementLine, ...]:
    """The lines of some entries; ``settled`` ones of the same accounts show where a bank cuts."""
    cuts = _cuts_seen(settled)
    return tuple(
        StatementLine(
            id=str(entry.number),
            account=known_account(entry),
            amount=entry.amount,
            booked_on=entry.posted_on,
            names=written(entry),
            texts=(entry.narrative,),
            references=references_in(entry.raw),
            cut=entry.cut or cuts.get((entry.account, entry.amount.currency), 0),
            rate=_rate(entry),
            charge_words=entry.charges[1:],
            charges_netted=entry.charges[0] == "netted",
        )
        for entry in entries
    )


def known_account(entry: BankEntryFacts) -> str:
    """The account by its last four signs; empty where the statement names none."""
    return entry.account if any(sign.isalnum() for sign in entry.account) else ""


def written(entry: BankEntryFacts) -> tuple[str, ...]:
    """The lines of the narrative as the bank wrote them, one of which may be the payer's."""
    parts = [" ".join(line.split()) for cell in entry.raw for line in cell.splitlines() if line.strip()]
    return tuple(dict.fromkeys(part for part in parts if part in entry.narrative and not _is_figure(part)))


def _is_figure(text: str) -> bool:
    return not any(sign.isalpha() for sign in text)


def _cuts_seen(settled: Iterable[BankEntryFacts]) -> dict[tuple[str, str], int]:
    """The length at which an account's bank was seen to cut: a credit known to be a grant's, whose payer text stops short.

    Two lengths seen in one account prove no cut.
    """
    texts = {grant.ref: payer_texts(grant) for grant in find.all_grants()}
    seen: dict[tuple[str, str], set[int]] = {}
    for entry in settled:
        for part in written(entry) if entry.amount.minor > 0 else ():
            for text in (text for known in texts.values() for text in known):
                # The whole name of a payer is no cut; a text that goes on beyond what the bank wrote is.
                if (
                    signs(text) != signs(part)
                    and signs(text).startswith(signs(part))
                    and len(signs(part)) >= 6
                ):
                    seen.setdefault((entry.account, entry.amount.currency), set()).add(len(part))
    return {account: next(iter(lengths)) for account, lengths in seen.items() if len(lengths) == 1}


def _rate(entry: BankEntryFacts) -> Rate | None:
    """A rate printed as CNY/HKD 1.2400 on a line of either currency."""
    found = _RATE.search(entry.narrative)
    if found is None or not {found[1], found[2]} <= EXPONENTS.keys():
        return None
    rate = Fraction(found[3])
    if entry.amount.currency == found[2]:
        return Rate(found[1], rate.numerator, rate.denominator)
    return Rate(found[2], rate.denominator, rate.numerator)
