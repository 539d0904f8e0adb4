"""The inbox as one table: a row for each guess of each unidentified credit, and of each debit that may be a payment."""

from __future__ import annotations

from collections.abc import Sequence

from guohe.kernel.tables import Cell, Column, Kind, Table
from guohe.kernel.texts import say
from guohe.reconciliation.queries.inbox import Inbox
from guohe.reconciliation.queries.shown import credit_shown
from guohe.reconciliation.queries.words import sentence, what


def inbox_table(boxes: Sequence[Inbox], lang: str) -> Table:
    """Every guess with its reasons; a credit without a guess has one row."""
    kinds = {
        "entry": Kind.NUMBER,
        "credited": Kind.DATE,
        "amount": Kind.MONEY,
        "age": Kind.NUMBER,
        "days": Kind.NUMBER,
        "points": Kind.NUMBER,
    }
    names = (
        "entry",
        "credited",
        "account",
        "amount",
        "narrative",
        "age",
        "days",
        "guess",
        "points",
        "reasons",
        "against",
    )
    columns = tuple(
        Column(name, say(f"reconciliation.column.{name}", lang), kinds.get(name, Kind.TEXT)) for name in names
    )
    joined = say("reconciliation.joined", lang)
    rows: list[Sequence[Cell]] = []
    for box in boxes:
        for credit in (*box.credits, *box.debits):
            entry = credit.entry
            first = (
                entry.number,
                entry.posted_on,
                entry.account,
                entry.amount,
                entry.shown,
                credit.age.working,
                credit.age.calendar,
            )
            rows += [
                (
                    *first,
                    what(guess, lang),
                    guess.confidence,
                    joined.join(sentence(each, guess, lang) for each in guess.speaks_for),
                    joined.join(sentence(each, guess, lang) for each in guess.speaks_against) or None,
                )
                for guess in credit.guesses
            ]
            if not credit.guesses:
                rows.append((*first, credit_shown(credit, box, lang).no_guess, None, None, None))
    notes = [
        say("reconciliation.inbox.parked", lang, amounts=joined.join(str(amount) for amount in box.parked))
        for box in boxes
        if box.parked
    ]
    return Table(say("reconciliation.inbox.table", lang), columns, rows, notes=notes, lang=lang)
