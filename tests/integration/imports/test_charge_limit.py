"""What lacks of a receipt is a bank charge only within a limit, or by two people under their own names, and the database holds it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guohe.funds.operations.receive_instalment import receive
from guohe.funds.operations.verify_books import verify
from guohe.funds.queries import lots, trace
from guohe.grants.queries import find
from guohe.identity.operations.act_at_keyboard import open_account
from guohe.imports.domain.charges import largest_charge
from guohe.imports.operations.confirm_charge import confirm_charge, refuse_charge
from guohe.imports.operations.prepare_charge import prepare_charge
from guohe.imports.operations.record_receipt import record_receipt
from guohe.imports.operations.undo_import import undo_import
from guohe.imports.queries import bank
from guohe.imports.queries.categories import charge_category
from guohe.imports.queries.charges import charge
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.reconciliation.operations.undo_match import undo_match
from tests.factories.identity import add_person
from tests.factories.imports import DEMO, STEEL, Ground
from tests.factories.people import ADMINISTRATOR, AUDITOR, FINANCE_OFFICE, NOW, RESEARCH_OFFICE
from tests.integration.imports.test_bank import SECOND, credit, read

pytestmark = pytest.mark.usefixtures("demo_books")
APPROVER = "only.approves"
WHY = {"reason": "The correspondent bank kept it", "evidence": "Letter of the bank, 2019-06-25"}


def part_payment(ground: Ground) -> int:
    """The statement with a credit of 1.00 in place of 479,850.00."""
    text = (DEMO / "bank_cny.csv").read_text(encoding="utf-8").replace("479,850.00", "1.00")
    with ground.stage.acting(FINANCE_OFFICE):
        return credit(read(ground, "part.csv", text.encode())).number


def refused(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refusal, transaction.atomic():
        act()
    return [finding.code for finding in refusal.value.findings]


def prepared(ground: Ground, entry: int) -> int:
    """Prepared by the finance office."""
    with ground.stage.acting(FINANCE_OFFICE):
        return prepare_charge(entry_id=entry, instalment_ref=SECOND, **WHY, actor=ground.finance, now=NOW)


def confirmed(ground: Ground, number: int, by: str = RESEARCH_OFFICE) -> int:
    with ground.stage.acting(by):
        return confirm_charge(number=number, actor=open_account(by).account, now=NOW)


def law_of(act: Callable[[], object]) -> str:
    """The constraint by which the database refuses, or the code that it says."""
    with pytest.raises(DatabaseError) as broken, transaction.atomic():
        act()
    cause = broken.value.__cause__
    return getattr(getattr(cause, "diag", None), "constraint_name", None) or getattr(cause, "sqlstate", "")


def test_one_person_does_not_call_a_part_payment_a_charge(ground: Ground) -> None:
    entry = part_payment(ground)
    with ground.stage.acting(FINANCE_OFFICE):
        with pytest.raises(Refused) as refusal:
            record_receipt(entry_id=entry, instalment_ref=SECOND, actor=ground.finance, now=NOW)
        (finding,) = refusal.value.findings
        assert finding.code == "IMP-533"
        # 480,000.00 - 1.00 = 479,999.00; the limit is the larger of 500.00 and a thousandth, 480.00.
        said = finding.sentence("en")
        assert "CNY 479,999.00" in said
        assert "CNY 500.00" in said
        # A part payment is taken as part of the instalment; the message does not advise to call it a charge.
        assert "If it is a part payment, leave it" in said
        assert bank.entry(entry).used_as is None
        assert SECOND not in {lot.source_ref for lot in lots.of_fund(STEEL)}


def test_what_is_prepared_posts_nothing_until_another_person_confirms_it(ground: Ground) -> None:
    entry = part_payment(ground)
    number = prepared(ground, entry)
    with ground.stage.acting(FINANCE_OFFICE):
        assert charge(number).state == "waiting"
        assert SECOND not in {lot.source_ref for lot in lots.of_fund(STEEL)}
        assert bank.entry(entry).used_as is None
        # Nor is the credit anything else meanwhile, nor prepared twice.
        again = {"entry_id": entry, "actor": ground.finance, "now": NOW}
        assert refused(lambda: record_receipt(instalment_ref=f"{STEEL}/T1", **again)) == ["IMP-222"]
        assert refused(lambda: prepare_charge(instalment_ref=SECOND, **WHY, **again)) == ["IMP-222"]
    assert refused(lambda: confirmed(ground, number, FINANCE_OFFICE)) == ["ACC-601"]
    assert refused(lambda: confirmed(ground, number, AUDITOR)) == ["ACC-603"]
    journal = confirmed(ground, number)
    with ground.stage.acting(FINANCE_OFFICE):
        told = trace.forward(SECOND)
        assert told.proof.charge == Money.of("CNY", "479999.00")
        (receipt,) = told.receipts
        assert receipt.two is not None
        # Both people stand in the entry's trace, each with the day.
        assert (receipt.two.preparer.en, receipt.two.confirmer.en) == ("Mr Test Lau", "Ms Sample Ng")
        assert (receipt.two.prepared_on, receipt.two.confirmed_on) == (NOW.date(), NOW.date())
        found = charge(number)
        assert (found.state, bank.entry(entry).journal_id) == ("confirmed", journal)
        (claim,) = [c for c in find.claims(STEEL) if c.instalment_ref == SECOND and c.station == "credited"]
        assert claim.happened_on == date(2019, 6, 21)
        with connection.cursor() as cursor:
            cursor.execute("SELECT posted_by FROM funds_journal WHERE id = %s", [journal])
            assert cursor.fetchone() == (open_account(RESEARCH_OFFICE).account,)
        assert [proof.name for proof in verify() if proof.broken] == []
    assert refused(lambda: confirmed(ground, number)) == ["IMP-221"]


def test_whoever_may_only_approve_confirms(ground: Ground) -> None:
    with ground.stage.acting(ADMINISTRATOR):
        add_person(ground.stage.host, APPROVER, "view_money", "approve")
    number = prepared(ground, part_payment(ground))
    assert confirmed(ground, number, APPROVER) > 0


def test_a_refused_charge_leaves_the_credit_free_and_is_told_with_its_words(ground: Ground) -> None:
    entry = part_payment(ground)
    number = prepared(ground, entry)
    second = open_account(RESEARCH_OFFICE).account
    with ground.stage.acting(RESEARCH_OFFICE):
        assert refused(lambda: refuse_charge(number=number, words=" ", actor=second, now=NOW)) == ["IMP-225"]
        refuse_charge(number=number, words="The rest came", actor=second, now=NOW)
    assert refused(lambda: confirmed(ground, number)) == ["IMP-221"]
    with ground.stage.acting(FINANCE_OFFICE):
        told = charge(number)
        assert (told.state, told.words) == ("refused", "The rest came")
        assert told.answerer is not None
        assert told.answerer.en == "Ms Sample Ng"
    # It may be prepared again, and taken back by the one who did.
    again = prepared(ground, entry)
    with ground.stage.acting(FINANCE_OFFICE):
        refuse_charge(number=again, words="Mine", actor=ground.finance, now=NOW)
        assert charge(again).state == "refused"
    third, auditor = prepared(ground, entry), ground.stage.account(AUDITOR)
    with ground.stage.acting(AUDITOR):
        assert refused(lambda: refuse_charge(number=third, words="No", actor=auditor, now=NOW)) == ["ACC-603"]


def test_reason_and_paper_are_needed_and_a_usual_charge_needs_neither(ground: Ground) -> None:
    entry = part_payment(ground)
    with ground.stage.acting(FINANCE_OFFICE):
        at = {"entry_id": entry, "instalment_ref": SECOND, "actor": ground.finance, "now": NOW}
        assert refused(lambda: prepare_charge(reason="Kept", evidence=" ", **at)) == ["IMP-220"]
        assert refused(lambda: prepare_charge(reason="", evidence="Letter", **at)) == ["IMP-220"]
        assert refused(lambda: prepare_charge(reason="A\x00", evidence="Letter", **at)) == ["MON-521"]
        usual = credit(read(ground)).number
        at["entry_id"] = usual
        assert refused(lambda: prepare_charge(**WHY, **at)) == ["IMP-223"]


def test_a_charge_that_waits_goes_with_its_statement(ground: Ground) -> None:
    entry = part_payment(ground)
    number = prepared(ground, entry)
    with ground.stage.acting(FINANCE_OFFICE):
        undo_import(job_id=bank.entry(entry).job, reason="Another file", actor=ground.finance, now=NOW)
        assert charge(number).state == "gone"
    assert refused(lambda: confirmed(ground, number)) == ["IMP-508"]


def test_a_confirmed_receipt_is_undone_from_the_inbox_and_a_new_one_needs_two_people_again(
    ground: Ground,
) -> None:
    entry = part_payment(ground)
    first = confirmed(ground, prepared(ground, entry))
    with ground.stage.acting(FINANCE_OFFICE):
        (reversal,) = undo_match(entry_id=entry, reason="The rest came", actor=ground.finance, now=NOW)
        assert reversal > first
        assert bank.entry(entry).used_as is None
        assert "credited" not in {c.station for c in find.claims(STEEL) if c.instalment_ref == SECOND}
        at = {"entry_id": entry, "instalment_ref": SECOND, "actor": ground.finance, "now": NOW}
        assert refused(lambda: record_receipt(**at)) == ["IMP-533"]
    assert confirmed(ground, prepared(ground, entry)) > reversal


def posted(ground: Ground, credited: str, *, ref: str = SECOND) -> object:
    """The books' own operation, as a program that passes the statement by would call it."""
    return receive(
        book=ground.book, fund=STEEL, source_ref=ref, sent=Money.of("CNY", "480000.00"), on=date(2019, 6, 21),
        credited=Money.of("CNY", credited), source="BANK-20190621-5", key=uuid4(), charge_budget=charge_category(STEEL),
    )  # fmt: skip


