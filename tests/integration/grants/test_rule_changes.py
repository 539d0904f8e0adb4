"""A rulebook changed: which of one's live grants gain, lose or cannot be told, with the figures of the demo."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from guohe.grants.operations.switch_rules import approve_switch, prepare_switch
from guohe.grants.queries.rule_change_pages import news_text
from guohe.kernel.texts import LANGUAGES
from guohe.programmes.queries.rulebooks import book
from guohe.project.cli import main
from tests.factories.changes import prepared
from tests.factories.imports import RAIL, STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, INVESTIGATOR, NOW, RESEARCH_OFFICE
from tests.factories.rulebooks import ABROAD, head, loaded_beside
from tests.integration.imports.pages import seen_by, words
from tests.unit.rules.ground import RULE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
YOUNG = "DEMO-YSF-2019-003"
PAGE = "rules/changes/demo-terms"


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def run(*line: str, by: str = FINANCE_OFFICE) -> Result:
    return CliRunner().invoke(main, [*line, "--as", by])


def test_one_grant_gains_one_loses_and_one_is_unclear(ground: Ground) -> None:
    told = run("rules", "diff", "demo-terms@1.0", "demo-terms@1.1", "--my-grants", "--json")
    assert told.exit_code == 0, told.output
    found = json.loads(told.output)
    assert (found["live_grants"], found["touched"]) == (3, 3)
    assert found["effects"] == {"same": 0, "gains": 1, "loses": 1, "both": 0, "unclear": 1}
    rows = {each["grant"]: each for each in found["grants"]}
    # 30 % of the first 1,000,000.00 against 26 % of 1,200,000.00; of 800,000.00, 30 % is 240,000.00 and 26 % 208,000.00.
    wanted = {
        STEEL: ("gains", "0.00", "300000.00", "312000.00"),
        RAIL: ("loses", "200000.00", "240000.00", "208000.00"),
    }
    for ref, (effect, measured, before, after) in wanted.items():
        (rule,) = rows[ref]["rules"]
        (reason,) = rule["reasons"]
        assert (rows[ref]["effect"], reason["why"]) == (effect, "limit")
        assert reason["before"]["measured"] == {"currency": "CNY", "amount": measured}
        limits = [reason[side]["limit"]["amount"] for side in ("before", "after")]
        assert limits == [before, after]
    (rule,) = rows[YOUNG]["rules"]
    assert (rows[YOUNG]["effect"], rule["rule"], rule["reasons"][0]["why"]) == (
        "unclear",
        "partner-share-lump-sum",
        "open",
    )
    assert {each["rule"]: each["what"] for each in found["rules"]} == {
        "partner-share": "changed",
        "partner-share-lump-sum": "added",
    }
    back = json.loads(
        run("rules", "diff", "demo-terms@1.1", "demo-terms@1.0", "--my-grants", "--json").output
    )
    assert {each["grant"]: each["effect"] for each in back["grants"]} == {
        STEEL: "loses",
        RAIL: "gains",
        YOUNG: "unclear",
    }
    # Nobody is touched by the version that judges them already.
    assert (back["touched"], [each["taken"] for each in back["grants"]]) == (0, [True] * 3)


def test_an_open_request_is_judged_by_both_versions(ground: Ground) -> None:
    """30,000.00 between two lines: the programme officer decides under 1.0, the finance office under 1.1."""
    prepared(ground, equipment="210000.00", materials="210000.00")
    found = json.loads(
        run("rules", "diff", "demo-budgeted@1.0", "demo-budgeted@1.1", "--my-grants", "--json").output
    )
    rows = {each["grant"]: each for each in found["grants"]}
    (rule,) = rows[STEEL]["rules"]
    assert rule["rule"] == "move-between-lines"
    assert {each["case"]: (each["effect"], each["why"]) for each in rule["reasons"]} == {
        "change:budget": ("gains", "limit"),
        "request:C-1": ("gains", "decider"),
    }
    assert rule["reasons"][-1]["before"]["who"]["en"].startswith("王示例")
    # Nobody asks anything of the rail grant; what its finance office might decide grows all the same.
    assert rows[RAIL]["judged_on"] == "2021-01-01"
    assert {ref: each["effect"] for ref, each in rows.items()} == {STEEL: "gains", RAIL: "gains"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_it_in_three_languages(ground: Ground, lang: str) -> None:
    client = seen_by(FINANCE_OFFICE)
    page = client.get(f"/{lang}/{PAGE}")
    assert page.status_code == 200
    told = words(page.content)
    for sought in (
        STEEL,
        RAIL,
        YOUNG,
        "CNY 300,000.00",
        "CNY 312,000.00",
        "CNY 208,000.00",
        "2019-07-01",
        "26",
    ):
        assert sought in told, sought
    assert "合作单位份额不超过项目总经费的26%。" in told, "the clause stands in its own language"
    assert "王示例" in told, "the plain words are somebody's"
    assert {"en": "(demo)", "zh-hant": "示範", "zh-hans": "示例"}[lang] in told
    found = client.get(f"/{lang}/{PAGE}.json?from=1.1&to=1.0").json()
    assert (found["from"], found["to"]) == ("demo-terms@1.1", "demo-terms@1.0")
    assert STEEL in client.get(f"/{lang}/{PAGE}.csv").content.decode("utf-8-sig")
    same = client.get(f"/{lang}/{PAGE}?from=1.1&to=1.1")
    assert same.status_code == 200
    assert client.get(f"/{lang}/{PAGE}.json?from=1.1&to=1.1").json()["touched"] == 0
    unknown = client.get(f"/{lang}/{PAGE}?to=9.9")
    assert (unknown.status_code, "RUL-819" in words(unknown.content)) == (400, True)
    assert client.get(f"/{lang}/rules/changes/no-such-book").status_code == 404
    assert client.get(f"/{lang}/rules/changes/demo-lump-sum").status_code == 200


def test_only_grants_that_one_may_see_are_told(ground: Ground) -> None:
    found = seen_by(INVESTIGATOR).get(f"/en/{PAGE}.json").json()
    assert (found["live_grants"], [each["grant"] for each in found["grants"]]) == (1, [STEEL])
    page = seen_by(INVESTIGATOR).get(f"/en/{PAGE}").content.decode()
    assert RAIL not in page


def test_a_page_of_a_rule_is_not_taken_for_one_of_changes(ground: Ground) -> None:
    assert seen_by(FINANCE_OFFICE).get("/en/rules/demo-terms/partner-share@1.1").status_code == 200


@pytest.mark.parametrize(
    ("lang", "later"), [("en", "not yet in force"), ("zh-hant", "尚未生效"), ("zh-hans", "尚未生效")]
)
def test_a_version_of_a_day_to_come_is_not_said_to_be_in_force(lang: str, later: str) -> None:
    newest = book("demo-terms@1.1")
    found = [(book("demo-terms@1.0"), newest, 3)]
    (before,) = news_text(found, lang, on=newest.starts.first - timedelta(days=1))
    (from_then,) = news_text(found, lang, on=newest.starts.first)
    assert (later in before["words"], later in from_then["words"]) == (True, False)
    assert before["name"] == newest.names.in_language(lang)


def test_today_leads_to_books_that_changed_until_the_grant_is_switched(ground: Ground) -> None:
    client = seen_by(FINANCE_OFFICE)
    link = "/en/rules/changes/demo-terms?from=1.0&amp;to=1.1"
    page = client.get("/en/")
    assert link in page.content.decode()
    assert "3 live grants of yours are still judged" in words(page.content)
    with ground.stage.acting(RESEARCH_OFFICE):
        prepare_switch(
            ref=RAIL,
            label="demo-terms@1.1",
            starts=date(2019, 7, 2),
            clause="L-7",
            actor=ground.stage.account(RESEARCH_OFFICE),
            now=NOW,
        )
    with ground.stage.acting(FINANCE_OFFICE):
        approve_switch(ref=RAIL, number=1, actor=ground.finance, now=NOW)
    page = client.get("/en/")
    assert link in page.content.decode()
    assert "2 live grants of yours are still judged" in words(page.content)
    told = words(client.get(f"/en/{PAGE}").content)
    assert "Touches 2 of your 3 live grants" in told
    assert "judged by it already" in told


def test_the_command_says_it_in_words(ground: Ground) -> None:
    told = run("rules", "diff", "demo-terms@1.0", "demo-terms@1.1", "--my-grants")
    assert told.exit_code == 0
    assert (
        "Gain room: 1; lose room: 1; both: 0; unclear: 1. Judged by the later version already: 0."
        in told.output
    )
    assert "CNY 200,000.00 counted, limit CNY 208,000.00" in told.output
    apart = run("rules", "diff", "demo-terms@1.0", "demo-budgeted@1.1")
    assert (apart.exit_code, "RUL-851" in apart.output) == (1, True)
    plain = CliRunner().invoke(main, ["rules", "diff", "demo-terms@1.0", "demo-terms@1.0"])
    assert (plain.exit_code, plain.output.count("\n")) == (0, 1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_invented_book_without_a_note_is_compared_in_words_on_the_page_and_in_the_terminal(
    ground: Ground, tmp_path: Path, lang: str
) -> None:
    later = ABROAD.replace("100.00", "15000.00").replace("100.01", "15000.01").replace(', "macao"]', "]")
    texts = (head("own", '"DEMO-1"') + ABROAD, head("own", '"DEMO-1"', version="2.0") + later)
    line = ("rules", "diff", "own@1.0", "own@2.0", "--lang", lang)
    with pytest.MonkeyPatch.context() as patch, loaded_beside(tmp_path, patch, *texts):
        page = seen_by(FINANCE_OFFICE).get(f"/{lang}/rules/changes/own")
        plain, mine = run(*line), run(*line, "--my-grants")
    assert (page.status_code, plain.exit_code, mine.exit_code) == (200, 0, 0)
    invented = {"en": "invented for the demo", "zh-hant": "示範虛構", "zh-hans": "示例虚构"}[lang]
    assert invented in words(page.content)
    # One table in both answers: the same words, and amounts with their currency first.
    assert plain.output.strip() in mine.output
    assert "CNY 15,000.00" in plain.output
    assert "15000.00" not in plain.output
    changed = {"en": "changed", "zh-hant": "目的地", "zh-hans": "目的地"}[lang]
    assert changed in plain.output
    if lang != "en":
        assert not {"limit", "level", "changed", "destination"} & set(plain.output.split())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_quoted_clause_carries_its_own_language(ground: Ground, tmp_path: Path, lang: str) -> None:
    first, second = (
        head("own", '"host"', "polyu", version) + RULE.replace('"S1" }', f'"host", quote = "{words}" }}')
        for version, words in (("1.0", "不超过一百元。"), ("2.0", "不超过壹佰元。"))
    )
    with pytest.MonkeyPatch.context() as patch, loaded_beside(tmp_path, patch, first, second):
        page = seen_by(FINANCE_OFFICE).get(f"/{lang}/rules/changes/own?from=1.0&to=2.0").content.decode()
        told = run("rules", "diff", "own@1.0", "own@2.0", "--lang", lang).output
    for words_ in ("不超过一百元。", "不超过壹佰元。"):
        assert f'<span lang="zh-Hans-CN">{words_}</span>' in page
        assert words_ in told
