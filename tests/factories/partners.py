"""The money passed to the rail grant's partner, moved on by one person after the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from guohe.funds.operations.open_books import open_book
from guohe.grants.domain.partner_papers import Typed
from guohe.grants.domain.partners import Answer, Partner, account_of
from guohe.grants.operations.agree_with_partner import agree_with_partner
from guohe.grants.operations.pass_money_to_partner import record_receipt, record_transfer
from guohe.grants.operations.set_up_grant import set_up_grant
from guohe.grants.operations.state_partner_use import answer_question, confirm_statement, enter_statement
from guohe.grants.queries import find
from guohe.grants.queries.partners import partner_of
from guohe.kernel.findings import Finding
from guohe.kernel.money import Money
from tests.factories.grants import agreement
from tests.factories.identity import Stage, the_cast
from tests.factories.people import FINANCE_OFFICE, INVESTIGATOR, NOW, RESEARCH_OFFICE

REF = "DEMO-TEST-1"
FIRST = date(2019, 1, 1)
# 200,000.00 is the share of users.md's example; two tranches, two statements.
AGREED: dict[str, str] = {
    "reference": "PA-1",
    "agreed_on": "2019-01-02",
    "evidence": "PA-1.pdf",
    "tranches": "200000.00; 2019-01-10; On sealing\n50000.00; ; ",
    "dues": "2019-01-01; 2019-03-31; 2019-04-30\n2019-04-01; 2019-06-30; 2019-07-31",
    "spent_percent": "",
    "clause": "",
}


def stage_with_partner() -> Stage:
    """A grant of CNY 1,200,000.00 whose partner's share is 250,000.00, without an agreement."""

    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        book = open_book(host_id=stage.host, code="HK", name="test", on=date(2018, 1, 1))
    with stage.acting(RESEARCH_OFFICE):
        set_up_grant(
            host_id=stage.host,
            book=book,
            agreement=replace(agreement(), partner_share=Money.of("CNY", "250000.00")),
            investigator_id=stage.account(INVESTIGATOR),
            actor=stage.account(RESEARCH_OFFICE),
            now=NOW,
        )
    return stage


def agreed(stage: Stage, by: str = RESEARCH_OFFICE, **other: str) -> int:
    with stage.acting(by):
        return agree_with_partner(ref=REF, partner=1, **{**AGREED, **other}, actor=stage.account(by), now=NOW)


def sent(stage: Stage, amount: str = "200000.00", by: str = RESEARCH_OFFICE, **other: Any) -> int:
    told = {"tranche": 1, "sent_on": "2019-01-10", "evidence": "OUT-1", **other}
    with stage.acting(by):
        return record_transfer(ref=REF, partner=1, amount=amount, **told, actor=stage.account(by), now=NOW)


def received(stage: Stage, transfer: int, amount: str = "200000.00", by: str = RESEARCH_OFFICE) -> None:
    with stage.acting(by):
        record_receipt(
            ref=REF,
            partner=1,
            transfer=transfer,
            amount=amount,
            on="2019-01-12",
            evidence="L-1",
            actor=stage.account(by),
            now=NOW,
        )


def stated(
    stage: Stage,
    *rows: tuple[str, str, str],
    first: date | None = FIRST,
    by: str = RESEARCH_OFFICE,
    **other: Any,
) -> tuple[int, tuple[Finding, ...]]:
    typed = [Typed(number, *row) for number, row in enumerate(rows, 1)]
    told = {"stated_on": "2019-04-20", "evidence": "L-2", **other}
    with stage.acting(by):
        return enter_statement(
            ref=REF, partner=1, first_day=first, typed=typed, **told, actor=stage.account(by), now=NOW
        )


def answered(
    stage: Stage, number: int, answer: Answer | None, shows: str = "L-3", by: str = RESEARCH_OFFICE
) -> None:
    with stage.acting(by):
        answer_question(
            ref=REF,
            partner=1,
            statement=number,
            answer=answer,
            evidence=shows,
            actor=stage.account(by),
            now=NOW,
        )


def confirmed(stage: Stage, number: int, by: str = FINANCE_OFFICE) -> None:
    with stage.acting(by):
        confirm_statement(ref=REF, partner=1, statement=number, actor=stage.account(by), now=NOW)


def seen(stage: Stage) -> Partner:
    with stage.acting(FINANCE_OFFICE):
        return partner_of(find.grant(REF), 1)


def figures(stage: Stage) -> tuple[str, str, str]:
    """Received, reported use and balance."""
    sums = account_of(seen(stage))
    return sums.received.plain, sums.reported.plain, sums.balance.plain
