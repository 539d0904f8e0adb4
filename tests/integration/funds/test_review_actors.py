"""Who may post for one grant posts for that grant alone; an approver is active and in charge of what is approved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import psycopg
import pytest
from django.db import connections

from guohe.funds.domain.entries import Promise
from guohe.funds.operations.post_entries import Entry, Line, post
from guohe.kernel.findings import Refused
from tests.factories.funds import REF, Ground, add_fund, books, cny, funded, hkd, key, spend
from tests.factories.identity import Stage, the_cast
from tests.factories.people import FINANCE_OFFICE, INVESTIGATOR, RESEARCH_OFFICE

DAY = date(2018, 8, 1)


@pytest.fixture
def world(committed: str) -> Iterator[tuple[Stage, Ground, psycopg.Connection]]:
    """Committed books of two grants, and the owner's hand to give and take capabilities."""
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        ground = books(stage.host)
        add_fund(ground.book, ref="OTHER")
        funded(ground)
        funded(ground, ref="OTHER")
    settings = connections["owner"].get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold", "server_side_binding"):
        settings.pop(name, None)
    with psycopg.connect(**{**settings, "dbname": committed}, autocommit=True) as link:
        yield stage, ground, link


def allow(
    stage: Stage, link: psycopg.Connection, who: str, capability: str, ref: str, kind: str = "grant"
) -> None:
    link.execute(
        "INSERT INTO identity_capability (account_id, host_id, capability, scope_kind, scope_ref, starts, granted_by_id)"
        " VALUES (%s, %s, %s, %s, %s, '2018-01-01', %s)",
        [stage.account(who), stage.host, capability, kind, ref, stage.account(FINANCE_OFFICE)],
    )


def code(stage: Stage, who: str, ground: Ground, entry: Entry) -> str:
    with pytest.raises(Refused) as refusal, stage.acting(who):
        post(book=ground.book, entries=[entry])
    return refusal.value.findings[0].code


def test_importing_for_one_grant_moves_no_money_of_no_grant(
    world: tuple[Stage, Ground, psycopg.Connection],
) -> None:
    stage, ground, link = world
    allow(stage, link, INVESTIGATOR, "import", REF)
    own = spend(ground, "OWN", hkd("1.00"), on=DAY)
    lines = (*own.lines, Line("1900-HKD", hkd("9.00")), Line("1000-HKD", hkd("-9.00")))
    assert code(stage, INVESTIGATOR, ground, replace(own, key=key(), lines=lines)) == "MON-383"
    assert (
        code(stage, INVESTIGATOR, ground, spend(ground, "X", hkd("1.00"), on=DAY, ref="OTHER")) == "MON-383"
    )
    with stage.acting(INVESTIGATOR):
        post(book=ground.book, entries=[own])


def test_importing_for_one_grant_promises_no_money_of_another(
    world: tuple[Stage, Ground, psycopg.Connection],
) -> None:
    stage, ground, link = world
    allow(stage, link, INVESTIGATOR, "import", REF)
    lines = Line("9100-HKD", hkd("1.00"), REF), Line("9190-HKD", hkd("-1.00"), REF)
    order = Entry(key(), "order", DAY, "PO", "", lines,
                  promise=Promise("OTHER", "materials", "PO", "commit", hkd("1.00"), cny("1.00")))  # fmt: skip
    assert code(stage, INVESTIGATOR, ground, order) == "MON-383"
    assert code(stage, FINANCE_OFFICE, ground, order) == "MON-372"


def test_an_approver_of_another_grant_does_not_approve(
    world: tuple[Stage, Ground, psycopg.Connection],
) -> None:
    stage, ground, link = world
    allow(stage, link, INVESTIGATOR, "approve", "OTHER")
    # A unit that is called like the grant is another thing.
    allow(stage, link, INVESTIGATOR, "approve", REF, "unit")
    approved = replace(spend(ground, "X", hkd("1.00"), on=DAY), approved_by=stage.account(INVESTIGATOR))
    assert code(stage, FINANCE_OFFICE, ground, approved) == "MON-386"


def test_an_approver_who_left_does_not_approve(world: tuple[Stage, Ground, psycopg.Connection]) -> None:
    stage, ground, link = world
    approved = replace(spend(ground, "X", hkd("1.00"), on=DAY), approved_by=stage.account(RESEARCH_OFFICE))
    with stage.acting(FINANCE_OFFICE):
        post(book=ground.book, entries=[replace(approved, key=key())])
    link.execute(
        "UPDATE identity_account SET is_active = false WHERE id = %s", [stage.account(RESEARCH_OFFICE)]
    )
    assert code(stage, FINANCE_OFFICE, ground, approved) == "MON-386"
