"""The database holds the steps of a change by itself: their order, who may take them, who sees them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from guohe.grants.domain.changes import Kind
from guohe.grants.models import ChangeStep
from guohe.grants.operations.prepare_change import prepare_change
from tests.factories.changes import prepared, sent
from tests.factories.identity import other_host
from tests.factories.imports import RAIL, Ground, demo_ground
from tests.factories.people import (
    AUDITOR,
    FINANCE_OFFICE,
    INVESTIGATOR,
    NOW,
    OTHER_OFFICER,
    RESEARCH_OFFICE,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


@pytest.fixture
def waiting(ground: Ground) -> Ground:
    """C-1 of the investigator is sent and waits."""
    sent(ground, prepared(ground))
    return ground


def step(ground: Ground, by: str, **other: Any) -> dict[str, Any]:
    with ground.stage.acting(FINANCE_OFFICE):
        last = ChangeStep.objects.get()
    return {
        "host_id": last.host_id,
        "grant_id": last.grant_id,
        "request_id": last.request_id,
        "number": 2,
        "state": "granted",
        "happened_on": date(2019, 6, 28),
        "evidence": "R-1",
        "note": "",
        "route": "",
        "version": None,
        "recorded_by_id": ground.stage.account(by),
        "recorded_at": NOW,
    } | other


@pytest.mark.parametrize(
    ("by", "other", "law"),
    [
        (INVESTIGATOR, {}, "may"),
        (RESEARCH_OFFICE, {"state": "in_force", "version": 1}, "does not follow"),
        (RESEARCH_OFFICE, {"number": 3}, "does not follow"),
        (RESEARCH_OFFICE, {"evidence": ""}, "evidence"),
        (RESEARCH_OFFICE, {"happened_on": date(2019, 6, 19)}, "day"),
        (RESEARCH_OFFICE, {"happened_on": date(2019, 7, 3)}, "day"),
        (AUDITOR, {}, "may"),
    ],
)
def test_raw_sql_cannot_bend_a_step(waiting: Ground, by: str, other: dict[str, Any], law: str) -> None:
    row = step(waiting, by, **other)
    columns = ", ".join(row)
    with (
        waiting.stage.acting(by),
        pytest.raises(DatabaseError, match=law),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"INSERT INTO grants_changestep ({columns}) VALUES ({', '.join(['%s'] * len(row))})",
            list(row.values()),
        )


def test_raw_sql_cannot_decide_its_own_request(ground: Ground) -> None:
    sent(ground, prepared(ground, RESEARCH_OFFICE), RESEARCH_OFFICE)
    row = step(ground, RESEARCH_OFFICE)
    with (
        ground.stage.acting(RESEARCH_OFFICE),
        pytest.raises(DatabaseError, match="nobody decides what they prepared"),
        transaction.atomic(),
    ):
        ChangeStep.objects.create(**row)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE grants_changestep SET evidence = 'x'",
        "DELETE FROM grants_changedraft",
        "TRUNCATE grants_changerequest CASCADE",
    ],
)
def test_raw_sql_changes_nothing_written(waiting: Ground, sql: str) -> None:
    with (
        waiting.stage.acting(FINANCE_OFFICE),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def rows_seen() -> Iterator[int]:
    with connection.cursor() as cursor:
        for table in ("grants_changerequest", "grants_changedraft", "grants_changestep"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            yield cursor.fetchone()[0]


def test_rows_are_seen_by_those_of_the_grant_alone(ground: Ground) -> None:
    with ground.stage.acting(RESEARCH_OFFICE):
        prepare_change(
            ref=RAIL,
            kind=Kind.EXTENSION,
            asked={"to": "2030-01-01"},
            reason="late",
            actor=ground.stage.account(RESEARCH_OFFICE),
            now=NOW,
        )
    with ground.stage.acting(INVESTIGATOR):
        assert list(rows_seen()) == [0, 0, 0]
    with ground.stage.acting(FINANCE_OFFICE):
        assert list(rows_seen()) == [1, 1, 0]
    other = other_host(ground.stage)
    with other.acting(OTHER_OFFICER):
        assert list(rows_seen()) == [0, 0, 0]
