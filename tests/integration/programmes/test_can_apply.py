"""Can I apply? from the first question to the receipt: through the pages without script, and in a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client
from pytest_django import Settings

from guohe.kernel.texts import LANGUAGES, say
from guohe.programmes.cli.can_apply import can_apply
from guohe.programmes.queries.receipt_pages import Reason, compared_text
from guohe.programmes.queries.rulebooks import book
from guohe.rules.domain.values import Outcome
from tests.factories.imports import Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, INVESTIGATOR, NOW, PROGRAMME_OFFICER, RESEARCH_OFFICE

pytestmark = pytest.mark.usefixtures("demo_books")

CALL = "demo-young-2019"
ANSWERS = {
    "position": "assistant_professor",
    "born": "1978-12-31",
    "months_at_host": "9",
    "contract_ends": "2022-12-31",
    "project_ends": "2022-12-31",
    "nobody_on_both_sides": "yes",
}


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ground:
    """The demo's people and books."""
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def as_(username: str, lang: str = "en") -> Client:
    client = Client()
    assert client.post(f"/{lang}/demo/be/{username}").status_code == 302
    return client


def answered(client: Client, lang: str = "en", **more: str) -> str:
    """Every question answered through the pages; the address at which the last one ends."""
    place = f"/{lang}/calls/{CALL}/check"
    for fact, typed in {**ANSWERS, **more}.items():
        assert client.post(place, {"fact": fact, "answer": typed}).status_code == 302
    project = {"fact": "holdings", "add": "1", "type": "demo-key", "role": "lead", "standing": "running"}
    assert client.post(place, {**project, "ends": "2021-04-30", "employer": "PolyU"}).status_code == 302
    assert client.post(place, {"fact": "holdings", "done": "1"}).status_code == 302
    last = client.post(place, {"fact": "amount", "answer": "1,300,000.00"})
    return str(client.get(last["Location"])["Location"])


def run(*words: str, who: str = INVESTIGATOR) -> Result:
    return CliRunner().invoke(can_apply, [*words, "--as", who])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_from_the_first_question_to_the_receipt(ground: Ground, lang: str) -> None:
    client = as_(INVESTIGATOR, lang)
    for page in ("calls", f"calls/{CALL}", f"calls/{CALL}/check"):
        assert client.get(f"/{lang}/{page}").status_code == 200, page
    answers = answered(client, lang)
    assert answers == f"/{lang}/calls/{CALL}/answers"
    shown = client.get(answers).content.decode()
    # The application weighs 2 and the running lead 2: 4 of 4.
    for words in ("1978-12-31", "2021-04-30", "gh-tag--agreed"):
        assert words in shown, words
    done = client.post(answers)
    receipt = client.get(done["Location"]).content.decode()
    for words in (
        "demo-young-call@2019",
        f"/{lang}/rules/demo-young-call/age@2019",
        "示例〔2019〕5号",
        "APL-",
        # The project that the check itself put among those of the person.
        say("ui.about", lang, what=say("programmes.load.own", lang), words=""),
    ):
        assert words in receipt, words
    assert "assistant_professor" not in receipt
    # The age is past the limit; the day of birth went with the draft.
    assert "1978" not in receipt
    # The age is kept as its outcome alone: it is not among the rules that are worked out again.
    assert {"en": "1 kept as outcome only", "zh-hant": "另 1 條只保留結論", "zh-hans": "另 1 条仅保留结论"}[
        lang
    ] in receipt
    record = client.get(done["Location"] + ".json").json()
    assert (record["stored"]["verdict"], record["same_again"]) == ("not_met", True)
    assert record["stored"]["withheld"] == {"demo-young-call@2019/age": "broken"}
    with ground.stage.acting(INVESTIGATOR), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM programmes_checkdraft")
        assert cursor.fetchone() == (0,)


def test_asked_for_the_private_answers_stay_in_the_receipt(ground: Ground) -> None:
    client = as_(INVESTIGATOR)
    done = client.post(answered(client), {"keep_private": "1"})
    record = client.get(done["Location"] + ".json").json()
    assert (record["stored"]["withheld"], record["same_again"]) == ({}, True)
    assert "1978-12-31" in json.dumps(record)


def test_an_unreadable_answer_is_named_and_the_draft_stays(ground: Ground) -> None:
    client = as_(INVESTIGATOR)
    place = f"/en/calls/{CALL}/check"
    client.post(place, {"fact": "position", "answer": "professor"})
    faulty = client.post(place, {"fact": "born", "answer": "last year"})
    text = faulty.content.decode()
    assert faulty.status_code == 422
    for words in ("APP-113", 'href="#born"', 'value="last year"', "Error:"):
        assert words in text
    # Another visit goes on where it stopped.
    again = as_(INVESTIGATOR).get(place).content.decode()
    assert "When were you born?" in again
    assert "professor" in as_(INVESTIGATOR).get(f"{place}?question=position").content.decode()


