"""An order is taken off in the entry of its invoice and nowhere else, whoever writes, and its budget is asked once for both."""

from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest
from django.db import connection

from guohe.funds.domain.entries import Entry
from guohe.funds.operations.commit_order import commit, release, with_invoiced
from guohe.funds.operations.load_budget import BudgetLimit, load_budget
from guohe.funds.operations.post_entries import post
from guohe.funds.operations.refusals import said_in_words
from guohe.funds.queries import budget, commitments
from tests.factories.funds import REF, Ground, cny, converted, hkd, key, received, spend
from tests.factories.identity import approver
from tests.integration.funds.refusal import refused
from tests.integration.funds.strongest_role import books_to_attack, broken, owner
from tests.integration.funds.test_posting import DAY, unproved

__all__ = ["books_to_attack", "owner"]


@pytest.fixture
def ordered(ground: Ground) -> Ground:
    """Money, a budget of CNY 100.00 for equipment, and an order that binds all of it."""
    limits = [BudgetLimit("equipment", cny("100.00")), BudgetLimit("bank charge", cny("150.00"))]
    load_budget(approved_by=approver(), fund=ground.fund, version=2, lines=limits)
    received(ground)
    converted(ground)
    commit(
        book=ground.book, fund=REF, order_no="PO-1", amount=hkd("124.00"), in_award_currency=cny("100.00"),
        budget="equipment", on=DAY, key=key(),
    )  # fmt: skip
    return ground


def at_the_end(ground: Ground, entry: Entry) -> None:
    post(book=ground.book, entries=[entry])
    with said_in_words(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_budget_holds_what_was_ordered_for_its_invoice_alone(ordered: Ground) -> None:
    other = spend(ordered, "AP-1", hkd("1.24"), on=DAY, account="7310")
    assert refused(lambda: post(book=ordered.book, entries=[other])) == "BUD-402"
    [order] = commitments.open_of(REF)
    invoice = spend(ordered, "AP-2", hkd("124.00"), on=DAY, account="7310")
    taken = with_invoiced(book=ordered.book, fund=REF, entry=invoice, taken=order)
    [posted] = post(book=ordered.book, entries=[taken])
    equipment = next(line for line in budget.position(REF) if line.code == "equipment")
    assert (equipment.actual, equipment.committed) == (cny("100.00"), cny("0.00"))
    # Sent again it is answered, and takes nothing off a second time.
    [again] = post(book=ordered.book, entries=[taken])
    assert (again.journal_id, again.was_there) == (posted.journal_id, True)
    assert unproved() == []


def test_an_invoice_takes_off_no_more_than_is_open_and_says_what_its_event_says(ordered: Ground) -> None:
    # Half is released, so that the invoice fits beside what is still promised: CNY 50.00 and 50.00 of 100.00.
    ended(ordered)
    [order] = commitments.open_of(REF)
    assert (order.amount, order.in_award_currency) == (hkd("62.00"), cny("50.00"))
    invoice = spend(ordered, "AP-1", hkd("62.00"), on=DAY, account="7310")
    more = replace(order, amount=hkd("62.01"))
    over = with_invoiced(book=ordered.book, fund=REF, entry=invoice, taken=more)
    assert refused(lambda: post(book=ordered.book, entries=[over])) == "MON-370"
    taken = with_invoiced(book=ordered.book, fund=REF, entry=invoice, taken=order)
    assert refused(lambda: post(book=ordered.book, entries=[replace(taken, promise=None)])) == "MON-332"
    assert refused(lambda: post(book=ordered.book, entries=[replace(taken, kind="spend")])) == "MON-332"
    # An event without its lines in the entry is found when the transaction ends.
    bare = replace(taken, lines=taken.lines[:2])
    assert refused(lambda: at_the_end(ordered, bare)) == "MON-372"
    ended(ordered)
    assert refused(lambda: post(book=ordered.book, entries=[taken])) == "MON-370"


def ended(ground: Ground) -> None:
    """Half of the order is released."""
    release(
        book=ground.book, fund=REF, order_no="PO-1", amount=hkd("62.00"), in_award_currency=cny("50.00"),
        budget="equipment", on=DAY, key=key(),
    )  # fmt: skip


def test_the_owner_takes_no_order_off_by_hand(owner: psycopg.Connection) -> None:
    with pytest.raises(psycopg.Error, match="MON-372"):
        owner.execute(
            "INSERT INTO funds_commitment (host_id, fund_id, budget_line_id, journal_id, order_no, event, currency, amount, award_minor) "
            "SELECT fund.host_id, fund.id, b.id, (SELECT max(id) FROM funds_journal), 'PO-1', 'liquidate', 'HKD', 100, 80 "
            "FROM funds_fund AS fund JOIN funds_budget_line AS b ON b.fund_id = fund.id AND b.current AND b.code = 'materials' "
            "WHERE fund.ref = %s",
            [REF],
        )
    assert broken() == []
