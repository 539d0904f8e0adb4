"""Raw SQL against signed reports: the database itself refuses, for the application and for the owner of the tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction

from guohe.kernel.clock import UTC8
from tests.factories.identity import other_host
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, OTHER_OFFICER, RESEARCH_OFFICE
from tests.integration.reporting.conftest import GRANT, Books
from tests.integration.reporting.test_signing import corrected, prepared, signed


def attack(statement: str, by: str = "default") -> str:
    """Runs it, expects refusal, and gives the name of the law that refused (a constraint, or the missing right)."""
    with (
        pytest.raises(DatabaseError) as refused,
        transaction.atomic(using=by),
        connections[by].cursor() as cursor,
    ):
        cursor.execute(statement)
    diagnosis = getattr(refused.value.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or str(getattr(diagnosis, "sqlstate", ""))


@pytest.fixture
def owners_session(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The test's connection belongs to the owner of the tables, who acts as the application until it says otherwise."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connection.close()
        before = dict(connection.settings_dict)
        owner = connections["owner"].settings_dict
        connection.settings_dict.update(USER=owner["USER"], PASSWORD=owner["PASSWORD"])
        connection.settings_dict["OPTIONS"] = {**before["OPTIONS"], "options": "-c role=guohe_app"}
        yield
        connection.close()
        connection.settings_dict.update(before)


NO_RIGHT = "42501"
CHANGES = (
    "UPDATE reporting_report SET frozen = '\\x00', digest = sha256('\\x00')",
    "UPDATE reporting_report SET years = '2019-FY2019-20'",
    "UPDATE reporting_report SET number = 99",
    "UPDATE reporting_report SET kind = 'final'",
    "UPDATE reporting_report SET prepared_by_id = approved_by_id",
)


@pytest.mark.parametrize("statement", CHANGES)
def test_the_application_has_no_right_to_touch_a_figure(books: Books, statement: str) -> None:
    signed(books, prepared(books).number)
    with books.stage.acting(FINANCE_OFFICE):
        assert attack(statement) == NO_RIGHT
        assert attack("DELETE FROM reporting_report") == NO_RIGHT
        assert attack("TRUNCATE reporting_report CASCADE") == NO_RIGHT


def test_not_even_the_owner_changes_a_signed_report(kept_books: Books) -> None:
    signed(kept_books, prepared(kept_books).number)
    for statement in CHANGES:
        assert attack(statement, "owner") == "reporting_report_kept"
    assert attack("DELETE FROM reporting_report", "owner") == "reporting_report_append_only"
    assert attack("TRUNCATE reporting_report CASCADE", "owner") == "reporting_report_append_only"


def test_a_remark_is_never_rewritten(kept_books: Books) -> None:
    with kept_books.stage.acting(FINANCE_OFFICE), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reporting_remark (host_id, grant_ref, journal_id, line, words, said_by_id, said_at) "
            "VALUES (%s, %s, 1, 1, 'first words', 1, %s) RETURNING said_by_id",
            [kept_books.stage.host, GRANT, NOW],
        )
        assert cursor.fetchone() == (kept_books.stage.account(FINANCE_OFFICE),)
    assert (
        attack("UPDATE reporting_remark SET words = 'other words'", "owner") == "reporting_remark_append_only"
    )
    assert attack("DELETE FROM reporting_remark", "owner") == "reporting_remark_append_only"


@pytest.mark.parametrize("state", ["draft", "prepared", "superseded"])
def test_a_signed_report_leaves_its_state_only_by_its_correction(books: Books, state: str) -> None:
    signed(books, prepared(books).number)
    with books.stage.acting(FINANCE_OFFICE):
        law = attack(f"UPDATE reporting_report SET state = '{state}'")
    assert law == "reporting_report_kept"


def test_signing_what_one_prepared_oneself_is_refused_by_the_database(books: Books) -> None:
    prepared(books, by=RESEARCH_OFFICE)
    with books.stage.acting(RESEARCH_OFFICE):
        assert (
            attack(f"UPDATE reporting_report SET state = 'signed', signed_at = '{NOW}'")
            == "reporting_report_four_eyes"
        )
        # Naming somebody else does not help: the signature is that of whoever acts.
        other = books.stage.account(FINANCE_OFFICE)
        assert (
            attack(
                f"UPDATE reporting_report SET state = 'signed', signed_at = '{NOW}', approved_by_id = {other}"
            )
            == "reporting_report_four_eyes"
        )


def test_signing_needs_the_right_to_approve(books: Books) -> None:
    prepared(books)
    with books.stage.acting(AUDITOR):
        law = attack(f"UPDATE reporting_report SET state = 'signed', signed_at = '{NOW}'")
    assert law == "reporting_report_may_sign"


def insert(host: int, state: str = "prepared", digest: str = "sha256('\\x01')", more: str = "") -> str:
    columns, values = ", approved_by_id, signed_at" if more else "", more
    return (
        "INSERT INTO reporting_report (host_id, grant_ref, number, side, years, state, frozen, digest, prepared_by_id, "
        f"prepared_at{columns}) VALUES ({host}, '{GRANT}', 1, 'both', '2018-FY2018-19', '{state}', '\\x01', {digest}, 1, '{NOW}'"
        f"{values})"
    )


def test_a_report_cannot_be_born_signed_nor_with_a_foreign_digest(books: Books) -> None:
    host = books.stage.host
    approver = books.stage.account(RESEARCH_OFFICE)
    with books.stage.acting(FINANCE_OFFICE):
        assert (
            attack(insert(host, state="signed", more=f", {approver}, '{NOW}'"))
            == "reporting_report_begins_prepared"
        )
        assert attack(insert(host, digest="sha256('\\x02')")) == "reporting_report_digest"
    with books.stage.acting(AUDITOR):
        assert attack(insert(host)) == "reporting_report_may_prepare"


def test_the_preparer_is_whoever_acts_whatever_the_statement_says(books: Books) -> None:
    with books.stage.acting(FINANCE_OFFICE), connection.cursor() as cursor:
        cursor.execute(insert(books.stage.host) + " RETURNING prepared_by_id, number")
        assert cursor.fetchone() == (books.stage.account(FINANCE_OFFICE), 1)


def test_another_host_neither_reads_nor_writes_reports(books: Books) -> None:
    prepared(books)
    with other_host(books.stage).acting(OTHER_OFFICER), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reporting_report")
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE reporting_report SET state = 'draft'")
        assert cursor.rowcount == 0
        assert attack(insert(books.stage.host)) in ("reporting_report_may_prepare", NO_RIGHT)


def test_two_corrections_of_one_report_are_never_both_in_force(books: Books) -> None:
    from datetime import date

    first = signed(books, prepared(books).number)
    books.reverse("ST18-0412", date(2019, 2, 2))
    correction = corrected(books, first.number)
    signed(books, correction.number)
    with books.stage.acting(FINANCE_OFFICE), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM reporting_report WHERE number = %s", [first.number])
        (key,) = cursor.fetchone()
        law = attack(
            "INSERT INTO reporting_report (host_id, grant_ref, number, side, years, corrects_id, correction, frozen, "
            f"digest, prepared_by_id, prepared_at) SELECT host_id, grant_ref, 9, side, years, {key}, 1, frozen, digest, "
            f"1, '{NOW}' FROM reporting_report WHERE id = {key}"
        )
    assert law == "reporting_report_corrects_signed"


def sign_by_hand(number: int) -> str:
    return f"UPDATE reporting_report SET state = 'signed', signed_at = '{NOW}' WHERE number = {number}"


def test_the_database_lets_no_year_be_told_a_side_twice(books: Books) -> None:
    rivals = [
        prepared(books, years="2018-FY2017-18").number,
        prepared(books, years="2018-FY2017-18", side="funder").number,
        prepared(books, years="2018+2019-FY2019-20", side="funder").number,
        prepared(books, years="2019-FY2018-19", side="host").number,
    ]
    signed(books, prepared(books).number)
    with books.stage.acting(RESEARCH_OFFICE):
        assert [attack(sign_by_hand(number)) for number in rivals] == ["reporting_report_told_once"] * 4


def test_the_years_of_a_signed_report_are_those_of_its_bytes(books: Books) -> None:
    first = prepared(books)
    with books.stage.acting(FINANCE_OFFICE), connection.cursor() as cursor:
        for number, years in ((2, "2019-FY2018-19"), (3, "2018-FY2020-21"), (4, "2018+2019-FY2018-19")):
            cursor.execute(
                "INSERT INTO reporting_report (host_id, grant_ref, number, side, years, frozen, digest, prepared_by_id, "
                "prepared_at) SELECT host_id, grant_ref, %s, side, %s, frozen, digest, 1, prepared_at "
                "FROM reporting_report WHERE number = %s",
                [number, years, first.number],
            )
    with books.stage.acting(RESEARCH_OFFICE):
        assert [attack(sign_by_hand(number)) for number in (2, 3, 4)] == ["reporting_report_years"] * 3


def test_the_bytes_of_a_signed_report_say_which_report_they_are(books: Books) -> None:
    first = prepared(books)
    with books.stage.acting(FINANCE_OFFICE), connection.cursor() as cursor:
        # The very same bytes as another report, and for another reader.
        for number, side in ((2, "funder"), (3, "host")):
            cursor.execute(
                "INSERT INTO reporting_report (host_id, grant_ref, number, side, years, frozen, digest, prepared_by_id, "
                "prepared_at) SELECT host_id, grant_ref, %s, %s, years, frozen, digest, 1, prepared_at "
                "FROM reporting_report WHERE number = %s",
                [number, side, first.number],
            )
    with books.stage.acting(RESEARCH_OFFICE):
        assert [attack(sign_by_hand(number)) for number in (2, 3)] == ["reporting_report_imprint"] * 2


NOT_OF_TODAY = (NOW - timedelta(days=1), NOW + timedelta(days=1), datetime(2019, 7, 3, 0, 0, tzinfo=UTC8))


@pytest.mark.parametrize("moment", NOT_OF_TODAY)
def test_a_report_is_prepared_signed_and_remarked_on_the_day_on_which_one_acts(
    books: Books, moment: datetime
) -> None:
    other = insert(books.stage.host).replace(str(NOW), str(moment))
    remark = (
        "INSERT INTO reporting_remark (host_id, grant_ref, journal_id, line, words, said_by_id, said_at) "
        f"VALUES ({books.stage.host}, '{GRANT}', 1, 1, 'w', 1, '{moment}')"
    )
    with books.stage.acting(FINANCE_OFFICE):
        assert attack(other) == "reporting_day"
        assert attack(remark) == "reporting_day"
    prepared(books)
    with books.stage.acting(RESEARCH_OFFICE):
        law = attack(f"UPDATE reporting_report SET state = 'signed', signed_at = '{moment}'")
    assert law == "reporting_day"


def test_a_report_and_a_remark_are_of_a_grant_of_the_same_host(books: Books) -> None:
    other = other_host(books.stage)
    with other.acting(OTHER_OFFICER):
        assert attack(insert(other.host)) == "reporting_of_one_host"
        remark = (
            "INSERT INTO reporting_remark (host_id, grant_ref, journal_id, line, words, said_by_id, said_at) "
            f"VALUES ({other.host}, '{GRANT}', 1, 1, 'w', 1, '{NOW}')"
        )
        assert attack(remark) == "reporting_of_one_host"
    with books.stage.acting(FINANCE_OFFICE):
        assert attack(insert(books.stage.host).replace(GRANT, "NO-SUCH")) == "reporting_of_one_host"


@pytest.mark.parametrize(("days", "law"), [(-2, "reporting_day"), (-1, ""), (0, ""), (1, "reporting_day")])
def test_live_books_go_by_the_databases_own_day(kept_books: Books, days: int, law: str) -> None:
    """An act over midnight is of the day before; neither a day to come nor an earlier one is believed."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("INSERT INTO db_deployment (mode) VALUES ('live')")
        cursor.execute("SELECT clock_timestamp()")
        moment = cursor.fetchone()[0].astimezone(UTC8) + timedelta(days=days)
    statement = insert(kept_books.stage.host).replace(str(NOW), str(moment))
    with kept_books.stage.acting(FINANCE_OFFICE, on=moment.date()):
        if law:
            assert attack(statement) == law
        else:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                assert cursor.rowcount == 1
