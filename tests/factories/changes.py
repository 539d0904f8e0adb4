"""A change of the steel grant, moved on by one person after the other."""

from __future__ import annotations

from datetime import date

from guohe.grants.domain.changes import Kind, State
from guohe.grants.operations.move_change import bring_into_force, decide_change, send_change
from guohe.grants.operations.prepare_change import prepare_change
from tests.factories.imports import STEEL, Ground
from tests.factories.people import (
    INVESTIGATOR,
    NOW,
)

# The demo's budget of version 1: equipment 180,000.00, materials 240,000.00. 20,000.00 is what its route lets the finance office decide.
MOVE = {"equipment": "200000.00", "materials": "220000.00"}
DAY = date(2019, 6, 20)


def prepared(ground: Ground, by: str = INVESTIGATOR, **asked: str) -> int:
    with ground.stage.acting(by):
        return prepare_change(
            ref=STEEL,
            kind=Kind.BUDGET,
            asked=asked or MOVE,
            reason="The logger costs more than planned.",
            actor=ground.stage.account(by),
            now=NOW,
        )


def sent(ground: Ground, number: int, by: str = INVESTIGATOR) -> None:
    with ground.stage.acting(by):
        send_change(
            ref=STEEL,
            number=number,
            on=DAY,
            evidence="L-2019-17",
            note="",
            actor=ground.stage.account(by),
            now=NOW,
        )


def decided(ground: Ground, number: int, by: str, decision: State = State.GRANTED) -> None:
    with ground.stage.acting(by):
        decide_change(
            ref=STEEL,
            number=number,
            decision=decision,
            on=date(2019, 6, 28),
            evidence="R-2019-4",
            note="",
            actor=ground.stage.account(by),
            now=NOW,
        )


def loaded(ground: Ground, number: int, by: str) -> int:
    with ground.stage.acting(by):
        return bring_into_force(ref=STEEL, number=number, actor=ground.stage.account(by), now=NOW)
