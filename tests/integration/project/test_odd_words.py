"""Whatever stands in an address or a form is answered: a figure that is no digit, a kind that is none, a sign that no table holds."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories.people import FINANCE_OFFICE
from tests.integration.project.test_queries_of_pages import GRANT, REPORT, ground, numbers

__all__ = ["ground", "numbers"]
pytestmark = pytest.mark.usefixtures("demo_books")


def test_no_odd_word_is_answered_by_a_fault(numbers: dict[str, int]) -> None:
    client = Client(raise_request_exception=False)
    client.post(f"/en/demo/be/{FINANCE_OFFICE}")
    pages = ("units?kind=x", "units.json?kind=x", "evidence/line/²", "evidence/journal/²/1")
    paged = tuple(f"{page}?page=²" for page in (f"{GRANT}/lines", f"{GRANT}/journals", f"{REPORT}/lines"))
    job = f"import/{numbers['job']}"
    forms = (
        (f"{job}/ticks", {"line": "²"}),
        (f"{job}/ticks", {"code": "\x00"}),
        (f"{job}/confirm", {"line": "²"}),
        (f"{REPORT}/remark", {"line": "²-1", "text": "x"}),
        ("agency/releases/chosen", {"number": "²"}),
    )
    # Python reads no number of more than 4,300 figures.
    long = "9" * 5000
    forms += (
        (f"{job}/ticks", {"line": long}),
        (f"{job}/confirm", {"line": long}),
        (f"{REPORT}/remark", {"line": f"{long}-1", "text": "x"}),
        ("agency/releases/chosen", {"number": long}),
    )
    told = {page: client.get(f"/en/{page}").status_code for page in (*pages, *paged)}
    told |= {f"{page} {form}"[:60]: client.post(f"/en/{page}", form).status_code for page, form in forms}
    assert {page: status for page, status in told.items() if status >= 500} == {}
