"""Addresses of the books. What is traced may be an entry, a document or an instalment, whose name holds a slash."""

from django.urls import path

from guohe.funds.web import books, fund_pages, reversal, tracing
from guohe.ui.formats import paths

urlpatterns = [
    *paths("books", books.books, "books", formats=("json", "csv", "txt")),
    path("books/new", books.new, name="book-new"),
    *paths("trace/<path:what>", tracing.trace, "trace", formats=("json", "csv", "txt")),
    *paths(
        "grants/<ref:ref>/fx/lots", fund_pages.lots, "lots", formats=("json", "csv", "txt", "xlsx", "pdf")
    ),
    *paths("grants/<ref:ref>/journals", fund_pages.journals, "journals", formats=("json", "csv", "txt")),
    path("entries/<int:journal_id>/reverse", reversal.reverse_entry, name="reverse"),
]
