"""The steps of two people towards a policy over confirmed rates, each taken at the tests' own moment."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from guohe.kernel.findings import Refused
from guohe.reporting.domain.copies import Copy
from guohe.reporting.domain.noting import ToNote
from guohe.reporting.operations.choose_policy import approve_policy, choose_policy
from guohe.reporting.operations.confirm_rates import confirm_rates
from guohe.reporting.operations.note_rates import note_rates
from guohe.reporting.operations.prepare_report import prepare_report
from guohe.reporting.operations.sign_report import sign_report
from guohe.reporting.queries import copies, rates
from tests.factories.people import FINANCE_OFFICE, NOW, RESEARCH_OFFICE, TODAY
from tests.integration.reporting.conftest import GRANT, Books

# The calendar year and each host's year it touches (users.md 5.2, minute 3:00).
YEARS = "2018-FY2017-18+FY2018-19"
# 392,352.50 of 2018 at 1.2500, and the charge of 150.00 that was never converted; at 1.2600 it is 311,390.87 (.079).
AT_BUDGET, AT_CORRECTED = "CNY 314,032.00", "CNY 311,540.87"


def note(
    books: Books,
    rate: str = "1.2500",
    *,
    by: str = FINANCE_OFFICE,
    sure: bool = False,
    confirmed: str | None = RESEARCH_OFFICE,
) -> int:
    """The budget rate, noted by one person and confirmed by another."""
    with books.stage.acting(by):
        count = note_rates(
            [ToNote("2018-03-05", rate, "letter of the funder", "2018-03-05T11:00")],
            host_id=books.stage.host,
            base="CNY",
            quote="HKD",
            actor=books.stage.account(by),
            now=NOW,
            sure=sure,
            budget_of=GRANT,
        )
    if confirmed:
        confirm(books, by=confirmed)
    return count


def confirm(books: Books, *numbers: int, by: str = RESEARCH_OFFICE) -> int:
    """Confirms these notes, or every one that waits."""
    with books.stage.acting(by):
        return confirm_rates(
            grant_ref=GRANT,
            numbers=numbers or [each.number for each in rates.waiting(books.stage.host, GRANT)],
            actor=books.stage.account(by),
            now=NOW,
        )


def choose(
    books: Books, policy: str = "budget_rate", *, by: str = FINANCE_OFFICE, reason: str = "asked for"
) -> int:
    with books.stage.acting(by):
        return choose_policy(
            grant_ref=GRANT,
            policy=policy,
            bearer="host",
            reason=reason,
            actor=books.stage.account(by),
            now=NOW,
        )


def approve(books: Books, number: int, *, by: str = RESEARCH_OFFICE) -> None:
    with books.stage.acting(by):
        approve_policy(grant_ref=GRANT, number=number, actor=books.stage.account(by), now=NOW)


def prepare(books: Books) -> Copy:
    with books.stage.acting(FINANCE_OFFICE):
        return prepare_report(
            grant_ref=GRANT, years=YEARS, actor=books.stage.account(FINANCE_OFFICE), on=TODAY, now=NOW
        )


def sign(books: Books, number: int) -> Copy:
    with books.stage.acting(RESEARCH_OFFICE):
        return sign_report(
            grant_ref=GRANT, number=number, actor=books.stage.account(RESEARCH_OFFICE), on=TODAY, now=NOW
        )


def total(books: Books, number: int) -> str:
    with books.stage.acting(FINANCE_OFFICE):
        return str(copies.opened(GRANT, number).report.funder.total)


def refused(call: Any, *arguments: Any, **more: Any) -> list[str]:
    with pytest.raises(Refused) as told:
        call(*arguments, **more)
    return [finding.code for finding in told.value.findings]


def law_of(call: Any) -> str:
    with pytest.raises(DatabaseError) as told, transaction.atomic():
        call()
    diagnosis = getattr(told.value.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or str(getattr(diagnosis, "sqlstate", ""))
