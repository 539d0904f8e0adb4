"""What the page of a confirmation shows, and how its lines stand now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from guohe.imports.domain.shown import Group, LineNow, Shown, ShownGroups, ShownLines, Sum
from guohe.imports.domain.standing import LineFacts
from guohe.imports.models import Line
from guohe.imports.queries.jobs import ReadyGroup
from guohe.kernel.findings import Finding
from guohe.kernel.money import Money

# So many are named; whoever reads them looks at the page again.
_NAMED = 200


def of_lines(lines: Iterable[LineFacts]) -> ShownLines:
    """A page that lists its lines."""
    return ShownLines({line.number: (line.grant_ref or "", line.category or "") for line in lines})


def of_groups(groups: Iterable[ReadyGroup]) -> ShownGroups:
    """A page that adds up very many."""
    return ShownGroups(
        {
            Group(each.grant_ref, each.kind, each.account, each.category, each.count.amount.currency): Sum(
                each.count.lines, each.count.amount.minor, each.digest
            )
            for each in groups
        }
    )


def line_now(row: Line) -> LineNow:
    """How a line stands."""
    return LineNow(
        row.pk,
        row.doc_ref or str(row.row_number),
        row.state,
        row.grant_ref or "",
        row.kind,
        f"{row.account_code} {row.account_name}".strip(),
        row.category or "",
        Money(row.currency, row.amount_minor),
    )


def ready_now(job_id: int) -> list[Line]:
    """The ready lines of an import in the order in which they are posted, with no more than ``line_now`` needs."""
    rows = Line.objects.filter(job_id=job_id, state="staged", grant_ref__isnull=False).only(
        "doc_ref", "row_number", "state", "grant_ref", "kind", "account_code", "account_name", "category",
        "currency", "amount_minor",
    )  # fmt: skip
    return list(rows.order_by("posted_date", "row_number"))


def as_ready(rows: Iterable[Line]) -> ShownLines:
    """The ready lines with the grant and the category of each."""
    return ShownLines({row.pk: (row.grant_ref or "", row.category or "") for row in rows})


def differences(
    shown: Shown, job_id: int, rows: Sequence[Line], *, asked: Sequence[int] | None = None
) -> tuple[Finding, ...]:
    """What is not as the page showed it, of the ready ``rows`` and of the lines ``asked`` for (all that were shown, if None)."""
    if isinstance(shown, ShownGroups):
        return shown.changed(line_now(row) for row in rows)
    ready = {row.pk: line_now(row) for row in rows}
    wanted = list(shown.lines) if asked is None else list(asked)
    moved = [number for number in wanted if number not in ready][:_NAMED]
    now = {row.pk: line_now(row) for row in Line.objects.filter(job_id=job_id, pk__in=moved)} if moved else {}
    return shown.changed(wanted, {**ready, **now}, ready)[:_NAMED]
