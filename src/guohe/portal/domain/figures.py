"""Free money is what was received less what was used and what is promised; all three are shown beside it."""

from __future__ import annotations

from dataclasses import dataclass

from guohe.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Position:
    """The four figures of a grant in its own currency, on one day."""

    received: Money
    used: Money
    promised: Money

    @property
    def free(self) -> Money:
        """Received − used − promised; below zero when promises exceed the money at hand."""
        return self.received - self.used - self.promised
