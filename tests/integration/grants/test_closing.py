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

from guohe.equipment.domain.checked import Told
from guohe.equipment.domain.pieces import Act
from guohe.equipment.operations.record_act import record_act
from guohe.equipment.queries.found import approved_of, pieces_of_grant
from guohe.funds.operations.open_books import open_book
from guohe.grants.cli import close
from guohe.grants.domain.closing import Item, Stand
from guohe.grants.domain.set_up import Equipment
from guohe.grants.models import Closing, ClosingApproval, Grant
from guohe.grants.operations.close_grant import approve_closing, prepare_closing
from guohe.grants.operations.list_equipment import list_equipment
from guohe.grants.operations.set_up_grant import set_up_grant
from guohe.grants.queries.closing import closings_of
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.kernel.texts import LANGUAGES
from guohe.people.queries.found import to_settle
from guohe.programmes.queries.rule_pages import evidence_text, mark
from guohe.programmes.queries.rulebooks import book
from guohe.project.closing_items import of_payments
from tests.factories.grants import agreement
from tests.factories.identity import Stage, add_person, other_host, the_cast
from tests.factories.imports import RAIL, STEEL, demo_ground
from tests.factories.payments import till
from tests.factories.people import (
    ADMINISTRATOR,
    AUDITOR,
    FINANCE_OFFICE,
    INVESTIGATOR,
    NOW,
    OTHER_OFFICER,
    RESEARCH_OFFICE,
)
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
    with stage.acting(AUDITOR), connection.cursor() as cursor:
        # Shortened, a digest may be nothing but digits, which the log refuses.
        cursor.execute("SELECT details ->> 'digest' FROM audit_fact WHERE action = 'grants.closed'")
        assert cursor.fetchall() == [(found[0].digest,)]
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
    # What waits is named: the four lines of demo/erp.csv that ask, and its open order.
    asked = ["AP18-00412", "AP18-01120", "AP19-00188", "ST19-0107"]
    assert (items["questions"]["stand"], sorted(items["questions"]["evidence"])) == ("open", asked)
    assert (items["order_lines"]["stand"], items["order_lines"]["evidence"]) == ("open", ["PO-7790"])
    assert items["reports"]["stand"] == "open"
    assert items["bridge"] == {
        "key": "bridge",
        "stand": "done",
        "left": [{"currency": "CNY", "amount": "0.00"}],
        "evidence": [],
        "page": f"/grants/{STEEL}/reports",
    }
    assert (items["unspent"]["stand"], len(items["unspent"]["left"]) > 0) == ("unknown", True)
    prepared = run("prepare", STEEL, by=RESEARCH_OFFICE)
    assert (prepared.exit_code, "BUD-321" in prepared.output, "BUD-322" in prepared.output) == (1, True, True)


def points(ref: str, by: str = FINANCE_OFFICE) -> dict[str, dict[str, Any]]:
    told = run("plan", ref, "--json", by=by)
    return {item["key"]: item for item in json.loads(told.output)["items"]}


