"""A guess in the reader's words: what it is, and each reason with its figures."""

from __future__ import annotations

from collections.abc import Sequence

from guohe.kernel.texts import say
from guohe.reconciliation.domain.group_keys import (
    is_group,
    movement_in,
    parts_of,
    payments_in,
    receipt_charge_in,
)
from guohe.reconciliation.domain.values import Match, Reason
from guohe.reconciliation.domain.words import say_reason


def called(ref: str, lang: str, *, in_grant: str = "") -> str:
    """An instalment by its number, with its grant unless that is ``in_grant``; a bank entry by its own; a group by its parts."""
    if is_group(ref):
        lines, items = parts_of(ref, "")
        return _group(lines, items, lang)
    moved = movement_in(ref)
    if moved is not None:
        return say(f"reconciliation.item.{moved.kind}", lang, payment=moved.payment)
    received = receipt_charge_in(ref)
    if received:
        return say(
            "reconciliation.item.receipt_charge", lang, receipt=called(received, lang, in_grant=in_grant)
        )
    for payment in payments_in(ref):
        return say("reconciliation.item.payment", lang, payment=payment)
    grant, _, number = ref.rpartition("/T")
    if not grant:
        return say("reconciliation.item.line", lang, number=ref)
    if grant == in_grant:
        return say("reconciliation.item.instalment", lang, number=number)
    return say("reconciliation.item.of_grant", lang, number=number, grant=grant)


def what(guess: Match, lang: str) -> str:
    """The items of a guess; of a return, its two lines."""
    return _group(guess.lines, guess.items, lang)


def _group(lines: Sequence[str], items: Sequence[str], lang: str) -> str:
    joined = say("reconciliation.joined", lang)
    if not items:
        return say("reconciliation.item.back", lang, lines=joined.join(called(each, lang) for each in lines))
    what_for = joined.join(called(item, lang) for item in items)
    if len(lines) == 1:
        return what_for
    return say(
        "reconciliation.item.together",
        lang,
        item=what_for,
        lines=joined.join(called(each, lang) for each in lines),
    )


def sentence(reason: Reason, guess: Match, lang: str) -> str:
    """One reason; within a guess about one grant its instalments go by their numbers."""
    grants = {item.rpartition("/T")[0] for item in guess.items}
    own = next(iter(grants)) if len(grants) == 1 else ""
    return say_reason(reason, lang, lambda ref: called(ref, lang, in_grant=own))
