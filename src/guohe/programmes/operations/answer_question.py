"""An answer is kept the moment it is given: a draft is never lost, and only its owner sees it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from guohe.audit.operations.record_fact import record
from guohe.kernel.findings import Finding, Level, Refused
from guohe.programmes.domain.answers import read_answer, read_holding
from guohe.programmes.domain.calls import Answering, Call
from guohe.programmes.models import CheckDraft
from guohe.programmes.queries.calls import books_of, listed_values, question_for, types
from guohe.programmes.queries.checks import draft, host_of
from guohe.rules.domain.facts import Fact, plain_fact


def answer_question(call: Call, fact: str, typed: str, *, actor: int, now: datetime) -> None:
    """Keeps the answer to one question. Raises Refused (APP-111 to APP-116); then nothing is written."""
    if fact not in draft(call, actor).asked:
        raise Refused(Finding("APP-116", Level.STOP, values={"seen": fact[:40]}))
    question = question_for(fact)
    listed = listed_values(fact, books_of(call)) if question.kind is Answering.LISTED else ()
    _keep(call, {fact: plain_fact(read_answer(question, typed, listed))}, actor=actor, now=now)


def do_not_know(call: Call, fact: str, *, actor: int, now: datetime) -> None:
    """Keeps that a person cannot answer: its rules then say that they cannot tell, and whom to ask."""
    if fact not in draft(call, actor).asked:
        raise Refused(Finding("APP-116", Level.STOP, values={"seen": fact[:40]}))
    _keep(call, {fact: None}, actor=actor, now=now)


def add_holding(call: Call, typed: Mapping[str, str], *, actor: int, now: datetime) -> None:
    """Adds one project to those that the person named. Raises Refused with every field that is not readable."""
    held = _held(call, actor)
    new = read_holding(typed, tuple(each.value for each in types()))
    _keep(call, {"holdings": plain_fact((*held, new))}, actor=actor, now=now)


def remove_holding(call: Call, at: int, *, actor: int, now: datetime) -> None:
    """Takes the project at a place (from 1) out of the draft; a place that is not there changes nothing."""
    held = _held(call, actor)
    left = tuple(each for place, each in enumerate(held, start=1) if place != at)
    _keep(call, {"holdings": plain_fact(left)}, actor=actor, now=now)


def no_more_holdings(call: Call, *, actor: int, now: datetime) -> None:
    """The person has named every project, or has none."""
    _keep(call, {"holdings": plain_fact(_held(call, actor))}, actor=actor, now=now)


def reuse(call: Call, fact: str, told: Fact, *, actor: int, now: datetime) -> None:
    """Keeps an answer from an earlier check that the person has looked at and taken over."""
    _keep(call, {fact: plain_fact(told)}, actor=actor, now=now)


def drop_draft(call: Call, *, actor: int, now: datetime) -> None:
    """Begins again from nothing: the draft of this call is gone, and that it is, is on record."""
    host = host_of()
    CheckDraft.objects.filter(host_id=host, account_id=actor, call=call.code).delete()
    record(host_id=host, action="programmes.check.dropped", subject=f"call:{call.code}", now=now)


def _held(call: Call, actor: int) -> tuple[Any, ...]:
    held = draft(call, actor).answers.get("holdings")
    return held if isinstance(held, tuple) else ()


def _keep(call: Call, answers: Mapping[str, Any], *, actor: int, now: datetime) -> None:
    host = host_of()
    row, made = CheckDraft.objects.select_for_update().get_or_create(
        host_id=host,
        account_id=actor,
        call=call.code,
        defaults={"answers": dict(answers), "saved_at": now},
    )
    if not made:
        row.answers = {**row.answers, **answers}
        row.saved_at = now
        row.save(update_fields=["answers", "saved_at"])
    # Which question was answered is on record; what was answered is the person's own.
    record(
        host_id=host,
        action="programmes.check.answered",
        subject=f"call:{call.code}",
        now=now,
        details={"questions": ", ".join(answers)},
    )
