"""What was found in one file, a sentence a reason."""

from __future__ import annotations

from collections.abc import Sequence

from guohe.imports.domain.found import ROWS, Reason, by_reason
from guohe.imports.queries.categories import in_words
from guohe.kernel.findings import Finding
from guohe.kernel.texts import say


def reasons_words(findings: Sequence[Finding], lang: str) -> tuple[str, ...]:
    """Every reason with its code; several findings of one are counted, with their rows and the sentence of the first."""
    return tuple(_words(reason, lang) for reason in by_reason(findings))


def _words(reason: Reason, lang: str) -> str:
    told = f"{reason.code} {in_words(reason.first, lang)}"
    if reason.count == 1:
        return told
    more = len(reason.rows) - ROWS
    rows = say("imports.and", lang).join(str(row) for row in reason.rows[:ROWS])
    return say(
        "imports.found.more" if more > 0 else "imports.found.rows" if rows else "imports.found.count",
        lang,
        count=f"{reason.count:,}",
        rows=rows,
        more=f"{more:,}",
        first=told,
    )
