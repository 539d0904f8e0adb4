"""Where the marks of the two plots stand: the bar split by holder, and the strip of earlier transfers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from guohe.grants.domain.clock import Clock
from guohe.grants.domain.usual import Usual

BAR: Final = 1000
# The strip's drawing surface, and where its axis begins, ends and lies.
WIDTH, HEIGHT = 360, 150
_LEFT, _RIGHT, _AXIS, _STEP = 24, 336, 108, 12


@dataclass(frozen=True, slots=True)
class Segment:
    """A holder's share of the bar, in thousandths of its width."""

    holder: str
    days: int
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of the strip at so many working days."""

    days: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Strip:
    """Dots of earlier transfers, the two lines, and where this one stands if it is on its way."""

    dots: tuple[Mark, ...]
    ticks: tuple[Mark, ...]
    median: Mark
    nine_in_ten: Mark
    this: Mark | None
    left: int = _LEFT
    right: int = _RIGHT
    axis: int = _AXIS


def bar(clock: Clock) -> tuple[Segment, ...]:
    """The bar's segments; they cover it whole. Holders of no day have none."""
    segments: list[Segment] = []
    days = 0
    for holder, held in clock.by_holder:
        x = days * BAR // clock.days if clock.days else 0
        days += held
        if held:
            segments.append(Segment(holder, held, x, days * BAR // clock.days - x))
    return tuple(segments)


def strip(usual: Usual, waited: int | None) -> Strip:
    """The strip's marks; dots of the same day stand on each other."""
    last = max(usual.transfers[-1].working_days, waited or 0, 1)

    def at(days: int, y: int) -> Mark:
        return Mark(days, _LEFT + days * (_RIGHT - _LEFT) // last, y)

    dots: list[Mark] = []
    for transfer in usual.transfers:
        below = sum(dot.days == transfer.working_days for dot in dots)
        dots.append(at(transfer.working_days, _AXIS - 15 - below * _STEP))
    return Strip(
        dots=tuple(dots),
        ticks=tuple(at(days, _AXIS + 18) for days in sorted({0, last, usual.median, usual.nine_in_ten})),
        median=at(usual.median, 28),
        nine_in_ten=at(usual.nine_in_ten, 12),
        this=at(waited, _AXIS) if waited is not None else None,
    )
