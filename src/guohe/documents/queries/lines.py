"""The books stand above documents, so they bring the finder of their lines at start-up."""

from __future__ import annotations

from collections.abc import Callable

from guohe.documents.domain.lines import Line

Finder = Callable[[str], Line | None]

_finders: dict[str, Finder] = {}


def find_lines_of(kind: str, finder: Finder) -> None:
    """Lines whose reference begins with ``kind`` (``journal`` in ``journal/1042/1``) are found by ``finder``."""
    _finders[kind] = finder


def line_of(subject: str) -> Line | None:
    """The line as its book tells it; None if the book has none that the actor sees.

    A kind that no book claimed is a line of the host as a whole, known by its reference alone.
    """
    kind = subject.partition("/")[0]
    return _finders[kind](subject) if kind in _finders else Line(subject, subject)
