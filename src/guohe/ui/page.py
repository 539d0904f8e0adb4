"""A view hands its frame one value: what the page is, as at when, and how to get the same elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from guohe.kernel.clock import UTC8


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way back: its words and its address."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds the main column of one page.

    ``command`` is the line that gives the same answer in a terminal; ``sources`` say how old each source of the
    figures is, one sentence each; ``faulty`` puts "Error:" before the title of a form that came back.
    """

    title: str
    command: str | None = None
    as_at: datetime | date | None = None
    permalink: str | None = None
    crumbs: tuple[Crumb, ...] = ()
    sources: tuple[str, ...] = ()
    caption: str | None = None
    faulty: bool = False

    @property
    def as_at_text(self) -> str:
        """The day, or the moment with its offset, on paper; empty when no moment was given."""
        if isinstance(self.as_at, datetime):
            return self.as_at.astimezone(UTC8).strftime("%Y-%m-%d %H:%M UTC+8")
        return "" if self.as_at is None else self.as_at.isoformat()


@dataclass(frozen=True, slots=True)
class Place:
    """One item of the top bar; ``current`` when this page lies under it; ``key`` as in "gm" opens it."""

    label: str
    url: str
    current: bool = False
    key: str | None = None
