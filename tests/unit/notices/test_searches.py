"""A kept search has a name of one's own, holds no private number, and knows again what it found."""

from __future__ import annotations

import pytest

from guohe.notices.domain.choice import check_choice
from guohe.notices.domain.searches import MOST, Hit, check_search, new_by_kind


@pytest.mark.parametrize(
    ("name", "words", "codes"),
    [
        ("steel", "186000", []),
        ("steel", "", ["ACC-684"]),
        ("", "", ["ACC-684", "ACC-685"]),
        ("x" * 61, "186000", ["ACC-685"]),
        ("kept", "186000", ["ACC-686"]),
        ("card", "6222020012345678", ["ACC-687"]),
        ("012-345678-901", "steel", ["ACC-687"]),
    ],
)
def test_every_fault_at_once(name: str, words: str, codes: list[str]) -> None:
    assert [fault.code for fault in check_search(name, words, ["kept"])] == codes


def test_only_so_many_are_kept() -> None:
    names = [str(number) for number in range(MOST)]
    assert [fault.code for fault in check_search("one more", "steel", names)] == ["ACC-693"]
    assert check_search("one more", "steel", names[1:]) == ()


def test_new_is_what_was_not_found_before() -> None:
    before = [Hit("Lines", "line 1"), Hit("Entries", "entry J-1")]
    now = [
        Hit("Entries", "entry J-1"),
        Hit("Entries", "entry J-2"),
        Hit("Lines", "line 1"),
        Hit("Lines", "line 2"),
    ]
    assert new_by_kind(now, {hit.mark for hit in before}) == (("Entries", 1), ("Lines", 1))
    # The kind's words are those of the reader; the thing stays the same in another language.
    assert new_by_kind([Hit("明細", "line 1")], {hit.mark for hit in before}) == ()


@pytest.mark.parametrize(
    ("rhythm", "address", "codes"),
    [
        ("daily", "a.b@polyu.example", []),
        ("off", "", []),
        ("daily", "", ["ACC-682"]),
        ("hourly", "", ["ACC-692", "ACC-682"]),
        ("weekly", "no-domain@x", ["ACC-683"]),
        ("weekly", "two@at@x.example", ["ACC-683"]),
        ("weekly", "a@x.example\nBcc: b@y.example", ["ACC-683"]),
        ("weekly", "Name <a@x.example>", ["ACC-683"]),
        ("weekly", "a,b@x.example", ["ACC-683"]),
        ("weekly", "x" * 250 + "@x.example", ["ACC-683"]),
    ],
)
def test_a_choice_with_every_fault_at_once(rhythm: str, address: str, codes: list[str]) -> None:
    assert [fault.code for fault in check_choice(rhythm, address)] == codes
