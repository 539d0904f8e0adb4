"""A grant is closed by two people over one checklist of its books; the database lets nobody close it otherwise."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from guohe.funds.operations.open_books import open_book
from guohe.grants.cli import close
from guohe.grants.domain.closing import Item, Stand
from guohe.grants.models import Closing, ClosingApproval, Grant
from guohe.grants.operations.close_grant import approve_closing, prepare_closing
from guohe.grants.operations.set_up_grant import set_up_grant
from guohe.grants.queries.closing import closings_of
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from tests.factories.grants import agreement
from tests.factories.identity import Stage, other_host, the_cast
from tests.factories.imports import STEEL, demo_ground
from tests.factories.people import AUDITOR, FINANCE_OFFICE, INVESTIGATOR, NOW, OTHER_OFFICER, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words

pytestmark = pytest.mark.django_db
REF = "DEMO-TEST-1"
SOURCES = "guohe.grants.queries.closing._sources"


def told(*items: Item) -> list[Any]:
    return [lambda ref, on: items]


@pytest.fixture(autouse=True)
def _demo_day(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A grant whose period is over, without money or orders; higher contexts say that its report is signed."""
    monkeypatch.setattr(SOURCES, told(Item("reports", Stand.DONE, evidence=("report 1",))))
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        book = open_book(host_id=stage.host, code="HK", name="test", on=date(2018, 1, 1))
    with stage.acting(RESEARCH_OFFICE):
        set_up_grant(
            host_id=stage.host,
            book=book,
            agreement=replace(agreement(), ends=date(2019, 6, 1)),
            investigator_id=stage.account(INVESTIGATOR),
            actor=stage.account(RESEARCH_OFFICE),
            now=NOW,
        )
    return stage


def prepared(
    stage: Stage, by: str = RESEARCH_OFFICE, note: str = "kept for 30 years", shows: str = "R-9"
) -> int:
    with stage.acting(by):
        return prepare_closing(ref=REF, note=note, evidence=shows, actor=stage.account(by), now=NOW)


def approved(stage: Stage, number: int, by: str = FINANCE_OFFICE) -> None:
    with stage.acting(by):
        approve_closing(ref=REF, number=number, actor=stage.account(by), now=NOW)


def test_two_people_close_a_grant_once(stage: Stage) -> None:
    number = prepared(stage)
    with pytest.raises(Refused, match="ACC-601"):
        approved(stage, number, RESEARCH_OFFICE)
    approved(stage, number)
    with stage.acting(FINANCE_OFFICE):
        found = closings_of(REF)
    assert [(each.number, each.approver is not None) for each in found] == [(1, True)]
    for again in (lambda: prepared(stage), lambda: approved(stage, number)):
        with pytest.raises(Refused, match="BUD-323"):
            again()


def test_what_no_rule_answers_is_answered_for(stage: Stage) -> None:
    with pytest.raises(Refused, match="BUD-322"):
        prepared(stage, shows="")
    with stage.acting(FINANCE_OFFICE):
        assert closings_of(REF) == ()


def test_books_that_moved_since_are_not_closed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    number = prepared(stage)
    monkeypatch.setattr(SOURCES, told(Item("reports", Stand.DONE, evidence=("report 2",))))
    with pytest.raises(Refused, match="BUD-324"):
        approved(stage, number)


def test_an_open_point_stops_it(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SOURCES, told(Item("lines", Stand.OPEN, (Money.of("HKD", "41000.00"),), ("AP1",))))
    with pytest.raises(Refused, match="BUD-321"):
        prepared(stage)


def insert(stage: Stage, by: str, model: type[Any], **row: Any) -> None:
    with stage.acting(by), transaction.atomic():
        grant = Grant.objects.get(ref=REF)
        model.objects.create(host_id=stage.host, grant=grant, **row)


@pytest.mark.parametrize(
    ("by", "items", "note", "law"),
    [
        (
            RESEARCH_OFFICE,
            [{"key": "lines", "stand": "open"}],
            "said",
            "nothing of a grant that closes is open",
        ),
        (RESEARCH_OFFICE, [], "said", "nothing of a grant that closes is open"),
        (RESEARCH_OFFICE, [{"key": "archive", "stand": "unknown"}], "", "answered for"),
        (AUDITOR, [{"key": "lines", "stand": "done"}], "said", "may prepare"),
    ],
)
def test_raw_rows_cannot_bend_a_closing(
    stage: Stage, by: str, items: list[dict[str, str]], note: str, law: str
) -> None:
    row = {"number": 1, "items": items, "digest": "d", "note": note, "evidence": "R-1"}
    with pytest.raises(DatabaseError, match=law):
        insert(stage, by, Closing, **row, prepared_by_id=stage.account(by), prepared_at=NOW)


