"""One payment with its people, its checklist and what the bank said of it, as one page or one answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from guohe.exchange.domain.payment_status import PaymentStatus
from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries import find
from guohe.identity.queries.sight import see_money
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say
from guohe.payments.domain.bank_letter import bank_letter
from guohe.payments.domain.filing import Grade, Item
from guohe.payments.domain.release import ReleaseFacts
from guohe.payments.models import Answer, Release
from guohe.payments.queries.accounts import person
from guohe.payments.queries.beyond_plan import told_of
from guohe.payments.queries.changed_accounts import against_accounts
from guohe.payments.queries.papers import checklist_of
from guohe.payments.queries.releases import facts_of


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """What one report said of the payment. ``validated`` when an official schema had judged the report."""

    state: str
    code: str
    reason: str
    words: str
    reference: str
    source: str
    validated: bool
    taken_by: int
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Payment:
    """Everything that is shown of one payment; ``told`` says that it is held, that an account of it changed, that its instalment was paid twice, or that the
    bank calls it a duplicate."""

    facts: ReleaseFacts
    grant: GrantFacts
    payer_account: int
    payer: str
    payer_tail: str
    purpose_code: str
    statistics_code: str
    remittance: str
    checklist: tuple[Item, ...]
    answers: tuple[AnswerFacts, ...]
    told: tuple[Finding, ...]

    def letter(self, lang: str) -> str:
        """The message to the payer's bank."""
        papers = tuple(
            say("payments.paper.with", lang, paper=say(f"payments.paper.{item.code}", lang), number=item.done)
            for item in self.checklist
            if item.done
        )
        return bank_letter(self.facts, self.payer, papers, self.grant.title, lang)


def payment_of(number: int) -> Payment:
    """The payment of this number. Refused for one that is not visible (PAY-367), or whose money is not (ACC-603)."""
    row = Release.objects.filter(pk=number).select_related("payer", "payee").first()
    if row is None:
        raise Refused(Finding("PAY-367", Level.STOP, Place(pointer="release"), {"seen": str(number)}))
    see_money(row.host_id, row.grant_ref)
    answers = tuple(
        AnswerFacts(
            each.state,
            each.code,
            each.reason,
            each.words,
            each.reference,
            each.source_name,
            each.validated,
            each.taken_by_id,
            each.taken_at,
        )
        for each in Answer.objects.filter(release=row).order_by("said_at", "pk")
    )
    facts = facts_of([row])[0]
    return Payment(
        facts=facts,
        grant=find.grant(row.grant_ref),
        payer_account=row.payer_id,
        payer=row.payer.holder,
        payer_tail=row.payer.number[-4:],
        purpose_code=row.purpose_code,
        statistics_code=row.statistics_code,
        remittance=row.remittance,
        checklist=checklist_of(number),
        answers=answers,
        told=(
            *_unclear(facts),
            # What left is not touched by an account that changed since.
            *(() if facts.message_id or facts.ended else against_accounts(row)),
            *(
                each
                for each in told_of([row.grant_ref]).get(facts.instalment_ref, ())
                if each.place.pointer in (facts.instalment_ref, facts.end_to_end_id)
            ),
        ),
    )


def payment_record(facts: ReleaseFacts) -> dict[str, Any]:
    """The payment for a program."""
    return {
        "payment": facts.number,
        "instalment": facts.instalment_ref,
        "end_to_end_id": facts.end_to_end_id,
        "amount": facts.amount,
        "requested_on": facts.requested_on,
        "state": facts.state,
    }


def _unclear(facts: ReleaseFacts) -> tuple[Finding, ...]:
    """PAY-410: the bank holds a duplicate of it, nothing shows that it took the first, and no two people have said what became of it."""
    if facts.state != "duplicate":
        return ()
    values = {"payment": facts.end_to_end_id, "file": facts.message_id}
    return (Finding("PAY-410", Level.HOLD, Place(pointer=facts.end_to_end_id), values),)


def _in_words(grades: Sequence[Grade], lang: str) -> str:
    """The grades of an answer; the sources keep the names that the policy study gives them."""
    comma = say("ui.comma", lang)
    words = (
        say(f"payments.grade.{grade.kind}", lang, sources=comma.join(grade.sources.split(", ")))
        for grade in grades
    )
    return say("payments.grade.and", lang).join(words)


def checklist_table(payment: Payment, lang: str, *, codes: bool = False) -> Table:
    """Each paper: whether it is needed, by which rule of which grade, and its number once it is there.

    With ``codes`` also by which word a command names it.
    """
    keys = (*(("code",) if codes else ()), "paper", "need", "why", "grade", "done")
    rows = [
        (
            *((item.code,) if codes else ()),
            say(f"payments.paper.{item.code}", lang),
            say(f"payments.need.{item.need}", lang),
            say(f"payments.why.{item.why}", lang),
            _in_words(item.grades, lang),
            item.done or say("payments.paper.open" if item.is_open else "payments.paper.not_needed", lang),
        )
        for item in payment.checklist
    ]
    columns = [Column(key, say(f"payments.checklist.{key}", lang)) for key in keys]
    return Table(say("payments.checklist.title", lang), columns, rows, lang=lang)


def answers_table(payment: Payment, lang: str) -> Table:
    """What the bank said, in the order in which it said it."""
    columns = [
        Column(key, say(f"payments.answer.{key}", lang), kind)
        for key, kind in (
            ("taken", Kind.TEXT), ("state", Kind.TEXT), ("reason", Kind.TEXT), ("reference", Kind.TEXT),
            ("source", Kind.TEXT),
        )
    ]  # fmt: skip
    rows = [
        (
            say("payments.payment.by", lang, on=f"{one.taken_at:%Y-%m-%d}", who=person(one.taken_by, lang)),
            f"{say(f'payments.state.{one.state}', lang)} ({one.code})" if one.code else
            say(f"payments.state.{one.state}", lang),
            PaymentStatus("payment", "", "pending", one.code, reason=one.reason, words=one.words).reason_words(lang),
            one.reference,
            one.source,
        )
        for one in payment.answers
    ]  # fmt: skip
    return Table(say("payments.answers.title", lang), columns, rows, lang=lang)
