"""One entry goes a short way, many a long one: both write the same rows and refuse in the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from guohe.funds.models import Period
from guohe.funds.operations.bulk_post import post_many
from guohe.funds.operations.close_period import hold
from guohe.funds.operations.open_books import close_account, open_account
from guohe.funds.operations.post_entries import Entry, Line, post, post_alone
from guohe.funds.operations.verify_books import verify
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.money import Money
from tests.factories.funds import Ground, add_fund, books, converted, funded, hkd, key, received, spend
from tests.factories.identity import Stage, add_person, person, the_cast
from tests.factories.people import ADMINISTRATOR, FINANCE_OFFICE, TODAY

SHORT, LONG, BULK = "SHORT", "LONG", "BULK"
POLICIES = ("fifo", "pooled", "specified")
LIMITS = {"equipment": "4,000.00", "materials": "90,000.00"}
JUNE = date(2018, 6, 1)


@dataclass(frozen=True)
class Cost:
    """One line of cost. ``lot`` counts the fund's lots from 1."""

    account: str
    budget: str | None
    minor: int
    lot: int | None


@dataclass(frozen=True)
class Spec:
    """One entry before it is told for a book."""

    policy: str
    day: date
    kind: str
    costs: tuple[Cost, ...]
    bank: str
    bank_fund: str | None


def opened(stage: Stage, code: str) -> Ground:
    """A book with a fund of each policy: two instalments of CNY 10,000.00 at two rates, the second of April."""
    ground = books(stage.host, code=code, ref=f"{code}-tiny", limits=LIMITS)
    funded(ground)
    for policy in POLICIES:
        ref = f"{code}-{policy}"
        add_fund(ground.book, ref=ref, lot_policy=policy, limits=LIMITS, enforced=True)
        for turn, bought, rate in ((1, "12,400.00", "1.2400"), (2, "13,000.00", "1.3000")):
            on = date(2018, 2 * turn, 1)
            received(ground, ref=ref, instalment=f"T{turn}", sent="10,000.00", credited="10,000.00", on=on)
            named = lots(code, policy, "CNY")[turn - 1] if policy == "specified" else None
            converted(ground, ref=ref, sold="10,000.00", bought=bought, rate=rate, deal_no=f"{ref}-{turn}", lot=named, on=on)  # fmt: skip
    old = open_account(
        book=ground.book, code="6999", name="old", currency="HKD", role="expense", on=date(2018, 1, 1)
    )
    close_account(account_id=old, on=date(2018, 5, 1))
    open_account(book=ground.book, code="1001", name="cold", currency="HKD", role="bank", on=date(2018, 1, 1))
    hold(period_id=Period.objects.get(book_id=ground.book, starts=date(2018, 12, 1)).pk, reason="month end")
    return ground