def test_the_list_asks_of_partners_equipment_and_people_and_says_what_settles_each() -> None:
    ground = demo_ground()
    office = ground.stage.account(RESEARCH_OFFICE)
    with ground.stage.acting(RESEARCH_OFFICE):
        list_equipment(ref=STEEL, item=Equipment("NEW-9", "logger", source="annex 2"), actor=office, now=NOW)
        ordered = Told(Act.ORDERED, on="2019-07-01", model="NEW-8", reference="PO-9")
        record_act(ref=STEEL, told=ordered, actor=office, now=NOW)
        lines = {line.model: line.code for line in approved_of(STEEL)}
        piece = pieces_of_grant(STEEL)[-1].code
    steel, rail = points(STEEL), points(RAIL)
    # A year's share of 80 % and 40 % elsewhere in January 2019, in the demo's plan: 120 %.
    assert (steel["people_above"]["stand"], steel["people_above"]["evidence"]) == ("open", ["P-1 2019-01"])
    assert (steel["equipment_away"]["stand"], steel["equipment_away"]["evidence"]) == ("open", [piece])
    assert (steel["equipment_unbought"]["stand"], steel["equipment_unbought"]["evidence"]) == (
        "unknown",
        [f"{lines['NEW-9']} NEW-9"],
    )
    # The demo's first instalment is in the books; a model that came otherwise waits on the page of equipment.
    assert (steel["instalments"]["stand"], steel["instalments"]["evidence"][0]) == ("unknown", f"{STEEL}/T2")
    assert steel["equipment_differs"]["stand"] == "open"
    assert steel["equipment_differs"]["evidence"]
    assert rail["equipment_differs"]["stand"] == "done"
    # The demo's partner received CNY 119,950.00 and reported 86,750.00: 33,200.00 are left with it.
    assert (rail["partner_money"]["stand"], rail["partner_money"]["left"]) == (
        "unknown",
        [{"currency": "CNY", "amount": "33200.00"}],
    )
    assert [steel[key]["page"] for key in ("people_above", "payments")] == [
        f"/grants/{STEEL}/people",
        "/agency/releases",
    ]
    page = seen_by(FINANCE_OFFICE).get(f"/en/grants/{STEEL}/closing").content.decode()
    # The book has months to June 2020; the grant ends in April 2021.
    assert "from 2018-05-01 to 2020-06-01; the book has no periods after 2020-06-30 yet" in page
    assert f'href="/en/grants/{STEEL}/people"' in page
    # In words it is a person, in each language, and for a program as it is kept.
    for lang, told in (
        ("en", "person P-1, 2019-01"),
        ("zh-hant", "人員 P-1，2019-01"),
        ("zh-hans", "人员 P-1，2019-01"),
    ):
        shown = seen_by(FINANCE_OFFICE).get(f"/{lang}/grants/{STEEL}/closing").content.decode()
        assert told in shown
    assert "Correct the share of the month that is wrong." in page


def test_whoever_sees_no_people_signs_the_same_list() -> None:
    ground = demo_ground()
    with ground.stage.acting(ADMINISTRATOR):
        add_person(ground.stage.host, "second.office", "view_money", "prepare", "approve")
    assert points(STEEL, by="second.office") == points(STEEL)
    with ground.stage.acting(ADMINISTRATOR):
        add_person(ground.stage.host, "of.rail", "view_money", "prepare", scope=("grant", RAIL))
    with ground.stage.acting("of.rail"):
        assert to_settle(STEEL, NOW.date()) == ()


def test_a_payment_that_has_not_settled_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    place = till()
    with place.stage.acting(FINANCE_OFFICE):
        assert of_payments(REF, NOW.date())[0].stand is Stand.DONE
    place.prepared()
    with place.stage.acting(FINANCE_OFFICE):
        (item,) = of_payments(REF, NOW.date())
        assert (item.stand, item.left) == (Stand.OPEN, (Money.of("CNY", "720000.00"),))
        assert of_payments("DEMO-TEST-2", NOW.date())[0].stand is Stand.DONE


@pytest.mark.parametrize("lang", LANGUAGES)
def test_closing_tells_where_unspent_money_goes_or_that_no_book_says_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    client = seen_by(FINANCE_OFFICE)
    page = f"/{lang}/grants/{REF}/closing"
    silent = {
        "en": "No rule of the grant",
        "zh-hant": "沒有說明未用款項的去向",
        "zh-hans": "没有说明结余资金的去向",
    }
    assert silent[lang] in words(client.get(page).content)
    line = ["plan", REF, "--as", FINANCE_OFFICE]
    assert silent[lang] in CliRunner().invoke(close, [*line, "--lang", lang]).output
    monkeypatch.setattr("guohe.grants.queries.closing.books_of", lambda grant, on: (book("nkrd-fund@2021"),))
    told = client.get(page).content.decode()
    for rule in ("surplus-after-acceptance", "surplus-returned"):
        found = book("nkrd-fund@2021").rule(rule)
        assert found is not None
        assert found.words.in_language(lang) in words(told.encode())
        assert f"/{lang}/rules/nkrd-fund/{rule}@2021" in told
        assert found.words.in_language(lang) in CliRunner().invoke(close, [*line, "--lang", lang]).output
    # How it is known stands beside it: our own knowledge, its text not seen.
    assert evidence_text(found.clause.grade, lang) in words(told.encode())
    assert mark(book("nkrd-fund@2021"), found, lang) in words(told.encode())
    listed = json.loads(client.get(f"{page}.json").content)["surplus"]
    assert [each["rule"] for each in listed] == [
        "nkrd-fund/surplus-after-acceptance@2021",
        "nkrd-fund/surplus-returned@2021",
    ]
