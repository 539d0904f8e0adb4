"""Nothing that was asked for a grant is sent or decided after it was closed; it can only be withdrawn, in Python and in SQL alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, transaction
from pytest_django import Settings

from guohe.grants.cli import change
from guohe.grants.domain.changes import Kind, State
from guohe.grants.models import ChangeDraft, ChangeRequest, ChangeStep, Grant
from guohe.grants.operations.move_change import decide_change, send_change, withdraw_change
from guohe.grants.operations.prepare_change import prepare_change
from guohe.grants.operations.reopen_grant import approve_reopening, prepare_reopening
from guohe.grants.queries import find
from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES
from guohe.portal.queries.waiting import waiting_of_grants
from tests.factories.effects import LATE, closed
from tests.factories.imports import STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, INVESTIGATOR, NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
DAY = date(2019, 6, 20)


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


@pytest.fixture
def waiting(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> Ground:
    """C-1 is prepared, C-2 was sent; the grant was closed over both, as its points say nothing of changes here."""
    own = ground.stage.account(INVESTIGATOR)
    with ground.stage.acting(INVESTIGATOR):
        for asked in ("2021-10-31", "2021-11-30"):
            prepare_change(
                ref=STEEL, kind=Kind.EXTENSION, asked={"to": asked}, reason="why", actor=own, now=NOW
            )
        send_change(ref=STEEL, number=2, on=DAY, evidence="L-1", note="", actor=own, now=NOW)
    closed(ground, monkeypatch)
    monkeypatch.setenv("GUOHE_CLOCK", LATE.isoformat())
    return ground


def sent(ground: Ground, number: int = 1) -> None:
    with ground.stage.acting(INVESTIGATOR, on=LATE.date()):
        own = ground.stage.account(INVESTIGATOR)
        send_change(ref=STEEL, number=number, on=DAY, evidence="L-2", note="", actor=own, now=LATE)


def decided(ground: Ground, decision: State = State.GRANTED) -> None:
    with ground.stage.acting(FINANCE_OFFICE, on=LATE.date()):
        decide_change(
            ref=STEEL,
            number=2,
            decision=decision,
            on=date(2019, 6, 28),
            evidence="R-1",
            note="",
            actor=ground.finance,
            now=LATE,
        )


def states(ground: Ground) -> list[str]:
    with ground.stage.acting(FINANCE_OFFICE, on=LATE.date()):
        return [each.state for each in ChangeStep.objects.order_by("pk")]


def test_sending_and_deciding_are_refused_with_a_code(waiting: Ground) -> None:
    for act in (
        lambda: sent(waiting),
        lambda: decided(waiting),
        lambda: decided(waiting, State.REFUSED),
    ):
        with pytest.raises(Refused, match="BUD-468"):
            act()
    assert states(waiting) == ["sent"]
    own = waiting.stage.account(INVESTIGATOR)
    with waiting.stage.acting(INVESTIGATOR, on=LATE.date()):
        withdraw_change(ref=STEEL, number=1, on=DAY, note="over", actor=own, now=LATE)
    assert states(waiting) == ["sent", "withdrawn"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_and_the_command_tell_it(waiting: Ground, lang: str) -> None:
    typed = {"state": "sent", "on": DAY.isoformat(), "evidence": "L-2", "note": ""}
    page = seen_by(INVESTIGATOR).post(f"/{lang}/grants/{STEEL}/changes/1/step", typed)
    assert (page.status_code, "BUD-468" in words(page.content)) == (422, True)
    line = ["send", STEEL, "1", "--on", DAY.isoformat(), "--evidence", "L-2", "--as", INVESTIGATOR]
    told = CliRunner().invoke(change, [*line, "--lang", lang])
    assert (told.exit_code, "BUD-468" in told.output) == (1, True), told.output
    assert states(waiting) == ["sent"]


def test_the_database_refuses_the_bare_rows(waiting: Ground) -> None:
    with waiting.stage.acting(FINANCE_OFFICE, on=LATE.date()):
        grant = Grant.objects.get(ref=STEEL)
        first, second = ChangeRequest.objects.filter(grant=grant).order_by("number")
    common = {"host_id": grant.host_id, "grant_id": grant.pk}
    own = waiting.stage.account(INVESTIGATOR)
    step = {"happened_on": DAY, "evidence": "R-1", "recorded_at": LATE}
    rows: list[tuple[str, type[Any], dict[str, Any]]] = [
        (
            INVESTIGATOR,
            ChangeStep,
            {"request": first, "number": 1, "state": "sent", "recorded_by_id": own, **step},
        ),
        (
            FINANCE_OFFICE,
            ChangeStep,
            {"request": second, "number": 2, "state": "granted", "recorded_by_id": waiting.finance, **step},
        ),
        (
            FINANCE_OFFICE,
            ChangeStep,
            {"request": second, "number": 2, "state": "refused", "recorded_by_id": waiting.finance, **step},
        ),
        (
            INVESTIGATOR,
            ChangeRequest,
            {"number": 3, "kind": "extension", "prepared_by_id": own, "prepared_at": LATE},
        ),
        (
            INVESTIGATOR,
            ChangeDraft,
            {
                "request": first,
                "number": 2,
                "before": {},
                "asked": {},
                "reason": "r",
                "written_by_id": own,
                "written_at": LATE,
            },
        ),
    ]
    for by, model, row in rows:
        with (
            waiting.stage.acting(by, on=LATE.date()),
            pytest.raises(DatabaseError, match="a closed grant is not changed"),
            transaction.atomic(),
        ):
            model.objects.create(**common, **row)


def test_opened_again_it_goes_on(waiting: Ground) -> None:
    with waiting.stage.acting(RESEARCH_OFFICE, on=LATE.date()):
        own = waiting.stage.account(RESEARCH_OFFICE)
        number = prepare_reopening(ref=STEEL, reason="late", evidence="L-4", actor=own, now=LATE)
    with waiting.stage.acting(FINANCE_OFFICE, on=LATE.date()):
        approve_reopening(ref=STEEL, number=number, actor=waiting.finance, now=LATE)
    sent(waiting)
    decided(waiting, State.REFUSED)
    assert states(waiting) == ["sent", "sent", "refused"]


def test_what_can_only_be_withdrawn_is_no_next_step_on_today(waiting: Ground) -> None:
    with waiting.stage.acting(INVESTIGATOR, on=LATE.date()):
        grants = find.all_grants()
        open_again = [replace(each, closed_on=None) for each in grants]
        keys = [each.key for each in waiting_of_grants(open_again, on=LATE.date())]
        assert [key for key in keys if "request" in key] == [
            "portal.attention.request.prepared",
            "portal.attention.request.sent",
        ]
        assert [each for each in waiting_of_grants(grants, on=LATE.date()) if "request" in each.key] == []
