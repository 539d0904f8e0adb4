"""A calendar program reads calendars by a password of its own, and by it nothing else; no secret stands in an address."""

from __future__ import annotations

import base64
import re
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client
from pytest_django import Settings

from guohe.identity.cli import account
from guohe.identity.operations.calendar_password import make_calendar_password, withdraw_calendar_password
from guohe.identity.operations.close_account import close_account
from guohe.identity.operations.set_password import set_password
from guohe.identity.queries.calendar_passwords import own_calendar_passwords
from guohe.kernel.findings import Refused
from tests.factories.identity import person
from tests.factories.imports import STEEL, Ground, demo_ground
from tests.factories.people import (
    ADMINISTRATOR,
    FINANCE_OFFICE,
    INVESTIGATOR,
    NOW,
    PROGRAMME_OFFICER,
    RESEARCH_OFFICE,
    TODAY,
)
from tests.integration.imports.pages import seen_by, words

pytestmark = pytest.mark.usefixtures("demo_books")
MONEY = f"/en/grants/{STEEL}/money.ics"
TABLES = ("identity_calendar_password", "identity_calendar_withdrawal", "identity_calendar_use")


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    """Books in which nobody is shown the demo without signing in."""
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    found = demo_ground()
    settings.MODE = "test"
    return found


def made(ground: Ground, username: str = INVESTIGATOR) -> str:
    with ground.stage.acting(username):
        return make_calendar_password(label="phone", now=NOW)


def basic(username: str, password: str) -> dict[str, str]:
    told = base64.b64encode(f"{username}:{password}".encode()).decode()
    return {"Authorization": f"Basic {told}"}


def get(address: str, username: str, password: str) -> tuple[int, str]:
    answer = Client().get(address, headers=basic(username, password))
    return answer.status_code, answer.content.decode()


def test_it_opens_the_calendars_of_its_person(ground: Ground) -> None:
    password = made(ground)
    status, told = get(MONEY, INVESTIGATOR, password)
    assert (status, told[:15]) == (200, "BEGIN:VCALENDAR")
    assert get(MONEY, f" {INVESTIGATOR.upper()}", password.upper())[0] == 200
    # A grant that this person does not see is none of their calendars.
    assert get("/en/grants/DEMO-RAIL-2018-002/money.ics", INVESTIGATOR, password)[0] == 404


@pytest.mark.parametrize(
    "address",
    [
        "/en/grants",
        f"/en/grants/{STEEL}/money",
        f"/en/grants/{STEEL}/money.json",
        "/en/preferences/mail",
        "/en/trace/AP18-00901.ics",
        f"/en/grants/{STEEL}.ics",
        "/en/nowhere.ics",
    ],
)
def test_it_opens_nothing_else(ground: Ground, address: str) -> None:
    answer = Client().get(address, headers=basic(INVESTIGATOR, made(ground)))
    expected = 404 if "nowhere" in address else 302
    assert (answer.status_code, "/en/sign-in" in answer.get("Location", "")) == (expected, expected == 302)


def test_it_leaves_no_session_and_writes_nothing(ground: Ground) -> None:
    password, client = made(ground), Client()
    assert client.get(MONEY, headers=basic(INVESTIGATOR, password)).status_code == 200
    assert "sessionid" not in client.cookies
    assert client.post(MONEY, headers=basic(INVESTIGATOR, password)).status_code in (401, 405)


def test_whatever_else_is_said_is_asked_for_the_password(ground: Ground) -> None:
    password = made(ground)
    with ground.stage.acting(INVESTIGATOR):
        set_password(
            person=person(INVESTIGATOR), password="correct horse battery", host=ground.stage.host, now=NOW
        )
    wrong = [
        basic(INVESTIGATOR, password[:-1]),
        basic(INVESTIGATOR, ""),
        basic(INVESTIGATOR, "correct horse battery"),
        basic(RESEARCH_OFFICE, password),
        basic(INVESTIGATOR, "\0"),
        {"Authorization": "Basic ???"},
        {"Authorization": "Basic /w=="},
        {"Authorization": f"Bearer {password}"},
        {},
    ]
    for headers in wrong:
        answer = Client().get(MONEY, headers=headers)
        assert answer.status_code == 401, headers
        assert answer["WWW-Authenticate"].startswith("Basic ")
        assert answer.content.startswith(b"ACC-635 ")
    # In the address it is no sign-in.
    assert Client().get(MONEY, {"password": password, "username": INVESTIGATOR}).status_code == 401
    # What everybody may read asks nobody.
    assert Client().get("/en/calendar.ics").status_code == 200


