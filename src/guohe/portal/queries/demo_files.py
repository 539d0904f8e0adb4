"""The demo's files are met on the first page until somebody has read them: a newcomer need not know that they exist."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from guohe.identity.queries.sight import holds_somewhere
from guohe.imports.domain.how_to_read import AS_IT_IS
from guohe.imports.queries.look import look
from guohe.imports.queries.read_days import digests_read
from guohe.kernel.money import Money, total
from guohe.portal.domain.attention import Item, file_not_read

LISTING: Final = "erp.csv"
STATEMENT: Final = "bank_cny.csv"


def unread_demo_files() -> frozenset[str]:
    """Of the demo's listing and statement, those that no import holds; none outside the demo."""
    digests = {name: _digest(name) for name in (LISTING, STATEMENT)} if settings.MODE == "demo" else {}
    read = digests_read(digests.values())
    return frozenset(name for name, digest in digests.items() if digest not in read)


def demo_listing() -> frozenset[str]:
    """The digest of the demo's listing, for who may read it; none outside the demo."""
    offered = settings.MODE == "demo" and holds_somewhere("import")
    return frozenset({_digest(LISTING)} if offered else ())


def waiting_demo_listing(unread: frozenset[str], *, on: date) -> Iterator[Item]:
    """The demo's listing while nobody has read it; ``unread`` are the digests that are offered and in no import."""
    if unread:
        lines, amount = _counted(_file(LISTING).read_bytes(), on)
        yield file_not_read(f"{settings.DEMO_FOLDER.name}/{LISTING}", lines, amount)


def _digest(name: str) -> str:
    return hashlib.sha256(_file(name).read_bytes()).hexdigest()


def _file(name: str) -> Path:
    return Path(settings.DEMO_FOLDER) / name


@lru_cache(maxsize=1)
def _counted(content: bytes, on: date) -> tuple[int, Money]:
    """How many costs the listing holds and what they come to; its open orders are no costs yet."""
    listing = look(content, name=LISTING, host_id=None, on=on, how=AS_IT_IS).listing
    costs = [line.amount for line in listing.lines if line.kind == "actual"]
    return len(costs), total(costs[0].currency, costs)