@pytest.mark.parametrize(
    ("by", "digest", "law"),
    [
        (RESEARCH_OFFICE, None, "nobody approves the closing they prepared"),
        (FINANCE_OFFICE, "other", "is the checklist that was prepared"),
        (AUDITOR, None, "may approve"),
    ],
)
def test_raw_rows_cannot_bend_an_approval(stage: Stage, by: str, digest: str | None, law: str) -> None:
    prepared(stage)
    with stage.acting(FINANCE_OFFICE):
        closing = Closing.objects.get()
    row = {"closing_id": closing.pk, "digest": digest or closing.digest}
    with pytest.raises(DatabaseError, match=law):
        insert(stage, by, ClosingApproval, **row, approved_by_id=stage.account(by), approved_at=NOW)


def test_nothing_of_it_is_changed_and_another_host_sees_none(stage: Stage) -> None:
    prepared(stage)
    for sql in ("UPDATE grants_closing SET note = ''", "DELETE FROM grants_closingapproval"):
        with (
            stage.acting(FINANCE_OFFICE),
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    with stage.acting(INVESTIGATOR):
        # Of another grant only: this one is not theirs.
        assert Closing.objects.count() == 0
    other = other_host(stage)
    with other.acting(OTHER_OFFICER):
        assert Closing.objects.count() == 0


def run(*line: str, by: str = FINANCE_OFFICE) -> Result:
    return CliRunner().invoke(close, [*line, "--as", by])


def test_the_commands_close_a_grant(stage: Stage) -> None:
    plan = run("plan", REF, "--json")
    assert (plan.exit_code, json.loads(plan.output)["may_close"]) == (0, True)
    line = ("prepare", REF, "--note", "kept for 30 years", "--evidence", "R-9")
    assert run(*line, "--dry-run", by=RESEARCH_OFFICE).exit_code == 0
    with stage.acting(FINANCE_OFFICE):
        assert closings_of(REF) == ()
    assert run(*line, by=RESEARCH_OFFICE).exit_code == 0
    assert (run("approve", REF, "1", by=RESEARCH_OFFICE).exit_code, run("approve", REF, "1").exit_code) == (
        1,
        0,
    )
    assert json.loads(run("plan", REF, "--json").output)["closed"] is True
    assert run("plan", "NO-SUCH-GRANT").exit_code == 1


@pytest.mark.parametrize("lang", ["en", "zh-hant", "zh-hans"])
def test_pages_close_a_grant(stage: Stage, lang: str) -> None:
    first, second = seen_by(RESEARCH_OFFICE), seen_by(FINANCE_OFFICE)
    page = f"/{lang}/grants/{REF}/closing"
    assert first.get(page).status_code == 200
    short = first.post(f"{page}/prepare", {"note": "kept", "evidence": ""})
    assert (short.status_code, "BUD-322" in words(short.content), "kept" in short.content.decode()) == (
        422,
        True,
        True,
    )
    assert first.post(f"{page}/prepare", {"note": "kept", "evidence": "R-9"}).status_code == 302
    assert "closing/1/approve" not in first.get(page).content.decode()
    assert "closing/1/approve" in second.get(page).content.decode()
    assert first.post(f"{page}/1/approve").status_code == 422
    assert second.post(f"{page}/1/approve").status_code == 302
    assert second.get(f"{page}.json").json()["closed"] is True
    assert b"R-9" in second.get(page).content
    assert second.get(f"{page}.csv").status_code == 200


def test_the_demos_grant_says_what_is_open_with_its_figures() -> None:
    ground = demo_ground()
    with ground.stage.acting(FINANCE_OFFICE):
        ground.confirmed("erp.csv")
    told = run("plan", STEEL, "--json")
    assert told.exit_code == 2, told.output
    items = {item["key"]: item for item in json.loads(told.output)["items"]}
    assert items["last_day"]["stand"] == "open"
    assert items["questions"]["stand"] == "open"
    assert items["reports"]["stand"] == "open"
    assert items["bridge"] == {
        "key": "bridge",
        "stand": "done",
        "left": [{"currency": "CNY", "amount": "0.00"}],
        "evidence": [],
    }
    assert (items["unspent"]["stand"], len(items["unspent"]["left"]) > 0) == ("unknown", True)
    prepared = run("prepare", STEEL, by=RESEARCH_OFFICE)
    assert (prepared.exit_code, "BUD-321" in prepared.output, "BUD-322" in prepared.output) == (1, True, True)
