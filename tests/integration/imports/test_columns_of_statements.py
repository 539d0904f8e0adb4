"""An answer about a statement's columns is of its heads and its account: no deposit of another becomes a withdrawal by it."""

from __future__ import annotations

import pytest

from guohe.imports.models import BankRow
from guohe.imports.operations.map_columns import map_columns
from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.imports.queries import jobs
from guohe.kernel.findings import Refused
from tests.factories.imports import Ground
from tests.factories.people import FINANCE_OFFICE, NOW

pytestmark = pytest.mark.usefixtures("demo_books")


def statement(currency: str, heads: str, day: str, minor: str) -> bytes:
    return f"Account,***-***-2101,{currency},,\nDate,Description,{heads},Balance\n{day},INWARD,{minor}\n".encode()


AUS_EIN = statement("HKD", "Aus,Ein", "07/01/2019", ',"1,000.00","1,000.00"')


def read(ground: Ground, name: str, content: bytes, *, keep: bool = False) -> int:
    return read_bank_statement(
        host_id=ground.stage.host, name=name, content=content, actor=ground.finance, now=NOW, keep_for_columns=keep
    ).job  # fmt: skip


def figures(job: int) -> list[int]:
    return list(BankRow.objects.filter(job_id=job).values_list("amount_minor", flat=True))


@pytest.fixture
def answered(ground: Ground) -> Ground:
    """A person said which of Aus and Ein is which, by letters, as the page does."""
    with ground.stage.acting(FINANCE_OFFICE):
        job = read(ground, "bm1.csv", AUS_EIN, keep=True)
        letters = {"txn_date": "A", "narrative": "B", "withdrawal": "C", "deposit": "D", "balance": "E"}
        map_columns(job_id=job, columns=letters, actor=ground.finance, now=NOW)
        assert figures(job) == [100000]
    return ground


@pytest.mark.parametrize("currency", ["HKD", "CNY"])
def test_heads_that_are_known_are_read_by_their_own_words(answered: Ground, currency: str) -> None:
    content = statement(currency, "Deposit,Withdrawal", "09/01/2019", '"2,000.00",,"3,000.00"')
    with answered.stage.acting(FINANCE_OFFICE):
        job = read(answered, "bm3.csv", content)
        assert figures(job) == [200000]
        assert jobs.job(job).column_mapping is None


def test_the_same_heads_of_the_same_account_are_not_asked_again(answered: Ground) -> None:
    with answered.stage.acting(FINANCE_OFFICE):
        job = read(answered, "bm2.csv", statement("HKD", "Aus,Ein", "08/01/2019", '"400.00",,"600.00"'))
        assert (figures(job), jobs.job(job).column_mapping) == ([-40000], 1)


@pytest.mark.parametrize(("currency", "heads"), [("CNY", "Aus,Ein"), ("HKD", "Ein,Aus")])
def test_another_account_or_order_of_heads_is_asked_about(
    answered: Ground, currency: str, heads: str
) -> None:
    content = statement(currency, heads, "08/01/2019", '"400.00",,"600.00"')
    with answered.stage.acting(FINANCE_OFFICE):
        with pytest.raises(Refused) as refused:
            read(answered, "other.csv", content)
        assert [finding.code for finding in refused.value.findings] == ["IMP-002"]
