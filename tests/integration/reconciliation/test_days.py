"""Days of a bank line: one to come is told and not accepted, one of a closed month is booked late, one past the calendar counts itself only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection, transaction
from django.db.utils import DatabaseError
from pytest_django import Settings

from guohe.calendars.domain.days import Region
from guohe.funds.models import Period
from guohe.funds.operations.close_period import close, hold
from guohe.funds.operations.verify_books import verify
from guohe.funds.queries import journals, lots
from guohe.grants.queries import find
from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.imports.operations.record_conversion import record_conversion
from guohe.imports.operations.record_receipt import record_receipt
from guohe.imports.queries import bank
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.money import Money
from guohe.portal.queries.attention import needs_attention
from guohe.project.cli import main
from guohe.reconciliation.operations.accept_group import accept_guess
from guohe.reconciliation.operations.undo_match import undo_match
from guohe.reconciliation.queries import places
from guohe.reconciliation.queries.inbox import Inbox, inbox
from guohe.reconciliation.queries.three_way import grid
from guohe.registry.queries.register import register
from tests.factories.imports import DEMO, STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words
from tests.integration.reconciliation.test_groups import PAYER, SECOND, box_of, received, statement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
TO_COME = ("05/12/2019", f"INWARD TT {SECOND}\n{PAYER}", "479850.00")
FIRST_CAME = ("16/04/2018", f"INWARD TT\n{PAYER}", "719850.00")
CAME = ("21/06/2019", f"INWARD TT {SECOND}\n{PAYER}", "480000.00")
CHARGED = ("21/06/2019", f"HANDLING CHARGE {SECOND}", "-50.00")
SOLD = ("25/06/2019", "FX CNY/HKD 1.1350\nDEAL DEMO-FX-2", "-100000.00")


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ground:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def read(ground: Ground, *rows: tuple[str, str, str]) -> tuple[list[int], tuple[Finding, ...]]:
    """The numbers of the entries that a statement of these rows brought, and what was found about it."""
    told = read_bank_statement(
        host_id=ground.stage.host, name="a.csv", content=statement(*rows), actor=ground.finance, now=NOW
    )
    return [each.number for each in bank.of_job(told.job)], told.findings


def demo_statement(ground: Ground) -> None:
    content = (DEMO / "bank_cny.csv").read_bytes()
    read_bank_statement(
        host_id=ground.stage.host, name="bank_cny.csv", content=content, actor=ground.finance, now=NOW
    )


def accept(ground: Ground, entry: int, item: str = SECOND) -> tuple[int, ...]:
    return accept_guess(entry_id=entry, item_ref=item, actor=ground.finance, now=NOW)


def close_june(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        (june,) = Period.objects.filter(starts=date(2019, 6, 1))
        hold(period_id=june.pk, reason="Month end")
    with ground.stage.acting(RESEARCH_OFFICE):
        close(period_id=june.pk, reason="Month end")


def test_a_line_of_a_day_to_come_is_told_and_accepted_by_no_door(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        (number,), findings = read(ground, TO_COME)
        assert [(each.code, each.place.row) for each in findings if each.level == "hold"] == [("IMP-211", 3)]
        for door in (
            lambda: accept(ground, number),
            lambda: record_receipt(entry_id=number, instalment_ref=SECOND, actor=ground.finance, now=NOW),
        ):
            with pytest.raises(Refused, match="IMP-210"):
                door()
        assert SECOND not in received()
        # The bank has credited nothing by today.
        assert grid(STEEL, on=NOW.date()).rows[1].other is None
    told = CliRunner().invoke(main, ["bank", "accept", str(number), SECOND, "--as", FINANCE_OFFICE])
    assert (told.exit_code, "2019-12-05" in told.output, "IMP-210" in told.output) == (1, True, True)
    client = seen_by(FINANCE_OFFICE)
    page = words(client.post(f"/en/bank/inbox/{number}", {"answer": "is", "item": SECOND}).content)
    assert "no money has come or gone on a day to come" in page
    assert "Dated 2019-12-05, 156 days after today" in page


def test_the_day_itself_is_no_day_to_come(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        (number,), findings = read(ground, ("02/07/2019", *CAME[1:]))
        # The statement's verdict is a note.
        assert [each.code for each in findings] == ["IMP-176"]
        assert len(accept(ground, number)) == 1


def test_the_table_holds_no_receipt_of_a_day_to_come(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        (number,), _ = read(ground, TO_COME)
        with pytest.raises(DatabaseError, match="used_on_its_day_or_later"), transaction.atomic():
            connection.cursor().execute(
                "UPDATE imports_bank_entry SET used_as = 'receipt', used_for = %s, journal_id = 1, used_by_id = %s, "
                "used_at = %s WHERE id = %s",
                [SECOND, ground.finance, NOW, number],
            )


def test_a_credit_of_a_closed_month_is_booked_on_the_first_open_day_and_told_before(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        (_, number, charge), _ = read(ground, FIRST_CAME, CAME, CHARGED)
    close_june(ground)
    shown = CliRunner().invoke(main, ["bank", "inbox", "--as", FINANCE_OFFICE]).output
    assert "2019-06-21 lies in a period that is not open: it will be booked on 2019-07-01" in shown
    assert "it will be booked on 2019-07-01" in words(seen_by(FINANCE_OFFICE).get("/en/bank/inbox").content)
    told = CliRunner().invoke(main, ["bank", "accept", str(number), SECOND, "--as", FINANCE_OFFICE])
    assert told.exit_code == 0, told.output
    assert "The period of 2019-06-21 is not open: booked on 2019-07-01" in told.output
    with ground.stage.acting(FINANCE_OFFICE):
        (receipt,) = (each for each in lots.receipts_of(frozenset({STEEL})) if each.source_ref == SECOND)
        entry = journals.entry(receipt.journal)
        # Its true day stands beside it, in the source and in the words.
        assert (entry.effective_date, entry.source, entry.memo) == (
            date(2019, 7, 1),
            "BANK-20190621-4",
            f"{SECOND} (2019-06-21)",
        )
        credited = [claim.happened_on for claim in find.claims(STEEL) if claim.station == "credited" and claim.instalment_ref == SECOND]  # fmt: skip
        assert credited == [date(2019, 6, 21)]
        # A charge beside it goes the same way.
        (booked,) = accept(ground, charge, f"receipt-charge:{SECOND}")
        assert journals.entry(booked).effective_date == date(2019, 7, 1)
        assert [proof.name for proof in verify() if proof.broken] == []
        # June's books have none of it, and say why; July's agree.
        june = grid(STEEL, on=NOW.date(), until=date(2019, 6, 30))
        assert [finding.code for finding in june.findings] == ["REC-142"]
        undo_match(entry_id=charge, reason="Another's", actor=ground.finance, now=NOW)
        (back,) = undo_match(entry_id=number, reason="Another's", actor=ground.finance, now=NOW)
        assert journals.entry(back).effective_date >= date(2019, 7, 1)
        assert [proof.name for proof in verify() if proof.broken] == []


def test_an_exchange_of_a_closed_month_is_booked_late_too(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        (credit, sold), _ = read(ground, CAME, SOLD)
        accept(ground, credit)
    close_june(ground)
    page = words(seen_by(FINANCE_OFFICE).get(f"/en/import/entries/{sold}").content)
    assert "2019-06-25 lies in a period that is not open: this row is booked on 2019-07-01" in page
    with ground.stage.acting(FINANCE_OFFICE):
        journal = record_conversion(
            entry_id=sold,
            instalment_ref=SECOND,
            bought=Money.of("HKD", "113500.00"),
            rate="1.1350",
            deal_no="DEMO-FX-2",
            dealt_at=datetime.combine(date(2019, 6, 25), datetime.min.time(), tzinfo=NOW.tzinfo),
            actor=ground.finance,
            now=NOW,
        )
        told = journals.entry(journal)
        assert (told.effective_date, told.memo) == (date(2019, 7, 1), "DEMO-FX-2 1.1350 (2019-06-25)")


def test_a_line_past_the_calendar_takes_no_guess_of_another_away(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        demo_statement(ground)
        before = box_of(ground).credits[0].guesses
        read(ground, ("05/01/2027", "INWARD TT\nSOMEBODY", "480000.00"))
        box = box_of(ground)
        assert box.credits[0].guesses == before
        assert [each.items for each in before] == [(SECOND,)]
    shown = words(seen_by(FINANCE_OFFICE).get("/en/bank/inbox").content)
    assert "CAL-101" not in shown
    assert "Guess 1: instalment 2 of DEMO-NKP-2018-001" in shown


def past_the_calendar(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> Inbox:
    """The inbox in January 2027: the calendars end with 2026."""
    later = datetime(2027, 1, 15, 10, tzinfo=NOW.tzinfo)
    monkeypatch.setenv("GUOHE_CLOCK", later.isoformat())
    return inbox(ground.stage.host, on=later.date())


def test_past_the_calendar_a_credit_ages_in_calendar_days_and_says_so(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        demo_statement(ground)
        (credit,) = past_the_calendar(ground, monkeypatch).credits
        days = (date(2027, 1, 15) - date(2019, 6, 21)).days
        assert (credit.age, credit.old) == (places.Age(None, days), True)
        told = [
            item
            for item in needs_attention(on=date(2027, 1, 15))
            if item.key.startswith("portal.attention.unidentified")
        ]
        assert [(item.key, item.named["days"]) for item in told] == [("portal.attention.unidentified_calendar", str(days))]  # fmt: skip
    shown = CliRunner().invoke(main, ["bank", "inbox", "--as", FINANCE_OFFICE]).output
    assert f"{days} calendar days; the working days of Hong Kong are not published for all of them" in shown


def test_days_and_currency_are_those_of_the_hosts_own_place(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        host = ground.stage.host
        assert (places.place_of(host), places.currency_of(host)) == (Region.HONG_KONG, "HKD")
        macao = next(
            unit.code
            for unit in register().units
            if register().institution(unit.host_codes()[0]).region == "MO"
        )
        grants = tuple(replace(grant, unit_code=macao) for grant in find.all_grants())
        monkeypatch.setattr(find, "all_grants", lambda: grants)
        assert (places.place_of(host), places.currency_of(host)) == (Region.MACAO, "MOP")
        demo_statement(ground)
        box = box_of(ground)
        assert box.place == Region.MACAO
        assert grid(STEEL, on=NOW.date()).rows[0].ledger.currency == "MOP"
    # Friday, 20 December is Macao's own day alone.
    thursday, friday = date(2019, 12, 19), date(2019, 12, 20)
    assert places.age_of(thursday, friday, Region.MACAO).working == 0
    assert places.age_of(thursday, friday, Region.HONG_KONG).working == 1


def test_a_credit_that_bears_the_reference_and_another_amount_is_told_with_what_speaks_against_it(
    ground: Ground,
) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        (number,), _ = read(ground, (CAME[0], CAME[1], "480000.01"))
        (credit,) = box_of(ground).credits
        assert (credit.sure, [guess.items for guess in credit.guesses]) == (False, [(SECOND,)])
    shown = words(seen_by(FINANCE_OFFICE).get("/en/bank/inbox").content)
    assert "Credited CNY 480,000.01 is 0.01 more than the CNY 480,000.00 sent. One of the two is a different payment" in shown  # fmt: skip
    with ground.stage.acting(FINANCE_OFFICE), pytest.raises(Refused, match="MON-329"):
        accept(ground, number)
