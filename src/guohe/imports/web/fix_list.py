"""The user's own file with three more columns: result, what to fix, rule; as CSV or as a workbook."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from guohe.imports.queries.fix_list import FIX_FORMS, fix_list_of
from guohe.imports.web.doors import seen_job
from guohe.kernel import clock
from guohe.ui.formats import MEDIA_TYPES
from guohe.ui.languages import language


@require_safe
def fix_list(request: HttpRequest, number: int, fmt: str) -> HttpResponse:
    """Reads the stored file again as of today and gives it back marked."""
    job = seen_job(request, number, "erp")
    if fmt not in FIX_FORMS:
        raise Http404(fmt)
    content = fix_list_of(job, fmt=fmt, on=clock.today(), lang=language())
    if content is None:
        raise Http404(str(number))
    response = HttpResponse(content, content_type=MEDIA_TYPES[fmt])
    response["Content-Disposition"] = f'attachment; filename="fix-list-{number}.{fmt}"'
    response["Cache-Control"] = "private, no-store"
    return response
