"""A stored decision is made again with the version it names, however many newer ones there are, and gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from guohe.kernel.findings import Finding, Level, Refused
from guohe.rules.domain.facts import fact_of
from guohe.rules.domain.judge import judge
from guohe.rules.domain.values import Book


def rerun(stored: bytes, books: Sequence[Book]) -> bytes:
    """The decision again. Raises Refused (RUL-822) when its version is not among the books or is not the one it was made with."""
    told = json.loads(stored)
    for book in books:
        if (book.id, book.version, book.digest) == (told["book"], told["version"], told["digest"]):
            facts = {name: fact_of(plain) for name, plain in told["facts"].items()}
            return judge(book, facts, date.fromisoformat(told["on"])).stored()
    raise Refused(Finding("RUL-822", Level.STOP, values={"book": f"{told['book']}@{told['version']}"}))
