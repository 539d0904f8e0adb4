"""The log tells amounts, so its rows are as narrow as the grants that they tell of: raw SQL as a person of one grant."""

from __future__ import annotations

import pytest
from django.db import connection

from guohe.audit.operations.record_fact import record
from tests.factories.identity import add_person
from tests.factories.imports import RAIL, STEEL, Ground, demo_ground
from tests.factories.people import ADMINISTRATOR, FINANCE_OFFICE, NOW

pytestmark = pytest.mark.usefixtures("demo_books")

OF_RAIL = {f"grant:{RAIL}", f"instalment:{RAIL}/T1", f"change:{RAIL}/C-1", f"report:{RAIL}#2"}
OF_OTHERS = {
    f"grant:{STEEL}", f"instalment:{STEEL}/T2", f"grant:{RAIL}/B", f"change:{RAIL}/B/C-1", "import:1", "question:1",
    "entry:J-1", "entry:J-x", "payment:P-1",
}  # fmt: skip


@pytest.fixture
def ground(db: None) -> Ground:
    """The demo with one fact about each subject, and people of one grant alone."""
    ground = demo_ground()
    with ground.stage.acting(ADMINISTRATOR):
        add_person(ground.stage.host, "only.rail", "view_money", scope=("grant", RAIL))
        add_person(ground.stage.host, "views.rail", "view", scope=("grant", RAIL))
        add_person(ground.stage.host, "views.all", "view")
    with ground.stage.acting(FINANCE_OFFICE):
        for subject in sorted(OF_RAIL | OF_OTHERS):
            record(
                host_id=ground.stage.host,
                action="test.told",
                subject=subject,
                now=NOW,
                details={"total": "CNY 1.00"},
            )
    return ground


def told(ground: Ground, username: str) -> set[str]:
    """What somebody reads of the facts of this test, without any filter of theirs."""
    with ground.stage.acting(username), connection.cursor() as cursor:
        cursor.execute("SELECT subject FROM audit_fact WHERE action = 'test.told'")
        return {subject for (subject,) in cursor.fetchall()}


def test_a_person_of_one_grant_reads_the_facts_of_that_grant_alone(ground: Ground) -> None:
    assert told(ground, "only.rail") == OF_RAIL
    assert told(ground, FINANCE_OFFICE) == OF_RAIL | OF_OTHERS
    for shown_no_amount in ("views.rail", "views.all", ADMINISTRATOR):
        assert told(ground, shown_no_amount) == set(), shown_no_amount
    with ground.stage.acting("only.rail"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_fact WHERE subject ~ %s", [STEEL])
        assert cursor.fetchone() == (0,)


def test_ones_own_acts_are_seen_whatever_they_are_about(ground: Ground) -> None:
    with ground.stage.acting("only.rail"):
        record(host_id=ground.stage.host, action="test.told", subject="check:7", now=NOW)
    assert told(ground, "only.rail") == OF_RAIL | {"check:7"}