def test_i_do_not_know_leads_to_a_named_person(ground: Ground) -> None:
    client = as_(INVESTIGATOR)
    place = f"/en/calls/{CALL}/check"
    for fact in (*ANSWERS, "holdings", "amount"):
        client.post(place, {"fact": fact, "unknown": "1"})
    receipt = client.get(client.post(f"/en/calls/{CALL}/answers")["Location"]).content.decode()
    assert "This cannot be told here: ask" in receipt
    # The host's own rules are decided by its research office; the call's by its programme officer.
    assert "Ask Ms Sample Ng, research office (demo)." in receipt
    assert "王示例, programme officer (demo)" in receipt


def test_nothing_is_finished_while_a_question_is_open(ground: Ground) -> None:
    client = as_(INVESTIGATOR)
    client.post(f"/en/calls/{CALL}/check", {"fact": "position", "answer": "professor"})
    assert client.post(f"/en/calls/{CALL}/answers")["Location"] == f"/en/calls/{CALL}/check"
    with ground.stage.acting(INVESTIGATOR), connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM programmes_checkreceipt), count(*) FROM programmes_checkdraft"
        )
        assert cursor.fetchone() == (0, 1)


def test_an_earlier_answer_is_shown_before_it_is_used(ground: Ground) -> None:
    client = as_(INVESTIGATOR)
    done = client.post(answered(client))
    number = done["Location"].rsplit("/", 1)[1]
    other = "/en/calls/demo-young-2019-mo/check"
    client.post(other, {"fact": "position", "answer": "professor"})
    page = client.get(f"{other}?question=months_at_host").content.decode()
    assert "You answered &quot;9&quot; in the check of Demo young talent, exercise of 2019" in page
    # Shown is not answered: the check still waits for it, and a private answer is not there to be shown.
    assert "born" in client.get(other).content.decode()
    held = client.get(f"{other}?question=holdings").content.decode()
    assert "Demo key programme, Leader, Running, 2021-04-30, PolyU" in held
    client.post(other, {"fact": "holdings", "reuse": "1"})
    with ground.stage.acting(INVESTIGATOR), connection.cursor() as cursor:
        cursor.execute("SELECT answers->'holdings'->'holdings' FROM programmes_checkdraft")
        (kept,) = cursor.fetchone()
    assert len(json.loads(kept) if isinstance(kept, str) else kept) == 1, number


def test_begin_again_drops_the_draft_and_says_so_in_the_log(ground: Ground) -> None:
    client = as_(INVESTIGATOR)
    client.post(f"/en/calls/{CALL}/check", {"fact": "position", "answer": "professor"})
    assert client.post(f"/en/calls/{CALL}/again").status_code == 302
    with ground.stage.acting(INVESTIGATOR), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM programmes_checkdraft")
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT action, details::text FROM audit_fact WHERE action LIKE 'programmes.%' ORDER BY id"
        )
        facts = cursor.fetchall()
    assert [action for action, _ in facts] == ["programmes.check.answered", "programmes.check.dropped"]
    # Which question, and never the answer.
    assert "professor" not in facts[0][1]


def test_a_draft_is_its_owners_and_a_receipt_is_for_who_may_see_people(ground: Ground) -> None:
    client = as_(INVESTIGATOR)
    client.post(f"/en/calls/{CALL}/check", {"fact": "position", "answer": "professor"})
    for who in (FINANCE_OFFICE, RESEARCH_OFFICE):
        with ground.stage.acting(who), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM programmes_checkdraft")
            assert cursor.fetchone() == (0,), who
    done = client.post(answered(client))
    assert as_(RESEARCH_OFFICE).get(done["Location"]).status_code == 200
    assert as_(PROGRAMME_OFFICER).get(done["Location"]).status_code == 404


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE programmes_checkreceipt SET verdict = 'can'",
        "DELETE FROM programmes_checkreceipt",
        "TRUNCATE programmes_checkreceipt",
    ],
)
def test_a_receipt_is_written_once(ground: Ground, attack: str) -> None:
    client = as_(INVESTIGATOR)
    client.post(answered(client))
    with (
        ground.stage.acting(INVESTIGATOR),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)


@pytest.mark.django_db(databases=["default", "owner"])
def test_not_even_the_owner_of_the_tables_empties_the_receipts() -> None:
    with (
        pytest.raises(DatabaseError, match="refused"),
        transaction.atomic("owner"),
        connections["owner"].cursor() as cursor,
    ):
        cursor.execute("TRUNCATE programmes_checkreceipt")


