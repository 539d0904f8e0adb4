"""A bank's charge on its own line beside a receipt: guessed with reasons, booked by one button as a cost of its grant, undone whole."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.db import connection, transaction
from django.db.utils import DatabaseError
from pytest_django import Settings

from guohe.funds.operations.turn_entry import turn_entry
from guohe.funds.operations.verify_books import verify
from guohe.funds.queries import lots
from guohe.imports.operations.undo_import import undo_import
from guohe.imports.queries import bank
from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES
from guohe.project.cli import main
from guohe.reconciliation.operations.accept_group import accept_guess
from guohe.reconciliation.operations.refuse_match import refuse_match
from guohe.reconciliation.operations.undo_match import undo_match
from guohe.reconciliation.queries.words import sentence
from tests.factories.imports import STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by, words
from tests.integration.reconciliation.test_groups import PAYER, SECOND, box_of, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
ITEM = f"receipt-charge:{SECOND}"
CAME = ("21/06/2019", f"INWARD TT {SECOND}\n{PAYER}", "480000.00")
TAKEN = ("21/06/2019", f"HANDLING CHARGE {SECOND}", "-50.00")


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def credited(ground: Ground) -> tuple[int, int, int]:
    """The statement is read and its credit said to be the second instalment: the import, the credit, the charge."""
    with ground.stage.acting(FINANCE_OFFICE):
        job = read(ground, CAME, TAKEN)
        credit, charge = (each.number for each in bank.of_job(job))
    accept(ground, credit, SECOND)
    return job, credit, charge


def accept(ground: Ground, entry: int, item: str) -> tuple[int, ...]:
    with ground.stage.acting(FINANCE_OFFICE):
        return accept_guess(entry_id=entry, item_ref=item, actor=ground.finance, now=NOW)


def undo(ground: Ground, entry: int) -> tuple[int, ...]:
    with ground.stage.acting(FINANCE_OFFICE):
        return undo_match(entry_id=entry, reason="Another's", actor=ground.finance, now=NOW)


def refused(ground: Ground, entry: int, item: str) -> list[str]:
    with pytest.raises(Refused) as refusal:
        accept(ground, entry, item)
    return [finding.code for finding in refusal.value.findings]


def left(ground: Ground) -> dict[str, str]:
    """What is left of the money of each instalment in CNY, whose laws hold."""
    with ground.stage.acting(FINANCE_OFFICE):
        assert [proof.name for proof in verify() if proof.broken] == []
        return {
            each.source_ref: (each.amount - each.used).plain
            for each in lots.of_fund(STEEL)
            if each.parent is None and not each.reversed
        }


def test_a_charge_beside_a_receipt_is_offered_booked_and_undone_whole(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = read(ground, CAME, TAKEN)
        credit, charge = (each.number for each in bank.of_job(job))
        # Before the receipt is known there is nothing that it could stand beside.
        assert box_of(ground).debits == ()
    assert refused(ground, charge, ITEM) == ["REC-136"]
    accept(ground, credit, SECOND)
    with ground.stage.acting(FINANCE_OFFICE):
        (debit,) = box_of(ground).debits
    assert (debit.sure, debit.guesses[0].items) == (True, (ITEM,))
    assert [sentence(each, debit.guesses[0], "en") for each in debit.guesses[0].speaks_for] == [
        f"Its reference {SECOND} stands on the line",
        "The line says that it is a charge",
        "On the account and the day (2019-06-21) of the credit",
        "0 working days after the credit of 2019-06-21",
        "CNY 50.00 is no more than a bank takes for one receipt",
    ]
    assert left(ground)[SECOND] == "480000.00"
    (journal,) = accept(ground, charge, ITEM)
    assert left(ground)[SECOND] == "479950.00"
    with ground.stage.acting(FINANCE_OFFICE):
        box = box_of(ground)
        assert (box.debits, box.credits, bank.entry(charge).used_as, bank.entry(charge).journal_id) == (
            (),
            (),
            "charge",
            journal,
        )
    # The receipt is not undone under the charge that was paid from it.
    with pytest.raises(Refused, match="MON-392"):
        undo(ground, credit)
    assert refused(ground, charge, ITEM) == ["REC-101"]
    assert len(undo(ground, charge)) == 1
    assert left(ground)[SECOND] == "480000.00"
    with ground.stage.acting(FINANCE_OFFICE):
        # The guess that was wrong does not come back; by a person's own word it may still be that charge.
        (debit,) = box_of(ground).debits
        assert (debit.guesses, [each.answer for each in debit.said]) == ((), ["is", "undone"])
    (again,) = accept(ground, charge, ITEM)
    assert (again != journal, left(ground)[SECOND]) == (True, "479950.00")


def test_a_charge_that_was_reversed_in_the_books_is_undone_and_booked_again(ground: Ground) -> None:
    _, _, charge = credited(ground)
    (journal,) = accept(ground, charge, ITEM)
    with ground.stage.acting(FINANCE_OFFICE):
        back = turn_entry(
            journal_id=journal, reason="Another's", on=date(2019, 6, 21), key=uuid4(), now=NOW
        ).journal_id
    assert left(ground)[SECOND] == "480000.00"
    # The books hold it no more: the line is freed by what took it away, and nothing is reversed twice.
    assert undo(ground, charge) == (back,)
    assert left(ground)[SECOND] == "480000.00"
    accept(ground, charge, ITEM)
    assert left(ground)[SECOND] == "479950.00"


def test_a_charge_whose_reversal_was_reversed_is_undone_once(ground: Ground) -> None:
    _, _, charge = credited(ground)
    (number,) = accept(ground, charge, ITEM)
    for _ in range(2):
        with ground.stage.acting(FINANCE_OFFICE):
            number = turn_entry(
                journal_id=number, reason="Wrong", on=date(2019, 6, 24), key=uuid4(), now=NOW
            ).journal_id
    assert left(ground)[SECOND] == "479950.00"
    undo(ground, charge)
    assert left(ground)[SECOND] == "480000.00"


def test_charge_and_receipt_go_with_their_statement_and_are_booked_once_more_when_it_is_read_again(
    ground: Ground,
) -> None:
    job, _, charge = credited(ground)
    accept(ground, charge, ITEM)
    with ground.stage.acting(FINANCE_OFFICE):
        undo_import(job_id=job, reason="Wrong file", actor=ground.finance, now=NOW)
    assert SECOND not in left(ground)
    _, _, charge = credited(ground)
    accept(ground, charge, ITEM)
    assert left(ground)[SECOND] == "479950.00"


def test_what_is_no_charge_beside_a_receipt_is_refused_by_its_reason(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = read(ground, ("20/06/2019", "POSTAGE", "-500.01"), CAME)
        charge, credit = (each.number for each in bank.of_job(job))
    accept(ground, credit, SECOND)
    assert refused(ground, charge, ITEM) == ["REC-135", "REC-137"]
    assert refused(ground, charge, "receipt-charge:NOBODYS-1/T1") == ["REC-136"]
    assert refused(ground, credit, ITEM) == ["REC-101"]
    with ground.stage.acting(FINANCE_OFFICE):
        refuse_match(entry_id=charge, item_ref=ITEM, actor=ground.finance, now=NOW)


def test_a_guess_that_was_refused_does_not_come_back(ground: Ground) -> None:
    _, _, charge = credited(ground)
    with ground.stage.acting(FINANCE_OFFICE):
        refuse_match(entry_id=charge, item_ref=ITEM, actor=ground.finance, now=NOW)
        (debit,) = [each for each in box_of(ground).debits if each.entry.number == charge]
        assert debit.guesses == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_and_the_command_say_accept_and_undo(ground: Ground, lang: str) -> None:
    _, _, charge = credited(ground)
    client = seen_by(FINANCE_OFFICE)
    page = f"/{lang}/bank/inbox"
    offered = {
        "en": f"a bank charge beside the receipt of instalment 2 of {STEEL}",
        "zh-hant": f"{STEEL} 第 2 期收款旁的銀行手續費",
        "zh-hans": f"{STEEL} 第 2 期收款旁的银行手续费",
    }[lang]
    assert offered in words(client.get(page).content)
    done = client.post(f"{page}/{charge}", {"answer": "is", "item": ITEM}, follow=True)
    said = {"en": "a cost of the grant", "zh-hant": "屬項目支出", "zh-hans": "属项目支出"}[lang]
    assert (offered in words(done.content), said in words(done.content)) == (True, True)
    undone = client.post(f"{page}/{charge}", {"answer": "undo", "words": "No"}, follow=True)
    back = {"en": "bears no such charge", "zh-hant": "不再承擔這筆手續費", "zh-hans": "不再承担这笔手续费"}
    assert back[lang] in words(undone.content)
    told = CliRunner().invoke(
        main, ["bank", "accept", str(charge), ITEM, "--lang", lang, "--as", FINANCE_OFFICE]
    )
    assert (told.exit_code, said in told.output) == (0, True)
    told = CliRunner().invoke(main, ["bank", "inbox", "--lang", lang, "--as", FINANCE_OFFICE])
    assert offered in told.output
    told = CliRunner().invoke(
        main, ["bank", "undo", str(charge), "--reason", "No", "--lang", lang, "--as", FINANCE_OFFICE]
    )
    assert (told.exit_code, back[lang] in told.output) == (0, True)


def law_against(ground: Ground, sql: str) -> str:
    try:
        with ground.stage.acting(FINANCE_OFFICE), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError as refusal:
        diagnosis = getattr(refusal.__cause__, "diag", None)
        return (diagnosis and diagnosis.constraint_name) or str(refusal)
    return ""


def test_the_database_holds_the_law_by_itself(ground: Ground) -> None:
    _, credit, charge = credited(ground)
    (journal,) = accept(ground, charge, ITEM)

    def said(entry: int, item: str, number: int) -> str:
        return (
            "INSERT INTO reconciliation_decision (host_id, entry_id, item_ref, answer, journal_id, decided_by_id, decided_at) "
            f"VALUES ({ground.stage.host}, {entry}, '{item}', 'is', {number}, {ground.finance}, '{NOW}')"
        )

    assert law_against(ground, said(charge, ITEM, journal)) == "reconciliation_line_once"
    back = (
        "INSERT INTO reconciliation_decision (host_id, entry_id, item_ref, answer, words, journal_id, decided_by_id, decided_at) "
        f"VALUES ({ground.stage.host}, {{entry}}, '{{item}}', 'undone', 'w', {journal}, {ground.finance}, '{NOW}');"
    )
    own, other = back.format(entry=charge, item=ITEM), back.format(entry=credit, item=SECOND)
    for sql, law in (
        (
            own + said(charge, f"receipt-charge:{STEEL}/T1", journal),
            "reconciliation_receipt_charge_is_booked",
        ),
        (own + said(charge, ITEM, journal - 1), "reconciliation_receipt_charge_is_booked"),
        (other + said(credit, ITEM, journal), "reconciliation_receipt_charge_is_booked"),
        (said(charge, f"{charge}={ITEM}", journal), "reconciliation_decision_receipt_charge_alone"),
        (back.format(entry=charge, item="receipt-charge:X/T1"), "reconciliation_undone_of_a_match"),
        (
            f"UPDATE imports_bank_entry SET used_as = 'charge' WHERE id = {credit}",
            "imports_bank_entry_charge_is_out",
        ),
    ):
        assert law_against(ground, sql) == law, sql
