"""Two sessions at once: nobody says of a line that it is a charge beside a receipt from a snapshot in which another has not spoken yet."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connections
from psycopg import IsolationLevel
from pytest_django import Settings

from tests.factories.imports import demo_ground
from tests.factories.people import NOW
from tests.integration.reconciliation.test_receipt_charges import ITEM, accept, credited


@pytest.mark.parametrize(
    ("level", "law"),
    [
        (IsolationLevel.REPEATABLE_READ, "reconciliation_read_committed"),
        (IsolationLevel.SERIALIZABLE, "reconciliation_read_committed"),
        (IsolationLevel.READ_COMMITTED, "reconciliation_line_once"),
    ],
)
def test_answers_are_written_read_committed_alone(
    committed: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, level: IsolationLevel, law: str
) -> None:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    ground = demo_ground()
    _, _, charge = credited(ground)
    (journal,) = accept(ground, charge, ITEM)
    given = connections["default"].get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold", "server_side_binding"):
        given.pop(name, None)
    with psycopg.connect(**(given | {"dbname": committed})) as session:
        session.isolation_level = level
        session.execute(
            "SELECT set_config('guohe.actor', %s, true), set_config('guohe.on', '2019-07-02', true)",
            [str(ground.finance)],
        )
        with pytest.raises(psycopg.Error) as refusal:
            session.execute(
                "INSERT INTO reconciliation_decision (host_id, entry_id, item_ref, answer, journal_id, decided_by_id, decided_at) "
                f"VALUES ({ground.stage.host}, {charge}, '{ITEM}', 'is', {journal}, {ground.finance}, '{NOW}')"
            )
        assert refusal.value.diag.constraint_name == law
