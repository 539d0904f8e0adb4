"""Acts on equipment are entries: the demo's load cell from its order to its disposal, by operations, commands and pages."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from guohe.equipment.cli import equip
from guohe.equipment.domain.checked import Told
from guohe.equipment.domain.pieces import Act, State
from guohe.equipment.models import Event
from guohe.equipment.operations.record_act import record_act
from guohe.equipment.queries.found import approved_of, pieces_of_grant
from guohe.grants.domain.changes import Kind
from guohe.grants.domain.changes import State as ChangeState
from guohe.grants.operations.move_change import decide_change, send_change
from guohe.grants.operations.prepare_change import prepare_change
from guohe.identity.domain.demo_cast import SINCE
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.kernel.texts import LANGUAGES
from tests.factories.identity import add_person, other_host
from tests.factories.imports import RAIL, STEEL, Ground, demo_ground
from tests.factories.people import (
    ADMINISTRATOR,
    AUDITOR,
    FINANCE_OFFICE,
    INVESTIGATOR,
    NOW,
    OTHER_OFFICER,
    PROGRAMME_OFFICER,
    RESEARCH_OFFICE,
)
from tests.integration.imports.pages import seen_by, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def acted(
    ground: Ground, act: Act, *, item: int | None = 1, line: int | None = None, by: str = INVESTIGATOR, ref: str = STEEL,
    **typed: Any,
) -> int:  # fmt: skip
    with ground.stage.acting(by):
        return record_act(
            ref=ref,
            told=Told(act, **{"on": "2019-07-01", **typed}),
            item=item,
            approved=line,
            actor=ground.stage.account(by),
            now=NOW,
        )


def run(*line: str, by: str = FINANCE_OFFICE) -> Result:
    return CliRunner().invoke(equip, [*line, "--as", by])


def differences(ref: str = STEEL) -> list[dict[str, Any]]:
    told = run("diff", ref, "--json")
    return list(json.loads(told.output)["differences"])


def test_the_demos_load_cell_came_as_another_model_and_the_list_is_as_it_was(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        line, (piece,) = approved_of(STEEL)[0], pieces_of_grant(STEEL)
    assert (line.code, line.model, line.price, line.priced_on) == (
        "A-1", "LC-200", Money.of("CNY", "150000.00"), date(2018, 3, 5),
    )  # fmt: skip
    assert (piece.code, piece.state, piece.tag, piece.approved) == ("E-1", State.TAGGED, "DEMO-EQ-0042", line)
    (found,) = differences()
    assert (found["code"], found["way"], found["rule"], found["until"]) == (
        "RUL-861", "notice", "demo-equipment@1.0/variant-notice", "2019-08-01",
    )  # fmt: skip
    told = run("diff", STEEL, "--notice")
    assert told.exit_code == 2
    assert 'approved "LC-200", delivered "LC-200B"' in told.output
    assert "示例项目设备管理办法（虚构） 示例〔2016〕2号 article 5.3" in told.output


def test_an_invoice_is_found_on_import_even_where_nobody_recorded_a_delivery(ground: Ground) -> None:
    for act in ("counted", "tagged", "delivered", "ordered"):
        acted(ground, Act.TAKEN_BACK, note=f"{act}: recorded by mistake")
    with ground.stage.acting(FINANCE_OFFICE):
        assert pieces_of_grant(STEEL)[0].state is None
    assert differences() == []
    with ground.stage.acting(FINANCE_OFFICE):
        ground.confirmed()
    (found,) = differences()
    assert (found["seen_at"], found["happened"], found["approved"], found["seen"], found["way"]) == (
        "AP18-00901", "invoiced", "LC-200", "LC-200B", "notice",
    )  # fmt: skip
    page = seen_by(FINANCE_OFFICE).get(f"/en/grants/{STEEL}/equipment")
    assert "Line of the invoice AP18-00901" in words(page.content)


def test_an_invoice_and_a_delivery_of_one_model_are_one_difference(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        ground.confirmed()
    assert [each["seen_at"] for each in differences()] == ["E-1"]


def test_a_notice_settles_it_and_stays_an_entry(ground: Ground) -> None:
    acted(ground, Act.NOTIFIED, evidence="L-2019-20")
    (found,) = differences()
    assert (found["code"], found["noticed_on"], found["level"]) == ("RUL-866", "2019-07-01", "note")
    assert run("diff", STEEL).exit_code == 3
    acted(ground, Act.TAKEN_BACK, on="2019-07-02", note="the letter was not sent")
    assert differences()[0]["code"] == "RUL-861"
    with ground.stage.acting(FINANCE_OFFICE):
        assert Event.objects.count() == 6


def test_another_model_asks_for_approval_until_exactly_it_is_granted(ground: Ground) -> None:
    item = acted(ground, Act.DELIVERED, item=None, line=1, model="DL-900", evidence="DN-1")
    found = {each["seen_at"]: each for each in differences()}
    assert (item, found["E-2"]["code"], found["E-2"]["way"]) == (2, "RUL-863", "approval")
    assert (
        "/changes/new/equipment"
        in seen_by(INVESTIGATOR).get(f"/en/grants/{STEEL}/equipment").content.decode()
    )
    with ground.stage.acting(INVESTIGATOR):
        own = ground.stage.account(INVESTIGATOR)
        number = prepare_change(
            ref=STEEL,
            kind=Kind.EQUIPMENT,
            asked={"to": "DL-900"},
            reason="LC-200 is not made.",
            actor=own,
            now=NOW,
        )
        send_change(
            ref=STEEL, number=number, on=date(2019, 6, 20), evidence="L-1", note="", actor=own, now=NOW
        )
    with ground.stage.acting(RESEARCH_OFFICE):
        decide_change(
            ref=STEEL, number=number, decision=ChangeState.GRANTED, on=date(2019, 6, 28), evidence="R-1", note="",
            actor=ground.stage.account(RESEARCH_OFFICE), now=NOW,
        )  # fmt: skip
    found = {each["seen_at"]: each for each in differences()}
    assert (found["E-2"]["code"], found["E-2"]["level"]) == ("RUL-867", "note")
    with ground.stage.acting(FINANCE_OFFICE):
        assert [line.model for line in approved_of(STEEL)] == ["LC-200"]


def test_a_piece_on_no_list_is_a_difference_too(ground: Ground) -> None:
    acted(ground, Act.ORDERED, item=None, model="PC-1", ref=RAIL, by=RESEARCH_OFFICE)
    (found,) = differences(RAIL)
    assert (found["difference"], found["way"]) == ("model_unlisted", "approval")


def test_a_loan_across_the_boundary_has_its_customs_note_and_comes_back(ground: Ground) -> None:
    loan = {"place": "Demo Steel Institute", "across": True}
    with pytest.raises(Refused, match="EQP-105"):
        acted(ground, Act.LENT, **loan)
    acted(ground, Act.LENT, **loan, customs="Declaration D-7")
    page = words(seen_by(FINANCE_OFFICE).get(f"/en/grants/{STEEL}/equipment").content)
    assert "Demo Steel Institute (lent across the boundary: Declaration D-7)" in page
    with pytest.raises(Refused, match="EQP-101"):
        acted(ground, Act.TRANSFERRED, place="elsewhere", evidence="F", note="n")
    acted(ground, Act.RETURNED, place="Structures laboratory")
    with ground.stage.acting(FINANCE_OFFICE):
        assert pieces_of_grant(STEEL)[0].state is State.TAGGED


def test_one_tag_is_on_one_piece_and_who_may_not_prepare_records_nothing(ground: Ground) -> None:
    acted(ground, Act.DELIVERED, item=None, line=1, model="LC-200", evidence="DN-2")
    with pytest.raises(Refused, match="EQP-107"):
        acted(ground, Act.TAGGED, item=2, tag="DEMO-EQ-0042")
    with pytest.raises(Refused, match="EQP-110"):
        acted(ground, Act.COUNTED, item=9)
    with pytest.raises(Refused, match="EQP-111"):
        acted(ground, Act.ORDERED, item=None, line=9, model="X")
    with pytest.raises(Refused, match="ACC-603"):
        acted(ground, Act.COUNTED, by=AUDITOR)


def test_what_the_database_knows_beyond_the_actor_is_told_in_words(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tag of a grant that the investigator does not see; an act that somebody else recorded a moment ago."""
    item = acted(ground, Act.DELIVERED, item=None, model="X", evidence="DN", ref=RAIL, by=RESEARCH_OFFICE)
    acted(ground, Act.TAGGED, item=item, tag="HIDDEN-1", ref=RAIL, by=RESEARCH_OFFICE)
    with pytest.raises(Refused, match="EQP-107"):
        acted(ground, Act.TAGGED, tag="HIDDEN-1")
    with ground.stage.acting(INVESTIGATOR):
        stale = pieces_of_grant(STEEL)
    acted(ground, Act.MOVED, place="room 3")
    monkeypatch.setattr("guohe.equipment.operations.record_act.pieces_of_grant", lambda ref: stale)
    with pytest.raises(Refused, match="EQP-114"):
        acted(ground, Act.MOVED, place="room 4")


