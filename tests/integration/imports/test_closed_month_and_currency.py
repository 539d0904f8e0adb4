"""A cost of a closed month and a cost in another currency of its account are booked, and whoever books them is told how."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from guohe.funds.queries.journals import entry
from guohe.imports.models import Line, Question
from guohe.imports.operations.answer_question import answer_question
from guohe.imports.operations.confirm import confirm
from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.imports.operations.record_receipt import record_receipt
from guohe.imports.operations.undo_import import undo_import
from guohe.imports.queries import bank, foreseen
from guohe.imports.queries.booked_late import costs_booked_late
from guohe.imports.queries.held import confirmed_words
from tests.factories.imports import STEEL, Ground
from tests.factories.people import FINANCE_OFFICE, NOW, RESEARCH_OFFICE
from tests.integration.imports.test_orders import file_of, row

pytestmark = pytest.mark.usefixtures("demo_books")


def close(ground: Ground, day: str) -> None:
    with ground.stage.acting(FINANCE_OFFICE), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM funds_period WHERE starts <= %s AND ends > %s", [day, day])
        (period,) = cursor.fetchone()
        cursor.execute("SELECT funds_turn_period(%s, 'held', 'test')", [period])
    with ground.stage.acting(RESEARCH_OFFICE), connection.cursor() as cursor:
        cursor.execute("SELECT funds_turn_period(%s, 'closed', 'test')", [period])


def test_cost_of_a_closed_month_stands_on_the_first_open_day_with_its_own_beside_it(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read(
            "l.csv",
            file_of(
                row("15/06/2018", "LATE-1", "6110", "100.00"), row("15/07/2018", "OK-1", "6110", "100.00")
            ),
        ).job
    close(ground, "2018-06-15")
    with ground.stage.acting(FINANCE_OFFICE):
        assert costs_booked_late(job, "en") == (
            "1 line of periods that are not open, the first of 2018-06-15, will be booked on 2018-07-01, with the true day"
            " beside each.",
        )
        assert foreseen.of_job(job) == ()
        done = confirm(job_id=job, actor=ground.finance, now=NOW)
        assert (done.posted, done.held, done.late) == (2, (), 1)
        assert "booked on the first open day" in confirmed_words(2, 0, (), "en", late=done.late)
        told = {line.doc_ref: entry(line.journal_id or 0) for line in Line.objects.filter(job_id=job)}
        assert told["LATE-1"].effective_date == date(2018, 7, 1)
        assert told["LATE-1"].memo.endswith("(2018-06-15)")
        assert told["OK-1"].effective_date == date(2018, 7, 15)
        assert "(2018" not in told["OK-1"].memo
        undo_import(job_id=job, reason="test", actor=ground.finance, now=NOW)


def test_cost_in_another_currency_stands_on_an_account_beside_that_of_its_code(ground: Ground) -> None:
    text = (
        "Account,***-***-2101,CNY,,,,\nTxn date,Post date,Value date,Description,Withdrawal,Deposit,Balance\n"
    )
    text += '21/06/2019,21/06/2019,21/06/2019,INWARD T2,,"479,850.00","479,850.00"\n'
    with ground.stage.acting(FINANCE_OFFICE):
        statement = read_bank_statement(
            host_id=ground.stage.host, name="b.csv", content=text.encode(), actor=ground.finance, now=NOW
        ).job
        record_receipt(
            entry_id=bank.of_job(statement)[0].number,
            instalment_ref=f"{STEEL}/T2",
            actor=ground.finance,
            now=NOW,
        )
        lines = (
            (*row("25/06/2019", f"{currency}-1", "6110", "100.00", order="")[:8], currency, "100.00", "ACT")
            for currency in ("CNY", "HKD")
        )
        job = ground.read("c.csv", file_of(*lines)).job
        asked = Question.objects.get(job_id=job)
    with ground.stage.acting(RESEARCH_OFFICE):
        answer_question(
            question_id=asked.pk, answer="count", note="paid in the Mainland",
            actor=ground.stage.account(RESEARCH_OFFICE), now=NOW,
        )  # fmt: skip
    with ground.stage.acting(FINANCE_OFFICE):
        done = confirm(job_id=job, actor=ground.finance, now=NOW)
        assert (done.posted, done.held) == (2, ())
        told = {line.doc_ref: entry(line.journal_id or 0) for line in Line.objects.filter(job_id=job)}
        accounts = {
            ref: [(line.account, str(line.amount)) for line in whole.lines] for ref, whole in told.items()
        }
        assert accounts["CNY-1"][0] == ("6110 CNY", "CNY 100.00")
        assert accounts["HKD-1"][0] == ("6110", "HKD 100.00")
        undo_import(job_id=job, reason="test", actor=ground.finance, now=NOW)
        assert set(Line.objects.filter(job_id=job).values_list("state", flat=True)) == {"reversed"}
