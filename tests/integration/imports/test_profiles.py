"""A host writes how its bank writes, chooses it at an import, and the account remembers it: by command, on the page, and in SQL."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from guohe.exchange.domain.profile_file import text_of
from guohe.imports.domain.accounts import HowItWrites, OwnAccount
from guohe.imports.domain.how_to_read import HowToRead
from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.imports.operations.write_profile import write_profile
from guohe.imports.queries import bank
from guohe.imports.queries.accounts import ways_of
from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES
from guohe.project.cli import main
from tests.factories.imports import Ground, demo_ground, own_account, row_counts
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by, words
from tests.unit.exchange.test_profiles import FILE

pytestmark = pytest.mark.django_db
OWN = OwnAccount("7777", "CNY")
NAMELESS = FILE.partition("\n")[2]
BODY = text_of("DEMO-SPLIT").replace("DEMO-SPLIT", "TOWN-BANK")


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    made = demo_ground()
    own_account(made.stage, OWN)
    return made


def read(ground: Ground, text: str = FILE, **how: str) -> int:
    return read_bank_statement(
        host_id=ground.stage.host, name="apr.csv", content=text.encode(), actor=ground.finance, now=NOW,
        how=HowToRead(**how),  # type: ignore[arg-type]
    ).job  # fmt: skip


def write(ground: Ground, body: str = BODY) -> tuple[str, int]:
    return write_profile(host_id=ground.stage.host, body=body, actor=ground.finance, now=NOW)


def test_a_profile_is_chosen_once_and_remembered_by_its_account(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        assert write(ground) == ("TOWN-BANK", 1)
        # Without it no head of this file is known.
        with pytest.raises(Refused, match="IMP-002"):
            read(ground)
        job = read(ground, profile="TOWN-BANK")
        first, charge = bank.of_job(job)
        assert (first.posted_on.isoformat(), first.narrative) == (
            "2019-04-05",
            "DEMO SCIENCE CENTRE GRANT DEMO-1/T2",
        )
        assert (charge.account, charge.amount.plain) == ("···7777", "-50.00")
        assert (charge.cut, charge.charges) == (35, ("own line", "SVC CHG"))
        (way,) = [how for account, how in ways_of(ground.stage.host).items() if account == OWN]
        assert (way.bank.code, way.bank.version, way.counts, way.cut, way.order) == (
            "TOWN-BANK", 1, "value", 35, "month first",
        )  # fmt: skip
        # The next month nobody need choose.
        later = FILE.replace("04/05/2019", "05/05/2019").replace("04/06/2019", "05/06/2019")
        assert [each.posted_on.isoformat() for each in bank.of_job(read(ground, later))] == [
            "2019-05-05",
            "2019-05-06",
        ]


def test_accounts_follow_their_profile_and_keep_their_own_way(ground: Ground) -> None:
    other = OwnAccount("8888", "CNY")
    with ground.stage.acting(FINANCE_OFFICE):
        write(ground)
        profile = ways_of(ground.stage.host)[OWN].bank
        assert profile.code == "PLAIN"
        read(ground, profile="TOWN-BANK")
        town = ways_of(ground.stage.host)[OWN].bank
    own_account(ground.stage, other, HowItWrites("post", 11, "day first", town))
    with ground.stage.acting(FINANCE_OFFICE):
        assert write(ground) == ("TOWN-BANK", 1)
        assert write(ground, BODY.replace("cut = 35", "cut = 18")) == ("TOWN-BANK", 2)
        ways = ways_of(ground.stage.host)
        assert (ways[OWN].cut, ways[OWN].bank.version) == (18, 2)
        assert (ways[other].cut, ways[other].bank.cut) == (11, 18)


def test_the_account_is_chosen_where_the_file_is_silent_and_another_is_refused(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        before = row_counts()
        for how, code in (
            ({"account": "2101-CNY"}, "IMP-191"),
            ({"account": "6666-CNY"}, "IMP-178"),
            ({"account": "7777"}, "IMP-200"),
            ({"profile": "NO-BANK"}, "IMP-192"),
        ):
            text = FILE if code == "IMP-191" else NAMELESS
            with pytest.raises(Refused, match=code):
                read(ground, text, **{"profile": "DEMO-SPLIT", **how})
        assert row_counts() == before
        job = read(ground, NAMELESS, account="7777-CNY", profile="DEMO-SPLIT")
        assert {(each.account, each.amount.currency) for each in bank.of_job(job)} == {("···7777", "CNY")}
        assert ways_of(ground.stage.host)[OWN].bank.code == "DEMO-SPLIT"


def test_a_file_that_denies_the_order_asks_and_a_persons_word_about_it_settles(ground: Ground) -> None:
    denied = FILE.replace("03/04/2019,04/05/2019", "25/04/2019,26/04/2019")
    with ground.stage.acting(FINANCE_OFFICE):
        with pytest.raises(Refused, match="IMP-193"):
            read(ground, denied, profile="DEMO-SPLIT")
        first, _ = bank.of_job(read(ground, denied, profile="DEMO-SPLIT", date_order="day first"))
        assert first.posted_on.isoformat() == "2019-04-26"
        # The word was about this file: the account remembers the profile's order.
        assert ways_of(ground.stage.host)[OWN].order == "month first"


def test_who_may_not_import_writes_no_profile_and_the_database_says_so_too(ground: Ground) -> None:
    insert = (
        "INSERT INTO imports_bank_profile (host_id, code, version, body, written_by_id, written_at) "
        f"VALUES ({ground.stage.host}, '{{code}}', {{version}}, '{{body}}', {{who}}, '{NOW.isoformat()}')"
    )
    auditor = ground.stage.account(AUDITOR)
    with ground.stage.acting(AUDITOR):
        with pytest.raises(Refused, match="ACC-60"):
            write_profile(host_id=ground.stage.host, body=BODY, actor=auditor, now=NOW)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(insert.format(code="TOWN-BANK", version=1, body="x", who=auditor))
    with ground.stage.acting(FINANCE_OFFICE):
        write(ground)
        for attack in (
            insert.format(code="town", version=1, body="x", who=ground.finance),
            insert.format(code="TOWN-BANK", version=1, body="x", who=ground.finance),
            insert.format(code="TOWN-BANK", version=3, body="x", who=ground.finance),
            insert.format(code="TOWN-BANK", version=2, body=" ", who=ground.finance),
            insert.format(code="TOWN-BANK", version=2, body="x", who=auditor),
            "UPDATE imports_bank_profile SET body = 'x'",
            "DELETE FROM imports_bank_profile",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(attack)


def run(*told: str, who: str = FINANCE_OFFICE) -> Result:
    return CliRunner().invoke(main, [*told, "--as", who])


def test_the_commands_write_list_choose_and_look_as_they_read(ground: Ground, tmp_path: Path) -> None:
    statement, profile = tmp_path / "apr.csv", tmp_path / "town.toml"
    statement.write_text(NAMELESS)
    begun = run("import", "profiles", "DEMO-SPLIT")
    assert begun.stdout == text_of("DEMO-SPLIT")
    profile.write_text(BODY.replace("cut = 35", 'cut = "35"').replace('"value"', '"values"'))
    wrong = run("import", "profile", str(profile))
    assert (wrong.exit_code, wrong.output.count("IMP-195")) == (1, 2)
    profile.write_text(BODY)
    assert json.loads(run("import", "profile", str(profile), "--json").stdout) == {
        "profile": "TOWN-BANK",
        "version": 1,
    }
    assert "IMP-196" in run("import", "profile", str(tmp_path / "none.toml")).output
    listed = json.loads(run("import", "profiles", "--json").stdout)["rows"]
    assert [row["charges"] for row in listed if row["code"] == "TOWN-BANK"] == [
        "on lines of their own (SVC CHG)"
    ]
    how = ["import", "bank", str(statement), "--profile", "TOWN-BANK"]
    before = row_counts()
    for more, code in (
        ([], "IMP-148"),
        (["--account", "6666-CNY"], "IMP-178"),
        (["--account", "7777"], "IMP-200"),
        (["--profile", "NO-BANK"], "IMP-192"),
    ):
        told = run(*how, *more, "--dry-run")
        assert (told.exit_code, code in told.output) == (1, True), told.output
    looked = run(*how, "--account", "7777-CNY", "--dry-run")
    assert "Account CNY ···7777, read by bank profile TOWN-BANK." in looked.stdout
    assert "2019-04-05" in looked.stdout
    assert row_counts() == before
    done = run(*how, "--account", "7777-CNY")
    assert (done.exit_code, "2019-04-05" in done.stdout) == (looked.exit_code, True)
    shown = json.loads(run("import", "accounts", "--json").stdout)["rows"]
    assert [row["profile"] for row in shown if row["tail"] == "7777"] == ["TOWN-BANK"]
    own = run("import", "account", "8888", "CNY", "--profile", "TOWN-BANK", "--cut", "20", "--json")
    assert json.loads(own.stdout)["new"]
    with ground.stage.acting(FINANCE_OFFICE):
        way = ways_of(ground.stage.host)[OwnAccount("8888", "CNY")]
    assert (way.bank.code, way.cut, way.counts) == ("TOWN-BANK", 20, "value")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pages_write_choose_and_show(ground: Ground, lang: str) -> None:
    client = seen_by(FINANCE_OFFICE)
    form = client.get(f"/{lang}/bank/profiles/write?like=DEMO-SPLIT").content.decode()
    assert "SVC CHG" in form
    told = {"host": str(ground.stage.host), "body": BODY.replace("cut = 35", "cut = 350")}
    wrong = client.post(f"/{lang}/bank/profiles/write", told)
    assert (
        wrong.status_code,
        "IMP-195" in wrong.content.decode(),
        "cut = 350" in wrong.content.decode(),
    ) == (
        422,
        True,
        True,
    )
    done = client.post(
        f"/{lang}/bank/profiles/write", {**told, "body": BODY.replace("\n", "\r\n")}, follow=True
    )
    assert (done.status_code, "TOWN-BANK" in words(done.content)) == (200, True)
    rows = json.loads(client.get(f"/{lang}/bank/profiles.json").content)["rows"]
    assert [row["version"] for row in rows if row["code"] == "TOWN-BANK"] == [1]
    assert client.get(f"/{lang}/bank/profiles.csv").status_code == 200
    upload = {
        "kind": "bank", "host": str(ground.stage.host), "encoding": "", "project": "", "date_order": "",
        "account": "7777-CNY", "profile": "TOWN-BANK",
    }  # fmt: skip
    taken = client.post(
        f"/{lang}/import/new",
        {**upload, "file": SimpleUploadedFile("apr.csv", NAMELESS.encode())},
        follow=True,
    )
    assert (
        taken.status_code,
        ("TOWN-BANK 1" if lang == "en" else "TOWN-BANK 第 1 版") in words(taken.content),
    ) == (200, True)
    # What the account is told otherwise since is said beside what was read by the old way.
    client.post(f"/{lang}/bank/profiles/write", {**told, "body": BODY.replace("cut = 35", "cut = 18")})
    assert ("TOWN-BANK 2" if lang == "en" else "TOWN-BANK 第 2 版") in words(
        client.get(taken.redirect_chain[-1][0]).content
    )
    assert client.get(f"/{lang}/bank/accounts/register?account=7777-CNY").status_code == 200
