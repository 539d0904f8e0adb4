"""The page and the command give the same inbox, take the same answers, and refuse in words."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from click.testing import CliRunner, Result
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from guohe.funds.queries import lots
from guohe.imports.queries import bank
from guohe.kernel.texts import LANGUAGES
from guohe.project.cli import main
from guohe.reconciliation.queries.inbox import inbox
from tests.factories.imports import DEMO, STEEL, Ground, demo_ground
from tests.factories.people import AUDITOR, FINANCE_OFFICE, INVESTIGATOR, NOW
from tests.integration.imports.pages import seen_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
SECOND = f"{STEEL}/T2"


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def run(*words: str, who: str = FINANCE_OFFICE) -> Result:
    return CliRunner().invoke(main, [*words, "--as", who])


@pytest.fixture
def number(ground: Ground) -> int:
    run("import", "bank", str(DEMO / "bank_cny.csv"))
    with ground.stage.acting(FINANCE_OFFICE):
        return max(entry.number for entry in bank.not_used())


def test_reading_the_statement_ends_with_the_guess_and_the_command_that_accepts_it(ground: Ground) -> None:
    told = run("import", "bank", str(DEMO / "bank_cny.csv")).stdout
    assert "the same charge as instalment 1" in told
    assert "Sent 3 working days earlier (2019-06-18)" in told
    command = next(line.strip() for line in told.splitlines() if "bank accept" in line)
    accepted = run(*command.split()[1:])
    assert (accepted.exit_code, accepted.stdout.partition(". ")[2].strip()) == (
        0,
        "Credited 2019-06-21, identified 2019-07-02: 11 days unnoticed.",
    )
    with ground.stage.acting(FINANCE_OFFICE):
        assert SECOND in {lot.source_ref for lot in lots.of_fund(STEEL)}
    assert "11 days unnoticed" in run("bank", "inbox").stdout


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_shows_reasons_age_and_what_is_parked(ground: Ground, number: int, lang: str) -> None:
    client = seen_by(FINANCE_OFFICE)
    page = client.get(f"/{lang}/bank/inbox").content.decode()
    assert {
        "en": "Received and not identified: CNY 479,850.00",
        "zh-hant": "待認領款項：CNY 479,850.00",
        "zh-hans": "待认领款项：CNY 479,850.00",
    }[lang] in page
    assert {"en": "6 working days", "zh-hant": "6 個香港工作天", "zh-hans": "6 个香港工作日"}[lang] in page
    assert f'action="/{lang}/bank/inbox/{number}"' in page


def test_the_same_table_answers_json_and_csv(ground: Ground, number: int) -> None:
    client = seen_by(FINANCE_OFFICE)
    (row,) = json.loads(client.get("/en/bank/inbox.json").content)["rows"]
    (line,) = list(csv.DictReader(io.StringIO(client.get("/en/bank/inbox.csv").content.decode("utf-8-sig"))))
    assert (str(row["entry"]), row["points"]) == (line["Entry"], 57) == (str(number), 57)


def test_buttons_accept_refuse_ask_and_undo(ground: Ground, number: int) -> None:
    client = seen_by(FINANCE_OFFICE)
    address = reverse("reconciliation:say", args=[number])

    def press(**told: str) -> str:
        answer = client.post(address, told, follow=True)
        assert answer.status_code == 200
        return answer.content.decode()

    assert "Whose is it?" in press(answer="ask", words="Whose is it?")
    assert "does not come back" in press(answer="is_not", item=SECOND)
    assert "11 days unnoticed" in press(answer="is", item=SECOND)
    assert "unidentified again" in press(answer="undo", words="Not theirs")
    assert client.post(address, {"answer": "nonsense"}).status_code == 404
    assert (
        client.post(
            reverse("reconciliation:say", args=[999_999]), {"answer": "is", "item": SECOND}
        ).status_code
        == 404
    )


def test_a_refusal_comes_back_above_the_list_with_its_code(ground: Ground, number: int) -> None:
    client = seen_by(FINANCE_OFFICE)
    answer = client.post(reverse("reconciliation:say", args=[number]), {"answer": "ask", "words": ""})
    assert (answer.status_code, "REC-103" in answer.content.decode()) == (422, True)
    told = run("bank", "accept", str(number), f"{STEEL}/T9")
    assert (told.exit_code, told.stderr.split()[0]) == (1, "IMP-519")
    for words in (("bank", "accept", "999999", SECOND), ("recon", "NOBODY")):
        unknown = run(*words)
        assert (unknown.exit_code, unknown.stderr.split()[0]) == (1, "REC-107")


def test_who_may_only_look_gets_no_button_and_who_may_not_is_told(ground: Ground, number: int) -> None:
    looked = seen_by(AUDITOR).get("/en/bank/inbox")
    assert (looked.status_code, b'value="is"' in looked.content) == (200, False)
    pressed = seen_by(AUDITOR).post(
        reverse("reconciliation:say", args=[number]), {"answer": "is", "item": SECOND}
    )
    assert (pressed.status_code, b"ACC-603" in pressed.content) == (422, True)
    assert seen_by(INVESTIGATOR).get("/en/bank/inbox").status_code == 403


def test_the_top_bar_has_the_inbox_for_those_who_import(ground: Ground) -> None:
    link = b'href="/en/bank/inbox"'
    assert link in seen_by(FINANCE_OFFICE).get("/en/grants").content
    assert link not in seen_by(INVESTIGATOR).get("/en/grants").content


def test_a_host_chooses_what_is_sure_and_what_is_old(ground: Ground, number: int) -> None:
    told = ("bank", "choose", "--old-after", "6", "--why", "Two offices look at it")
    assert run(*told, "--threshold", "57", who=FINANCE_OFFICE).exit_code == 0
    with ground.stage.acting(FINANCE_OFFICE):
        (credit,) = inbox(ground.stage.host, on=NOW.date()).credits
        # 57 points without a rival are sure now, six working days are not more than six; nothing is booked by it.
        assert (credit.sure, credit.old) == (True, False)
        assert SECOND not in {lot.source_ref for lot in lots.of_fund(STEEL)}
    refused = run(*told, "--threshold", "10", who=FINANCE_OFFICE)
    assert (refused.exit_code, refused.stderr.split()[0]) == (1, "REC-106")
    wrong = run(*told, "--threshold", "57", who=AUDITOR)
    assert (wrong.exit_code, wrong.stderr.split()[0]) == (1, "ACC-603")


def test_a_statement_is_not_confirmed_and_the_refusal_says_what_is_done_instead(
    ground: Ground, number: int
) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = bank.entry(number).job
    told = run("import", "confirm", str(job))
    assert told.exit_code == 1
    assert told.stderr.startswith("IMP-509 ")
    assert "./guohe bank inbox" in told.stderr
    assert "tick" not in told.stderr


def test_an_inbox_without_a_statement_says_that_none_was_read_and_leads_to_reading_one(
    ground: Ground,
) -> None:
    unread = "No bank statement has been read yet"
    assert unread in run("bank", "inbox").stdout
    client = Client()
    client.post(f"/en/demo/be/{FINANCE_OFFICE}")
    page = client.get("/en/bank/inbox").content.decode()
    assert unread in page
    assert 'href="/en/import/new?kind=bank"' in page
    form = client.get("/en/import/new?kind=bank").content.decode()
    assert re.search(r'value="bank"[^>]* checked', form)
    run("import", "bank", str(DEMO / "bank_cny.csv"))
    assert unread not in client.get("/en/bank/inbox").content.decode()
