"""A credit beside which the balance does not agree is a receipt only once somebody says why its amount is right."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import connection
from pytest_django import Settings

from guohe.funds.queries import lots
from guohe.grants.queries import find
from guohe.imports.operations.record_group import record_bundle, record_split
from guohe.imports.operations.record_receipt import record_receipt
from guohe.imports.queries import bank
from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES
from guohe.project.cli import main
from tests.factories.imports import DEMO, STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words
from tests.integration.imports.test_bank import SECOND, read

pytestmark = pytest.mark.usefixtures("demo_books")
WHY = "Seen on the paper statement of 2019-06-30"
# 479,850.00 came, as the balance of the second file says, of which two figures of the amount are exchanged.
AGREES = (DEMO / "bank_cny.csv").read_text(encoding="utf-8")
APART = AGREES.replace('"479,850.00","479,850.00"', '"479,580.00","479,850.00"')


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ground:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def came(ground: Ground, text: str) -> int:
    with ground.stage.acting(FINANCE_OFFICE):
        entry = bank.of_job(read(ground, "apart.csv", text.encode()))[-1]
        assert entry.balance_agrees is (text is AGREES)
        return entry.number


@pytest.fixture
def entry(ground: Ground) -> int:
    assert APART != AGREES
    return came(ground, APART)


def run(*typed: str, who: str = FINANCE_OFFICE) -> Result:
    return CliRunner().invoke(main, [*typed, "--as", who])


def kept() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT details ->> 'balance' FROM audit_fact WHERE action = 'imports.receipt_recorded' AND details ? 'balance'")  # fmt: skip
        return [row[0] for row in cursor.fetchall()]


def said_on_the_claim() -> list[str]:
    return [each.reference for each in find.claims(STEEL) if each.instalment_ref == SECOND and each.station == "credited"]  # fmt: skip


def test_it_is_refused_until_somebody_says_why_and_the_word_is_kept(ground: Ground, entry: int) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        for word in ("", "  "):
            with pytest.raises(Refused) as refused:
                record_receipt(
                    entry_id=entry, instalment_ref=SECOND, balance=word, actor=ground.finance, now=NOW
                )
            (finding,) = refused.value.findings
            assert finding.code == "IMP-350"
        assert "CNY 479,580.00: the balance beside it, CNY 479,850.00, does not follow" in finding.sentence(
            "en"
        )
        assert finding.sentence("zh-hant").endswith("尚未儲存任何資料。")
        assert finding.sentence("zh-hans").endswith("尚未保存任何数据。")
        assert not [lot for lot in lots.of_fund(STEEL) if lot.source_ref == SECOND]
        record_receipt(entry_id=entry, instalment_ref=SECOND, balance=WHY, actor=ground.finance, now=NOW)
        assert kept() == [WHY]
        (reference,) = said_on_the_claim()
        assert reference.endswith(f": {WHY}")


def test_a_credit_whose_balance_agrees_is_asked_nothing_and_keeps_nothing(ground: Ground) -> None:
    entry = came(ground, AGREES)
    with ground.stage.acting(FINANCE_OFFICE):
        record_receipt(entry_id=entry, instalment_ref=SECOND, balance=WHY, actor=ground.finance, now=NOW)
        assert kept() == []
        assert WHY not in "".join(said_on_the_claim())


def test_a_word_that_the_log_may_not_keep_books_nothing(ground: Ground, entry: int) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        with pytest.raises(Refused) as refused:
            record_receipt(
                entry_id=entry,
                instalment_ref=SECOND,
                balance="ask a.b@example.com",
                actor=ground.finance,
                now=NOW,
            )
        assert [finding.code for finding in refused.value.findings] == ["IMP-530"]
        assert bank.entry(entry).used_as is None


def test_a_group_is_asked_as_one_credit_is(ground: Ground, entry: int) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        for book in (
            lambda: record_bundle(entry_id=entry, instalment_refs=[SECOND], actor=ground.finance, now=NOW),
            lambda: record_split(entry_ids=[entry], instalment_ref=SECOND, actor=ground.finance, now=NOW),
        ):
            with pytest.raises(Refused) as refused:
                book()
            assert [finding.code for finding in refused.value.findings] == ["IMP-350"]
        record_split(entry_ids=[entry], instalment_ref=SECOND, balance=WHY, actor=ground.finance, now=NOW)
        assert kept() == [WHY]


@pytest.mark.parametrize("door", [("import", "receipt"), ("bank", "accept")])
def test_both_commands_ask_and_take_the_word(ground: Ground, entry: int, door: tuple[str, str]) -> None:
    alone = run(*door, str(entry), SECOND)
    assert (alone.exit_code, "IMP-350" in alone.stderr) == (1, True)
    assert run(*door, str(entry), SECOND, "--balance", WHY).exit_code == 0
    with ground.stage.acting(FINANCE_OFFICE):
        assert kept() == [WHY]


def test_the_page_of_the_entry_asks_only_where_the_balance_is_apart(ground: Ground, entry: int) -> None:
    client = seen_by(FINANCE_OFFICE)
    for lang in LANGUAGES:
        assert 'name="balance"' in client.get(f"/{lang}/import/entries/{entry}").content.decode()
    with ground.stage.acting(FINANCE_OFFICE):
        job = bank.entry(entry).job
        agreeing = next(
            each.number for each in bank.of_job(job) if each.balance_agrees and each.amount.minor > 0
        )
    assert 'name="balance"' not in client.get(f"/en/import/entries/{agreeing}").content.decode()
    refused = client.post(f"/en/import/entries/{entry}", {"instalment": SECOND})
    assert (refused.status_code, "IMP-350" in words(refused.content)) == (422, True)
    done = client.post(f"/en/import/entries/{entry}", {"instalment": SECOND, "balance": WHY})
    assert done.status_code == 302
    with ground.stage.acting(FINANCE_OFFICE):
        assert kept() == [WHY]


def test_the_inbox_asks_above_its_list(ground: Ground, entry: int) -> None:
    client = seen_by(FINANCE_OFFICE)
    asked = client.post(f"/en/bank/inbox/{entry}", {"item": SECOND, "answer": "is"})
    text = words(asked.content)
    assert (asked.status_code, "IMP-350" in text) == (422, True)
    assert "Why the amount is right although the balance beside it does not agree" in text
    assert (
        client.post(f"/en/bank/inbox/{entry}", {"item": SECOND, "answer": "is", "words": WHY}).status_code
        == 302
    )
    with ground.stage.acting(FINANCE_OFFICE):
        assert kept() == [WHY]


def test_of_a_charge_that_two_people_book_the_first_is_asked_and_the_second_reads_it(ground: Ground) -> None:
    entry = came(ground, AGREES.replace('"479,850.00","479,850.00"', '"1.00","479,850.00"'))
    told = ("import", "receipt", str(entry), SECOND, "--reason", "Kept", "--evidence", "Letter of 2019-06-25")
    alone = run(*told)
    assert (alone.exit_code, "IMP-350" in alone.stderr) == (1, True)
    assert run(*told, "--balance", WHY).exit_code == 0
    charges = run("import", "charges", "--json").stdout
    assert f"Kept {WHY}" in charges
    number = charges.partition('"number": ')[2].partition(",")[0].strip('"') or "1"
    assert run("import", "confirm-charge", number, who=RESEARCH_OFFICE).exit_code == 0
    with ground.stage.acting(FINANCE_OFFICE):
        assert kept() == [f"Kept {WHY}"]
