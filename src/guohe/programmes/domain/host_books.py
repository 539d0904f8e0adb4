"""A host's own rules stand in books of the scheme ``host``, those for its listing in ``listing``; their funder is the host's code.

A book of another host, or of a name that no host has, judges nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from guohe.rules.domain.values import Book

HOST: Final = "host"
LISTING: Final = "listing"


def is_hosts_own(book: Book) -> bool:
    """Whether the host wrote it, and not the funder of an award."""
    return HOST in book.schemes or LISTING in book.schemes


def ids_of_host(books: Iterable[Book], scheme: str, host: str) -> tuple[str, ...]:
    """The ids of one host's own books of a scheme, in order."""
    return tuple(sorted({each.id for each in books if scheme in each.schemes and each.funder == host}))
