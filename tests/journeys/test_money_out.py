"""A payment from two accounts to a debit, its charge and its return: the section of the bank inbox that no demo file fills."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from guohe.kernel.texts import LANGUAGES
from tests.factories.in_memory import InMemory
from tests.journeys.conftest import faults_of
from tests.journeys.test_money_to_a_partner import be

pytestmark = pytest.mark.journey
OFFICE, FINANCE = ("--as", "sample.ng"), ("--as", "test.lau")
# The rail grant's one instalment (demo_story.toml): nobody has said that it was sent.
REF = "DEMO-RAIL-2018-002/T1"
HEAD = "Account,6200000000001234,CNY,,\nPost date,Description,Withdrawal,Deposit,Balance\n"
LEFT = (
    f"2019-07-02,DEMO UNIVERSITY EREF {REF},800000.00,,200000.00\n"
    f"2019-07-02,HANDLING CHARGE EREF {REF},50.00,,199950.00\n"
)
BACK = f"2019-07-02,RETURNED DEMO UNIVERSITY EREF {REF},,799980.00,999930.00\n"
SECTION = {
    "en": "Money out that may be a payment of ours",
    "zh-hant": "可能是我方付款的扣款",
    "zh-hans": "可能是我方付款的扣款",
}
SINCE = {
    "en": "With the finance office since it was debited on 2019-07-02",
    "zh-hant": "2019-07-02 扣款，在財務處已",
    "zh-hans": "2019-07-02 扣款，在财务处已",
}

KEPT = ("CNY 799,980.00", "CNY 20.00", "CNY 50.00")
RETURNED = {
    "en": ("returned", *KEPT),
    "zh-hant": ("已退回", *KEPT),
    "zh-hans": ("已退回", *KEPT),
}
# Before another person releases it, no bank is told of it.
NO_LETTER = {
    "en": "It is made here once somebody else has released the payment.",
    "zh-hant": "由另一人放行後，訊息會在此列出。",
    "zh-hans": "由另一人放行后，信息在此列出。",
}


def number_in(told: str) -> str:
    found = re.search(r"\d+", told)
    assert found is not None, told
    return found[0]


@pytest.fixture(scope="module")
def paid(product: InMemory, address: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The demo books with a payment in its bank file, and a statement on which it left; and a folder for the next."""
    folder = tmp_path_factory.mktemp("money-out")

    def run(*words: str, typed: str = "") -> str:
        done = product.run(*words, typed=typed)
        assert done.returncode in (0, 2, 3), done.stdout + done.stderr
        return done.stdout

    payer = number_in(
        run(
            *("release", "account", "polyu", "payer", "--holder", "示例科技计划管理中心"),
            *("--latin-name", "Example Science Programme Centre", "--town", "Guangzhou", "--country", "CN"),
            *("--currency", "CNY", "--bic", "DEMOCNBJXXX", "--payer-kind", "budget_funded", *OFFICE),
            typed="6200000000001234\n",
        )
    )
    payee = number_in(
        run(
            *("release", "account", "polyu", "payee", "--holder", "DEMO UNIVERSITY", "--town", "Hong Kong"),
            *("--country", "HK", "--currency", "CNY", "--bic", "DEMOHKHHXXX", *OFFICE),
            typed="0128765432101\n",
        )
    )
    called = (
        "--on",
        "2019-07-02",
        "--spoke-to",
        "Ms Ng",
        "--known-from",
        "agreement",
        "--evidence",
        "note 7",
    )
    run("release", "call-back", payee, *called, *FINANCE)
    way = ("--from", payer, "--to", payee, "--on", "2019-07-02", "--name", "DEMO UNIVERSITY")
    codes = ("--purpose-code", "CSTRDR", "--statistics-code", "222222")
    payment = number_in(run("release", "prepare", REF, *way, *codes, *OFFICE))
    run("release", "approve", payment, *FINANCE)
    run("release", "export", payer, str(folder), *FINANCE)
    (folder / "left.csv").write_text(HEAD + LEFT, encoding="utf-8")
    (folder / "back.csv").write_text(HEAD + BACK, encoding="utf-8")
    run("import", "bank", str(folder / "left.csv"), *FINANCE)
    return address, folder


def test_a_debit_its_charge_and_its_return_are_told_apart_and_accepted(
    page: Page, paid: tuple[str, Path]
) -> None:
    address, folder = paid
    be(page, address, "Mr Test Lau")
    for lang in LANGUAGES:
        page.goto(f"{address}/{lang}/bank/inbox")
        told = page.locator("main").inner_text()
        assert (SECTION[lang] in told, SINCE[lang] in told) == (True, True)
        assert faults_of(page, "money-out-inbox", in_every_language=True) == []
    page.goto(f"{address}/en/bank/inbox")
    page.get_by_role("button", name=f"It is this payment:{REF}").click()
    assert f"is payment {REF}: it has left" in page.locator("main").inner_text()
    page.get_by_role("button", name=f"It is this charge:{REF}").click()
    assert f"is a bank charge of payment {REF}" in page.locator("main").inner_text()
    page.goto(f"{address}/en/import/new?kind=bank")
    page.get_by_label("File", exact=True).set_input_files(folder / "back.csv")
    page.get_by_role("button", name="Read the file").click()
    page.goto(f"{address}/en/bank/inbox")
    told = page.locator("main").inner_text()
    assert "CNY 799,980.00 came back of CNY 800,000.00: the bank kept CNY 20.00" in told
    page.get_by_role("button", name=f"It is this return:{REF}").click()
    assert "its instalment can be paid again" in page.locator("main").inner_text()
    for lang in LANGUAGES:
        for path in ("bank/inbox", "grants/DEMO-RAIL-2018-002/money"):
            page.goto(f"{address}/{lang}/{path}")
            assert faults_of(page, f"money-out-after-{path}", in_every_language=True) == []
        # The last of the two pages: the bank returned it, less 20.00 and with a charge of 50.00.
        told = page.locator("main").inner_text()
        assert [each for each in RETURNED[lang] if each not in told] == []
    what_is_prepared_again_is_withdrawn(page, address)


def what_is_prepared_again_is_withdrawn(page: Page, address: str) -> None:
    be(page, address, "Ms Sample Ng")
    page.goto(f"{address}/en/agency/releases/new/DEMO-RAIL-2018-002/1")
    page.get_by_label("Payee's name on the paper").fill("DEMO UNIVERSITY")
    page.get_by_label("Purpose code").fill("CSTRDR")
    page.get_by_label("Statistics code").fill("222222")
    page.get_by_role("button", name="Prepare", exact=True).click()
    own = page.url
    for lang in LANGUAGES:
        page.goto(own.replace("/en/", f"/{lang}/"))
        page.locator("main details summary").first.click()
        assert faults_of(page, "payment", in_every_language=True) == []
        assert NO_LETTER[lang] in page.locator("main").inner_text()
    page.goto(own)
    page.locator("main details summary").first.click()
    page.get_by_role("button", name="Withdraw it").click()
    assert "A payment is withdrawn with a reason" in page.locator("main").inner_text()
    assert faults_of(page, "payment-refused") == []
    page.get_by_label("Why it is not to leave").fill("Not in this year's plan")
    page.get_by_role("button", name="Withdraw it").click()
    told = page.locator("main").inner_text()
    assert ("withdrawn before it left" in told, "Not in this year's plan" in told) == (True, True)
    assert page.get_by_role("button", name="Withdraw it").count() == 0
