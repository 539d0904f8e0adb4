"""What became of a payment called a duplicate: the state follows from two people's word until the bank or its account says more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.money import Money
from guohe.payments.domain.clarification import check_answer, check_clarification
from guohe.payments.domain.release import ClarificationFacts, DebitFacts, ReleaseFacts, Said
from tests.unit.payments.test_release import PREPARED, RECORDED, check

TODAY = date(2026, 11, 9)
FILED = replace(PREPARED, released_by=2, released_at=RECORDED, message_id="M1", file_digest="x")
UNCLEAR = replace(FILED, answers=("copy",))
PAID = ClarificationFacts(7, "paid", "M-0", date(2026, 11, 5), "Letter 118", 1, RECORDED)
NEVER = replace(PAID, became="unpaid", other="")
DEBIT = DebitFacts(
    date(2026, 11, 5), Money.of("CNY", "0.00"), "june.csv row 3", 1, datetime(2026, 11, 6, tzinfo=UTC)
)


def confirmed(said: ClarificationFacts) -> ReleaseFacts:
    return replace(
        UNCLEAR,
        clarifications=(replace(said, answered="confirmed", answered_by=2, answered_at=RECORDED),),
    )


def dismissed(said: ClarificationFacts) -> ReleaseFacts:
    return replace(
        UNCLEAR, clarifications=(replace(said, answered="dismissed", answered_by=2, reason="Another's"),)
    )


def test_the_state_follows_when_two_people_have_spoken_and_not_before() -> None:
    said = replace(UNCLEAR, clarifications=(NEVER,))
    assert (said.state, said.ended, said.to_confirm, said.clarified) == ("duplicate", False, NEVER, None)
    assert (confirmed(PAID).state, confirmed(PAID).ended) == ("settled", False)
    assert (confirmed(NEVER).state, confirmed(NEVER).ended) == ("unpaid", True)
    assert (dismissed(NEVER).state, dismissed(NEVER).to_confirm) == ("duplicate", None)


def test_what_was_never_paid_frees_its_instalment_and_what_was_paid_does_not() -> None:
    assert check(earlier=[confirmed(NEVER)]) == []
    assert check(earlier=[confirmed(PAID)]) == ["PAY-365"]
    assert check(earlier=[replace(UNCLEAR, clarifications=(NEVER,))]) == ["PAY-365"]


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({"answers": ("copy", "accepted")}, "accepted"),
        ({"answers": ("copy", "rejected")}, "rejected"),
        ({"answers": ("copy", "settled")}, "settled"),
        ({"debit": DEBIT}, "settled"),
    ],
)
@pytest.mark.parametrize("said", [PAID, NEVER])
def test_what_the_bank_says_or_its_account_shows_goes_before(
    said: ClarificationFacts, more: dict[str, Any], state: str
) -> None:
    facts = replace(confirmed(said), **more)
    assert (facts.state, facts.clarified) == (state, None)


@given(
    st.lists(st.sampled_from(["copy", "partly", "pending", "accepted", "settled", "rejected", "returned"]))
)
def test_two_people_are_heard_only_where_the_bank_said_duplicate_and_nothing_more(
    answers: list[Said],
) -> None:
    told = replace(confirmed(NEVER), answers=tuple(answers))
    plain = replace(told, clarifications=())
    assert told.state == ("unpaid" if plain.state == "duplicate" else plain.state)


def said(facts: ReleaseFacts = UNCLEAR, **other: Any) -> list[str]:
    given: dict[str, Any] = {
        "became": "paid",
        "other": "M-0",
        "on": date(2026, 11, 5),
        "evidence": "Letter 118",
        "today": TODAY,
    }
    found = check_clarification(facts, **{**given, **other})
    assert all(each.sentence(lang) for each in found for lang in ("en", "zh-hant", "zh-hans"))
    return [each.code for each in found]


@pytest.mark.parametrize(
    ("facts", "other", "codes"),
    [
        (UNCLEAR, {}, []),
        (UNCLEAR, {"became": "unpaid", "other": ""}, []),
        (UNCLEAR, {"on": TODAY}, []),
        (UNCLEAR, {"on": date(2026, 11, 10)}, ["PAY-419"]),
        (UNCLEAR, {"evidence": " ", "other": " "}, ["PAY-413", "PAY-414"]),
        (UNCLEAR, {"evidence": "a\x00b"}, ["MON-521"]),
        (FILED, {}, ["PAY-412"]),
        (PREPARED, {"evidence": ""}, ["PAY-412", "PAY-413"]),
        (replace(UNCLEAR, debit=DEBIT), {}, ["PAY-412"]),
        (replace(UNCLEAR, clarifications=(NEVER,)), {}, ["PAY-415"]),
        (confirmed(NEVER), {}, ["PAY-412"]),
        (dismissed(NEVER), {}, []),
    ],
)
def test_everything_against_saying_it_is_told_at_once(
    facts: ReleaseFacts, other: dict[str, Any], codes: list[str]
) -> None:
    assert said(facts, **other) == codes


@pytest.mark.parametrize(
    ("facts", "number", "confirms", "reason", "actor", "codes"),
    [
        (replace(UNCLEAR, clarifications=(PAID,)), None, True, "", 2, []),
        (replace(UNCLEAR, clarifications=(PAID,)), 7, True, "", 2, []),
        (replace(UNCLEAR, clarifications=(PAID,)), 6, True, "", 2, ["PAY-417"]),
        (replace(UNCLEAR, clarifications=(PAID,)), 7, True, "", 1, ["PAY-416"]),
        (replace(UNCLEAR, clarifications=(PAID,), debit=DEBIT), 7, True, "", 1, ["PAY-412", "PAY-416"]),
        (UNCLEAR, None, True, "", 2, ["PAY-417"]),
        (confirmed(PAID), None, True, "", 2, ["PAY-417"]),
        (replace(UNCLEAR, clarifications=(PAID,)), 7, False, "Another's", 1, []),
        (replace(UNCLEAR, clarifications=(PAID,), debit=DEBIT), 7, False, "Another's", 1, []),
        (replace(UNCLEAR, clarifications=(PAID,)), 7, False, " ", 2, ["PAY-418"]),
        (replace(UNCLEAR, clarifications=(PAID,)), 7, False, "a\x00b", 2, ["MON-521"]),
    ],
)
def test_it_is_answered_once_by_another_or_dismissed_with_a_reason(
    facts: ReleaseFacts, number: int | None, confirms: bool, reason: str, actor: int, codes: list[str]
) -> None:
    found = check_answer(facts, number, confirms=confirms, reason=reason, actor=actor)
    assert [each.code for each in found] == codes
    assert all(each.sentence(lang) for each in found for lang in ("en", "zh-hant", "zh-hans"))
