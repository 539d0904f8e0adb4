"""A change is prepared, sent, decided by another person, and in force as the next version."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.test import Client
from pytest_django import Settings

from guohe.funds.queries import budget
from guohe.grants.cli import change
from guohe.grants.domain.changes import State
from guohe.grants.operations.move_change import withdraw_change
from guohe.grants.operations.prepare_change import rewrite_change
from guohe.grants.queries import budgets
from guohe.grants.queries.change_pages import versions_table
from guohe.grants.queries.changes import change_of, changes_of
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.programmes.queries.rulebooks import all_books
from guohe.rules.domain.rerun import rerun
from tests.factories.changes import MOVE, decided, loaded, prepared, sent
from tests.factories.imports import STEEL, Ground, demo_ground
from tests.factories.people import (
    AUDITOR,
    FINANCE_OFFICE,
    INVESTIGATOR,
    NOW,
    PROGRAMME_OFFICER,
    RESEARCH_OFFICE,
    TODAY,
)
from tests.integration.imports.pages import seen_by, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def test_a_granted_change_is_the_next_version_from_the_day_of_its_letter(ground: Ground) -> None:
    number = prepared(ground)
    sent(ground, number)
    decided(ground, number, FINANCE_OFFICE)
    with ground.stage.acting(FINANCE_OFFICE):
        assert [each.number for each in budgets.versions(STEEL)] == [1]
    assert loaded(ground, number, RESEARCH_OFFICE) == 2
    with ground.stage.acting(FINANCE_OFFICE):
        found = change_of(STEEL, number)
        versions = budgets.versions(STEEL)
        limits = {each.code: (each.version, each.limit.plain) for each in budget.position(STEEL)}
        table = versions_table(STEEL, "en")
    assert found.steps[-1].evidence == "R-2019-4"
    assert [step.state for step in found.steps] == [State.SENT, State.GRANTED, State.IN_FORCE]
    assert found.steps[-1].version == 2
    assert (versions[1].approved_on, versions[0].approved_on) == (date(2019, 6, 28), date(2018, 3, 5))
    assert limits["equipment"] == (2, "200000.00")
    assert limits["materials"] == (2, "220000.00")
    # The sums of the sealed table are added again: 1,080,000.00 direct, 1,200,000.00 in all, as before.
    assert [row.amount.plain for row in versions[1].rows if not row.category] == ["1200000.00", "1080000.00"]
    assert table.totals is not None
    award, none = Money.of("CNY", "1200000.00"), Money.of("CNY", "0.00")
    assert list(table.totals[1:]) == [award, award, none]
    equipment = next(row for row in table.rows if row[0] == "Equipment")
    assert equipment[-1] == Money.of("CNY", "20000.00")


def test_nobody_decides_what_they_wrote_any_of(ground: Ground) -> None:
    number = prepared(ground, RESEARCH_OFFICE)
    with ground.stage.acting(FINANCE_OFFICE):
        rewrite_change(
            ref=STEEL,
            number=number,
            asked=MOVE,
            reason="again",
            actor=ground.stage.account(FINANCE_OFFICE),
            now=NOW,
        )
    sent(ground, number, RESEARCH_OFFICE)
    for by in (RESEARCH_OFFICE, FINANCE_OFFICE):
        with pytest.raises(Refused, match="ACC-601"):
            decided(ground, number, by)


def test_whoever_decided_does_not_load(ground: Ground) -> None:
    number = prepared(ground)
    sent(ground, number)
    decided(ground, number, FINANCE_OFFICE)
    with pytest.raises(Refused, match="BUD-411"):
        loaded(ground, number, FINANCE_OFFICE)
    with ground.stage.acting(FINANCE_OFFICE):
        assert change_of(STEEL, number).state is State.GRANTED
        assert len(budgets.versions(STEEL)) == 1


def test_a_draft_with_faults_is_kept_and_not_sent(ground: Ground) -> None:
    number = prepared(ground, equipment="210000.00", materials="abc")
    with pytest.raises(Refused) as refusal:
        sent(ground, number)
    assert {finding.code for finding in refusal.value.findings} == {"BUD-301", "BUD-303"}
    with ground.stage.acting(INVESTIGATOR):
        rewrite_change(
            ref=STEEL,
            number=number,
            asked=MOVE,
            reason="Corrected.",
            actor=ground.stage.account(INVESTIGATOR),
            now=NOW,
        )
        drafts = change_of(STEEL, number).drafts
    assert [draft.asked["materials"] for draft in drafts] == ["abc", "220000.00"]
    sent(ground, number)
    with pytest.raises(Refused, match="BUD-307"), ground.stage.acting(INVESTIGATOR):
        rewrite_change(
            ref=STEEL,
            number=number,
            asked=MOVE,
            reason="Later.",
            actor=ground.stage.account(INVESTIGATOR),
            now=NOW,
        )


def test_who_decides_is_kept_as_the_rulebook_said_and_comes_out_the_same_again(ground: Ground) -> None:
    number = prepared(ground)
    sent(ground, number)
    with ground.stage.acting(FINANCE_OFFICE):
        stored = change_of(STEEL, number).steps[0].route
    assert rerun(stored.encode("utf-8"), all_books()) == stored.encode("utf-8")
    told = json.loads(stored)
    # The award of 2018 keeps version 1.0 of its rulebook.
    assert (told["book"], told["version"], told["on"]) == ("demo-budgeted", "1.0", "2019-06-20")
    assert [each["who"] for each in told["explained"] if each["outcome"] == "decided"] == ["lau"]


def test_two_requests_from_one_version_do_not_overwrite_each_other(ground: Ground) -> None:
    first, second = prepared(ground), prepared(ground, travel="80000.00", labour="370000.00")
    for number in (first, second):
        sent(ground, number)
        decided(ground, number, FINANCE_OFFICE)
    assert loaded(ground, first, RESEARCH_OFFICE) == 2
    with pytest.raises(Refused, match="BUD-306"):
        loaded(ground, second, RESEARCH_OFFICE)


def test_a_refusal_and_a_withdrawal_stay(ground: Ground) -> None:
    refused, withdrawn = prepared(ground), prepared(ground)
    sent(ground, refused)
    decided(ground, refused, FINANCE_OFFICE, State.REFUSED)
    with ground.stage.acting(INVESTIGATOR):
        withdraw_change(
            ref=STEEL,
            number=withdrawn,
            on=TODAY,
            note="not needed",
            actor=ground.stage.account(INVESTIGATOR),
            now=NOW,
        )
        found = changes_of(STEEL)
    assert [each.state for each in found] == [State.REFUSED, State.WITHDRAWN]
    with pytest.raises(Refused, match="BUD-307"):
        loaded(ground, refused, RESEARCH_OFFICE)


def run(*told: str, by: str = FINANCE_OFFICE) -> Result:
    return CliRunner().invoke(change, [*told, "--as", by])


def test_the_commands_go_the_same_way_as_the_pages(ground: Ground) -> None:
    new = (
        "new",
        STEEL,
        "budget",
        "--line",
        "equipment=200000",
        "--line",
        "materials=220000",
        "--reason",
        "dear",
    )
    dry = run(*new, "--dry-run", by=INVESTIGATOR)
    assert (dry.exit_code, "nothing has been written" in dry.output) == (0, True), dry.output
    with ground.stage.acting(FINANCE_OFFICE):
        assert changes_of(STEEL) == ()
    told = run(*new, "--json", by=INVESTIGATOR)
    answer = json.loads(told.output)
    assert (answer["code"], answer["adds"], answer["findings"]) == (
        "C-1",
        {"currency": "CNY", "amount": "20000.00"},
        [],
    )
    assert answer["decides"][0]["label"] == "demo-budgeted@1.0/move-between-lines"
    by = {"by": INVESTIGATOR}
    assert run("send", STEEL, "1", "--on", "2019-06-20", "--evidence", "L-1", **by).exit_code == 0
    own = run("decide", STEEL, "1", "granted", "--on", "2019-06-28", "--evidence", "R-1", **by)
    assert (own.exit_code, "ACC-60" in own.output) == (1, True)
    assert run("decide", STEEL, "1", "granted", "--on", "2019-06-28", "--evidence", "R-1").exit_code == 0
    assert run("load", STEEL, "1", by=RESEARCH_OFFICE).exit_code == 0
    listed = json.loads(run("list", STEEL, "--json").output)
    assert listed["rows"][0]["state"] == "in force"
    assert "Version 2, 2019-06-28" in run("versions", STEEL).output
    assert run("show", STEEL, "9").exit_code == 1
    assert run("list", "NO-SUCH-GRANT").exit_code == 1


def test_a_dear_move_or_an_indirect_one_goes_elsewhere(ground: Ground) -> None:
    dear = run(
        "new", STEEL, "budget", "--line", "equipment=200000.01", "--line", "materials=219999.99", "--json"
    )
    assert "王示例" in json.loads(dear.output)["decides"][0]["who"]
    indirect = run(
        "new",
        STEEL,
        "budget",
        "--line",
        "indirect=130000",
        "--line",
        "materials=230000",
        "--reason",
        "x",
        "--json",
    )
    answer = json.loads(indirect.output)
    assert (indirect.exit_code, answer["decides"]) == (2, [])
    assert [finding["code"] for finding in answer["findings"]] == ["BUD-315"]


@pytest.mark.parametrize("lang", ["en", "zh-hant", "zh-hans"])
def test_a_change_goes_by_pages_alone(ground: Ground, lang: str) -> None:
    mine, other, third = seen_by(INVESTIGATOR), seen_by(FINANCE_OFFICE), seen_by(RESEARCH_OFFICE)
    home = f"/{lang}/grants/{STEEL}/changes"

    def post(client: Client, path: str, told: dict[str, str]) -> Any:
        return client.post(f"{home}{path}", told)

    assert mine.get(home).status_code == 200
    assert mine.get(f"{home}/new/budget").status_code == 200
    kept = post(mine, "/new/budget", {"line-equipment": "210000", "line-materials": "x", "reason": ""})
    assert kept.status_code == 302
    page = mine.get(f"{home}/1")
    assert all(code in words(page.content) for code in ("BUD-301", "BUD-303", "BUD-305"))
    # 1,200,000.00 less what cannot be read would be nobody's total.
    assert "960,000.00" not in page.content.decode()
    assert "(optional)" not in mine.get(f"/en/grants/{STEEL}/changes/new/budget").content.decode()
    again = mine.get(f"{home}/1/draft").content.decode()
    assert 'value="x"' in again
    fixed = {"line-equipment": "200000.00", "line-materials": "220000.00", "reason": "<b>dear</b>"}
    assert post(mine, "/1/draft", fixed).status_code == 302
    page = mine.get(f"{home}/1").content.decode()
    assert "<b>dear" not in page
    bad = post(mine, "/1/step", {"state": "sent", "on": "soon", "evidence": "", "note": ""})
    assert bad.status_code == 422
    assert {"BUD-317", "BUD-309"} <= set(words(bad.content).split())
    told = {"state": "sent", "on": "2019-06-20", "evidence": "L-1", "note": ""}
    assert post(mine, "/1/step", told).status_code == 302
    assert 'value="granted"' not in mine.get(f"{home}/1").content.decode()
    assert 'value="granted"' in other.get(f"{home}/1").content.decode()
    told = {"state": "granted", "on": "2019-06-28", "evidence": "R-1", "note": ""}
    assert post(mine, "/1/step", told).status_code == 422
    assert post(other, "/1/step", told).status_code == 302
    assert post(other, "/1/step", {"state": "in_force"}).status_code == 422
    assert post(third, "/1/step", {"state": "in_force"}).status_code == 302
    assert mine.get(f"/{lang}/grants/{STEEL}/budget/versions").status_code == 200
    assert mine.get(f"{home}.json").json()["rows"][0]["amount"] == {"currency": "CNY", "amount": "20000.00"}
    assert b"C-1" in mine.get(f"{home}.csv").content
    assert mine.get(f"{home}/1.json").json()["state"] == "in_force"


def test_whoever_may_not_prepare_reads_and_is_told_who_can(ground: Ground) -> None:
    auditor, officer = seen_by(AUDITOR), seen_by(PROGRAMME_OFFICER)
    for client in (auditor, officer):
        assert client.get(f"/en/grants/{STEEL}/changes").status_code == 200
        assert client.get(f"/en/grants/{STEEL}/changes/new/budget").status_code == 403
    assert auditor.get("/en/grants/NO-SUCH/changes").status_code == 404
    assert auditor.get(f"/en/grants/{STEEL}/changes/9").status_code == 404
    assert auditor.get(f"/en/grants/{STEEL}/changes/new/nothing").status_code == 404
