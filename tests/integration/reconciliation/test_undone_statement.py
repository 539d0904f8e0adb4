"""A match that goes with its statement is seen to be undone, and the line, read again, is in the inbox with what was said of it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from guohe.funds.queries import lots
from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.imports.operations.undo_import import undo_import
from guohe.kernel.texts import LANGUAGES
from guohe.project.cli import main
from guohe.reconciliation.operations.accept_match import accept_match
from guohe.reconciliation.operations.refuse_match import refuse_match
from guohe.reconciliation.queries.inbox import inbox
from guohe.reconciliation.queries.shown import credit_shown, taken_back_shown
from tests.factories.imports import DEMO, STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
SECOND = f"{STEEL}/T2"
REASON = "The file of another month"


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def read(ground: Ground, name: str = "bank_cny.csv") -> int:
    content = (DEMO / "bank_cny.csv").read_bytes()
    return read_bank_statement(
        host_id=ground.stage.host, name=name, content=content, actor=ground.finance, now=NOW
    ).job


def credit_of(ground: Ground) -> int:
    (credit,) = inbox(ground.stage.host, on=NOW.date()).credits
    return credit.entry.number


def matched_and_undone(ground: Ground) -> int:
    """The number that the credit had."""
    job = read(ground)
    number = credit_of(ground)
    accept_match(entry_id=number, item_ref=SECOND, actor=ground.finance, now=NOW)
    undo_import(job_id=job, reason=REASON, actor=ground.finance, now=NOW)
    return number


def test_the_match_is_shown_as_undone_with_its_statement_by_whom_and_why(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        number = matched_and_undone(ground)
        assert SECOND not in {each.source_ref for each in lots.receipts_of(frozenset({STEEL}))}
        box = inbox(ground.stage.host, on=NOW.date())
        assert ([each.entry.number for each in box.settled], box.credits) == ([], ())
        (back,) = box.taken_back
        assert (back.entry.number, back.said.item, back.why) == (number, SECOND, REASON)
        told = [taken_back_shown(back, lang) for lang in LANGUAGES]
    assert told[0] == (
        f"2019-06-21 CNY 479,850.00 was matched with instalment 2 of {STEEL}. "
        f"Mr Test Lau undid the statement on 2019-07-02, and the match with it: {REASON}"
    )
    assert len(set(told)) == 3
    assert told[0] in words(seen_by(FINANCE_OFFICE).get("/en/bank/inbox").content)
    assert told[0] in CliRunner().invoke(main, ["bank", "inbox", "--as", FINANCE_OFFICE]).stdout


def test_the_line_read_again_is_in_the_inbox_with_what_was_said_of_it(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        old = matched_and_undone(ground)
        read(ground)
        box = inbox(ground.stage.host, on=NOW.date())
        (credit,) = box.credits
        assert credit.entry.number != old
        assert [(said.entry, said.answer, said.item) for said in credit.said] == [(old, "is", SECOND)]
        (told,) = credit_shown(credit, box, "en").said
        assert (
            told == f"2019-07-02 Mr Test Lau said: it is instalment 2 of {STEEL}. That has been undone since"
        )
        # Undoing the file says nothing against the match: it is still guessed, and can be accepted.
        assert [guess.items for guess in credit.guesses] == [(SECOND,)]
        accept_match(entry_id=credit.entry.number, item_ref=SECOND, actor=ground.finance, now=NOW)
        assert inbox(ground.stage.host, on=NOW.date()).credits == ()


def test_a_guess_that_was_refused_does_not_come_back_with_the_file(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = read(ground)
        refuse_match(entry_id=credit_of(ground), item_ref=SECOND, actor=ground.finance, now=NOW)
        undo_import(job_id=job, reason=REASON, actor=ground.finance, now=NOW)
        read(ground)
        (credit,) = inbox(ground.stage.host, on=NOW.date()).credits
        assert credit.guesses == ()
        assert [said.answer for said in credit.said] == ["is_not"]
