"""Check a cost on the demo's books: 182,258.06, over by 2,258.06, why, and the shortest way to a yes."""

from __future__ import annotations

import html
import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from guohe.grants.queries.changes import changes_of
from guohe.grants.queries.judged_change import judged
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.kernel.texts import LANGUAGES
from guohe.portal.cli import check
from guohe.portal.domain.cost_words import verdict_words
from guohe.portal.queries.cost_check import cost_check
from guohe.project.cli import main
from tests.factories.imports import RAIL, STEEL, Ground, demo_ground, row_counts
from tests.factories.people import FINANCE_OFFICE, NOW, PROGRAMME_OFFICER
from tests.integration.imports.pages import seen_by

pytestmark = pytest.mark.usefixtures("demo_books")

CHIRO = "DEMO-YSF-2019-003"
LOGGER = ("40000", "HKD", "--category", "equipment", "--date", "2019-03-29")
PAGE = f"grants/{STEEL}/check?amount=40000&currency=HKD&category=equipment&date=2019-03-29"


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ground:
    """The demo with its listing read and confirmed."""
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    ground = demo_ground()
    with ground.stage.acting(FINANCE_OFFICE):
        ground.confirmed("erp.csv")
    return ground


def run(*words: str) -> Result:
    return CliRunner().invoke(check, [*words, "--as", FINANCE_OFFICE])


def test_the_data_logger_is_over_by_2258_06_with_its_rule_and_a_way(ground: Ground) -> None:
    told = run(*LOGGER, "--grant", STEEL, "--json")
    assert told.exit_code == 1, told.output
    answer = json.loads(told.output)
    # 186,000.00 HKD of equipment at 1.2400 is 150,000.00; 40,000.00 at the same rate is 32,258.06.
    assert answer["cost"] == {"currency": "CNY", "amount": "32258.06"}
    assert answer["after"] == {"currency": "CNY", "amount": "182258.06"}
    assert answer["verdict"] == "not_yet"
    over = next(finding for finding in answer["findings"] if finding["code"] == "BUD-402")
    assert (over["values"]["over"], over["rule"]) == ("CNY 2,258.06", "demo-budgeted@1.0/budget-line")
    assert answer["way"]["from"] == "materials"
    assert answer["way"]["move"] == {"currency": "CNY", "amount": "2258.06"}
    assert "Mr Test Lau" in answer["way"]["sentence"]
    why = answer["why"][0]
    assert (why["book"], why["version"], why["rule"], why["clause"]["number"]) == (
        "demo-budgeted",
        "1.0",
        "budget-line",
        "示例〔2016〕1号",
    )
    assert why["limit"] == {"money": ["CNY", "180000.00"]}


def test_the_command_says_it_in_words_and_names_the_next_command(ground: Ground) -> None:
    told = run(*LOGGER, "--grant", STEEL)
    for words in (
        "182,258.06",
        "2,258.06",
        "BUD-402",
        "./guohe why budget-line --book demo-budgeted@1.0",
        "Materials",
    ):
        assert words in told.output


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_answers_in_three_languages_with_why(ground: Ground, lang: str) -> None:
    client = Client()
    assert client.post(f"/{lang}/demo/be/{FINANCE_OFFICE}").status_code == 302
    answer = client.get(f"/{lang}/{PAGE}")
    text = answer.content.decode()
    assert answer.status_code == 200
    for shown in (
        "CNY 182,258.06",
        "CNY 2,258.06",
        "BUD-402",
        f"/{lang}/rules/demo-budgeted/budget-line@1.0",
    ):
        assert shown in text
    assert " style=" not in text
    assert client.get(f"/{lang}/rules/demo-budgeted/budget-line@1.0").status_code == 200


def test_the_way_to_a_yes_is_true(ground: Ground) -> None:
    """A cost smaller by exactly what is over fits: nothing else stands in the way."""
    with ground.stage.acting(FINANCE_OFFICE):
        fits = cost_check(STEEL, amount="30000.00", currency="CNY", category="设备费", on="2019-03-29")
        over = cost_check(STEEL, amount="30000.01", currency="CNY", category="equipment", on="2019-03-29")
    assert (fits.verdict, fits.free, fits.findings) == ("yes", Money("CNY", 0), ())
    assert (over.verdict, over.free) == ("not_yet", Money("CNY", -1))


