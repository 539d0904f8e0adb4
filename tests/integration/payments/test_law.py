"""Four eyes, written once, one file, used once: the database refuses the rest in raw SQL, whoever asks."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories.payments import Till, payee_recorded, till
from tests.factories.people import FINANCE_OFFICE, RESEARCH_OFFICE

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Till:
    return till()


def run(place: Till, by: str, sql: str) -> str:
    """The name of the law that refuses, or the text of the refusal; empty when it was done."""
    try:
        with place.stage.acting(by), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError as refusal:
        diagnosis = getattr(refusal.__cause__, "diag", None)
        return (diagnosis and diagnosis.constraint_name) or str(refusal)
    return ""


def approval(place: Till, number: int, by: str, digest: str = "digest") -> str:
    return (
        "INSERT INTO payments_approval (host_id, release_id, digest, released_by_id, released_at) "
        f"SELECT host_id, id, {digest}, {place.stage.account(by)}, now() FROM payments_release WHERE id = {number}"
    )


def test_the_preparer_cannot_release_in_raw_sql(place: Till) -> None:
    number = place.prepared()
    assert (
        run(place, RESEARCH_OFFICE, approval(place, number, RESEARCH_OFFICE))
        == "payments_released_by_another"
    )


def test_nobody_releases_in_anothers_name(place: Till) -> None:
    number = place.prepared()
    assert run(place, RESEARCH_OFFICE, approval(place, number, FINANCE_OFFICE)) == "payments_by_the_actor"


def test_what_is_released_is_what_was_prepared(place: Till) -> None:
    number = place.prepared()
    assert run(place, FINANCE_OFFICE, approval(place, number, FINANCE_OFFICE, "'other'")) == (
        "payments_released_as_prepared"
    )
    assert run(place, FINANCE_OFFICE, approval(place, number, FINANCE_OFFICE)) == ""


def copied(place: Till, number: int, **other: str) -> str:
    columns = (
        "host_id, grant_ref, instalment, payer_id, payee_id, currency, amount_minor, end_to_end_id, uetr, purpose_code, "
        "statistics_code, remittance, requested_on, digest, prepared_by_id, prepared_at"
    )
    values = {name: name for name in columns.split(", ")}
    values |= {"end_to_end_id": "'X'", "uetr": "gen_random_uuid()", **other}
    return (
        f"INSERT INTO payments_release ({columns}) SELECT {', '.join(values.values())} "
        f"FROM payments_release WHERE id = {number}"
    )


@pytest.mark.parametrize(
    ("other", "law"),
    [
        ({}, ""),
        ({"end_to_end_id": "end_to_end_id"}, "end_to_end_id"),
        ({"uetr": "uetr"}, "uetr"),
        ({"currency": "'HKD'"}, "payments_one_currency"),
        ({"payer_id": "payee_id"}, "payments_roles"),
        ({"instalment": "9"}, "payments_of_one_host"),
        ({"amount_minor": "0"}, "release_is_positive"),
        ({"requested_on": "'2019-07-01'::date"}, "payments_release_day"),
        ({"requested_on": "'infinity'::date"}, "payments_release_day"),
    ],
)
def test_a_payment_is_prepared_within_the_law(place: Till, other: dict[str, str], law: str) -> None:
    number = place.prepared()
    refused = run(place, RESEARCH_OFFICE, copied(place, number, **other))
    assert law in refused if law else refused == ""


def test_an_account_without_a_call_back_cannot_be_paid_in_raw_sql(place: Till) -> None:
    changed = payee_recorded(place.stage, number="0129999999999")
    number = place.prepared()
    assert run(place, RESEARCH_OFFICE, copied(place, number, payee_id=str(changed))) == ""
    with connection.cursor() as cursor, place.stage.acting(RESEARCH_OFFICE):
        cursor.execute("SELECT max(id) FROM payments_release")
        copy = cursor.fetchone()[0]
    assert run(place, FINANCE_OFFICE, approval(place, copy, FINANCE_OFFICE)) == "payments_called_back"


def test_the_recorder_of_an_account_cannot_call_back(place: Till) -> None:
    changed = payee_recorded(place.stage, number="0129999999999")
    sql = (
        "INSERT INTO payments_callback (host_id, account_id, called_on, spoke_to, number_known_from, evidence, called_by_id, recorded_at) "
        f"SELECT host_id, id, '2019-07-02', 'x', 'y', 'z', {{by}}, now() FROM payments_account WHERE id = {changed}"
    )
    own = place.stage.account(RESEARCH_OFFICE)
    assert run(place, RESEARCH_OFFICE, sql.format(by=own)) == "payments_callback_by_another"
    assert run(place, FINANCE_OFFICE, sql.format(by=own)) == "payments_by_the_actor"
    early = sql.format(by=place.stage.account(FINANCE_OFFICE)).replace("2019-07-02", "2019-07-01")
    assert run(place, FINANCE_OFFICE, early) == "payments_callback_after_record"


FILE = (
    "INSERT INTO payments_paymentfile (host_id, payer_id, message_id, payment_information_id, content, sha256, written_by_id, written_at) "
    "SELECT host_id, payer_id, {message}, {message} || '-P', 'abc', {digest}, {by}, now() FROM payments_release WHERE id = {number}"
)


def test_a_files_digest_is_that_of_its_bytes_and_its_name_is_used_once(place: Till) -> None:
    number = place.prepared()
    by = place.stage.account(FINANCE_OFFICE)
    right = "encode(sha256('abc'), 'hex')"
    assert run(place, FINANCE_OFFICE, FILE.format(message="'M'", digest="'0'", by=by, number=number)) == (
        "payments_file_digest"
    )
    sql = FILE.format(message="'M'", digest=right, by=by, number=number)
    assert run(place, FINANCE_OFFICE, sql) == ""
    assert "message_id" in run(place, FINANCE_OFFICE, sql) or "sha256" in run(place, FINANCE_OFFICE, sql)


def test_only_a_released_payment_goes_into_a_file_and_into_one(place: Till) -> None:
    number = place.prepared()
    by = place.stage.account(FINANCE_OFFICE)
    run(
        place,
        FINANCE_OFFICE,
        FILE.format(message="'M'", digest="encode(sha256('abc'), 'hex')", by=by, number=number),
    )
    filed = (
        "INSERT INTO payments_filedrelease (host_id, file_id, release_id) SELECT r.host_id, f.id, r.id "
        f"FROM payments_release r, payments_paymentfile f WHERE r.id = {number}"
    )
    assert run(place, FINANCE_OFFICE, filed) == "payments_filed_when_released"
    place.released(number)
    assert run(place, FINANCE_OFFICE, filed) == ""
    assert "release_id" in run(place, FINANCE_OFFICE, filed)


def test_a_bank_answers_only_for_what_has_left(place: Till) -> None:
    number = place.prepared()
    sql = (
        "INSERT INTO payments_answer (host_id, release_id, source_digest, source_name, validated, state, code, reason, words, "
        f"reference, taken_by_id, taken_at) SELECT host_id, id, 'x', 'x', true, 'settled', '', '', '', '', prepared_by_id, now() "
        f"FROM payments_release WHERE id = {number}"
    )
    assert run(place, FINANCE_OFFICE, sql) == "payments_answer_to_file"


@pytest.mark.parametrize(
    "table",
    [
        "account",
        "callback",
        "release",
        "approval",
        "paymentfile",
        "filedrelease",
        "answer",
        "paper",
        "withdrawal",
    ],
)
@pytest.mark.parametrize(
    "verb",
    ["UPDATE payments_{} SET host_id = host_id", "DELETE FROM payments_{}", "TRUNCATE payments_{} CASCADE"],
)
def test_nothing_written_is_changed(place: Till, table: str, verb: str) -> None:
    assert "permission denied" in run(place, FINANCE_OFFICE, verb.format(table))
