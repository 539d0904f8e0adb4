"""A calendar password is typed without care for case and dashes, and never by chance the same as another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guohe.identity.domain.calendar_password import MOST, RANDOM_BYTES, check_label, fingerprint, written

BYTES = st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES)


@given(BYTES, BYTES)
def test_it_holds_130_random_bits(one: bytes, other: bytes) -> None:
    told = written(one)
    assert len(told.replace("-", "")) == 26
    # 26 letters of five bits: the first 130 bits of the bytes.
    bits = [int.from_bytes(each, "big") >> (RANDOM_BYTES * 8 - 130) for each in (one, other)]
    assert (told == written(other)) is (bits[0] == bits[1])


@given(BYTES)
def test_case_dashes_and_spaces_do_not_matter(random: bytes) -> None:
    told = written(random)
    assert fingerprint(told) == fingerprint(told.upper().replace("-", " "))
    assert fingerprint(told) != fingerprint(told[:-1])


def test_every_fault_at_once() -> None:
    assert [each.code for each in check_label("", MOST)] == ["ACC-632", "ACC-633"]
    assert [each.code for each in check_label("x" * 61, 0)] == ["ACC-632"]
    assert check_label("phone", MOST - 1) == ()
