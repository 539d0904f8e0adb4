"""One credit for several instalments, several credits for one, and a credit with its return: accepted by one word, undone by one."""

from __future__ import annotations

import csv
import io

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from guohe.funds.queries import lots
from guohe.grants.queries import find
from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.imports.operations.undo_import import undo_import
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.portal.queries.attention import needs_attention
from guohe.project.cli import main
from guohe.reconciliation.domain.group_keys import group_key
from guohe.reconciliation.operations.accept_group import accept_guess
from guohe.reconciliation.operations.refuse_match import refuse_match
from guohe.reconciliation.operations.undo_match import undo_match
from guohe.reconciliation.queries.inbox import Inbox, inbox
from guohe.reconciliation.queries.shown import settled_shown
from guohe.reconciliation.queries.three_way import grid
from tests.factories.imports import RAIL, STEEL, Ground, demo_ground, row_counts
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
SECOND = f"{STEEL}/T2"
PAYER = "示例科技计划管理中心拨"


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def statement(*rows: tuple[str, str, str]) -> bytes:
    """(day, payer text, amount; negative is out), its balance running from nought."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("Account", "***-***-DEMO01", "CNY"))
    writer.writerow(
        ("Txn date", "Post date", "Value date", "Description", "Withdrawal", "Deposit", "Balance")
    )
    standing = Money("CNY", 0)
    for day, text, plain in rows:
        amount = Money.of("CNY", plain)
        standing += amount
        sides = (abs(amount).plain, "") if amount.minor < 0 else ("", amount.plain)
        writer.writerow((day, day, day, text, *sides, standing.plain))
    return out.getvalue().encode()


def read(ground: Ground, *rows: tuple[str, str, str], name: str = "june.csv") -> int:
    return read_bank_statement(
        host_id=ground.stage.host, name=name, content=statement(*rows), actor=ground.finance, now=NOW
    ).job


def box_of(ground: Ground) -> Inbox:
    return inbox(ground.stage.host, on=NOW.date())


def group_of(ground: Ground, kind: str) -> tuple[int, str]:
    """The first credit with a guess of that kind, and the name of the guess."""
    return next(
        (credit.entry.number, group_key(guess.lines, guess.items))
        for credit in box_of(ground).credits
        for guess in credit.guesses
        if guess.kind == kind
    )


def received(ref: str = STEEL) -> dict[str, str]:
    return {each.source_ref: each.credited.plain for each in lots.receipts_of(frozenset({ref}))}


SPLIT = (("20/06/2019", f"INWARD TT {SECOND}\n{PAYER}", "300000.00"), ("21/06/2019", f"INWARD TT {SECOND}\n{PAYER}", "179850.00"))  # fmt: skip


def test_two_credits_of_one_instalment_are_accepted_by_one_word_and_undone_by_one(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        read(ground, *SPLIT)
        number, key = group_of(ground, "split")
        journals = accept_guess(entry_id=number, item_ref=key, actor=ground.finance, now=NOW)
        assert len(journals) == 1
        # 480,000.00 less the usual 150.00 of the first instalment, which the two credits make to the cent.
        assert received()[SECOND] == "479850.00"
        box = box_of(ground)
        assert (box.credits, box.parked) == ((), ())
        told = [settled_shown(each, "en") for each in box.settled if each.said is not None]
        assert [each.undo for each in told] == [True, True]
        assert "together" in told[0].words
        with pytest.raises(Refused, match="REC-115"):
            accept_guess(entry_id=number, item_ref=key, actor=ground.finance, now=NOW)
        assert grid(STEEL, on=NOW.date()).rows[1].difference in (None, Money("CNY", 71985000))
        back = undo_match(entry_id=number, reason="Two payers", actor=ground.finance, now=NOW)
        assert len(back) == 1
        assert SECOND not in received()
        assert len(box_of(ground).credits) == 2
        assert [claim for claim in find.claims(STEEL) if claim.instalment_ref == SECOND and claim.station == "credited"] == []  # fmt: skip
        # What was undone is not offered again.
        assert not any(guess.kind == "split" for credit in box_of(ground).credits for guess in credit.guesses)


def test_a_group_that_the_inbox_does_not_show_is_refused_and_nothing_is_booked(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        # The amounts add up, but neither name nor reference is the payer's.
        read(ground, ("20/06/2019", "INWARD TT\nSOMEBODY", "300000.00"), ("21/06/2019", "INWARD TT\nELSE", "179850.00"))  # fmt: skip
        first, second = (credit.entry.number for credit in box_of(ground).credits)
        assert [credit.guesses for credit in box_of(ground).credits] == [(), ()]
        before = row_counts()
        with pytest.raises(Refused) as refused:
            accept_guess(
                entry_id=first,
                item_ref=group_key((str(first), str(second)), (SECOND,)),
                actor=ground.finance,
                now=NOW,
            )
        assert [finding.code for finding in refused.value.findings] == ["REC-115"]
        assert row_counts() == before


def test_a_refused_group_does_not_come_back(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        read(ground, *SPLIT)
        number, key = group_of(ground, "split")
        refuse_match(entry_id=number, item_ref=key, actor=ground.finance, now=NOW)
        assert not any(guess.kind == "split" for credit in box_of(ground).credits for guess in credit.guesses)
        with pytest.raises(Refused, match="REC-102"):
            refuse_match(entry_id=number, item_ref=f"{number}={STEEL}/T9", actor=ground.finance, now=NOW)


def test_a_credit_and_its_return_leave_the_inbox_by_one_word_with_nothing_booked(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        read(
            ground,
            ("20/06/2019", "INWARD TT QX-778899\nANOTHER PAYER LIMITED", "5000.00"),
            ("24/06/2019", "RETURNED QX-778899\nANOTHER PAYER LIMITED", "-5000.00"),
        )
        number, key = group_of(ground, "reversal")
        waits = [item.subject for item in needs_attention(on=NOW.date())]
        assert "CNY 5,000.00" in waits
        before = row_counts()["funds_journal"]
        assert accept_guess(entry_id=number, item_ref=key, actor=ground.finance, now=NOW) == ()
        assert row_counts()["funds_journal"] == before
        assert "CNY 5,000.00" not in [item.subject for item in needs_attention(on=NOW.date())]
        box = box_of(ground)
        assert (box.credits, box.parked) == ((), ())
        assert len([each for each in box.settled if each.said is not None]) == 2
        assert undo_match(entry_id=number, reason="Not returned", actor=ground.finance, now=NOW) == ()
        assert [credit.entry.number for credit in box_of(ground).credits] == [number]
        assert not any(guess.kind == "reversal" for guess in box_of(ground).credits[0].guesses)


def test_a_return_of_which_the_bank_kept_a_charge_is_not_taken_for_nothing(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        read(
            ground,
            ("20/06/2019", "INWARD TT QX-778899\nANOTHER PAYER LIMITED", "5000.00"),
            ("24/06/2019", "RETURNED QX-778899\nANOTHER PAYER LIMITED", "-4950.00"),
        )
        number, key = group_of(ground, "reversal")
        with pytest.raises(Refused) as refused:
            accept_guess(entry_id=number, item_ref=key, actor=ground.finance, now=NOW)
        (finding,) = refused.value.findings
        assert finding.code == "REC-116"
        assert "CNY 50.00" in finding.sentence("en")
        assert len(box_of(ground).credits) == 1


def test_the_page_and_the_command_accept_a_group_and_say_so(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        read(ground, *SPLIT)
        number, key = group_of(ground, "split")
    shown = CliRunner().invoke(main, ["bank", "inbox", "--as", FINANCE_OFFICE]).stdout
    assert f"./guohe bank accept {number} {key}" in shown
    pressed = seen_by(FINANCE_OFFICE).post(
        f"/en/bank/inbox/{number}", {"answer": "is", "item": key}, follow=True
    )
    assert "days unnoticed" in words(pressed.content)
    undone = CliRunner().invoke(
        main, ["bank", "undo", str(number), "--reason", "Wrong", "--as", FINANCE_OFFICE]
    )
    assert (undone.exit_code, "Undone by J-" in undone.stdout) == (0, True)
    with ground.stage.acting(FINANCE_OFFICE):
        assert SECOND not in received()


def test_undoing_the_statement_turns_a_group_round_as_well(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = read(ground, *SPLIT)
        number, key = group_of(ground, "split")
        accept_guess(entry_id=number, item_ref=key, actor=ground.finance, now=NOW)
        undo_import(job_id=job, reason="Wrong file", actor=ground.finance, now=NOW)
        assert SECOND not in received()


BUNDLE = (("24/06/2019", f"INWARD TT {SECOND} {RAIL}/T1\n{PAYER}", "1279850.00"),)


def test_one_credit_of_two_grants_is_booked_in_both_and_each_bank_figure_is_its_own(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = read(ground, *BUNDLE)
        number, key = group_of(ground, "bundle")
        before = row_counts()["funds_journal"]
        accept_guess(entry_id=number, item_ref=key, actor=ground.finance, now=NOW)
        # 480,000.00 and 800,000.00 less 150.00, which the larger one bears.
        assert (received()[SECOND], received(RAIL)[f"{RAIL}/T1"]) == ("480000.00", "799850.00")
        assert row_counts()["funds_journal"] == before + 2
        rail = grid(RAIL, on=NOW.date()).rows[1]
        assert (rail.ledger, rail.other) == (Money.of("CNY", "799850.00"), Money.of("CNY", "799850.00"))
        assert len(undo_match(entry_id=number, reason="Only one", actor=ground.finance, now=NOW)) == 2
        assert (SECOND in received(), received(RAIL)) == (False, {})
        undo_import(job_id=job, reason="Again", actor=ground.finance, now=NOW)


def test_undoing_the_statement_turns_every_instalment_of_a_credit_round(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = read(ground, *BUNDLE)
        number, key = group_of(ground, "bundle")
        accept_guess(entry_id=number, item_ref=key, actor=ground.finance, now=NOW)
        undone = undo_import(job_id=job, reason="Wrong file", actor=ground.finance, now=NOW)
        assert (undone.reversed, undone.withdrawn) == (2, 1)
        assert (SECOND in received(), received(RAIL)) == (False, {})


def test_a_credit_that_lacks_more_than_a_charge_may_be_is_no_group(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        read(ground, ("24/06/2019", f"INWARD TT {SECOND} {RAIL}/T1\n{PAYER}", "1200000.00"))
        assert not any(
            guess.kind == "bundle" for credit in box_of(ground).credits for guess in credit.guesses
        )
