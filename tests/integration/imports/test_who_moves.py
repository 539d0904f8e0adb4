"""Who may move what a file brought, and on whose word, is law in the database: raw SQL as the application's role is refused.

Each statement is what an operation would do, by somebody who may not, or without the word that it needs.
"""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import Error, connection, transaction

from guohe.funds.operations.reverse_journal import reverse
from guohe.imports.models import Line, Question
from guohe.imports.operations.answer_question import answer_question
from guohe.imports.operations.ask_question import ask_question
from tests.factories.identity import add_person
from tests.factories.imports import RAIL, STEEL, Ground, listing
from tests.factories.people import ADMINISTRATOR, AUDITOR, FINANCE_OFFICE, INVESTIGATOR, NOW, TODAY

pytestmark = pytest.mark.usefixtures("demo_books")

# May import and answer: whoever asks here has standing too.
BOTH = "both.words"


@pytest.fixture
def job(ground: Ground) -> int:
    """The demo's listing, read and confirmed by the finance officer; four of its lines are asked about."""
    with ground.stage.acting(ADMINISTRATOR):
        add_person(ground.stage.host, BOTH, "view_money", "import", "prepare", "answer")
    with ground.stage.acting(FINANCE_OFFICE):
        return ground.confirmed()[0]


def law(*statements: str) -> str:
    """The law by which the database refuses the statements as one transaction; empty where it takes them all."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except Error as met:
        return str(met.__cause__.diag.constraint_name or met.__cause__.sqlstate)  # type: ignore[union-attr]
    return ""


def says(question: int, answer: str, effect: str) -> str:
    return (
        "INSERT INTO imports_answer (host_id, question_id, answered_by_id, answered_at, answer, effect, note) "
        f"SELECT host_id, id, guohe_actor(), now(), '{answer}', '{effect}', 'because' FROM imports_question WHERE id = {question}"
    )


def closes(question: int, state: str) -> str:
    return f"UPDATE imports_question SET state = '{state}' WHERE id = {question}"


def moves(line: int, state: str) -> str:
    return f"UPDATE imports_line SET state = '{state}', changed_by_id = guohe_actor(), changed_at = now() WHERE id = {line}"


def waiting(job: int, kind: str) -> Question:
    return Question.objects.get(job_id=job, kind=kind, state="open")


def test_whoever_asked_does_not_count_the_cost_in(ground: Ground, job: int) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        line = waiting(job, "duplicate").line_id
    with ground.stage.acting(INVESTIGATOR):
        answer_question(
            question_id=Question.objects.get(line_id=line).pk, answer="duplicate",
            actor=ground.stage.account(INVESTIGATOR), now=NOW,
        )  # fmt: skip
    with ground.stage.acting(BOTH):
        own = ask_question(line_id=line, words="Is it?", actor=ground.stage.account(BOTH), now=NOW)
        free = (closes(own, "answered"), moves(line, "staged"))
        assert law(says(own, "count", "ready"), *free) == "imports_answer_by_two"
        # Nor by an answer that says one thing and does another, a second voice, or none.
        assert law(says(own, "duplicate", "ready"), *free) == "imports_answer_does_what_it_says"
        assert law(says(own, "note", "noted"), *free) == "imports_question_closes_by_a_word"
        assert law(*free) == "imports_question_closes_by_a_word"
        assert law(closes(own, "withdrawn"), moves(line, "staged")) == "imports_question_closes_by_a_word"
        assert law(moves(line, "staged")) == "imports_line_waits_for_a_word"
        assert (
            law(moves(line, "held").replace("SET ", "SET hold = '{}', ")) == "imports_line_waits_for_a_word"
        )
        assert law(says(own, "duplicate", "left_out"), closes(own, "answered"), moves(line, "staged")) == (
            "imports_line_waits_for_a_word"
        )
        # What they may say of their own question, they say.
        assert law(says(own, "duplicate", "left_out"), closes(own, "answered"), moves(line, "rejected")) == ""


def test_nobody_asks_in_the_name_of_another(ground: Ground, job: int) -> None:
    with ground.stage.acting(BOTH):
        line = Line.objects.filter(job_id=job, state="held").values_list("pk", flat=True).first()
        assert line is not None
        ask = (
            "INSERT INTO imports_question (host_id, job_id, line_id, grant_ref, kind, asked_by_id, asked_of, asked_at, due_date, "
            f"ready, state) SELECT host_id, job_id, id, grant_ref, 'asked', %s, 'answer', now(), guohe_on(), "
            f"'[\"count\"]', 'open' FROM imports_line WHERE id = {line}"
        )
    with ground.stage.acting(INVESTIGATOR):
        assert law(ask % "guohe_actor()") == "imports_question_asked_by_actor"
    with ground.stage.acting(BOTH):
        assert law(ask % ground.finance) == "imports_question_asked_by_actor"
        assert law(ask % "guohe_actor()") == ""


@pytest.mark.parametrize(
    ("statement", "refused"),
    [
        (
            "UPDATE imports_line SET state = 'rejected', changed_by_id = guohe_actor() WHERE state = 'question'",
            "imports_line_moved_by_right",
        ),
        ("UPDATE imports_line SET category = 'travel' WHERE state = 'held'", "imports_line_moved_by_right"),
        (
            "UPDATE imports_job SET state = 'reversed', reversed_by_id = guohe_actor(), reversed_at = now(), reverse_reason = 'x'",
            "imports_job_moved_by_right",
        ),
        ("UPDATE imports_job SET rows_read = 0", "imports_job_moved_by_right"),
        ("UPDATE imports_question SET state = 'withdrawn'", "imports_question_moved_by_right"),
        ("UPDATE imports_question SET state = 'answered'", "imports_question_moved_by_right"),
        (
            "INSERT INTO imports_answer (host_id, question_id, answered_by_id, answered_at, answer, effect) "
            "SELECT host_id, id, guohe_actor(), now(), 'wait', 'waiting' FROM imports_question",
            "imports_answer_with_standing",
        ),
    ],
)
def test_who_only_sees_moves_nothing(ground: Ground, job: int, statement: str, refused: str) -> None:
    with ground.stage.acting(AUDITOR):
        assert law(statement) == refused


def test_an_entry_of_a_statement_is_not_used_by_who_only_sees(ground: Ground, job: int) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        ground.read("erp.csv")
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO imports_bank_entry (host_id, job_id, row_number, fingerprint, account_mask, currency, posted_date, "
                "narrative, amount_minor, raw) SELECT host_id, id, 2, 'f', '2101', 'HKD', guohe_on(), 'x', -100, '[]' "
                f"FROM imports_job WHERE id = {job}"
            )
        entry = Line.objects.filter(job_id=job, state="posted").values_list("journal_id", flat=True)[0]
    used = used_for(entry)
    with ground.stage.acting(AUDITOR):
        assert law(used) == "imports_bank_entry_moved_by_right"
    with ground.stage.acting(FINANCE_OFFICE):
        in_anothers_name = used_for(entry, ground.stage.account(INVESTIGATOR))
        for wrong in (used_for(99999), in_anothers_name, "UPDATE imports_bank_entry SET used_at = now()"):
            assert law(wrong) == "imports_bank_entry_as_booked", wrong
        assert law(used) == ""
        free = "UPDATE imports_bank_entry SET used_as = NULL, used_for = NULL, journal_id = NULL, used_by_id = NULL, used_at = NULL"
        for wrong in (free, used_for(entry + 1)):
            assert law(wrong) == "imports_bank_entry_as_booked", wrong
        reverse(journal_id=entry, reason="twice", on=TODAY, key=uuid4())
        assert law(free) == ""


def used_for(entry: int, account: int | None = None) -> str:
    return (
        f"UPDATE imports_bank_entry SET used_as = 'charge', used_for = 'x', journal_id = {entry}, used_at = now(), "
        f"used_by_id = {account or 'guohe_actor()'}"
    )


@pytest.mark.parametrize(
    "rewritten",
    [
        "file_total_minor = 1",
        "rows_read = rows_read + 1",
        "currency = 'CNY'",
        "reading = reading - 'unread'",
    ],
)
def test_what_a_checked_file_stated_stays_as_it_was_read(ground: Ground, rewritten: str) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        read = ground.read()
        assert law(f"UPDATE imports_job SET {rewritten} WHERE id = {read.job}") == "imports_job_read_once"


def test_a_line_is_in_the_books_by_its_own_entry_alone(ground: Ground, job: int) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        posted = Line.objects.filter(job_id=job, state="posted", kind="actual").order_by("pk")
        first, second = posted[0], posted[1]
        held = Line.objects.filter(job_id=job, state="held").values_list("pk", flat=True).first()
        books = f"UPDATE imports_line SET state = 'posted', journal_id = {first.journal_id} WHERE "
        assert held is not None
        assert law(f"{books} id = {held}") == "imports_line_posted_by_its_entry"
        assert law(f"{books} state = 'question'") == "imports_line_posted_by_its_entry"
        assert law(f"{books} id = {second.pk}") == "imports_line_keeps_its_entry"
        assert (
            law(f"UPDATE imports_line SET category = 'x' WHERE id = {first.pk}")
            == "imports_line_keeps_its_entry"
        )
        assert (
            law(f"UPDATE imports_line SET journal_id = 1 WHERE id = {held}") == "imports_line_keeps_its_entry"
        )
        assert law(moves(first.pk, "reversed")) == "imports_line_reversed_in_the_books"
        other = ground.stage.account(INVESTIGATOR)
        assert (
            law(f"UPDATE imports_line SET changed_by_id = {other} WHERE id = {held}")
            == "imports_line_signed_by_actor"
        )
        assert law(moves(held, "rejected")) == "imports_line_moved_by_a_word"
        copied = (
            "INSERT INTO imports_line (host_id, job_id, row_number, fingerprint, key, kind, project_code, account_code, "
            "account_name, posted_date, doc_ref, payee, description, order_no, currency, amount_minor, raw, verdict, state, journal_id) "
            "SELECT host_id, job_id, row_number, 'another', gen_random_uuid(), kind, project_code, account_code, account_name, "
            "posted_date, doc_ref, payee, description, order_no, currency, amount_minor, raw, verdict, 'posted', journal_id "
            f"FROM imports_line WHERE id = {first.pk}"
        )
        assert law(copied) == "imports_line_comes_in"


def test_a_cost_whose_reversal_was_reversed_stays_in_the_books(ground: Ground, job: int) -> None:
    """Else its line would come again from the next file, beside the entry that stands."""
    with ground.stage.acting(FINANCE_OFFICE):
        line = Line.objects.filter(job_id=job, state="posted", kind="actual").order_by("pk")[0]
        assert line.journal_id is not None
        turned = reverse(journal_id=line.journal_id, reason="wrong", on=TODAY, key=uuid4())
        with transaction.atomic():
            assert law(moves(line.pk, "reversed")) == ""
            transaction.set_rollback(True)
        reverse(journal_id=turned.journal_id, reason="right after all", on=TODAY, key=uuid4())
        assert law(moves(line.pk, "reversed")) == "imports_line_reversed_in_the_books"


def test_a_file_is_undone_with_all_that_it_brought(ground: Ground, job: int) -> None:
    undone = (
        "UPDATE imports_job SET state = 'reversed', reversed_by_id = guohe_actor(), reversed_at = now(), reverse_reason = 'x' "
        f"WHERE id = {job}"
    )
    with ground.stage.acting(FINANCE_OFFICE):
        assert law(undone) == "imports_job_undone_whole"
        other = ground.stage.account(INVESTIGATOR)
        assert law(f"UPDATE imports_job SET confirmed_by_id = {other}") == "imports_job_moved_by_right"


def test_a_tick_makes_a_repair_the_reading(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        ground.read()
        assert (
            law("UPDATE imports_line SET state = 'staged' WHERE state = 'tick'")
            == "imports_line_moved_by_a_word"
        )


def test_a_closed_question_stays_closed_and_is_answered_once(ground: Ground, job: int) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        number = waiting(job, "duplicate").pk
    with ground.stage.acting(INVESTIGATOR):
        answer_question(
            question_id=number, answer="duplicate", actor=ground.stage.account(INVESTIGATOR), now=NOW
        )
        assert law(closes(number, "open")) == "imports_question_stays_closed"
        assert law(says(number, "duplicate", "left_out")) == "imports_answer_decides_once"
    with ground.stage.acting(FINANCE_OFFICE):
        assert Line.objects.filter(job_id=job, state="rejected", grant_ref=STEEL).count() == 1


def test_a_repair_is_not_passed_over_by_holding_its_line(ground: Ground) -> None:
    """A line of project ZZ0I (meant: ZZ01) waits for a tick; a held line is posted without one."""
    with ground.stage.acting(FINANCE_OFFICE):
        rows = listing([("02/08/2018", "TK-1", "6110", "5.00")], project="ZZ0I-DEMO")
        line = Line.objects.get(job_id=ground.read("tick.csv", rows).job)
        assert line.state == "tick"
        held = (
            f"UPDATE imports_line SET state = 'held', hold = '{{\"code\": \"MON-321\"}}' WHERE id = {line.pk}"
        )
        assert law(held) == "imports_line_moved_by_a_word"
        ticks = (
            "INSERT INTO imports_tick (host_id, line_id, code, ticked_by_id, ticked_at) "
            f"VALUES ({ground.stage.host}, {line.pk}, 'IMP-131', %s, now())"
        )
        assert law(ticks % ground.stage.account(INVESTIGATOR)) == "42501"
        assert law(ticks % "guohe_actor()", held) == ""


def test_a_ready_line_keeps_its_grant_and_its_category(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        rows = listing([("02/08/2018", "M-1", "6110", "1.00"), ("02/08/2018", "M-2", "6900", "1.00")])
        job = ground.read("ready.csv", rows).job
        ready, asked = Line.objects.filter(job_id=job).order_by("row_number")
        assert (ready.state, asked.state) == ("staged", "question")
        change = "UPDATE imports_line SET {} WHERE id = {}"
        assert law(change.format(f"grant_ref = '{RAIL}'", ready.pk)) == "imports_line_keeps_its_grant"
        assert law(change.format("category = 'travel'", ready.pk)) == "imports_line_keeps_its_category"
        assert law(change.format("category = NULL", ready.pk)) == "imports_line_keeps_its_category"
        assert law(change.format("category = 'travel'", asked.pk)) == "imports_line_keeps_its_category"


def test_an_answer_moves_a_line_where_it_says_and_nowhere_else(ground: Ground) -> None:
    with ground.stage.acting(ADMINISTRATOR):
        add_person(ground.stage.host, BOTH, "view_money", "import", "prepare", "answer")
    with ground.stage.acting(FINANCE_OFFICE):
        rows = listing([("02/08/2018", "M-2", "6900", "1.00")])
        line = Line.objects.get(job_id=ground.read("asked.csv", rows).job)
        question = Question.objects.get(line=line)
    with ground.stage.acting(BOTH):
        said = (
            says(question.pk, "category", "ready")
            .replace("note) ", "note, chosen) ")
            .replace("'because'", "'because', 'travel'")
        )
        word = (said, closes(question.pk, "answered"))
        to = "UPDATE imports_line SET state = 'staged', {}, changed_by_id = guohe_actor(), changed_at = now() WHERE id = {}"
        assert law(*word, to.format("category = 'materials'", line.pk)) == "imports_line_waits_for_a_word"
        other = f"category = 'travel', grant_ref = '{RAIL}'"
        assert law(*word, to.format(other, line.pk)) == "imports_line_waits_for_a_word"
        assert law(*word, to.format("category = 'travel'", line.pk)) == ""
