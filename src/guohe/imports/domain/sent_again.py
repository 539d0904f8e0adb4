"""A document that stands already and comes again with another amount or another day, and a cost that was reversed and comes again.

A listing that covers a day and no longer has the line that stood on it says that the line was corrected at its source. Split
lines of one file, lines of other accounts and documents numbered anew in another month are no correction.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from guohe.exchange.domain.listing import ListingLine
from guohe.imports.domain.facts import Earlier, Stood
from guohe.imports.domain.judgement import JudgedLine
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import Money

IN_THE_BOOKS: Final = "IMP-340"
WAITING: Final = "IMP-341"
REVERSED: Final = "IMP-342"
# A document has a day; what stands on more days of one file than this is a word for many.
_DAYS: Final = 4


class _Document(NamedTuple):
    doc_ref: str
    grant: str | None
    account: str


def names_one(doc_ref: str) -> bool:
    """A reference without a figure ("-", "misc") names no document."""
    return any(sign.isdigit() for sign in doc_ref)


def corrected(
    lines: Sequence[JudgedLine], stood: Sequence[Stood], known: Collection[str]
) -> Mapping[str, Stood]:
    """By fingerprint, each new line of a document of which a line stands that the file no longer has, beside that line.

    ``stood`` are lines of earlier imports that no line of the file repeats, ``known`` the fingerprints of lines that it repeats.
    """
    costs = [
        (judged.fingerprint, judged.grant, judged.line)
        for judged in lines
        if judged.line is not None and judged.line.kind == "actual"
    ]
    if not costs or not stood:
        return {}
    days = [line.post_date for _, _, line in costs]
    covered = (min(days), max(days))
    days_of: dict[str, set[date]] = defaultdict(set)
    for _, _, line in costs:
        days_of[line.doc_ref].add(line.post_date)
    new: dict[_Document, list[tuple[str, ListingLine]]] = defaultdict(list)
    for mark, grant, line in costs:
        if mark not in known and len(days_of[line.doc_ref]) <= _DAYS:
            new[_Document(line.doc_ref, grant, line.account)].append((mark, line))
    found: dict[str, Stood] = {}
    before: dict[_Document, list[Stood]] = defaultdict(list)
    for each in stood:
        before[_Document(each.doc_ref, each.grant, each.account)].append(each)
    for document, some in new.items():
        gone = _no_longer_said(before.get(document, ()), [line for _, line in some])
        for mark, line in some:
            near = [each for each in gone if _speaks_of(each.on, line.post_date, covered)]
            if near:
                found[mark] = min(near, key=lambda each: abs((each.on - line.post_date).days))
    return found


def _no_longer_said(before: Sequence[Stood], now: Sequence[ListingLine]) -> list[Stood]:
    """Those that no new line says, or takes back by its opposite, each at most once."""
    said = Counter((line.post_date, line.amount) for line in now)
    opposite = Counter(-line.amount for line in now)
    gone = []
    for each in before:
        if said[each.on, each.amount]:
            said[each.on, each.amount] -= 1
        elif opposite[each.amount]:
            opposite[each.amount] -= 1
        else:
            gone.append(each)
    return gone


def _speaks_of(stood_on: date, on: date, covered: tuple[date, date]) -> bool:
    """The file covers the day, or the line is of its month: numbers may begin anew in the next."""
    return covered[0] <= stood_on <= covered[1] or (stood_on.year, stood_on.month) == (on.year, on.month)


def another_figure(place: Place, line: ListingLine, stood: Stood) -> Finding:
    """Asks whether a line corrects the one that stands (IMP-340 in the books, IMP-341 in an import) or is another cost."""
    return Finding(
        WAITING if stood.journal is None else IN_THE_BOOKS,
        Level.HOLD,
        place,
        {
            "doc": line.doc_ref,
            "amount": str(line.amount),
            "date": line.post_date.isoformat(),
            "was": str(stood.amount),
            "on": stood.on.isoformat(),
            "file": stood.file,
            "first": str(stood.row),
            "number": str(stood.job),
            "entry": "" if stood.journal is None else f"J-{stood.journal}",
            "line": str(stood.number),
        },
        minor=abs(line.amount.minor),
    )


def reversed_before(place: Place, doc_ref: str, amount: Money, earlier: Earlier) -> Finding:
    """Asks whether a cost whose entry somebody reversed is posted again or left out (IMP-342)."""
    turned = earlier.turned
    assert turned is not None  # noqa: S101  (only an earlier line that is gone from the books is asked about)
    return Finding(
        REVERSED,
        Level.HOLD,
        place,
        {
            "doc": doc_ref or f"({place.row})",
            "amount": str(amount),
            "where": earlier.where,
            "entry": f"J-{turned.journal}",
            "by": f"J-{turned.by}",
            "on": turned.on.isoformat(),
            "who": turned.who,
        },
        minor=abs(amount.minor),
    )