def row(ground: Ground, **told: Any) -> dict[str, Any]:
    first = Event.objects.order_by("pk").first()
    assert first is not None
    return {
        "host_id": ground.stage.host, "grant_id": first.grant_id, "item": 1, "number": 5, "act": "counted",
        "happened_on": date(2019, 7, 1), "recorded_by_id": ground.stage.account(INVESTIGATOR), "recorded_at": NOW, **told,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("told", "law"),
    [
        ({"number": 4}, "does not follow"),
        ({"number": 6}, "does not follow"),
        ({"act": "ordered", "model": "LC-200"}, "does not follow"),
        ({"act": "delivered", "model": "LC-200", "evidence": "x"}, "does not follow"),
        ({"act": "sold"}, "does not follow"),
        ({"item": 2, "number": 1}, "does not follow"),
        ({"act": "taken_back", "takes_back": 1, "note": "x"}, "does not follow"),
        ({"takes_back": 4}, "does not follow"),
        ({"happened_on": date(2019, 7, 3)}, "a day that has come"),
        ({"happened_on": date(2018, 1, 1)}, "a day that has come"),
        ({"act": "disposed", "evidence": "F"}, "says what shows it"),
        ({"act": "transferred", "note": "n"}, "says what shows it"),
        ({"act": "lent", "across": True}, "says what shows it"),
        ({"act": "notified"}, "says what shows it"),
        ({"recorded_by_id": 1}, "the one who acts"),
        ({"item": 2, "number": 1, "act": "delivered", "model": "X", "evidence": "F", "tag": "DEMO-EQ-0042"}, "one tag"),
        ({"item": 2, "number": 1, "act": "ordered", "model": "X", "currency": "HKD"}, "equipment_amount_has_its_currency"),
    ],
)  # fmt: skip
def test_raw_rows_cannot_bend_what_happened(ground: Ground, told: dict[str, Any], law: str) -> None:
    with ground.stage.acting(INVESTIGATOR), pytest.raises(DatabaseError, match=law), transaction.atomic():
        Event.objects.create(**row(ground, **told))


