"""Agreements, mappings and claims are written by who may, for the own grants and in the own name: raw SQL is refused by the database."""

from __future__ import annotations

import pytest
from django.db import Error, connection, transaction

from guohe.identity.operations import grant_capability
from tests.factories.identity import add_person, person
from tests.factories.imports import Ground, demo_ground
from tests.factories.people import ADMINISTRATOR, FINANCE_OFFICE, NOW, TODAY

pytestmark = pytest.mark.usefixtures("demo_books")
NARROW = "one.grant"
OF_NKP = "SELECT id FROM grants_grant WHERE ref = 'DEMO-NKP-2018-001'"
# Each as an operation would write it; `by` is the account that signs, of the grant DEMO-NKP-2018-001 or of the whole host.
WRITES = {
    "instalment": "INSERT INTO grants_instalment (host_id, grant_id, number, amount_minor, due_date, condition) "
    "SELECT {host}, id, 9, 99900000, '2019-06-01', '' FROM grants_grant WHERE ref = 'DEMO-NKP-2018-001'",
    "code": f"INSERT INTO grants_projectcode (host_id, code, grant_id) VALUES ({{host}}, 'FORGED', ({OF_NKP}))",
    "order": "INSERT INTO grants_purchaseorder (host_id, number, project_code) VALUES ({host}, 'PO-9', 'ZZ01-DEMO')",
    "budget": "INSERT INTO grants_budgetversion (host_id, grant_id, number, approved_on, unit, file_digest, loaded_by_id, loaded_at) "
    "SELECT {host}, id, 9, '2018-01-01', 'yuan', 'x', {by}, now() FROM grants_grant WHERE ref = 'DEMO-NKP-2018-001'",
    "mapping": "INSERT INTO grants_mappingversion (host_id, number, pack, in_force_from, decided_by_id, decided_at, note) "
    "VALUES ({host}, 9, 'DEMO-1', '2018-01-01', {by}, now(), '')",
    "claim": "INSERT INTO grants_claim (host_id, instalment_id, station, happened_on, source, evidence, reference, currency, "
    "stated_by_id, stated_at) SELECT {host}, i.id, 'sent', '2018-01-01', 'x', 'x', '', '', {by}, now() FROM grants_instalment AS i "
    "WHERE i.number = 1 AND i.grant_id = (SELECT g.id FROM grants_grant AS g WHERE g.ref = 'DEMO-NKP-2018-001')",
}


@pytest.fixture
def ground(db: None) -> Ground:
    """The demo's books, with a person who prepares for another grant alone."""
    found = demo_ground()
    with found.stage.acting(ADMINISTRATOR):
        add_person(found.stage.host, NARROW)
        for word in ("view_money", "prepare"):
            grant_capability(
                person=person(NARROW), host=found.stage.host, word=word, starts=TODAY, ends=None, scope_kind="grant",
                scope_ref="DEMO-RAIL-2018-002", now=NOW,
            )  # fmt: skip
    return found


def law(statement: str) -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            written = cursor.rowcount
    except Error as met:
        return str(met.__cause__.diag.constraint_name or met.__cause__.sqlstate)  # type: ignore[union-attr]
    return "" if written else "nothing"


@pytest.mark.parametrize("what", WRITES)
def test_of_another_grant_nothing_is_written(ground: Ground, what: str) -> None:
    """Where the grant is not even seen, its row is not found; by its number it is refused."""
    with ground.stage.acting(FINANCE_OFFICE), connection.cursor() as cursor:
        cursor.execute(OF_NKP)
        ((number,),) = cursor.fetchall()
        cursor.execute("SELECT id FROM grants_instalment WHERE grant_id = %s AND number = 1", [number])
        ((instalment,),) = cursor.fetchall()
    with ground.stage.acting(NARROW):
        written = WRITES[what].format(host=ground.stage.host, by="guohe_actor()")
        written = written.replace(f"({OF_NKP})", str(number)).replace(
            "id, 9, 99900000, '2019-06-01', '' FROM grants_grant WHERE ref = 'DEMO-NKP-2018-001'",
            f"{number}, 9, 99900000, '2019-06-01', ''",
        )
        written = written.replace(
            "id, 9, '2018-01-01', 'yuan', 'x', guohe_actor(), now() FROM grants_grant WHERE ref = 'DEMO-NKP-2018-001'",
            f"{number}, 9, '2018-01-01', 'yuan', 'x', guohe_actor(), now()",
        )
        if what == "claim":
            written = written[: written.index(" FROM grants_instalment")].replace("i.id", str(instalment))
        assert law(written) == "grants_set_up_by_right"


@pytest.mark.parametrize("what", WRITES)
def test_who_may_prepare_writes_in_the_own_name_alone(ground: Ground, what: str) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        other = ground.stage.account(ADMINISTRATOR)
        if "{by}" in WRITES[what]:
            assert law(WRITES[what].format(host=ground.stage.host, by=other)) == "grants_set_up_by_right"
        assert law(WRITES[what].format(host=ground.stage.host, by="guohe_actor()")) == ""


@pytest.mark.parametrize(
    "row",
    [
        "grants_budgetrow (host_id, version_id, position, category, name, level, amount_minor) "
        "SELECT {host}, min(id), 99, 'travel', 'x', 1, 100 FROM grants_budgetversion",
        "grants_mappingrow (host_id, version_id, account, account_name, category, why) "
        "SELECT {host}, min(id), '6900', 'x', 'travel', '' FROM grants_mappingversion",
    ],
)
def test_a_row_is_added_to_ones_own_version_alone(ground: Ground, row: str) -> None:
    """What somebody decided is not made longer in their name."""
    with ground.stage.acting(ADMINISTRATOR):
        grant_capability(person=person(ADMINISTRATOR), host=ground.stage.host, word="prepare", starts=TODAY, ends=None, now=NOW)  # fmt: skip
    with ground.stage.acting(ADMINISTRATOR):
        refused = law(f"INSERT INTO {row.format(host=ground.stage.host)}")
        assert refused == "grants_set_up_of_one_host"
