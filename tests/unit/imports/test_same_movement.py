"""Which lines of two files of one account are one movement: by count per day, and only where nothing says otherwise."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.imports.domain.same_movement import Movement, Relation, paired, relation

DAY = date(2019, 6, 21)
TABLE = Movement(0, 0, "table", "···2101", "CNY", DAY, 100, "INWARD TT SAMPLE", "", None, "")
MT940 = replace(TABLE, kind="mt940", words="INWARD TT", statement="S1 1/1")
NOTICE = replace(TABLE, kind="camt.054", words="Sample N1", statement="N1")
BOOKED = replace(NOTICE, kind="camt.053", statement="S1")


def nothing_proved(line: Movement, other: Movement) -> Relation | None:
    return None


def ref(line: Movement, text: str) -> Movement:
    return replace(line, reference=text)


@pytest.mark.parametrize(
    ("line", "other", "expected"),
    [
        (MT940, TABLE, "same"),
        (BOOKED, NOTICE, "same"),
        (ref(BOOKED, "A1"), ref(NOTICE, "A1"), "proved"),
        (ref(BOOKED, "A1"), ref(NOTICE, "A2"), "apart"),
        (ref(MT940, "NONREF"), ref(MT940, "NONREF"), "doubt"),
        (replace(NOTICE, statement="N2"), NOTICE, "doubt"),
        (TABLE, replace(TABLE, balance=500), "same"),
        (replace(TABLE, words="INWARD TT"), TABLE, "same"),
        (replace(TABLE, words="OTHER PAYER"), TABLE, "doubt"),
        (replace(TABLE, balance=500, words="other"), replace(TABLE, balance=500), "proved"),
        (replace(TABLE, balance=600), replace(TABLE, balance=500), "doubt"),
        # A column called reference may hold a customer's own word, which many lines share.
        (ref(replace(TABLE, balance=600), "SALARY"), ref(replace(TABLE, balance=500), "SALARY"), "doubt"),
    ],
)
def test_what_two_equal_amounts_are(line: Movement, other: Movement, expected: Relation) -> None:
    assert relation(line, other, nothing_proved) == expected
    assert relation(other, line, nothing_proved) == expected


def test_balances_that_prove_two_statements_apart_decide_before_words() -> None:
    assert relation(TABLE, TABLE, lambda line, other: "apart") == "apart"


@given(
    st.lists(st.sampled_from([100, 200, -50]), max_size=8),
    st.lists(st.sampled_from([100, 200, -50]), max_size=8),
)
def test_between_kinds_as_many_are_new_as_the_file_has_more(mine: list[int], theirs: list[int]) -> None:
    lines = [replace(MT940, at=at, minor=minor) for at, minor in enumerate(mine)]
    known = [replace(TABLE, at=at, job=1, minor=minor) for at, minor in enumerate(theirs)]
    pairs = paired(lines, known, nothing_proved)
    assert all(pair.sure and pair.line.minor == pair.other.minor for pair in pairs)
    assert len({pair.line.at for pair in pairs}) == len({pair.other.at for pair in pairs}) == len(pairs)
    left = Counter(mine) - Counter(pair.line.minor for pair in pairs)
    assert left == Counter(mine) - Counter(theirs)


def test_a_line_is_not_taken_for_one_of_which_another_line_is_certain() -> None:
    lines = [
        replace(TABLE, at=0, words="NEW PAYER", balance=900),
        replace(TABLE, at=1, words="x", balance=500),
    ]
    (first, second) = paired(
        lines, [replace(TABLE, at=7, balance=500), replace(TABLE, at=8, balance=700)], nothing_proved
    )
    assert (first.other.at, first.sure) == (8, False)
    assert (second.other.at, second.sure) == (7, True)


def test_other_days_currencies_and_accounts_are_other_movements() -> None:
    others = [
        replace(TABLE, on=date(2019, 6, 22)),
        replace(TABLE, currency="HKD"),
        replace(TABLE, account="···2102"),
        replace(TABLE, minor=-100),
    ]
    assert paired([MT940], others, nothing_proved) == ()


def test_a_thousand_equal_fees_of_a_day_are_matched_at_once() -> None:
    many = [replace(TABLE, at=at) for at in range(1500)]
    pairs = paired([replace(MT940, at=at) for at in range(1600)], many, nothing_proved)
    assert len(pairs) == 1500
    assert all(pair.sure for pair in pairs)
