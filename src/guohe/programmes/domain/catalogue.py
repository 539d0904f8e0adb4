"""A scheme says first of all whether money crosses: cross-boundary and parallel awards are never mixed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from guohe.kernel.names import Name
from guohe.kernel.stated import StatedDate
from guohe.programmes.domain.packs import Mode
from guohe.registry.domain.evidence import Evidence


class Topology(StrEnum):
    """Money goes from a Mainland funder to an account here, or each side pays its own team and nothing crosses."""

    CROSS_BOUNDARY = "cross_boundary"
    PARALLEL = "parallel"


@dataclass(frozen=True, slots=True)
class Funder:
    """A body that pays. Real ones stand here as names only; the demo's is invented and says so."""

    code: str
    names: Name
    invented: bool
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Scheme:
    """A line of funding. ``mode`` is None where no source says; ``packs`` are the report packs known for it."""

    code: str
    names: Name
    funders: tuple[str, ...]
    topology: Topology
    mode: Mode | None
    opened: StatedDate | None
    invented: bool
    packs: tuple[str, ...]
    evidence: Evidence
    note: Name | None
