"""A rulebook is switched by two people from a day that has not passed; the database lets nobody do it otherwise."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from guohe.grants.domain.change_route import route_of
from guohe.grants.models import ChangeStep, Grant, RuleSwitch, RuleSwitchApproval
from guohe.grants.operations.reopen_grant import approve_reopening, prepare_reopening
from guohe.grants.operations.switch_rules import approve_switch, prepare_switch
from guohe.grants.queries import find
from guohe.grants.queries.change_pages import day_of_route
from guohe.grants.queries.changes import change_of
from guohe.grants.queries.judged_change import judged
from guohe.grants.queries.rule_versions import books_of
from guohe.grants.queries.switches import switches_of
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.kernel.texts import LANGUAGES
from guohe.portal.queries.cost_check import cost_check
from guohe.programmes.operations.sign_books import new_key, sign_books
from guohe.programmes.queries import rulebooks
from guohe.project.cli import main
from guohe.rules.domain.rerun import rerun
from tests.factories.changes import prepared, sent
from tests.factories.effects import LATE, closed
from tests.factories.identity import other_host
from tests.factories.imports import RAIL, STEEL, Ground, demo_ground
from tests.factories.people import AUDITOR, FINANCE_OFFICE, INVESTIGATOR, NOW, OTHER_OFFICER, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
TODAY, NEW_YEAR = NOW.date(), date(2021, 1, 1)


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def asked(
    ground: Ground,
    by: str = RESEARCH_OFFICE,
    *,
    ref: str = RAIL,
    label: str = "demo-terms@1.1",
    starts: date = TODAY,
    clause: str = "Letter L-7 of the funder",
) -> int:
    with ground.stage.acting(by):
        actor = ground.stage.account(by)
        return prepare_switch(ref=ref, label=label, starts=starts, clause=clause, actor=actor, now=NOW)


def allowed(ground: Ground, number: int = 1, by: str = FINANCE_OFFICE, ref: str = RAIL) -> None:
    with ground.stage.acting(by):
        approve_switch(ref=ref, number=number, actor=ground.stage.account(by), now=NOW)


def labels(ground: Ground, on: date, ref: str = RAIL) -> list[str]:
    with ground.stage.acting(FINANCE_OFFICE):
        return [each.label for each in books_of(find.grant(ref), on)]


def test_two_people_switch_from_a_day_on_and_nothing_before_it_moves(ground: Ground) -> None:
    before = ["demo-budgeted@1.0", "demo-equipment@1.0", "demo-terms@1.0", "demo-host@1.0"]
    assert labels(ground, TODAY) == before
    asked(ground)
    assert labels(ground, TODAY) == before, "a switch that waits changes nothing"
    with pytest.raises(Refused, match="ACC-601"):
        allowed(ground, by=RESEARCH_OFFICE)
    allowed(ground)
    assert labels(ground, date(2019, 7, 1)) == before
    assert labels(ground, TODAY) == [*before[:2], "demo-terms@1.1", "demo-host@1.0"]
    assert labels(ground, TODAY, STEEL) == before, "another grant is not touched"
    with pytest.raises(Refused, match="RUL-859"):
        allowed(ground)


def test_no_version_switches_by_itself_years_later(ground: Ground) -> None:
    """demo-budgeted@1.1 begins in 2021, and the award keeps 1.0."""
    assert labels(ground, date(2024, 1, 1))[:3] == [
        "demo-budgeted@1.0",
        "demo-equipment@1.0",
        "demo-terms@1.0",
    ]


@pytest.mark.parametrize(
    ("other", "codes"),
    [
        ({"label": "nkrd-fund@2021"}, ["RUL-852"]),
        (
            {"label": "demo-terms@1.0", "starts": date(2019, 7, 1), "clause": " "},
            ["RUL-853", "RUL-854", "RUL-855"],
        ),
        ({"label": "demo-budgeted@1.1"}, ["RUL-854"]),
        ({"label": "demo-terms@9"}, ["RUL-819"]),
        ({"by": AUDITOR}, ["ACC-603"]),
    ],
)
def test_a_switch_is_refused_with_every_reason(
    ground: Ground, other: dict[str, Any], codes: list[str]
) -> None:
    with pytest.raises(Refused) as refusal:
        asked(ground, **other)
    assert [each.code for each in refusal.value.findings] == codes
    for lang in LANGUAGES:
        assert all(len(each.sentence(lang)) > 20 for each in refusal.value.findings)
    with ground.stage.acting(FINANCE_OFFICE):
        assert switches_of(RAIL) == ()


def test_a_switch_overtaken_by_another_is_prepared_again(ground: Ground) -> None:
    first, second = asked(ground), asked(ground, starts=date(2019, 8, 1))
    allowed(ground, first)
    with pytest.raises(Refused, match="RUL-857"):
        allowed(ground, second)
    back = asked(ground, label="demo-terms@1.0", starts=date(2019, 9, 1))
    allowed(ground, back)
    on = [date(2019, 7, 1), date(2019, 8, 31), date(2019, 9, 1)]
    assert [labels(ground, day)[2] for day in on] == ["demo-terms@1.0", "demo-terms@1.1", "demo-terms@1.0"]
    with pytest.raises(Refused, match="RUL-858"):
        allowed(ground, 9)


def test_a_closed_grant_is_not_switched(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guohe.grants.operations.switch_rules._closed", lambda row: True)
    with pytest.raises(Refused, match="BUD-323"):
        asked(ground)


def test_decisions_of_before_keep_their_bytes_and_new_ones_use_the_new_version(ground: Ground) -> None:
    number = prepared(ground)
    sent(ground, number)
    with ground.stage.acting(FINANCE_OFFICE):
        change = change_of(STEEL, number)
        before = judged(change, on=day_of_route(change, TODAY)).route.stored
        kept = ChangeStep.objects.get(state="sent").route
    asked(ground, ref=STEEL, label="demo-budgeted@1.1", starts=NEW_YEAR)
    allowed(ground, ref=STEEL)
    with ground.stage.acting(FINANCE_OFFICE):
        again = judged(change_of(STEEL, number), on=day_of_route(change, TODAY)).route.stored
        stored = ChangeStep.objects.get(state="sent").route
        assert before == again == kept == stored
        assert rerun(stored.encode(), rulebooks.all_books()) == stored.encode()
        assert json.loads(stored)["version"] == "1.0"
        # 30,000.00 lies between the 20,000.00 of version 1.0 and the 50,000.00 of 1.1.
        facts = {"change": "between_direct_lines", "amount": Money.of("CNY", "30000.00")}
        grant = find.grant(STEEL)
        deciders = {
            day: [each.seen.who for each in route_of({**facts}, books_of(grant, day), day).said]
            for day in (date(2020, 12, 31), NEW_YEAR)
        }
        assert deciders == {date(2020, 12, 31): ["officer"], NEW_YEAR: ["lau"]}


def test_a_cost_is_checked_by_the_version_of_its_day(ground: Ground) -> None:
    asked(ground, ref=STEEL, label="demo-budgeted@1.1", starts=NEW_YEAR)
    allowed(ground, ref=STEEL)
    found = {}
    with ground.stage.acting(FINANCE_OFFICE):
        for day in ("2019-07-02", "2020-12-31", "2021-01-01"):
            answer = cost_check(STEEL, amount="10", currency="CNY", category="equipment", on=day)
            (label,) = (each.book.label for each in answer.decisions if each.book.id == "demo-budgeted")
            found[day] = label
    assert found == {
        "2019-07-02": "demo-budgeted@1.0",
        "2020-12-31": "demo-budgeted@1.0",
        "2021-01-01": "demo-budgeted@1.1",
    }


def row(ground: Ground, **other: Any) -> dict[str, Any]:
    return {
        "number": 1,
        "book": "demo-terms",
        "from_version": "1.0",
        "to_version": "1.1",
        "digest": "d",
        "in_force_from": TODAY,
        "clause": "c",
        "prepared_by_id": ground.stage.account(RESEARCH_OFFICE),
        "prepared_at": NOW,
    } | other


def insert(ground: Ground, by: str, model: type[Any], **values: Any) -> None:
    with ground.stage.acting(by), transaction.atomic():
        model.objects.create(host_id=ground.stage.host, grant=Grant.objects.get(ref=RAIL), **values)


@pytest.mark.parametrize(
    ("by", "other", "law"),
    [
        (FINANCE_OFFICE, {}, "the one who acts"),
        (RESEARCH_OFFICE, {"in_force_from": date(2019, 7, 1)}, "has not passed"),
        (RESEARCH_OFFICE, {"clause": ""}, "switch_has_its_clause"),
        (RESEARCH_OFFICE, {"to_version": "1.0"}, "switch_to_another_version"),
    ],
)
def test_raw_rows_cannot_bend_a_switch(ground: Ground, by: str, other: dict[str, Any], law: str) -> None:
    with pytest.raises(DatabaseError, match=law):
        insert(ground, by, RuleSwitch, **row(ground, **other))
    auditor = {"prepared_by_id": ground.stage.account(AUDITOR)}
    with pytest.raises(DatabaseError, match="may prepare"):
        insert(ground, AUDITOR, RuleSwitch, **row(ground, **auditor))


@pytest.mark.parametrize(
    ("by", "law"),
    [(RESEARCH_OFFICE, "nobody approves the switch they prepared"), (AUDITOR, "may approve")],
)
def test_raw_rows_cannot_approve_alone(ground: Ground, by: str, law: str) -> None:
    asked(ground)
    with ground.stage.acting(FINANCE_OFFICE):
        switch = RuleSwitch.objects.get()
    values = {"switch_id": switch.pk, "approved_by_id": ground.stage.account(by), "approved_at": NOW}
    with pytest.raises(DatabaseError, match=law):
        insert(ground, by, RuleSwitchApproval, **values)
    with pytest.raises(DatabaseError, match="the one who acts"):
        insert(ground, by, RuleSwitchApproval, **values | {"approved_by_id": ground.finance})


def test_raw_rows_follow_the_version_that_the_last_switch_left(ground: Ground) -> None:
    asked(ground, starts=date(2019, 8, 1))
    allowed(ground)
    for number, other in enumerate(
        (
            {"in_force_from": date(2019, 9, 1)},
            {"from_version": "1.1", "to_version": "1.0", "in_force_from": date(2019, 7, 31)},
        ),
        2,
    ):
        insert(ground, RESEARCH_OFFICE, RuleSwitch, **row(ground, number=number, **other))
        with ground.stage.acting(FINANCE_OFFICE):
            switch = RuleSwitch.objects.get(number=number)
        values = {"approved_by_id": ground.finance, "approved_at": NOW, "switch_id": switch.pk}
        with pytest.raises(DatabaseError, match="follows the version"):
            insert(ground, FINANCE_OFFICE, RuleSwitchApproval, **values)


def test_a_day_that_passed_before_the_approval_is_refused_by_both(ground: Ground) -> None:
    asked(ground)
    with ground.stage.acting(FINANCE_OFFICE, on=date(2019, 7, 3)), transaction.atomic():
        later = NOW.replace(day=3)
        with pytest.raises(Refused, match="RUL-854"):
            approve_switch(ref=RAIL, number=1, actor=ground.finance, now=later)
        switch = RuleSwitch.objects.get()
        values = {"approved_by_id": ground.finance, "approved_at": later, "switch_id": switch.pk}
        values |= {"host_id": ground.stage.host, "grant": Grant.objects.get(ref=RAIL)}
        with pytest.raises(DatabaseError, match="has not passed"), transaction.atomic():
            RuleSwitchApproval.objects.create(**values)


def test_nothing_of_it_is_changed_and_others_see_none(ground: Ground) -> None:
    asked(ground)
    allowed(ground)
    for sql in (
        "UPDATE grants_ruleswitch SET in_force_from = '2019-01-01'",
        "DELETE FROM grants_ruleswitchapproval",
        "UPDATE grants_grant SET pack_version = '9.9'",
    ):
        with (
            ground.stage.acting(FINANCE_OFFICE),
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    other = other_host(ground.stage)
    with other.acting(OTHER_OFFICER):
        assert (RuleSwitch.objects.count(), RuleSwitchApproval.objects.count()) == (0, 0)
    with ground.stage.acting(INVESTIGATOR):
        assert RuleSwitch.objects.count() == 0, "the investigator is of the steel grant only"


def run(*line: str, by: str = FINANCE_OFFICE) -> Result:
    return CliRunner().invoke(main, [*line, "--as", by])


def test_the_commands_switch_a_grant(ground: Ground) -> None:
    line = ("rules", "switch", RAIL, "demo-terms@1.1", "--on", "2019-07-02")
    short = run(*line, by=RESEARCH_OFFICE)
    assert (short.exit_code, "RUL-855" in short.output) == (1, True), short.output
    line = (*line, "--clause", "Letter L-7")
    dry = run(*line, "--dry-run", by=RESEARCH_OFFICE)
    assert dry.exit_code == 0, dry.output
    with ground.stage.acting(FINANCE_OFFICE):
        assert switches_of(RAIL) == ()
    assert run(*line, by=RESEARCH_OFFICE).exit_code == 0
    alone = run("rules", "approve-switch", RAIL, "1", by=RESEARCH_OFFICE)
    assert (alone.exit_code, "ACC-601" in alone.output) == (1, True)
    assert run("rules", "approve-switch", RAIL, "1").exit_code == 0
    told = json.loads(run("rules", "of", RAIL, "--json").output)
    assert [each["book"] for each in told["rulebooks"]] == [
        "demo-budgeted@1.0",
        "demo-equipment@1.0",
        "demo-terms@1.1",
        "demo-host@1.0",
    ]
    earlier = json.loads(run("rules", "of", RAIL, "--on", "2019-07-01", "--json").output)
    assert [each["book"] for each in earlier["rulebooks"]] == [
        "demo-budgeted@1.0",
        "demo-equipment@1.0",
        "demo-terms@1.0",
        "demo-host@1.0",
    ]
    assert run("rules", "of", "NO-SUCH-GRANT").exit_code == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_switch_a_grant(ground: Ground, lang: str) -> None:
    first, second = seen_by(RESEARCH_OFFICE), seen_by(FINANCE_OFFICE)
    page = f"/{lang}/grants/{RAIL}/rules"
    assert first.get(page).status_code == 200
    typed = {"label": "demo-terms@1.1", "starts": "2019-07-01", "clause": ""}
    short = first.post(f"{page}/switch", typed)
    assert short.status_code == 422
    assert {"RUL-854", "RUL-855"} <= set(words(short.content).split())
    assert 'value="2019-07-01"' in short.content.decode()
    unread = first.post(f"{page}/switch", {**typed, "starts": "soon"})
    assert (unread.status_code, "RUL-824" in words(unread.content)) == (422, True)
    typed = {**typed, "starts": "2019-07-02", "clause": "Letter L-7"}
    assert first.post(f"{page}/switch", typed).status_code == 302
    assert "rules/1/approve" not in first.get(page).content.decode()
    assert "rules/1/approve" in second.get(page).content.decode()
    assert first.post(f"{page}/1/approve").status_code == 422
    assert second.post(f"{page}/1/approve").status_code == 302
    assert "Letter L-7" in words(second.get(page).content)
    assert words(second.get(f"/{lang}/grants/{RAIL}").content).count("demo-terms 1.0 → 1.1") == 2
    now = second.get(f"{page}.json").json()
    then = second.get(f"{page}.json?as_at=2019-07-01").json()
    assert [each["rulebooks"][2]["book"] for each in (now, then)] == ["demo-terms@1.1", "demo-terms@1.0"]
    assert "demo-terms@1.0" in words(second.get(f"{page}?as_at=2019-07-01").content)
    assert second.get(f"{page}.csv").status_code == 200
    assert second.get(f"{page}?as_at=soon").status_code == 422
    assert seen_by(INVESTIGATOR).get(page).status_code == 404


@pytest.fixture
def signed_by_a_stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The books that ship, the newer version of one signed by a key that nobody here accepted."""
    folder = tmp_path / "rulebooks"
    shutil.copytree(rulebooks.FOLDER, folder)
    new_key(tmp_path / "stranger.pem")
    sign_books(folder / "demo/demo-terms/1.1", tmp_path / "stranger.pem")
    monkeypatch.setattr(rulebooks, "FOLDER", folder)
    rulebooks.all_books.cache_clear()
    yield
    rulebooks.all_books.cache_clear()


