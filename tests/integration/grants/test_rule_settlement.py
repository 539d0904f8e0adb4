"""Where no source tells which version of a rulebook held, two people settle it; until then none judges, and the books let nobody
settle it otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import DatabaseError, transaction
from pytest_django import Settings

from guohe.grants.models import Grant, RuleSwitch, RuleSwitchApproval
from guohe.grants.operations.switch_rules import approve_switch, prepare_switch, settle_version
from guohe.grants.queries import find
from guohe.grants.queries.closing import items_of
from guohe.grants.queries.rule_versions import books_of, left_out
from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES
from guohe.project.cli import main
from tests.factories.imports import STEEL, Ground, demo_ground
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, RESEARCH_OFFICE
from tests.factories.rulebooks import TRAVEL, head, loaded_beside
from tests.integration.imports.pages import seen_by, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
TODAY = NOW.date()
AWARD = date(2018, 5, 1)


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def version(name: str, starts: str, ends: str, *, counts: str, book: str = "own") -> str:
    """A version of a host's book that is in force between two days, or years of which no source gives the day."""
    written = head(book, '"host"', "polyu").replace('version = "1.0"', f'version = "{name}"')
    written = written.replace('counts = "event"', f'counts = "{counts}"')
    dates = f'starts = "{starts}"' + (f'\nends = "{ends}"' if ends else "")
    return written.replace('starts = "2018-01-01"', dates, 1) + TRAVEL


@pytest.fixture
def unclear(tmp_path: Path) -> Iterator[None]:
    """The award was made on 2018-05-01, in the year in which version 1.0 gave way to 2.0."""
    texts = (
        version("1.0", "2016-01-01", "2018", counts="award"),
        version("2.0", "2018", "2030-01-01", counts="award"),
        version("3.0", "2030-01-01", "", counts="award"),
    )
    with pytest.MonkeyPatch.context() as patch, loaded_beside(tmp_path, patch, *texts):
        yield


def settled(
    ground: Ground,
    label: str = "own@2.0",
    by: str = RESEARCH_OFFICE,
    *,
    on: date = TODAY,
    reason: str = "Letter L-9 of the host",
) -> int:
    with ground.stage.acting(by):
        actor = ground.stage.account(by)
        return settle_version(ref=STEEL, label=label, on=on, reason=reason, actor=actor, now=NOW)


def allowed(ground: Ground, number: int, by: str = FINANCE_OFFICE) -> None:
    with ground.stage.acting(by):
        approve_switch(ref=STEEL, number=number, actor=ground.stage.account(by), now=NOW)


def own(ground: Ground, on: date = TODAY) -> tuple[list[str], list[str]]:
    """The versions of the book that judge a day, and why none does."""
    with ground.stage.acting(FINANCE_OFFICE):
        grant = find.grant(STEEL)
        judging = [each.label for each in books_of(grant, on) if each.id == "own"]
        return judging, [each.code for each in left_out(grant, on)]


def test_two_people_settle_which_version_held_and_then_it_judges_every_day(
    ground: Ground, unclear: None
) -> None:
    assert own(ground) == ([], ["RUL-803"])
    number = settled(ground)
    assert own(ground) == ([], ["RUL-803"]), "what waits settles nothing"
    with pytest.raises(Refused, match="ACC-601"):
        allowed(ground, number, RESEARCH_OFFICE)
    allowed(ground, number)
    for on in (AWARD, date(2019, 3, 29), TODAY, date(2021, 4, 30)):
        assert own(ground, on) == (["own@2.0"], [])
    with pytest.raises(Refused, match="RUL-859"):
        allowed(ground, number)
    with pytest.raises(Refused, match="RUL-892"):
        settled(ground, "own@1.0")


def test_an_approver_is_asked_whether_the_version_is_still_in_question(
    ground: Ground, tmp_path: Path
) -> None:
    """A switch is looked at again when it is approved; so is a settlement, whose book may have got other days meanwhile."""
    first = (
        version("1.0", "2016-01-01", "2018", counts="award"),
        version("2.0", "2018", "2030-01-01", counts="award"),
    )
    later = (
        version("1.0", "2016-01-01", "2018", counts="award"),
        version("4.0", "2018", "2019-01-01", counts="award"),
        version("2.0", "2019-01-01", "2030-01-01", counts="award"),
    )
    with pytest.MonkeyPatch.context() as patch, loaded_beside(tmp_path / "first", patch, *first):
        number = settled(ground)
    with (
        pytest.MonkeyPatch.context() as patch,
        loaded_beside(tmp_path / "later", patch, *later),
        pytest.raises(Refused, match="RUL-893") as refusal,
    ):
        allowed(ground, number)
    assert "own@1.0, own@4.0" in refusal.value.findings[0].sentence("en")
    with pytest.MonkeyPatch.context() as patch, loaded_beside(tmp_path / "first again", patch, *first):
        allowed(ground, number)
        assert own(ground) == (["own@2.0"], [])


