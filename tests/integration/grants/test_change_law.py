"""The database holds the steps of a change by itself: their order, who may take them, who sees them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from guohe.funds.operations.load_budget import BudgetLimit, load_budget
from guohe.funds.operations.open_books import open_fund
from guohe.funds.queries.chart import fund
from guohe.grants.domain.changes import Kind
from guohe.grants.models import ChangeStep
from guohe.grants.operations.prepare_change import prepare_change
from guohe.grants.operations.set_up_grant import set_up_grant
from guohe.grants.queries import find
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from tests.factories.changes import MOVE, decided, prepared, sent
from tests.factories.grants import agreement
from tests.factories.identity import other_host
from tests.factories.imports import RAIL, STEEL, Ground, demo_ground
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


def put(ground: Ground, by: str, number: int, approver: str | None, **limits: str) -> None:
    """A version of the budget straight into the books: the one in force, with these limits."""
    with ground.stage.acting(by), transaction.atomic(), connection.cursor() as cursor:
        fund = find.grant(STEEL).fund
        cursor.execute(
            "SELECT jsonb_agg(jsonb_build_object('code', code, 'enforced', enforced, 'minor', "
            "coalesce((%s::jsonb->>code)::bigint, limit_minor))) FROM funds_budget_line WHERE fund_id = %s AND current",
            [json.dumps({code: Money.of("CNY", text).minor for code, text in limits.items()}), fund],
        )
        lines = cursor.fetchone()[0]
        name = None if approver is None else ground.stage.account(approver)
        cursor.execute("SELECT funds_load_budget(%s, %s, %s, %s)", [fund, number, lines, name])


def test_the_approver_of_a_budget_is_whoever_granted_it_and_not_a_name(waiting: Ground) -> None:
    """C-1 asks for equipment 200,000.00 and materials 220,000.00, from version 1."""
    with pytest.raises(DatabaseError, match="MON-553"):
        put(waiting, FINANCE_OFFICE, 2, RESEARCH_OFFICE, **MOVE)
    decided(waiting, 1, RESEARCH_OFFICE)
    with pytest.raises(DatabaseError, match="MON-553"):
        put(waiting, FINANCE_OFFICE, 2, RESEARCH_OFFICE, equipment="200000.00", materials="219999.99")
    with pytest.raises(DatabaseError, match="MON-553"):
        put(waiting, FINANCE_OFFICE, 2, RESEARCH_OFFICE, **MOVE, travel="1.00")
    # Who granted it does not load it, by whichever name.
    with pytest.raises(DatabaseError, match="MON-553"):
        put(waiting, RESEARCH_OFFICE, 2, FINANCE_OFFICE, **MOVE)
    put(waiting, FINANCE_OFFICE, 2, RESEARCH_OFFICE, **MOVE)
    # One decision makes one version.
    with pytest.raises(DatabaseError, match="MON-553"):
        put(waiting, FINANCE_OFFICE, 3, RESEARCH_OFFICE, **MOVE)


def test_nobody_is_named_for_the_agreements_own_budget(ground: Ground) -> None:
    stage = ground.stage
    own, other = stage.account(RESEARCH_OFFICE), stage.account(FINANCE_OFFICE)
    with stage.acting(RESEARCH_OFFICE):
        agreed = replace(agreement("DEMO-OWN-1"), unit_code=find.grant(STEEL).unit_code)
    lines = [BudgetLimit("materials", Money.of("CNY", "1.00"))]

    def set_up() -> None:
        with stage.acting(RESEARCH_OFFICE):
            set_up_grant(
                host_id=stage.host,
                book=ground.book,
                agreement=agreed,
                investigator_id=stage.account(INVESTIGATOR),
                actor=own,
                now=NOW,
            )

    def load(ref: str, approver: int | None, version: int = 1) -> None:
        with stage.acting(RESEARCH_OFFICE):
            load_budget(fund=fund(ref).id, version=version, lines=lines, approved_by=approver)

    set_up()
    with pytest.raises(Refused, match="MON-553"):
        load("DEMO-OWN-1", other)
    load("DEMO-OWN-1", None)
    # A fund that was opened before its grant brings no approver into it either.
    agreed = replace(agreed, ref="DEMO-OWN-2", project_codes=("ZZ78-DEMO",))
    with stage.acting(RESEARCH_OFFICE):
        open_fund(book=ground.book, ref="DEMO-OWN-2", currency="CNY")
    load("DEMO-OWN-2", None)
    load("DEMO-OWN-2", other, 2)
    with pytest.raises(Refused, match="MON-553"):
        set_up()


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