def test_a_book_of_an_unknown_key_is_neither_compared_nor_switched_to(
    ground: Ground, signed_by_a_stranger: None
) -> None:
    versions = ("demo-terms@1.0", "demo-terms@1.1")
    for line in (
        ("rules", "diff", *versions),
        ("rules", "diff", *versions, "--my-grants"),
        ("rules", "switch", RAIL, "demo-terms@1.1", "--on", "2019-07-02", "--clause", "L-7"),
    ):
        told = run(*line, by=RESEARCH_OFFICE)
        assert (told.exit_code, "RUL-831" in told.output) == (1, True), told.output
    with ground.stage.acting(FINANCE_OFFICE):
        assert RuleSwitch.objects.count() == 0


def test_a_grant_that_was_opened_again_takes_a_switch(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, on = ground.stage, LATE.date()
    closed(ground, monkeypatch)
    own, other = stage.account(RESEARCH_OFFICE), stage.account(FINANCE_OFFICE)

    def switched() -> int:
        with stage.acting(RESEARCH_OFFICE, on=on):
            return prepare_switch(
                ref=STEEL, label="demo-terms@1.1", starts=on, clause="agreed in writing", actor=own, now=LATE
            )

    with pytest.raises(Refused, match="BUD-323"):
        switched()
    with stage.acting(RESEARCH_OFFICE, on=on):
        number = prepare_reopening(ref=STEEL, reason="late", evidence="L-4", actor=own, now=LATE)
    with stage.acting(FINANCE_OFFICE, on=on):
        approve_reopening(ref=STEEL, number=number, actor=other, now=LATE)
    assert switched() == 1
