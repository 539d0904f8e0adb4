"""Money that the bank takes back after it was accepted is told at once, offered as what it is, and turns the receipt when it is accepted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from guohe.funds.operations.verify_books import verify
from guohe.funds.queries import journals
from guohe.grants.queries import find
from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.imports.operations.record_receipt import record_receipt
from guohe.imports.operations.undo_import import undo_import
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.portal.queries.attention import needs_attention
from guohe.project.cli import main
from guohe.reconciliation.domain.group_keys import group_key
from guohe.reconciliation.operations.accept_group import accept_guess
from guohe.reconciliation.operations.refuse_match import refuse_match
from guohe.reconciliation.operations.undo_match import undo_match
from guohe.reconciliation.queries.three_way import Grid, grid
from tests.factories.imports import DEMO, STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by, words
from tests.integration.reconciliation.test_groups import (
    PAYER,
    SECOND,
    SPLIT,
    box_of,
    group_of,
    received,
    statement,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
BACK = ("26/06/2019", f"REVERSAL OF INWARD TT {SECOND}\n{PAYER}", "-479850.00")


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ground:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def read(ground: Ground, content: bytes, name: str) -> int:
    return read_bank_statement(
        host_id=ground.stage.host, name=name, content=content, actor=ground.finance, now=NOW
    ).job


def accepted(ground: Ground) -> int:
    """The demo's credit of the second instalment, accepted; its number."""
    read(ground, (DEMO / "bank_cny.csv").read_bytes(), "bank_cny.csv")
    number = box_of(ground).credits[0].entry.number
    accept_guess(entry_id=number, item_ref=SECOND, actor=ground.finance, now=NOW)
    return number


def seen(ground: Ground) -> Grid:
    return grid(STEEL, on=NOW.date())


def stations(instalment: str = SECOND) -> list[str]:
    return [claim.station for claim in find.claims(STEEL) if claim.instalment_ref == instalment]


def offered(ground: Ground) -> tuple[int, str]:
    debit = box_of(ground).debits[0]
    return debit.entry.number, group_key(debit.guesses[0].lines, debit.guesses[0].items)


def told_today() -> list[str]:
    return [item.subject for item in needs_attention(on=NOW.date()) if item.key == "portal.attention.taken_back"]  # fmt: skip