def asked(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def lots(code: str, policy: str, currency: str) -> list[int]:
    sql = "SELECT k.id FROM funds_lot AS k JOIN funds_fund AS f ON f.id = k.fund_id WHERE f.ref = %s AND k.currency = %s ORDER BY k.id"
    return [number for (number,) in asked(sql, f"{code}-{policy}", currency)]


def told(spec: Spec, code: str, source: str) -> Entry:
    """The entry in the words of one book."""
    fund = f"{code}-{spec.policy}"
    own = lots(code, spec.policy, "HKD")
    lines = [
        Line(c.account, Money("HKD", c.minor), fund, c.budget, None if c.lot is None else own[c.lot - 1])
        for c in spec.costs
    ]
    bank = f"{code}-{spec.bank_fund}" if spec.bank_fund else None
    lines.append(Line(spec.bank, Money("HKD", -sum(c.minor for c in spec.costs)), bank))
    return Entry(key(f"{code} {source}"), spec.kind, spec.day, source, "memo", tuple(lines))


def rows(ground: Ground, code: str) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that entries write, by names instead of numbers; entries in the order in which they were posted."""
    lot = "(SELECT count(*) FROM funds_lot AS o WHERE o.fund_id = k.fund_id AND o.id <= k.id)"
    fund = f"substr(f.ref, {len(code) + 1})"
    entry = "SELECT id, source, row_number() OVER (ORDER BY id) AS place, effective_date, posted_by, kind, memo, line_count, " \
            "period_id, host_id, approved_by, instalment, reverses, reason, length(digest) AS hash " \
            "FROM funds_journal WHERE book_id = %s"  # fmt: skip
    return {
        "journal": asked(
            f"SELECT replace(j.source, '{code}', ''), j.place, j.effective_date, j.posted_by, j.kind, replace(j.memo, '{code}', ''), j.line_count, s.starts, "
            f"j.host_id, j.approved_by, replace(j.instalment, '{code}', ''), j.reverses, j.reason, j.hash FROM ({entry}) AS j "
            "JOIN funds_period AS s ON s.id = j.period_id ORDER BY j.place", ground.book),
        "posting": asked(
            f"SELECT j.place, p.line, a.code, p.currency, p.amount, {fund}, b.code, {lot}, p.host_id, s.starts, p.effective_date "
            f"FROM ({entry}) AS j JOIN funds_posting AS p ON p.journal_id = j.id JOIN funds_account AS a ON a.id = p.account_id "
            "JOIN funds_period AS s ON s.id = p.period_id LEFT JOIN funds_fund AS f ON f.id = p.fund_id "
            "LEFT JOIN funds_budget_line AS b ON b.id = p.budget_line_id LEFT JOIN funds_lot AS k ON k.id = p.lot_id "
            "ORDER BY 1, 2", ground.book),
        "allocation": asked(
            f"SELECT j.place, u.line, {fund}, {lot}, u.amount, u.source_amount, u.kind, u.host_id FROM ({entry}) AS j "
            "JOIN funds_allocation AS u ON u.journal_id = j.id JOIN funds_lot AS k ON k.id = u.lot_id "
            "JOIN funds_fund AS f ON f.id = k.fund_id ORDER BY 1, 2, 3, 4", ground.book),
        "lot": asked(
            f"SELECT {fund}, {lot}, k.amount, k.source_amount, k.used, k.used_source, k.spent FROM funds_lot AS k "
            "JOIN funds_fund AS f ON f.id = k.fund_id WHERE f.book_id = %s ORDER BY 1, 2", ground.book),
        "budget": asked(
            f"SELECT {fund}, b.code, b.version, b.actual_minor, b.committed_minor FROM funds_budget_line AS b "
            "JOIN funds_fund AS f ON f.id = b.fund_id WHERE f.book_id = %s ORDER BY 1, 2", ground.book),
        "balance": asked(
            "SELECT a.code, s.starts, k.shard, k.debit, k.credit, k.lines, k.host_id FROM funds_balance AS k "
            "JOIN funds_account AS a ON a.id = k.account_id JOIN funds_period AS s ON s.id = k.period_id "
            "WHERE a.book_id = %s ORDER BY 1, 2, 3", ground.book),
    }  # fmt: skip


def words(findings: Sequence[Finding], code: str) -> list[tuple[str, dict[str, str]]]:
    # Of several funds that are off, one is named; which one, nobody promised.
    left_out = {"entry", "lot"} | ({"fund", "off"} if findings and findings[0].code == "MON-330" else set())
    return [
        (each.code, {k: str(v).replace(code, "X") for k, v in each.values.items() if k not in left_out})
        for each in findings
    ]


# Each choice is mostly a right one, so that entries are accepted as well as refused.
RIGHT = [("6110", "materials"), ("7310", "equipment"), ("5210", "materials")]
WRONG = [
    ("6999", "materials"),
    ("nowhere", "materials"),
    ("1001", "materials"),
    ("1001", None),
    ("6110", "labour"),
    ("6110", None),
]
COSTS = st.builds(
    lambda place, minor, lot: Cost(*place, minor, lot),
    st.sampled_from(RIGHT * 16 + WRONG),
    # Up to HKD 400, 4,000 or 40,000, which no fund has; now and then a return.
    st.sampled_from([1, 1, 1, 2, 2, 2, 3, 0]).flatmap(
        lambda size: st.integers(1, 4_000 * 10**size) if size else st.integers(-500_00, -1)
    ),
    st.sampled_from([None, 1, 2]),
)
SPECS = st.builds(
    lambda policy, day, kind, costs, bank, own_fund, own_lots: Spec(
        policy, day, kind,
        costs if not own_lots else tuple(Cost(c.account, c.budget, c.minor, (c.lot or 1) if policy == "specified" else None) for c in costs),
        bank, policy if own_fund else None,
    ),
    st.sampled_from(["fifo"] * 3 + ["pooled"] * 2 + ["specified"]),
    st.sampled_from([JUNE] * 14 + [date(2018, 3, 5), date(2018, 1, 5)] * 3 + [date(2018, 12, 3), date(2021, 6, 1)]),
    st.sampled_from(["spend"] * 30 + ["conversion", "order", "orderly"]),
    st.lists(COSTS, min_size=1, max_size=3).map(tuple).filter(lambda costs: sum(c.minor for c in costs) != 0),
    st.sampled_from(["1000-HKD", "1001", "1900-HKD"] * 5 + ["9100-HKD", "1000-CNY"]),
    st.sampled_from([True] * 15 + [False]),
    st.sampled_from([True] * 11 + [False]),
)  # fmt: skip


BEFORE_THE_MONEY = Spec(
    "fifo", date(2018, 1, 5), "spend", (Cost("6110", "materials", 100_00, None),), "1000-HKD", "fifo"
)


@pytest.mark.django_db
def test_one_and_many_write_the_same_rows_and_refuse_in_the_same_words() -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        grounds = {code: opened(stage, code) for code in (SHORT, LONG, BULK)}
        taken = {"accepted": 0, "refused": 0}

        def attempt(code: str, entries: list[Entry]) -> Sequence[Finding]:
            try:
                with transaction.atomic():
                    for each in [entries] if code == LONG else [[entry] for entry in entries]:
                        post(book=grounds[code].book, entries=each)
            except Refused as refusal:
                return refusal.findings
            return ()

        def many(code: str) -> list[Entry]:
            """More lines than are matched to lots one by one."""
            return [
                spend(grounds[code], f"M{place}", hkd("0.01"), on=JUNE, entry_key=key(f"{code} M{place}"))
                for place in range(31)
            ]

        @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
        @given(specs=st.lists(SPECS, min_size=1, max_size=6))
        @example(specs=[BEFORE_THE_MONEY])
        def together(specs: list[Spec]) -> None:
            before = transaction.savepoint()
            accepted: list[tuple[Spec, str]] = []
            for turn, spec in enumerate(specs):
                entries = {code: [spend(grounds[code], f"C{turn}", hkd("0.01"), on=JUNE, entry_key=key(f"{code} C{turn}")),
                                  told(spec, code, f"E{turn}")] for code in (SHORT, LONG)}  # fmt: skip
                short, long = attempt(SHORT, entries[SHORT]), attempt(LONG, entries[LONG])
                assert words(short, SHORT) == words(long, LONG), spec
                taken["refused" if short else "accepted"] += 1
                if not short:
                    accepted.append((spec, f"C{turn} E{turn}"))
            for code in (SHORT, LONG):
                post(book=grounds[code].book, entries=many(code))
            own = rows(grounds[SHORT], SHORT)
            assert own == rows(grounds[LONG], LONG)
            batch = [
                entry
                for spec, sources in accepted
                for entry in (spend(grounds[BULK], sources.split()[0], hkd("0.01"), on=JUNE), told(spec, BULK, sources.split()[1]))
            ]  # fmt: skip
            post_many(book=grounds[BULK].book, entries=batch + many(BULK))
            assert own == rows(grounds[BULK], BULK)
            transaction.savepoint_rollback(before)

        together()
        assert min(taken.values()) > 10, taken
        assert [proof.name for proof in verify() if proof.broken] == []


def test_one_entry_as_a_transaction_of_its_own(committed: str) -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        ground = books(stage.host)
        funded(ground)
    account = person(FINANCE_OFFICE).account
    entry = spend(ground, "AP-1", hkd("12.34"), on=JUNE)
    first = post_alone(account=account, on=TODAY, book=ground.book, entry=entry)
    again = post_alone(account=account, on=TODAY, book=ground.book, entry=entry)
    assert (first.was_there, again.was_there, again.journal_id) == (False, True, first.journal_id)
    with pytest.raises(Refused) as refusal:
        post_alone(
            account=account,
            on=TODAY,
            book=ground.book,
            entry=spend(ground, "AP-2", hkd("892,614.00"), on=JUNE),
        )
    assert [finding.code for finding in refusal.value.findings] == ["MON-321"]
    with pytest.raises(Refused) as refusal:
        post_alone(account=0, on=TODAY, book=ground.book, entry=entry)
    assert [finding.code for finding in refusal.value.findings] == ["MON-385"]
    # Nobody acts any more once it has ended.
    assert asked("SELECT coalesce(guohe_actor(), 0)") == [(0,)]
    with stage.acting(FINANCE_OFFICE):
        assert asked("SELECT source, posted_by FROM funds_journal ORDER BY id DESC LIMIT 1") == [
            ("AP-1", account)
        ]
        assert [proof.name for proof in verify() if proof.broken] == []


def test_within_a_longer_transaction_the_earlier_actor_acts_again(committed: str) -> None:
    stage = the_cast()
    with stage.acting(ADMINISTRATOR):
        second = add_person(stage.host, "first.wong", "import").account
    with stage.acting(FINANCE_OFFICE):
        ground = books(stage.host)
        funded(ground)
        entry = spend(ground, "AP-1", hkd("12.34"), on=JUNE)
        with pytest.raises(Refused), transaction.atomic():
            post_alone(account=0, on=TODAY, book=ground.book, entry=entry)
        post_alone(account=second, on=TODAY, book=ground.book, entry=entry)
        assert asked("SELECT guohe_actor()") == [(person(FINANCE_OFFICE).account,)]
        assert asked("SELECT posted_by FROM funds_journal ORDER BY id DESC LIMIT 1") == [(second,)]
