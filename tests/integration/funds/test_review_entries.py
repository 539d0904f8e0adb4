"""No entry makes money from nothing, moves it between funds, or goes round a budget or an order."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import Error, connection, transaction

from guohe.funds.operations.commit_order import commit, release
from guohe.funds.operations.load_budget import BudgetLimit, load_budget
from guohe.funds.operations.post_entries import Entry, Line, as_json, post
from guohe.funds.operations.refusals import said_in_words
from guohe.funds.operations.verify_books import verify
from guohe.funds.queries import commitments
from guohe.kernel.money import Money
from tests.factories.funds import REF, Ground, add_fund, cny, funded, hkd, key, received, spend
from tests.factories.identity import approver
from tests.integration.funds.refusal import refused

DAY = date(2018, 8, 1)
AS_LIMITED = [BudgetLimit(name, cny("900.00")) for name in ("travel", "equipment", "labour", "materials")]


def entry(*lines: Line, instalment: str | None = None, kind: str = "raw") -> Entry:
    return Entry(key(), kind, DAY, "RAW", "", lines, instalment=instalment)


def code(ground: Ground, given: Entry) -> str:
    return refused(lambda: post(book=ground.book, entries=[given]))


def unproved() -> list[tuple[str, str | None]]:
    return [(proof.name, proof.example) for proof in verify() if proof.broken]


@pytest.mark.parametrize(
    ("debit", "credit", "fund", "instalment"),
    [
        ("9100-CNY", "4000-CNY", REF, "GHOST"),
        ("9100-CNY", "1000-CNY", None, None),
        ("9100-CNY", "9190-CNY", REF, None),
    ],
)
@pytest.mark.parametrize("kind", ["raw", "order"])
def test_memoranda_meet_no_money_and_no_entry_without_an_order(
    ground: Ground, debit: str, credit: str, fund: str | None, instalment: str | None, kind: str
) -> None:
    received(ground)
    lines = Line(debit, cny("500.00"), fund), Line(credit, cny("-500.00"), fund)
    assert code(ground, entry(*lines, instalment=instalment, kind=kind)) == "MON-332"


def test_a_cost_is_not_paid_by_a_memorandum(ground: Ground) -> None:
    received(ground)
    lines = Line("5900-CNY", cny("5.00"), REF, "bank charge"), Line("9190-CNY", cny("-5.00"), REF)
    assert code(ground, entry(*lines)) == "MON-332"


def test_money_on_its_way_stays_the_funds_own(ground: Ground) -> None:
    received(ground)
    post(
        book=ground.book,
        entries=[entry(Line("1900-CNY", cny("500.00"), REF), Line("1000-CNY", cny("-500.00"), REF))],
    )
    assert unproved() == []


def test_an_order_kept_from_the_door_is_asked_for_at_the_end(ground: Ground) -> None:
    """The law itself asks, not only the door: the entry's event is looked for when the transaction ends."""
    funded(ground)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(Error, match="MON-344"), transaction.atomic():
            cursor.execute(
                "SELECT * FROM funds_post(%s, %s::jsonb)", [ground.book, json.dumps([as_json(_exchange())])]
            )


def _exchange() -> Entry:
    hundred = hkd("100.00")
    return entry(
        Line("8000-CNY", cny("0.01"), REF), Line("1000-CNY", cny("-0.01"), REF),
        Line("1000-HKD", hundred, REF), Line("8000-HKD", -hundred, REF), kind="conversion",
    )  # fmt: skip


def test_an_exchange_has_a_slip(ground: Ground) -> None:
    received(ground)
    assert code(ground, _exchange()) == "MON-344"
    plain = Entry(key(), "raw", DAY, "RAW", "", _exchange().lines)
    assert code(ground, plain) == "MON-344"
    sold_only = entry(Line("8000-CNY", cny("1.00"), REF), Line("1000-CNY", cny("-1.00"), REF))
    assert code(ground, sold_only) == "MON-344"


def test_no_fund_pays_the_cost_of_another(ground: Ground) -> None:
    add_fund(ground.book, ref="OTHER")
    funded(ground)
    cost = entry(Line("6110", hkd("100.00"), REF, "materials"), Line("1000-HKD", hkd("-100.00"), "OTHER"))
    assert code(ground, cost) == "MON-330"
    nobody = entry(Line("6110", hkd("100.00"), REF, "materials"), Line("1000-HKD", hkd("-100.00")))
    assert code(ground, nobody) == "MON-330"
    receipt = entry(
        Line("1000-CNY", cny("100.00"), "OTHER"), Line("4000-CNY", cny("-100.00"), REF), instalment="T9"
    )
    assert code(ground, receipt) == "MON-330"


