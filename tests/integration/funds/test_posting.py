"""Each way of being wrong is refused with its own code and leaves nothing behind."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from guohe.funds.operations import commit_order, reverse_journal
from guohe.funds.operations.bulk_post import post_many
from guohe.funds.operations.load_budget import BudgetLimit, load_budget
from guohe.funds.operations.open_books import close_account, open_account
from guohe.funds.operations.post_entries import Entry, Line, post
from guohe.funds.operations.verify_books import verify
from guohe.funds.queries import budget, commitments, lots
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from tests.factories.funds import (
    REF,
    Ground,
    add_fund,
    books,
    cny,
    converted,
    funded,
    hkd,
    key,
    received,
    spend,
)
from tests.factories.identity import Stage, approver
from tests.integration.funds.refusal import refused

DAY = date(2018, 9, 3)


def entry(*lines: Line, source: str = "X-1", on: date = DAY, instalment: str | None = None) -> Entry:
    return Entry(key(), "test", on, source, "", lines, instalment=instalment)


def unproved() -> list[str]:
    return [proof.name for proof in verify() if proof.broken]


@pytest.mark.parametrize("wrong", [1, -1, 100])
def test_an_entry_that_does_not_balance(ground: Ground, wrong: int) -> None:
    funded(ground)
    lines = (Line("6110", hkd("100.00"), REF), Line("1000-HKD", Money("HKD", -10000 + wrong), REF))
    assert refused(lambda: post(book=ground.book, entries=[entry(*lines)])) == "MON-310"


def test_currencies_balance_one_by_one(ground: Ground) -> None:
    lines = (Line("1000-CNY", cny("100.00"), REF), Line("1900-HKD", hkd("-100.00"), REF))
    assert refused(lambda: post(book=ground.book, entries=[entry(*lines)])) == "MON-310"


def test_one_line_is_no_entry(ground: Ground) -> None:
    assert (
        refused(lambda: post(book=ground.book, entries=[entry(Line("6110", hkd("1.00"), REF))])) == "MON-311"
    )


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ((Line("nowhere", hkd("1.00"), REF), Line("1000-HKD", hkd("-1.00"), REF)), "MON-352"),
        ((Line("6110", cny("1.00"), REF), Line("1000-CNY", cny("-1.00"), REF)), "MON-353"),
        ((Line("6110", hkd("1.00")), Line("1000-HKD", hkd("-1.00"))), "MON-318"),
        ((Line("6110", hkd("1.00"), "no such fund"), Line("1000-HKD", hkd("-1.00"), REF)), "MON-320"),
        ((Line("6110", hkd("1.00"), REF, "no such line"), Line("1000-HKD", hkd("-1.00"), REF)), "BUD-409"),
        (
            (Line("6110", hkd("1.00"), REF, "materials"), Line("1000-HKD", hkd("-1.00"), REF, "materials")),
            "BUD-405",
        ),
        (
            (Line("6110", hkd("1.00"), REF, "materials", lot=1), Line("1000-HKD", hkd("-1.00"), REF)),
            "MON-324",
        ),
        ((Line("1000-CNY", cny("1.00"), REF), Line("4000-CNY", cny("-1.00"), REF)), "MON-326"),
    ],
)
def test_a_line_in_the_wrong_place(ground: Ground, lines: tuple[Line, ...], code: str) -> None:
    funded(ground)
    assert refused(lambda: post(book=ground.book, entries=[entry(*lines)])) == code


def test_a_line_of_nothing(ground: Ground) -> None:
    lines = (Line("6110", hkd("0.00"), REF), Line("1000-HKD", hkd("0.00"), REF))
    assert refused(lambda: post(book=ground.book, entries=[entry(*lines)])) == "MON-317"


@pytest.mark.parametrize("on", [date(2017, 12, 31), date(2021, 1, 1)])
def test_a_day_outside_every_period(ground: Ground, on: date) -> None:
    funded(ground)
    assert (
        refused(lambda: post(book=ground.book, entries=[spend(ground, "X", hkd("1.00"), on=on)])) == "MON-315"
    )


def test_a_closed_account(ground: Ground) -> None:
    funded(ground)
    account = open_account(
        book=ground.book, code="6999", name="old", currency="HKD", role="expense", on=date(2018, 1, 1)
    )
    post(
        book=ground.book,
        entries=[spend(ground, "A", hkd("1.00"), on=DAY, account="6999", budget="materials")],
    )
    assert refused(lambda: close_account(account_id=account, on=DAY)) == "MON-319"
    close_account(account_id=account, on=date(2018, 10, 1))
    post(
        book=ground.book,
        entries=[spend(ground, "B", hkd("1.00"), on=date(2018, 9, 30), account="6999", budget="materials")],
    )
    late = spend(ground, "C", hkd("1.00"), on=date(2018, 10, 1), account="6999", budget="materials")
    assert refused(lambda: post(book=ground.book, entries=[late])) == "MON-354"


def test_money_that_was_never_received(ground: Ground) -> None:
    funded(ground)
    whole = spend(ground, "ALL", hkd("892,614.00"), on=DAY)
    over = spend(ground, "OVER", hkd("892,614.01"), on=DAY)
    assert refused(lambda: post(book=ground.book, entries=[over])) == "MON-321"
    post(book=ground.book, entries=[whole])
    assert (
        refused(lambda: post(book=ground.book, entries=[spend(ground, "MORE", hkd("0.01"), on=DAY)]))
        == "MON-321"
    )
    used_up = lots.of_fund(REF)[1]
    assert (used_up.left, used_up.cost_left) == (hkd("0.00"), cny("0.00"))


def test_the_refusal_names_fund_and_what_is_missing(ground: Ground) -> None:
    with pytest.raises(Refused) as refusal, transaction.atomic():
        post(book=ground.book, entries=[spend(ground, "AP18-00901", hkd("186,000.00"), on=DAY)])
    [finding] = refusal.value.findings
    assert finding.sentence("en") == (
        f"AP18-00901 HKD 186,000.00 is not linked to any receipt: {REF} lacks HKD 186,000.00. Record the "
        "instalment once the bank shows it. Nothing has been posted."
    )


def test_a_return_goes_back_to_the_lot_used_last(ground: Ground) -> None:
    received(ground, instalment="T1", sent="100.00", credited="100.00")
    received(ground, instalment="T2", sent="100.00", credited="100.00", on=date(2018, 5, 2))
    spend_cny = spend(ground, "A", cny("150.00"), on=DAY, account="5900-CNY")
    post(book=ground.book, entries=[spend_cny])
    post(
        book=ground.book,
        entries=[spend(ground, "A-R", cny("-60.00"), on=DAY, account="5900-CNY")],
    )
    assert [lot.used for lot in lots.of_fund(REF)] == [cny("90.00"), cny("0.00")]
    more_than_used = spend(ground, "A-RR", cny("-90.01"), on=DAY, account="5900-CNY")
    assert refused(lambda: post(book=ground.book, entries=[more_than_used])) == "MON-322"
    assert unproved() == []


def test_the_bank_charge_is_paid_by_its_own_receipt(ground: Ground) -> None:
    received(ground, instalment="T1", sent="100.00", credited="100.00")
    received(ground, instalment="T2", sent="100.00", credited="90.00", on=date(2018, 5, 2))
    assert [lot.used for lot in lots.of_fund(REF)] == [cny("0.00"), cny("10.00")]


def test_an_exchange_over_two_lots_keeps_both_origins(ground: Ground) -> None:
    received(ground, instalment="T1", sent="100.00", credited="100.00")
    received(ground, instalment="T2", sent="100.00", credited="100.00", on=date(2018, 5, 2))
    converted(ground, sold="150.00", bought="186.01", rate="1.2400", on=date(2018, 5, 3))
    bought = [lot for lot in lots.of_fund(REF) if lot.amount.currency == "HKD"]
    # 186.01 × 100/150 = 124.0067 and the rest; costs are what was sold of each.
    assert [(lot.source_ref, lot.amount, lot.cost) for lot in bought] == [
        (f"{REF}/T1", hkd("124.01"), cny("100.00")),
        (f"{REF}/T2", hkd("62.00"), cny("50.00")),
    ]
    assert unproved() == []


def test_pooled_funds_pay_from_every_lot_in_proportion(ground: Ground) -> None:
    add_fund(ground.book, ref="POOL", lot_policy="pooled")
    received(ground, ref="POOL", instalment="T1", sent="200.00", credited="200.00")
    received(ground, ref="POOL", instalment="T2", sent="100.00", credited="100.00")
    post(
        book=ground.book,
        entries=[spend(ground, "A", cny("10.00"), on=DAY, account="5900-CNY", ref="POOL")],
    )
    # 10.00 in 2 : 1 is 6.666… and 3.333…; the larger remainder gets the fen.
    assert [lot.used for lot in lots.of_fund("POOL")] == [cny("6.67"), cny("3.33")]
    assert unproved() == []


def test_specified_funds_pay_from_the_named_lot_alone(ground: Ground) -> None:
    add_fund(ground.book, ref="SPEC", lot_policy="specified")
    received(ground, ref="SPEC", instalment="T1", sent="200.00", credited="199.00")
    received(ground, ref="SPEC", instalment="T2", sent="100.00", credited="100.00")
    second = lots.of_fund("SPEC")[1].id

    def cost(amount: str, lot: int | None) -> Entry:
        return spend(ground, "A", cny(amount), on=DAY, account="5900-CNY", ref="SPEC", lot=lot)

    assert refused(lambda: post(book=ground.book, entries=[cost("1.00", None)])) == "MON-323"
    assert refused(lambda: post(book=ground.book, entries=[cost("100.01", second)])) == "MON-551"
    assert refused(lambda: post(book=ground.book, entries=[cost("1.00", 10**9)])) == "MON-325"
    post(book=ground.book, entries=[cost("40.00", second)])
    assert [lot.used for lot in lots.of_fund("SPEC")] == [cny("1.00"), cny("40.00")]
    assert unproved() == []


def test_more_credited_than_sent(ground: Ground) -> None:
    assert refused(lambda: received(ground, sent="100.00", credited="100.01")) == "MON-329"


def test_the_same_key_is_answered_and_other_content_refused(ground: Ground) -> None:
    funded(ground)
    first = spend(ground, "AP-1", hkd("10.00"), on=DAY, entry_key=key("once"))
    [posted] = post(book=ground.book, entries=[first])
    [again] = post(book=ground.book, entries=[first])
    assert (again.journal_id, again.was_there) == (posted.journal_id, True)
    changed = spend(ground, "AP-1", hkd("10.01"), on=DAY, entry_key=key("once"))
    assert refused(lambda: post(book=ground.book, entries=[changed])) == "MON-381"
    assert lots.of_fund(REF)[1].used == hkd("10.00")


def test_a_batch_with_one_wrong_entry_posts_none(ground: Ground) -> None:
    funded(ground)
    good, bad = spend(ground, "G", hkd("1.00"), on=DAY), spend(ground, "B", hkd("900,000.00"), on=DAY)
    assert refused(lambda: post(book=ground.book, entries=[good, bad])) == "MON-321"


def test_bulk_gives_what_single_posts_give(stage: Stage, ground: Ground) -> None:
    funded(ground)
    other = books(stage.host, code="TWIN", ref="TWIN")
    funded(other)
    amounts = [(place % 97 + 1) * 1_013 for place in range(150)]
    entries = [spend(ground, f"S{place}", Money("HKD", minor), on=DAY) for place, minor in enumerate(amounts)]
    twins = [spend(other, f"S{place}", Money("HKD", minor), on=DAY) for place, minor in enumerate(amounts)]
    for each in entries:
        post(book=ground.book, entries=[each])
    assert post_many(book=other.book, entries=twins, batch_key=key("file")).lines == 300
    assert post_many(book=other.book, entries=twins, batch_key=key("file")).were_there == 150
    one, many = lots.of_fund(REF)[1], lots.of_fund("TWIN")[1]
    assert (one.used, one.cost_used) == (many.used, many.cost_used)
    assert [line.actual for line in budget.position(REF)] == [line.actual for line in budget.position("TWIN")]
    assert unproved() == []


def test_bulk_refuses_what_single_posts_refuse(ground: Ground) -> None:
    funded(ground)
    many = [spend(ground, f"S{place}", hkd("10,000.00"), on=DAY) for place in range(100)]
    assert refused(lambda: post_many(book=ground.book, entries=many)) == "MON-321"
    unknown = [spend(ground, "S", hkd("1.00"), on=DAY, account="nowhere", budget=None)]
    assert refused(lambda: post_many(book=ground.book, entries=unknown)) == "MON-352"
    early = [spend(ground, "S", hkd("1.00"), on=date(2017, 1, 1))]
    assert refused(lambda: post_many(book=ground.book, entries=early)) == "MON-315"


def test_a_reversal_turns_lines_lots_and_budget_round(ground: Ground) -> None:
    funded(ground)
    before_lots, before_budget = lots.of_fund(REF), budget.position(REF)
    [posted] = post(book=ground.book, entries=[spend(ground, "AP-1", hkd("777.77"), on=DAY)])
    turned = reverse_journal.reverse(
        journal_id=posted.journal_id, reason="wrong project", on=DAY, key=key("turn")
    )
    assert lots.of_fund(REF) == before_lots
    assert budget.position(REF) == before_budget
    again = reverse_journal.reverse(
        journal_id=posted.journal_id, reason="wrong project", on=DAY, key=key("turn")
    )
    assert (again.journal_id, again.was_there) == (turned.journal_id, True)

    def second() -> object:
        return reverse_journal.reverse(journal_id=posted.journal_id, reason="again", on=DAY, key=key())

    assert refused(second) == "MON-391"
    third = reverse_journal.reverse(journal_id=turned.journal_id, reason="it was right", on=DAY, key=key())
    assert lots.of_fund(REF)[1].used == hkd("777.77")
    assert not third.was_there
    assert unproved() == []


def test_a_receipt_whose_money_was_used_stays(ground: Ground) -> None:
    receipt, exchange = funded(ground)

    def turn(journal: int) -> object:
        return reverse_journal.reverse(journal_id=journal, reason="never came", on=DAY, key=key())

    [cost] = post(book=ground.book, entries=[spend(ground, "AP-1", hkd("1.00"), on=DAY)])
    assert refused(lambda: turn(receipt.journal_id)) == "MON-392"
    assert refused(lambda: turn(exchange.journal_id)) == "MON-392"
    turn(cost.journal_id)
    turn(exchange.journal_id)
    turn(receipt.journal_id)
    assert [lot.left.minor for lot in lots.of_fund(REF)] == [0, 0]
    assert (
        refused(lambda: post(book=ground.book, entries=[spend(ground, "AP-2", hkd("0.01"), on=DAY)]))
        == "MON-321"
    )
    assert unproved() == []


def test_a_reversal_needs_a_reason_and_a_day_not_before(ground: Ground) -> None:
    funded(ground)
    [posted] = post(book=ground.book, entries=[spend(ground, "AP-1", hkd("1.00"), on=DAY)])

    def turn(reason: str, on: date) -> object:
        return reverse_journal.reverse(journal_id=posted.journal_id, reason=reason, on=on, key=key())

    assert refused(lambda: turn("  ", DAY)) == "MON-395"
    assert refused(lambda: turn("x", date(2018, 9, 2))) == "MON-398"
    assert (
        refused(lambda: reverse_journal.reverse(journal_id=10**9, reason="x", on=DAY, key=key())) == "MON-397"
    )


def test_an_enforced_limit_is_never_passed(ground: Ground) -> None:
    limits = [BudgetLimit("equipment", cny("180,000.00")), BudgetLimit("bank charge", cny("150.00"))]
    load_budget(approved_by=approver(), fund=ground.fund, version=2, lines=limits)
    received(ground)
    converted(ground)
    post(book=ground.book, entries=[spend(ground, "AP18-00901", hkd("186,000.00"), on=DAY, account="7310")])
    # users.md US check-a-cost: 40,000.00 HKD / 1.24 = 32,258.06; 150,000.00 + 32,258.06 = 182,258.06
    over = spend(ground, "PO-7790", hkd("40,000.00"), on=DAY, account="7310")
    assert refused(lambda: post(book=ground.book, entries=[over])) == "BUD-402"
    exactly = spend(ground, "PO-1", hkd("37,200.00"), on=DAY, account="7310")
    post(book=ground.book, entries=[exactly])
    assert budget.position(REF)[0].free == cny("0.00")
    assert unproved() == []


def test_a_promise_binds_the_budget_until_it_is_released(ground: Ground) -> None:
    load_budget(
        approved_by=approver(), fund=ground.fund, version=2, lines=[BudgetLimit("equipment", cny("100.00"))]
    )

    def order(event: str, amount: str, award: str) -> object:
        act = commit_order.commit if event == "commit" else commit_order.release
        return act(
            book=ground.book, fund=REF, order_no="PO-1", amount=hkd(amount), in_award_currency=cny(award),
            budget="equipment", on=DAY, key=key(),
        )  # fmt: skip

    order("commit", "100.00", "80.00")
    assert refused(lambda: order("commit", "30.00", "20.01")) == "BUD-402"
    assert budget.position(REF)[0].free == cny("20.00")
    assert refused(lambda: order("release", "100.01", "80.00")) == "MON-370"
    order("release", "40.00", "30.00")
    [still] = commitments.open_of(REF)
    assert (still.amount, still.in_award_currency) == (hkd("60.00"), cny("50.00"))
    order("release", "60.00", "50.00")
    assert commitments.open_of(REF) == ()
    assert unproved() == []


def test_a_new_budget_takes_over_what_was_spent(ground: Ground) -> None:
    funded(ground)
    post(book=ground.book, entries=[spend(ground, "A", hkd("124.00"), on=DAY)])

    def load(version: int, limit: str, code: str = "materials") -> None:
        lines = [BudgetLimit(code, cny(limit)), BudgetLimit("bank charge", cny("150.00"))]
        load_budget(approved_by=approver(), fund=ground.fund, version=version, lines=lines)

    assert refused(lambda: load(2, "99.99")) == "BUD-406"
    assert refused(lambda: load(2, "100.00", "other")) == "BUD-406"
    load(2, "100.00")
    load(2, "100.00")
    assert refused(lambda: load(2, "200.00")) == "BUD-407"
    [materials, _] = budget.position(REF)
    assert (materials.version, materials.actual, materials.free) == (2, cny("100.00"), cny("0.00"))
    assert (
        refused(lambda: post(book=ground.book, entries=[spend(ground, "B", hkd("1.00"), on=DAY)]))
        == "BUD-402"
    )
    load(3, "500.00")
    post(book=ground.book, entries=[spend(ground, "B", hkd("1.24"), on=DAY)])
    assert unproved() == []