def test_a_grant_is_switched_out_of_that_state_once_it_is_settled(ground: Ground, unclear: None) -> None:
    def switched() -> int:
        with ground.stage.acting(RESEARCH_OFFICE):
            return prepare_switch(
                ref=STEEL,
                label="own@1.0",
                starts=TODAY,
                clause="agreed",
                actor=ground.stage.account(RESEARCH_OFFICE),
                now=NOW,
            )

    with pytest.raises(Refused, match="RUL-895") as refusal:
        switched()
    for lang in LANGUAGES:
        assert f"./guohe rules settle {STEEL}" in refusal.value.findings[0].sentence(lang)
    allowed(ground, settled(ground))
    allowed(ground, switched())
    assert own(ground, date(2019, 7, 1)) == (["own@2.0"], [])
    assert own(ground) == (["own@1.0"], [])


def test_of_two_that_wait_the_first_approved_stands(ground: Ground, unclear: None) -> None:
    first, second = settled(ground), settled(ground, "own@1.0")
    allowed(ground, second)
    with pytest.raises(Refused, match="RUL-896"):
        allowed(ground, first)
    assert own(ground) == (["own@1.0"], [])


@pytest.mark.parametrize(
    ("other", "codes"),
    [
        ({"label": "own@3.0"}, ["RUL-893"]),
        ({"label": "own@3.0", "reason": "\u200b "}, ["RUL-893", "RUL-894"]),
        ({"label": "demo-terms@1.1"}, ["RUL-892"]),
        ({"label": "nkrd-fund@2021"}, ["RUL-852"]),
        ({"label": "own@9"}, ["RUL-819"]),
        ({"reason": "a\x00b"}, ["BUD-477"]),
        ({"by": AUDITOR}, ["ACC-603"]),
    ],
)
def test_a_settlement_is_refused_with_every_reason(
    ground: Ground, unclear: None, other: dict[str, Any], codes: list[str]
) -> None:
    with pytest.raises(Refused) as refusal:
        settled(ground, **other)
    assert [each.code for each in refusal.value.findings] == codes
    for lang in LANGUAGES:
        assert all(len(each.sentence(lang)) > 20 for each in refusal.value.findings)
    with ground.stage.acting(FINANCE_OFFICE):
        assert RuleSwitch.objects.count() == 0


