"""Ledger, ERP and bank of the demo's steel grant: 89,078.00 apart, which the four questions make, and signed at nought only."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from guohe.grants.queries import find
from guohe.imports.operations.answer_question import answer_question
from guohe.imports.operations.confirm import confirm
from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.imports.queries import bank, questions
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.kernel.texts import LANGUAGES
from guohe.project.cli import main
from guohe.reconciliation.domain.three_way import Candidate, compared
from guohe.reconciliation.operations.accept_match import accept_match
from guohe.reconciliation.operations.sign_check import sign_check
from guohe.reconciliation.queries.three_way import Grid, grid
from tests.factories.imports import DEMO, STEEL, Ground, demo_ground, listing
from tests.factories.people import FINANCE_OFFICE, NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def found(ground: Ground) -> Grid:
    return grid(STEEL, on=NOW.date())


def read_statement(ground: Ground) -> None:
    read_bank_statement(
        host_id=ground.stage.host,
        name="bank_cny.csv",
        content=(DEMO / "bank_cny.csv").read_bytes(),
        actor=ground.finance,
        now=NOW,
    )


def test_what_was_never_read_is_not_compared_and_not_signed(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        now = found(ground)
        assert [(row.other, row.difference) for row in now.rows] == [(None, None), (None, None)]
        assert (now.fresh, now.findings) == (("unread", "unread"), ())
        with pytest.raises(Refused) as unread:
            sign_check(ref=STEEL, actor=ground.finance, now=NOW)
        assert [finding.code for finding in unread.value.findings] == ["REC-114"]


def test_the_four_held_lines_make_exactly_the_difference_to_the_erp(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        ground.confirmed()
        left = found(ground).rows[0]
        # 719,850.00 x 1.2400 = 892,614.00 bought; less 414,752.50 posted, and less the file's own 503,830.50.
        assert (left.ledger, left.other) == (Money.of("HKD", "477861.50"), Money.of("HKD", "388783.50"))
        assert left.difference == Money.of("HKD", "89078.00")
        assert left.exact
        assert sorted(each.amount.plain for each in left.candidates) == [
            "15210.00",
            "4268.00",
            "62000.00",
            "7600.00",
        ]
        (finding,) = found(ground).findings
        assert f"{finding.code} {finding.sentence('en')}" == (
            "MON-351 ERP balance HKD 388,783.50, our ledger HKD 477,861.50: HKD 89,078.00 apart. "
            "The 4 lines that wait add up to exactly that."
        )


def test_lines_left_out_by_an_answer_are_not_said_to_wait(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        waiting = [(each.number, each.kind) for each in questions.of_job(ground.confirmed()[0])]
    sentences = []
    with ground.stage.acting(RESEARCH_OFFICE):
        actor = ground.stage.account(RESEARCH_OFFICE)
        for number, kind in waiting:
            word = "duplicate" if kind == "duplicate" else "not_ours"
            answer_question(question_id=number, answer=word, chosen="", note="wrong", actor=actor, now=NOW)
            (finding,) = found(ground).findings
            sentences.append(finding.sentence("en").rpartition("apart. ")[2])
    assert sentences == [
        *["The 4 lines that were left out or wait add up to exactly that."] * 3,
        "The 4 lines that were left out add up to exactly that.",
    ]


def test_the_unidentified_credit_makes_the_difference_to_the_bank(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        read_statement(ground)
        credited = found(ground).rows[1]
        # What nobody has identified is no figure of the bank's for this grant; it is the difference, and open.
        assert (credited.ledger, credited.other) == (Money.of("CNY", "719850.00"),) * 2
        assert credited.unidentified == Money.of("CNY", "479850.00")
        assert (credited.difference, credited.agrees) == (Money.of("CNY", "-479850.00"), False)
        assert found(ground).fresh[1] == "open"
        (finding,) = found(ground).findings
        assert finding.code == "REC-113"
        assert finding.sentence("en").startswith(
            "The bank credited CNY 719,850.00 that is identified as this grant's, our ledger received CNY 719,850.00. "
            "Not identified, and perhaps this grant's, is CNY 479,850.00 more: with it the two are CNY 479,850.00 apart."
        )
        assert credited.exact
        assert [each.amount.plain for each in credited.candidates] == ["479850.00"]
        number = max(entry.number for entry in bank.not_used())
        accept_match(entry_id=number, item_ref=f"{STEEL}/T2", actor=ground.finance, now=NOW)
        settled = found(ground).rows[1]
        assert (settled.agrees, settled.unidentified) == (True, None)


def test_what_agrees_only_by_a_guess_is_told_and_not_called_agreed(ground: Ground) -> None:
    guess = [Candidate("3", NOW.date(), Money.of("CNY", "719850.00"), "unidentified")]
    row = compared(
        key="credited",
        against="bank",
        ledger=Money.of("CNY", "719850.00"),
        other=Money.of("CNY", "0.00"),
        waiting=guess,
        unidentified=guess,
        sign=-1,
        pool=12,
        read_on=NOW.date(),
    )
    with ground.stage.acting(FINANCE_OFFICE):
        (finding,) = Grid(find.grant(STEEL), (row,), ("open",), None).findings
    assert finding.code == "REC-143"
    for lang in LANGUAGES:
        told = finding.sentence(lang)
        assert told.count("CNY 719,850.00") == 2
        assert "CNY 0.00" in told


def test_a_difference_is_not_signed_and_agreement_is_signed_with_day_and_name(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        read_statement(ground)
        job = ground.read("one.csv", listing([("02/05/2018", "AP-1", "6110", "100.00")], total="100.00")).job
        with pytest.raises(Refused) as apart:
            sign_check(ref=STEEL, actor=ground.finance, now=NOW)
        assert [finding.code for finding in apart.value.findings] == ["MON-351", "REC-113"]
        confirm(job_id=job, actor=ground.finance, now=NOW)
        number = max(entry.number for entry in bank.not_used())
        accept_match(entry_id=number, item_ref=f"{STEEL}/T2", actor=ground.finance, now=NOW)
        assert found(ground).fresh == ("no_check", "no_check")
        sign_check(ref=STEEL, actor=ground.finance, now=NOW)
        now = found(ground)
        assert now.fresh == ("passed", "passed")
        assert now.signed is not None
        assert (now.signed.on, now.signed.who.en) == (NOW.date(), "Mr Test Lau")
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE reconciliation_check SET checked_on = checked_on + 1")
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO reconciliation_check (host_id, grant_ref, checked_on, figures, difference_minor, signed_by_id,"
                " signed_at) VALUES (%s, %s, %s, '[]', 1, %s, now())",
                [ground.stage.host, STEEL, NOW.date(), ground.finance],
            )


def test_the_page_and_the_command_say_the_same(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        ground.confirmed()
    sentence = "HKD 89,078.00 apart. The 4 lines that wait add up to exactly that."
    assert sentence in words(seen_by(FINANCE_OFFICE).get(f"/en/recon/{STEEL}").content)
    told = CliRunner().invoke(main, ["recon", STEEL, "--as", FINANCE_OFFICE])
    assert (told.exit_code, sentence in told.stdout) == (2, True)
    refused = CliRunner().invoke(main, ["recon", STEEL, "--sign", "--as", FINANCE_OFFICE])
    assert (refused.exit_code, "MON-351" in refused.stderr + refused.stdout) == (1, True)
    assert seen_by(FINANCE_OFFICE).post(f"/en/recon/{STEEL}/sign").status_code == 422
    assert seen_by(FINANCE_OFFICE).get("/en/recon/NOBODY").status_code == 404
