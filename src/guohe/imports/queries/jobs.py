"""Imported files, newest first, each with where its lines stand."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count as Counted
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import JSONObject

from guohe.identity.queries.accounts import naming
from guohe.identity.queries.sight import hosts_in_view
from guohe.imports.domain.judge import EARLIER_NOTES
from guohe.imports.domain.shown import digest_of
from guohe.imports.domain.standing import Cause, Count, JobFacts, LineFacts, Standing, counted_in, still_waits
from guohe.imports.models import BankRow, FindingRow, Job, Line, Question
from guohe.imports.queries.line_states import STANDS, as_they_stand
from guohe.imports.queries.rows import finding_of, line_of, maybe_name, name_or_number
from guohe.imports.queries.still_said import still_said
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import Money

_ACTUAL: Final = "actual"


class JobNotFound(LookupError):
    """No import of this number is visible to the acting person."""


@dataclass(frozen=True, slots=True)
class ReadyGroup:
    """Ready lines of one grant, account and category."""

    grant_ref: str
    kind: str
    account: str
    category: str
    count: Count
    digest: str


def job(number: int) -> JobFacts:
    """One import. Raises JobNotFound."""
    row = _told(Job.objects.filter(pk=number)).first()
    if row is None:
        raise JobNotFound(str(number))
    return _fact(row)


def same_file(*, host_id: int, kind: str, digest: str) -> int | None:
    """The import that already holds this file, unless it was undone."""
    row = Job.objects.filter(host_id=host_id, kind=kind, file_digest=digest).exclude(state="reversed").first()
    return None if row is None else row.pk


def latest(limit: int = 50, offset: int = 0) -> tuple[JobFacts, ...]:
    """The newest imports of the hosts whose whole money one may see: a file holds lines of every grant."""
    rows = _told(Job.objects.filter(host_id__in=hosts_in_view()).order_by("-pk"))
    return tuple(_fact(row) for row in rows[offset : offset + limit])


def how_many() -> int:
    """All imports of those hosts."""
    return Job.objects.filter(host_id__in=hosts_in_view()).count()


def file_findings(number: int, reading: Mapping[str, Any] | None = None) -> tuple[Finding, ...]:
    """What was found about the file as a whole, not about one line; ``reading`` is the import's, where the caller has it."""
    rows = _findings(number, reading).filter(line__isnull=True).order_by("pk")
    return tuple(finding_of(row) for row in rows)


def earlier_notes(number: int) -> tuple[Finding, ...]:
    """What other imports hold of this file, as last looked."""
    rows = _findings(number).filter(code__in=EARLIER_NOTES).order_by("pk")
    return tuple(finding_of(row) for row in rows)


def _findings(number: int, reading: Mapping[str, Any] | None = None) -> QuerySet[FindingRow]:
    """The findings of an import; what was said of other imports before it was read again no longer holds."""
    if reading is None:
        reading = Job.objects.filter(pk=number).values_list("reading", flat=True).first() or {}
    rows = FindingRow.objects.filter(job_id=number)
    last = reading.get("looked_again", 0)
    return rows.exclude(code__in=EARLIER_NOTES, pk__lte=last) if last else rows


def all_findings(number: int) -> tuple[Finding, ...]:
    """Everything found in the file, biggest money first."""
    return tuple(finding_of(row) for row in still_said(_findings(number).order_by("-minor", "pk")))


def causes(number: int, currency: str) -> tuple[Cause, ...]:
    """Findings about lines grouped by cause, stops before holds before notes before what is settled, then biggest money first; ``tickable`` lines of it still wait for a tick."""
    rows = (
        FindingRow.objects.filter(job_id=number, line__isnull=False)
        .select_related("line")
        .only(
            "code",
            "level",
            "row_number",
            "column_letter",
            "header",
            "pointer",
            "facts",
            "rule",
            "minor",
            "line__state",
            "line__hold",
            "line__currency",
            "line__amount_minor",
        )
        .order_by("pk")
    )
    met: dict[str, list[FindingRow]] = {}
    for row in still_said(rows):
        met.setdefault(row.code, []).append(row)
    asked = Question.objects.filter(job_id=number, state="answered", finding__isnull=False)
    answered = set(asked.values_list("finding_id", flat=True))
    found = [_cause(code, group, currency, answered) for code, group in met.items()]
    order = ("stop", "hold", "note", "settled")
    return tuple(
        sorted(
            found,
            key=lambda cause: (
                order.index(cause.group),
                -abs(cause.amount.minor),
                cause.code,
            ),
        )
    )


