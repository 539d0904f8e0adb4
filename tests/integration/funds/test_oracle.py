"""Independent programs of double entry, given the exported journal, reach the same balances to the cent."""

from __future__ import annotations

import random
import shutil
import subprocess
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from beancount import loader
from beancount.core import realization

from guohe.funds.domain.journal_text import account_name, beancount, hledger
from guohe.funds.operations.post_entries import post
from guohe.funds.operations.reverse_journal import reverse
from guohe.funds.queries import trial_balance
from guohe.funds.queries.chart import opened_on
from guohe.funds.queries.journal_export import all_entries
from guohe.kernel.money import Money
from tests.factories.funds import (
    COSTS,
    Ground,
    add_fund,
    converted,
    demo_spends,
    funded,
    hkd,
    key,
    received,
    spend,
)


def a_history(ground: Ground, seed: int) -> None:
    """Receipts, exchanges, costs, returns and reversals, different for each seed."""
    dice = random.Random(seed)  # noqa: S311 (a replayable history, no secret)
    for place in range(3):
        ref = f"{seed}-{place}"
        add_fund(ground.book, ref=ref, lot_policy=dice.choice(["fifo", "pooled"]))
        for turn in range(dice.randint(1, 3)):
            received(ground, ref=ref, instalment=f"T{turn}", sent="10,000.00", credited=f"9,9{dice.randint(10, 99)}.17",
                     on=date(2018, 2, 1) + timedelta(days=turn))  # fmt: skip
        rate = dice.randint(11_000, 12_500)
        bought = (900_000 * rate + 5_000) // 10_000
        converted(ground, ref=ref, sold="9,000.00", bought=Money("HKD", bought).plain,
                  rate=f"1.{rate - 10_000:04d}", deal_no=f"D{seed}-{place}", on=date(2018, 3, 1))  # fmt: skip
        posted = []
        for turn in range(dice.randint(5, 25)):
            entry = spend(ground, f"{ref} #{turn} “引號” \"x\"", Money("HKD", dice.randint(1, 30_000)), ref=ref,
                          on=date(2018, 4, 1) + timedelta(days=dice.randint(0, 400)), account=dice.choice(list(COSTS)),
                          memo=dice.choice(["", "鋼材; 深水埗", "a|b \\ c"]))  # fmt: skip
            posted += post(book=ground.book, entries=[entry])
        for each in dice.sample(posted, len(posted) // 4):
            reverse(journal_id=each.journal_id, reason="chance", on=date(2019, 6, 30), key=key())


def ours(ground: Ground) -> dict[tuple[str, str], Decimal]:
    """Account name and currency to balance, without those at nothing."""
    return {
        (account_name(row.account, row.role), row.balance.currency): Decimal(row.balance.plain)
        for row in trial_balance.as_of(ground.book, date(2020, 12, 31))
        if row.balance
    }


@pytest.mark.parametrize("seed", range(6))
def test_beancount_agrees(ground: Ground, seed: int, tmp_path: Path) -> None:
    a_history(ground, seed)
    text = "".join(beancount(all_entries(ground.book), opened_on(ground.book)))
    entries, errors, _ = loader.load_string(text)
    assert errors == []
    real = realization.realize(entries)
    theirs = {
        (each.account, position.units.currency): position.units.number
        for each in realization.iter_children(real)
        for position in each.balance
        if position.units.number
    }
    assert theirs == ours(ground)


def test_beancount_agrees_on_the_demo(ground: Ground) -> None:
    funded(ground)
    post(book=ground.book, entries=demo_spends(ground))
    entries, errors, _ = loader.load_string(
        "".join(beancount(all_entries(ground.book), opened_on(ground.book)))
    )
    assert errors == []
    bank = realization.get(realization.realize(entries), "Assets:Bank:X1000-HKD")
    # 892,614.00 bought less 414,752.50 paid (users.md 5.2)
    assert bank.balance.get_currency_units("HKD").number == Decimal("477861.50")
    assert hkd("477,861.50").plain == "477861.50"


@pytest.mark.parametrize("seed", range(6, 9))
def test_the_hledger_form_adds_up_to_the_same(ground: Ground, seed: int, tmp_path: Path) -> None:
    """Read by hledger where it is installed, and always by a reader of a dozen lines written from its manual."""
    a_history(ground, seed)
    text = "".join(hledger(all_entries(ground.book)))
    sums: dict[tuple[str, str], Decimal] = {}
    for line in text.splitlines():
        if line.startswith("    "):
            account, amount = line.strip().split("    ")
            currency, number = amount.split(" ")
            sums[account, currency] = sums.get((account, currency), Decimal(0)) + Decimal(number)
    assert {place: total for place, total in sums.items() if total} == ours(ground)
    program = shutil.which("hledger")
    if program is not None:
        file = tmp_path / "books.journal"
        file.write_text(text, encoding="utf-8")
        told = subprocess.run(
            [program, "-f", str(file), "balance", "--flat", "--no-total", "-O", "csv", "--layout=bare"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        rows = [row.strip('"').split('","') for row in told.splitlines()[1:]]
        theirs = {
            (account, currency): Decimal(number) for account, currency, number in rows if Decimal(number)
        }
        assert theirs == ours(ground)
