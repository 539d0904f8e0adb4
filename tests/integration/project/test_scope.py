"""Nobody is told of a grant outside their scope: every address and every command is tried by people who may not.

The lists come from the URL configuration and from the command tree themselves. What cannot be filled in fails the test,
so that a new address or command is tried from its first day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_plus, urlencode

import click
import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import override

from guohe.funds.models import Journal
from guohe.grants.models import Grant
from guohe.identity.operations.sign_in import account_for_request
from guohe.imports.models import BankRow, Job, Line, Question
from guohe.imports.operations.accept_ticks import accept_ticks
from guohe.imports.operations.confirm import confirm
from guohe.imports.operations.read_file import read_file
from guohe.kernel.money import Money
from guohe.project.cli import main
from tests.factories.demo import demo_loaded
from tests.factories.identity import Stage, add_person, other_host
from tests.factories.people import ADMINISTRATOR, FINANCE_OFFICE, NOW, OTHER_OFFICER
from tests.integration.project import story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
HIDDEN, OWN = "DEMO-NKP-2018-001", "DEMO-RAIL-2018-002"
PEOPLE = ("rail.only", "unit.only", "only.admin", OTHER_OFFICER)

# They write files, servers or other databases, ask at the terminal, or change who acts; none of them reads the books.
NOT_TRIED_COMMANDS = {
    "migrate", "worker", "docs", "init", "demo load", "demo story", "account password", "account add",
}  # fmt: skip
NOT_TRIED_ADDRESSES = {"identity:sign-out", "identity:sign-in", "identity:be", "ui:preferences"}


# A form shows what a reference looks like, by the reference of the demo's grant: there it is an example.
SHOWS_AN_EXAMPLE = f"/en/grants/new/agreement {HIDDEN}"
# What a person could look for: the beginning of a payee, a reference, an amount, a word of the title.
SOUGHT = ("DEMO STAFF", "AP18-00901", "186000", "DEMO-NKP", "示例")


@dataclass(frozen=True)
class Secrets:
    """What nobody outside the grant may read, and the values under which it could be asked for."""

    words: frozenset[str]
    values: dict[str, tuple[object, ...]]


@pytest.fixture
def secrets() -> Secrets:
    stage = Stage(demo_loaded().host, "polyu")
    finance = stage.account(FINANCE_OFFICE)
    content = (story.DEMO / "erp.csv").read_bytes()
    with stage.acting(FINANCE_OFFICE):
        job = read_file(host_id=stage.host, name="erp.csv", content=content, actor=finance, now=NOW).job
        accept_ticks(job_id=job, actor=finance, now=NOW)
        confirm(job_id=job, actor=finance, now=NOW)
    with stage.acting(ADMINISTRATOR):
        add_person(stage.host, "rail.only", "view", scope=("grant", OWN))
        # The unit of the rail grant: whoever holds it sees that grant, and not the hidden one.
        add_person(stage.host, "unit.only", "view_money", "prepare", "answer", scope=("unit", "CNERC-03"))
        add_person(stage.host, "only.admin", "administer")
    other_host(stage)
    with stage.acting(FINANCE_OFFICE):
        return _secrets()


def _secrets() -> Secrets:
    grant = Grant.objects.get(ref=HIDDEN)
    lines = list(Line.objects.filter(grant_ref=HIDDEN))
    amounts = {(line.currency, abs(line.amount_minor)) for line in lines} | {("CNY", grant.total_minor)}
    for job in Job.objects.exclude(file_total_minor=None):
        amounts.add((job.currency or "HKD", job.file_total_minor or 0))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT funds_lot.currency, amount FROM funds_lot JOIN funds_fund AS f ON f.id = fund_id WHERE f.ref = %s",
            [HIDDEN],
        )
        amounts |= set(cursor.fetchall())
    told = {Money(currency, minor) for currency, minor in amounts if minor >= 100_000}
    words = {money.figure for money in told} | {money.plain for money in told}
    words |= {grant.title_en, grant.title_zh_hant, grant.title_zh_hans}
    words |= {line.payee for line in lines if line.payee}
    words |= {line.doc_ref for line in lines if line.doc_ref} | {HIDDEN}
    entries = Journal.objects.exclude(source="").order_by("id")
    numbers = {
        *Job.objects.values_list("pk", flat=True)[:1],
        *(line.pk for line in lines[:1]),
        *Question.objects.values_list("pk", flat=True)[:1],
        *BankRow.objects.values_list("pk", flat=True)[:1],
    }
    journals = tuple(entries.values_list("id", flat=True)[:1])
    years = "2018-FY2018-19"
    return Secrets(
        frozenset(words),
        {
            "ref": (HIDDEN,),
            "grant": (HIDDEN,),
            "what": (f"{HIDDEN}/T1", "AP18-00901", f"J-{journals[0]}"),
            "journal_id": journals,
            "entry": (f"J-{journals[0]}", *sorted(numbers)[:2]),
            "subject": (f"journal/{journals[0]}/1", f"line/{lines[0].pk}"),
            "sha256": ("0" * 64,),
            "line": (1,),
            "number": tuple(sorted(numbers)),
            "years": (years,),
            "step": ("1", "agreement"),
            "fmt": ("csv", "xlsx"),
            "code": ("polyu", "CNERC-02", "HK"),
            "label": ("NKP",),
            "book_id": ("NKP", "demo-terms"),
            "named": ("1",),
            "rule": ("1",),
            "key": ("1",),
            "kind": ("budget",),
            "act": ("ordered", "counted"),
            "item": (1,),
            "paper": ("agreement", "transfer", "receipt", "statement"),
            "of": (1,),
            "username": (FINANCE_OFFICE,),
            "account": (1,),
        },
    )


def addresses(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every named address with the names it must be given."""
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, f"{each.namespace}:" if each.namespace else space)
        else:
            assert each.name, f"the address {each.pattern} has no name by which it could be tried"
            named = each.pattern.regex.groupindex  # type: ignore[union-attr]
            yield space + each.name, list(named)


