"""What was read, asked and answered is written once: the database refuses the rest, whoever asks."""

from __future__ import annotations

import pytest
from django.db import Error, connection, transaction

from guohe.imports.operations.answer_question import answer_question
from guohe.imports.queries import jobs, questions
from tests.factories.identity import other_host
from tests.factories.imports import Ground
from tests.factories.people import AUDITOR, FINANCE_OFFICE, INVESTIGATOR, NOW, OTHER_OFFICER

pytestmark = pytest.mark.usefixtures("demo_books")

REWRITING = (
    "UPDATE imports_line SET amount_minor = 1",
    "UPDATE imports_line SET raw = '[]'",
    "UPDATE imports_line SET fingerprint = 'x'",
    "DELETE FROM imports_line",
    "TRUNCATE imports_line CASCADE",
    "UPDATE imports_finding SET code = 'IMP-000'",
    "DELETE FROM imports_finding",
    "UPDATE imports_answer SET note = 'never said'",
    "DELETE FROM imports_answer",
    "UPDATE imports_question SET words = 'never asked'",
    "DELETE FROM imports_question",
    "DELETE FROM imports_tick",
    "UPDATE imports_job SET file_digest = repeat('0', 64)",
    "DELETE FROM imports_job",
    "UPDATE imports_column_mapping SET columns = '{}'",
    "DELETE FROM imports_bank_entry",
)


@pytest.fixture
def job(ground: Ground) -> int:
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read().job
        number = questions.of_job(job)[1].number
    with ground.stage.acting(INVESTIGATOR):
        answer_question(
            question_id=number,
            answer="wait",
            note="asked the lab",
            actor=ground.stage.account(INVESTIGATOR),
            now=NOW,
        )
    return job


def refused(statement: str) -> bool:
    """Whether the database refuses, and leaves everything as it was."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except Error:
        return True
    return False


@pytest.mark.parametrize("statement", REWRITING)
def test_nothing_that_was_read_or_said_is_rewritten(ground: Ground, job: int, statement: str) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        assert refused(statement)


@pytest.mark.parametrize("statement", REWRITING)
def test_the_owner_of_the_tables_rewrites_nothing_either(ground: Ground, job: int, statement: str) -> None:
    empty = ("imports_column_mapping", "imports_bank_entry", "imports_tick")
    if any(table in statement for table in empty) and "TRUNCATE" not in statement:
        statement = "TRUNCATE imports_column_mapping, imports_bank_entry, imports_tick"
    with ground.stage.acting(FINANCE_OFFICE):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, session_user")
            role, owner = cursor.fetchone()
            cursor.execute(f'SET LOCAL ROLE "{owner}"')
        try:
            assert refused(statement)
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f'SET LOCAL ROLE "{role}"')


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE imports_line SET state = 'posted' WHERE state = 'staged'",
        "UPDATE imports_line SET state = 'reversed' WHERE state = 'staged'",
        "UPDATE imports_line SET state = 'tick' WHERE state = 'staged'",
        "UPDATE imports_line SET state = 'held', hold = NULL WHERE state = 'staged'",
        "UPDATE imports_job SET state = 'reversed'",
    ],
)
def test_a_line_takes_no_step_that_is_none(ground: Ground, job: int, statement: str) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        assert refused(statement)


def test_the_same_line_cannot_be_written_twice_by_any_road(ground: Ground, job: int) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        assert refused(
            "INSERT INTO imports_line (host_id, job_id, row_number, fingerprint, key, kind, project_code, account_code, "
            "account_name, posted_date, doc_ref, payee, description, order_no, currency, amount_minor, raw, verdict, state) "
            "SELECT host_id, job_id, row_number, fingerprint, gen_random_uuid(), kind, project_code, account_code, "
            "account_name, posted_date, doc_ref, payee, description, order_no, currency, amount_minor, raw, verdict, state "
            "FROM imports_line LIMIT 1"
        )


def test_nobody_answers_in_the_name_of_another(ground: Ground, job: int) -> None:
    finance = ground.stage.account(FINANCE_OFFICE)
    with ground.stage.acting(AUDITOR):
        assert refused(
            "INSERT INTO imports_answer (host_id, question_id, answered_by_id, answered_at, answer, effect) "
            f"SELECT host_id, id, {finance}, now(), 'count', 'ready' FROM imports_question LIMIT 1"
        )


def test_who_may_not_import_writes_no_line(ground: Ground, job: int) -> None:
    with ground.stage.acting(AUDITOR):
        assert refused(
            "INSERT INTO imports_finding (host_id, job_id, code, level) SELECT host_id, id, 'IMP-000', 'note' FROM imports_job"
        )


def test_another_host_moves_nothing(ground: Ground, job: int) -> None:
    other = other_host(ground.stage)
    with other.acting(OTHER_OFFICER), connection.cursor() as cursor:
        cursor.execute("UPDATE imports_line SET state = 'rejected'")
        assert cursor.rowcount == 0
        cursor.execute("UPDATE imports_question SET state = 'withdrawn'")
        assert cursor.rowcount == 0
    with ground.stage.acting(FINANCE_OFFICE):
        assert jobs.job(job).standing.ready.lines == 11
