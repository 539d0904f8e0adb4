"""What the database cannot keep whole is known beforehand; everything else is storable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.storable import storable


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))))
def test_any_text_without_a_nul_and_half_signs_is_storable(texts: list[str]) -> None:
    assert storable(*texts)


@pytest.mark.parametrize("sign", ["\x00", "\ud800"])
@given(before=st.text(max_size=5), after=st.text(max_size=5))
def test_one_sign_is_enough_wherever_it_stands(sign: str, before: str, after: str) -> None:
    assert not storable("whole", before + sign + after)
