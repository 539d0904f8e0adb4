"""A line is a reference text here; the context that keeps its book tells what the line is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guohe.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Line:
    """What papers must know of the line they stand on.

    ``label`` names it for people (``AP18-00901``), ``grant`` is whose line it is, ``cost`` its kind of cost in the
    words of ``evidence.NEEDED``, ``url`` the page to go back to, ``on`` the day of its amount.
    """

    subject: str
    label: str
    grant: str | None = None
    amount: Money | None = None
    cost: str = ""
    url: str | None = None
    on: date | None = None
