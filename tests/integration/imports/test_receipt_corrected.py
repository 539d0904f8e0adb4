"""A receipt that was reversed proves nothing, can be recorded again, and goes with its statement when that is undone."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from guohe.funds.operations.reverse_journal import reverse
from guohe.funds.queries import lots
from guohe.grants.domain.stations import Station, stations_of
from guohe.grants.queries import find
from guohe.imports.models import BankRow, Job
from guohe.imports.operations.record_conversion import record_conversion
from guohe.imports.operations.record_receipt import record_receipt
from guohe.imports.operations.undo_import import undo_import
from guohe.imports.queries import bank
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.programmes.domain.routes import Route
from guohe.programmes.queries.routes import route_of
from tests.factories.imports import STEEL, Ground
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by
from tests.integration.imports.test_bank import SECOND, credit, read

pytestmark = pytest.mark.usefixtures("demo_books")


def receipt(ground: Ground, entry: int) -> int:
    return record_receipt(entry_id=entry, instalment_ref=SECOND, actor=ground.finance, now=NOW)


def turn(entry: int) -> int:
    return reverse(journal_id=entry, reason="wrong row", on=date(2019, 6, 30), key=uuid4()).journal_id


def station(name: str) -> Station:
    route = route_of(find.grant(STEEL).pack)
    assert isinstance(route, Route)
    told = [claim for claim in find.claims(STEEL) if claim.instalment_ref == SECOND]
    return next(each for each in stations_of(told, route, 2) if each.name == name)


def received() -> list[Money]:
    """What of the second instalment the books hold."""
    return [
        lot.amount
        for lot in lots.of_fund(STEEL)
        if lot.source_ref == SECOND and not lot.reversed and not lot.parent
    ]


def test_a_reversed_receipt_is_no_evidence_and_can_be_recorded_again(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = read(ground)
        entry = credit(job).number
        first = receipt(ground, entry)
        assert station("credited").how == "evidenced"
        back = turn(first)
        told = station("credited")
        assert (told.how, told.reached_on) == ("reversed", None)
        assert told.finding is not None
        assert told.finding.code == "MON-309"
        assert f"was reversed by entry J-{back}, so there is no evidence of it" in told.finding.sentence("en")
        assert "並無憑據" in told.finding.sentence("zh-hant")
        assert "没有凭据" in told.finding.sentence("zh-hans")
        assert bank.entry(entry).used_as is None
        assert entry in {each.number for each in bank.not_used()}
        again = receipt(ground, entry)
        assert again not in (first, back)
        assert received() == [Money.of("CNY", "480000.00")]
        assert station("credited").how == "evidenced"
        with pytest.raises(Refused, match="IMP-513"):
            receipt(ground, entry)


def test_a_receipt_whose_reversal_was_reversed_is_evidence_and_keeps_its_entry(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        entry = credit(read(ground)).number
        turn(turn(receipt(ground, entry)))
        assert station("credited").how == "evidenced"
        assert entry not in {each.number for each in bank.not_used()}
        with pytest.raises(Refused, match="IMP-513"):
            receipt(ground, entry)


def converted(ground: Ground, entry: int) -> int:
    # The slip of demo/transfers.csv: CNY 479,850.00 at 1.1350 is HKD 544,629.75.
    return record_conversion(
        entry_id=entry, instalment_ref=SECOND, bought=Money.of("HKD", "544629.75"), rate="1.1350", deal_no="D-2",
        dealt_at=NOW, actor=ground.finance, now=NOW,
    )  # fmt: skip


def sold(ground: Ground) -> int:
    """A statement that goes on after the demo's: what the second credit brought is sold."""
    content = (
        "Account,***-***-DEMO01,CNY,,,,\n"
        "Txn date,Post date,Value date,Description,Withdrawal,Deposit,Balance\n"
        '24/06/2019,24/06/2019,24/06/2019,FX DEAL D-2,"479,850.00",,0.00\n'
    )
    return read(ground, "sold.csv", content.encode())


def test_undoing_a_statement_takes_its_receipt_out_of_the_books_and_frees_its_rows(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = read(ground)
        entry = credit(job).number
        receipt(ground, entry)
        undone = undo_import(job_id=job, reason="another account's file", actor=ground.finance, now=NOW)
        # One receipt; the three rows of demo/bank_cny.csv.
        assert (undone.reversed, undone.withdrawn) == (1, 3)
        assert received() == []
        assert station("credited").how == "expected"
        assert Job.objects.get(pk=job).state == "reversed"
        with pytest.raises(Refused, match="IMP-508"):
            receipt(ground, entry)
        again = read(ground)
        assert again != job
        assert len(bank.of_job(again)) == 3
        assert len(bank.of_job(job)) == 3
        receipt(ground, credit(again).number)
        assert received() == [Money.of("CNY", "480000.00")]
        assert station("credited").how == "evidenced"


def test_a_statement_whose_money_was_used_is_not_undone(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = read(ground)
        receipt(ground, credit(job).number)
        before = received()
        other = sold(ground)
        converted(ground, bank.of_job(other)[0].number)
        with pytest.raises(Refused, match="MON-392"):
            undo_import(job_id=job, reason="wrong file", actor=ground.finance, now=NOW)
        assert received() == before
        assert BankRow.objects.filter(job_id=job, withdrawn_at__isnull=True).count() == 3
        assert station("converted").how == "evidenced"
        # Undoing the exchange first makes room.
        assert undo_import(job_id=other, reason="wrong file", actor=ground.finance, now=NOW).reversed == 1
        assert station("converted").how == "expected"
        assert undo_import(job_id=job, reason="wrong file", actor=ground.finance, now=NOW).reversed == 1


def test_a_reversed_exchange_is_recorded_again_as_another_entry(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        receipt(ground, credit(read(ground)).number)
        entry = bank.of_job(sold(ground))[0].number
        first = converted(ground, entry)
        turn(first)
        assert station("converted").how == "reversed"
        second = converted(ground, entry)
        assert second != first
        assert station("converted").how == "evidenced"


def test_the_page_of_a_statement_undoes_it_with_a_reason(
    ground: Ground, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    with ground.stage.acting(FINANCE_OFFICE):
        job = read(ground)
        receipt(ground, credit(job).number)
    browser: Client = seen_by(FINANCE_OFFICE)
    assert browser.post(f"/en/import/{job}/undo", {"reason": ""}).status_code == 422
    done = browser.post(f"/en/import/{job}/undo", {"reason": "another account's file"}, follow=True)
    page = re.sub(r"\s+", " ", done.content.decode())
    assert "Entries reversed: 1. Lines withdrawn: 3." in page
    assert "another account&#x27;s file" in page
    with ground.stage.acting(FINANCE_OFFICE):
        assert received() == []
