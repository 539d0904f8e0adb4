"""Work of more than two seconds is a run: it can be watched, stopped between steps, and taken up after a crash."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from django.db import connection

from guohe.funds.queries import spend_facts
from guohe.imports.domain.how_to_read import AS_IT_IS
from guohe.imports.models import Run
from guohe.imports.operations import carry_out_run
from guohe.imports.operations.carry_out_run import carry_out
from guohe.imports.operations.start_run import start_confirming, start_reading, stop_run
from guohe.imports.queries import jobs, runs
from tests.factories.imports import DEMO, STEEL, Ground, demo_ground, many_lines
from tests.factories.people import FINANCE_OFFICE, NOW

pytestmark = pytest.mark.usefixtures("demo_books")


@pytest.fixture
def ground(committed: str) -> Ground:
    """Books that stay between transactions, as the worker needs them."""
    return demo_ground()


def order(ground: Ground, name: str, content: bytes) -> int:
    with ground.stage.acting(FINANCE_OFFICE):
        return start_reading(
            host_id=ground.stage.host, name=name, content=content, how=AS_IT_IS, actor=ground.finance, now=NOW
        )


def carried(ground: Ground, number: int) -> runs.RunFacts:
    carry_out(run_id=number, account=ground.finance, now=NOW)
    with ground.stage.acting(FINANCE_OFFICE):
        return runs.run(number)


def test_a_large_file_is_read_and_then_posted_with_real_counts(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carry_out_run, "_AT_ONCE", 500)
    read = carried(ground, order(ground, "many.csv", many_lines(1_500)))
    assert (read.state, read.done, read.total) == ("done", 1_500, 1_500)
    assert read.job is not None
    with ground.stage.acting(FINANCE_OFFICE):
        number = start_confirming(job_id=read.job, actor=ground.finance, now=NOW)
    posted = carried(ground, number)
    assert (posted.state, posted.done, posted.total) == ("done", 1_500, 1_500)
    with ground.stage.acting(FINANCE_OFFICE):
        assert jobs.job(read.job).standing.posted.lines == 1_500


def test_a_run_that_was_killed_between_batches_is_taken_up_and_posts_nothing_twice(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carry_out_run, "_AT_ONCE", 100)
    job = carried(ground, order(ground, "many.csv", many_lines(300))).job
    assert job is not None
    with ground.stage.acting(FINANCE_OFFICE):
        number = start_confirming(job_id=job, actor=ground.finance, now=NOW)
    done = 0

    def confirm_once(**given: object) -> object:
        nonlocal done
        done += 1
        if done == 2:
            raise KeyboardInterrupt
        return confirm(**given)  # type: ignore[arg-type]

    confirm = carry_out_run.confirm
    with monkeypatch.context() as killed:
        killed.setattr(carry_out_run, "confirm", confirm_once)
        with pytest.raises(KeyboardInterrupt):
            carry_out(run_id=number, account=ground.finance, now=NOW)
    with ground.stage.acting(FINANCE_OFFICE):
        assert jobs.job(job).standing.posted.lines == 100
    assert carried(ground, number).state == "done"
    with ground.stage.acting(FINANCE_OFFICE):
        sources = Counter(fact.source for fact in spend_facts.of_fund(STEEL) if fact.kind == "spend")
    assert (len(sources), set(sources.values())) == (300, {1})


def test_a_bad_file_refuses_the_run_and_leaves_no_import(ground: Ground) -> None:
    number = order(ground, "bad.csv", (DEMO / "bad" / "letter_in_amount.csv").read_bytes())
    told = carried(ground, number)
    assert told.state == "refused"
    assert "IMP-103" in {finding.code for finding in told.findings}
    assert all(finding.sentence("zh-hans") for finding in told.findings)
    with ground.stage.acting(FINANCE_OFFICE):
        assert jobs.latest() == ()


def test_a_run_that_was_asked_to_stop_does_nothing_more(ground: Ground) -> None:
    number = order(ground, "many.csv", many_lines(50))
    with ground.stage.acting(FINANCE_OFFICE):
        stop_run(run_id=number, actor=ground.finance, now=NOW)
    assert carried(ground, number).state == "stopped"
    with ground.stage.acting(FINANCE_OFFICE):
        assert jobs.latest() == ()


def test_the_order_of_a_run_waits_for_the_worker_with_the_file(ground: Ground) -> None:
    number = order(ground, "many.csv", many_lines(5))
    with ground.stage.acting(FINANCE_OFFICE), connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'imports.run'")
        assert [json.loads(args)["run"] for (args,) in cursor.fetchall()] == [number]
        assert Run.objects.get(pk=number).state == "waiting"
