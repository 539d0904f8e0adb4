"""A signed report keeps its own bytes: the same report always has the same bytes, and one changed figure has others.

The bytes are JSON with sorted keys and exact decimal texts; their SHA-256 is the report's digest, so that anyone
with the file and a checksum tool can prove that paper and file are equal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.kernel.periods import Period
from guohe.reporting.domain.plain import as_plain, from_plain
from guohe.reporting.domain.report import TwinReport
from guohe.reporting.domain.twin import Side


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that would be another today: which side, row and period, and what it was and is."""

    side: str
    code: str
    name: Name
    period: Period
    was: Money
    now: Money

    @property
    def by(self) -> Money:
        """How much the signed figure would change."""
        return self.now - self.was

    def is_in(self, funder: Collection[Period], host: Collection[Period]) -> bool:
        """Whether it is a figure of one of these years of its side."""
        return self.period in (funder if self.side == "funder" else host)


@dataclass(frozen=True, slots=True)
class Imprint:
    """Which report the bytes are: so two papers for two readers never have one digest, whatever figures they share.

    ``corrects`` is the number of the report whose place it takes. Whoever signs is not in it: they sign these bytes.
    """

    grant: str
    number: int
    kind: str
    side: str
    years: str
    correction: int
    corrects: int | None
    prepared_by: Name
    prepared_at: datetime

    def as_plain(self) -> dict[str, object]:
        """As JSON values."""
        return {
            **asdict(self),
            "prepared_by": {
                "en": self.prepared_by.en,
                "zh-hant": self.prepared_by.zh_hant,
                "zh-hans": self.prepared_by.zh_hans,
            },
            "prepared_at": self.prepared_at.isoformat(),
        }


def canonical(report: TwinReport, imprint: Imprint | None = None) -> bytes:
    """The one byte sequence of a report; a stored one says which it is."""
    plain = as_plain(report) | ({"copy": imprint.as_plain()} if imprint else {})
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(frozen: bytes) -> bytes:
    """SHA-256 of the bytes."""
    return hashlib.sha256(frozen).digest()


def thaw(frozen: bytes) -> TwinReport:
    """The report that was frozen, figure for figure."""
    return from_plain(json.loads(frozen))


def changes(signed: TwinReport, today: TwinReport) -> tuple[Change, ...]:
    """Every cell of the signed copy that today's figures of the same years would show differently."""
    found: list[Change] = []
    for side, was, now in (("funder", signed.funder, today.funder), ("host", signed.host, today.host)):
        before, after = _cells(was), _cells(now)
        for code, period in sorted({**before, **after}, key=lambda place: (place[1], place[0])):
            then, current = before.get((code, period)), after.get((code, period))
            old = then[1] if then else Money(was.currency, 0)
            new = current[1] if current else Money(now.currency, 0)
            if old != new:
                named = then or current
                assert named is not None  # noqa: S101 -- the place came from one of the two
                found.append(Change(side, code, named[0], period, old, new))
    return tuple(found)


def _cells(side: Side) -> dict[tuple[str, Period], tuple[Name, Money]]:
    return {
        (row.code, period): (row.name, cell.amount)
        for row in side.rows
        for period, cell in zip(side.columns, row.cells, strict=True)
    }
