"""The worker's door: seals every minute what was posted since."""

from __future__ import annotations

from procrastinate.contrib.django import app

from guohe.funds.operations.seal_journals import seal_all


@app.periodic(cron="* * * * *")
@app.task(name="funds.seal_all", queue="funds")
def seal_what_was_posted(timestamp: int) -> None:
    """Chains the entries that have committed since the last minute; with none it writes nothing."""
    seal_all()
