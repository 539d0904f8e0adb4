"""An instalment is paid once, by whichever way: what went otherwise after a rejected payment is not paid again by another one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import Settings

from guohe.grants.operations.state_claim import state_claim
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.payments.operations.take_status import take_status
from guohe.payments.operations.withdraw import withdraw
from tests.factories.payments import REF, Till, till
from tests.factories.people import FINANCE_OFFICE, NOW, RESEARCH_OFFICE, TODAY
from tests.integration.imports.pages import seen_by, words
from tests.integration.payments.test_release import answer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_day(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.MODE = "demo"
    monkeypatch.setattr("guohe.kernel.clock.now", lambda: NOW)


HOUR = timedelta(hours=1)


@pytest.fixture
def place() -> Till:
    return till()


def left(place: Till) -> str:
    place.released(place.prepared())
    return place.exported().message_id


def told(place: Till, data: bytes) -> None:
    with place.stage.acting(FINANCE_OFFICE):
        take_status(data=data, actor=place.stage.account(FINANCE_OFFICE), now=NOW)


def by_cheque(place: Till, *stations: str, on: date = TODAY) -> None:
    with place.stage.acting(RESEARCH_OFFICE):
        for station in stations:
            state_claim(
                instalment_ref=REF,
                station=station,
                happened_on=on,
                source="cheque",
                evidence="cheque 77",
                reference="77",
                actor=place.stage.account(RESEARCH_OFFICE),
                now=NOW + HOUR,
            )


def refused(act: object) -> list[str]:
    with pytest.raises(Refused) as refusal:
        act()  # type: ignore[operator]
    return [each.code for each in refusal.value.findings]


@pytest.mark.parametrize("words_before", [("RJCT",), ("ACCP", "RJCT")])
@pytest.mark.parametrize("on", [TODAY, date(2019, 7, 1)])
def test_what_went_by_cheque_after_a_rejection_is_not_prepared_again(
    place: Till, words_before: tuple[str, ...], on: date
) -> None:
    message = left(place)
    for word in words_before:
        told(place, answer(message, word, "AC04" if word == "RJCT" else ""))
    by_cheque(place, "sent", "credited", on=on)
    assert refused(place.prepared) == ["PAY-381"]
    page = seen_by(RESEARCH_OFFICE).get("/en/agency/releases")
    assert "/agency/releases/new/DEMO-TEST-1/1" not in page.content.decode()


def test_a_rejection_alone_frees_the_instalment(place: Till) -> None:
    message = left(place)
    told(place, answer(message, "ACCP"))
    told(place, answer(message, "RJCT", "AC04"))
    assert place.prepared()


def test_what_went_by_cheque_meanwhile_is_neither_released_nor_written(place: Till) -> None:
    first = place.prepared()
    by_cheque(place, "sent")
    assert refused(lambda: place.released(first)) == ["PAY-381"]
    with place.stage.acting(RESEARCH_OFFICE):
        withdraw(number=first, reason="paid by cheque", actor=place.stage.account(RESEARCH_OFFICE), now=NOW)
    assert refused(place.prepared) == ["PAY-381"]


def test_what_was_released_before_the_cheque_stays_out_of_the_file_and_is_told(place: Till) -> None:
    number = place.prepared()
    place.released(number)
    by_cheque(place, "sent")
    assert refused(place.exported) == ["PAY-381"]
    page = seen_by(FINANCE_OFFICE).post(f"/en/agency/releases/{number}/file")
    assert (page.status_code, "cheque 77" in words(page.content)) == (422, True)


def test_a_part_that_left_leaves_the_rest_open(place: Till) -> None:
    """A payment of ours moves the stations itself: the sums speak while it is on its way."""
    place.released(place.prepared(amount=Money.of("CNY", "300000.00")))
    told(place, answer(place.exported().message_id, "ACSC"))
    place.released(place.prepared(amount=Money.of("CNY", "420000.00")))
    assert place.exported().is_new
