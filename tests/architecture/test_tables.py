"""The database as the migrations leave it: who may touch which table, whose rows are whose, and what points where.

``grants.txt`` is the list a reviewer reads: one line a table, with the rights of the application's role and whether
its rows belong to hosts. A migration that changes a right changes that file in the same commit; the failing test
tells the lines.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey

from tests.architecture.ground import heights

pytestmark = pytest.mark.django_db

GOLDEN = Path(__file__).parent / "grants.txt"
VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")

_TABLES = """
    SELECT relname::text,
           coalesce((SELECT string_agg(privilege_type, ' ' ORDER BY array_position(%s, privilege_type::text))
                     FROM aclexplode(relacl) WHERE grantee = 'guohe_app'::regrole), ''),
           coalesce((SELECT string_agg(attname || ':' || lower(privilege_type), ' ' ORDER BY attnum, privilege_type)
                     FROM pg_attribute, aclexplode(attacl) WHERE attrelid = pg_class.oid AND grantee = 'guohe_app'::regrole), ''),
           relrowsecurity,
           EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'host_id' AND NOT attisdropped)
    FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = 'public'::regnamespace ORDER BY relname
"""


def tables() -> list[tuple[str, str, str, bool, bool]]:
    """Name, table rights, column rights, row-level security, and whether it carries a host: for every table."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES, [list(VERBS)])
        return list(cursor.fetchall())


def as_listed() -> list[str]:
    """One line a table on which the application has any right."""
    return [
        f"{name}: {' '.join(filter(None, (rights, columns)))}; {'rows of hosts' if secured else 'shared'}"
        for name, rights, columns, secured, _ in tables()
        if rights or columns
    ]


def test_the_applications_rights_are_those_of_the_list() -> None:
    listed = [
        line for line in GOLDEN.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]
    now = as_listed()
    assert (sorted(set(now) - set(listed)), sorted(set(listed) - set(now))) == ([], []), "\n".join(now)


def test_every_table_that_carries_a_host_is_secured_by_row() -> None:
    bare = [
        name
        for name, rights, columns, secured, of_host in tables()
        if of_host and not secured and (rights or columns)
    ]
    assert bare == []


def test_every_secured_table_asks_who_sees_which_host() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename::text, string_agg(coalesce(qual, '') || coalesce(with_check, ''), ' ') FROM pg_policies "
            "GROUP BY tablename"
        )
        policies = dict(cursor.fetchall())
    secured = [name for name, _, _, is_secured, _ in tables() if is_secured]
    assert secured
    assert [name for name in secured if name not in policies] == []
    assert [name for name in secured if not _asks(policies[name])] == []


def _asks(condition: str) -> bool:
    return "guohe_visible_hosts" in condition or "identity_visible_accounts" in condition


def test_the_application_owns_nothing_and_can_empty_nothing() -> None:
    assert [name for name, rights, _, _, _ in tables() if "TRUNCATE" in rights or "TRIGGER" in rights] == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relowner = 'guohe_app'::regrole "
            "UNION ALL SELECT count(*) FROM pg_proc WHERE proowner = 'guohe_app'::regrole"
        )
        assert cursor.fetchall() == [(0,), (0,)]


def test_rows_written_once_cannot_even_be_asked_to_change() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgfoid = 'guohe_refuse_change'::regproc"
        )
        append_only = {name for (name,) in cursor.fetchall()}
    assert {"audit_fact", "audit_link"} <= append_only
    # identity_capability refuses only TRUNCATE in this way; its rows end by a function.
    changed = [name for name, rights, _, _, _ in tables() if name in append_only and _changes(rights)]
    assert changed == []


def _changes(rights: str) -> bool:
    return any(verb in rights.split() for verb in ("UPDATE", "DELETE"))


def test_functions_that_lend_the_owners_rights_are_pinned_and_not_for_everyone() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname::text FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace "
            "AND proname NOT LIKE 'procrastinate%%' "
            "AND (NOT coalesce(array_to_string(proconfig, ','), '') LIKE '%%search_path=%%' "
            "     OR proacl IS NULL OR EXISTS (SELECT FROM aclexplode(proacl) WHERE grantee = 0)) ORDER BY 1"
        )
        assert [name for (name,) in cursor.fetchall()] == []


def test_what_is_asked_at_commit_is_asked_with_the_owners_rights() -> None:
    """Servers before 18 run a deferred trigger as whoever commits: a lesser role would find no rows and no refusal."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT f.proname::text FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid "
            "WHERE t.tgdeferrable AND NOT t.tgisinternal AND NOT f.prosecdef ORDER BY 1"
        )
        assert [name for (name,) in cursor.fetchall()] == []


def test_foreign_keys_of_models_point_down_and_offer_no_way_up() -> None:
    height = heights()
    faults = []
    for model in apps.get_models():
        own = model._meta.app_label
        for field in model._meta.get_fields():
            if own not in height or not isinstance(field, ForeignKey):
                continue
            other = field.related_model._meta.app_label  # type: ignore[union-attr]
            upward = other in height and height[other] > height[own]
            outside = other not in height
            open_back = other != own and not field.remote_field.hidden
            if upward or outside or open_back:
                faults.append(f"{own}.{model.__name__}.{field.name} -> {other}")
    assert faults == []


def test_foreign_keys_of_the_database_point_down() -> None:
    height = heights()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT split_part(conrelid::regclass::text, '_', 1), split_part(confrelid::regclass::text, '_', 1) "
            "FROM pg_constraint WHERE contype = 'f'"
        )
        pairs = cursor.fetchall()
    known = [(own, other) for own, other in pairs if own in height]
    assert ("imports", "identity") in known
    assert [(own, other) for own, other in known if height.get(other, 99) > height[own]] == []
