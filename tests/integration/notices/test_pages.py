"""The choice and the mail on pages and in commands, all faults at once, and what Health says of it."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner, Result
from django.core import mail
from django.db import connection
from django.test import Client
from pytest_django import Settings

from guohe.identity.queries.accounts import own_address
from guohe.kernel.texts import LANGUAGES, say
from guohe.notices.cli import notices
from guohe.notices.domain.rhythm import Rhythm
from guohe.notices.queries.choice import choice_of
from guohe.notices.tasks import send_one
from guohe.project.cli import main
from tests.factories.identity import person
from tests.factories.imports import Ground
from tests.factories.people import FINANCE_OFFICE
from tests.integration.imports.pages import seen_by, words
from tests.integration.notices.conftest import chosen

pytestmark = pytest.mark.usefixtures("demo_books")

MAIL = "/en/preferences/mail"
CHOSEN = {"rhythm": "weekly", "address": "lau@polyu.example", "even_empty": "on", "language": "zh-hans"}


def run(*line: str, group: object = notices) -> Result:
    return CliRunner(env={"GUOHE_ACTOR": FINANCE_OFFICE}).invoke(group, line)  # type: ignore[arg-type]


def test_the_page_of_preferences_holds_the_choice(ground: Ground) -> None:
    client = seen_by(FINANCE_OFFICE)
    page = client.get("/en/preferences")
    assert f'action="{MAIL}"' in page.content.decode()
    assert "You have not chosen yet" in words(page.content)
    assert "What was sent" not in words(page.content), "nothing was sent yet, so no list of it is offered"
    told = client.post(MAIL, CHOSEN)
    assert (told.status_code, told["Location"]) == (302, MAIL)
    with ground.stage.acting(FINANCE_OFFICE):
        choice = choice_of(ground.finance)
        assert (choice.rhythm, choice.even_empty, own_address()) == (Rhythm.WEEKLY, True, "lau@polyu.example")
    assert person(FINANCE_OFFICE).language == "zh-hans"
    page = client.get("/en/preferences").content.decode()
    assert 'value="lau@polyu.example"' in page
    assert "Chosen: Every Monday, since 2019-07-02 10:00." in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_until_somebody_chooses_the_language_in_which_mail_would_leave_is_proposed(
    ground: Ground, lang: str
) -> None:
    client = seen_by(FINANCE_OFFICE)
    proposed = client.get(f"/{lang}/preferences/mail").content.decode()
    leaves_in = person(FINANCE_OFFICE).language
    assert re.search(f'value="{leaves_in}"[^>]* checked', proposed)
    client.post(MAIL, CHOSEN)
    chosen = client.get(f"/{lang}/preferences/mail").content.decode()
    assert re.search('value="zh-hans"[^>]* checked', chosen)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nobody_signed_in_sees_no_choice(ground: Ground, mail_set_up: Settings, lang: str) -> None:
    mail_set_up.MODE = "test"
    page = Client().get(f"/{lang}/preferences")
    assert page.status_code == 200
    assert say("notices.choice.title", lang) not in page.content.decode()
    assert Client().get(f"/{lang}/preferences/mail").status_code == 302


def test_a_refused_choice_keeps_what_was_typed_and_tells_every_fault(ground: Ground) -> None:
    told = seen_by(FINANCE_OFFICE).post(MAIL, {"rhythm": "hourly", "address": "no domain", "language": "fr"})
    assert told.status_code == 422
    for part in ("ACC-692", "ACC-683", "ACC-695", '"no domain"', "Nothing has been saved"):
        assert part in words(told.content)
    assert 'value="no domain"' in told.content.decode()
    told = seen_by(FINANCE_OFFICE).post(MAIL, {})
    assert (told.status_code, "ACC-692" in words(told.content)) == (422, True)
    with ground.stage.acting(FINANCE_OFFICE):
        assert choice_of(ground.finance).chosen_at is None


def test_the_mail_is_shown_whole_and_not_sent(ground: Ground) -> None:
    page = seen_by(FINANCE_OFFICE).get(f"{MAIL}/now")
    assert page.status_code == 200
    printed = run("digest", "--dry-run").output
    assert "not seen in Hong Kong" in printed
    for line in printed.splitlines()[2:]:
        assert line.strip() in page.content.decode()
    assert mail.outbox == []


def test_the_page_orders_the_mail_of_the_worker(ground: Ground, mail_set_up: Settings) -> None:
    client = seen_by(FINANCE_OFFICE)
    told = client.post(f"{MAIL}/now")
    assert (told.status_code, "ACC-682" in words(told.content)) == (422, True)
    account = chosen(ground, FINANCE_OFFICE)
    for _ in range(2):
        assert client.post(f"{MAIL}/now").status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'notices.digest'")
        assert [json.loads(args) if isinstance(args, str) else args for (args,) in cursor.fetchall()] == [
            {"account": account, "day": "2019-07-02"}
        ]
    send_one(account=account, day="2019-07-02")
    assert len(mail.outbox) == 1
    assert "ACC-691" in words(client.post(f"{MAIL}/now").content)
    mail_set_up.MAIL_FROM = ""
    assert "ACC-681" in words(client.post(f"{MAIL}/now").content)


def test_the_command_sends_once_and_shows_what_became_of_it(ground: Ground) -> None:
    told = run("digest")
    assert (told.exit_code, str(told.exception)[:7]) == (1, "ACC-682")
    assert run("choose", "daily", "--to", "lau@polyu.example").output == "Saved: Every day.\n"
    assert run("digest").output.startswith("Sent: ")
    again = run("notices", "digest", group=main)
    assert (again.exit_code, again.output[:32]) == (1, "ACC-691 Today's e-mail was sent ")
    assert len(mail.outbox) == 1
    assert "taken by the mail server" in run("show").output
    record = json.loads(run("show", "--json").output)
    assert [step["state"] for step in record["digests"]] == ["sent", "handed"]
    assert record["rhythm"] == "daily"
    assert "@" not in json.dumps(record)
    page = seen_by(FINANCE_OFFICE)
    assert "taken by the mail server" in words(page.get(MAIL).content)
    assert json.loads(page.get(f"{MAIL}.json").content)["digests"] == record["digests"]
    assert page.get(f"{MAIL}.csv").content.decode("utf-8-sig").count("\n") == 3


@pytest.mark.parametrize("lang", LANGUAGES)
def test_health_says_whether_mail_goes_out(ground: Ground, mail_set_up: Settings, lang: str) -> None:
    chosen(ground, FINANCE_OFFICE)
    client = seen_by(FINANCE_OFFICE)
    on = say("notices.health.on", lang, readers="1", last="-", refused="0", unknown="0")
    assert on in client.get(f"/{lang}/health").content.decode()
    mail_set_up.MAIL_FROM = ""
    off = say("notices.health.off", lang, readers="1")
    assert off in client.get(f"/{lang}/health").content.decode()
    told = run("digest")
    assert (told.exit_code, str(told.exception)[:7]) == (1, "ACC-681")
