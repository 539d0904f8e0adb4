"""What a command did is told to a program as to a person: references, amounts with currency and date; refusals too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from guohe.project.cli import main
from tests.factories.imports import STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW, RESEARCH_OFFICE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
RAIL = "DEMO-RAIL-2018-002"


@pytest.fixture(autouse=True)
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def told(*words: str, by: str = RESEARCH_OFFICE, code: int = 0, typed: str = "") -> Any:
    done = CliRunner().invoke(main, [*words, "--json", "--as", by], input=typed)
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def money(currency: str, amount: str) -> dict[str, str]:
    return {"currency": currency, "amount": amount}


def test_what_was_done_has_its_reference_its_amounts_and_its_day() -> None:
    order = ("equip", "order", STEEL, "--model", "X-1", "--amount", "1860.00", "--currency", "cny")
    ordered = told(*order, "--on", "2019-06-20", "--dry-run")
    assert (ordered["grant"], ordered["act"], ordered["on"]) == (STEEL, "ordered", "2019-06-20")
    assert (ordered["amount"], ordered["dry_run"]) == (money("CNY", "1860.00"), True)
    assert ordered["said"] == "Dry run: nothing has been recorded."

    listed = told("equip", "approve", STEEL, "--model", "Y-1", "--price", "200.00", "--currency", "CNY",
                  "--on", "2018-03-05", "--source", "Annex 2")  # fmt: skip
    assert (listed["model"], listed["price"], listed["priced_on"]) == (
        "Y-1", money("CNY", "200.00"), "2018-03-05",
    )  # fmt: skip

    cost = told(
        "people",
        "cost",
        "1",
        "--from",
        "2019-09",
        "--amount",
        "100.00",
        "--currency",
        "HKD",
        "--source",
        "scale",
    )
    assert (cost["person"], cost["cost"]["from_month"]) == ("P-1", "2019-09-01")
    assert cost["cost"]["amount"] == money("HKD", "100.00")

    claim = told(
        "grant",
        "claim",
        f"{STEEL}/T2",
        "sent",
        "2019-06-19",
        "--source",
        "the partner",
        "--amount",
        "480000.00",
    )
    assert (claim["instalment"], claim["station"], claim["on"]) == (f"{STEEL}/T2", "sent", "2019-06-19")
    assert claim["amount"] == money("CNY", "480000.00")

    noted = told("grant", "note-transfer", STEEL, "DEMO-9", "--sent", "2019-01-02", "--credited", "2019-01-09",
                 "--amount", "300000.00", "--source", "letter")  # fmt: skip
    assert (noted["reference"], noted["noted"], noted["amount"]) == (
        "DEMO-9",
        True,
        money("CNY", "300000.00"),
    )
    assert (noted["sent_on"], noted["credited_on"]) == ("2019-01-02", "2019-01-09")

    assert told("grant", "share", STEEL, "--stations")["stations_shared"] is True


def test_a_step_of_a_partner_answers_with_the_record_of_its_page() -> None:
    met = told("partner", "met", RAIL, "2", "--on", "2019-06-28", "--evidence", "report 1")
    assert (met["grant"], met["done"], met["of"], met["dry_run"]) == (RAIL, "met", "T2", False)
    shown = told("partner", "show", RAIL)
    assert met["partners"] == shown["partners"]
    assert shown["partners"][0]["agreement"]["tranches"][1]["met"] == "report 1"
    sent = told("partner", "transfer", RAIL, "80000.00", "--tranche", "2", "--on", "2019-07-01", "--dry-run")
    assert (sent["done"], sent["of"], sent["dry_run"]) == ("transfer", "PT-2", True)
    assert sent["partners"][0]["transfers"][-1]["sent"] == money("CNY", "80000.00")
    assert len(told("partner", "show", RAIL)["partners"][0]["transfers"]) == 1


def test_an_account_is_told_with_its_last_four_signs_only() -> None:
    made = told("release", "account", "polyu", "payee", "--holder", "DEMO UNIVERSITY", "--town", "Hong Kong",
                "--country", "HK", "--currency", "HKD", "--system", "HKNCC", "--member", "024",
                by=FINANCE_OFFICE, typed="012345678901\n")  # fmt: skip
    assert (made["tail"], made["currency"], "012345678901" in json.dumps(made)) == ("8901", "HKD", False)
    gone = told("release", "retire", str(made["account"]), "--reason", "closed", by=FINANCE_OFFICE)
    assert (gone["account"], gone["reason"]) == (made["account"], "closed")


def test_the_mail_and_its_choice_are_told() -> None:
    chosen = told("notices", "choose", "weekly", "--to", "office@example.org")
    assert (chosen["rhythm"], "office@example.org" in json.dumps(chosen)) == ("weekly", False)
    mail = told("notices", "digest", "--dry-run")
    assert mail["dry_run"] is True
    assert mail["subject"]


def test_the_story_is_told_as_its_commands() -> None:
    played = json.loads(CliRunner().invoke(main, ["demo", "story", "--json"]).stdout)["steps"]
    assert f"./guohe money {STEEL}" in [step["command"] for step in played]
    assert not [step for step in played if str(Path.cwd()) in step["command"]]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("close", "plan", "NOBODYS-1"), "ACC-740"),
        (("equip", "list", "NOBODYS-1"), "ACC-740"),
        (("people", "show", "NOBODYS-1"), "ACC-740"),
        (("money", "NOBODYS-1"), "ACC-740"),
        (("close", "approve", STEEL, "9"), "BUD-325"),
        (("rules", "approve-switch", STEEL, "9"), "RUL-858"),
        (("people", "cost", "1"), "PPL-102"),
        (("release", "paper", "999", "tax", "1"), "PAY-367"),
    ],
)
def test_a_refusal_is_told_as_json_with_its_code(words: tuple[str, ...], code: str) -> None:
    refused = told(*words, code=1)
    assert code in [each["code"] for each in refused["findings"]]
    assert refused.keys() == {"findings"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("unit", "NOPE"), "UNT-201"),
        (("institution", "NOPE"), "UNT-202"),
        (("units", "--host", "NOPE"), "UNT-202"),
        (("timeline", "--as-at", "x"), "UNT-204"),
        (("report", "NOPE", "--as", "both", "--mainland", "2018", "--host", "FY2018/19"), "ACC-740"),
        (("fx", "show", "NOPE"), "ACC-740"),
        (("grant", "show", "NOPE"), "ACC-740"),
        (("budget", "NOPE"), "ACC-740"),
    ],
)
def test_what_is_not_there_is_told_a_program_with_its_code(words: tuple[str, ...], code: str) -> None:
    done = CliRunner().invoke(main, [*words, "--json"], env={"GUOHE_ACTOR": RESEARCH_OFFICE})
    assert done.exit_code == 1, done.output
    assert [finding["code"] for finding in json.loads(done.stdout)["findings"]] == [code]
