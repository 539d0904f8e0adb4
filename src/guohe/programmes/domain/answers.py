"""What a person types becomes a fact, exactly, or is named with what to type instead; nothing is guessed or rounded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.money import AmountNotReadable, Money
from guohe.programmes.domain.calls import Answering, Question
from guohe.rules.domain.facts import Fact, Holding

# The applicant has no name among the facts: a receipt says nothing about who else anybody is.
APPLICANT: Final = "applicant"
ROLES: Final = ("lead", "member")
STANDINGS: Final = ("running", "applied")
STAGES: Final = ("", "before_site_visit")
SIDES: Final = ("hong_kong", "macao", "mainland")
# The longest that a free word of a person may be: an employer's name fits.
_LONGEST: Final = 80


def read_answer(question: Question, typed: str, listed: tuple[str, ...] = ()) -> Fact:
    """The fact that an answer states. Raises Refused (APP-111 to APP-115) at the question's field."""
    text = typed.strip()
    if not text:
        raise _refused("APP-111", question.fact, text)
    if question.kind is Answering.YES_NO:
        if text not in ("yes", "no"):
            raise _refused("APP-112", question.fact, text, known="yes, no")
        return text == "yes"
    if question.kind in (Answering.CHOICE, Answering.LISTED):
        known = listed or tuple(option.value for option in question.options)
        if text not in known:
            raise _refused("APP-112", question.fact, text, known=", ".join(known))
        return text
    if question.kind is Answering.DATE:
        return _day(text, question.fact)
    if question.kind is Answering.NUMBER:
        return _number(text, question.fact)
    if question.kind is Answering.MONEY:
        try:
            amount = Money.of(question.currency, text.removeprefix(question.currency).strip())
        except AmountNotReadable:
            raise _refused("APP-115", question.fact, text) from None
        if amount.minor <= 0:
            raise _refused("APP-115", question.fact, text)
        return amount
    raise _refused("APP-112", question.fact, text, known="")


def read_holding(typed: Mapping[str, str], types: tuple[str, ...]) -> Holding:
    """One project of the applicant. Raises Refused with every field that is not readable."""
    faults: list[Finding] = []
    values = {name: text.strip() for name, text in typed.items()}
    for name, known in (
        ("type", types),
        ("role", ROLES),
        ("standing", STANDINGS),
        ("stage", STAGES),
        ("side", ("", *SIDES)),
    ):
        if values.get(name, "") not in known:
            faults.append(_fault("APP-112", name, values.get(name, ""), known=", ".join(filter(None, known))))
    ends, months = None, None
    try:
        ends = _day(values["ends"], "ends") if values.get("ends") else None
    except Refused as refusal:
        faults += refusal.findings
    try:
        months = _number(values["months"], "months") if values.get("months") else None
    except Refused as refusal:
        faults += refusal.findings
    direct = None
    if values.get("direct"):
        try:
            direct = Money.of("CNY", values["direct"].removeprefix("CNY").strip())
        except AmountNotReadable:
            faults.append(_fault("APP-115", "direct", values["direct"]))
    if faults:
        raise Refused(*faults)
    return Holding(
        APPLICANT,
        values["type"],
        values["role"],
        values["standing"],
        stage=values.get("stage", ""),
        ends=ends,
        months=months,
        direct=direct,
        exercise=values.get("exercise", "")[:_LONGEST],
        side=values.get("side", ""),
        employer=values.get("employer", "")[:_LONGEST],
    )


def _day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _refused("APP-113", field, text) from None


def _number(text: str, field: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise _refused("APP-114", field, text)
    return int(text)


def _fault(code: str, field: str, seen: str, **values: str) -> Finding:
    return Finding(code, Level.STOP, Place(pointer=field), {"seen": seen[:40], **values})


def _refused(code: str, field: str, seen: str, **values: str) -> Refused:
    return Refused(_fault(code, field, seen, **values))
