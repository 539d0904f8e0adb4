"""Questions about lines: all of a grant, or all that one person can answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, overload

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from guohe.identity.domain.capabilities import Word
from guohe.identity.domain.permissions import Permission, may
from guohe.identity.queries.accounts import naming
from guohe.identity.queries.capabilities import capabilities_of, holders_of
from guohe.imports.domain.standing import AnswerFacts, QuestionFacts
from guohe.imports.models import Answer, Question
from guohe.imports.queries.jobs import findings_of
from guohe.imports.queries.rows import finding_of, line_of, name_or_number


class QuestionNotFound(LookupError):
    """No question of this number is visible to the acting person."""


class Asked(Sequence[QuestionFacts]):
    """Questions in their order, known by number; what is said of them is read for those alone that are looked at."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self._numbers = tuple(numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, at: int) -> QuestionFacts: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[QuestionFacts, ...]: ...
    def __getitem__(self, at: int | slice) -> QuestionFacts | tuple[QuestionFacts, ...]:
        if isinstance(at, int):
            (one,) = _read((self._numbers[at],))
            return one
        return _read(self._numbers[at])

    def __iter__(self) -> Iterator[QuestionFacts]:
        return iter(self[:])


def _read(numbers: Sequence[int]) -> tuple[QuestionFacts, ...]:
    found = {each.number: each for each in _facts(_told(Question.objects.filter(pk__in=numbers)))}
    return tuple(found[number] for number in numbers)


def question(number: int) -> QuestionFacts:
    """One question with everything said. Raises QuestionNotFound."""
    found = _facts(_told(Question.objects.filter(pk=number)))
    if not found:
        raise QuestionNotFound(str(number))
    return found[0]


def about_grant(ref: str) -> Asked:
    """The questions about a grant's lines, open ones and oldest first."""
    rows = Question.objects.filter(grant_ref=ref).exclude(state="withdrawn")
    return Asked(rows.order_by("-state", "due_date", "pk").values_list("pk", flat=True))


def in_job(number: int, *, state: str = "open") -> Asked:
    """The questions that one file raised, in the order of its rows."""
    rows = Question.objects.filter(job_id=number, state=state)
    return Asked(rows.order_by("line__row_number").values_list("pk", flat=True))


def of_job(number: int, *, state: str = "open") -> tuple[QuestionFacts, ...]:
    """The same, all read."""
    return in_job(number, state=state)[:]


def of_line(number: int) -> tuple[QuestionFacts, ...]:
    """Everything asked about one line."""
    return _facts(_told(Question.objects.filter(line_id=number)).order_by("pk"))


def before_person(account: int, *, on: date, everyone: bool = False) -> Asked:
    """The open questions that an account can answer; ``everyone`` gives all it can see."""
    held = capabilities_of(account, on)
    rows = Question.objects.filter(state="open").order_by("due_date", "pk")
    # A question tells the amount and the payee of its line.
    wanted: tuple[Word, ...] = ("view_money",) if everyone else ("view_money", "answer")
    return Asked(
        number
        for number, host, grant in rows.values_list("pk", "host_id", "line__grant_ref")
        if all(may(held, word, host=host, on=on, grant=grant) for word in wanted)
    )


def for_person(account: int, *, on: date, everyone: bool = False) -> tuple[QuestionFacts, ...]:
    """The same, all read."""
    return before_person(account, on=on, everyone=everyone)[:]


def standing(
    *, account: int, host_id: int, grant_ref: str | None, on: date, not_account: int | None = None
) -> Permission:
    """Whether an account can answer about a grant; if not, who can, but never ``not_account``."""
    grant = grant_ref or None
    held = () if account == not_account else capabilities_of(account, on)
    holders = [holder for holder in holders_of(host_id, on) if holder.person.account != not_account]
    return may(held, "answer", host=host_id, on=on, grant=grant, holders=holders)


def _told(rows: QuerySet[Question]) -> QuerySet[Question]:
    """The questions with their lines, who asked, and everything that was answered, in one question."""
    said = {name: F(name) for name in ("answer", "chosen", "note", "effect")}
    answers = Answer.objects.filter(question_id=OuterRef("pk")).order_by("pk")
    who = JSONObject(account="answered_by_id", name=naming("answered_by_id"))
    return rows.select_related("line", "finding").annotate(
        asker=naming("asked_by_id"),
        said=ArraySubquery(answers.values(told=JSONObject(**said, at="answered_at", who=who))),
    )


def _facts(told: Iterable[Question]) -> tuple[QuestionFacts, ...]:
    rows: list[Any] = list(told)
    found = findings_of(row.line_id for row in rows)
    return tuple(
        QuestionFacts(
            number=row.pk,
            line=line_of(row.line, findings=found.get(row.line_id, ()), full=True),
            kind=row.kind,
            words=row.words,
            finding=finding_of(row.finding) if row.finding else None,
            asked_by=name_or_number(row.asked_by_id, row.asker),
            asked_by_id=row.asked_by_id,
            asked_at=row.asked_at,
            due_date=row.due_date,
            ready=tuple(row.ready),
            state=row.state,
            host_id=row.host_id,
            grant_ref=row.grant_ref,
            answers=tuple(
                AnswerFacts(
                    who=name_or_number(answer["who"]["account"], answer["who"]["name"]),
                    at=datetime.fromisoformat(answer["at"]),
                    answer=answer["answer"],
                    chosen=answer["chosen"],
                    note=answer["note"],
                    effect=answer["effect"],
                )
                for answer in row.said
            ),
        )
        for row in rows
    )
