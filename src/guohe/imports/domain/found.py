"""Findings of one reason are told together: how many, in which rows, and the first of them; the biggest money comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from guohe.kernel.findings import Finding, Level

# So many rows stand in a sentence; more are counted.
ROWS: Final = 8


@dataclass(frozen=True, slots=True)
class Reason:
    """All findings of one code and level; ``rows`` of the file, each once, in order."""

    code: str
    level: Level
    first: Finding
    count: int
    rows: tuple[int, ...]


def by_reason(findings: Iterable[Finding]) -> tuple[Reason, ...]:
    """One reason for each code and level, in the order in which its first finding comes."""
    met: dict[tuple[str, Level], list[Finding]] = defaultdict(list)
    for finding in findings:
        met[finding.code, finding.level].append(finding)
    return tuple(
        Reason(
            code,
            level,
            found[0],
            len(found),
            tuple(sorted({finding.place.row for finding in found if finding.place.row is not None})),
        )
        for (code, level), found in met.items()
    )
