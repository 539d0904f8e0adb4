"""Only what was confirmed is posted, what the books refuse is held, and a crash anywhere leaves nothing half done."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection

from guohe.funds.queries import budget, commitments, spend_facts
from guohe.imports.models import Line
from guohe.imports.operations.accept_ticks import accept_ticks
from guohe.imports.operations.answer_question import answer_question
from guohe.imports.operations.confirm import confirm
from guohe.imports.operations.undo_import import undo_import
from guohe.imports.queries import jobs, questions
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from tests.factories.imports import RAIL, STEEL, Ground, listing, many_lines, row_counts
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, RESEARCH_OFFICE

pytestmark = pytest.mark.usefixtures("demo_books")

CHARGE = 15_000


class Killed(Exception):
    """What a test raises in the place of a power cut."""


def used(ref: str = STEEL) -> int:
    """What the grant has used, in fen, the bank's charge left out."""
    return sum(fact.carried.minor for fact in spend_facts.of_fund(ref)) - CHARGE


def test_part_of_a_file_is_posted_and_the_rest_stays_ready(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read().job
        first = next(line for line in jobs.lines(job, states=("staged",)) if line.source == "AP18-00901")
        done = confirm(job_id=job, lines=[first.number], actor=ground.finance, now=NOW)
        assert (done.posted, done.orders, done.held) == (1, 0, ())
        # 186,000.00 HKD at 1.2400 for 1 CNY.
        assert used() == 186_000_00 * 100 // 124
        standing = jobs.job(job).standing
        assert (standing.posted.lines, standing.ready.lines, standing.difference.minor) == (1, 10, 0)


def test_file_total_is_accepted_plus_waiting_before_and_after(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read().job
        for act in (
            lambda: None,
            lambda: accept_ticks(job_id=job, actor=ground.finance, now=NOW),
            lambda: confirm(job_id=job, actor=ground.finance, now=NOW),
        ):
            act()
            standing = jobs.job(job).standing
            assert standing.accepted.amount + standing.waiting.amount == standing.stated
            assert not standing.difference


def test_an_order_over_the_budget_is_held_with_the_books_own_sentence(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job, done = ground.confirmed()
        ((number, finding),) = done.held
        assert finding.code == "BUD-402"
        assert "CNY 182,258.06" in finding.sentence("en")
        assert "CNY 2,258.06" in finding.sentence("en")
        line = Line.objects.get(pk=number)
        assert (line.kind, line.state, line.hold["code"]) == ("commitment", "held", "BUD-402")
        assert commitments.open_of(STEEL) == ()
        assert jobs.lines(job, states=("held",))[0].hold is not None


def test_a_held_line_is_tried_again_and_its_reason_is_kept_once(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job, _ = ground.confirmed()
        before = len(jobs.all_findings(job))
        again = confirm(job_id=job, actor=ground.finance, now=NOW)
        assert (again.posted, again.orders, len(again.held)) == (0, 0, 1)
        assert len(jobs.all_findings(job)) == before


def test_only_the_lines_that_go_over_are_held_and_all_others_posted(ground: Ground) -> None:
    # The equipment budget is CNY 180,000.00 = HKD 223,200.00: the first two fit, the third does not, the fourth does.
    rows = (
        ("02/05/2018", "AP-1", "7310", "100,000.00"),
        ("03/05/2018", "AP-2", "7310", "120,000.00"),
        ("04/05/2018", "AP-3", "7310", "10,000.00"),
        ("05/05/2018", "AP-4", "7310", "3,000.00"),
        ("06/05/2018", "AP-5", "6110", "10,000.00"),
    )
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("five.csv", listing(rows, total="243,000.00")).job
        done = confirm(job_id=job, actor=ground.finance, now=NOW)
        assert done.posted == 4
        assert [finding.code for _, finding in done.held] == ["BUD-402"]
        states = {line.source: line.state for line in jobs.lines(job)}
        assert states == {
            "AP-1": "posted",
            "AP-2": "posted",
            "AP-3": "held",
            "AP-4": "posted",
            "AP-5": "posted",
        }
        equipment = next(line for line in budget.position(STEEL) if line.code == "equipment")
        assert equipment.actual <= equipment.limit
        assert jobs.job(job).standing.held.amount == Money.of("HKD", "10,000.00")


def test_a_cost_of_a_grant_without_money_is_held(ground: Ground) -> None:
    rows = (("02/07/2018", "AP-1", "6110", "10.00"),)
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("rail.csv", listing(rows, project="ZZ02-DEMO", total="10.00")).job
        done = confirm(job_id=job, actor=ground.finance, now=NOW)
        ((_, finding),) = done.held
        assert finding.code == "MON-321"
        assert RAIL in finding.sentence("en")


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6])
def test_a_kill_between_any_two_steps_leaves_nothing_and_the_retry_does_it_once(
    ground: Ground, number: int
) -> None:
    def kill(at: int) -> None:
        if at == number:
            raise Killed

    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read().job
        before = row_counts()
        with pytest.raises(Killed):
            confirm(job_id=job, actor=ground.finance, now=NOW, step=kill)
        assert row_counts() == before
        assert jobs.job(job).standing.posted.lines == 0
        done = confirm(job_id=job, actor=ground.finance, now=NOW)
        assert done.posted == 11
        sources = Counter(fact.source for fact in spend_facts.of_fund(STEEL) if fact.kind == "spend")
        assert set(sources.values()) == {1}
        assert len(sources) == 11


def test_a_second_confirmation_posts_nothing_twice(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job, _ = ground.confirmed()
        money = used()
        confirm(job_id=job, actor=ground.finance, now=NOW)
        assert used() == money


def test_an_undone_import_is_reversed_with_its_reason_and_can_be_read_anew(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job, _ = ground.confirmed()
        undone = undo_import(job_id=job, reason="wrong period exported", actor=ground.finance, now=NOW)
        # Twelve posted lines; four questions and one held order never got there.
        assert (undone.reversed, undone.withdrawn) == (12, 5)
        assert used() == 0
        told = jobs.job(job)
        assert (told.state, told.reverse_reason) == ("reversed", "wrong period exported")
        assert questions.of_job(job) == ()
        again, done = ground.confirmed()
        assert again != job
        assert done.posted == 12
        assert used() == sum(fact.carried.minor for fact in spend_facts.of_fund(STEEL)) - CHARGE != 0


def test_an_import_is_not_undone_twice_or_without_a_reason(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job, _ = ground.confirmed()
        with pytest.raises(Refused) as empty:
            undo_import(job_id=job, reason="  ", actor=ground.finance, now=NOW)
        assert empty.value.findings[0].code == "IMP-504"
        undo_import(job_id=job, reason="wrong file", actor=ground.finance, now=NOW)
        with pytest.raises(Refused) as twice:
            undo_import(job_id=job, reason="wrong file", actor=ground.finance, now=NOW)
        assert twice.value.findings[0].sentence("en") == (
            f"Import {job} was undone on 2019-07-02. Read the file again to bring its lines back. Nothing has been saved."
        )
        with pytest.raises(Refused) as late:
            confirm(job_id=job, actor=ground.finance, now=NOW)
        assert late.value.findings[0].code == "IMP-508"


def test_an_order_that_was_noted_is_released_when_the_import_is_undone(ground: Ground) -> None:
    order = (
        listing((("02/05/2018", "PO-1", "6110", "100.00"),))
        .replace(b",ACT", b",COM")
        .replace(b"Goods,,", b"Goods,PO-1,")
    )
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("order.csv", order).job
        assert confirm(job_id=job, actor=ground.finance, now=NOW).orders == 1
        (open_order,) = commitments.open_of(STEEL)
        # 100.00 HKD at 1.2400 is CNY 80.65, rounded once.
        assert (open_order.order_no, open_order.in_award_currency) == ("PO-1", Money.of("CNY", "80.65"))
        undo_import(job_id=job, reason="order cancelled", actor=ground.finance, now=NOW)
        assert commitments.open_of(STEEL) == ()


def test_a_file_whose_total_differs_is_posted_only_when_somebody_says_why(ground: Ground) -> None:
    rows = (("02/05/2018", "AP-1", "6110", "10.00"),)
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("apart.csv", listing(rows, total="60.00")).job
        with pytest.raises(Refused) as refused:
            confirm(job_id=job, actor=ground.finance, now=NOW)
        assert refused.value.findings[0].sentence("en") == (
            "The file says HKD 60.00 but its lines add up to HKD 10.00: HKD 50.00 apart. Export the file again, or tell "
            "us which is right. Nothing has been posted."
        )
        with pytest.raises(Refused) as private:
            confirm(job_id=job, total_explained="ask lau@example.org", actor=ground.finance, now=NOW)
        assert private.value.findings[0].code == "IMP-530"
        assert jobs.job(job).standing.posted.lines == 0
        why = "the listing was cut to one project; its total was not"
        assert confirm(job_id=job, total_explained=why, actor=ground.finance, now=NOW).posted == 1


def test_nothing_ready_is_said(ground: Ground) -> None:
    rows = (("02/05/2017", "AP-1", "6110", "10.00"),)
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("early.csv", listing(rows, total="10.00")).job
        with pytest.raises(Refused) as refused:
            confirm(job_id=job, actor=ground.finance, now=NOW)
    assert refused.value.findings[0].code == "IMP-509"


@pytest.mark.parametrize("username", [AUDITOR, RESEARCH_OFFICE])
def test_confirming_and_undoing_need_the_capability(ground: Ground, username: str) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job, _ = ground.confirmed()
    account = ground.stage.account(username)
    with ground.stage.acting(username):
        for act in (
            lambda: confirm(job_id=job, actor=account, now=NOW),
            lambda: undo_import(job_id=job, reason="x", actor=account, now=NOW),
            lambda: accept_ticks(job_id=job, actor=account, now=NOW),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.findings[0].code == "ACC-603"


def test_nobody_acts_in_the_name_of_another(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read().job
    with ground.stage.acting(AUDITOR), pytest.raises(Refused):
        confirm(job_id=job, actor=ground.finance, now=NOW)


def test_a_line_answered_later_is_posted_by_the_next_confirmation(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job, _ = ground.confirmed()
        duplicate = next(asked for asked in questions.of_job(job) if asked.kind == "duplicate")
    with ground.stage.acting(RESEARCH_OFFICE):
        answer_question(
            question_id=duplicate.number, answer="count", note="two tests of two joints",
            actor=ground.stage.account(RESEARCH_OFFICE), now=NOW,
        )  # fmt: skip
    with ground.stage.acting(FINANCE_OFFICE):
        assert confirm(job_id=job, actor=ground.finance, now=NOW).posted == 1
        assert Line.objects.get(pk=duplicate.line.number).state == "posted"


def test_two_thousand_lines_are_posted_in_few_statements(
    ground: Ground, django_assert_max_num_queries: object
) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("many.csv", many_lines(2_000)).job
        with django_assert_max_num_queries(60):  # type: ignore[operator]
            done = confirm(job_id=job, actor=ground.finance, now=NOW)
        assert (done.posted, done.held) == (2_000, ())


def test_undoing_one_file_leaves_the_order_of_another_as_it_is(ground: Ground) -> None:
    def order(amount: str) -> bytes:
        rows = listing((("02/05/2018", "PO-1", "6110", amount),))
        return rows.replace(b",ACT", b",COM").replace(b"Goods,,", b"Goods,PO-1,")

    with ground.stage.acting(FINANCE_OFFICE):
        jobs_made = [ground.read(f"{amount}.csv", order(amount)).job for amount in ("100.00", "50.00")]
        for job in jobs_made:
            assert confirm(job_id=job, actor=ground.finance, now=NOW).orders == 1
        undo_import(job_id=jobs_made[0], reason="wrong file", actor=ground.finance, now=NOW)
        (still,) = commitments.open_of(STEEL)
        assert still.amount == Money.of("HKD", "50.00")


def test_an_older_file_follows_into_an_account_that_a_later_one_opened(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        for name, day in (("september.csv", "03/09/2018"), ("may.csv", "02/05/2018")):
            job = ground.read(name, listing(((day, f"AP-{name}", "6110", "10.00"),), total="10.00")).job
            done = confirm(job_id=job, actor=ground.finance, now=NOW)
            assert (done.posted, done.held) == (1, ())


def test_a_line_held_for_what_room_does_not_mend_is_not_tried_again(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        rows = (("02/05/2018", "AP-1", "6110", "10.00"),)
        job = ground.read("one.csv", listing(rows, total="10.00")).job
        closed = {"code": "MON-311", "level": "hold", "values": {}, "rule": None, "minor": 0}
        Line.objects.filter(job_id=job).update(state="held", hold=closed)
        with pytest.raises(Refused) as refused:
            confirm(job_id=job, actor=ground.finance, now=NOW)
        assert refused.value.findings[0].code == "IMP-509"
        Line.objects.filter(job_id=job).update(hold={**closed, "code": "MON-321"})
        assert confirm(job_id=job, actor=ground.finance, now=NOW).posted == 1


def test_confirmations_of_one_host_follow_each_other(ground: Ground) -> None:
    locked: list[int] = []

    def look(step: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted "
                "AND classid = (hashtext('imports_confirm')::bigint & 4294967295)::oid AND objid = %s AND objsubid = 2",
                [ground.stage.host],
            )
            locked.append(cursor.fetchone()[0])

    with ground.stage.acting(FINANCE_OFFICE):
        confirm(job_id=ground.read().job, actor=ground.finance, now=NOW, step=look)
    # From the first write on; another confirmation of this host waits for the same lock.
    assert locked
    assert set(locked) == {1}


def test_a_cost_without_a_document_names_its_import_and_row(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("bare.csv", listing((("02/05/2018", "", "6110", "10.00"),), total="10.00")).job
        assert confirm(job_id=job, actor=ground.finance, now=NOW).posted == 1
        assert f"import-{job}-row-2" in {fact.source for fact in spend_facts.of_fund(STEEL)}


def test_an_order_is_noted_under_its_order_number(ground: Ground) -> None:
    order = listing((("02/05/2018", "DOC-9", "6110", "100.00"),))
    order = order.replace(b",ACT", b",COM").replace(b"Goods,,", b"Goods,PO-1,")
    with ground.stage.acting(FINANCE_OFFICE):
        confirm(job_id=ground.read("order.csv", order).job, actor=ground.finance, now=NOW)
        (noted,) = commitments.open_of(STEEL)
        assert noted.order_no == "PO-1"


def test_a_line_is_taken_back_on_its_own_day_while_its_period_is_open(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("one.csv", listing((("02/05/2018", "AP-1", "6110", "10.00"),), total="10.00")).job
        confirm(job_id=job, actor=ground.finance, now=NOW)
        undo_import(job_id=job, reason="wrong file", actor=ground.finance, now=NOW)
        turned = [fact for fact in spend_facts.of_fund(STEEL) if fact.reverses is not None]
        assert [fact.effective_date.isoformat() for fact in turned] == ["2018-05-02"]


def test_a_sub_total_that_its_lines_do_not_make_needs_a_word(ground: Ground) -> None:
    """A file without a grand total has only those to be held against: 350.00 is stated, 300.00 stands above."""
    head = "Project,Account,Post date,Doc ref,Payee,Description,Cur,Amount,Type\n"
    line = "ZZ01-DEMO,6110,2018-08-0{0},AP18-770{0},DEMO SUPPLIER,Reagent,HKD,{1},ACT\n"
    content = head + line.format(1, "100.00") + line.format(2, "200.00") + ",,,,,Sub-total,,350.00,\n"
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("sub.csv", content.encode()).job
        with pytest.raises(Refused) as refused:
            confirm(job_id=job, actor=ground.finance, now=NOW)
        assert [finding.code for finding in refused.value.findings] == ["IMP-370"]
        assert refused.value.findings[0].values["rows"] == "4"
        why = "The ERP counts a rounding line."
        assert confirm(job_id=job, total_explained=why, actor=ground.finance, now=NOW).posted == 2