def lines(
    number: int, *, states: Sequence[str] = (), code: str | None = None, limit: int = 100, offset: int = 0
) -> tuple[LineFacts, ...]:
    """Lines of a file in the order of its rows, with their findings and the rows as they were."""
    rows = list(_of_job(number, states, code).order_by("row_number")[offset : offset + limit])
    found = findings_of(row.pk for row in rows)
    return tuple(line_of(row, findings=found.get(row.pk, ()), full=True) for row in rows)


def line_count(number: int, *, states: Sequence[str] = (), code: str | None = None) -> int:
    """How many lines ``lines`` would give without a limit."""
    return _of_job(number, states, code).count()


def journals_of(number: int) -> list[int]:
    """The entries by which the books hold the lines of an import."""
    rows = Line.objects.filter(job_id=number, state="posted").values_list("journal_id", flat=True)
    return [journal for journal in rows if journal is not None]


def ready_groups(number: int) -> tuple[ReadyGroup, ...]:
    """What a confirmation would post, added up by grant, account and category."""
    rows = (
        Line.objects.filter(job_id=number, state="staged")
        .values_list("grant_ref", "kind", "account_code", "account_name", "category", "currency")
        .annotate(many=Counted("id"), much=Sum("amount_minor"), numbers=ArrayAgg("id"))
        .order_by("grant_ref", "kind", "account_code", "category", "account_name")
    )
    return tuple(
        ReadyGroup(
            grant or "",
            kind,
            f"{code} {name}".strip(),
            category or "",
            Count(many, Money(currency, int(much))),
            digest_of(numbers),
        )
        for grant, kind, code, name, category, currency, many, much, numbers in rows
    )


