"""Eight clients at once: no budget is overspent, no lot overdrawn, no entry posted twice, and the books hold."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from guohe.funds.operations.bulk_post import post_many
from guohe.funds.operations.load_budget import BudgetLimit, load_budget
from guohe.funds.operations.post_entries import post
from guohe.funds.operations.verify_books import verify
from guohe.funds.queries import budget, lots
from guohe.identity.operations.act_as import acting
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
from tests.factories.identity import approver, person, the_cast
from tests.factories.people import FINANCE_OFFICE, TODAY

CLIENTS = 8
DAY = date(2018, 9, 3)


@pytest.fixture
def shared(committed: str) -> Ground:
    """Committed books that every thread sees through its own connection."""
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        ground = books(stage.host)
        funded(ground)
        limits = [BudgetLimit("equipment", cny("1,000.00")), BudgetLimit("bank charge", cny("150.00"))]
        load_budget(approved_by=approver(), fund=ground.fund, version=2, lines=limits)
    return ground


def all_at_once(work: Callable[[int], list[str]]) -> list[str]:
    """What each client says of each of its attempts."""
    account = person(FINANCE_OFFICE).account

    def client(number: int) -> list[str]:
        try:
            return work(number)
        finally:
            connection.close()

    assert account
    with ThreadPoolExecutor(CLIENTS) as pool:
        return [told for each in pool.map(client, range(CLIENTS)) for told in each]


def attempt(act: Callable[[], object]) -> str:
    try:
        with acting(person(FINANCE_OFFICE).account, on=TODAY):
            act()
    except Refused as refusal:
        return refusal.findings[0].code
    return "posted"


def unproved() -> list[str]:
    with acting(person(FINANCE_OFFICE).account, on=TODAY):
        return [proof.name for proof in verify() if proof.broken]


@pytest.mark.parametrize("minor", [9_999, 33_333])
def test_an_enforced_limit_under_racing_clients(shared: Ground, minor: int) -> None:
    def work(number: int) -> list[str]:
        return [
            attempt(
                lambda turn=turn: post(  # type: ignore[misc]
                    book=shared.book,
                    entries=[
                        spend(
                            shared,
                            f"R{number}-{turn}",
                            Money("HKD", minor),
                            on=DAY,
                            account="7310",
                            entry_key=key(f"race {number} {turn}"),
                        )
                    ],
                )
            )
            for turn in range(25)
        ]

    told = all_at_once(work)
    with acting(person(FINANCE_OFFICE).account, on=TODAY):
        [line, _] = budget.position(REF)
    assert line.actual <= line.limit
    # One more of the same would not have fitted: the last accepted one came as near as it could.
    assert line.free.minor < minor * 100 // 124 + 1
    assert set(told) == {"posted", "BUD-402"}
    # 1,000.00 CNY at 1.2400
    assert told.count("posted") == 124_000 // minor
    assert unproved() == []


def test_the_last_money_is_spent_once(shared: Ground) -> None:
    with acting(person(FINANCE_OFFICE).account, on=TODAY):
        add_fund(shared.book, ref="SMALL")
        received(shared, ref="SMALL", sent="100.00", credited="100.00")
        converted(shared, ref="SMALL", sold="100.00", bought="124.00")

    def work(number: int) -> list[str]:
        return [
            attempt(
                lambda turn=turn: post(
                    book=shared.book,
                    entries=[
                        spend(  # type: ignore[misc]
                            shared,
                            f"L{number}-{turn}",
                            hkd("7.00"),
                            on=DAY,
                            ref="SMALL",
                            entry_key=key(f"last {number} {turn}"),
                        )
                    ],
                )
            )
            for turn in range(5)
        ]

    told = all_at_once(work)
    assert told.count("posted") == 12400 // 700
    assert set(told) == {"posted", "MON-321"}
    with acting(person(FINANCE_OFFICE).account, on=TODAY):
        assert lots.of_fund("SMALL")[1].left == hkd("5.00")
    assert unproved() == []


def test_one_key_from_eight_clients_posts_once(shared: Ground) -> None:
    entry = spend(shared, "ONCE", hkd("10.00"), on=DAY, account="7310", entry_key=key("eight at once"))
    numbers: list[int] = []

    def work(number: int) -> list[str]:
        def act() -> None:
            [posted] = post(book=shared.book, entries=[entry])
            numbers.append(posted.journal_id)

        return [attempt(act) for _ in range(3)]

    assert set(all_at_once(work)) == {"posted"}
    assert len(set(numbers)) == 1
    with acting(person(FINANCE_OFFICE).account, on=TODAY):
        assert lots.of_fund(REF)[1].used == hkd("10.00")


def test_bulk_and_single_posts_side_by_side(shared: Ground) -> None:
    with acting(person(FINANCE_OFFICE).account, on=TODAY):
        for place in range(4):
            add_fund(shared.book, ref=f"F{place}")
            funded(shared, ref=f"F{place}")

    def work(number: int) -> list[str]:
        entries = [
            spend(
                shared,
                f"B{number}-{turn}",
                Money("HKD", 100 + turn),
                on=DAY,
                ref=f"F{(number + turn) % 4}",
                entry_key=key(f"mixed {number} {turn}"),
            )
            for turn in range(120)
        ]
        if number % 2:
            return [attempt(lambda: post_many(book=shared.book, entries=entries))]
        return [attempt(lambda each=each: post(book=shared.book, entries=[each])) for each in entries[:40]]  # type: ignore[misc]

    assert set(all_at_once(work)) == {"posted"}
    with acting(person(FINANCE_OFFICE).account, on=TODAY), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM funds_journal WHERE source LIKE 'B%'")
        assert cursor.fetchone() == (4 * 120 + 4 * 40,)
    assert unproved() == []
