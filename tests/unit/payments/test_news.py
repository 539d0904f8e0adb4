"""A bank's word moves a station as far as the bank may know, and never to the payee."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.exchange.domain.payment_status import PaymentStatus, State
from guohe.grants.domain.facts import ClaimFacts
from guohe.payments.domain.news import News, news_of, said_of
from guohe.payments.domain.release import Said
from tests.factories.money_on_its_way import claim


def stated(*path: str) -> list[ClaimFacts]:
    """Claims in order; a star marks one with evidence."""
    return [
        claim(each.strip("*"), "2019-07-03", "paper" if each.endswith("*") else "", stated=place)
        for place, each in enumerate(path)
    ]


@pytest.mark.parametrize(
    ("path", "state", "proved", "expected"),
    [
        ((), "accepted", True, [("sent", False)]),
        ((), "settled", True, [("sent", True)]),
        # A report that no official schema judged proves nothing.
        ((), "settled", False, [("sent", False)]),
        (("sent",), "accepted", True, []),
        (("sent",), "settled", True, [("sent", True)]),
        (("sent*",), "settled", True, []),
        (("sent*",), "accepted", True, []),
        ((), "pending", True, []),
        ((), "partly", True, []),
        ((), "copy", True, []),
        # Nobody said that it was sent, so nothing came back.
        ((), "rejected", True, []),
        (("sent",), "rejected", True, [("bounced", True), ("returned", True)]),
        (("sent*",), "returned", True, [("bounced", True), ("returned", True)]),
        (("sent*", "bounced"), "returned", True, [("returned", True)]),
        (("sent*", "bounced", "returned"), "returned", True, []),
        ((), "returned", True, []),
        # The next payment of the instalment is the sending again.
        (("sent*", "bounced", "returned"), "accepted", True, [("resent", False)]),
        (("sent*", "bounced", "returned", "resent"), "settled", True, [("resent", True)]),
        (("sent*", "bounced", "returned", "resent*"), "returned", True, [("bounced", True), ("returned", True)]),
    ],
)  # fmt: skip
def test_what_an_answer_adds(
    path: tuple[str, ...], state: Said, proved: bool, expected: list[tuple[str, bool]]
) -> None:
    assert [(n.station, n.evidenced) for n in news_of(state, proved=proved, told=stated(*path))] == expected


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["accepted", "settled", "pending", "partly", "rejected", "returned"]),
            st.booleans(),
        ),
        max_size=12,
    )
)
def test_no_order_of_answers_shows_money_as_arrived_or_proves_without_a_paper(
    answers: list[tuple[State, bool]],
) -> None:
    path: list[str] = []
    for state, proved in answers:
        for news in news_of(state, proved=proved, told=stated(*path)):
            assert isinstance(news, News)
            assert news.station in ("sent", "bounced", "returned", "resent")
            assert proved or not news.evidenced
            # A payment comes back only after it left, and leaves again only after it came back.
            if news.station == "bounced":
                assert path[-1].strip("*") in ("sent", "resent")
            if news.station == "resent":
                assert "bounced" in {each.strip("*") for each in path}
            path.append(news.station + ("*" if news.evidenced else ""))


@pytest.mark.parametrize(
    ("state", "reason", "told"),
    [
        ("rejected", "DUPL", "copy"),
        ("rejected", "AC04", "rejected"),
        ("accepted", "DUPL", "accepted"),
    ],
)
def test_a_second_copy_that_is_refused_rejects_nothing(state: State, reason: str, told: str) -> None:
    assert said_of(PaymentStatus("file", "M1", state, "RJCT", reason=reason)) == told
