"""Whether the mapping that an import was checked with still says the same of its lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from guohe.grants.domain.facts import MappingFacts
from guohe.grants.queries import mapping
from guohe.imports.domain.mapping_changed import Decided, Mapped, mapping_changes
from guohe.imports.models import Answer, Job, Line
from guohe.kernel.findings import Finding
from guohe.kernel.money import Money
from guohe.kernel.names import Called
from guohe.kernel.utc8 import day_there


def pack_of(job: Job) -> str:
    """The rule pack under whose mapping the file was judged; empty when the host had none."""
    return str(job.reading.get("pack", ""))


def answered(lines: Sequence[Line]) -> frozenset[int]:
    """The lines whose category a person chose in an answer."""
    chosen = Answer.objects.filter(
        question__line__in=[line.pk for line in lines], answer__in=("category", "move")
    )
    return frozenset(chosen.values_list("question__line_id", flat=True))


def changes(job: Job, lines: Sequence[Line], *, on: date) -> tuple[Finding, ...]:
    """What the mapping in force on a day says otherwise of these lines than the one that the check used (IMP-534)."""
    decided = mapping.in_force(job.host_id, pack_of(job), on)
    if decided is None or decided.number == job.category_mapping:
        return ()
    versions = mapping.versions(job.host_id, pack_of(job))
    used = next((version for version in versions if version.number == job.category_mapping), None)
    theirs = answered(lines)
    return mapping_changes(
        [
            Mapped(line.account_code, line.category, Money(line.currency, line.amount_minor))
            for line in lines
            if line.pk not in theirs
        ],
        used=_rows(used),
        in_force=Decided(
            decided.number,
            Called(decided.decided_by),
            day_there(decided.decided_at).isoformat(),
            _rows(decided),
        ),
        used_number=job.category_mapping,
        job=job.pk,
    )


def _rows(decided: MappingFacts | None) -> Mapping[str, str]:
    return {row.account: row.category for row in decided.rows} if decided else {}