def test_the_books_refuse_a_receipt_whose_charge_no_second_person_confirmed(ground: Ground) -> None:
    entry = part_payment(ground)
    with ground.stage.acting(FINANCE_OFFICE):
        assert refused(lambda: posted(ground, "1.00")) == ["MON-546"]
        assert refused(lambda: posted(ground, "479499.99")) == ["MON-546"]
    prepared(ground, entry)
    # Prepared is not confirmed: neither the one who prepared nor another posts it so.
    for who in (FINANCE_OFFICE, RESEARCH_OFFICE):
        with ground.stage.acting(who):
            assert refused(lambda: posted(ground, "1.00")) == ["MON-546"]
    # The limit itself is one person's.
    with ground.stage.acting(FINANCE_OFFICE):
        posted(ground, "479500.00")


def test_the_books_refuse_a_receipt_that_its_own_poster_prepared_whoever_confirmed_it(ground: Ground) -> None:
    entry = part_payment(ground)
    number = prepared(ground, entry)
    with ground.stage.acting(RESEARCH_OFFICE):
        answer(ground, number, RESEARCH_OFFICE)
        # Of the confirming person's act, in its transaction, it is posted; of any other sum it is not.
        assert refused(lambda: posted(ground, "2.00")) == ["MON-546"]
        assert refused(lambda: posted(ground, "1.00", ref=f"{STEEL}/T3")) == ["MON-546"]
    with ground.stage.acting(FINANCE_OFFICE):
        assert refused(lambda: posted(ground, "1.00")) == ["MON-546"]


