"""Evidence on a line (US-18): slots, duplicates by number and by content, withdrawn but never erased."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from guohe.audit.queries import facts_about
from guohe.documents.domain.evidence import Invoice, Slot, missing_slots
from guohe.documents.models import Attachment as Row
from guohe.documents.operations.attach import Attached, attach
from guohe.documents.operations.withdraw import withdraw
from guohe.documents.queries.attachments import (
    attachments_of,
    attachments_of_many,
    subjects_with_evidence,
)
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.kernel.texts import LANGUAGES
from tests.factories.identity import Stage, other_host, the_cast
from tests.factories.people import (
    AUDITOR,
    FINANCE_OFFICE,
    INVESTIGATOR,
    NOW,
    OTHER_OFFICER,
    PROGRAMME_OFFICER,
)

pytestmark = pytest.mark.django_db
STEEL = "DEMO-NKP-2018-001"
RAIL = "DEMO-RAIL-2018-002"
HERE, THERE = "journal/1042/1", "journal/1043/1"


def put(stage: Stage, username: str = FINANCE_OFFICE, **given: Any) -> Attached:
    told: dict[str, Any] = {
        "subject": HERE,
        "slot": Slot.INVOICE,
        "name": "invoice.pdf",
        "content": b"%PDF-1.7 AP18-01120",
        "label": "AP18-01120 (HKD 62,000.00)",
        "original_location": "Finance office, shelf 3",
    }
    return attach(host_id=stage.host, actor=stage.account(username), now=NOW, **(told | given))


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    for finding in refused.value.findings:
        for lang in LANGUAGES:
            assert finding.sentence(lang)
    return [finding.code for finding in refused.value.findings]


def test_a_paper_stands_on_its_line_with_who_when_and_where_the_original_is() -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        done = put(stage, invoice=Invoice("3200 1741", "No. 25312000", Money.of("HKD", "62000.00")))
        (paper,) = attachments_of(host_id=stage.host, subject=HERE)
        assert paper == done.attachment
        assert paper.invoice == Invoice("32001741", "NO25312000", Money.of("HKD", "62000.00"))
        assert (paper.original_location, paper.attached_by) == (
            "Finance office, shelf 3",
            stage.account(FINANCE_OFFICE),
        )
        assert paper.attached_at == NOW
        facts = facts_about(f"attachment:{paper.id}")
        assert [fact.action for fact in facts] == ["documents.paper_attached"]
        assert missing_slots("materials", (paper,)) == (Slot.PAYMENT, Slot.DELIVERY)


def test_the_same_file_on_the_same_line_twice_adds_nothing() -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        first = put(stage)
        again = put(stage)
        assert (first.new, again.new) == (True, False)
        assert again.attachment.id == first.attachment.id
        assert put(stage, slot=Slot.PAYMENT).new


def test_one_number_cannot_support_two_costs_and_nothing_is_left_behind() -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        put(stage, invoice=Invoice("", "25312000"))
        with pytest.raises(Refused) as refused:
            put(stage, subject=THERE, content=b"%PDF other scan", invoice=Invoice("", "２５３１ ２０００"))
        assert codes(refused) == ["DOC-911"]
        assert "AP18-01120 (HKD 62,000.00)" in refused.value.findings[0].sentence("en")
        assert attachments_of(host_id=stage.host, subject=THERE) == ()


def test_one_invoice_by_content_cannot_support_two_costs() -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        put(stage)
        with pytest.raises(Refused) as refused:
            put(stage, subject=THERE, name="renamed.pdf")
        assert codes(refused) == ["DOC-914"]


def test_a_bank_statement_proves_many_payments_and_says_so() -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        put(stage, slot=Slot.PAYMENT)
        done = put(stage, slot=Slot.PAYMENT, subject=THERE)
        assert [finding.code for finding in done.findings] == ["DOC-915"]


def test_a_differing_amount_is_told_and_kept() -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        told = Money.of("HKD", "62000.00")
        done = put(stage, invoice=Invoice(amount=told), line_amount=Money.of("HKD", "26000.00"))
        assert [finding.code for finding in done.findings] == ["DOC-912"]
        for lang in LANGUAGES:
            sentence = done.findings[0].sentence(lang)
            assert "HKD 62,000.00" in sentence
            assert "HKD 26,000.00" in sentence


def test_a_withdrawn_paper_stays_with_its_reason_and_frees_its_number() -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        number = put(stage, invoice=Invoice("", "25312000")).attachment.id
        take_back(stage, number)
        (paper,) = attachments_of(host_id=stage.host, subject=HERE)
        assert not paper.stands
        assert (paper.withdrawn_why, paper.withdrawn_at) == ("wrong line", NOW)
        assert subjects_with_evidence(host_id=stage.host, subjects=[HERE]) == frozenset()
        assert put(stage, subject=THERE, invoice=Invoice("", "25312000")).new
        with pytest.raises(Refused) as refused:
            take_back(stage, number)
        assert codes(refused) == ["DOC-919"]


def take_back(stage: Stage, number: int, why: str = "wrong line", username: str = FINANCE_OFFICE) -> None:
    withdraw(host_id=stage.host, attachment=number, why=why, actor=stage.account(username), now=NOW)


def test_a_paper_is_not_withdrawn_without_a_reason_or_twice_or_from_nowhere() -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        number = put(stage).attachment.id
        for why, given, code in ((" ", number, "DOC-917"), ("x", number + 99, "DOC-918")):
            with pytest.raises(Refused) as refused:
                take_back(stage, given, why)
            assert codes(refused) == [code]


def test_the_investigator_attaches_to_the_own_grant_only() -> None:
    stage = the_cast()
    with stage.acting(INVESTIGATOR):
        assert put(stage, INVESTIGATOR, grant=STEEL).new
        for grant in (RAIL, None):
            with pytest.raises(Refused) as refused:
                put(stage, INVESTIGATOR, grant=grant, subject=THERE)
            assert codes(refused)[0].startswith("ACC-")


@pytest.mark.parametrize("username", [AUDITOR, PROGRAMME_OFFICER])
def test_readers_attach_nothing(username: str) -> None:
    stage = the_cast()
    with stage.acting(username), pytest.raises(Refused):
        put(stage, username, grant=STEEL)


def test_another_host_sees_no_paper_and_its_numbers_do_not_collide() -> None:
    stage = the_cast()
    other = other_host(stage)
    with stage.acting(FINANCE_OFFICE):
        put(stage, invoice=Invoice("", "25312000"))
    with other.acting(OTHER_OFFICER):
        assert attachments_of(host_id=stage.host, subject=HERE) == ()
        assert put(other, OTHER_OFFICER, subject=THERE, invoice=Invoice("", "25312000")).new


def test_papers_of_many_lines_come_in_one_query(django_assert_num_queries: Any) -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        put(stage)
        put(stage, subject=THERE, content=b"%PDF b")
        with django_assert_num_queries(1):
            found = attachments_of_many(host_id=stage.host, subjects=[HERE, THERE, "journal/9/9"])
        assert {subject: len(papers) for subject, papers in found.items()} == {
            HERE: 1,
            THERE: 1,
            "journal/9/9": 0,
        }


def raw(stage: Stage, **given: Any) -> None:
    """A row written past the operation, as a faulty program would."""
    (paper,) = attachments_of(host_id=stage.host, subject=HERE)
    told: dict[str, Any] = {
        "host_id": stage.host,
        "subject": THERE,
        "slot": "invoice",
        "file_id": paper.file.id,
        "sha256": b"\x00" * 32,
        "attached_by_id": stage.account(FINANCE_OFFICE),
        "attached_at": NOW,
    }
    with transaction.atomic():
        Row.objects.create(**(told | given))


def test_the_database_itself_refuses_the_same_paper_on_two_lines() -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        put(stage, invoice=Invoice("", "25312000"))
        with pytest.raises(IntegrityError, match="supports another line"):
            raw(stage)
        with pytest.raises(IntegrityError, match="supports another line"):
            raw(stage, slot="other", fapiao_number="25312000")


def test_the_database_itself_refuses_a_paper_in_someone_elses_name_or_without_the_right() -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        put(stage)
        with pytest.raises(DatabaseError, match="made by its actor"):
            raw(stage, attached_by_id=stage.account(AUDITOR), slot="other")
    with stage.acting(AUDITOR), pytest.raises(DatabaseError, match="may prepare"):
        raw(stage, attached_by_id=stage.account(AUDITOR), slot="other")


@pytest.mark.parametrize("table", ["documents_attachment", "documents_withdrawal"])
def test_papers_and_withdrawals_are_written_once(table: str) -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        take_back(stage, put(stage).attachment.id)
        for statement in (f"UPDATE {table} SET host_id = host_id", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
