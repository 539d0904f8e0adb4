"""A question that tells what one page needs tells the same as the narrow questions that it stands for."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from pytest_django import Settings

from guohe.funds.models import Journal
from guohe.funds.operations.reverse_journal import reverse
from guohe.funds.queries import commitments, lots
from guohe.funds.queries.positions import stand_of
from guohe.funds.queries.turned import IsGone, live_end
from guohe.grants.models import Claim
from guohe.grants.queries import find, many
from guohe.imports.models import Job, Line
from guohe.imports.operations.confirm import confirm
from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.imports.queries import bank
from guohe.imports.queries.costs_listed import costs_listed
from guohe.imports.queries.open_questions import open_of
from guohe.imports.queries.read_days import digests_read
from guohe.imports.queries.what_waits import what_waits
from guohe.kernel.money import Money, total
from guohe.reconciliation.operations.accept_match import accept_match
from tests.factories.imports import DEMO, RAIL, STEEL, Ground, demo_ground, listing
from tests.factories.people import FINANCE_OFFICE, NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
SECOND = f"{STEEL}/T2"


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def statement(ground: Ground) -> int:
    return read_bank_statement(
        host_id=ground.stage.host,
        name="bank_cny.csv",
        content=(DEMO / "bank_cny.csv").read_bytes(),
        actor=ground.finance,
        now=NOW,
    ).job


def turn(entry: int) -> int:
    return reverse(journal_id=entry, reason="wrong row", on=date(2019, 6, 30), key=uuid4()).journal_id


def compare_stand() -> None:
    for ref in (STEEL, RAIL):
        held, stand = lots.of_fund(ref), stand_of(ref, "CNY", TODAY)
        standing = [lot for lot in held if not lot.reversed]
        assert stand.received == total("CNY", (lot.cost for lot in standing if lot.parent is None))
        assert stand.unspent == total("CNY", (lot.cost_left for lot in held))
        orders = commitments.open_of(ref, TODAY)
        assert stand.promised == total("CNY", (order.in_award_currency for order in orders))
        assert stand.instalments == {lot.source_ref for lot in standing} == lots.received_of([ref])
        assert many.in_books_of([ref]) == stand.instalments
        told = lots.held_by(frozenset({ref}))
        assert sorted(
            (each.journal, each.on, each.amount, each.used, each.bought) for each in told
        ) == sorted(
            (lot.journal_id, lot.opened_on, lot.amount, lot.used, lot.parent is not None) for lot in standing
        )


def test_the_stand_of_a_fund_is_what_its_lots_and_orders_say(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        compare_stand()
        ground.confirmed()
        compare_stand()
        content = listing((("02/05/2018", "PO-1", "6110", "100.00"),)).replace(b",ACT", b",COM")
        order = ground.read("order.csv", content.replace(b"Goods,,", b"Goods,PO-1,")).job
        assert confirm(job_id=order, actor=ground.finance, now=NOW).orders == 1
        # 100.00 HKD at 1.2400 is CNY 80.65, rounded once.
        assert stand_of(STEEL, "CNY", TODAY).promised == Money.of("CNY", "80.65")
        compare_stand()
        assert stand_of(STEEL, "CNY", date(2018, 5, 1)).promised == Money("CNY", 0)
        statement(ground)
        entry = max(each.number for each in bank.not_used())
        receipt = accept_match(entry_id=entry, item_ref=SECOND, actor=ground.finance, now=NOW)
        assert SECOND in stand_of(STEEL, "CNY", TODAY).instalments
        compare_stand()
        turn(receipt)
        assert SECOND not in stand_of(STEEL, "CNY", TODAY).instalments
        compare_stand()


def test_an_entry_is_gone_where_its_chain_of_reversals_ends_in_one(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        ground.confirmed()
        chain = [Line.objects.get(doc_ref="AP18-00901", state="posted").journal_id or 0]
        for _ in range(3):
            chain.append(turn(chain[-1]))
            gone = dict(Journal.objects.annotate(away=IsGone("id")).values_list("id", "away"))
            assert gone == {number: live_end(number) is None for number in gone}
        assert [gone[number] for number in chain] == [True, False, True, False]


def test_claims_come_with_their_instalments_as_they_stand_in_their_table(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        rows = Claim.objects.select_related("instalment__grant", "stated_by").order_by("pk")
        assert rows
        for ref in (STEEL, RAIL):
            own = [row for row in rows if row.instalment.grant.ref == ref]
            told = find.claims(ref)
            assert [(each.instalment_ref, each.happened_on, each.station) for each in told] == [
                (f"{ref}/T{row.instalment.number}", row.happened_on, row.station)
                for row in sorted(own, key=lambda row: (row.instalment.number, row.happened_on, row.pk))
            ]
            assert {
                (each.source, each.evidence, each.reference, each.stated_by, each.stated_at, each.amount)
                for each in told
            } == {
                (
                    row.source,
                    row.evidence,
                    row.reference,
                    row.stated_by.name,
                    row.stated_at,
                    None if row.amount_minor is None else Money(row.currency, row.amount_minor),
                )
                for row in own
            }


def test_what_waits_of_files_is_what_each_of_its_parts_says(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        refs = (STEEL, RAIL)
        unread = what_waits(refs, files=20, digests=["0" * 64])
        assert (unread.files, unread.questions, unread.read) == ((), {}, frozenset())
        job = ground.read().job
        digest = Job.objects.get(pk=job).file_digest
        found = what_waits(refs, files=20, digests=[digest, "0" * 64])
        assert found.read == digests_read([digest, "0" * 64]) == {digest}
        ready = Line.objects.filter(job_id=job, kind="actual", state="staged").values_list(
            "amount_minor", flat=True
        )
        assert [(each.number, each.file_name, each.amount, each.held) for each in found.files] == [
            (job, "erp.csv", Money("HKD", sum(ready)), False)
        ]
        assert {ref: each for ref, each in found.questions.items() if ref} == open_of(refs)
        assert what_waits(refs, files=0, digests=[]).files == ()
        # A line of no grant waits for the host whose money one sees as a whole.
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM imports_question WHERE state = 'open' AND grant_ref = ''")
            nobodys = cursor.fetchone()[0]
        assert sum(each.count for each in found.questions.get("", ())) == nobodys


def test_entries_in_one_question_are_those_not_used_and_those_used(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        statement(ground)
        assert bank.not_used_and_used() == (bank.not_used(), bank.used())
        entry = max(each.number for each in bank.not_used())
        accept_match(entry_id=entry, item_ref=SECOND, actor=ground.finance, now=NOW)
        waiting, used = bank.not_used_and_used()
        assert (waiting, used) == (bank.not_used(), bank.used())
        assert [each.number for each in used] == [entry]
        assert [each.posted_on for each in waiting] == sorted(each.posted_on for each in waiting)
        assert len(waiting) == 2


@pytest.mark.parametrize("until", [None, date(2018, 9, 1)])
def test_costs_listed_are_the_lines_of_their_states(ground: Ground, until: date | None) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job, _ = ground.confirmed()
        [told] = costs_listed(
            STEEL, states=("question", "posted"), waiting=("question",), until=until, most=500
        )
        rows = [
            row
            for row in Line.objects.filter(grant_ref=STEEL, kind="actual", state__in=("question", "posted"))
            if until is None or row.posted_date <= until
        ]
        assert told.amount == Money("HKD", sum(row.amount_minor for row in rows))
        assert told.read_at == Job.objects.get(pk=job).prepared_at
        waiting = sorted(
            (row for row in rows if row.state == "question"), key=lambda row: (row.posted_date, row.pk)
        )
        assert [(each.source, each.on, each.amount.minor) for each in told.waiting] == [
            (row.doc_ref, row.posted_date, row.amount_minor) for row in waiting
        ]
