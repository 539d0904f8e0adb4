"""The worker's door: carries out runs of imports."""

from __future__ import annotations

from procrastinate.contrib.django import app

from guohe.imports.operations.carry_out_run import carry_out
from guohe.imports.operations.start_run import TASK
from guohe.kernel import clock


@app.task(name=TASK, queue="imports", retry=3)
def run_import(run: int, account: int) -> None:
    """Carries out one run; after a crash it is tried again and finds what it did before."""
    carry_out(run_id=run, account=account, now=clock.now())
