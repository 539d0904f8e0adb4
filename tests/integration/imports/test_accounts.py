"""A statement of an account nobody registered is refused with its repair; registered, the same file goes through."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from guohe.imports.domain.accounts import HowItWrites, OwnAccount
from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.imports.operations.register_account import register_account
from guohe.imports.queries import bank, jobs
from guohe.imports.queries.accounts import ways_of
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.kernel.texts import LANGUAGES
from guohe.project.cli import main
from guohe.reconciliation.queries.bank_lines import as_lines
from tests.factories.imports import Ground, demo_ground, row_counts
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
# Day and month both up to 12: the file alone does not say which is which.
FILE = (
    b"Account,012-876543-7777,CNY,,,\n"
    b"Txn date,Post date,Value date,Description,Withdrawal,Deposit,Balance\n"
    b"03/04/2019,04/04/2019,05/04/2019,INWARD TT,,100.00,100.00\n"
)
OWN = OwnAccount("7777", "CNY")


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def read(ground: Ground, content: bytes = FILE) -> int:
    return read_bank_statement(
        host_id=ground.stage.host, name="apr.csv", content=content, actor=ground.finance, now=NOW
    ).job


def register(ground: Ground, how: HowItWrites = HowItWrites(), account: OwnAccount = OWN) -> bool:  # noqa: B008
    return register_account(
        host_id=ground.stage.host,
        tail=account.tail,
        currency=account.currency,
        how=how,
        actor=ground.finance,
        now=NOW,
    )


def test_nothing_is_read_of_an_account_nobody_registered_until_somebody_does(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        before = row_counts()
        with pytest.raises(Refused) as refusal:
            read(ground)
        assert [
            finding.code for finding in refusal.value.findings if finding.code not in ("IMP-142", "IMP-176")
        ] == ["IMP-178"]
        assert row_counts() == before
        register(ground, account=OwnAccount("7777", "HKD"))
        # The same number in another currency is another account.
        with pytest.raises(Refused, match="IMP-178"):
            read(ground)
        assert register(ground)
        (entry,) = bank.of_job(read(ground))
        assert (entry.amount, entry.account) == (Money.of("CNY", "100.00"), "···7777")


def test_the_account_remembers_how_its_bank_writes_and_what_was_read_stays(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        register(ground)
        job = read(ground)
        (plain,) = bank.of_job(job)
        assert plain.posted_on.isoformat() == "2019-04-04"
        assert register(ground, HowItWrites("value", 4, "month first"))
        assert not register(ground, HowItWrites("value", 4, "month first"))
        assert ways_of(ground.stage.host)[OWN] == HowItWrites("value", 4, "month first")
        (again,) = bank.of_job(read(ground, FILE + b"\n"))
        assert again.posted_on.isoformat() == "2019-05-04"
        assert [line.cut for line in as_lines([plain, again], [])] == [0, 4]
        assert "IMP-146" in {finding.code for finding in jobs.file_findings(again.job)}
        (still,) = bank.of_job(job)
        assert still.posted_on.isoformat() == "2019-04-04"
    # The earlier statement shows how it was read, and asks whether the new way is right for it too; the later one does not.
    first, later = (
        words(seen_by(FINANCE_OFFICE).get(f"/en/import/{number}/entries").content)
        for number in (job, again.job)
    )
    assert "posting date counts, names not cut" in first
    assert "read otherwise, by bank profile PLAIN 2: value date, names cut at 4, month first" in first
    assert ("value date counts, names cut at 4" in later, "read otherwise" in later) == (True, False)


def test_who_may_not_import_registers_nothing_and_the_database_says_so_too(ground: Ground) -> None:
    insert = (
        "INSERT INTO imports_account (host_id, tail, currency, counts, cut, date_order, registered_by_id, registered_at) "
        f"VALUES ({ground.stage.host}, '{{tail}}', 'CNY', 'post', {{cut}}, 'day first', {{who}}, '{NOW.isoformat()}')"
    )
    for name in (AUDITOR, RESEARCH_OFFICE):
        who = ground.stage.account(name)
        with ground.stage.acting(name):
            with pytest.raises(Refused, match="ACC-60"):
                register_account(
                    host_id=ground.stage.host,
                    tail="7777",
                    currency="CNY",
                    how=HowItWrites(),
                    actor=who,
                    now=NOW,
                )
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(insert.format(tail="7777", cut=0, who=who))
    with ground.stage.acting(FINANCE_OFFICE):
        register(ground)
        for attack in (
            insert.format(tail="012876543", cut=0, who=ground.finance),
            insert.format(tail="7777", cut=141, who=ground.finance),
            insert.format(tail="7777", cut=0, who=ground.stage.account(AUDITOR)),
            insert.format(tail="7777", cut=0, who=ground.finance).replace(NOW.isoformat(), "infinity"),
            insert.format(tail="7777", cut=0, who=ground.finance).replace(NOW.isoformat(), "2019-01-01"),
            "UPDATE imports_account SET cut = 3",
            "DELETE FROM imports_account",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(attack)


def upload(ground: Ground, lang: str) -> tuple[int, str]:
    told = {"kind": "bank", "host": str(ground.stage.host), "encoding": "", "project": "", "date_order": ""}
    answer = seen_by(FINANCE_OFFICE).post(
        f"/{lang}/import/new", {**told, "file": SimpleUploadedFile("apr.csv", FILE)}, follow=True
    )
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_refuses_offers_the_repair_and_takes_the_same_file_then(ground: Ground, lang: str) -> None:
    status, page = upload(ground, lang)
    link = f"/{lang}/bank/accounts/register?account=7777-CNY"
    assert (status, "IMP-178" in page, f'href="{link}"' in page, "876543" in page) == (422, True, True, False)
    client = seen_by(FINANCE_OFFICE)
    form = client.get(link).content.decode()
    assert ('value="7777"' in form, 'value="CNY"' in form) == (True, True)
    told = {
        "host": str(ground.stage.host), "tail": "7777", "currency": "cny", "counts": "post", "cut": "0",
        "order": "day first", "profile": "PLAIN",
    }  # fmt: skip
    wrong = client.post(link, {**told, "cut": "141", "tail": "", "currency": ""})
    assert (wrong.status_code, wrong.content.decode().count('class="govuk-error-message"')) == (422, 3)
    unknown = client.post(link, {**told, "currency": "XXX"})
    assert (unknown.status_code, "IMP-179" in unknown.content.decode()) == (422, True)
    done = client.post(link, told, follow=True)
    assert (done.status_code, "CNY ···7777" in words(done.content)) == (200, True)
    assert upload(ground, lang)[0] == 200
    rows = json.loads(client.get(f"/{lang}/bank/accounts.json").content)["rows"]
    assert {(row["tail"], row["currency"]) for row in rows} >= {("7777", "CNY"), ("MO01", "CNY")}
    assert client.get(f"/{lang}/bank/accounts.csv").status_code == 200


def run(*told: str, who: str = FINANCE_OFFICE) -> Result:
    return CliRunner().invoke(main, [*told, "--as", who])


def test_the_commands_do_the_same(ground: Ground, tmp_path: object) -> None:
    path = f"{tmp_path}/apr.csv"
    with open(path, "wb") as file:
        file.write(FILE)
    refused = run("import", "bank", path)
    assert (refused.exit_code, "./guohe import account 7777 CNY" in refused.output) == (1, True)
    done = run("import", "account", "7777", "cny", "--counts", "value", "--json")
    assert json.loads(done.stdout) == {
        "account": "CNY ···7777", "new": True, "profile": "PLAIN", "version": 2, "counts": "value", "cut": 0,
        "order": "day first",
    }  # fmt: skip
    read_now = run("import", "bank", path)
    assert ("2019-04-05" in read_now.output, "IMP-178" in read_now.output) == (True, False)
    listed = json.loads(run("import", "accounts", "--json").stdout)["rows"]
    assert [row["counts"] for row in listed if row["tail"] == "7777"] == ["value date"]
    wrong = run("import", "account", "77777", "CNY")
    assert (wrong.exit_code, "IMP-179" in wrong.output) == (1, True)
    assert run("import", "account", "7777", "CNY", who=AUDITOR).exit_code == 1