def test_it_is_seen_everywhere_before_anybody_says_so(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        credit = accepted(ground)
        assert seen(ground).findings == ()
        assert told_today() == []
        read(ground, statement(BACK), "late june.csv")
        found = seen(ground)
        # 1,199,700.00 were credited, and 479,850.00 went out again, of which nobody has said what it is.
        assert (found.rows[1].ledger, found.rows[1].other) == (Money("CNY", 119970000),) * 2
        assert (found.rows[1].unidentified, found.rows[1].difference) == (Money("CNY", -47985000), Money("CNY", 47985000))  # fmt: skip
        (finding,) = found.findings
        assert finding.code == "REC-140"
        assert "The bank's lines come to CNY 1,199,700.00 (besides CNY −479,850.00 not identified)" in finding.sentence("en")  # fmt: skip
        debit = box_of(ground).debits[0]
        assert (debit.back_of, debit.back_from) == ((SECOND,), credit)
        assert told_today() == ["CNY −479,850.00"]
    shown = words(seen_by(FINANCE_OFFICE).get("/en/bank/inbox").content)
    assert "the receipt of instalment 2 of DEMO-NKP-2018-001 is taken back by a reversal" in shown
    asked = CliRunner().invoke(main, ["recon", STEEL, "--as", FINANCE_OFFICE])
    assert (asked.exit_code, "REC-140" in asked.output) == (2, True)


def test_accepting_it_turns_the_receipt_and_undoing_it_takes_back_what_it_proved(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        credit = accepted(ground)
        assert stations()[-1] == "credited"
        read(ground, statement(BACK), "late june.csv")
        number, key = offered(ground)
        journals = accept_guess(entry_id=number, item_ref=key, actor=ground.finance, now=NOW)
        assert len(journals) == 1
        assert SECOND not in received()
        # The ledger has the first instalment, and so has the bank.
        assert seen(ground).rows[1].difference == Money("CNY", 0)
        assert (box_of(ground).credits, box_of(ground).debits, told_today()) == ((), (), [])
        assert "credited" not in stations()
        assert stations()[-1] == "bounced"
        undo_match(entry_id=number, reason="Of another customer", actor=ground.finance, now=NOW)
        assert "bounced" not in stations()
        assert [each.entry.number for each in box_of(ground).credits] == [credit]
        # The credit may be said to be the instalment again.
        accept_guess(entry_id=credit, item_ref=SECOND, actor=ground.finance, now=NOW)
        assert received()[SECOND] == "479850.00"


def test_a_receipt_that_was_booked_without_a_line_is_taken_back_too(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        read(ground, (DEMO / "bank_cny.csv").read_bytes(), "bank_cny.csv")
        back = ("18/04/2018", f"INWARD TT RETURNED\n{PAYER}", "-719850.00")
        read(ground, statement(back), "april.csv")
        debit = next(each for each in box_of(ground).debits if each.back_of)
        assert debit.back_of == (f"{STEEL}/T1",)
        # Its money was exchanged and spent: the books refuse to lose it, and the line stays to be seen.
        number, key = debit.entry.number, group_key(debit.guesses[0].lines, ())
        with pytest.raises(Refused, match="MON-392"):
            accept_guess(entry_id=number, item_ref=key, actor=ground.finance, now=NOW)


def test_a_guess_that_was_refused_is_told_nowhere(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        accepted(ground)
        read(ground, statement(BACK), "late june.csv")
        number, key = offered(ground)
        refuse_match(entry_id=number, item_ref=key, actor=ground.finance, now=NOW)
        assert (box_of(ground).debits, told_today(), seen(ground).findings) == ((), [], ())


def test_a_part_that_went_back_is_told_and_nothing_is_offered(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        accepted(ground)
        part = ("26/06/2019", f"RETURN {SECOND}\n{PAYER}", "-100000.00")
        read(ground, statement(part), "late june.csv")
        debit = box_of(ground).debits[0]
        assert (debit.guesses, debit.back_of, debit.back_from) == ((), (SECOND,), 0)
        assert told_today() == ["CNY −100,000.00"]
        assert [each.code for each in seen(ground).findings] == ["REC-140"]
    asked = CliRunner().invoke(main, ["bank", "inbox", "--as", FINANCE_OFFICE])
    assert "It says that money of instalment 2 of DEMO-NKP-2018-001 went back" in asked.output


def test_the_same_amount_alone_is_no_reason(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        accepted(ground)
        read(ground, statement(("26/06/2019", "FX SOLD", "-479850.00")), "late june.csv")
        assert (box_of(ground).debits, told_today(), seen(ground).findings) == ((), [], ())


def test_undoing_the_statement_takes_back_that_the_payment_bounced(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        accepted(ground)
        job = read(ground, statement(BACK), "late june.csv")
        number, key = offered(ground)
        accept_guess(entry_id=number, item_ref=key, actor=ground.finance, now=NOW)
        undo_import(job_id=job, reason="Wrong file", actor=ground.finance, now=NOW)
        assert "bounced" not in stations()


def test_a_second_credit_with_the_reference_of_a_received_instalment_is_in_the_grid(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        accepted(ground)
        twice = ("27/06/2019", f"INWARD TT {SECOND}\n{PAYER}", "480000.00")
        read(ground, statement(twice), "late june.csv")
        found = seen(ground)
        assert found.rows[1].difference == Money("CNY", -48000000)
        assert [each.code for each in found.findings] == ["REC-113"]


def test_one_of_two_credits_that_were_one_receipt_frees_both(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        read(ground, statement(*SPLIT), "june.csv")
        number, key = group_of(ground, "split")
        accept_guess(entry_id=number, item_ref=key, actor=ground.finance, now=NOW)
        part = ("26/06/2019", f"REVERSAL OF INWARD TT {SECOND}\n{PAYER}", "-300000.00")
        read(ground, statement(part), "late june.csv")
        accept_guess(entry_id=offered(ground)[0], item_ref=offered(ground)[1], actor=ground.finance, now=NOW)
        assert SECOND not in received()
        assert [each.entry.amount for each in box_of(ground).credits] == [Money("CNY", 17985000)]
        assert [proof.name for proof in verify() if proof.broken] == []


def test_a_receipt_by_the_command_of_imports_is_taken_back_without_an_answer_before_it(
    ground: Ground,
) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        read(ground, (DEMO / "bank_cny.csv").read_bytes(), "bank_cny.csv")
        credit = box_of(ground).credits[0].entry.number
        record_receipt(entry_id=credit, instalment_ref=SECOND, actor=ground.finance, now=NOW)
        read(ground, statement(BACK), "late june.csv")
        number, key = offered(ground)
        (journal,) = accept_guess(entry_id=number, item_ref=key, actor=ground.finance, now=NOW)
        # Dated on the day on which the bank took it back.
        assert journals.entry(journal).effective_date == date(2019, 6, 26)
        assert SECOND not in received()
