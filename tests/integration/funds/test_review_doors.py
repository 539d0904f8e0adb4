"""What a review got through the doors of the books by raw SQL, and gets through no more."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import Error, connection, connections, transaction

from guohe.funds.operations.load_budget import BudgetLimit, load_budget
from tests.factories.funds import REF, Ground, books, cny, funded
from tests.factories.identity import Stage, approver, the_cast
from tests.factories.people import AUDITOR, FINANCE_OFFICE, TODAY
from tests.integration.funds.refusal import refused, state

DAY = "2018-06-01"


def entry(key: str, lines: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """One entry as the door reads it, with a key made from one letter."""
    return {"key": key * 8 + "-0000-4000-8000-000000000000", "digest": "00", "kind": "spend", "day": DAY,
            "source": f"S-{key}", "memo": "", "lines": lines, **more}  # fmt: skip


def cost(minor: int, account: str = "6110", budget: str | None = "materials") -> list[dict[str, Any]]:
    """A cost in HKD of the fund."""
    return [
        {"a": account, "c": "HKD", "m": minor, "f": REF, "b": budget},
        {"a": "1000-HKD", "c": "HKD", "m": -minor, "f": REF},
    ]


def posted(ground: Ground, *entries: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What the door answers to the application."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM funds_post(%s, %s::jsonb)", [ground.book, json.dumps(entries)])
        return list(cursor.fetchall())


def sqlstate(act: Callable[[], object]) -> str:
    """The state with which the database refuses; nothing has changed."""
    before = state()
    with pytest.raises(Error) as refusal, transaction.atomic():
        act()
    assert state() == before
    cause = refusal.value.__cause__
    assert isinstance(cause, psycopg.Error)
    return str(cause.sqlstate)


def test_a_charge_outside_the_budget_is_kept_only_of_the_receipt_of_its_own_entry(ground: Ground) -> None:
    limits = [BudgetLimit("materials", cny("1,000.00")), BudgetLimit("bank charge", cny("1,000.00"), False)]
    load_budget(fund=ground.fund, version=2, lines=limits, approved_by=approver())
    funded(ground)
    bypass = entry("a", cost(10_000, account="5900-HKD", budget=None), instalment="nothing")
    assert sqlstate(lambda: posted(ground, bypass)) == "GB410"


def test_an_entry_without_lines_is_refused_beside_others_and_alone(ground: Ground) -> None:
    funded(ground)
    posted(ground, entry("a", cost(100)))
    for empty in ([], cost(100)[:1]):
        known = entry("a", empty, source="other", digest="01")
        assert sqlstate(lambda given=known: posted(ground, given)) == "GM311"
        assert sqlstate(lambda given=known: posted(ground, entry("b", cost(100)), given)) == "GM311"


def test_a_known_key_with_other_content_is_refused_among_new_entries(ground: Ground) -> None:
    funded(ground)
    [(_, first, _)] = posted(ground, entry("a", cost(100)))
    assert sqlstate(
        lambda: posted(ground, entry("b", cost(100)), entry("a", cost(200), digest="01"))
    ) == "GM381"  # fmt: skip
    again = posted(ground, entry("b", cost(100)), entry("a", cost(100)))
    assert [(n, was_there) for n, _, was_there in again] == [(1, False), (2, True)]
    assert again[1][1] == first


def test_nothing_at_all_as_slip_and_order_is_no_slip_and_no_order(ground: Ground) -> None:
    funded(ground)
    assert len(posted(ground, entry("a", cost(100), deal=None, order=None))) == 1


def test_a_changed_budget_names_another_person_who_may_approve(stage: Stage, ground: Ground) -> None:
    higher = [BudgetLimit("materials", cny("9,000,000.00"))]

    def load(approved_by: int | None) -> object:
        return load_budget(fund=ground.fund, version=2, lines=higher, approved_by=approved_by)

    assert refused(lambda: load(None)) == "BUD-411"
    assert refused(lambda: load(stage.account(FINANCE_OFFICE))) == "BUD-411"
    assert refused(lambda: load(stage.account(AUDITOR))) == "MON-386"
    load(approver())
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT loaded_by, approved_by FROM funds_budget_line WHERE version = 2")
        assert cursor.fetchall() == [(stage.account(FINANCE_OFFICE), approver())]


def test_a_budget_without_lines_is_no_version(ground: Ground) -> None:
    assert (
        refused(lambda: load_budget(fund=ground.fund, version=2, lines=[], approved_by=approver()))
        == "BUD-407"
    )


def test_whoever_only_looks_does_not_seal(stage: Stage, ground: Ground) -> None:
    funded(ground)
    with stage.acting(AUDITOR):
        assert sqlstate(lambda: sealed(ground)) == "GM383"


def sealed(ground: Ground, size: int = 1000) -> None:
    """Seals what is not sealed yet, through the door."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT funds_seal_pending(%s, %s)", [ground.book, size])


@pytest.fixture
def owner(committed: str) -> psycopg.Connection[Any]:
    """The owner's connection to committed books."""
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        funded(books(stage.host))
    settings = connections["owner"].get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold", "server_side_binding"):
        settings.pop(name, None)
    return psycopg.connect(**{**settings, "dbname": committed}, autocommit=True)


def test_a_seal_is_never_made_from_an_older_snapshot(owner: psycopg.Connection[Any]) -> None:
    with owner:
        owner.execute("SET default_transaction_isolation = 'repeatable read'")
        owner.execute(
            "SELECT set_config('guohe.actor', (SELECT min(posted_by)::text FROM funds_journal), false), "
            "set_config('guohe.on', %s, false)",
            [TODAY.isoformat()],
        )
        with pytest.raises(psycopg.Error) as refusal:
            owner.execute("SELECT funds_seal_pending((SELECT id FROM funds_book))")
    assert refusal.value.sqlstate == "GM337"


def test_a_turn_of_a_period_without_its_record_does_not_commit(owner: psycopg.Connection[Any]) -> None:
    turn = "UPDATE funds_period SET state = 'held', turned_by = (SELECT min(posted_by) FROM funds_journal) WHERE id = (SELECT min(id) FROM funds_period)"
    with owner, pytest.raises(psycopg.errors.RestrictViolation, match="leaves its record"):
        owner.execute(turn)


def test_every_function_of_ours_looks_names_up_in_one_place(db: None) -> None:
    """A temporary table of the caller's must not stand before a real one, in triggers and doors alike."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname FROM pg_proc AS p JOIN pg_language AS l ON l.oid = p.prolang AND l.lanname = 'plpgsql' "
            "WHERE p.pronamespace = 'public'::regnamespace AND p.proname NOT LIKE 'procrastinate%%' "
            "AND NOT coalesce(p.proconfig, '{}') @> ARRAY['search_path=public, pg_temp']"
        )
        assert cursor.fetchall() == []
