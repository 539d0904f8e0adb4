"""A total row of a statement bears no day and no reference of a movement, and its figures are those of the rows above it.

Whatever else begins with a total's word is a line: "TOTAL SCIENCE FOUNDATION" sends money.
"""

from __future__ import annotations

from guohe.exchange.domain.totals import opens_total


class SumsSoFar:
    """What the rows above come to, net, in and out; a total may cover those since any earlier total."""

    def __init__(self) -> None:
        self._now = [0, 0, 0]
        self._at: tuple[set[int], set[int], set[int]] = ({0}, {0}, {0})

    def add(self, minor: int) -> None:
        """One movement, money in positive."""
        self._now[0] += minor
        self._now[1 if minor > 0 else 2] += abs(minor)

    def agree(self, *, amount: int | None, out: int | None, into: int | None) -> bool:
        """Whether every figure of a row is such a sum; a row without a figure is none."""
        said = [each for each in (amount, out, into) if each is not None]
        if not any(said):
            return False
        one = amount is None or any(
            self._is(at, figure) for at, figure in ((0, amount), (1, amount), (2, abs(amount)))
        )
        return one and (into is None or self._is(1, abs(into))) and (out is None or self._is(2, abs(out)))

    def close(self) -> None:
        """A total stands here."""
        for sums, now in zip(self._at, self._now, strict=True):
            sums.add(now)

    def _is(self, at: int, minor: int) -> bool:
        return self._now[at] - minor in self._at[at]


def means_total(label: str, *, dated: bool) -> bool:
    """Nothing but a total can be meant: its word begins a label that goes on as totals do, or ends one of a row without a day."""
    return opens_total(label) in (("means",) if dated else ("means", ""))
