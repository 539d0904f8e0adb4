"""What a lot gave out comes back once, from what it paid for, and a lot that was taken away stays away."""

from __future__ import annotations

from datetime import date

from django.db import connection

from guohe.funds.operations.bulk_post import post_many
from guohe.funds.operations.post_entries import Entry, Line, Posted, post
from guohe.funds.operations.reverse_journal import reverse
from guohe.funds.operations.verify_books import verify
from guohe.funds.queries import lots
from tests.factories.funds import Ground, cny, converted, funded, hkd, key, received, spend
from tests.integration.funds.refusal import refused

DAY = date(2018, 8, 1)
LATER = date(2018, 9, 1)


def sent(ground: Ground, entry: Entry) -> Posted:
    return post(book=ground.book, entries=[entry])[0]


def turned(posted: Posted) -> Posted:
    return reverse(journal_id=posted.journal_id, reason="review", on=LATER, key=key())


def charge(ground: Ground, amount: str) -> Entry:
    return spend(ground, "R", cny(amount), on=LATER, account="5900-CNY", budget="bank charge")


def entry(*lines: Line, kind: str = "refund") -> Entry:
    return Entry(key(), kind, DAY, "RAW", "", lines)


def closers() -> list[int | None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT closed_by FROM funds_lot ORDER BY id")
        return [number for (number,) in cursor.fetchall()]


def unproved() -> list[tuple[str, str | None]]:
    return [(proof.name, proof.example) for proof in verify() if proof.broken]


def test_converted_money_does_not_come_back_as_a_return(ground: Ground) -> None:
    funded(ground)
    assert refused(lambda: sent(ground, charge(ground, "-500000.00"))) == "MON-322"
    # 150.00 of bank charge is all that was spent in CNY (users.md 5.2).
    assert refused(lambda: sent(ground, charge(ground, "-150.01"))) == "MON-322"
    sent(ground, charge(ground, "-150.00"))
    assert unproved() == []


def test_refunded_money_does_not_come_back_as_a_return(ground: Ground) -> None:
    received(ground)
    back = cny("719850.00")
    sent(ground, entry(Line("4000-CNY", back, ground.ref), Line("1000-CNY", -back, ground.ref)))
    assert refused(lambda: sent(ground, charge(ground, "-500000.00"))) == "MON-322"
    assert unproved() == []


def test_a_cost_that_came_back_is_not_reversed_out_of_converted_money(ground: Ground) -> None:
    received(ground)
    cost = sent(ground, charge(ground, "100.00"))
    sent(ground, charge(ground, "-250.00"))
    back = cny("719850.00")
    sent(ground, entry(Line("4000-CNY", back, ground.ref), Line("1000-CNY", -back, ground.ref)))
    assert refused(lambda: turned(cost)) == "MON-393"
    assert unproved() == []


def test_a_closed_lot_is_not_opened_by_another_reversal(ground: Ground) -> None:
    _, exchange = funded(ground)
    cost = sent(ground, spend(ground, "X", hkd("100.00"), on=DAY))
    sent(ground, spend(ground, "XR", hkd("-100.00"), on=DAY))
    turned(exchange)
    assert refused(lambda: turned(cost)) == "MON-393"
    assert refused(lambda: sent(ground, spend(ground, "Y", hkd("100.00"), on=LATER))) == "MON-321"
    assert unproved() == []


def test_a_lot_is_closed_by_the_last_of_three_reversals(ground: Ground) -> None:
    receipt = received(ground)
    first = turned(receipt)
    assert closers() == [first.journal_id]
    second = turned(first)
    assert closers() == [None]
    assert unproved() == []
    third = turned(second)
    assert closers() == [third.journal_id]
    assert [lot.reversed for lot in lots.of_fund(ground.ref)] == [True]
    assert refused(lambda: sent(ground, charge(ground, "-100.00"))) == "MON-322"
    assert unproved() == []
    turned(third)
    assert closers() == [None]
    assert unproved() == []


def test_a_cost_waits_for_money_that_came_later(ground: Ground) -> None:
    funded(ground)
    early = spend(ground, "A", hkd("1.00"), on=date(2018, 4, 19))
    assert refused(lambda: sent(ground, early)) == "MON-333"
    many = [spend(ground, f"S{place}", hkd("1.00"), on=date(2018, 4, 19 + place % 2)) for place in range(80)]
    assert refused(lambda: post_many(book=ground.book, entries=many)) == "MON-333"
    sent(ground, spend(ground, "A", hkd("1.00"), on=date(2018, 4, 20)))
    assert unproved() == []


def test_money_is_not_converted_before_it_came(ground: Ground) -> None:
    received(ground)
    assert refused(lambda: converted(ground, on=date(2018, 4, 15))) == "MON-333"


def test_a_return_is_not_dated_before_its_lot(ground: Ground) -> None:
    funded(ground)
    assert refused(lambda: sent(ground, spend(ground, "R", hkd("-1.00"), on=date(2018, 4, 19)))) == "MON-322"
