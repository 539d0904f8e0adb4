"""Granted changes of the steel grant, brought into force or written as bare rows, and the grant closed over them."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pytest

from guohe.grants.domain.changes import Kind, State
from guohe.grants.domain.closing import Item, Stand
from guohe.grants.domain.effects import Told
from guohe.grants.models import ChangeStep
from guohe.grants.operations.close_grant import approve_closing, prepare_closing
from guohe.grants.operations.move_change import decide_change, send_change
from guohe.grants.operations.prepare_change import prepare_change
from guohe.grants.operations.take_effect import take_effect
from tests.factories.imports import STEEL, Ground
from tests.factories.people import FINANCE_OFFICE, INVESTIGATOR, NOW, RESEARCH_OFFICE

SENT, DECIDED = date(2019, 6, 20), date(2019, 6, 28)
# After the last day of the grant, also of one extended to 2021-10-31.
LATE: Final = NOW.replace(year=2022)


def granted(ground: Ground, kind: Kind, to: str) -> int:
    """Asked and sent by the investigator, granted by the finance office."""
    own, other = ground.stage.account(INVESTIGATOR), ground.stage.account(FINANCE_OFFICE)
    with ground.stage.acting(INVESTIGATOR):
        number = prepare_change(ref=STEEL, kind=kind, asked={"to": to}, reason="why", actor=own, now=NOW)
        send_change(ref=STEEL, number=number, on=SENT, evidence="L-1", note="", actor=own, now=NOW)
    with ground.stage.acting(FINANCE_OFFICE):
        decide_change(
            ref=STEEL,
            number=number,
            decision=State.GRANTED,
            on=DECIDED,
            evidence="R-1",
            note="",
            actor=other,
            now=NOW,
        )
    return number


def brought(ground: Ground, number: int, by: str = RESEARCH_OFFICE, **told: Any) -> None:
    with ground.stage.acting(by):
        take_effect(
            ref=STEEL,
            number=number,
            told=Told(**({"since": DECIDED.isoformat()} | told)),
            actor=ground.stage.account(by),
            now=NOW,
        )


def effect_row(ground: Ground, number: int, by: str, **other: Any) -> dict[str, Any]:
    """The effect of an extension to 2021-10-31 as its row has it."""
    with ground.stage.acting(FINANCE_OFFICE):
        last = ChangeStep.objects.filter(request__number=number).latest("number")
    return {
        "host_id": last.host_id,
        "grant_id": last.grant_id,
        "request_id": last.request_id,
        "kind": "extension",
        "since": DECIDED,
        "ends": date(2021, 11, 1),
        "recorded_by_id": ground.stage.account(by),
        "recorded_at": NOW,
    } | other


def closed(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """The steel grant is closed in 2022; its report is said to be signed and its accounting months closed."""
    points = (Item("reports", Stand.DONE, evidence=("report 1",)),)
    monkeypatch.setattr("guohe.grants.queries.closing._sources", [lambda ref, on: points])
    monkeypatch.setattr("guohe.grants.queries.closing._books", lambda grant, on: ())
    stage = ground.stage
    with stage.acting(RESEARCH_OFFICE, on=LATE.date()):
        number = prepare_closing(
            ref=STEEL, note="kept", evidence="R-9", actor=stage.account(RESEARCH_OFFICE), now=LATE
        )
    with stage.acting(FINANCE_OFFICE, on=LATE.date()):
        approve_closing(ref=STEEL, number=number, actor=stage.account(FINANCE_OFFICE), now=LATE)
