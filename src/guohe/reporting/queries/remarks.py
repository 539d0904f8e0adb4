"""The newest remark on each line counts."""

from __future__ import annotations

from guohe.reporting.domain.lines import LineKey
from guohe.reporting.models import Remark


def of_grant(ref: str) -> dict[LineKey, str]:
    """What was last said about each line of a grant."""
    rows = Remark.objects.filter(grant_ref=ref).order_by("id").values_list("journal_id", "line", "words")
    return {(journal, line): words for journal, line, words in rows}
