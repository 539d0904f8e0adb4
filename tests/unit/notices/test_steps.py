"""Whatever happens in whatever order, a digest leaves again only after a clear no, or when there had been nothing to tell."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from guohe.notices.domain.steps import FOLLOWS, State, may_hand_over


@given(st.lists(st.sampled_from(State), max_size=40))
def test_a_mail_may_have_left_at_most_once(wanted: list[State]) -> None:
    taken: list[State] = []
    for state in wanted:
        if state in FOLLOWS[taken[-1] if taken else None]:
            taken.append(state)
    # Between two hand-overs stands a no of the mail server.
    handed = [at for at, state in enumerate(taken) if state is State.HANDED]
    for first, second in pairwise(handed):
        assert State.REFUSED in taken[first:second]
    assert taken.count(State.SENT) + taken.count(State.UNKNOWN) <= 1


def test_an_answer_that_is_not_known_is_not_followed_by_another_try() -> None:
    assert [each for each in State if may_hand_over(each)] == [State.REFUSED, State.EMPTY]
    assert may_hand_over(None)
