"""The chain proves that no fact was changed, dropped, added or moved; writers do not wait for each other."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections

from guohe.audit.operations.record_fact import record
from guohe.audit.queries import verify_chain
from guohe.audit.queries.chain import chain_heads
from guohe.identity.operations.act_as import acting
from tests.factories.identity import Stage, other_host, the_cast
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, OTHER_OFFICER, TODAY


def write(stage: Stage, username: str, times: int) -> None:
    with stage.acting(username):
        for number in range(times):
            record(
                host_id=stage.host,
                action="test.thing.done",
                subject="grant:DEMO-1",
                details={"row": number},
                now=NOW,
            )


def tamper(*statements: str) -> None:
    """What someone does who owns the tables and switches their guards off."""
    with connections["owner"].cursor() as cursor:
        for table in ("audit_fact", "audit_link"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE audit_link DROP CONSTRAINT audit_link_fact_id_fkey")
        for statement in statements:
            cursor.execute(statement)


def unsealed() -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_unsealed")
        counted: int = cursor.fetchone()[0]
        return counted


def test_every_committed_fact_is_linked_and_the_chain_holds(committed: str) -> None:
    stage = the_cast()
    other = other_host(stage)
    write(stage, FINANCE_OFFICE, 3)
    write(other, OTHER_OFFICER, 2)
    assert unsealed() == 0
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM audit_fact), (SELECT count(*) FROM audit_link), "
            "(SELECT count(DISTINCT host_id) FROM audit_link)"
        )
        facts, links, hosts = cursor.fetchone()
    assert (links, hosts) == (facts, 2)
    assert verify_chain() == (facts, None)


def test_facts_left_unlinked_by_a_crash_are_linked_by_the_next_writer(committed: str) -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        write_number = record(host_id=stage.host, action="test.thing.done", subject="crash", now=NOW)
        # The process died between the commit and the link: what was to run after the commit never ran.
        connection.run_on_commit.clear()
    assert unsealed() == 1
    write(stage, FINANCE_OFFICE, 1)
    assert unsealed() == 0
    assert verify_chain().first_broken is None
    with stage.acting(AUDITOR), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_link WHERE fact_id = %s", [write_number])
        assert cursor.fetchone() == (1,)


FIELDS = {
    "at": "at + interval '1 microsecond'",
    "actor": "actor + 1",
    "on_behalf_of": "1",
    "door": "'api'",
    "action": "'test.thing.undone'",
    "subject": "'grant:OTHER'",
    "details": "'{\"row\": 9}'",
    "digest": "sha256(digest)",
    "host_id": "host_id + 1",
}


@pytest.mark.parametrize("field", FIELDS)
def test_a_changed_field_breaks_the_chain_at_its_fact(committed: str, field: str) -> None:
    stage = the_cast()
    write(stage, FINANCE_OFFICE, 5)
    number = _nth_of_subject(3)
    tamper(f"UPDATE audit_fact SET {field} = {FIELDS[field]} WHERE id = {number}")
    assert verify_chain().first_broken == number


def test_a_changed_fact_with_its_digest_made_anew_still_breaks_the_link(committed: str) -> None:
    stage = the_cast()
    write(stage, FINANCE_OFFICE, 5)
    number = _nth_of_subject(2)
    tamper(
        f"UPDATE audit_fact SET details = '{{}}' WHERE id = {number}",
        f"UPDATE audit_fact SET digest = audit_fact_digest(audit_fact) WHERE id = {number}",
    )
    assert verify_chain().first_broken == number


@pytest.mark.parametrize("table", ["audit_fact", "audit_link"])
def test_a_dropped_row_breaks_the_chain(committed: str, table: str) -> None:
    stage = the_cast()
    write(stage, FINANCE_OFFICE, 5)
    number = _nth_of_subject(2)
    tamper(f"DELETE FROM {table} WHERE {'id' if table == 'audit_fact' else 'fact_id'} = {number}")
    assert verify_chain().first_broken is not None


def test_two_facts_swapped_break_the_chain(committed: str) -> None:
    stage = the_cast()
    write(stage, FINANCE_OFFICE, 5)
    first, second = _nth_of_subject(1), _nth_of_subject(2)
    tamper(
        f"UPDATE audit_link SET fact_id = -1 WHERE fact_id = {first}",
        f"UPDATE audit_link SET fact_id = {first} WHERE fact_id = {second}",
        f"UPDATE audit_link SET fact_id = {second} WHERE fact_id = -1",
    )
    assert verify_chain().first_broken == first


def test_a_tail_cut_off_is_seen_by_whoever_kept_the_last_link(committed: str) -> None:
    stage = the_cast()
    write(stage, FINANCE_OFFICE, 5)
    with stage.acting(AUDITOR):
        kept = chain_heads()
    number = _nth_of_subject(4)
    tamper(f"DELETE FROM audit_link WHERE fact_id = {number}", f"DELETE FROM audit_fact WHERE id = {number}")
    assert verify_chain().first_broken is None
    with stage.acting(AUDITOR):
        assert chain_heads() != kept


def test_writers_of_one_host_do_not_wait_for_each_other(committed: str) -> None:
    stage = the_cast()
    finance, auditor = stage.account(FINANCE_OFFICE), stage.account(AUDITOR)
    written = threading.Event()
    failures: list[BaseException] = []

    def other_writer() -> None:
        try:
            with acting(auditor, on=TODAY), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
                record(host_id=stage.host, action="test.thing.done", subject="beside", now=NOW)
            written.set()
        except BaseException as failure:  # noqa: BLE001  (told to the main thread)
            failures.append(failure)
        finally:
            connection.close()

    with acting(finance, on=TODAY):
        record(host_id=stage.host, action="test.thing.done", subject="long", now=NOW)
        thread = threading.Thread(target=other_writer)
        thread.start()
        # The long transaction is still open while the other one commits and links.
        assert written.wait(5), failures
        thread.join(5)
    assert unsealed() == 0
    assert verify_chain().first_broken is None


def test_eight_writers_at_once_make_one_unbroken_chain(committed: str) -> None:
    stage = the_cast()
    finance = stage.account(FINANCE_OFFICE)
    before = verify_chain().facts

    def writer() -> None:
        for _ in range(10):
            with acting(finance, on=TODAY):
                record(host_id=stage.host, action="test.thing.done", subject="race", now=NOW)
        connection.close()

    threads = [threading.Thread(target=writer) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert verify_chain() == (before + 80, None)
    assert unsealed() == 0


def _nth_of_subject(place: int) -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT id FROM audit_fact WHERE subject = 'grant:DEMO-1' ORDER BY id OFFSET %s LIMIT 1", [place]
        )
        number: int = cursor.fetchone()[0]
        return number
