"""The budget in force on a day: approved, used, promised and free, category by category."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from guohe.imports.queries.of_grant import brought_to
from guohe.kernel import clock
from guohe.kernel.texts import say
from guohe.kernel.utc8 import day_there
from guohe.portal.queries.budget import budget_of
from guohe.portal.queries.tables import budget_table, not_reserved
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Frame
from guohe.ui.way_back import to_grant


def budget(request: HttpRequest, ref: str, fmt: str) -> HttpResponse:
    """One row a category of the approved table; the totals are the sums of the rows shown."""
    lang, now = language(), clock.now()
    found = budget_of(ref, on=now.date())
    if found is None:
        raise Http404(ref)
    version = found.version
    table = budget_table(ref, found, lang)
    view = None
    if version is not None:
        view = {
            "lead": say(
                "portal.budget.version",
                lang,
                number=str(version.number),
                on=version.approved_on.isoformat(),
                who=version.loaded_by.in_language(lang),
                at=day_there(version.loaded_at).isoformat(),
                unit=say(f"portal.unit.{version.unit}", lang),
            ),
            "table": table,
            "not_reserved": not_reserved(brought_to(ref), lang),
        }
    frame = Frame(
        title=table.title,
        command=f"guohe budget {ref}",
        as_at=now,
        permalink=f"/grants/{ref}/budget",
        crumbs=to_grant(ref),
    )
    return answer(
        request,
        template="portal/budget.html",
        context={"page": frame, "view": view},
        table=table,
        name=f"{ref}-budget",
        fmt=fmt,
    )
