"""The inbox on a terminal: the words of the page, and the command for each button."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from guohe.identity.queries import hosts_visible, permission_to
from guohe.kernel.texts import say
from guohe.reconciliation.queries.inbox import Inbox, inbox
from guohe.reconciliation.queries.shown import credit_shown, none_shown, settled_shown, taken_back_shown
from guohe.ui.parts import SHAPES


def inboxes(account: int, *, on: date) -> list[Inbox]:
    """The inboxes of the hosts whose money this person may see; refused in words when there is none."""
    hosts = hosts_visible()
    asked = [
        (each.host, permission_to("view_money", account=account, host=each.host, on=on)) for each in hosts
    ]
    seen = [host for host, permission in asked if permission.allowed]
    if not seen and asked:
        asked[0][1].or_refuse()
    return [inbox(host, on=on) for host in seen]


def lines_of(boxes: Iterable[Inbox], lang: str) -> Iterator[str]:
    """Each credit with its guesses, then what is identified and what is parked."""
    for box in boxes:
        yield from credits_of(box, lang)
        for each in (settled_shown(settled, lang) for settled in box.settled):
            yield (
                f"{SHAPES['evidenced']} {each.entry.number}  {each.entry.posted_on.isoformat()}  "
                f"{each.entry.amount}  {each.words}"
            )
        yield from (f"{SHAPES['reversed']} {taken_back_shown(each, lang)}" for each in box.taken_back)
        joined = say("reconciliation.joined", lang)
        if box.parked:
            amounts = joined.join(str(amount) for amount in box.parked)
            yield say("reconciliation.inbox.parked", lang, amounts=amounts)
        else:
            yield none_shown(box, lang)


def after_statement(host: int, job: int, on: date, lang: str) -> tuple[str, ...]:
    """The unidentified credits that one import brought, with their guesses."""
    told = tuple(credits_of(inbox(host, on=on), lang, job=job))
    return (say("reconciliation.inbox.title", lang), *told) if told else ()


def credits_of(box: Inbox, lang: str, *, job: int | None = None) -> Iterator[str]:
    """The unidentified credits and the debits that may be payments, all or those of one statement."""
    for credit in (*box.credits, *box.debits):
        if job is not None and credit.entry.job != job:
            continue
        shown = credit_shown(credit, box, lang)
        shape = SHAPES["late" if credit.old else "held"]
        old = f" ({shown.old})" if shown.old else ""
        yield (
            f"{shape} {credit.entry.number}  {credit.entry.posted_on.isoformat()}  {credit.entry.amount}  "
            f"{shown.age}{old}"
        )
        yield f"    {credit.entry.shown}"
        yield from (f"    {said}" for said in shown.said)
        for guess in shown.guesses:
            yield f"  {guess.title}  {guess.points}"
            yield from (f"    + {reason}" for reason in guess.speaks_for)
            yield from (f"    - {reason}" for reason in guess.speaks_against)
            if guess.effect:
                yield f"    {guess.effect}"
            yield f"    ./guohe bank accept {credit.entry.number} {guess.item}"
        if not shown.guesses:
            yield f"  {shown.no_guess}"
