"""The same way by commands: record, call back, prepare, papers, message; a number is asked for and never an argument."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from guohe.payments.cli import release
from guohe.payments.models import Account
from guohe.payments.queries.releases import all_releases
from tests.factories.payments import till
from tests.factories.people import FINANCE_OFFICE, NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words

pytestmark = pytest.mark.django_db
NUMBER = "0128888888888"


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.MODE = "demo"
    monkeypatch.setattr("guohe.kernel.clock.now", lambda: NOW)


def run(*said: str, by: str = RESEARCH_OFFICE, typed: str = "") -> Result:
    return CliRunner().invoke(release, [*said, "--as", by], input=typed)


def test_an_instalment_is_prepared_by_commands_alone() -> None:
    place = till()
    about = ["--holder", "DEMO UNIVERSITY", "--town", "Hong Kong", "--country", "HK", "--currency", "CNY"]
    added = run("account", "polyu", "payee", *about, "--bic", "DEMOHKHHXXX", typed=f"{NUMBER}\n")
    assert (added.exit_code, NUMBER in added.output) == (0, False), added.output
    with place.stage.acting(FINANCE_OFFICE):
        account = str(Account.objects.order_by("-pk")[0].pk)
    call = ["--on", "2019-07-02", "--spoke-to", "Ms Ng", "--known-from", "agreement"]
    missing = run("call-back", account, *call, by=FINANCE_OFFICE)
    assert (missing.exit_code, "PAY-373" in missing.output) == (1, True)
    assert run("call-back", account, *call, "--evidence", "note 7", by=FINANCE_OFFICE).exit_code == 0
    listed = run("accounts")
    assert ("note 7" in listed.output, "…8888" in listed.output, NUMBER in listed.output) == (
        True,
        True,
        False,
    )

    way = ["--from", str(place.payer), "--to", account, "--on", "2019-07-03"]
    refused = run("prepare", "DEMO-TEST-1/T1", *way, "--name", "DEMO UNIVERSTY", "--amount", "1.001")
    assert "PAY-376" in refused.output
    refused = run("prepare", "DEMO-TEST-1/T1", *way, "--name", "DEMO UNIVERSTY")
    assert [code for code in ("PAY-361", "PAY-309", "PAY-312") if code not in refused.output] == []
    codes = ["--purpose-code", "CSTRDR", "--statistics-code", "222222"]
    made = run("prepare", "DEMO-TEST-1/T1", *way, "--name", "DEMO UNIVERSITY", *codes)
    assert made.exit_code == 0, made.output
    with place.stage.acting(FINANCE_OFFICE):
        number = str(all_releases()[0].number)
    assert run("paper", number, "agreement", "GD-1").exit_code == 0
    papers = run("papers", number).output
    # The word that `release paper NUMBER CODE` asks for.
    assert ("GD-1" in papers, "remittance_application" in papers) == (True, True)
    said = (
        ("en", "Agreement (GD-1)", "File: ", "Message to the bank", "It is made here once"),
        ("zh-hant", "合約（GD-1）", "檔案：", "致銀行的訊息", "由另一人放行後，訊息會在此列出。"),
        ("zh-hans", "任务书（GD-1）", "文件：", "致银行的信息", "由另一人放行后，信息在此列出。"),
    )
    # Before another person released it nobody tells a bank of it, by command or page.
    for lang, agreement, _, title, waits in said:
        early = run("message", number, "--lang", lang)
        assert (early.exit_code, "PAY-439" in early.output, agreement in early.output) == (1, True, False)
        page = words(seen_by(RESEARCH_OFFICE).get(f"/{lang}/agency/releases/{number}").content)
        assert (title in page, waits in page, "UETR" in page.partition(title)[2]) == (True, True, False)
    place.released(int(number))
    for lang, agreement, file, title, waits in said:
        message = run("message", number, "--lang", lang).output
        page = words(seen_by(RESEARCH_OFFICE).get(f"/{lang}/agency/releases/{number}").content)
        assert (waits in page, agreement in page.partition(title)[2]) == (False, True)
        # No file is written yet: nothing stands in its place.
        assert file not in message
        assert (agreement in message, "DEMO-TEST-1/T1" in message, "CNY 720,000.00" in message) == (True,) * 3


def test_a_payer_says_what_it_is() -> None:
    till()
    about = ["--holder", "CENTRE", "--town", "Guangzhou", "--country", "CN", "--currency", "CNY"]
    told = run("account", "polyu", "payer", *about, "--bic", "DEMOCNBJXXX", typed="6200\n")
    assert (told.exit_code, "PAY-379" in told.output) == (1, True)
    assert run(
        "account", "polyu", "payer", *about, "--bic", "DEMOCNBJXXX", "--payer-kind", "university", typed="6200\n"
    ).exit_code == 0  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", 'No host "nowhere" is visible to you. These are: polyu. Nothing has been saved.'),
        ("zh-hant", "你看不到機構「nowhere」，可見的是：polyu。尚未儲存任何資料。"),
        ("zh-hans", "您看不到机构“nowhere”，可见的是：polyu。尚未保存任何数据。"),
    ],
)
def test_a_host_that_one_does_not_see_is_answered_with_those_one_sees(lang: str, sentence: str) -> None:
    till()
    about = ["--holder", "DEMO UNIVERSITY", "--town", "Hong Kong", "--country", "HK", "--currency", "CNY"]
    told = run(
        "account", "nowhere", "payee", *about, "--bic", "DEMOHKHHXXX", "--lang", lang, typed=f"{NUMBER}\n"
    )
    assert (told.exit_code, f"PAY-375 {sentence}" in told.output) == (1, True), told.output
    assert not Account.objects.filter(holder="DEMO UNIVERSITY", number=NUMBER).exists()
