"""The pages' XLSX and PDF forms are written here, with the page's own frame as the head of the paper."""

from __future__ import annotations

from collections.abc import Sequence

from guohe.documents.domain.paper import Paper
from guohe.documents.operations.render_pdf import render_pdf
from guohe.documents.operations.render_xlsx import render_xlsx
from guohe.kernel.tables import Table
from guohe.ui.formats import offer
from guohe.ui.page import Frame


def offer_writers() -> None:
    """Called once, when the product starts."""
    offer("xlsx", _xlsx)
    offer("pdf", _pdf)


def _xlsx(tables: Sequence[Table], *, frame: Frame, name: str, lang: str, demo: bool) -> bytes:
    return render_xlsx(tables, paper=_paper(frame, name, lang, demo))


def _pdf(tables: Sequence[Table], *, frame: Frame, name: str, lang: str, demo: bool) -> bytes:
    return render_pdf(tables, paper=_paper(frame, name, lang, demo))


def _paper(frame: Frame, name: str, lang: str, demo: bool) -> Paper:
    return Paper(frame.title, name, lang, second_title=frame.caption or "", as_at=frame.as_at_text, demo=demo)
