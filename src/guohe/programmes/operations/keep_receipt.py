"""A check that is done becomes a receipt, written once; its draft goes, and private answers go with it."""

from __future__ import annotations

from datetime import datetime

from guohe.audit.operations.record_fact import record
from guohe.kernel.findings import Finding, Level, Refused
from guohe.programmes.domain.calls import Call
from guohe.programmes.domain.can_apply import Checked
from guohe.programmes.domain.receipts import number_of
from guohe.programmes.domain.receipts import receipt as receipt_of
from guohe.programmes.models import CheckDraft, CheckReceipt
from guohe.programmes.queries.calls import questions
from guohe.programmes.queries.checks import draft, host_of


def keep_receipt(call: Call, *, actor: int, now: datetime, private_too: bool = False) -> str:
    """Writes the receipt of a draft and gives its number. ``private_too``: the person asks that private answers be kept.

    Raises Refused (APP-117) while a question has no answer; "I do not know" is one.
    """
    found = draft(call, actor)
    if found.next is not None:
        left = [fact for fact in found.asked if fact not in found.answers and fact not in found.unknown]
        raise Refused(Finding("APP-117", Level.STOP, values={"count": str(len(left))}))
    number = keep_checked(found.checked, actor=actor, now=now, private_too=private_too)
    CheckDraft.objects.filter(host_id=host_of(), account_id=actor, call=call.code).delete()
    return number


def keep_checked(checked: Checked, *, actor: int, now: datetime, private_too: bool = False) -> str:
    """Writes the receipt of a check that was made in one go, and gives its number."""
    host = host_of()
    private = [] if private_too else [each.fact for each in questions() if each.private]
    stored = receipt_of(checked, private)
    number = number_of(stored, actor, now.isoformat())
    _, made = CheckReceipt.objects.get_or_create(
        number=number,
        defaults={
            "host_id": host,
            "account_id": actor,
            "call": checked.call.code,
            "verdict": checked.verdict.value,
            "stored": stored,
            "made_at": now,
        },
    )
    if made:
        record(
            host_id=host,
            action="programmes.check.kept",
            subject=f"check:{number}",
            now=now,
            details={"call": checked.call.code, "verdict": checked.verdict.value},
        )
    return number
