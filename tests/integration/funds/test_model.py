"""A machine drives the real database and a model that shares nothing with it; after every step both say the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from guohe.funds.domain.lots import (
    Lot,
    NotEnough,
    Part,
    Policy,
    WouldBreak,
    give_back,
    negate,
    split_bought,
    take,
)
from guohe.funds.operations import commit_order, reverse_journal
from guohe.funds.operations.bulk_post import post_many
from guohe.funds.operations.convert_currency import convert
from guohe.funds.operations.post_entries import Entry, post
from guohe.funds.operations.verify_books import verify
from guohe.kernel.clock import UTC8
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from tests.factories.funds import Ground, add_fund, books, key, received, spend
from tests.factories.identity import the_cast
from tests.factories.people import FINANCE_OFFICE

FIRST = date(2018, 1, 1)
LIMIT = 400_000  # fen; the category "equipment" (account 7310) is enforced
_runs = count(1)


@dataclass
class Known:
    """What the model knows of one entry."""

    journal: int
    day: date
    entry: Entry | None
    parts: list[tuple[str, str | None, tuple[Part, ...]]]
    brought: list[tuple[str, int]] = field(default_factory=list)
    reverses: Known | None = None
    reversed: bool = False
    promise: bool = False
    closes: list[tuple[str, int]] = field(default_factory=list)
    opens: list[tuple[str, int]] = field(default_factory=list)


class Books(RuleBasedStateMachine):
    """Receive, convert, spend, give back, reverse, promise, release, resend: in any order."""

    ground: Ground
    policy: Policy

    @initialize(policy=st.sampled_from([Policy.FIFO, Policy.POOLED]))
    def open(self, policy: Policy) -> None:
        run = next(_runs)
        self.policy = policy
        with connection.cursor() as cursor:
            cursor.execute("SELECT host_id, id FROM funds_book WHERE code = 'HK'")
            host, book = cursor.fetchone()
        self.ref = f"RUN-{run}"
        fund = add_fund(
            book, ref=self.ref, lot_policy=policy.value, limits={"equipment": "4,000.00"}, enforced=True
        )
        add = Ground(host, book, fund, self.ref)
        self.ground = add
        self.lots: dict[str, list[tuple[date, Lot]]] = {"CNY": [], "HKD": []}
        self.numbers = count(1)
        self.names = count(1)
        self.known: list[Known] = []
        self.actual: dict[str, int] = {"equipment": 0, "bank charge": 0}
        self.orders: dict[str, tuple[int, int]] = {}

    # --- the model's hands -------------------------------------------------------------------------------------

    def queue(self, currency: str, on: date = date.max) -> list[Lot]:
        there = [(day, lot.id, lot) for day, lot in self.lots[currency] if day <= on]
        return [lot for _, _, lot in sorted(there, key=lambda each: each[:2])]

    def lacking(self, currency: str, wanted: int) -> str:
        return "MON-333" if sum(lot.left for lot in self.queue(currency)) >= wanted else "MON-321"

    def store(self, currency: str, changed: tuple[Lot, ...]) -> None:
        new = {lot.id: lot for lot in changed}
        self.lots[currency] = [(day, new.get(lot.id, lot)) for day, lot in self.lots[currency]]

    def bring(self, currency: str, day: date, amount: int, cost: int) -> tuple[str, int]:
        lot = Lot(next(self.numbers), amount, cost)
        self.lots[currency].append((day, lot))
        return currency, lot.id

    def code_of(self, act: Callable[[], object]) -> str | None:
        """The refusal's code, or None when it was done."""
        try:
            with transaction.atomic():
                self.answer = act()
        except Refused as refusal:
            return refusal.findings[0].code
        return None

    def committed(self) -> int:
        return sum(award for _, award in self.orders.values())

    def fits(self, category: str | None, carried: int) -> bool:
        return category != "equipment" or self.actual["equipment"] + self.committed() + carried <= LIMIT

    def charge(self, category: str | None, parts: tuple[Part, ...]) -> None:
        if category is not None:
            self.actual[category] += sum(part.carried for part in parts)

    # --- rules -------------------------------------------------------------------------------------------------

    @rule(sent=st.integers(1, 3_000_00), kept=st.integers(0, 99), day=st.integers(0, 60))
    def receive(self, sent: int, kept: int, day: int) -> None:
        on = FIRST + timedelta(days=day)
        charge = min(kept, sent - 1)
        name = f"T{next(self.names)}"
        posted = received(self.ground, instalment=name, sent=Money("CNY", sent).plain,
                          credited=Money("CNY", sent - charge).plain, on=on)  # fmt: skip
        brought = self.bring("CNY", on, sent, sent)
        parts: tuple[Part, ...] = ()
        if charge:
            changed, parts = take(self.queue("CNY"), charge, Policy.FIFO, brought[1])
            self.store("CNY", changed)
            self.charge("bank charge", parts)
        self.known.append(
            Known(posted.journal_id, on, None, [("CNY", "bank charge", parts)] if parts else [], [brought])
        )

    @rule(sold=st.integers(100, 4_000_00), rate=st.integers(8_000, 14_000), day=st.integers(0, 60))
    def exchange(self, sold: int, rate: int, day: int) -> None:
        on = FIRST + timedelta(days=day)
        bought = (sold * rate + 5_000) // 10_000
        name = f"D{next(self.names)}"

        def act() -> object:
            return convert(
                book=self.ground.book, fund=self.ref, sold=Money("CNY", sold), bought=Money("HKD", bought),
                rate=f"{rate // 10_000}.{rate % 10_000:04d}", deal_no=name, source="slip", on=on, key=key(f"{self.ref} {name}"),
                dealt_at=datetime(on.year, on.month, on.day, 11, tzinfo=UTC8),
            )  # fmt: skip

        code = self.code_of(act)
        try:
            changed, parts = take(self.queue("CNY", on), sold, self.policy, cost=False)
        except NotEnough:
            assert code == self.lacking("CNY", sold)
            return
        amounts = split_bought(bought, [part.amount for part in parts])
        if 0 in amounts:
            assert code == "MON-343"
            return
        assert code is None
        self.store("CNY", changed)
        brought = [
            self.bring("HKD", on, amount, part.carried) for amount, part in zip(amounts, parts, strict=True)
        ]
        self.known.append(Known(self.answer.journal_id, on, None, [("CNY", None, parts)], brought))  # type: ignore[attr-defined]

    def spent(self, minor: int, on: date, account: str, bulk: bool) -> None:
        currency = "CNY" if account.endswith("CNY") else "HKD"
        category = {"7310": "equipment", "5900-CNY": "bank charge", "6110": "bank charge"}.get(account)
        entry = spend(self.ground, f"S{next(self.names)}", Money(currency, minor), on=on, account=account, budget=category,
                      entry_key=key(f"{self.ref} {next(self.names)}"))  # fmt: skip

        def act() -> object:
            if bulk:
                post_many(book=self.ground.book, entries=[entry])
                return post(book=self.ground.book, entries=[entry])[0]
            return post(book=self.ground.book, entries=[entry])[0]

        code = self.code_of(act)
        try:
            if minor > 0:
                changed, parts = take(self.queue(currency, on), minor, self.policy)
            else:
                changed, parts = give_back(self.queue(currency, on), -minor, self.policy)
        except NotEnough:
            assert code == (self.lacking(currency, minor) if minor > 0 else "MON-322")
            return
        if not self.fits(category, sum(part.carried for part in parts)):
            assert code == "BUD-402"
            return
        assert code is None, (code, entry)
        self.store(currency, changed)
        self.charge(category, parts)
        self.known.append(Known(self.answer.journal_id, on, entry, [(currency, category, parts)]))  # type: ignore[attr-defined]

    @rule(minor=st.integers(1, 2_000_00), day=st.integers(0, 60), bulk=st.booleans(),
          account=st.sampled_from(["7310", "6110", "5900-CNY"]))  # fmt: skip
    def spend_some(self, minor: int, day: int, account: str, bulk: bool) -> None:
        self.spent(minor, FIRST + timedelta(days=day), account, bulk)

    @rule(minor=st.integers(1, 500_00), account=st.sampled_from(["7310", "6110", "5900-CNY"]))
    def get_some_back(self, minor: int, account: str) -> None:
        self.spent(-minor, FIRST + timedelta(days=61), account, False)

    @rule(which=st.integers(0, 10**6))
    @precondition(lambda self: any(known.entry for known in self.known))
    def send_again(self, which: int) -> None:
        own = [known for known in self.known if known.entry]
        known = own[which % len(own)]
        assert known.entry is not None
        [again] = post(book=self.ground.book, entries=[known.entry])
        assert (again.journal_id, again.was_there) == (known.journal, True)

    @rule(which=st.integers(0, 10**6))
    @precondition(lambda self: self.known)
    def reverse(self, which: int) -> None:
        old = self.known[which % len(self.known)]
        on = FIRST + timedelta(days=62)
        code = self.code_of(
            lambda: reverse_journal.reverse(
                journal_id=old.journal, reason="machine", on=on, key=key(f"{self.ref} {next(self.names)}")
            )
        )
        if old.reversed:
            assert code == "MON-391"
            return
        if old.promise:
            assert code == "MON-396"
            return
        before = {currency: list(pairs) for currency, pairs in self.lots.items()}
        for currency, number in old.closes:
            self._mark(currency, number, closed=False)
        turned: list[tuple[str, str | None, tuple[Part, ...]]] = []
        try:
            for currency in ("CNY", "HKD"):
                own = [part for at, _, parts in old.parts if at == currency for part in parts]
                self.store(currency, negate(self.queue(currency), own)[0])
            for currency, category, parts in old.parts:
                turned.append((currency, category, tuple(part.turned for part in parts)))
        except WouldBreak:
            self.lots = before
            assert code == "MON-393"
            return
        for currency, number in old.brought:
            if next(lot for lot in self.queue(currency) if lot.id == number).used > 0:
                self.lots = before
                assert code == "MON-392"
                return
        closes = []
        for currency, number in old.brought:
            lot = next(each for each in self.queue(currency) if each.id == number)
            changed = tuple(replace(each, used=each.amount, carried=each.cost, closed=True)
                            if each.id == number else each for each in self.queue(currency))  # fmt: skip
            self.store(currency, changed)
            turned.append((currency, None, (Part(number, lot.amount, lot.cost - lot.carried, cost=False),)))
            closes.append((currency, number))
        for currency, number in old.opens:
            self._mark(currency, number, closed=True)
            closes.append((currency, number))
        more = sum(part.carried for _, category, parts in turned if category == "equipment" for part in parts)
        if any(category == "equipment" for _, category, _ in turned) and not self.fits("equipment", more):
            self.lots = before
            assert code == "BUD-402"
            return
        assert code is None, code
        for _, category, parts in turned:
            self.charge(category, parts)
        old.reversed = True
        self.known.append(
            Known(self.answer.journal_id, on, None, turned, [], old, closes=closes, opens=old.closes)
        )  # type: ignore[attr-defined]

    def _mark(self, currency: str, number: int, *, closed: bool) -> None:
        self.store(currency, tuple(
            replace(lot, closed=closed) if lot.id == number else lot
            for lot in self.queue(currency)))  # fmt: skip

    @rule(minor=st.integers(1, 3_000_00))
    def promise(self, minor: int) -> None:
        name = f"PO-{next(self.names)}"
        award = (minor * 100 + 62) // 124 or 1
        code = self.code_of(lambda: commit_order.commit(
            book=self.ground.book, fund=self.ref, order_no=name, amount=Money("HKD", minor), budget="equipment",
            in_award_currency=Money("CNY", award), on=FIRST, key=key(f"{self.ref} {name}")))  # fmt: skip
        if not self.fits("equipment", award):
            assert code == "BUD-402"
            return
        assert code is None
        self.orders[name] = (minor, award)
        self.known.append(Known(self.answer.journal_id, FIRST, None, [], promise=True))  # type: ignore[attr-defined]

    @rule(which=st.integers(0, 10**6))
    @precondition(lambda self: self.orders)
    def release(self, which: int) -> None:
        name = sorted(self.orders)[which % len(self.orders)]
        minor, award = self.orders.pop(name)
        commit_order.release(
            book=self.ground.book, fund=self.ref, order_no=name, amount=Money("HKD", minor), budget="equipment",
            in_award_currency=Money("CNY", award), on=FIRST, key=key(f"{self.ref} {name} {next(self.names)}"))  # fmt: skip

    # --- what must hold ----------------------------------------------------------------------------------------

    @invariant()
    def the_database_says_what_the_model_says(self) -> None:
        if not hasattr(self, "ground"):
            return
        with connection.cursor() as cursor:
            for currency, pairs in self.lots.items():
                cursor.execute(
                    "SELECT opened_on, amount, source_amount, used, used_source, closed_by IS NOT NULL, spent FROM funds_lot "
                    "WHERE fund_id = %s AND currency = %s ORDER BY id",
                    [self.ground.fund, currency],
                )
                expected = [(day, lot.amount, lot.cost, lot.used, lot.carried, lot.closed, lot.spent)
                            for day, lot in sorted(pairs, key=lambda pair: pair[1].id)]  # fmt: skip
                assert cursor.fetchall() == expected
            cursor.execute(
                "SELECT code, actual_minor, committed_minor FROM funds_budget_line WHERE fund_id = %s AND current ORDER BY id",
                [self.ground.fund],
            )
            assert cursor.fetchall() == [
                ("equipment", self.actual["equipment"], self.committed()),
                ("bank charge", self.actual["bank charge"], 0),
            ]
            assert self.actual["equipment"] + self.committed() <= LIMIT

    def teardown(self) -> None:
        if hasattr(self, "ground"):
            assert [(proof.name, proof.example) for proof in verify() if proof.broken] == []


@pytest.mark.django_db
def test_the_database_agrees_with_the_model() -> None:
    with the_cast().acting(FINANCE_OFFICE):
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM identity_host WHERE code = 'polyu'")
            books(cursor.fetchone()[0])
        run_state_machine_as_test(
            Books,
            settings=settings(
                max_examples=25,
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
