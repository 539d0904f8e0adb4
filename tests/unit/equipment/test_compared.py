"""Two models are compared as texts, and a difference says in what it lies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.equipment.domain.compared import Compared, Difference, compare
from guohe.kernel.texts import LANGUAGES

SIGNS = st.text("ABCL0123456789-", min_size=3, max_size=12)


@pytest.mark.parametrize(
    ("approved", "seen", "difference", "part"),
    [
        ("LC-200", "LC-200", None, ""),
        ("LC-200", " lc-200 ", None, ""),
        ("LC-200", "ＬＣ－２００", None, ""),
        ("LC-200", "LC200", Difference.WRITTEN, ""),
        ("LC-200", "LC 200", Difference.WRITTEN, ""),
        ("LC-200", "LC-200B", Difference.LONGER, "B"),
        ("LC-200", "LC-200-EX", Difference.LONGER, "-EX"),
        ("LC-200", "LC-20", Difference.SHORTER, "0"),
        ("LC-200", "LC-300", Difference.SLIP, ""),
        ("LC-200", "LC-2000000", Difference.OTHER, "LC-200"),
        ("LC-200", "LX-900", Difference.OTHER, "L"),
        ("LC-200", "LC", Difference.OTHER, "LC"),
        ("", "LC-200", Difference.UNLISTED, ""),
    ],
)
def test_a_difference_and_its_reason(
    approved: str, seen: str, difference: Difference | None, part: str
) -> None:
    found = compare(approved, seen)
    if difference is None:
        assert found is None
    else:
        assert found == Compared(difference, approved, seen, part)
        assert found.near is (difference not in (Difference.OTHER, Difference.UNLISTED))


@given(SIGNS, SIGNS)
def test_the_same_text_never_differs_and_another_always_does(one: str, other: str) -> None:
    assert compare(one, one.lower()) is None
    assert (compare(one, other) is None) is (one.strip() == other.strip())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("difference", list(Difference))
def test_every_reason_has_words(lang: str, difference: Difference) -> None:
    assert Compared(difference, "LC-200", "LC-200B", "B").reason(lang)


def test_the_reason_names_what_was_added() -> None:
    found = compare("LC-200", "LC-200B")
    assert found is not None
    assert found.reason("en") == 'it begins with the approved model and adds "B"'
    assert found.reason("zh-hant") == "以獲批型號開頭，多出「B」"
