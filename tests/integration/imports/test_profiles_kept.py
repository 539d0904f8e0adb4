"""What a host wrote of its banks is read as it was said or not at all: one bad profile, host or word spoils no other."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from pytest_django import Settings

from guohe.exchange.domain.profile_file import text_of
from guohe.identity.operations.grant_capability import grant_capability
from guohe.imports.cli import doors
from guohe.imports.domain.accounts import HowItWrites, OwnAccount
from guohe.imports.operations.register_account import register_account
from guohe.imports.operations.write_profile import write_profile
from guohe.imports.queries import jobs
from guohe.imports.queries.accounts import ways_of
from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES, say
from tests.factories.identity import Stage, other_host, person
from tests.factories.imports import Ground, demo_ground, own_account, row_counts
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, OTHER_OFFICER
from tests.integration.imports.pages import seen_by, words
from tests.integration.imports.test_profiles import BODY, NAMELESS, OWN, read, run, write
from tests.unit.exchange.test_profiles import FILE

pytestmark = pytest.mark.django_db
APART = HowItWrites("post", 11, "day first")


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    made = demo_ground()
    own_account(made.stage, OWN)
    return made


INSERT = (
    "INSERT INTO imports_bank_profile (host_id, code, version, body, written_by_id, written_at) "
    "VALUES (%s, %s, %s, %s, %s, %s)"
)


def by_hand(
    ground: Ground, version: int, body: str, at: str = NOW.isoformat(), code: str = "TOWN-BANK"
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [ground.stage.host, code, version, body, ground.finance, at])


@pytest.fixture
def second(ground: Ground) -> Stage:
    """Another host, for which the finance officer of the first imports too; it has a profile of the same code."""
    other = other_host(ground.stage)
    with other.acting(OTHER_OFFICER):
        for word in ("view_money", "import"):
            grant_capability(
                person=person(FINANCE_OFFICE),
                host=other.host,
                word=word,
                starts=NOW.date(),
                now=NOW,  # type: ignore[arg-type]
            )
        write_profile(
            host_id=other.host,
            body=BODY.replace("cut = 35", "cut = 7"),
            actor=other.account(OTHER_OFFICER),
            now=NOW,
        )
    return other


@pytest.mark.parametrize("code", ["123", "2019-04-01", "true"])
def test_a_code_that_is_no_text_is_refused_and_the_pages_go_on(ground: Ground, code: str) -> None:
    client = seen_by(FINANCE_OFFICE)
    for body in (
        BODY.replace('code = "TOWN-BANK"', f"code = {code}"),
        "x = " + "[" * 3_500,
        "version = " + "1" * 5_000,
        "version = 0x" + "f" * 5_000,
    ):
        told = {"host": str(ground.stage.host), "body": body}
        wrong = client.post("/en/bank/profiles/write", told)
        assert (wrong.status_code, "IMP-195" in wrong.content.decode()) == (422, True)
    for page in (
        "bank/profiles",
        "bank/profiles/write",
        "bank/accounts",
        "bank/accounts/register",
        "import/new",
    ):
        assert client.get(f"/en/{page}").status_code == 200, page
    # What ships is nobody's: the page is as wide as what there is to say.
    assert 'data-label="Host"' not in client.get("/en/bank/profiles").content.decode()
    assert run("import", "profiles").exit_code == 0


def test_the_database_demands_a_day_and_an_old_version_is_not_read(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        for at in ("infinity", "-infinity", (NOW + timedelta(days=1)).isoformat()):
            with pytest.raises(DatabaseError, match="is written on the day"), transaction.atomic():
                by_hand(ground, 1, BODY, at)
        by_hand(ground, 1, "x")
        by_hand(ground, 2, BODY)
        assert ways_of(ground.stage.host)[OWN].bank.code == "PLAIN"
        read(ground, profile="TOWN-BANK")
        assert ways_of(ground.stage.host)[OWN].bank.version == 2


@pytest.mark.parametrize("body", ["x", BODY.replace("TOWN-BANK", "CITY-BANK")])
def test_a_profile_that_cannot_be_read_is_told_for_itself_and_read_by_no_other(
    ground: Ground, body: str
) -> None:
    other = OwnAccount("8888", "CNY")
    own_account(ground.stage, other, APART)
    with ground.stage.acting(FINANCE_OFFICE):
        write(ground)
        job = read(ground, profile="TOWN-BANK")
        by_hand(ground, 2, body)
        ways = ways_of(ground.stage.host)
        assert (ways[OWN].unread and ways[OWN].unread.code, ways[other]) == ("IMP-197", APART)
        before = row_counts()
        later = FILE.replace("04/05/2019", "05/05/2019").replace("04/06/2019", "05/06/2019")
        for profile in ("", "TOWN-BANK"):
            with pytest.raises(Refused, match="IMP-197"):
                read(ground, later, profile=profile)
        with pytest.raises(Refused, match="IMP-197"):
            register_account(
                host_id=ground.stage.host,
                tail="7777",
                currency="CNY",
                how=ways[OWN],
                actor=ground.finance,
                now=NOW,
            )
        assert row_counts() == before
    client = seen_by(FINANCE_OFFICE)
    for page in ("bank/profiles", "bank/accounts", f"import/{job}/entries"):
        shown = client.get(f"/en/{page}")
        assert (shown.status_code, "Version 2 of bank profile TOWN-BANK" in words(shown.content)) == (
            200,
            True,
        ), page
    listed = json.loads(run("import", "profiles", "--json").stdout)["rows"]
    assert {row["code"] for row in listed} == {"DEMO-CNY", "DEMO-SPLIT", "PLAIN", "TOWN-BANK"}
    assert run("import", "profiles", "TOWN-BANK").stdout.strip() == body.strip()
    for page in (
        "bank/accounts/register?account=7777-CNY",
        "bank/profiles/write?like=TOWN-BANK",
        "import/new",
    ):
        assert client.get(f"/en/{page}").status_code == 200, page
    # The next version mends it.
    with ground.stage.acting(FINANCE_OFFICE):
        assert write(ground) == ("TOWN-BANK", 3)
        assert ways_of(ground.stage.host)[OWN].bank.version == 3
        assert jobs.job(read(ground, later)).rows_read == 2


def test_an_account_of_a_profile_that_is_none_is_read_by_no_other(ground: Ground) -> None:
    insert = (
        "INSERT INTO imports_account (host_id, tail, currency, counts, cut, date_order, profile, registered_by_id, registered_at)"
        " VALUES (%s, '7777', 'CNY', 'post', 0, '', 'GONE-BANK', %s, %s)"
    )
    with ground.stage.acting(FINANCE_OFFICE):
        with connection.cursor() as cursor:
            cursor.execute(insert, [ground.stage.host, ground.finance, NOW])
        plain = (
            b"Account,012-876543-7777,CNY\nPosting date,Narrative,Amount\n13/04/2019,GRANT,1.00\n".decode()
        )
        with pytest.raises(Refused, match="IMP-192"):
            read(ground, plain)
    assert "GONE-BANK" in words(seen_by(FINANCE_OFFICE).get("/en/bank/accounts").content)


def test_what_is_left_out_of_the_command_stays_as_it_is_and_the_answer_says_the_whole(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        write(ground)
    assert run("import", "account", "8888", "CNY", "--profile", "TOWN-BANK").exit_code == 0
    told = run("import", "account", "8888", "cny", "--cut", "20")
    assert "TOWN-BANK 1: value date counts, names cut at 20, month first" in told.stdout
    with ground.stage.acting(FINANCE_OFFICE):
        way = ways_of(ground.stage.host)[OwnAccount("8888", "CNY")]
    assert (way.bank.code, way.counts, way.cut, way.order) == ("TOWN-BANK", "value", 20, "month first")
    new = json.loads(run("import", "account", "9999", "CNY", "--cut", "20", "--json").stdout)
    assert (new["new"], new["profile"], new["counts"], new["cut"], new["order"]) == (
        True, "PLAIN", "post", 20, "day first",
    )  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_host_registers_by_its_own_profiles_only(ground: Ground, second: Stage, lang: str) -> None:
    client = seen_by(FINANCE_OFFICE)
    told = {
        "host": str(ground.stage.host), "tail": "7777", "currency": "CNY", "counts": "value", "cut": "7",
        "order": "month first", "profile": "TOWN-BANK",
    }  # fmt: skip
    address = f"/{lang}/bank/accounts/register?account=7777-CNY"
    refused = client.post(address, told)
    assert (refused.status_code, "IMP-192" in refused.content.decode()) == (422, True)
    done = client.post(address, {**told, "host": str(second.host)}, follow=True)
    assert (
        done.status_code,
        ("TOWN-BANK 1" if lang == "en" else "TOWN-BANK 第 1 版") in words(done.content),
    ) == (200, True)
    with ground.stage.acting(FINANCE_OFFICE):
        town = ways_of(second.host)[OWN]
        assert (town.bank.code, ways_of(ground.stage.host)[OWN].bank.code) == ("TOWN-BANK", "PLAIN")
        with pytest.raises(Refused, match="IMP-192"):
            register_account(
                host_id=ground.stage.host,
                tail="7777",
                currency="CNY",
                how=town,
                actor=ground.finance,
                now=NOW,
            )
    # Each account leads to the form of its host, filled in with its own way.
    listed = client.get(f"/{lang}/bank/accounts").content.decode()
    for host, code in (("polyu", "PLAIN"), ("other", "TOWN-BANK")):
        assert f"account=7777-CNY&amp;host={host}" in listed
        form = client.get(f"{address}&host={host}").content.decode()
        assert re.search(rf'<option value="{code}"\s+selected', form)


def test_the_profiles_of_hosts_stand_beside_one_another(ground: Ground, second: Stage) -> None:
    client = seen_by(FINANCE_OFFICE)
    own = text_of("DEMO-SPLIT").replace("cut = 35", "cut = 9")
    with second.acting(OTHER_OFFICER):
        write_profile(host_id=second.host, body=own, actor=second.account(OTHER_OFFICER), now=NOW)
    with ground.stage.acting(FINANCE_OFFICE):
        write(ground)
    rows = json.loads(client.get("/en/bank/profiles.json").content)["rows"]
    # What ships still reads the first host's accounts.
    assert sorted((row["code"], row["host"], row["cut"]) for row in rows if row["code"] != "PLAIN") == [
        ("DEMO-CNY", "", 11), ("DEMO-SPLIT", "", 35), ("DEMO-SPLIT", "other", 9), ("TOWN-BANK", "other", 7),
        ("TOWN-BANK", "polyu", 35),
    ]  # fmt: skip
    listed = client.get("/en/bank/profiles").content.decode()
    assert ("like=TOWN-BANK&amp;host=other" in listed, 'data-label="Host"' in listed) == (True, True)
    for host, cut in (("other", 7), ("polyu", 35)):
        form = client.get(f"/en/bank/profiles/write?like=TOWN-BANK&host={host}").content.decode()
        assert f"cut = {cut}\n" in form
        shown = run("import", "profiles", "TOWN-BANK", "--host", host)
        assert f"cut = {cut}\n" in shown.stdout
    unsaid = run("import", "profiles", "TOWN-BANK")
    assert (unsaid.exit_code, "IMP-516" in unsaid.output, "other, polyu" in unsaid.output) == (1, True, True)
    assert "IMP-516" in run("import", "profiles", "--host", "nowhere").output
    assert run("import", "profiles", "PLAIN").exit_code == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_chosen_profile_says_what_it_replaces(ground: Ground, tmp_path: Path, lang: str) -> None:
    file = tmp_path / "apr.csv"
    file.write_text(FILE)
    with ground.stage.acting(FINANCE_OFFICE):
        write(ground)
    own_account(ground.stage, OWN, APART)
    how = ["import", "bank", str(file), "--profile", "TOWN-BANK", "--lang", lang]
    for more in (["--dry-run"], []):
        told = run(*how, *more)
        assert "IMP-198" in told.output, told.output
        for part in (
            say("imports.accounts.counts.post", lang), "11", say("imports.accounts.order.day", lang),
            say("imports.accounts.counts.value", lang), "35", say("imports.accounts.order.month", lang),
        ):  # fmt: skip
            assert part in told.output
    # Nobody said anything apart from the profile now: the next choice replaces nothing.
    file.write_text(FILE.replace("04/05/2019", "05/05/2019").replace("04/06/2019", "05/06/2019"))
    again = run("import", "bank", str(file), "--profile", "DEMO-SPLIT", "--lang", lang)
    assert "IMP-198" not in again.output


def test_only_without_books_is_a_file_looked_at_by_itself(
    ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "apr.csv"
    file.write_text(NAMELESS)
    look = ["import", "bank", str(file), "--profile", "DEMO-SPLIT", "--account", "7777-CNY", "--dry-run"]
    alone = say("imports.cli.no_books", "en")
    wrong = run(*look, "--host", "polyuu")
    assert (wrong.exit_code, "IMP-516" in wrong.output, alone in wrong.output) == (1, True, False)
    auditor = run(*look, who=AUDITOR)
    assert (auditor.exit_code, "ACC-60" in auditor.output, alone in auditor.output) == (1, True, False)
    assert alone not in run(*look).output

    def unreachable(*_: object, **__: object) -> object:
        raise OperationalError("connection refused")

    monkeypatch.setattr(doors, "acting_at_keyboard", unreachable)
    assert alone in run(*look).output
