"""An open order ends by its invoices, by a later list that says what is open, or by a release, and is never counted twice.

HKD at 1.2400: 186,000.00 is CNY 150,000.00, 12,400.00 is 10,000.00. The demo's equipment may cost CNY 180,000.00.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from itertools import count
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guohe.funds.operations.reverse_journal import reverse
from guohe.funds.operations.verify_books import verify
from guohe.funds.queries import budget, commitments
from guohe.funds.queries.journals import entry
from guohe.imports.models import Line
from guohe.imports.operations.confirm import Confirmed, confirm
from guohe.imports.operations.undo_import import undo_import
from guohe.imports.queries import foreseen
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.project.cli import main
from tests.factories.imports import HEAD, STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, INVESTIGATOR, NOW
from tests.integration.imports.pages import seen_by

pytestmark = pytest.mark.usefixtures("demo_books")


@pytest.fixture
def ground(db: None) -> Ground:
    return demo_ground()


def row(
    day: str, doc: str, account: str, amount: str, kind: str = "ACT", order: str = "PO-9001"
) -> tuple[str, ...]:
    return (
        "ZZ01-DEMO",
        account,
        f"Account {account}",
        day,
        doc,
        "DEMO LTD",
        "Goods",
        order,
        "HKD",
        amount,
        kind,
    )


def file_of(*rows: tuple[str, ...]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerows(rows)
    return out.getvalue().encode()


def posted(ground: Ground, name: str, *rows: tuple[str, ...]) -> tuple[int, Confirmed]:
    job = ground.read(name, file_of(*rows)).job
    told = {held.row for held in foreseen.of_job(job)}
    done = confirm(job_id=job, actor=ground.finance, now=NOW)
    held = set(Line.objects.filter(pk__in=[pk for pk, _ in done.held]).values_list("row_number", flat=True))
    # What the check foretells is what the books hold.
    assert told == held
    return job, done


def stands(code: str = "equipment") -> tuple[str, str]:
    """Used and promised of a category."""
    line = next(line for line in budget.position(STEEL) if line.code == code)
    return line.actual.plain, line.committed.plain


def open_now() -> dict[str, str]:
    return {order.order_no: order.amount.plain for order in commitments.open_of(STEEL)}


def test_what_was_ordered_can_be_booked_and_is_ordered_no_more(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        posted(ground, "jun.csv", row("01/06/2018", "PO-9001", "7310", "186,000.00", "COM"))
        assert stands() == ("0.00", "150000.00")
        job, done = posted(ground, "aug.csv", row("20/08/2018", "AP18-9001", "7310", "186,000.00"))
        assert (done.posted, done.held) == (1, ())
        assert (stands(), open_now()) == (("150000.00", "0.00"), {})
        # One entry: the cost, the bank, and what it took off the order, on both of its accounts.
        [line] = Line.objects.filter(job_id=job)
        told = entry(line.journal_id or 0)
        assert (told.kind, len(told.lines)) == ("order invoice", 4)
        undo_import(job_id=job, reason="wrong invoice", actor=ground.finance, now=NOW)
        assert (stands(), open_now()) == (("0.00", "150000.00"), {"PO-9001": "186000.00"})
        assert [proof.law for proof in verify() if proof.broken] == []


def test_a_part_invoice_lessens_its_order_by_the_orders_own_share(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        posted(ground, "jun.csv", row("01/06/2018", "PO-9001", "6110", "12,400.00", "COM"))
        assert stands("materials") == ("0.00", "10000.00")
        # Half is invoiced, and the same list says that 6,200.00 is still open: that is said of what is left, not added to it.
        posted(
            ground,
            "jul.csv",
            row("15/07/2018", "AP18-9001", "6110", "6,200.00"),
            row("01/06/2018", "PO-9001", "6110", "6,200.00", "COM"),
        )
        assert (stands("materials"), open_now()) == (("5000.00", "5000.00"), {"PO-9001": "6200.00"})
        # More than what is left is invoiced: the order ends, the rest is a cost like any other.
        posted(ground, "aug.csv", row("15/08/2018", "AP18-9002", "6110", "7,440.00"))
        assert (stands("materials"), open_now()) == (("11000.00", "0.00"), {})
        assert [proof.law for proof in verify() if proof.broken] == []


def test_a_later_list_says_what_is_open_and_undone_brings_back_what_stood(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        first, _ = posted(ground, "jun.csv", row("01/06/2018", "PO-9001", "6110", "12,400.00", "COM"))
        # Two lines of one file under one number are one order.
        second, _ = posted(
            ground,
            "jul.csv",
            row("01/06/2018", "PO-9001", "6110", "1,240.00", "COM"),
            row("02/06/2018", "PO-9001", "6110", "2,480.00", "COM"),
        )
        assert (open_now(), stands("materials")[1]) == ({"PO-9001": "3720.00"}, "3000.00")
        undo_import(job_id=second, reason="old list", actor=ground.finance, now=NOW)
        assert (open_now(), stands("materials")[1]) == ({"PO-9001": "12400.00"}, "10000.00")
        third, _ = posted(ground, "aug.csv", row("01/06/2018", "PO-9001", "6110", "620.00", "COM"))
        # What the newer list said stays when the older is undone, and nothing comes back that no list says any more.
        undo_import(job_id=first, reason="old list", actor=ground.finance, now=NOW)
        assert open_now() == {"PO-9001": "620.00"}
        undo_import(job_id=third, reason="old list", actor=ground.finance, now=NOW)
        assert (open_now(), stands("materials")[1]) == ({}, "0.00")
        assert [proof.law for proof in verify() if proof.broken] == []


def test_an_order_that_comes_back_to_an_earlier_figure_is_said_again(ground: Ground) -> None:
    """An invoice was booked and reversed: the list says 12,400.00 as it did in May, and the books hold 9,300.00."""
    order = ("29/05/2018", "PO-9001", "6110")
    invoice = row("03/06/2018", "AP18-O1", "6110", "3,100.00")
    back = row("10/06/2018", "AP18-O1R", "6110", "-3,100.00")
    with ground.stage.acting(FINANCE_OFFICE):
        posted(ground, "may.csv", row(*order, "12,400.00", "COM"))
        posted(ground, "june.csv", invoice, row(*order, "9,300.00", "COM"))
        assert open_now() == {"PO-9001": "9300.00"}
        _, done = posted(ground, "july.csv", invoice, back, row(*order, "12,400.00", "COM"))
        assert (done.posted, open_now()) == (1, {"PO-9001": "12400.00"})
        # And once more: each state is said once, and the state that stands adds nothing.
        posted(ground, "august.csv", row(*order, "9,300.00", "COM"))
        assert open_now() == {"PO-9001": "9300.00"}
        job, _ = posted(ground, "september.csv", invoice, row(*order, "12,400.00", "COM"))
        assert open_now() == {"PO-9001": "12400.00"}
        same = ground.read("october.csv", file_of(row(*order, "12,400.00", "COM"), invoice)).job
        assert not Line.objects.filter(job_id=same).exists()
        undo_import(job_id=job, reason="wrong list", actor=ground.finance, now=NOW)
        assert open_now() == {"PO-9001": "9300.00"}
        assert [proof.law for proof in verify() if proof.broken] == []


def test_a_line_below_nothing_lessens_its_order_and_never_by_more_than_is_open(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        posted(
            ground,
            "jun.csv",
            row("02/06/2018", "PO-9001", "6110", "-1,240.00", "COM"),
            row("03/06/2018", "PO-9001", "6110", "12,400.00", "COM"),
        )
        assert (open_now(), stands("materials")[1]) == ({"PO-9001": "11160.00"}, "9000.00")
        less, done = posted(ground, "jul.csv", row("02/07/2018", "PO-9001", "6110", "-11,160.01", "COM"))
        assert [(finding.code, finding.values["open"]) for _, finding in done.held] == [
            ("MON-370", "HKD 11,160.00")
        ]
        undo_import(job_id=less, reason="typed twice", actor=ground.finance, now=NOW)
        less, _ = posted(ground, "aug.csv", row("02/07/2018", "PO-9001", "6110", "-11,160.00", "COM"))
        assert (open_now(), stands("materials")[1]) == ({}, "0.00")
        undo_import(job_id=less, reason="not cancelled", actor=ground.finance, now=NOW)
        assert (open_now(), stands("materials")[1]) == ({"PO-9001": "11160.00"}, "9000.00")
        assert [proof.law for proof in verify() if proof.broken] == []


def test_an_order_over_the_budget_leaves_what_stood(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        posted(ground, "jun.csv", row("01/06/2018", "PO-9001", "7310", "186,000.00", "COM"))
        # 248,000.00 is CNY 200,000.00 of 180,000.00.
        _, done = posted(ground, "jul.csv", row("01/06/2018", "PO-9001", "7310", "248,000.00", "COM"))
        assert [finding.code for _, finding in done.held] == ["BUD-402"]
        assert (open_now(), stands()[1]) == ({"PO-9001": "186000.00"}, "150000.00")


def test_a_person_ends_an_order_by_page_and_by_command(
    ground: Ground, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MODE = "demo"  # type: ignore[attr-defined]
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    with ground.stage.acting(FINANCE_OFFICE):
        job, _ = posted(
            ground,
            "jun.csv",
            row("01/06/2018", "PO-9001", "6110", "12,400.00", "COM"),
            row("01/06/2018", "PO-9002", "7310", "1,240.00", "COM", "PO-9002"),
        )
        journal = Line.objects.get(job_id=job, order_no="PO-9001").journal_id
    refused = CliRunner().invoke(main, ["reverse", f"J-{journal}", "--why", "cancelled"])
    assert (refused.exit_code, "./guohe order release" in refused.stderr) == (1, True)
    listed = CliRunner().invoke(main, ["order", "list", STEEL, "--json"])
    assert [each["order"] for each in json.loads(listed.stdout)["rows"]] == ["PO-9001", "PO-9002"]
    done = CliRunner().invoke(main, ["order", "release", STEEL, "PO-9001", "--why", "cancelled"])
    assert (done.exit_code, done.stdout) == (0, "Order PO-9001 is released: nothing of it is open.\n")
    again = CliRunner().invoke(main, ["order", "release", STEEL, "PO-9001", "--why", "cancelled"])
    assert (again.exit_code, "BUD-500" in again.stderr, "PO-9002" in again.stderr) == (1, True, True)
    client = seen_by(FINANCE_OFFICE)
    page = f"/en/grants/{STEEL}/orders"
    assert "PO-9002" in client.get(page).content.decode()
    assert client.post(f"{page}/release", {"order": "PO-9002", "reason": " "}).status_code == 400
    assert client.post(f"{page}/release", {"order": "PO-9002", "reason": "cancelled"}).status_code == 302
    assert "No order is open." in client.get(page).content.decode()
    assert "Order PO-9002 released: cancelled" in client.get(f"/en/grants/{STEEL}").content.decode()
    with ground.stage.acting(FINANCE_OFFICE):
        # What was released is not released again when its file is undone.
        undo_import(job_id=job, reason="x", actor=ground.finance, now=NOW)
        assert (open_now(), stands("materials")[1]) == ({}, "0.00")
        assert [proof.law for proof in verify() if proof.broken] == []
    assert seen_by(INVESTIGATOR).post(f"{page}/release", {"order": "PO-1", "reason": "x"}).status_code == 400


def test_an_order_that_no_one_confirmed_is_told_beside_those_of_the_books(
    ground: Ground, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MODE = "demo"  # type: ignore[attr-defined]
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("jun.csv", file_of(row("01/06/2018", "PO-9001", "6110", "12,400.00", "COM"))).job
        line = Line.objects.get(job_id=job)
    client, page = seen_by(FINANCE_OFFICE), f"/en/grants/{STEEL}/orders"
    told = client.get(page).content.decode()
    for fact in (
        "No order is open in the books.",
        "PO-9001",
        "12,400.00",
        f"/en/lines/{line.pk}",
        f"/en/import/{job}",
    ):
        assert fact in told, fact
    assert "No order is open.<" not in told
    assert json.loads(client.get(f"{page}.json").content)["waiting"][0]["order"] == "PO-9001"
    # Whoever may not import is led to the line alone.
    assert f'/en/import/{job}"' not in seen_by(INVESTIGATOR).get(page).content.decode()
    listed = CliRunner().invoke(main, ["order", "list", STEEL])
    assert ("PO-9001" in listed.stdout, "confirm the import" in listed.stdout) == (True, True)
    record = json.loads(CliRunner().invoke(main, ["order", "list", STEEL, "--json"]).stdout)
    assert (record["rows"], [each["line"] for each in record["waiting"]]) == ([], [line.pk])
    with ground.stage.acting(FINANCE_OFFICE):
        confirm(job_id=job, actor=ground.finance, now=NOW)
    told = client.get(page).content.decode()
    assert ("PO-9001" in told, "Orders outside the books" in told) == (True, False)


def test_a_reversed_invoice_gives_its_order_back_and_turned_again_takes_it(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        posted(ground, "jun.csv", row("01/06/2018", "PO-9001", "7310", "186,000.00", "COM"))
        job, _ = posted(ground, "aug.csv", row("20/08/2018", "AP18-9001", "7310", "186,000.00"))
        number = Line.objects.get(job_id=job).journal_id or 0
        turned = reverse(journal_id=number, reason="wrong", on=date(2018, 9, 1), key=uuid4())
        assert (stands(), open_now()) == (("0.00", "150000.00"), {"PO-9001": "186000.00"})
        reverse(journal_id=turned.journal_id, reason="right after all", on=date(2018, 9, 2), key=uuid4())
        assert (stands(), open_now()) == (("150000.00", "0.00"), {})
        assert [proof.law for proof in verify() if proof.broken] == []


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("list"), st.integers(1, 60), st.booleans()),
        st.tuples(st.just("invoice"), st.integers(1, 60), st.booleans()),
        st.tuples(st.just("less"), st.integers(1, 30), st.booleans()),
        st.tuples(st.just("undo"), st.integers(0, 5), st.booleans()),
    ),
    min_size=2,
    max_size=7,
)
NAMES = count(1)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_the_sequence_nothing_is_promised_twice_or_below_nothing(
    db: None, steps: list[tuple[str, int, bool]]
) -> None:
    """Promised is what was ordered, less what was invoiced and taken back; used and promised stay within the limit."""
    with transaction.atomic():
        ground = demo_ground()
        _played(ground, steps)
        transaction.set_rollback(True)


def _played(ground: Ground, steps: list[tuple[str, int, bool]]) -> None:
    jobs: list[int] = []
    with ground.stage.acting(FINANCE_OFFICE):
        for what, much, other in steps:
            order = "PO-2" if other else "PO-1"
            doc, amount = f"D-{next(NAMES)}", f"{much * 4960}.00"
            if what == "undo":
                if jobs:
                    job = jobs.pop(much % len(jobs))
                    try:
                        with transaction.atomic():
                            undo_import(job_id=job, reason="x", actor=ground.finance, now=NOW)
                    except Refused:
                        jobs.append(job)
            else:
                sign, kind = ("-", "COM") if what == "less" else ("", "ACT" if what == "invoice" else "COM")
                before = open_now()
                job, done = posted(
                    ground, f"{doc}.csv", row("01/06/2018", doc, "7310", sign + amount, kind, order)
                )
                jobs.append(job)
                _moved(before.get(order, "0.00"), open_now().get(order, "0.00"), what, amount, done)
            for line in budget.position(STEEL):
                assert line.committed.minor >= 0
                assert not line.enforced or line.actual + line.committed <= line.limit
            promised = sum(found.in_award_currency.minor for found in commitments.open_of(STEEL))
            assert promised == sum(line.committed.minor for line in budget.position(STEEL))
            assert all(found.amount.minor > 0 for found in commitments.open_of(STEEL))
        assert [proof.law for proof in verify() if proof.broken] == []


def _moved(before: str, after: str, what: str, amount: str, done: Confirmed) -> None:
    was, now, much = (Money.of("HKD", text).minor for text in (before, after, amount))
    if done.held:
        assert now == was
    elif what == "list":
        assert now == much
    elif what == "invoice":
        assert now == max(0, was - much)
    else:
        assert now == was - much