def answer(ground: Ground, number: int, who: str, said: str = "confirmed", at: str = NOW.isoformat()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO imports_charge_answer (host_id, charge_id, answer, words, answered_by_id, answered_at) "
            "VALUES (%s, %s, %s, 'said', %s, %s)",
            [ground.stage.host, number, said, open_account(who).account, at],
        )


def test_the_database_takes_no_confirmation_by_the_preparer_in_anothers_name_or_twice(ground: Ground) -> None:
    entry = part_payment(ground)
    number = prepared(ground, entry)
    with ground.stage.acting(FINANCE_OFFICE):
        assert law_of(lambda: answer(ground, number, FINANCE_OFFICE)) == "imports_charge_confirmed_by_another"
        # A colleague's name, typed by the one who acts.
        assert law_of(lambda: answer(ground, number, RESEARCH_OFFICE)) == "imports_charge_answered_by_actor"
        add = (
            "INSERT INTO imports_charge (host_id, entry_id, instalment_ref, currency, sent_minor, credited_minor, reason, evidence, "
            "prepared_by_id, prepared_at) SELECT host_id, entry_id, instalment_ref, currency, sent_minor, {}, reason, evidence, {}, "
            "prepared_at FROM imports_charge WHERE id = %s"
        )
        other = open_account(RESEARCH_OFFICE).account
        assert (
            law_of(lambda: run(add.format("credited_minor", other), number))
            == "imports_charge_signed_by_actor"
        )
        assert (
            law_of(lambda: run(add.format("credited_minor", "prepared_by_id"), number))
            == "imports_charge_waits_once"
        )
        assert (
            law_of(lambda: run(add.format("credited_minor + 1", "prepared_by_id"), number))
            == "imports_charge_of_its_credit"
        )
        for change in (
            "UPDATE imports_charge SET prepared_by_id = %s",
            "DELETE FROM imports_charge WHERE id = %s",
        ):
            assert law_of(lambda change=change: run(change, number)) == "42501"
    with ground.stage.acting(AUDITOR):
        assert law_of(lambda: answer(ground, number, AUDITOR)) == "imports_charge_answered_by_actor"
    with ground.stage.acting(RESEARCH_OFFICE):
        past = "2019-07-01T10:00+08:00"
        assert (
            law_of(lambda: answer(ground, number, RESEARCH_OFFICE, at=past))
            == "imports_charge_answered_today"
        )
        answer(ground, number, RESEARCH_OFFICE, "refused")
        assert law_of(lambda: answer(ground, number, RESEARCH_OFFICE)) == "imports_charge_answered_once"


def run(sql: str, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [number])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    currency=st.sampled_from(("CNY", "HKD", "MOP", "USD", "EUR")),
    thousands=st.integers(0, 10**9),
    # Halves are rounded up: the edge is drawn often.
    rest=st.sampled_from((1, 499, 500, 501, 999)),
)
def test_the_database_and_the_domain_know_one_limit(
    db: None, currency: str, thousands: int, rest: int
) -> None:
    sent = Money(currency, thousands * 1000 + rest)
    with connection.cursor() as cursor:
        cursor.execute("SELECT imports_largest_charge(%s, %s)", [currency, sent.minor])
        assert cursor.fetchone() == (largest_charge(sent).minor,)
