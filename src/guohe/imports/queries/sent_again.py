"""Lines of earlier imports of the documents that a file names, which no line of the file repeats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from guohe.imports.domain.facts import Stood
from guohe.imports.domain.judgement import JudgedLine
from guohe.imports.domain.sent_again import names_one
from guohe.imports.domain.standing import WAITS
from guohe.imports.models import Line
from guohe.imports.queries.earlier import stopped_imports
from guohe.imports.queries.line_states import as_they_stand
from guohe.kernel.money import Money

# In the books, or on the way there.
_STANDS: Final = (*WAITS, "posted")


def stood_before(*, host_id: int, lines: Sequence[JudgedLine], but: int | None) -> tuple[Stood, ...]:
    """Costs in the books or waiting for them; those of import ``but`` are not looked at, nor of one that does not add up."""
    refs = {
        judged.line.doc_ref
        for judged in lines
        if judged.line is not None and judged.line.kind == "actual" and names_one(judged.line.doc_ref)
    }
    marks = [judged.fingerprint for judged in lines if judged.fingerprint]
    of_host = Line.objects.filter(host_id=host_id, kind="actual", doc_ref__in=refs, grant_ref__isnull=False)
    others = of_host.exclude(fingerprint__in=marks).exclude(job_id__in=(but or 0, *stopped_imports(host_id)))
    rows = (
        as_they_stand(others)
        .filter(stands__in=_STANDS)
        .order_by("pk")
        .values_list(
            "pk", "job__file_name", "row_number", "job_id", "grant_ref", "account_code", "doc_ref", "posted_date",
            "currency", "amount_minor", "journal_id",
        )
    )  # fmt: skip
    return tuple(
        Stood(number, file, row, job, grant, account, doc_ref, on, Money(currency, minor), journal)
        for number, file, row, job, grant, account, doc_ref, on, currency, minor, journal in rows
    )
