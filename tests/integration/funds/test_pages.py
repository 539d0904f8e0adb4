"""Pages and commands of the books answer in three languages, with the same figures and few queries."""

from __future__ import annotations

import html
import json
import re
import uuid
from collections.abc import Mapping

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guohe.audit.queries import facts_about
from guohe.funds.cli import commands
from guohe.funds.operations.post_entries import post
from guohe.funds.operations.seal_journals import seal
from guohe.funds.queries import chart
from guohe.identity.operations.act_as import acting
from tests.factories.funds import REF, books, demo_spends, funded
from tests.factories.identity import person, the_cast
from tests.factories.people import FINANCE_OFFICE, TODAY

LANGUAGES = ("en", "zh-hant", "zh-hans")


@pytest.fixture
def demo(db: None, settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The demo's books and the numbers of its cost entries; whoever looks is the finance officer."""
    settings.MODE = "demo"  # type: ignore[attr-defined]
    monkeypatch.setenv("GUOHE_CLOCK", "2019-07-02T10:00:00+08:00")
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        ground = books(stage.host)
        funded(ground)
        return [posted.journal_id for posted in post(book=ground.book, entries=demo_spends(ground))]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("address", "figure"),
    [
        (f"trace/{REF}/T1", "334,477.82"),
        ("trace/AP18-00901", "150,000.00"),
        (f"grants/{REF}/fx/lots", "385,372.18"),
        (f"grants/{REF}/journals", "186,000.00"),
    ],
)
def test_a_page_shows_its_figure_with_few_queries(
    demo: list[int], lang: str, address: str, figure: str
) -> None:
    client = Client()
    client.get(f"/{lang}/{address}")
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/{lang}/{address}")
    assert page.status_code == 200
    assert figure in page.content.decode()
    mine = [each["sql"] for each in asked.captured_queries if "funds_" in each["sql"]]
    assert len(mine) <= 9, mine


def test_the_same_address_as_json_and_csv(demo: list[int]) -> None:
    client = Client()
    told = json.loads(client.get(f"/en/trace/{REF}/T1.json").content)
    assert told["difference"] == {"currency": "CNY", "amount": "0.00"}
    assert told["trace"]["proof"]["used"]["amount"] == "334477.82"
    assert b"AP18-00901" in client.get(f"/en/trace/{REF}/T1.csv").content
    assert b"AP18-00901" in client.get(f"/en/grants/{REF}/journals.csv").content


@pytest.mark.parametrize(
    "address", ["trace/NOPE", "trace/J-999999999", "grants/NOPE/fx/lots", "entries/999999999/reverse"]
)
def test_what_is_not_there_is_not_found(demo: list[int], address: str) -> None:
    assert Client().get(f"/en/{address}").status_code == 404


def test_an_entry_is_reversed_once_by_its_page(demo: list[int]) -> None:
    client, number = Client(), demo[0]
    page = client.get(f"/en/entries/{number}/reverse")
    # The first salary, 21,800.00 HKD at 1.2400, carries 17,580.65.
    assert "the cost would fall by CNY 17,580.65" in page.content.decode()
    empty = client.post(f"/en/entries/{number}/reverse", {"reason": "", "on": "2 July", "key": uuid.uuid4()})
    assert empty.status_code == 422
    sent = {"reason": "wrong project", "on": "2019-07-02", "key": str(uuid.uuid4())}
    assert client.post(f"/en/entries/{number}/reverse", sent).status_code == 302
    assert client.post(f"/en/entries/{number}/reverse", sent).status_code == 302
    again = client.post(f"/en/entries/{number}/reverse", {**sent, "key": str(uuid.uuid4())})
    assert again.status_code == 422
    assert "already reversed by" in again.content.decode()
    both = client.get("/en/trace/PY18-05-077").content.decode()
    assert f"reverses entry J-{number}" in both
    assert f"J-{number} " in both or f"J-{number}," in both
    # Turned once, told once, whatever the key was sent twice; the words of the reason stay in the books.
    facts = told_of(number)
    assert [(action, door) for action, door, _ in facts] == [("funds.entry_reversed", "web")]
    assert facts[0][2].keys() == {"by", "on"}


def test_an_entry_reversed_by_the_command_is_in_the_log_too(demo: list[int]) -> None:
    number = demo[0]
    assert command("reverse", f"J-{number}", "--why", "wrong project")[0] == 0
    assert command("reverse", f"J-{number}", "--why", "wrong project")[0] == 1
    assert [(action, door) for action, door, _ in told_of(number)] == [("funds.entry_reversed", "cli")]