def test_withdrawn_or_of_a_closed_account_it_opens_nothing(ground: Ground) -> None:
    password, other = made(ground), made(ground, PROGRAMME_OFFICER)
    with ground.stage.acting(INVESTIGATOR):
        number = own_calendar_passwords()[0].number
    with ground.stage.acting(RESEARCH_OFFICE), pytest.raises(Refused, match="ACC-634"):
        withdraw_calendar_password(number=number, now=NOW)
    assert get(MONEY, INVESTIGATOR, password)[0] == 200
    with ground.stage.acting(INVESTIGATOR):
        withdraw_calendar_password(number=number, now=NOW)
        with pytest.raises(Refused, match="ACC-634"):
            withdraw_calendar_password(number=number, now=NOW)
    assert get(MONEY, INVESTIGATOR, password)[0] == 401
    assert get(MONEY, PROGRAMME_OFFICER, other)[0] == 200
    with ground.stage.acting(ADMINISTRATOR):
        close_account(person=person(PROGRAMME_OFFICER), host=ground.stage.host, now=NOW)
    assert get(MONEY, PROGRAMME_OFFICER, other)[0] == 401


def test_every_day_of_use_is_recorded_once(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    password = made(ground)
    for later in (timedelta(0), timedelta(hours=1), timedelta(days=1)):
        monkeypatch.setenv("GUOHE_CLOCK", (NOW + later).isoformat())
        assert get(MONEY, INVESTIGATOR, password)[0] == 200
    with ground.stage.acting(INVESTIGATOR):
        found = own_calendar_passwords()
        assert [(each.days, each.last_used) for each in found] == [(2, TODAY + timedelta(days=1))]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*), string_agg(details::text, '') FROM audit_fact WHERE action LIKE 'identity.calendar%used'"
            )
            assert cursor.fetchone() == (2, "{}{}")
    with ground.stage.acting(RESEARCH_OFFICE):
        assert own_calendar_passwords() == ()


def test_the_database_keeps_only_a_digest_and_lets_nobody_read_or_edit_it(ground: Ground) -> None:
    made(ground)
    for table in TABLES:
        for statement in (
            f"SELECT * FROM {table}",
            f"DELETE FROM {table}",
            f"INSERT INTO {table} DEFAULT VALUES",
        ):
            with (
                ground.stage.acting(INVESTIGATOR),
                pytest.raises(DatabaseError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
    with (
        pytest.raises(DatabaseError, match="nobody acts"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT identity_make_calendar_password('x', %s, now())", [b"x" * 32])


def test_the_owner_cannot_edit_one_either(
    committed: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    password = made(demo_ground())
    settings.MODE = "test"
    assert get(MONEY, INVESTIGATOR, password)[0] == 200
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT digest FROM identity_calendar_password")
        assert password.encode() not in bytes(cursor.fetchone()[0])
    for table in (TABLES[0], TABLES[2]):
        for verb in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with (
                pytest.raises(DatabaseError, match="rows are written once"),
                connections["owner"].cursor() as cursor,
            ):
                cursor.execute(verb)


def test_the_page_shows_it_once(ground: Ground, settings: Settings) -> None:
    settings.MODE = "demo"
    client, address = seen_by(FINANCE_OFFICE), "/en/preferences/calendar"
    for lang, told in (
        ("en", "Make or withdraw a password for a calendar program"),
        ("zh-hant", "設立或撤銷日曆專用密碼"),
        ("zh-hans", "设立或撤销日历专用密码"),
    ):
        link = f'href="/{lang}/preferences/calendar">{told}</a>'
        assert link in client.get(f"/{lang}/preferences").content.decode()
    answer = client.post(address, {"label": "phone"})
    shown = re.search(r'id="password">([a-z2-7-]{27})<', answer.content.decode())
    assert shown is not None
    assert "no-store" in answer["Cache-Control"]
    settings.MODE = "test"
    assert get(MONEY, FINANCE_OFFICE, shown[1])[0] == 200
    settings.MODE = "demo"
    page = client.get(address)
    assert shown[1] not in page.content.decode()
    assert "2019-07-02" in words(page.content)
    refused = client.post(address, {"label": "x" * 61})
    assert (refused.status_code, "ACC-632" in words(refused.content)) == (422, True)
    with ground.stage.acting(FINANCE_OFFICE):
        number = own_calendar_passwords()[0].number
    assert client.post(f"{address}/{number}/withdraw").status_code == 302
    settings.MODE = "test"
    assert get(MONEY, FINANCE_OFFICE, shown[1])[0] == 401
    assert Client().get(address).status_code == 302


def test_the_command_prints_it_once(ground: Ground) -> None:
    def run(*line: str) -> tuple[int, str]:
        told = CliRunner(env={"GUOHE_ACTOR": INVESTIGATOR}).invoke(account, ["calendar", *line])
        return told.exit_code, told.output

    code, output = run("make", "phone")
    password = output.splitlines()[-1]
    assert (code, get(MONEY, INVESTIGATOR, password)[0]) == (0, 200)
    code, output = run("list")
    assert (code, "phone" in output, password in output) == (0, True, False)
    with ground.stage.acting(INVESTIGATOR):
        number = own_calendar_passwords()[0].number
    assert run("withdraw", str(number))[0] == 0
    assert run("withdraw", str(number))[0] == 1
    assert get(MONEY, INVESTIGATOR, password)[0] == 401
