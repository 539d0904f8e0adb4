"""What the books say about a grant's spending, as lines and lots of a report."""

from __future__ import annotations

from guohe.reporting.domain.lines import Lot, SpendLine


def of_grant(ref: str) -> tuple[tuple[SpendLine, ...], dict[int, Lot]]:
    """Every expense line of the grant's fund with the lots that paid for it, and those lots."""
    raise NotImplementedError(ref)
