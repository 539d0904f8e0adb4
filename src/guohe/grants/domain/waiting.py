"""What of a grant waits for somebody: a request, a partner's statement, or a difference between a partner's paper and ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guohe.grants.domain.changes import Kind, State
from guohe.grants.domain.partners import Due
from guohe.kernel.money import Money


@dataclass(frozen=True, slots=True)
class LateStatement:
    """A partner's statement whose day has passed and that did not come."""

    ref: str
    partner: int
    due: Due


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request for a change that is prepared, sent or granted; ``since`` is the day of that, shown by ``evidence``."""

    ref: str
    number: int
    kind: Kind
    state: State
    since: date
    evidence: str


@dataclass(frozen=True, slots=True)
class Differs:
    """Where a partner's paper differs from ours: ``kind`` ``short`` (what arrived of ``whole``, sent on ``day``) or
    ``unsupported`` (use of ``whole`` to ``day`` that nothing shows); known here since ``known``."""

    ref: str
    kind: str
    amount: Money
    whole: Money
    day: date
    evidence: str
    known: date