def test_raw_sql_can_neither_edit_nor_delete(ground: Ground) -> None:
    for sql in ("UPDATE equipment_event SET model = 'LC-200'", "DELETE FROM equipment_event"):
        with (
            ground.stage.acting(FINANCE_OFFICE),
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    with (
        ground.stage.acting(AUDITOR),
        pytest.raises(DatabaseError, match="may prepare"),
        transaction.atomic(),
    ):
        Event.objects.create(**row(ground, recorded_by_id=ground.stage.account(AUDITOR)))


def test_the_list_is_added_to_with_its_source_and_never_rewritten(ground: Ground) -> None:
    line = ("approve", STEEL, "--model", "DL-9", "--source", "Letter 4")
    assert run(*line, "--price", "10", "--currency", "CNY", by=INVESTIGATOR).output.startswith("EQP-113")
    assert "EQP-121" in run("approve", STEEL, "--model", "DL-9", by=INVESTIGATOR).output
    assert run(*line, "--dry-run", by=INVESTIGATOR).exit_code == 0
    assert (
        run(*line, "--price", "10", "--currency", "CNY", "--on", "2019-01-01", by=INVESTIGATOR).exit_code == 0
    )
    assert "EQP-123" in run(*line, by=INVESTIGATOR).output
    assert "ACC-603" in run("approve", STEEL, "--model", "Q", "--source", "Q", by=AUDITOR).output
    with ground.stage.acting(FINANCE_OFFICE):
        assert [each.model for each in approved_of(STEEL)] == ["LC-200", "DL-9"]
        for sql in (
            "UPDATE grants_approvedequipment SET model = 'LC-200B'",
            "DELETE FROM grants_approvedequipment",
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(sql)


def test_nobody_sees_a_piece_outside_their_scope(ground: Ground) -> None:
    with ground.stage.acting(ADMINISTRATOR, on=SINCE):
        add_person(ground.stage.host, "rail.only", "view", "view_people", scope=("grant", RAIL))
    other = other_host(ground.stage)
    for stage, who in ((ground.stage, "rail.only"), (other, OTHER_OFFICER)):
        with stage.acting(who):
            assert Event.objects.count() == 0
        assert run("list", STEEL, by=who).exit_code == 1
    # Of their own grant they see the pieces and no price.
    acted(
        ground,
        Act.ORDERED,
        item=None,
        model="PC-1",
        amount="9000",
        currency="HKD",
        ref=RAIL,
        by=RESEARCH_OFFICE,
    )
    told = run("list", RAIL, by="rail.only")
    assert ("PC-1" in told.output, "9,000.00" in told.output, "may see the money" in told.output) == (
        True,
        False,
        True,
    )
    assert "9000.00" not in run("list", RAIL, "--json", by="rail.only").output
    assert "9000.00" in run("list", RAIL, "--json").output


def test_who_keeps_a_piece_is_not_told_to_the_other_side(ground: Ground) -> None:
    for by, told in ((FINANCE_OFFICE, True), (PROGRAMME_OFFICER, False)):
        client = seen_by(by)
        for page in ("equipment", "equipment.json", "equipment.csv"):
            content = client.get(f"/en/grants/{STEEL}/{page}").content.decode()
            assert ("DEMO-EQ-0042" in content, "Laboratory manager" in content) == (True, told), (by, page)
        for line in (("list", STEEL), ("list", STEEL, "--json")):
            assert ("Laboratory manager" in run(*line, by=by).output) is told


def test_the_commands_carry_a_piece_from_order_to_transfer(ground: Ground) -> None:
    steps = (
        ("order", STEEL, "--line", "1", "--model", "LC-200", "--on", "2019-05-01", "--amount", "10", "--currency", "HKD"),
        ("deliver", STEEL, "--piece", "2", "--model", "LC-200", "--on", "2019-05-02", "--evidence", "DN"),
        ("tag", STEEL, "2", "--tag", "T-2", "--on", "2019-05-03"),
        ("move", STEEL, "2", "--place", "room 2", "--on", "2019-05-04"),
        ("count", STEEL, "2", "--on", "2019-05-05"),
        ("lend", STEEL, "2", "--place", "partner", "--across", "--customs", "D-1", "--on", "2019-05-06"),
        ("return", STEEL, "2", "--place", "room 2", "--on", "2019-05-07"),
        ("transfer", STEEL, "2", "--place", "partner", "--evidence", "F-1", "--note", "end of use", "--on", "2019-05-08"),
    )  # fmt: skip
    for step in steps:
        dry = run(*step, "--dry-run", by=INVESTIGATOR)
        assert (dry.exit_code, "nothing has been recorded" in dry.output) == (0, True), dry.output
        told = run(*step, by=INVESTIGATOR)
        assert (told.exit_code, "E-2" in told.output) == (0, True), told.output
    assert (
        "EQP-101"
        in run(
            "dispose", STEEL, "2", "--evidence", "F", "--note", "n", "--on", "2019-05-09", by=INVESTIGATOR
        ).output
    )
    assert (
        run("take-back", STEEL, "2", "--note", "stays", "--on", "2019-05-09", by=INVESTIGATOR).exit_code == 0
    )
    assert run("list", "NO-SUCH-GRANT").exit_code == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_record_an_act_and_keep_what_was_typed(ground: Ground, lang: str) -> None:
    client, page = seen_by(INVESTIGATOR), f"/{lang}/grants/{STEEL}/equipment"
    shown = client.get(page)
    assert (shown.status_code, "RUL-861" in words(shown.content)) == (200, True)
    assert shown.content.decode().count("<textarea") == 3
    assert client.get(f"{page}/new/ordered").status_code == 200
    short = client.post(
        f"{page}/new/delivered", {"approved": "1", "model": "DL-900", "on": "soon", "evidence": ""}
    )
    told = words(short.content)
    assert (short.status_code, "EQP-113" in told, "EQP-103" in told) == (422, True, True)
    assert "DL-900" in short.content.decode()
    full = {
        "approved": "1",
        "model": "DL-900",
        "on": "2019-06-01",
        "evidence": "DN",
        "amount": "",
        "currency": "HKD",
    }
    assert client.post(f"{page}/new/delivered", full).status_code == 302
    assert (
        client.post(f"{page}/2/disposed", {"on": "2019-06-02", "evidence": "F", "note": "broken"}).status_code
        == 302
    )
    record = client.get(f"{page}.json").json()
    assert [(each["code"], each["state"]) for each in record["pieces"]] == [
        ("E-1", "tagged"),
        ("E-2", "disposed"),
    ]
    assert client.get(f"{page}.csv").status_code == 200
    for lost in ("new/tagged", "9/counted", "1/sold"):
        assert client.get(f"{page}/{lost}").status_code == 404
    listed = client.post(f"{page}/approved/new", {"model": "DL-9", "source": "", "currency": "CNY"})
    assert (listed.status_code, "EQP-121" in words(listed.content)) == (422, True)
    assert (
        client.post(
            f"{page}/approved/new", {"model": "DL-9", "source": "annex", "currency": "CNY"}
        ).status_code
        == 302
    )
    assert seen_by(AUDITOR).get(f"{page}/new/ordered").status_code == 403
    assert seen_by(AUDITOR).get(page).status_code == 200
