"""Who comes first goes, who would be too much is held, and what left beyond the plan is told."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money
from guohe.payments.domain.paid_once import beyond_plan, held, paid_twice
from guohe.payments.domain.release import ReleaseFacts, WithdrawalFacts
from tests.unit.payments.test_release import PREPARED, RECORDED

PLANNED = Money.of("CNY", "720000.00")


def payment(number: int, minor: int, stand: str) -> ReleaseFacts:
    """A payment of the instalment in one of the states that matter here."""
    made = replace(PREPARED, number=number, end_to_end_id=f"D/T2-{number}", amount=Money("CNY", minor))
    if stand == "withdrawn":
        return replace(made, released_by=2, withdrawal=WithdrawalFacts(2, RECORDED, "Another account"))
    if stand == "prepared":
        return made
    made = replace(made, released_by=2, released_at=RECORDED)
    if stand == "released":
        return made
    answers = {"filed": (), "settled": ("settled",), "rejected": ("rejected",), "returned": ("returned",)}
    return replace(made, message_id="M1", answers=answers[stand])  # type: ignore[arg-type]


def codes(*found: Finding | None) -> list[str]:
    return [each.code for each in found if each is not None]


def test_a_prepared_payment_counts_what_was_released_and_a_released_one_what_left() -> None:
    whole = PLANNED.minor
    for own, other, told in (
        ("prepared", "prepared", []),
        ("prepared", "released", ["PAY-405"]),
        ("prepared", "settled", ["PAY-405"]),
        ("prepared", "returned", []),
        ("prepared", "withdrawn", []),
        ("released", "prepared", []),
        ("released", "released", []),
        ("released", "filed", ["PAY-405"]),
        ("released", "rejected", []),
    ):
        one, two = payment(1, whole, other), payment(2, whole, own)
        assert codes(held(two, (one, two), PLANNED)) == told, (own, other)


def test_the_words_say_how_much_is_taken_and_what_to_do() -> None:
    one, two = payment(1, 42_000_000, "settled"), payment(2, 30_000_001, "prepared")
    stop = held(two, (one, two), PLANNED)
    assert stop is not None
    assert (stop.level, dict(stop.values)) == (
        Level.STOP,
        {
            "payment": "D/T2-2",
            "amount": "CNY 300,000.01",
            "taken": "CNY 420,000.00",
            "planned": "CNY 720,000.00",
        },
    )
    assert held(replace(two, amount=Money("CNY", 30_000_000)), (one, two), PLANNED) is None
    assert codes(held(replace(two, amount=Money("HKD", 1)), (), PLANNED)) == ["PAY-405"]


def test_what_left_beyond_the_plan_is_told_with_its_payments() -> None:
    known = (
        payment(1, 72_000_000, "settled"),
        payment(2, 72_000_000, "filed"),
        payment(3, 1, "prepared"),
        payment(4, 72_000_000, "returned"),
    )
    twice = paid_twice("D/T2", known, PLANNED)
    assert twice is not None
    assert (twice.level, twice.values["sent"], twice.values["payments"]) == (
        Level.NOTE,
        "CNY 1,440,000.00",
        "D/T2-1, D/T2-2",
    )
    told = beyond_plan("D/T2", known, PLANNED)
    assert ([each.code for each in told], {each.level for each in told}) == (
        ["PAY-406", "PAY-405"],
        {Level.NOTE},
    )
    assert beyond_plan("D/T2", known[:1], PLANNED) == ()
    # What was withdrawn is neither held nor counted.
    gone = payment(3, 1, "withdrawn")
    assert [each.code for each in beyond_plan("D/T2", (*known[:2], gone), PLANNED)] == ["PAY-406"]


STANDS = st.sampled_from(["withdrawn", "prepared", "released", "filed", "settled", "rejected", "returned"])


@given(st.lists(st.tuples(st.integers(1, 80_000_000), STANDS), min_size=1, max_size=6))
def test_whatever_leaves_one_after_the_other_never_makes_an_instalment_paid_twice(
    told: list[tuple[int, str]],
) -> None:
    known = [payment(number, minor, stand) for number, (minor, stand) in enumerate(told)]
    before = codes(paid_twice("D/T2", known, PLANNED))
    for at, each in enumerate(known):
        if each.state == "prepared" and held(each, known, PLANNED) is None:
            known[at] = replace(each, released_by=2, released_at=RECORDED)
    for at, each in enumerate(known):
        if each.state == "released" and held(each, known, PLANNED) is None:
            known[at] = replace(each, message_id="M2")
    assert codes(paid_twice("D/T2", known, PLANNED)) == before
