"""A view hands its frame one value: what the page is, as at when, and how to get the same elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


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


@dataclass(frozen=True, slots=True)
class Place:
    """One item of the top bar; ``current`` when this page lies under it; ``key`` as in "gm" opens it."""

    label: str
    url: str
    current: bool = False
    key: str | None = None
