"""One cost is one cost in every file of a host: kind, reference, date and amount, whatever project or account a file says.

A listing is corrected at its source and exported again. A line that says the same of the same grant and account is the
earlier line; one that now says another grant or account is asked about, because nobody but a person knows which it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from guohe.exchange.domain.account_numbers import without_account_numbers
from guohe.exchange.domain.folding import name_key
from guohe.exchange.domain.listing import ListingLine
from guohe.imports.domain.facts import Before, CameBefore, Earlier
from guohe.imports.domain.judgement import JudgedLine
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import Money

CAME_BEFORE: Final = "IMP-127"


class CostKey(NamedTuple):
    """What two lines of one cost share. ``words``: payee and description, only where there is no reference."""

    kind: str
    doc_ref: str
    day: date
    currency: str
    minor: int
    words: str


@dataclass(frozen=True, slots=True)
class Paired:
    """By fingerprint of the new line: ``same`` came before and adds nothing, ``asked`` waits for a person's word."""

    same: Mapping[str, Earlier] = field(default_factory=dict)
    asked: Mapping[str, CameBefore] = field(default_factory=dict)


def key_of(kind: str, doc_ref: str, day: date, amount: Money, payee: str, description: str) -> CostKey:
    """The key of a line. Account numbers in its words do not count: they are kept shortened."""
    words = (
        ""
        if doc_ref
        else f"{name_key(without_account_numbers(payee))}\x1f{without_account_numbers(description)}"
    )
    return CostKey(kind, doc_ref, day, amount.currency, amount.minor, words)


def cost_of(line: ListingLine) -> CostKey:
    """The key of a line of a file."""
    return key_of(line.kind, line.doc_ref, line.post_date, line.amount, line.payee, line.description)


def paired(lines: Sequence[JudgedLine], met: Mapping[CostKey, Sequence[CameBefore]]) -> Paired:
    """Each line of a file beside the earlier line of its cost, each earlier line at most once.

    A line whose own fingerprint came before is not looked at: it is that line. A line of an import that is stopped by
    its own total keeps no other file's line out; the books are asked again before anything is posted.
    """
    marks = {judged.fingerprint for judged in lines}
    taken: set[str] = set()
    same: dict[str, Earlier] = {}
    asked: dict[str, CameBefore] = {}
    for judged in lines:
        hits = met.get(cost_of(judged.line), ()) if judged.line is not None else ()
        if judged.line is None or any(hit.fingerprint == judged.fingerprint for hit in hits):
            continue
        speaking = [hit for hit in hits if hit.earlier.became not in (Before.STOPPED, Before.GONE)]
        twin = next(
            (
                hit
                for hit in speaking
                if hit.fingerprint not in marks | taken
                and hit.grant is not None
                and (hit.grant, hit.account) == (judged.grant, judged.line.account)
            ),
            None,
        )
        if twin is not None:
            taken.add(twin.fingerprint)
            same[judged.fingerprint] = twin.earlier
            continue
        other = next((hit for hit in speaking if not hit.left_out), None)
        if other is not None:
            asked[judged.fingerprint] = other
    return Paired(same, asked)


def one_or_two(place: Place, doc_ref: str, amount: Money, says: str, before: CameBefore) -> Finding:
    """Asks whether a line and an earlier one are one cost (IMP-127); ``says`` is the project and account of the line."""
    return Finding(
        CAME_BEFORE,
        Level.HOLD,
        place,
        {
            "doc": doc_ref or f"({place.row})",
            "amount": str(amount),
            "file": before.file,
            "first": str(before.row),
            "earlier": f"{before.project} {before.account}".strip(),
            "now": says,
            "line": str(before.number),
        },
        minor=abs(amount.minor),
    )