def test_a_closed_grant_is_not_settled(
    ground: Ground, unclear: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guohe.grants.operations.switch_rules._closed", lambda row: True)
    with pytest.raises(Refused, match="BUD-323"):
        settled(ground)


def test_where_the_days_own_version_counts_only_that_stretch_is_settled(
    ground: Ground, tmp_path: Path
) -> None:
    """1.0 gave way to 2.0 in 2019 and 2.0 to 3.0 in 2021: what is settled of 2019 says nothing of 2021."""
    texts = (
        version("1.0", "2018-01-01", "2019", counts="event"),
        version("2.0", "2019", "2021", counts="event"),
        version("3.0", "2021", "", counts="event"),
    )
    with pytest.MonkeyPatch.context() as patch, loaded_beside(tmp_path, patch, *texts):
        allowed(ground, settled(ground, "own@1.0", on=date(2019, 3, 29)))
        assert own(ground, date(2018, 12, 31)) == (["own@1.0"], [])
        assert own(ground, date(2019, 12, 30)) == (["own@1.0"], [])
        assert own(ground, date(2020, 1, 1)) == (["own@2.0"], [])
        assert own(ground, date(2021, 4, 30)) == ([], ["RUL-803"])


def test_a_gap_between_two_versions_is_settled_for_one_of_them(ground: Ground, tmp_path: Path) -> None:
    gap = '\ngap = { en = "Nothing was read.", zh_hant = "沒有讀到。", zh_hans = "没有读到。" }\n'
    later = version("2.0", "2019-01-01", "", counts="award").replace(
        '\ncounts = "award"\n', f'\ncounts = "award"{gap}'
    )
    texts = (version("1.0", "2016-01-01", "2018-01-01", counts="award"), later)
    with pytest.MonkeyPatch.context() as patch, loaded_beside(tmp_path, patch, *texts):
        assert own(ground) == ([], ["RUL-802"])
        allowed(ground, settled(ground, "own@1.0"))
        assert own(ground) == (["own@1.0"], [])


def test_closing_names_the_book_and_a_person_answers_for_it(ground: Ground, unclear: None) -> None:
    def named() -> list[tuple[str, tuple[str, ...]]]:
        with ground.stage.acting(FINANCE_OFFICE):
            return [
                (each.stand.value, each.evidence)
                for each in items_of(find.grant(STEEL), TODAY)
                if each.key == "rulebooks"
            ]

    assert named() == [("unknown", ("RUL-803: own@1.0, own@2.0",))]
    told = run("close", "plan", STEEL)
    assert "RUL-803" in told.output
    assert json.loads(run("close", "plan", STEEL, "--json").output)["left_out"][0]["code"] == "RUL-803"
    for lang in LANGUAGES:
        page = seen_by(FINANCE_OFFICE).get(f"/{lang}/grants/{STEEL}/closing")
        assert "RUL-803" in words(page.content)
    allowed(ground, settled(ground))
    assert named() == []


def test_the_equipment_of_a_grant_names_it_too(ground: Ground, unclear: None) -> None:
    assert "RUL-803" in words(seen_by(FINANCE_OFFICE).get(f"/en/grants/{STEEL}/equipment").content)
    assert "RUL-803" in run("equip", "diff", STEEL).output
    told = json.loads(run("equip", "list", STEEL, "--json").output)
    assert [each["code"] for each in told["left_out"]] == ["RUL-803"]


def row(ground: Ground, **other: Any) -> dict[str, Any]:
    return {
        "number": 1,
        "book": "own",
        "from_version": "",
        "to_version": "2.0",
        "digest": "d",
        "in_force_from": AWARD,
        "clause": "Letter L-9",
        "prepared_by_id": ground.stage.account(RESEARCH_OFFICE),
        "prepared_at": NOW,
    } | other


def insert(ground: Ground, by: str, model: type[Any], **values: Any) -> None:
    with ground.stage.acting(by), transaction.atomic():
        model.objects.create(host_id=ground.stage.host, grant=Grant.objects.get(ref=STEEL), **values)


def test_raw_rows_settle_for_a_reason_and_once(ground: Ground) -> None:
    with pytest.raises(DatabaseError, match="what is settled has its reason"):
        insert(ground, RESEARCH_OFFICE, RuleSwitch, **row(ground, clause="\u200b"))
    with pytest.raises(DatabaseError, match="has not passed"):
        insert(ground, RESEARCH_OFFICE, RuleSwitch, **row(ground, from_version="1.0"))
    for number in (1, 2):
        insert(ground, RESEARCH_OFFICE, RuleSwitch, **row(ground, number=number))
    with ground.stage.acting(FINANCE_OFFICE):
        first, second = RuleSwitch.objects.order_by("number")
    told = {"approved_by_id": ground.finance, "approved_at": NOW}
    own_hand = {**told, "approved_by_id": ground.stage.account(RESEARCH_OFFICE)}
    with pytest.raises(DatabaseError, match="nobody approves the switch they prepared"):
        insert(ground, RESEARCH_OFFICE, RuleSwitchApproval, switch_id=first.pk, **own_hand)
    insert(ground, FINANCE_OFFICE, RuleSwitchApproval, switch_id=first.pk, **told)
    with pytest.raises(DatabaseError, match="settled already"):
        insert(ground, FINANCE_OFFICE, RuleSwitchApproval, switch_id=second.pk, **told)


def run(*line: str, by: str = FINANCE_OFFICE) -> Result:
    return CliRunner().invoke(main, [*line, "--as", by])


def test_the_commands_settle_it(ground: Ground, unclear: None) -> None:
    told = run("rules", "of", STEEL)
    assert "RUL-803" in told.output
    assert f"./guohe rules settle {STEEL} BOOK@VERSION" in told.output
    line = ("rules", "settle", STEEL, "own@2.0")
    short = run(*line, by=RESEARCH_OFFICE)
    assert (short.exit_code, "RUL-894" in short.output) == (1, True), short.output
    line = (*line, "--reason", "Letter L-9")
    assert run(*line, "--dry-run", by=RESEARCH_OFFICE).exit_code == 0
    assert own(ground) == ([], ["RUL-803"])
    done = run(*line, by=RESEARCH_OFFICE)
    assert (done.exit_code, f"./guohe rules approve-switch {STEEL} 1" in done.output) == (0, True)
    assert run("rules", "approve-switch", STEEL, "1").exit_code == 0
    listed = json.loads(run("rules", "of", STEEL, "--json").output)
    assert "own@2.0" in [each["book"] for each in listed["rulebooks"]]
    assert listed["left_out"] == []
    assert [(each["from"], each["to"]) for each in listed["switches"]] == [(None, "2.0")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_settle_it(ground: Ground, unclear: None, lang: str) -> None:
    first, second = seen_by(RESEARCH_OFFICE), seen_by(FINANCE_OFFICE)
    page = f"/{lang}/grants/{STEEL}/rules"
    form = first.get(page).content.decode()
    assert 'value="own@1.0"' in form.split("rules/settle")[1].split("</form>")[0]
    assert 'value="own@3.0"' not in form.split("rules/settle")[1].split("</form>")[0]
    typed = {"label": "own@2.0", "reason": "", "as_at": TODAY.isoformat()}
    short = first.post(f"{page}/settle", typed)
    assert (short.status_code, "RUL-894" in words(short.content)) == (422, True)
    assert first.post(f"{page}/settle", {**typed, "as_at": "soon"}).status_code == 422
    assert first.post(f"{page}/settle", {**typed, "reason": "Letter L-9"}).status_code == 302
    assert second.post(f"{page}/1/approve").status_code == 302
    told = second.get(page).content.decode()
    assert "rules/settle" not in told
    assert words(told.encode()).count("own@2.0") >= 2
    assert "own" in words(second.get(f"/{lang}/grants/{STEEL}").content)
