"""The same answer has several forms: a page, and at the same address with a suffix JSON, CSV, XLSX, PDF or text.

XLSX and PDF are written by the documents context, which offers its writers here at start-up (``offer``),
because pages stand below documents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, URLPattern, path, resolve
from django.utils.encoding import escape_uri_path

from guohe.kernel.tables import Column, Table
from guohe.kernel.texts import say
from guohe.ui.languages import language
from guohe.ui.page import Frame
from guohe.ui.plain import json_text, plain, table_record
from guohe.ui.spreadsheets import csv_bytes
from guohe.ui.terminal import table_text

View = Callable[..., HttpResponseBase]

MEDIA_TYPES: Final = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
_SAVED: Final = ("csv", "xlsx")


class Writer(Protocol):
    """Writes tables as the bytes of one file."""

    def __call__(
        self, tables: Sequence[Table], *, frame: Frame, name: str, lang: str, demo: bool
    ) -> bytes: ...


@dataclass(frozen=True, slots=True)
class OtherForm:
    """A link at the foot to the same thing in another form."""

    label: str
    url: str
    media_type: str


_writers: dict[str, Writer] = {}


def offer(fmt: str, writer: Writer) -> None:
    """A higher context brings the writer of a form; called once, at start-up."""
    _writers[fmt] = writer


def paths(route: str, view: View, name: str, formats: Sequence[str] = ("json", "csv")) -> list[URLPattern]:
    """The page's pattern, named ``name``, and one for each form, named ``name.json`` and so on.

    The forms stand first, so that a text parameter at the end of the route does not swallow the suffix.
    """
    for fmt in formats:
        if fmt not in MEDIA_TYPES:
            raise ValueError(f"{fmt} is not one of {', '.join(MEDIA_TYPES)}")
    others = [path(f"{route.rstrip('/')}.{fmt}", view, {"fmt": fmt}, name=f"{name}.{fmt}") for fmt in formats]
    return [*others, path(route, view, {"fmt": "html"}, name=name)]


def answer(
    request: HttpRequest,
    *,
    template: str,
    context: Mapping[str, Any],
    table: Table | Sequence[Table] | None = None,
    record: Mapping[str, Any] | None = None,
    name: str,
    fmt: str = "html",
    status: int = 200,
) -> HttpResponse:
    """One answer in the form asked for.

    ``table`` serves every form; ``record``, when given, is what JSON holds. ``name`` is the file's name, without
    suffix and without anything personal. Raises Http404 for a form this answer does not have.
    """
    frame = context["page"]
    tables = [] if table is None else [table] if isinstance(table, Table) else list(table)
    if fmt == "html":
        return render(request, template, {**context, "other_forms": other_forms(request)}, status=status)
    if not tables and record is not None and fmt != "json":
        tables = [_as_table(record, frame.title)]
    if fmt != "json" and not tables:
        raise Http404(f"{name} has no form {fmt}")
    return _file(_bytes(fmt, tables, record, frame, name), name=name, fmt=fmt, status=status)


def other_forms(request: HttpRequest) -> list[OtherForm]:
    """The forms that this page's address has, with the page's own query."""
    found = []
    for fmt in MEDIA_TYPES:
        address = f"{request.path.rstrip('/')}.{fmt}"
        try:
            match = resolve(address)
        except Resolver404:
            continue
        if match.kwargs.get("fmt") == fmt:
            # What is traced may be called by words with spaces; an address has none.
            address, query = escape_uri_path(address), request.META.get("QUERY_STRING", "")
            found.append(OtherForm(fmt.upper(), f"{address}?{query}" if query else address, MEDIA_TYPES[fmt]))
    return found


def _bytes(
    fmt: str, tables: Sequence[Table], record: Mapping[str, Any] | None, frame: Frame, name: str
) -> bytes:
    demo = settings.MODE == "demo"
    if fmt == "json":
        told: dict[str, Any] = {"demo": demo, "title": frame.title, "as_at": frame.as_at}
        if record is not None:
            told |= record
        elif len(tables) == 1:
            told |= table_record(tables[0])
        else:
            told["tables"] = [table_record(each) for each in tables]
        return json_text(told).encode("utf-8")
    if fmt == "csv":
        return csv_bytes(tables[0])
    if fmt == "txt":
        head = f"{say('ui.demo.banner', language())}\n\n" if demo else ""
        return (head + "\n".join(table_text(each) for each in tables)).encode("utf-8")
    if fmt not in _writers:
        raise Http404(f"no writer for {fmt}")
    return _writers[fmt](tables, frame=frame, name=name, lang=language(), demo=demo)


def _file(content: bytes, *, name: str, fmt: str, status: int) -> HttpResponse:
    response = HttpResponse(content, content_type=MEDIA_TYPES[fmt], status=status)
    marked = f"DEMO-{name}" if settings.MODE == "demo" and not name.startswith("DEMO-") else name
    way = "attachment" if fmt in _SAVED else "inline"
    response["Content-Disposition"] = f'{way}; filename="{_file_name(marked)}.{fmt}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _file_name(name: str) -> str:
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_.") else "-" for sign in name)


def _as_table(record: Mapping[str, Any], title: str) -> Table:
    lang = language()
    columns = (Column("what", say("ui.record.what", lang)), Column("value", say("ui.record.value", lang)))
    rows = [(key, _one_line(value)) for key, value in record.items()]
    return Table(title, columns, rows, lang=lang)


def _one_line(value: Any) -> str:
    machine = plain(value)
    if isinstance(machine, dict) and machine.keys() == {"currency", "amount"}:
        return f"{machine['currency']} {machine['amount']}"
    return machine if isinstance(machine, str) else json_text(machine).strip()
