"""Tenancy is the database's law: raw SQL on the application's own connection, with no filter at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from psycopg_pool import ConnectionPool

from guohe.identity.operations.act_as import acting
from guohe.identity.queries import accounts_visible, hosts_visible
from tests.factories.identity import other_host, the_cast
from tests.factories.people import ADMINISTRATOR, AUDITOR, FINANCE_OFFICE, NOW, OTHER_OFFICER, TODAY


def tenant_tables() -> list[str]:
    """Every table that carries a host and that the application may read, as the database's own catalogue knows them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname::text FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid "
            "WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND attname = 'host_id' "
            "AND has_table_privilege(pg_class.oid, 'SELECT') "
            "UNION SELECT 'identity_host' UNION SELECT 'identity_account' ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]


def count(table: str, where: str = "true") -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {where}")
        counted: int = cursor.fetchone()[0]
        return counted


@pytest.mark.django_db
def test_the_application_is_an_ordinary_role_that_owns_no_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_without_an_actor_no_row_of_any_tenant_table_is_seen() -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        assert {"identity_host", "identity_capability", "audit_fact"} <= {
            table for table in tenant_tables() if count(table)
        }
    assert {table: count(table) for table in tenant_tables()} == dict.fromkeys(tenant_tables(), 0)


@pytest.mark.django_db
def test_an_actor_without_a_day_sees_nothing() -> None:
    stage = the_cast()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('guohe.actor', %s, true)", [str(stage.account(FINANCE_OFFICE))])
        assert count("identity_capability") == 0


@pytest.mark.django_db
def test_an_actor_of_one_host_never_sees_another() -> None:
    stage = the_cast()
    other = other_host(stage)
    with stage.acting(FINANCE_OFFICE):
        own = {table: count(table) for table in tenant_tables()}
        assert [host.code for host in hosts_visible()] == ["polyu"]
        assert OTHER_OFFICER not in {person.username for person in accounts_visible()}
        for table in tenant_tables():
            if table not in ("identity_host", "identity_account"):
                assert count(table, f"host_id = {other.host}") == 0, table
    with other.acting(OTHER_OFFICER):
        assert [host.code for host in hosts_visible()] == ["other"]
        assert {person.username for person in accounts_visible()} == {OTHER_OFFICER, ADMINISTRATOR}
        for table in tenant_tables():
            if table not in ("identity_host", "identity_account"):
                assert count(table, f"host_id = {stage.host}") == 0, table
    assert own["identity_capability"] > 0


@pytest.mark.django_db
def test_a_fact_cannot_be_written_into_another_hosts_log() -> None:
    stage = the_cast()
    other = other_host(stage)
    with (
        stage.acting(FINANCE_OFFICE),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO audit_fact (host_id, at, action, subject) VALUES (%s, %s, 'test.wrote', 'x')",
            [other.host, NOW],
        )


@pytest.mark.django_db
def test_the_application_cannot_write_hosts_accounts_or_capabilities_by_hand() -> None:
    stage = the_cast()
    for statement in (
        "INSERT INTO identity_host (code, name_en, name_zh_hant, name_zh_hans) VALUES ('x', 'x', 'x', 'x')",
        "SELECT encoded FROM identity_password",
        "SELECT count(*) FROM identity_password",
        "SELECT identity_password FROM identity_password",
        "INSERT INTO identity_password SELECT id, 'x' FROM identity_account",
        "UPDATE identity_password SET encoded = 'x'",
        "DELETE FROM identity_password",
        "COPY identity_password TO STDOUT",
        "UPDATE identity_account SET password_mark = gen_random_uuid()",
        "DELETE FROM identity_account",
        "INSERT INTO identity_capability (account_id, host_id, capability, starts, granted_by_id) "
        f"VALUES (1, {stage.host}, 'approve', '2018-01-01', 1)",
        "UPDATE identity_capability SET capability = 'administer'",
        "DELETE FROM identity_capability",
        "TRUNCATE identity_capability",
        "DELETE FROM audit_fact",
        "UPDATE audit_link SET position = 1",
        "SELECT * FROM audit_unsealed",
        "ALTER TABLE identity_capability DISABLE ROW LEVEL SECURITY",
        "SET LOCAL ROLE guohe_owner",
    ):
        with (
            stage.acting(ADMINISTRATOR),
            pytest.raises(ProgrammingError, match=r"denied|must be owner"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.django_db
def test_no_right_starts_in_the_past_even_by_raw_sql() -> None:
    """ACC-630: neither for another nor for oneself, and not by a day earlier alone; today is the first that holds."""
    stage = the_cast()
    given = "SELECT identity_grant_capability(%s, %s, 'approve', 'host', '', %s, NULL)"
    for username in (ADMINISTRATOR, AUDITOR):
        with stage.acting(ADMINISTRATOR), connection.cursor() as cursor:
            yesterday = [stage.account(username), stage.host, TODAY - timedelta(days=1)]
            with pytest.raises(IntegrityError, match="starts today or later"), transaction.atomic():
                cursor.execute(given, yesterday)
            cursor.execute(given, [*yesterday[:2], TODAY])
            assert cursor.fetchone()[0] > 0


def test_a_pooled_connection_forgets_its_actor_with_the_transaction(committed: str) -> None:
    stage = the_cast()
    actor = str(stage.account(FINANCE_OFFICE))
    settings = connection.get_connection_params()
    for unused in ("cursor_factory", "context"):
        settings.pop(unused, None)
    # One connection only, so that the next borrower gets the very same one.
    with ConnectionPool(kwargs=settings, min_size=1, max_size=1, timeout=10) as pool:
        seen = []
        for ending in ("commit", "rollback"):
            with pool.connection() as borrowed:
                backend = borrowed.info.backend_pid
                borrowed.execute(
                    "SELECT set_config('guohe.actor', %s, true), set_config('guohe.on', '2019-07-02', true)",
                    [actor],
                )
                row = borrowed.execute("SELECT count(*) FROM identity_capability").fetchone()
                assert row is not None
                assert row[0] > 0
                getattr(borrowed, ending)()
            with pool.connection() as borrowed:
                assert borrowed.info.backend_pid == backend
                row = borrowed.execute(
                    "SELECT (SELECT count(*) FROM identity_capability), guohe_actor(), guohe_visible_hosts()"
                ).fetchone()
                seen.append(row)
        assert seen == [(0, None, []), (0, None, [])]


def test_after_an_act_the_products_own_connection_forgets_the_actor(committed: str) -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        assert count("identity_capability") > 0
    assert count("identity_capability") == 0
    with pytest.raises(ZeroDivisionError), stage.acting(FINANCE_OFFICE):
        raise ZeroDivisionError
    assert count("identity_capability") == 0


@pytest.mark.django_db
def test_a_nested_act_gives_the_stage_back_to_the_earlier_actor() -> None:
    stage = the_cast()

    def who() -> tuple[int | None, date | None, str | None]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT guohe_actor(), guohe_on(), NULLIF(current_setting('guohe.door', true), '')"
            )
            actor, day, door = cursor.fetchone()
            return actor, day, door

    finance, administrator = stage.account(FINANCE_OFFICE), stage.account(ADMINISTRATOR)
    with acting(finance, on=TODAY, door="web"):
        with acting(administrator, on=date(2020, 1, 1), door="job"):
            assert who() == (administrator, date(2020, 1, 1), "job")
        assert who() == (finance, TODAY, "web")
        with pytest.raises(ZeroDivisionError), acting(administrator, on=TODAY):
            raise ZeroDivisionError
        assert who() == (finance, TODAY, "web")
    assert who() == (None, None, None)
