"""Fields are delimited, so that no two different lists share a digest."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.digest import digest_of

fields = st.lists(st.one_of(st.text(max_size=4), st.binary(max_size=4), st.integers(), st.none()), max_size=5)


def _typed(values: list[object]) -> list[tuple[type, object]]:
    return [(type(value), value) for value in values]


@given(fields, fields)
def test_digests_are_equal_only_for_equal_fields(first: list[object], second: list[object]) -> None:
    assert (digest_of(first) == digest_of(second)) == (_typed(first) == _typed(second))  # type: ignore[arg-type]


def test_moving_a_boundary_changes_the_digest() -> None:
    assert digest_of(["ab", "c"]) != digest_of(["a", "bc"])
    assert digest_of(["1"]) != digest_of([1])
