"""A file is its content: stored once in a host, never changed, seen only by those of the host."""

from __future__ import annotations

import hashlib

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from guohe.audit.queries import facts_about
from guohe.documents.models import File
from guohe.documents.operations.store_file import store_file
from guohe.documents.queries.files import content_of, file_by_number, files_by_digest
from guohe.kernel.findings import Refused
from tests.factories.identity import Stage, other_host, the_cast
from tests.factories.people import FINANCE_OFFICE, NOW, OTHER_OFFICER

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 invented"
DIGEST = hashlib.sha256(PDF).hexdigest()


def store(stage: Stage, name: str = "scan.pdf", content: bytes = PDF, username: str = FINANCE_OFFICE):  # type: ignore[no-untyped-def]
    return store_file(host_id=stage.host, name=name, content=content, actor=stage.account(username), now=NOW)


def test_a_file_is_found_by_its_content_and_gives_its_bytes_back() -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        stored = store(stage)
        assert stored.new
        assert (stored.sha256, stored.media_type, stored.size) == (DIGEST, "application/pdf", len(PDF))
        (found,) = files_by_digest(DIGEST)
        assert found.id == stored.id
        assert content_of(found) == PDF


def test_the_same_content_twice_is_the_same_row_and_one_fact() -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        first = store(stage)
        again = store(stage, name="another name.pdf")
        assert (again.id, again.name, again.new) == (first.id, "scan.pdf", False)
        assert File.objects.count() == 1
        assert [fact.action for fact in facts_about(f"file:{first.id}")] == ["documents.file_stored"]


def test_an_empty_file_is_refused_by_name() -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE), pytest.raises(Refused) as refused:
        store(stage, name="empty.pdf", content=b"")
    assert [finding.code for finding in refused.value.findings] == ["DOC-903"]
    assert '"empty.pdf"' in refused.value.findings[0].sentence("en")


def test_another_host_sees_nothing_and_keeps_its_own_row_of_the_same_content() -> None:
    stage = the_cast()
    other = other_host(stage)
    with stage.acting(FINANCE_OFFICE):
        stored = store(stage)
    with other.acting(OTHER_OFFICER):
        assert file_by_number(stored.id) is None
        assert files_by_digest(DIGEST) == ()
        mine = store(other, username=OTHER_OFFICER)
        assert mine.new
        assert [file.host_id for file in files_by_digest(DIGEST)] == [other.host]
        with pytest.raises(Refused):
            store(stage, username=OTHER_OFFICER)


@pytest.mark.parametrize("statement", ["UPDATE documents_file SET name = 'x'", "DELETE FROM documents_file"])
def test_nobody_changes_a_stored_file(statement: str) -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        store(stage)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db(databases=["default", "owner"])
def test_even_the_owner_of_the_tables_changes_nothing() -> None:
    with (
        pytest.raises(DatabaseError, match="written once"),
        transaction.atomic("owner"),
        connections["owner"].cursor() as cursor,
    ):
        cursor.execute("TRUNCATE documents_file CASCADE")


@pytest.mark.parametrize(
    ("digest", "size", "by_someone_else"),
    [
        (b"\x00" * 32, len(PDF), False),
        (bytes.fromhex(DIGEST), 1, False),
        (bytes.fromhex(DIGEST), len(PDF), True),
    ],
    ids=["wrong digest", "wrong size", "another's name"],
)
def test_the_database_recomputes_what_a_file_says_of_itself(
    digest: bytes, size: int, by_someone_else: bool
) -> None:
    stage = the_cast()
    by = stage.account("audit.ho" if by_someone_else else FINANCE_OFFICE)
    with stage.acting(FINANCE_OFFICE), pytest.raises(DatabaseError), transaction.atomic():
        File.objects.create(
            host_id=stage.host,
            sha256=digest,
            name="a.pdf",
            media_type="application/pdf",
            size=size,
            content=PDF,
            stored_by_id=by,
            stored_at=NOW,
        )


def test_two_rows_of_one_content_in_one_host_cannot_be() -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        store(stage)
        with pytest.raises(IntegrityError), transaction.atomic():
            File.objects.create(
                host_id=stage.host,
                sha256=bytes.fromhex(DIGEST),
                name="b.pdf",
                media_type="application/pdf",
                size=len(PDF),
                content=PDF,
                stored_by_id=stage.account(FINANCE_OFFICE),
                stored_at=NOW,
            )


def test_nobody_stores_without_acting() -> None:
    stage = the_cast()
    with pytest.raises(Refused), transaction.atomic():
        store(stage)
