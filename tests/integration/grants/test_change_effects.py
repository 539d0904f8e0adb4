"""A granted change holds from its day: in what is asked of the grant, on its pages, and by the database alone."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from guohe.grants.cli import change
from guohe.grants.domain.changes import Kind, State
from guohe.grants.models import ApprovedEquipment, ChangeEffect, ChangeStep, Grant
from guohe.grants.operations.move_change import decide_change, send_change
from guohe.grants.operations.prepare_change import prepare_change
from guohe.grants.queries import find
from guohe.grants.queries.changes import before_of, change_of
from guohe.imports.queries.host_facts import host_facts
from guohe.kernel.findings import Refused
from guohe.kernel.names import Name
from guohe.people.operations.plan_share import plan_share
from tests.factories.effects import DECIDED, SENT, brought, effect_row, granted
from tests.factories.imports import STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, INVESTIGATOR, NOW, RESEARCH_OFFICE, TODAY
from tests.integration.imports.pages import seen_by, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def test_an_extension_moves_the_end_from_its_day_and_the_agreement_stays(ground: Ground) -> None:
    number = granted(ground, Kind.EXTENSION, "2021-10-31")
    with ground.stage.acting(FINANCE_OFFICE):
        assert find.grant(STEEL).ends == date(2021, 5, 1)
        assert change_of(STEEL, number).next_states == (State.IN_FORCE,)
    brought(ground, number)
    with ground.stage.acting(FINANCE_OFFICE):
        grant = find.grant(STEEL)
        codes = [code for code, ref in find.project_codes(grant.host_id).items() if ref == STEEL]
        facts = host_facts(host_id=grant.host_id, currency="HKD", on=TODAY, projects_in_file=codes)
        before = host_facts(host_id=grant.host_id, currency="HKD", on=SENT, projects_in_file=codes)
        assert Grant.objects.get(ref=STEEL).ends == date(2021, 5, 1)
        assert before_of(STEEL, Kind.EXTENSION) == (None, {"to": "2021-10-31"})
        assert change_of(STEEL, number).state is State.IN_FORCE
    assert (grant.ends, grant.at(DECIDED).ends, grant.at(date(2019, 6, 27)).ends) == (
        date(2021, 11, 1),
        date(2021, 11, 1),
        date(2021, 5, 1),
    )
    # The check of a file asks the end as of the day of reading.
    assert facts.projects[codes[0]].ends == date(2021, 11, 1)
    assert before.projects[codes[0]].ends == date(2021, 5, 1)


def test_people_are_planned_to_the_new_end(ground: Ground) -> None:
    def planned() -> None:
        with ground.stage.acting(RESEARCH_OFFICE):
            plan_share(
                ref=STEEL,
                person=1,
                first="2021-10",
                last="",
                share="10",
                note="",
                actor=ground.stage.account(RESEARCH_OFFICE),
                now=NOW,
            )

    with pytest.raises(Refused):
        planned()
    brought(ground, granted(ground, Kind.EXTENSION, "2021-10-31"))
    # The database asks the same end: it refused October 2021 before.
    planned()


def test_whoever_asked_brings_nothing_into_force_and_nothing_ungranted_is(ground: Ground) -> None:
    own = ground.stage.account(RESEARCH_OFFICE)
    with ground.stage.acting(RESEARCH_OFFICE):
        number = prepare_change(
            ref=STEEL, kind=Kind.EXTENSION, asked={"to": "2021-10-31"}, reason="why", actor=own, now=NOW
        )
        send_change(ref=STEEL, number=number, on=SENT, evidence="L-1", note="", actor=own, now=NOW)
    with pytest.raises(Refused, match="BUD-307"):
        brought(ground, number, FINANCE_OFFICE)
    with ground.stage.acting(FINANCE_OFFICE):
        decide_change(
            ref=STEEL,
            number=number,
            decision=State.GRANTED,
            on=DECIDED,
            evidence="R-1",
            note="",
            actor=ground.stage.account(FINANCE_OFFICE),
            now=NOW,
        )
    with pytest.raises(Refused, match="ACC-601"):
        brought(ground, number, RESEARCH_OFFICE)
    # Whoever recorded the decision wrote none of the request.
    brought(ground, number, FINANCE_OFFICE)
    with pytest.raises(Refused, match="BUD-307"):
        brought(ground, number, FINANCE_OFFICE)


@pytest.mark.parametrize(
    ("by", "other", "law"),
    [
        (INVESTIGATOR, {}, "may approve"),
        (RESEARCH_OFFICE, {"since": date(2019, 6, 27)}, "begins with its decision"),
        (RESEARCH_OFFICE, {"ends": date(2021, 12, 1)}, "the one that was granted"),
        (RESEARCH_OFFICE, {"kind": "partner"}, "another grant or kind"),
        (RESEARCH_OFFICE, {"ends": None}, "the one that was granted"),
    ],
)
def test_raw_rows_cannot_bend_an_effect(ground: Ground, by: str, other: dict[str, Any], law: str) -> None:
    number = granted(ground, Kind.EXTENSION, "2021-10-31")
    told = effect_row(ground, number, by, **other)
    with pytest.raises(DatabaseError, match=law), ground.stage.acting(by), transaction.atomic():
        ChangeEffect.objects.create(**told)


def test_raw_rows_need_a_granted_decision_by_another_and_their_step(ground: Ground) -> None:
    own = ground.stage.account(RESEARCH_OFFICE)
    with ground.stage.acting(RESEARCH_OFFICE):
        prepare_change(
            ref=STEEL, kind=Kind.EXTENSION, asked={"to": "2021-10-31"}, reason="why", actor=own, now=NOW
        )
        send_change(ref=STEEL, number=1, on=SENT, evidence="L-1", note="", actor=own, now=NOW)
    with (
        pytest.raises(DatabaseError, match="was not granted"),
        ground.stage.acting(FINANCE_OFFICE),
        transaction.atomic(),
    ):
        ChangeEffect.objects.create(**effect_row(ground, 1, FINANCE_OFFICE))
    with ground.stage.acting(FINANCE_OFFICE):
        decide_change(
            ref=STEEL,
            number=1,
            decision=State.GRANTED,
            on=DECIDED,
            evidence="R-1",
            note="",
            actor=ground.stage.account(FINANCE_OFFICE),
            now=NOW,
        )
    with (
        pytest.raises(DatabaseError, match="what they asked for"),
        ground.stage.acting(RESEARCH_OFFICE),
        transaction.atomic(),
    ):
        ChangeEffect.objects.create(**effect_row(ground, 1, RESEARCH_OFFICE))
    with ground.stage.acting(FINANCE_OFFICE):
        step = ChangeStep.objects.latest("number")
    step.pk, step.number, step.state, step.recorded_by_id = (
        None,
        3,
        "in_force",
        ground.stage.account(FINANCE_OFFICE),
    )
    with (
        pytest.raises(DatabaseError, match="has its effect"),
        ground.stage.acting(FINANCE_OFFICE),
        transaction.atomic(),
    ):
        step.save(force_insert=True)
    # What takes effect without its step is refused when the transaction ends.
    told = effect_row(ground, 1, FINANCE_OFFICE)
    with ground.stage.acting(FINANCE_OFFICE), connection.cursor() as cursor:
        ChangeEffect.objects.create(**told)
        with pytest.raises(DatabaseError, match="in its history"), transaction.atomic():
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def test_an_effect_is_never_changed(ground: Ground) -> None:
    brought(ground, granted(ground, Kind.EXTENSION, "2021-10-31"))
    for sql in ("UPDATE grants_changeeffect SET since = now()", "DELETE FROM grants_changeeffect"):
        with (
            ground.stage.acting(FINANCE_OFFICE),
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_another_person_leads_and_nobody_gets_a_right_by_it(ground: Ground) -> None:
    number = granted(ground, Kind.INVESTIGATOR, "Wang Shili")
    with pytest.raises(Refused, match="BUD-464"):
        brought(ground, number)
    brought(ground, number, investigator=ground.stage.account("wang.shili"))
    with ground.stage.acting(FINANCE_OFFICE):
        grant = find.grant(STEEL)
    assert (grant.investigator.en, grant.at(SENT).investigator.en) == ("Wang Shili", "Dr Demo Yip")
    page = words(seen_by(FINANCE_OFFICE).get(f"/en/grants/{STEEL}/changes/{number}").content)
    assert "No right is given or taken by this change." in page
    assert "./guohe account grant wang.shili prepare --grant" in page
    assert "Wang Shili" in words(seen_by(FINANCE_OFFICE).get(f"/en/grants/{STEEL}").content)
    # Who sees a grant is said by capabilities alone.
    assert seen_by(INVESTIGATOR).get(f"/en/grants/{STEEL}").status_code == 200


def test_another_partner_has_its_name_in_three_languages(ground: Ground) -> None:
    number = granted(ground, Kind.PARTNER, "Test University")
    brought(ground, number, partner=Name("Test University", "測試大學", "测试大学"))
    with ground.stage.acting(FINANCE_OFFICE):
        assert find.grant(STEEL).partner.zh_hant == "測試大學"


def test_another_model_stands_in_place_of_the_approved_one_and_both_stay(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        host = find.grant(STEEL).host_id
        old = next(each for each in find.equipment(host) if each.grant_ref == STEEL)
        many = ApprovedEquipment.objects.filter(grant__ref=STEEL).count()
    number = granted(ground, Kind.EQUIPMENT, "NEW-9")
    brought(ground, number, replaces=old.id)
    with ground.stage.acting(FINANCE_OFFICE):
        listed = [each for each in find.equipment(host) if each.grant_ref == STEEL]
    new = next(each for each in listed if each.model == "NEW-9")
    past = next(each for each in listed if each.id == old.id)
    assert (len(listed), new.description, new.source) == (many + 1, old.description, "R-1")
    assert [each.holds(SENT) for each in (past, new)] == [True, False]
    assert [each.holds(DECIDED) for each in (past, new)] == [False, True]
    assert f"(replaced from 2019-06-28 on by C-{number})" in words(
        seen_by(FINANCE_OFFICE).get(f"/en/grants/{STEEL}/equipment").content
    )


@pytest.mark.parametrize("lang", ["en", "zh-hant", "zh-hans"])
def test_the_page_brings_a_change_into_force(ground: Ground, lang: str) -> None:
    number = granted(ground, Kind.EXTENSION, "2021-10-31")
    page = f"/{lang}/grants/{STEEL}/changes/{number}"
    assert "id_since" not in seen_by(INVESTIGATOR).get(page).content.decode()
    office = seen_by(RESEARCH_OFFICE)
    assert "id_since" in office.get(page).content.decode()
    refused = office.post(f"{page}/effect", {"since": "2019-06-01"})
    assert (
        refused.status_code,
        "BUD-462" in words(refused.content),
        "2019-06-01" in refused.content.decode(),
    ) == (
        422,
        True,
        True,
    )
    assert office.post(f"{page}/effect", {"since": "2019-07-01"}).status_code == 302
    told = office.get(f"{page}.json").json()
    assert (told["state"], told["effect"]["since"], told["effect"]["last_day"]) == (
        "in_force",
        "2019-07-01",
        "2021-10-31",
    )
    assert "2021-10-31" in words(office.get(f"/{lang}/grants/{STEEL}").content)
    listed = office.get(f"/{lang}/grants/{STEEL}/changes")
    assert (listed.status_code, "2019-07-01" in words(listed.content)) == (200, True)


def test_the_command_brings_a_change_into_force(ground: Ground) -> None:
    number = str(granted(ground, Kind.INVESTIGATOR, "Wang Shili"))

    def run(*line: str, by: str = RESEARCH_OFFICE) -> tuple[int, str]:
        done = CliRunner().invoke(change, [*line, "--as", by])
        return done.exit_code, done.output

    assert run("effect", STEEL, number, by=INVESTIGATOR)[0] == 1
    code, said = run("effect", STEEL, number, "--person", "no.such")
    assert (code, said.split()[0]) == (1, "BUD-464")
    assert run("effect", STEEL, number, "--person", "wang.shili", "--dry-run")[0] == 0
    code, said = run("effect", STEEL, number, "--person", "wang.shili", "--json")
    assert (code, json.loads(said)["effect"]["name"]) == (0, "Wang Shili")
    assert "2019-06-28" in run("list", STEEL)[1]
    assert run("load", STEEL, number)[1].split()[0] == "BUD-467"
