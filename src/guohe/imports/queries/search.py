"""Lines of files by document, supplier or amount, among grants whose money the asker may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from django.db.models import Q

from guohe.imports.domain.standing import LineFacts
from guohe.imports.models import Line
from guohe.imports.queries.line_states import as_they_stand
from guohe.imports.queries.rows import line_of

# So many different suppliers are compared by their folded names; a host has hundreds.
MOST_PAYEES: Final = 20_000


def found_lines(
    refs: Iterable[str], text: str, hundredths: int | None, named: Callable[[str], bool], *, limit: int
) -> tuple[LineFacts, ...]:
    """The newest lines whose document holds the text, whose supplier is ``named``, or whose amount it is."""
    lines = Line.objects.filter(grant_ref__in=list(refs)).exclude(state="withdrawn")
    payees = lines.exclude(payee="").values_list("payee", flat=True).distinct().order_by("payee")
    wanted = Q(payee__in=[payee for payee in payees[:MOST_PAYEES] if named(payee)])
    if text:
        wanted |= Q(doc_ref__icontains=text)
    if hundredths is not None:
        wanted |= Q(amount_minor__in=(hundredths, -hundredths))
    return tuple(
        line_of(row) for row in as_they_stand(lines).filter(wanted).order_by("-posted_date", "pk")[:limit]
    )