@pytest.mark.parametrize(
    "attack",
    [
        "INSERT INTO programmes_checkdraft (host_id, account_id, call, answers, saved_at) "
        "SELECT host_id, account_id, 'x', '{}', now() FROM identity_capability WHERE account_id <> guohe_actor() LIMIT 1",
        "INSERT INTO programmes_checkreceipt (host_id, account_id, number, call, verdict, stored, made_at) "
        "SELECT host_id, account_id, 'APL-0', 'x', 'can', '', now() FROM identity_capability "
        "WHERE account_id <> guohe_actor() LIMIT 1",
    ],
)
def test_nobody_writes_in_anothers_name(ground: Ground, attack: str) -> None:
    with (
        ground.stage.acting(RESEARCH_OFFICE),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)


def test_nobody_signed_in_is_asked_to_sign_in(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    client = Client()
    assert client.get("/en/calls").status_code == 200
    for page in (f"calls/{CALL}", f"calls/{CALL}/check", f"calls/{CALL}/answers", "checks/APL-0"):
        answer = client.get(f"/en/{page}")
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/en/sign-in"), page


def test_no_such_call_or_receipt_is_said_in_words(ground: Ground) -> None:
    client = as_(INVESTIGATOR)
    for page in ("calls/nowhere", "calls/nowhere/check", "checks/APL-0"):
        assert client.get(f"/en/{page}").status_code == 404


def test_the_command_answers_saves_and_makes_again(ground: Ground) -> None:
    words = [word for fact, typed in ANSWERS.items() for word in ("--answer", f"{fact}={typed}")]
    words += ["--project", "type=demo-key,role=lead,standing=running,ends=2021-04-30"]
    told = run(CALL, *words, "--answer", "amount=1300000", "--save", "--json")
    assert told.exit_code == 2, told.output
    answer = json.loads(told.output)
    assert (answer["verdict"], answer["contact"]) == ("not_met", "Ask Ms Sample Ng, research office (demo).")
    age = next(each for each in answer["reasons"] if each["rule"] == "age")
    assert (age["outcome"], age["limit"]) == ("broken", {"date": "1979-01-01"})
    load = next(each for each in answer["limits"] if each["rule"].endswith("/load"))
    assert (load["weight"], load["limit"], load["left"]) == (4, 4, 0)
    again = run("--receipt", answer["receipt"], "--json")
    assert json.loads(again.output)["same_again"] is True
    assert "1978" not in again.output
    spoken = run(CALL, "--no-projects", "--lang", "zh-hant")
    assert spoken.exit_code == 3
    assert "未能判斷：請查詢" in spoken.output


def test_swapping_books_runs_the_same_call_under_macaos_terms(ground: Ground) -> None:
    four = [w for _ in range(4) for w in ("--project", "type=FDCT,role=lead,standing=running")]
    told = run("demo-young-2019-mo", *four, "--book", "demo-macao-terms", "--json")
    answer = json.loads(told.output)
    assert (answer["verdict"], answer["books"]) == ("not_met", ["demo-macao-terms@1.0"])
    assert [each["rule"] for each in answer["reasons"] if each["outcome"] == "broken"] == ["three-running"]


def test_every_slip_on_the_line_is_told_at_once(ground: Ground) -> None:
    told = run(
        CALL,
        "--answer",
        "born=soon",
        "--answer",
        "height=190",
        "--project",
        "type=?,role=lead,standing=running",
    )
    assert [f.code for f in told.exception.findings] == ["APP-113", "APP-122", "APP-112"]  # type: ignore[union-attr]
    assert run("nowhere").exception.findings[0].code == "APP-120"  # type: ignore[union-attr]


def test_questions_are_listed_for_a_program(ground: Ground) -> None:
    told = json.loads(run(CALL, "--questions", "--json").output)
    assert [each["fact"] for each in told["questions"]][:2] == ["position", "born"]
    assert [each["private"] for each in told["questions"]][:2] == [False, True]


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "your figure 8 months; the rule's limit 9 months"),
        ("zh-hant", "你的數值 8 個月；規則所定 9 個月"),
        ("zh-hans", "您的数值 8 个月；规则所定 9 个月"),
    ],
)
def test_a_count_is_compared_in_the_unit_of_its_rule(lang: str, told: str) -> None:
    of = book("nsfc-ysf-b-hkmo@2019")
    rule = of.rule("residence")
    assert rule is not None
    assert compared_text(Reason(of, rule, Outcome.BROKEN, 8, 9, of.people[rule.decides], False), lang) == told