def test_a_limit_is_not_passed_by_naming_no_category(ground: Ground) -> None:
    load_budget(
        approved_by=approver(),
        fund=ground.fund,
        version=2,
        lines=[*AS_LIMITED, BudgetLimit("bank charge", cny("1000.00"), False)],
    )
    funded(ground)
    assert code(ground, spend(ground, "A", hkd("2000.00"), on=DAY)) == "BUD-402"
    assert code(ground, spend(ground, "A", hkd("2000.00"), on=DAY, budget=None)) == "BUD-410"
    assert (
        code(ground, spend(ground, "A", cny("2000.00"), on=DAY, account="5900-CNY", budget=None)) == "BUD-410"
    )


def test_what_the_bank_keeps_of_a_receipt_needs_no_category(ground: Ground) -> None:
    load_budget(approved_by=approver(), fund=ground.fund, version=2, lines=AS_LIMITED)
    lines = (
        Line("1000-CNY", cny("99.00"), REF), Line("5900-CNY", cny("1.00"), REF), Line("4000-CNY", cny("-100.00"), REF)
    )  # fmt: skip
    post(book=ground.book, entries=[entry(*lines, instalment=f"{REF}/T1")])
    assert unproved() == []


def order(
    ground: Ground, event: str, number: str, amount: str, award: Money, budget: str | None, fund: str = REF
) -> object:
    act = commit if event == "commit" else release
    return act(book=ground.book, fund=fund, order_no=number, amount=hkd(amount), in_award_currency=award,
               budget=budget, on=DAY, key=key())  # fmt: skip


def test_an_order_is_released_from_the_category_that_it_binds(ground: Ground) -> None:
    load_budget(approved_by=approver(), fund=ground.fund, version=2, lines=AS_LIMITED)
    all_of_it = cny("900.00")
    order(ground, "commit", "O1", "1000.00", all_of_it, "travel")
    order(ground, "commit", "O2", "1000.00", all_of_it, "equipment")
    for budget in ("equipment", None, "labour"):
        assert refused(lambda b=budget: order(ground, "release", "O1", "1000.00", all_of_it, b)) == "MON-370"
    assert refused(lambda: order(ground, "release", "O1", "0.01", all_of_it, "travel")) == "MON-373"
    assert refused(lambda: order(ground, "release", "O1", "1000.00", cny("899.99"), "travel")) == "MON-373"
    order(ground, "release", "O1", "1000.00", all_of_it, "travel")
    [still] = commitments.open_of(REF)
    assert (still.order_no, still.budget) == ("O2", "equipment")
    assert unproved() == []


def test_an_order_over_two_categories_is_open_in_each(ground: Ground) -> None:
    order(ground, "commit", "O", "100.00", cny("80.00"), "equipment")
    order(ground, "commit", "O", "50.00", cny("40.00"), "travel")
    opened = commitments.open_of(REF)
    assert [(each.budget, each.amount) for each in opened] == [
        ("equipment", hkd("100.00")),
        ("travel", hkd("50.00")),
    ]
    for each in opened:
        order(ground, "release", "O", each.amount.plain, each.in_award_currency, each.budget)
    assert commitments.open_of(REF) == ()


def test_the_cost_of_an_order_is_in_the_currency_of_the_award(ground: Ground) -> None:
    assert refused(lambda: order(ground, "commit", "O", "100.00", hkd("80.00"), "travel")) == "MON-374"
    assert refused(lambda: order(ground, "commit", "O", "100.00", cny("0.00"), "travel")) == "MON-375"


def test_a_reversal_by_the_posting_door_is_not_dated_before_its_original(ground: Ground) -> None:
    funded(ground)
    [cost] = post(book=ground.book, entries=[spend(ground, "X", hkd("5.00"), on=DAY)])
    back = as_json(spend(ground, "X", hkd("-5.00"), on=date(2018, 7, 31)))
    back |= {"reverses": cost.journal_id, "reason": "x"}

    def sent() -> None:
        with said_in_words(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM funds_post(%s, %s::jsonb)", [ground.book, json.dumps([back])])

    assert refused(sent) == "MON-398"
