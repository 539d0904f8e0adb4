"""Everybody whom a book names for a change decides it, and every such decision is kept, whatever the order of the books."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from itertools import permutations

from guohe.grants.domain.change_route import route_of
from guohe.kernel.money import Money
from guohe.programmes.queries.rulebooks import all_books, book
from guohe.rules.domain.facts import Fact
from guohe.rules.domain.rerun import rerun

ON = date(2019, 3, 29)
FACTS: dict[str, Fact] = {"change": "between_direct_lines", "amount": Money("CNY", 2_000_000)}


def test_two_books_that_name_somebody_are_both_said_and_kept() -> None:
    demo, other = book("demo-budgeted@1.0"), book("demo-terms@1.0")
    second = replace(demo, id="zzz")
    found = [route_of(FACTS, books, ON) for books in permutations((demo, second, other))]
    for each in found:
        assert [said.book.id for said in each.said] == ["demo-budgeted", "zzz"]
        kept = each.stored.splitlines()
        assert [json.loads(line)["book"] for line in kept] == ["demo-budgeted", "zzz"]
        assert rerun(kept[0].encode(), all_books()) == kept[0].encode()
    assert len({each.stored for each in found}) == 1


def test_where_no_book_names_anybody_all_that_were_asked_are_kept() -> None:
    asked = [book("demo-terms@1.0"), book("demo-equipment@1.0")]
    found = route_of(FACTS, asked, ON)
    assert [each.code for each in found.findings] == ["BUD-315"]
    assert [json.loads(line)["book"] for line in found.stored.splitlines()] == [
        "demo-equipment",
        "demo-terms",
    ]
    assert route_of(FACTS, [], ON).stored == ""
