"""Where a line stands now: one whose entry was reversed, and not turned back since, is in the books no longer."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Case, F, Q, QuerySet, TextField, Value, When

from guohe.funds.queries.turned import IsGone, WasTurned
from guohe.imports.models import Line

# The field that the annotation gives; a line read without it stands as it was written.
STANDS: Final = "stands"


def as_they_stand(rows: QuerySet[Line]) -> QuerySet[Any]:
    """The lines with ``stands``: their state, and ``reversed`` where the entry of a posted one is gone from the books."""
    gone = Q(state="posted") & Q(WasTurned("journal_id")) & Q(IsGone("journal_id"))
    return rows.annotate(
        **{STANDS: Case(When(gone, then=Value("reversed")), default=F("state"), output_field=TextField())}
    )