def last_read(kind: str) -> datetime | None:
    """When a file of a kind was last read for a host one sees; None if never."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT imports_last_read(%s)", [kind])
        last: datetime | None = cursor.fetchone()[0]
    return last


def findings_of(line_ids: Any) -> dict[int, tuple[Finding, ...]]:
    """The findings of some lines."""
    met: dict[int, list[Finding]] = {}
    for row in still_said(FindingRow.objects.filter(line_id__in=list(line_ids)).order_by("pk")):
        met.setdefault(row.line_id or 0, []).append(finding_of(row))
    return {line_id: tuple(found) for line_id, found in met.items()}


def _of_job(number: int, states: Sequence[str], code: str | None) -> QuerySet[Line]:
    chosen = as_they_stand(Line.objects.filter(job_id=number))
    if states:
        chosen = chosen.filter(stands__in=states)
    if code:
        chosen = chosen.filter(pk__in=FindingRow.objects.filter(job_id=number, code=code).values("line_id"))
    return chosen


def _cause(code: str, rows: Sequence[FindingRow], currency: str, answered: Container[int | None]) -> Cause:
    by_line = {row.line_id: row.line for row in rows}
    much = counted_in(
        currency,
        ((line.currency, 1, line.amount_minor) for line in by_line.values() if line is not None),
    )
    waiting = [
        row
        for row in rows
        if row.line is not None
        and still_waits(
            code,
            row.level,
            row.line.state,
            held_for=(row.line.hold or {}).get("code"),
            answered=row.pk in answered,
        )
    ]
    return Cause(
        code=code,
        lines=much.lines,
        amount=much.amount,
        sums=much.sums,
        sample=finding_of((waiting or rows)[0]),
        tickable=sum(line is not None and line.state == "tick" for line in by_line.values()),
        waits=bool(waiting),
    )


def _told(rows: QuerySet[Job]) -> QuerySet[Job]:
    """The imports with who moved them on, their lines by kind, currency and state, and how many entries they brought, in one question."""
    lines = (
        as_they_stand(Line.objects.filter(job_id=OuterRef("pk")))
        .values("kind", "currency", STANDS)
        .annotate(many=Counted("id"), much=Sum("amount_minor"))
        .values(told=JSONObject(kind="kind", state=STANDS, currency="currency", many="many", much="much"))
    )
    entries = BankRow.objects.filter(job_id=OuterRef("pk")).values("job_id").annotate(many=Counted("id"))
    return rows.annotate(
        preparer=naming("prepared_by_id"),
        confirmer=naming("confirmed_by_id"),
        reverser=naming("reversed_by_id"),
        counted=ArraySubquery(lines),
        brought=Subquery(entries.values("many")),
    )


def _fact(row: Any) -> JobFacts:
    currency = row.currency or "HKD"
    met: dict[tuple[str, str], list[tuple[str, int, int]]] = {}
    for each in row.counted if row.kind == "erp" else ():
        some = met.setdefault((each["kind"], each["state"]), [])
        some.append((each["currency"], each["many"], int(each["much"])))
    counted = {key: counted_in(currency, some) for key, some in met.items()}
    return JobFacts(
        number=row.pk,
        host_id=row.host_id,
        kind=row.kind,
        state=row.state,
        file_name=row.file_name,
        file_digest=row.file_digest,
        document_id=row.document_id,
        reading=row.reading,
        currency=currency,
        rows_read=row.rows_read,
        column_mapping=row.column_mapping,
        category_mapping=row.category_mapping,
        prepared_by=name_or_number(row.prepared_by_id, row.preparer),
        prepared_by_id=row.prepared_by_id,
        prepared_at=row.prepared_at,
        confirmed_by=maybe_name(row.confirmed_by_id, row.confirmer),
        confirmed_at=row.confirmed_at,
        reversed_by=maybe_name(row.reversed_by_id, row.reverser),
        reversed_at=row.reversed_at,
        reverse_reason=row.reverse_reason or "",
        standing=_standing(row, counted),
        lines=sum(count.lines for count in counted.values()),
        entries=(row.brought or 0) if row.kind == "bank" else 0,
    )


def _standing(row: Job, counted: Mapping[tuple[str, str], Count]) -> Standing:
    currency = row.currency or "HKD"

    def at(kind: str, *states: str) -> Count:
        met = (counted[kind, state] for state in states if (kind, state) in counted)
        return sum(met, Count(0, Money(currency, 0)))

    def told(name: str) -> Count:
        many, much = row.reading.get(name, (0, 0))
        return Count(many, Money(currency, much))

    # An undone import waits for nothing and holds nothing, whatever other imports brought of its file.
    undone, none = row.state == "reversed", Count(0, Money(currency, 0))
    elsewhere = told("already") + told("already_waits") + told("unread_total")
    return Standing(
        stated=None if row.file_total_minor is None else Money(currency, row.file_total_minor),
        ready=at(_ACTUAL, "staged"),
        tick=at(_ACTUAL, "tick"),
        question=at(_ACTUAL, "question"),
        held=at(_ACTUAL, "held"),
        posted=at(_ACTUAL, "posted"),
        rejected=at(_ACTUAL, "rejected"),
        taken_back=at(_ACTUAL, "reversed", "withdrawn") + (elsewhere if undone else none),
        already=none if undone else told("already"),
        already_waits=none if undone else told("already_waits"),
        unread=none if undone else told("unread_total"),
        orders=at(
            "commitment", "staged", "tick", "question", "held", "posted", "rejected", "reversed", "withdrawn"
        ),
        orders_posted=at("commitment", "posted"),
        orders_held=at("commitment", "held", "question", "tick"),
    )


def stop(code: str, **values: str) -> Finding:
    """A refusal of this context about a thing as a whole."""
    return Finding(code, Level.STOP, Place(), values)
