"""Whoever sees the people of one grant no longer sees a person whom a share of 0 took off every month of it."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from guohe.people.models import Contract, Named, Share
from guohe.people.operations.plan_share import plan_share
from guohe.people.queries.found import months_in_view, people_by_id
from tests.factories.identity import add_person
from tests.factories.imports import RAIL, Ground, demo_ground
from tests.factories.people import ADMINISTRATOR, NOW, RESEARCH_OFFICE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    ground = demo_ground()
    with ground.stage.acting(ADMINISTRATOR):
        add_person(ground.stage.host, "rail.people", "view_people", scope=("grant", RAIL))
        # CNERC-03 has no other grant: whoever holds the unit sees the same people.
        add_person(ground.stage.host, "unit.people", "view_people", scope=("unit", "CNERC-03"))
    return ground


def planned(ground: Ground, month: str, share: str) -> None:
    with ground.stage.acting(RESEARCH_OFFICE):
        plan_share(
            ref=RAIL,
            person=1,
            first=month,
            last="",
            share=share,
            note="",
            actor=ground.stage.account(RESEARCH_OFFICE),
            now=NOW,
        )


def seen(ground: Ground) -> tuple[bool, bool, bool]:
    """Whether those who see the people of the rail grant see person 1: name, contract, months."""
    by_grant, by_unit = (seen_by(ground, username) for username in ("rail.people", "unit.people"))
    assert by_grant == by_unit
    return by_grant


def seen_by(ground: Ground, username: str) -> tuple[bool, bool, bool]:
    with ground.stage.acting(username):
        return (
            Named.objects.filter(person__number=1).exists(),
            Contract.objects.filter(person__number=1).exists(),
            any(
                each.number == 1
                for each in people_by_id(frozenset(one.person for one in months_in_view())).values()
            ),
        )


def test_a_share_of_0_in_every_month_closes_the_person_and_the_next_share_opens_it(ground: Ground) -> None:
    with ground.stage.acting(RESEARCH_OFFICE):
        months = Share.objects.filter(grant__ref=RAIL, person__number=1).values_list("month", flat=True)
        first, *others = sorted({f"{month:%Y-%m}" for month in months})
    before = seen(ground)
    assert before[0]
    assert before[2]
    for month in others:
        planned(ground, month, "0")
    assert seen(ground) == before, "still on one month"
    planned(ground, first, "0")
    assert seen(ground) == (False, False, False)
    planned(ground, first, "20")
    assert seen(ground) == before
