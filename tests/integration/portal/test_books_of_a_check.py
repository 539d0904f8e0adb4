"""A cost is judged by exactly the books that are listed for its grant: the funder's and the host's own, whatever their ids."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from guohe.project.cli import main
from tests.factories.imports import STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.factories.rulebooks import TRAVEL, head, loaded_beside
from tests.integration.imports.pages import seen_by, words
from tests.unit.rules.ground import RULE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
DAY = "2019-03-29"
DEMO = {"demo-budgeted@1.0", "demo-equipment@1.0", "demo-terms@1.0", "demo-host@1.0"}
OWN = {"aaa-mem@1.0", "zzz-mem@1.0", "own@1.0"}


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


@pytest.fixture
def books(tmp_path: Path) -> Iterator[None]:
    """Two more of the funder, before and after its own by their ids; one of the host, one of a host that is not here."""
    texts = (
        head("aaa-mem", '"DEMO-1"') + TRAVEL,
        head("zzz-mem", '"DEMO-1"') + TRAVEL.replace('level = "hold"', 'level = "note"'),
        head("own", '"host"', "polyu") + TRAVEL,
        head("others", '"host"', "harbour") + TRAVEL,
    )
    with pytest.MonkeyPatch.context() as patch, loaded_beside(tmp_path, patch, *texts):
        yield


def run(*line: str) -> Result:
    return CliRunner().invoke(main, [*line, "--as", FINANCE_OFFICE])


def test_what_is_listed_for_a_grant_is_what_judges_it(ground: Ground, books: None) -> None:
    listed = json.loads(run("rules", "of", STEEL, "--on", DAY, "--json").output)["rulebooks"]
    assert {each["book"] for each in listed} == DEMO | OWN
    line = ("check", "10", "CNY", "--grant", STEEL, "--category", "travel", "--date", DAY)
    found = json.loads(run(*line, "--json").output)
    told = [(each["code"], each["level"], each["rule"]) for each in found["findings"]]
    assert [each for each in told if "travel" in str(each[2])] == [
        ("RUL-101", "hold", "aaa-mem@1.0/travel"),
        ("RUL-101", "hold", "own@1.0/travel"),
        ("RUL-101", "note", "zzz-mem@1.0/travel"),
    ]
    assert found["verdict"] == "ask"
    assert {each["book"] for each in found["why"]} >= {"aaa-mem", "own", "zzz-mem"}
    said = run(*line).output
    for label in sorted(OWN):
        assert f"./guohe why travel --book {label}" in said
    page = seen_by(FINANCE_OFFICE).get(
        f"/en/grants/{STEEL}/check?amount=10&currency=CNY&category=travel&date={DAY}"
    )
    for book_id in ("aaa-mem", "zzz-mem", "own"):
        assert f"/en/rules/{book_id}/travel@1.0" in page.content.decode()
    assert "others" not in words(page.content)


def test_an_over_spent_line_is_told_with_the_funders_rule_beside_other_books(
    ground: Ground, books: None
) -> None:
    line = ("check", "190000", "CNY", "--grant", STEEL, "--category", "equipment", "--date", DAY, "--json")
    over = next(each for each in json.loads(run(*line).output)["findings"] if each["code"] == "BUD-402")
    assert over["rule"] == "demo-budgeted@1.0/budget-line"


def test_a_hosts_own_book_can_be_switched_and_its_changes_reach_the_hosts_grants(
    ground: Ground, tmp_path: Path
) -> None:
    texts = [head("own", '"host"', "polyu", version) + TRAVEL for version in ("1.0", "2.0")]
    with pytest.MonkeyPatch.context() as patch, loaded_beside(tmp_path, patch, *texts):
        told = json.loads(run("rules", "diff", "own@1.0", "own@2.0", "--my-grants", "--json").output)
        assert len(told["grants"]) == told["live_grants"] == 3
        page = seen_by(FINANCE_OFFICE).get(f"/en/grants/{STEEL}/rules")
        assert "own@2.0" in words(page.content)


DEAR = (
    RULE.replace('level = "stop"', 'level = "hold"')
    .replace('decides = "finance"', 'decides = "finance"\nwhen = { category = "equipment" }')
    .replace('measured = "cost"', 'measured = "this_cost"')
    .replace("cost = ", 'category = "equipment", this_cost = ')
    .replace("CNY", "HKD")
    .replace("100.0", "15000.0")
    .replace('"S1"', '"host"')
)


@pytest.mark.parametrize(
    ("amount", "currency", "compared"),
    [
        ("15000.00", "HKD", None),
        ("15000.01", "HKD", "HKD 15,000.01"),
        # The lot of the demo cost 1.2400: 12,096.77 is 14,999.99 (14,999.9948), 12,096.78 is 15,000.01 (15,000.0072).
        ("12096.77", "CNY", None),
        ("12096.78", "CNY", "HKD 15,000.01"),
    ],
)
def test_a_rule_on_one_purchase_decides_on_the_page_and_in_the_terminal(
    ground: Ground, tmp_path: Path, amount: str, currency: str, compared: str | None
) -> None:
    own = head("own", '"host"', "polyu").replace('["CNY"]', '["HKD"]') + DEAR.replace(
        '"cap"\nkind', '"dear"\nkind'
    )
    with pytest.MonkeyPatch.context() as patch, loaded_beside(tmp_path, patch, own):
        line = ("check", amount, currency, "--grant", STEEL, "--category", "equipment", "--date", DAY)
        found = json.loads(run(*line, "--json").output)
        told = [each for each in found["findings"] if each["rule"]]
        assert [(each["code"], each["level"], each["rule"]) for each in told] == [
            ("RUL-101", "hold", "own@1.0/dear")
        ] * (compared is not None)
        assert found["verdict"] == ("ask" if compared else "yes_but")
        # The rate is never silent: which lot, on which day.
        (rated,) = [each for each in found["findings"] if each["code"] == "MON-331"]
        assert (rated["values"]["pair"], rated["values"]["day"]) == ("CNY/HKD", DAY)
        assert "1.2400" in rated["values"]["lots"]
        if compared:
            assert told[0]["values"]["seen"] == compared
            why = next(each for each in found["why"] if each["rule"] == "dear")
            assert (why["clause"]["article"], why["version"], why["date"], why["who"]) == (
                "1",
                "1.0",
                DAY,
                "finance",
            )
            assert why["inputs"]["this_cost"] == {"money": ["HKD", "15000.01"]}
        page = seen_by(FINANCE_OFFICE).get(
            f"/en/grants/{STEEL}/check?amount={amount}&currency={currency}&category=equipment&date={DAY}"
        )
        assert ("/en/rules/own/dear@1.0" in page.content.decode()) is (compared is not None)
        # What the answer rests on stands beside it: clause, version, day and inputs.
        rests = (
            "By own@1.0: 测试办法 测〔2018〕1号, article 1, 2018-01-01, as stated in the text. "
            f"Compared on {DAY}: amount of this cost HKD 15,000.01 and kind of cost equipment."
        )
        for said in (words(page.content), run(*line).output):
            assert (rests in said) is (compared is not None)


def test_a_book_of_which_the_version_is_not_established_is_named_and_not_dropped(
    ground: Ground, tmp_path: Path
) -> None:
    """Of the second version only the year is known: in 2019 neither is asked, before and after one of them is."""
    first = head("own", '"host"', "polyu") + TRAVEL
    second = head("own", '"host"', "polyu", "2.0").replace('"2019-01-01"', '"2019"', 1) + TRAVEL
    first = first.replace('starts = "2018-01-01"', 'starts = "2018-01-01"\nends = "2019"')
    line = ("check", "10", "CNY", "--grant", STEEL, "--category", "travel", "--json", "--date")
    with pytest.MonkeyPatch.context() as patch, loaded_beside(tmp_path, patch, first, second):
        told = {}
        for day in ("2018-12-31", DAY, "2020-01-01"):
            found = json.loads(run(*line, day).output)
            told[day] = ({each["code"] for each in found["findings"]}, found["verdict"])
            listed = json.loads(run("rules", "of", STEEL, "--on", day, "--json").output)
            assert [each["code"] for each in listed["left_out"]] == ["RUL-803"] * (day == DAY)
        page = words(seen_by(FINANCE_OFFICE).get(f"/en/grants/{STEEL}/rules?as_at={DAY}").content)
        wish = ("change", "new", STEEL, "extension", "--to", "2021-10-31", "--reason", "why", "--dry-run")
        asked = run(*wish).output
    assert told == {
        "2018-12-31": ({"RUL-101"}, "ask"),
        DAY: ({"RUL-803"}, "ask"),
        "2020-01-01": ({"RUL-101"}, "ask"),
    }
    for said in (page, asked):
        assert "own@1.0, own@2.0" in said
