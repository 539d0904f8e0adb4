"""The worker's door: every ten minutes it orders what is due, and sends each digest until the mail server has answered."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from guohe.kernel import clock
from guohe.kernel.findings import Refused
from guohe.notices.domain.steps import State
from guohe.notices.operations.order_digests import TASK, order_due
from guohe.notices.operations.send_digest import send_digest


class NotTaken(Exception):
    """The mail server said no, or was not there; the job is tried again. It carries the server's number alone."""


@app.periodic(cron="*/10 * * * *")
@app.task(name="notices.order_due", queue="notices")
def order_what_is_due(timestamp: int) -> None:
    """Orders the digests that are due; with none, or without a mail server, it does nothing."""
    order_due(now=clock.now())


# Waits of 4, 16, 64, 256, 1024, 4096 and 16384 seconds: six hours in all. What has failed by then is ordered anew that day.
@app.task(
    name=TASK,
    queue="notices",
    retry=RetryStrategy(max_attempts=7, exponential_wait=4, retry_exceptions=(NotTaken,)),
)
def send_one(account: int, day: str) -> None:
    """Sends one digest. One that ran past its day is left to the next day's, which tells of the same things."""
    now = clock.now()
    if now.date().isoformat() != day:
        return
    try:
        state, code = send_digest(account=account, now=now, door="job")
    except Refused:
        # Sent already, or nobody to send it to: the steps and Health tell it.
        return
    if state is State.REFUSED:
        raise NotTaken(code)
