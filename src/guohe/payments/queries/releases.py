"""Reads of payments; the database shows only the acting person's hosts. No number of an account leaves here whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from guohe.kernel.money import Money
from guohe.payments.domain.release import CallBack as CallBackFacts
from guohe.payments.domain.release import DebitFacts, PayeeAccount, ReleaseFacts, WithdrawalFacts
from guohe.payments.models import (
    Account,
    Answer,
    Approval,
    CallBack,
    Debit,
    FiledRelease,
    PaymentFile,
    Release,
    Withdrawal,
)
from guohe.payments.queries.clarifications import clarifications_of
from guohe.payments.queries.debits import standing
from guohe.payments.queries.movements import movements_of


def payee_account(row: Account) -> PayeeAccount:
    """A payee's account with its call-backs."""
    calls = CallBack.objects.filter(account=row).order_by("pk")
    return PayeeAccount(
        holder=row.holder,
        tail=row.number[-4:],
        currency=row.currency,
        country=row.country,
        recorded_by=row.recorded_by_id,
        recorded_at=row.recorded_at,
        call_backs=tuple(
            CallBackFacts(
                call.called_on, call.called_by_id, call.spoke_to, call.number_known_from, call.evidence
            )
            for call in calls
        ),
    )


def facts_of(rows: Iterable[Release]) -> tuple[ReleaseFacts, ...]:
    """Payments with who released them, their file and the bank's answers in the order in which it gave them."""
    rows = list(rows)
    keys = [row.pk for row in rows]
    approvals = {one.release_id: one for one in Approval.objects.filter(release_id__in=keys)}
    files = {
        one.release_id: one.file
        for one in FiledRelease.objects.filter(release_id__in=keys).select_related("file")
    }
    answers: dict[int, list[str]] = defaultdict(list)
    for answer in Answer.objects.filter(release_id__in=keys).order_by("said_at", "pk"):
        answers[answer.release_id].append(answer.state)
    debits = {debit.release_id: debit for debit in standing().filter(release_id__in=keys)}
    moved = movements_of(keys) if files else {}
    withdrawn = {
        each.release_id: WithdrawalFacts(each.withdrawn_by_id, each.withdrawn_at, each.reason)
        # What left is not withdrawn.
        for each in Withdrawal.objects.filter(release_id__in=set(keys) - files.keys())
    }
    clarified = clarifications_of(keys if any("copy" in told for told in answers.values()) else ())
    return tuple(
        replace(
            _facts(row, approvals.get(row.pk), files.get(row.pk), answers[row.pk], debits.get(row.pk)),
            movements=moved.get(row.pk, ()),
            withdrawal=withdrawn.get(row.pk),
            clarifications=clarified.get(row.pk, ()),
        )
        for row in rows
    )


def _facts(
    row: Release,
    approval: Approval | None,
    file: PaymentFile | None,
    answers: list[str],
    debit: Debit | None,
) -> ReleaseFacts:
    return ReleaseFacts(
        number=row.pk,
        instalment_ref=f"{row.grant_ref}/T{row.instalment}",
        end_to_end_id=row.end_to_end_id,
        uetr=str(row.uetr),
        amount=Money(row.currency, row.amount_minor),
        payee=payee_account(row.payee),
        requested_on=row.requested_on,
        prepared_by=row.prepared_by_id,
        prepared_at=row.prepared_at,
        released_by=approval.released_by_id if approval else None,
        released_at=approval.released_at if approval else None,
        message_id=file.message_id if file else "",
        file_digest=file.sha256 if file else "",
        answers=tuple(answers),  # type: ignore[arg-type]
        debit=None
        if debit is None
        else DebitFacts(
            booked_on=debit.booked_on,
            charge=Money(row.currency, debit.charge_minor),
            evidence=debit.evidence,
            stated_by=debit.stated_by_id,
            stated_at=debit.stated_at,
        ),
    )


def of_instalment(instalment_ref: str) -> tuple[ReleaseFacts, ...]:
    """Every payment of an instalment, oldest first."""
    ref, _, number = instalment_ref.rpartition("/T")
    rows = Release.objects.filter(grant_ref=ref, instalment=int(number))
    return facts_of(rows.select_related("payee").order_by("pk"))


def all_releases() -> tuple[ReleaseFacts, ...]:
    """Every visible payment, newest first."""
    return facts_of(Release.objects.select_related("payee").order_by("-pk"))