def test_open_orders_count(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        line = cost_check(STEEL, amount="1.00", currency="CNY", category="materials", on="2019-03-29").line
    assert line is not None
    assert line.taken == line.used + line.promised


def test_a_lump_sum_is_checked_on_its_total_and_its_negative_list_only(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        yes = cost_check(
            CHIRO, amount="1300000.00", currency="CNY", category="anything at all", on="2019-03-29"
        )
        over = cost_check(CHIRO, amount="1300000.01", currency="CNY", category="equipment", on="2019-03-29")
        listed = cost_check(CHIRO, amount="10.00", currency="CNY", category="entertainment", on="2019-03-29")
        hkd = cost_check(CHIRO, amount="10.00", currency="HKD", category="equipment", on="2019-03-29")
    assert (yes.verdict, yes.findings) == ("yes", ())
    assert [finding.code for finding in over.findings] == ["BUD-402"]
    assert [finding.rule for finding in listed.findings] == ["demo-lump-sum@1.0/not-allowed"]
    assert [finding.code for finding in hkd.findings] == ["BUD-432"]
    assert {over.verdict, listed.verdict, hkd.verdict} == {"ask"}
    # What stops is told as a no that only an exception may turn; what cannot be priced is a question.
    assert {verdict_words(each, "en") for each in (over, listed)} == {
        "Not as it stands: only whoever may make an exception can decide otherwise"
    }
    assert verdict_words(hkd, "en") == "Ask: a person decides"


@pytest.mark.parametrize(("on", "code"), [("2018-04-30", "BUD-403"), ("2021-05-01", "BUD-404")])
def test_a_day_outside_the_project_is_asked_of_the_funder(ground: Ground, on: str, code: str) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        found = cost_check(STEEL, amount="10.00", currency="CNY", category="materials", on=on)
    assert [(finding.code, finding.rule is not None) for finding in found.findings] == [(code, True)]
    assert found.verdict == "ask"


def test_every_field_that_cannot_be_read_is_named_at_once(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE), pytest.raises(Refused) as refused:
        cost_check(STEEL, amount="many", currency="HKD", category="", on="soon")
    assert [finding.code for finding in refused.value.findings] == ["BUD-434", "RUL-824", "BUD-431"]


def test_a_line_that_does_not_exist_is_asked_and_lists_those_that_do(ground: Ground) -> None:
    told = run("10", "CNY", "--grant", STEEL, "--category", "unicorns", "--date", "2019-03-29")
    assert "BUD-431" in told.output
    assert "equipment" in told.output
    assert told.exit_code == 2


def test_checking_writes_nothing_and_gives_the_same_number_twice(ground: Ground) -> None:
    before = row_counts()
    first, second = run(*LOGGER, "--grant", STEEL, "--json"), run(*LOGGER, "--grant", STEEL, "--json")
    assert json.loads(first.output)["number"] == json.loads(second.output)["number"]
    after = row_counts()
    assert before == after


def test_a_grant_without_a_budget_or_one_not_seen_is_answered(ground: Ground) -> None:
    assert run(*LOGGER, "--grant", RAIL).exit_code in (1, 2, 3)
    assert run(*LOGGER, "--grant", "NO-SUCH").exit_code == 1


def test_the_page_asks_a_fixed_number_of_times(
    ground: Ground, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    client.post(f"/en/demo/be/{FINANCE_OFFICE}")
    client.get(f"/en/{PAGE}")
    with django_assert_max_num_queries(30):
        client.get(f"/en/{PAGE}")


@pytest.mark.parametrize(
    ("lang", "word"), [("en", "entertainment"), ("zh-hant", "招待"), ("zh-hans", "招待")]
)
def test_what_a_lump_sum_pays_for_is_offered_and_understood_in_the_readers_words(
    ground: Ground, lang: str, word: str
) -> None:
    page = seen_by(FINANCE_OFFICE).get(f"/{lang}/grants/{CHIRO}/check").content.decode()
    assert f'<option value="entertainment">{word}</option>' in page
    assert re.search(r'<option value="travel">([^<]+)</option>', page)
    with ground.stage.acting(FINANCE_OFFICE):
        listed = cost_check(CHIRO, amount="10.00", currency="CNY", category=word, on="2019-03-29")
    assert [finding.rule for finding in listed.findings] == ["demo-lump-sum@1.0/not-allowed"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_answer_leads_to_a_draft_of_the_change_with_its_lines_filled_in(
    ground: Ground, lang: str
) -> None:
    client = seen_by(FINANCE_OFFICE)
    answer = client.get(f"/{lang}/{PAGE}").content.decode()
    (link,) = re.findall(r'href="([^"]*/changes/new/budget[^"]*)"', answer)
    form = client.get(html.unescape(link)).content.decode()
    # 180,000.00 of equipment and 240,000.00 of materials, 2,258.06 moved from the second to the first.
    fields = {
        name[1]: value[1]
        for each in re.findall(r"<input[^>]*>", form)
        if (name := re.search(r'name="line-(equipment|materials|testing)"', each))
        and (value := re.search(r'value="([^"]*)"', each))
    }
    assert fields == {
        "equipment": "182258.06",
        "materials": "237741.94",
        "testing": "150000.00",
    }
    (number,) = set(re.findall(r"CHK-[0-9A-F]{10}", answer))
    assert number in form.partition("<textarea")[2]
    assert client.get(f"{html.unescape(link)}&amount=many").status_code == 200


def test_who_may_not_prepare_a_change_is_offered_none(ground: Ground) -> None:
    assert "/changes/new/budget" not in seen_by(PROGRAMME_OFFICER).get(f"/en/{PAGE}").content.decode()
    told = CliRunner().invoke(check, [*LOGGER, "--grant", STEEL, "--as", PROGRAMME_OFFICER])
    assert "change new" not in told.output


def test_the_command_of_the_draft_is_one_that_drafts_it(ground: Ground) -> None:
    told = run(*LOGGER, "--grant", STEEL).output
    (command,) = re.findall(r"\./guohe (change new .*)$", told, re.MULTILINE)
    done = CliRunner().invoke(main, [*shlex.split(command), "--as", FINANCE_OFFICE])
    assert done.exit_code in (0, 2, 3), done.output
    with ground.stage.acting(FINANCE_OFFICE):
        (draft,) = changes_of(STEEL)
        found = judged(draft, on=NOW.date())
    assert found.budget is not None
    assert {each.line.code: each.difference for each in found.budget.changed} == {
        "equipment": Money.of("CNY", "2258.06"),
        "materials": Money.of("CNY", "-2258.06"),
    }
