"""A credit and an identified entry as finished words, the same for the page and the command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localtime

from guohe.funds.queries.chart import booked_on
from guohe.grants.queries import find
from guohe.imports.queries.bank import BankEntryFacts
from guohe.imports.queries.charges import waits_words
from guohe.kernel.texts import in_a_row, say
from guohe.reconciliation.domain.group_keys import (
    group_key,
    is_return,
    movement_in,
    of_a_payment,
    parts_of,
    payments_in,
    receipt_charge_in,
)
from guohe.reconciliation.domain.values import Match
from guohe.reconciliation.queries.decisions import Said
from guohe.reconciliation.queries.inbox import Credit, Inbox, Settled, TakenBack
from guohe.reconciliation.queries.open_movements import missing_of_return
from guohe.reconciliation.queries.words import called, sentence, what


@dataclass(frozen=True, slots=True)
class GuessShown:
    """One guess: what, how many points, the sentences for and against. ``item`` is what accepting it names, one or a group; ``effect``
    is what else it would do to the books."""

    title: str
    item: str
    points: str
    sure: bool
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    effect: str = ""


@dataclass(frozen=True, slots=True)
class CreditShown:
    """One unidentified credit in words; ``waits`` is the charge of it that waits for a second person."""

    entry: BankEntryFacts
    age: str
    old: str
    guesses: tuple[GuessShown, ...]
    said: tuple[str, ...]
    no_guess: str = ""
    waits: int | None = None


@dataclass(frozen=True, slots=True)
class SettledShown:
    """One identified entry in words; ``undo`` where somebody said what it is, in the inbox or as the receipt of one instalment."""

    entry: BankEntryFacts
    words: str
    undo: bool


def days_unnoticed(credited: date, identified: date) -> dict[str, str]:
    """Both days and the calendar days between them."""
    return {
        "credited": credited.isoformat(),
        "identified": identified.isoformat(),
        "days": str((identified - credited).days),
    }


def accepted(journals: Sequence[int], item: str, credited: date, identified: date, lang: str) -> str:
    """The sentence that follows a person's word: by which entries it is booked, or that a payment or a return needs none."""
    moved = movement_in(item)
    if moved is not None:
        key = f"reconciliation.inbox.accepted_of.{moved.kind}"
        return say(key, lang, payment=moved.payment, booked=credited.isoformat())
    if payments_in(item):
        return say(
            "reconciliation.inbox.accepted_payment",
            lang,
            item=called(item, lang),
            debited=credited.isoformat(),
        )
    if not journals:
        return say("reconciliation.inbox.accepted_return", lang)
    booked = say("reconciliation.joined", lang).join(f"J-{each}" for each in journals)
    if is_return(item):
        return say("reconciliation.inbox.accepted_taken_back", lang, journal=booked)
    if receipt_charge_in(item):
        told = {"item": called(item, lang), "debited": credited.isoformat(), "journal": booked}
        return say("reconciliation.inbox.accepted_charge", lang, **told)
    return say("reconciliation.inbox.accepted", lang, journal=booked, **days_unnoticed(credited, identified))


def undone(journals: Sequence[int], item: str, lang: str) -> str:
    """The sentence that follows an undoing: by which reversals, or that nothing had been booked."""
    if movement_in(item) is not None:
        return say("reconciliation.inbox.undone_of", lang, item=called(item, lang))
    if payments_in(item):
        return say("reconciliation.inbox.undone_payment", lang, item=called(item, lang))
    if not journals:
        return say("reconciliation.inbox.undone_return", lang)
    back = say("reconciliation.joined", lang).join(f"J-{each}" for each in journals)
    word = "undone_charge" if receipt_charge_in(item) else "undone"
    return say(f"reconciliation.inbox.{word}", lang, journal=back)


