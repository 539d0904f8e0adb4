"""A piece stands where its acts have brought it, and everything against an act is told at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.equipment.domain.checked import Told, check, read
from guohe.equipment.domain.pieces import FOLLOWS, Act, Event, Piece, State, pieces_of
from guohe.kernel.clock import UTC8
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.kernel.texts import LANGUAGES

TODAY = date(2019, 7, 2)
NOW = datetime(2019, 7, 2, 10, 0, tzinfo=UTC8)
WHO = Name("Demo", "示範", "示例")


def event(number: int, act: Act, takes_back: int | None = None, **told: str) -> Event:
    return Event(
        1, number, act, date(2019, 1, 1) + timedelta(days=number), WHO, NOW, takes_back=takes_back, **told
    )


def piece(*acts: Act) -> Piece:
    return Piece(1, tuple(event(number, act) for number, act in enumerate(acts, start=1)))


@pytest.mark.parametrize(
    ("acts", "state"),
    [
        ((Act.ORDERED,), State.ORDERED),
        ((Act.ORDERED, Act.DELIVERED, Act.MOVED, Act.COUNTED, Act.NOTIFIED), State.DELIVERED),
        ((Act.DELIVERED, Act.TAGGED), State.TAGGED),
        ((Act.DELIVERED, Act.LENT, Act.RETURNED), State.DELIVERED),
        ((Act.DELIVERED, Act.TAGGED, Act.LENT), State.LENT),
        ((Act.DELIVERED, Act.TAGGED, Act.LENT, Act.RETURNED), State.TAGGED),
        ((Act.DELIVERED, Act.DISPOSED), State.DISPOSED),
        ((Act.DELIVERED, Act.TRANSFERRED), State.TRANSFERRED),
    ],
)
def test_where_a_piece_stands(acts: tuple[Act, ...], state: State) -> None:
    assert piece(*acts).state is state


def test_an_act_taken_back_stays_and_no_longer_counts() -> None:
    found = Piece(
        1,
        (
            event(1, Act.DELIVERED, place="room 1"),
            event(2, Act.DISPOSED),
            event(3, Act.TAKEN_BACK, takes_back=2),
        ),
    )
    assert (found.state, len(found.events), len(found.standing), found.place) == (
        State.DELIVERED, 3, 1, "room 1",
    )  # fmt: skip
    gone = Piece(1, (event(1, Act.ORDERED), event(2, Act.TAKEN_BACK, takes_back=1)))
    assert gone.state is None


@given(st.data())
def test_whatever_follows_leads_to_one_state_and_back_by_taking_back(data: st.DataObject) -> None:
    """Acts chosen by FOLLOWS never leave a piece without a state, and taking back gives the state before."""
    acts: list[Act] = []
    for _ in range(data.draw(st.integers(1, 8))):
        state = piece(*acts).state if acts else None
        following = [act for act in FOLLOWS[state] if act is not Act.TAKEN_BACK]
        if not following:
            break
        before = state
        acts.append(data.draw(st.sampled_from(following)))
        found = piece(*acts)
        assert found.state is not None
        last = len(acts)
        back = Piece(1, (*found.events, event(last + 1, Act.TAKEN_BACK, takes_back=last)))
        assert back.state is before


def told(act: Act, **typed: object) -> Told:
    return Told(act, **{"on": "2019-06-20", **typed})  # type: ignore[arg-type]


def codes(of: Told, of_piece: Piece | None, *, tagged: bool = False) -> list[str]:
    return [each.code for each in check(of, of_piece, code="E-1", today=TODAY, tagged=tagged)]


@pytest.mark.parametrize(
    ("act", "of_piece", "typed", "expected"),
    [
        (Act.ORDERED, None, {"model": "LC-200"}, []),
        (Act.ORDERED, None, {}, ["EQP-104"]),
        (Act.DELIVERED, None, {"model": " ", "on": "soon", "amount": "many"}, ["EQP-113", "EQP-112", "EQP-104", "EQP-103"]),
        (Act.ORDERED, piece(Act.ORDERED), {"model": "LC-200"}, ["EQP-101"]),
        (Act.TAGGED, None, {"tag": "T1"}, ["EQP-101"]),
        (Act.TAGGED, piece(Act.DELIVERED), {}, ["EQP-106"]),
        (Act.MOVED, piece(Act.DELIVERED), {}, ["EQP-108"]),
        (Act.MOVED, piece(Act.DELIVERED), {"custodian": "office"}, []),
        (Act.LENT, piece(Act.DELIVERED), {"place": "partner", "across": True}, ["EQP-105"]),
        (Act.LENT, piece(Act.DELIVERED), {"place": "partner", "across": True, "customs": "D-1"}, []),
        (Act.DISPOSED, piece(Act.DELIVERED), {}, ["EQP-103", "EQP-109"]),
        (Act.DISPOSED, piece(Act.DELIVERED, Act.DISPOSED), {"evidence": "F", "note": "n"}, ["EQP-101"]),
        (Act.TAKEN_BACK, piece(Act.DELIVERED, Act.DISPOSED), {"note": "wrong piece"}, []),
        (Act.COUNTED, piece(Act.DELIVERED), {"on": "2019-07-03"}, ["EQP-102"]),
        (Act.COUNTED, piece(Act.DELIVERED), {"on": "2019-01-01"}, ["EQP-102"]),
        (Act.COUNTED, piece(Act.DELIVERED), {"on": "2019-07-02"}, []),
    ],
)  # fmt: skip
def test_everything_against_an_act_is_told_at_once(
    act: Act, of_piece: Piece | None, typed: dict[str, object], expected: list[str]
) -> None:
    assert codes(told(act, **typed), of_piece) == expected


def test_a_tag_of_another_piece_is_told() -> None:
    assert codes(told(Act.TAGGED, tag="T1"), piece(Act.DELIVERED), tagged=True) == ["EQP-107"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_refusal_speaks_the_readers_language(lang: str) -> None:
    found = check(told(Act.ORDERED), piece(Act.DELIVERED), code="E-1", today=TODAY, tagged=False)
    said = [each.sentence(lang) for each in found]
    assert said[0].startswith(
        {
            "en": 'E-1: it is delivered, so "ordered" cannot',
            "zh-hant": "E-1：現為「已交付」",
            "zh-hans": "E-1：现为“已到货”",
        }[lang]
    )
    assert all(said)


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("186,000.00", "hkd", Money("HKD", 18_600_000)),
        ("0", "HKD", None),
        ("-1", "HKD", None),
        ("1.005", "HKD", None),
        ("1", "XXX", None),
    ],
)
def test_an_amount_is_read_exactly_or_not_at_all(amount: str, currency: str, expected: Money | None) -> None:
    found = read(told(Act.ORDERED, amount=amount, currency=currency))
    assert found.amount == expected
    assert [each.code for each in found.findings] == ([] if expected is not None else ["EQP-112"])


def test_pieces_are_put_together_by_number() -> None:
    other = Event(2, 1, Act.ORDERED, TODAY, WHO, NOW)
    found = pieces_of([other, event(2, Act.DELIVERED), event(1, Act.ORDERED)])
    assert [(each.code, [act.number for act in each.events]) for each in found] == [
        ("E-1", [1, 2]),
        ("E-2", [1]),
    ]
