"""``guohe account``: the same acts from a terminal; a password never stands on the line."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from guohe.identity.cli import account
from guohe.identity.domain.capabilities import Word
from guohe.identity.operations.grant_capability import grant_capability
from guohe.identity.operations.sign_in import sign_in
from tests.factories.identity import Stage, other_host, person, the_cast
from tests.factories.people import (
    ADMINISTRATOR,
    AUDITOR,
    FINANCE_OFFICE,
    INVESTIGATOR,
    NOW,
    OTHER_OFFICER,
    PROGRAMME_OFFICER,
    TODAY,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Stage:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    monkeypatch.delenv("GUOHE_ACTOR", raising=False)
    return the_cast()


def run(*words: str, typed: str = "", actor: str | None = ADMINISTRATOR) -> Result:
    return CliRunner().invoke(account, [*words, *(["--as", actor] if actor else [])], input=typed)


def test_an_administrator_adds_an_account_gives_it_a_right_and_it_signs_in(stage: Stage) -> None:
    added = run(
        "add", "new.officer", "--name", "Ms New", "--name-hant", "新女士", typed="four plain words here\n"
    )
    assert added.exit_code == 0, added.output
    assert added.output == (
        f"Account new.officer added, number {stage.account('new.officer')}. "
        "Next: ./guohe account grant new.officer view\n"
    )
    granted = run(
        "grant", "new.officer", "view-money", "--grant", "DEMO-NKP-2018-001", "--until", "2019-12-31"
    )
    assert granted.output == 'new.officer has "view_money" from 2019-07-02.\n'
    shown = json.loads(run("show", "new.officer", "--json").output)
    assert shown["capabilities"] == [
        {
            "capability": "view_money",
            "host": "polyu",
            "scope": "grant:DEMO-NKP-2018-001",
            "starts": "2019-07-02",
            "ends": "2019-12-31",
        }
    ]
    assert (
        sign_in(username="new.officer", password="four plain words here", now=NOW).username == "new.officer"
    )


def test_no_option_takes_a_password() -> None:
    for command in account.commands.values():
        assert not any("--password" in option.opts for option in command.params)


def test_a_weak_password_is_refused_with_all_its_reasons_and_nothing_is_added(stage: Stage) -> None:
    refused = run("add", "new.officer", "--name", "Ms New", typed="12345\n")
    assert refused.exit_code == 1
    assert [line.split()[0] for line in refused.stderr.splitlines()] == ["ACC-626", "ACC-627", "ACC-628"]
    assert "12345" not in refused.output
    assert run("show", "new.officer").exit_code == 1


def test_nobody_acts_unless_named_except_in_the_demo(stage: Stage, settings: Settings) -> None:
    nobody = run("list", actor=None)
    assert (nobody.exit_code, nobody.stderr) == (
        1,
        "ACC-605 Nobody is acting. Say who does, for example: --as USERNAME. Nothing has been saved.\n",
    )
    settings.MODE = "demo"
    listed = run("list", "--lang", "zh-hant", actor=None)
    assert listed.exit_code == 0
    assert "劉測試先生" in listed.output


def test_a_finance_officer_is_refused_in_the_readers_language(stage: Stage) -> None:
    refused = run("grant", AUDITOR, "approve", "--lang", "zh-hans", actor=FINANCE_OFFICE)
    assert refused.exit_code == 1
    assert refused.stderr == "ACC-603 此操作需要“管理”的权限。示范管理员可以办理。尚未保存任何数据。\n"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("grant", AUDITOR, "sign"), "ACC-609"),
        (("grant", "nobody.here", "view"), "ACC-606"),
        (("grant", AUDITOR, "view", "--host", "elsewhere"), "ACC-610"),
        (("grant", AUDITOR, "view", "--grant", "A", "--unit", "B"), "ACC-620"),
        (("end", AUDITOR, "approve"), "ACC-613"),
        (("end", AUDITOR, "audit", "--on", "2019-07-01"), "ACC-614"),
        (("grant", AUDITOR, "view", "--until", "2019-07-01"), "ACC-617"),
    ],
)
def test_a_mistake_is_named_and_exits_with_one(stage: Stage, words: tuple[str, ...], code: str) -> None:
    refused = run(*words, "--json")
    assert refused.exit_code == 1
    (finding,) = json.loads(refused.output)["findings"]
    assert finding["code"] == code


def test_a_capability_is_ended_and_an_account_closed_and_opened(stage: Stage) -> None:
    assert run("end", AUDITOR, "audit").output == 'audit.ho has "audit" until before 2019-07-02.\n'
    assert run("close", AUDITOR).exit_code == 0
    assert "closed" in next(line for line in run("list").output.splitlines() if line.startswith(AUDITOR))
    assert run("open", AUDITOR).exit_code == 0


def test_everyone_sets_their_own_password_and_language(stage: Stage) -> None:
    assert (
        run("password", FINANCE_OFFICE, typed="another plain phrase\n", actor=FINANCE_OFFICE).exit_code == 0
    )
    assert (
        sign_in(username=FINANCE_OFFICE, password="another plain phrase", now=NOW).username == FINANCE_OFFICE
    )
    assert run("language", "zh-hant", actor=FINANCE_OFFICE).output == "你的帳戶語言現為繁體中文。\n"
    refused = run("password", AUDITOR, typed="another plain phrase\n", actor=FINANCE_OFFICE)
    assert refused.exit_code == 1


@pytest.mark.parametrize("username", [AUDITOR, PROGRAMME_OFFICER, INVESTIGATOR])
def test_who_acts_and_with_which_rights_is_told_to_holders_of_view_people_alone(
    stage: Stage, username: str
) -> None:
    """The investigator holds it for one grant only, the others not at all; each still opens their own account."""
    for words in (
        ("list",),
        ("show", FINANCE_OFFICE),
        ("list", "--json"),
        ("show", FINANCE_OFFICE, "--json"),
    ):
        refused = run(*words, actor=username)
        assert (refused.exit_code, "ACC-603" in refused.output) == (1, True), words
        assert "import" not in refused.output
    own = run("show", username, "--json", actor=username)
    assert own.exit_code == 0
    assert json.loads(own.output)["capabilities"]
    everyone = {
        each["username"]
        for each in json.loads(run("list", "--json", actor=FINANCE_OFFICE).output)["accounts"]
    }
    assert username in everyone
    assert run("show", username, actor=FINANCE_OFFICE).exit_code == 0


def test_people_of_a_host_where_one_does_not_hold_it_are_left_out(stage: Stage) -> None:
    """The officer of two hosts may see the people of the first alone: neither the list nor a history tells of the other."""
    other = other_host(stage)
    given: tuple[tuple[int, Word], ...] = ((stage.host, "view_people"), (other.host, "view_money"))
    with stage.acting(ADMINISTRATOR):
        for host, word in given:
            grant_capability(person=person(AUDITOR), host=host, word=word, starts=TODAY, now=NOW)
    listed = {
        each["username"] for each in json.loads(run("list", "--json", actor=AUDITOR).output)["accounts"]
    }
    assert FINANCE_OFFICE in listed
    assert OTHER_OFFICER not in listed
    shown = json.loads(run("show", ADMINISTRATOR, "--json", actor=AUDITOR).output)["capabilities"]
    assert {each["host"] for each in shown} == {"polyu"}
    own = json.loads(run("show", AUDITOR, "--json", actor=AUDITOR).output)["capabilities"]
    assert {each["host"] for each in own} == {"polyu", "other"}