def credit_shown(credit: Credit, box: Inbox, lang: str) -> CreditShown:
    """A credit with its age and its guesses."""
    age = _age(credit, box, lang)
    old = say("reconciliation.inbox.old", lang, days=str(box.chosen.old_after)) if credit.old else ""
    return CreditShown(
        entry=credit.entry,
        age=age,
        old=old,
        no_guess="" if credit.guesses else _no_guess(credit, lang),
        guesses=tuple(
            GuessShown(
                title=say("reconciliation.inbox.guess", lang, nth=str(nth), what=what(guess, lang)),
                item=guess.items[0] if guess.kind == "one" else group_key(guess.lines, guess.items),
                points=say(
                    "reconciliation.inbox.points",
                    lang,
                    points=str(guess.confidence),
                    threshold=str(box.chosen.threshold),
                ),
                sure=credit.sure and nth == 1,
                speaks_for=tuple(sentence(each, guess, lang) for each in guess.speaks_for),
                speaks_against=tuple(sentence(each, guess, lang) for each in guess.speaks_against),
                effect=_effect(guess, credit, lang),
            )
            for nth, guess in enumerate(credit.guesses, start=1)
        ),
        waits=credit.waits.number if credit.waits else None,
        said=tuple([waits_words(credit.waits, lang)] if credit.waits else ())
        + tuple(
            _said(each, lang)
            for nth, each in enumerate(credit.said)
            # An undoing names the match itself.
            if each.answer != "is"
            or not any(
                (later.answer, later.entry, later.item) == ("undone", each.entry, each.item)
                for later in credit.said[nth:]
            )
        ),
    )


def _age(credit: Credit, box: Inbox, lang: str) -> str:
    """How long it has waited, in working days of the account's place or, past what is published, in calendar days; or that its day is to come."""
    word = "age" if credit.entry.amount.minor > 0 else "age_out"
    days = credit.age.working
    if credit.age.calendar < 0:
        word, days = "age_to_come", -credit.age.calendar
    elif days is None:
        word, days = f"{word}_calendar", credit.age.calendar
    return say(
        f"reconciliation.inbox.{word}",
        lang,
        days=str(days),
        on=credit.entry.posted_on.isoformat(),
        place=say(f"calendars.region.{box.place}", lang),
    )


def _effect(guess: Match, credit: Credit, lang: str) -> str:
    """What accepting a guess does to the books beside booking the line."""
    if guess.kind == "reversal" and str(credit.back_from) in guess.lines:
        return say("reconciliation.inbox.takes_back", lang, items=_items(credit.back_of, lang))
    days = {on for item in guess.items if (on := day_in_books(item, credit.entry)) is not None}
    if not days:
        return ""
    return say(
        "reconciliation.inbox.booked_late",
        lang,
        day=credit.entry.posted_on.isoformat(),
        on=say("reconciliation.joined", lang).join(sorted(day.isoformat() for day in days)),
    )


def day_in_books(item: str, entry: BankEntryFacts) -> date | None:
    """The day on which the books would hold a line as a receipt, or as a charge beside one, where its own day's period is not open."""
    ref = (receipt_charge_in(item) or item).rpartition("/T")[0]
    books = [grant.book for grant in find.all_grants() if grant.ref == ref and not of_a_payment(item)]
    day = booked_on(books[0], entry.posted_on) if books else entry.posted_on
    return None if day == entry.posted_on else day


def lacks(item: str, entry: BankEntryFacts, lang: str) -> str:
    """What follows the words of an acceptance, where a payment came back with less than left; empty otherwise."""
    missing = missing_of_return(entry.host_id, item, entry.amount)
    if missing is None:
        return ""
    left, short = missing
    told = say(
        "reconciliation.inbox.came_short", lang, came=str(entry.amount), left=str(left), short=str(short)
    )
    return in_a_row(("", told), lang)


def late(item: str, entry: BankEntryFacts, lang: str) -> str:
    """What follows the words of an acceptance, where a line was booked on another day than its own; empty otherwise."""
    days = {on for each in parts_of(item, "")[1] if (on := day_in_books(each, entry)) is not None}
    if not days:
        return ""
    told = say("reconciliation.joined", lang).join(sorted(day.isoformat() for day in days))
    words = say("reconciliation.inbox.was_booked_late", lang, day=entry.posted_on.isoformat(), on=told)
    return in_a_row(("", words), lang)