def told_of(number: int) -> list[tuple[str, str, Mapping[str, object]]]:
    """What the log says of one entry."""
    with acting(person(FINANCE_OFFICE).account, on=TODAY):
        return [(fact.action, fact.door, fact.details) for fact in facts_about(f"entry:J-{number}")]


def command(*words: str) -> tuple[int, str]:
    """Exit code and output of one of the commands."""
    by_name = {each.name: each for each in commands}
    done = CliRunner().invoke(by_name[words[0]], list(words[1:]))
    return done.exit_code, done.output or repr(done.exception)


def test_commands_tell_the_same(demo: list[int]) -> None:
    code, told = command("trace", f"{REF}/T1", "--to-use")
    assert code == 0, told
    assert (
        "CNY 720,000.00 sent = 150.00 bank charge + 334,477.82 used + 385,372.18 not yet used. Difference 0.00."
        in told
    )
    code, told = command("verify", "--workers", "1", "--json")
    assert code == 0
    assert json.loads(told)["holds"] is True
    # Nothing is sealed before the worker has come by, so what the seals prove is not claimed.
    entries = json.loads(told)["unsealed"]["entries"]
    assert entries > len(demo)
    code, words = command("verify", "--workers", "1")
    assert (code, f"MON-560 {entries} entries are not sealed yet, from J-" in words) == (0, True)
    assert "every law proved" not in words
    with acting(person(FINANCE_OFFICE).account, on=TODAY):
        (book,) = (number for number, _, _ in chart.books())
        seal(book=book, journals_a_block=4)
    assert "every law proved" in command("verify", "--workers", "1")[1]
    assert command("trace", "NOPE")[0] == 1


WORDS = {
    # Lot 1 is the first lot that was bought, a posted cost says so, and a charge has its name.
    "en": ("Lot 1", "● posted", "Bank charges CNY"),
    "zh-hant": ("第 1 批", "● 已入帳", "銀行手續費 CNY"),
    "zh-hans": ("第 1 批", "● 已入账", "银行手续费 CNY"),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_trace_speaks_the_readers_language_and_counts_the_lots_of_the_fund(
    demo: list[int], lang: str
) -> None:
    client = Client()
    told = client.get(f"/{lang}/trace/{REF}/T1.csv").content.decode() + page_words(
        client.get(f"/{lang}/trace/{REF}/T1").content
    )
    for words in WORDS[lang]:
        assert words in told, words
    # The receipt in CNY is the first lot of the table in the database; nobody counts it.
    assert {"en": "Lot 2", "zh-hant": "第 2 批", "zh-hans": "第 2 批"}[lang] not in told
    back = page_words(client.get(f"/{lang}/trace/AP18-00901").content)
    assert WORDS[lang][0] in back


def page_words(content: bytes) -> str:
    main = content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))


def test_a_page_of_a_trace_counts_every_cost_line(demo: list[int]) -> None:
    assert f"{len(demo)} cost lines" in page_words(Client().get(f"/en/trace/{REF}/T1").content)


def test_what_was_used_and_what_is_left_stand_side_by_side(demo: list[int]) -> None:
    page = Client().get(f"/en/trace/{REF}/T1").content.decode()
    beside = page.partition('gh-chain__card--beside">')[2].partition("</li>")[0]
    assert "Not yet used" in beside
    assert "385,372.18" in beside
    lines = CliRunner().invoke(commands[0], [f"{REF}/T1"]).output.splitlines()
    used, left = (
        next(line for line in lines if word in line)
        for word in ("Used, bank charges apart:", "Not yet used:")
    )
    assert len(used) - len(used.lstrip()) == len(left) - len(left.lstrip())
    assert left.lstrip().startswith("+ ")


def test_entries_lots_and_traces_say_posted_reversed_or_reversal(demo: list[int]) -> None:
    client, number = Client(), demo[0]
    client.post(
        f"/en/entries/{number}/reverse", {"reason": "wrong project", "on": "2019-07-02", "key": uuid.uuid4()}
    )
    for address in (f"grants/{REF}/journals", f"trace/{REF}/T1", f"trace/J-{number}"):
        told = page_words(client.get(f"/en/{address}").content)
        assert f"↺ reversed by entry J-{number + len(demo)}" in told, address
    told = page_words(client.get(f"/en/grants/{REF}/journals").content)
    assert f"↶ reversal of entry J-{number}" in told
    assert "● posted" in told
    assert "● posted" in page_words(client.get(f"/en/grants/{REF}/fx/lots").content)
