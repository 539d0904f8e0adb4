"""What the acting person chose, and what became of their digests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from guohe.identity.queries.accounts import hosts_visible
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say
from guohe.kernel.utc8 import minute_there
from guohe.notices.domain.choice import Choice
from guohe.notices.domain.rhythm import Rhythm
from guohe.notices.domain.steps import State
from guohe.notices.models import Choice as ChoiceRow
from guohe.notices.models import Step

# About six weeks of a daily digest; older ones stay in the table.
SHOWN = 60


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One step of one day's digest."""

    day: date
    number: int
    state: State
    things: int
    text_digest: str
    code: str
    at: datetime


def choice_of(account: int) -> Choice:
    """What the account that acts chose last."""
    row = ChoiceRow.objects.filter(account_id=account).order_by("-pk").first()
    return Choice() if row is None else Choice(Rhythm(row.rhythm), row.even_empty, row.chosen_at)


def last_step(account: int, day: date) -> StepFacts | None:
    """How far the digest of a day came; None if nothing was done."""
    row = Step.objects.filter(account_id=account, day=day).order_by("-number").first()
    return None if row is None else _facts(row)


def steps_of(account: int) -> tuple[StepFacts, ...]:
    """The latest steps, newest first."""
    return tuple(_facts(row) for row in Step.objects.filter(account_id=account).order_by("-pk")[:SHOWN])


def keeping_host() -> int:
    """The host among whose rows the acting person's notices are kept: the first they act for. Raises Refused (ACC-694)."""
    hosts = hosts_visible()
    if not hosts:
        raise Refused(Finding("ACC-694", Level.STOP))
    return hosts[0].host


def steps_table(steps: tuple[StepFacts, ...], lang: str) -> Table:
    """What became of each digest: nothing of its text but the beginning of its fingerprint."""
    return Table(
        say("notices.steps.title", lang),
        [
            Column("day", say("notices.steps.day", lang), Kind.DATE),
            Column("state", say("notices.steps.state", lang)),
            Column("things", say("notices.steps.things", lang), Kind.NUMBER),
            Column("at", say("notices.steps.at", lang)),
            Column("text", say("notices.steps.text", lang)),
        ],
        [
            (
                each.day,
                state_text(each, lang),
                each.things,
                minute_there(each.at),
                each.text_digest[:12],
            )
            for each in steps
        ],
        lang=lang,
    )


def state_text(step: StepFacts, lang: str) -> str:
    """What became of a step, with the mail server's number where it said no."""
    return say(f"notices.state.{step.state}", lang, code=step.code or "-")


def record_of(choice: Choice, steps: tuple[StepFacts, ...], lang: str) -> dict[str, Any]:
    """The same for a program; the address is not told."""
    return {
        "rhythm": choice.rhythm.value,
        "even_empty": choice.even_empty,
        "chosen_at": choice.chosen_at,
        "digests": [
            {
                "day": each.day,
                "state": each.state.value,
                "things": each.things,
                "text_sha256": each.text_digest,
                "code": each.code,
                "at": each.at,
            }
            for each in steps
        ],
    }


def _facts(row: Step) -> StepFacts:
    return StepFacts(row.day, row.number, State(row.state), row.things, row.text_digest, row.code, row.at)
