"""Every write leaves a fact; a fact names its actor, is never changed, and holds nothing private."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction

from guohe.audit.operations.record_fact import PrivateDetail, record
from guohe.audit.queries import facts_about, latest_facts
from tests.factories.identity import Stage, the_cast
from tests.factories.people import AUDITOR, FINANCE_OFFICE, INVESTIGATOR, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return the_cast()


def write(stage: Stage, subject: str = "grant:DEMO-1", **details: str | int | bool | None) -> int:
    return record(host_id=stage.host, action="test.thing.done", subject=subject, details=details, now=NOW)


def test_a_fact_tells_who_when_through_which_door_and_for_whom(stage: Stage) -> None:
    with stage.acting(FINANCE_OFFICE, door="job"):
        record(
            host_id=stage.host,
            action="test.thing.done",
            subject="grant:DEMO-1",
            details={"rows": 4, "file": "七月.csv", "whole": True},
            on_behalf_of=stage.account(INVESTIGATOR),
            now=NOW,
        )
        (fact,) = facts_about("grant:DEMO-1")
    assert (fact.actor, fact.on_behalf_of) == (stage.account(FINANCE_OFFICE), stage.account(INVESTIGATOR))
    assert (fact.at, fact.door, fact.action) == (NOW, "job", "test.thing.done")
    assert fact.details == {"rows": 4, "file": "七月.csv", "whole": True}


def test_without_an_actor_there_is_no_entry(stage: Stage) -> None:
    with pytest.raises(ProgrammingError, match="without an actor"), transaction.atomic():
        write(stage)


def test_the_actor_and_the_digest_are_not_what_the_statement_says(stage: Stage) -> None:
    with stage.acting(AUDITOR), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_fact (host_id, at, actor, door, action, subject, digest) "
            "VALUES (%s, now(), %s, 'api', 'test.thing.done', 'forged', '\\x00') RETURNING actor, door, length(digest)",
            [stage.host, stage.account(FINANCE_OFFICE)],
        )
        assert cursor.fetchone() == (stage.account(AUDITOR), "cli", 32)


def test_a_fact_vanishes_with_the_write_that_failed(stage: Stage) -> None:
    def fails() -> None:
        with stage.acting(FINANCE_OFFICE):
            write(stage, "grant:GONE")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    with stage.acting(AUDITOR):
        assert facts_about("grant:GONE") == ()


def test_facts_about_come_in_order_and_the_latest_first(stage: Stage) -> None:
    with stage.acting(FINANCE_OFFICE):
        numbers = [write(stage), write(stage, "grant:OTHER"), write(stage)]
        assert [fact.number for fact in facts_about("grant:DEMO-1")] == [numbers[0], numbers[2]]
        assert [fact.number for fact in latest_facts(stage.host, limit=3)] == numbers[::-1]


@pytest.mark.parametrize(
    "private",
    ["a.person@example.test", "account 012875110234567", "11010119900307123X", "6222021234567890123"],
)
def test_personal_and_bank_details_are_refused(stage: Stage, private: str) -> None:
    with stage.acting(FINANCE_OFFICE), pytest.raises(PrivateDetail) as refused:
        write(stage, seen=private)
    assert private not in str(refused.value)
    with stage.acting(FINANCE_OFFICE):
        assert facts_about("grant:DEMO-1") == ()


def test_an_order_number_an_amount_and_a_fingerprint_are_no_secrets(stage: Stage) -> None:
    with stage.acting(FINANCE_OFFICE):
        write(stage, order="PO4500012345", amount=1234567890123, digest="ab12345678901234567890ff")


@pytest.mark.parametrize("statement", ["UPDATE audit_fact SET details = '{}'", "DELETE FROM audit_fact"])
def test_the_application_changes_no_fact(stage: Stage, statement: str) -> None:
    with (
        stage.acting(FINANCE_OFFICE),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize("table", ["audit_fact", "audit_link"])
def test_not_even_the_owner_changes_facts_or_links(table: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('guohe.actor', '1', true), set_config('guohe.door', 'cli', true)")
        cursor.execute(
            "INSERT INTO audit_fact (host_id, at, action, subject) VALUES (1, now(), 'test.thing.done', 'x')"
        )
        cursor.execute("SELECT audit_seal()")
        for statement in (
            f"UPDATE {table} SET host_id = 2",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
        ):
            with pytest.raises(IntegrityError, match="written once"), transaction.atomic("owner"):
                cursor.execute(statement)
