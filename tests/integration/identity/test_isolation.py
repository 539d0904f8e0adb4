"""Tenancy is the database's law: raw SQL on the application's own connection, with no filter at all."""

from __future__ import annotations

import pytest
from django.db import connection
from tests.factories.identity import Stage, other_host, person, the_cast
from tests.factories.people import ADMINISTRATOR, FINANCE_OFFICE, NOW, OTHER_OFFICER, TODAY

from guohe.identity.operations.act_as import acting

pytestmark = pytest.mark.django_db


def tenant_tables() -> list[str]:
    """Every table that carries a host, as the database's own catalogue knows them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns "
            "WHERE column_name = 'host_id' AND table_schema = 'public' AND table_name <> 'audit_unsealed' "
            "UNION SELECT 'identity_host' UNION SELECT 'identity_account' ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        counted: int = cursor.fetchone()[0]
        return counted


def test_the_application_is_an_ordinary_role_that_owns_no_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


def test_without_an_actor_no_row_of_any_tenant_table_is_seen() -> None:
    the_cast()
    assert {table: count(table) for table in tenant_tables()} == dict.fromkeys(tenant_tables(), 0)
