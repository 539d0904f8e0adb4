"""How far long pieces of work have come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from guohe.imports.models import Run
from guohe.kernel.findings import Finding, Level, Place


class RunNotFound(LookupError):
    """No run of this number is visible to the acting person."""


@dataclass(frozen=True, slots=True)
class RunFacts:
    """One run: what it does, how far it is, and what was found when it was refused."""

    number: int
    host_id: int
    what: str
    file_name: str
    state: str
    done: int
    total: int | None
    job: int | None
    started_at: datetime
    ended_at: datetime | None
    findings: tuple[Finding, ...]

    @property
    def running(self) -> bool:
        """Whether the page should be looked at again."""
        return self.state in ("waiting", "running", "stopping")


def run(number: int) -> RunFacts:
    """One run. Raises RunNotFound."""
    row = Run.objects.filter(pk=number).first()
    if row is None:
        raise RunNotFound(str(number))
    return RunFacts(
        number=row.pk,
        host_id=row.host_id,
        what=row.what,
        file_name=row.file_name,
        state=row.state,
        done=row.done,
        total=row.total,
        job=row.job_id,
        started_at=row.started_at,
        ended_at=row.ended_at,
        findings=tuple(
            Finding(
                code=told["code"],
                level=Level(told["level"]),
                place=Place(told["row"], told["column"], told["header"]),
                values=told["values"],
                rule=told["rule"],
            )
            for told in row.findings
        ),
    )