def tried_addresses(values: dict[str, tuple[object, ...]]) -> Iterator[str]:
    for name, wanted in addresses(get_resolver().url_patterns):
        if name in NOT_TRIED_ADDRESSES:
            continue
        missing = [each for each in wanted if each not in values]
        assert not missing, f"the crawler has no value for {missing} of the address {name}"
        lists = [values[each] for each in wanted]
        for at in range(max((len(each) for each in lists), default=1)):
            chosen = {each: own[at % len(own)] for each, own in zip(wanted, lists, strict=True)}
            yield reverse(name, kwargs=chosen)
    for word in SOUGHT:
        yield f"{reverse('portal:search')}?{urlencode({'q': word})}"
        yield f"{reverse('portal:search.json')}?{urlencode({'q': word})}"


def commands(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{name} ")
        else:
            yield path + name, command


COMMAND_VALUES: dict[str, tuple[object, ...]] = {
    "answer": ("accept",), "said": ("accept",), "told": ("same",), "line": ("1",), "words": ("which",), "source": ("AP18-00901",),
    "instalment": (f"{HIDDEN}/T1",), "station": ("sent",), "day": ("2019-01-01",), "reference": ("X1",),
    "amount": ("100.00",), "category": ("equipment",), "why": ("a reason",), "reason": ("a reason",),
    "sent": ("2019-01-01",), "credited": ("2019-01-02",), "capability": ("view",), "word": ("view",),
    "language": ("en",), "chosen": ("en",), "message": ("M1",), "fmt": ("beancount",), "name": ("A book",),
    "first_day": ("2018-01-01",), "threshold": ("100",), "old_after": ("3",), "book_code": ("HK",),
    "currency": ("HKD",), "total": ("1.00",), "shared": ("--stations",), "stations": ("--stations",),
    "bought": ("100.00",), "rate": ("1.24",), "deal_no": ("D1",), "role": ("payee",), "holder": ("A holder",),
    "town": ("Hong Kong",), "country": ("HK",), "called_on": ("2019-01-02",), "payer": ("1",), "payee": ("2",),
    "requested_on": ("2019-01-02",), "book": ("polyu",), "earlier": ("DEMO-1",), "later": ("DEMO-1",),
    "document": ("1",), "code_or_rule": ("BUD-402",), "host": ("polyu",), "out": ("table.csv",), "decision": ("granted",),
    "on": ("2019-01-02",), "since": ("2019-07-01",), "correction": ("1",), "policy": ("day_rate",), "model": ("X1",), "tranche": ("1",), "number": ("1",),
    "kind": ("transfer",), "rhythm": ("off",), "tail": ("2101",), "became": ("unpaid",), "evidence": ("A letter",),
}  # fmt: skip


def command_lines(values: dict[str, tuple[object, ...]], folder: Path) -> Iterator[list[str]]:
    paper = folder / "paper.csv"
    paper.write_text("a,b\n1,2\n", encoding="utf-8")
    for name, command in commands(main):
        if name in NOT_TRIED_COMMANDS:
            continue
        wanted = [each for each in command.params if each.required]
        lists: list[tuple[object, ...]] = []
        for each in wanted:
            if isinstance(each.type, click.Path):
                lists.append((folder if not each.type.file_okay else paper,))
                continue
            known = values.get(each.name or "") or COMMAND_VALUES.get(each.name or "")
            assert known, f"the crawler has no value for {each.name} of the command {name}"
            lists.append(known)
        for at in range(max((len(each) for each in lists), default=1)):
            line = name.split()
            for each, own in zip(wanted, lists, strict=True):
                value = str(own[at % len(own)])
                flag = isinstance(each, click.Option) and each.is_flag
                line += [value] if flag or isinstance(each, click.Argument) else [each.opts[0], value]
            yield line


def told_in(text: str, secrets: Secrets, asked: str = "") -> list[str]:
    """The secrets that stand in an answer, save those that the question itself had said."""
    return sorted(word for word in secrets.words if word in text and word not in asked)


def test_no_address_tells_of_a_grant_outside_the_scope(secrets: Secrets) -> None:
    faults: dict[tuple[str, str], object] = {}
    # Another test may have left another language: the addresses are those of one.
    with override("en"):
        tried = list(tried_addresses(secrets.values))
    for username in PEOPLE:
        client = signed_in(username)
        for address in tried:
            answered = client.get(address)
            content = b"".join(answered) if answered.streaming else answered.content
            said = SHOWS_AN_EXAMPLE if SHOWS_AN_EXAMPLE.startswith(f"{address} ") else unquote_plus(address)
            found = told_in(content.decode("utf-8", "replace"), secrets, said)
            if found or answered.status_code >= 500:
                faults[username, address] = (answered.status_code, found)
    assert faults == {}


def test_no_command_tells_of_a_grant_outside_the_scope(secrets: Secrets, tmp_path: Path) -> None:
    faults: dict[tuple[str, str], object] = {}
    for username in PEOPLE:
        for line in command_lines(secrets.values, tmp_path):
            told = CliRunner(env={"GUOHE_ACTOR": username}).invoke(main, line)
            found = told_in(told.output, secrets, " ".join(line))
            broken = told.exception is not None and not isinstance(told.exception, SystemExit)
            if found or broken:
                faults[username, " ".join(line)] = (repr(told.exception), found)
    assert faults == {}


def signed_in(username: str) -> Client:
    account = account_for_request(username)
    assert account is not None
    client = Client(raise_request_exception=False)
    client.force_login(account)  # type: ignore[arg-type]
    return client


def test_the_crawler_reads_what_the_finance_office_reads(secrets: Secrets) -> None:
    """Otherwise an empty answer everywhere would prove nothing."""
    client = signed_in(FINANCE_OFFICE)
    for address in (
        f"/en/grants/{HIDDEN}", f"/en/grants/{HIDDEN}/lines", f"/en/trace/{HIDDEN}/T1", "/en/questions", "/en/search?q=186000",
    ):  # fmt: skip
        answered = client.get(address)
        assert answered.status_code == 200, address
        assert told_in(answered.content.decode(), secrets, address), address
    line = ["trace", f"{HIDDEN}/T1"]
    told = CliRunner(env={"GUOHE_ACTOR": FINANCE_OFFICE}).invoke(main, line)
    assert told_in(told.output, secrets, " ".join(line))


@pytest.mark.parametrize("username", ["rail.only", "only.admin"])
def test_money_that_one_may_not_see_is_refused_in_words(secrets: Secrets, username: str) -> None:
    asked = OWN if username == "rail.only" else HIDDEN
    client = signed_in(username)
    told = CliRunner(env={"GUOHE_ACTOR": username}).invoke(main, ["trace", f"{HIDDEN}/T1"])
    assert (told.exit_code, told.output[:8]) == (1, "ACC-603 ")
    expected = 403 if username == "rail.only" else 404
    assert client.get(f"/en/grants/{asked}").status_code == expected
    assert client.get("/en/import").status_code == 403
    assert client.get(f"/en/trace/{HIDDEN}/T1").status_code == 403