def _no_guess(credit: Credit, lang: str) -> str:
    if credit.back_of:
        return say("reconciliation.inbox.no_credit_of_it", lang, items=_items(credit.back_of, lang))
    return say("reconciliation.inbox.no_guess", lang)


def _items(refs: Sequence[str], lang: str) -> str:
    return say("reconciliation.joined", lang).join(called(ref, lang) for ref in refs)


def settled_shown(settled: Settled, lang: str) -> SettledShown:
    """What an entry turned out to be; an entry used in the inbox says how long it went unnoticed."""
    if settled.said is not None and is_return(settled.said.item):
        return SettledShown(settled.entry, called(settled.said.item, lang), True)
    if settled.said is not None and movement_in(settled.said.item) is not None:
        item = called(settled.said.item, lang)
        missing = missing_of_return(settled.entry.host_id, settled.said.item, settled.entry.amount)
        if missing is not None:
            left, short = missing
            item = say("reconciliation.item.short", lang, item=item, left=str(left), short=str(short))
        words = say(
            "reconciliation.inbox.identified_of",
            lang,
            item=item,
            booked=settled.entry.posted_on.isoformat(),
            identified=localtime(settled.said.at).date().isoformat(),
        )
        return SettledShown(settled.entry, words, True)
    if settled.said is not None and payments_in(settled.said.item):
        words = say(
            "reconciliation.inbox.identified_payment",
            lang,
            item=called(settled.said.item, lang),
            debited=settled.entry.posted_on.isoformat(),
            identified=localtime(settled.said.at).date().isoformat(),
        )
        return SettledShown(settled.entry, words, True)
    journal = f"J-{settled.journal}"
    if settled.said is not None and receipt_charge_in(settled.said.item):
        words = say(
            "reconciliation.inbox.identified_charge",
            lang,
            item=called(settled.said.item, lang),
            debited=settled.entry.posted_on.isoformat(),
            identified=localtime(settled.said.at).date().isoformat(),
            journal=journal,
        )
        if settled.said.words:
            another = say("reconciliation.inbox.said_another", lang, words=settled.said.words)
            words = say("reconciliation.joined", lang).join((words, another))
        return SettledShown(settled.entry, words, True)
    words = say("reconciliation.inbox.in_books", lang, journal=journal)
    recorded = settled.entry.used_as == "receipt" and settled.journal == settled.entry.journal_id
    if settled.said is not None:
        words = say(
            "reconciliation.inbox.identified",
            lang,
            item=called(settled.said.item, lang),
            **days_unnoticed(settled.entry.posted_on, localtime(settled.said.at).date()),
        )
    return SettledShown(settled.entry, words, settled.said is not None or recorded)


def taken_back_shown(each: TakenBack, lang: str) -> str:
    """A match that went with its statement, in one sentence."""
    return say(
        "reconciliation.inbox.taken_back",
        lang,
        credited=each.entry.posted_on.isoformat(),
        amount=str(each.entry.amount),
        item=called(each.said.item, lang),
        who=each.who.in_language(lang),
        on=each.on.isoformat(),
        words=each.why,
    )


def _said(said: Said, lang: str) -> str:
    who, on = said.who.in_language(lang), localtime(said.at).date().isoformat()
    if said.answer == "ask":
        return say("reconciliation.inbox.question", lang, on=on, who=who, words=said.words)
    if said.answer == "is_not":
        return say("reconciliation.inbox.said_no", lang, on=on, who=who, item=called(said.item, lang))
    if said.answer == "is":
        return say("reconciliation.inbox.was_matched", lang, on=on, who=who, item=called(said.item, lang))
    if said.answer == "undone":
        return say(
            "reconciliation.inbox.was_undone",
            lang,
            on=on,
            who=who,
            item=called(said.item, lang),
            words=said.words,
        )
    return ""


def none_shown(box: Inbox, lang: str) -> str:
    """What stands where no credit waits: that no statement was read, that all is identified, or that only debits wait."""
    if box.unread:
        return say("reconciliation.inbox.unread", lang)
    if box.debits:
        return say("reconciliation.inbox.none_but_debits", lang, count=str(len(box.debits)))
    return say("reconciliation.inbox.none", lang)
