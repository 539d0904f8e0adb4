"""Can I apply? in a terminal: calls, questions, the answer with its clauses, and receipts that come out the same again."""

from __future__ import annotations

import click
from django.conf import settings

from guohe.identity.operations import acting_at_keyboard
from guohe.kernel import clock
from guohe.kernel.findings import EXIT_CLEAN, EXIT_HOLDS, EXIT_NOTES, EXIT_STOP, Finding, Level, Refused
from guohe.kernel.texts import say
from guohe.programmes.domain.answers import read_answer, read_holding
from guohe.programmes.domain.calls import Answering, Call
from guohe.programmes.domain.can_apply import Checked, check, needed
from guohe.programmes.operations.keep_receipt import keep_checked
from guohe.programmes.queries import check_pages, checks, limit_pages, receipt_pages
from guohe.programmes.queries.calls import (
    books_of,
    call,
    listed_values,
    offered,
    question_for,
    questions,
    types,
)
from guohe.rules.domain.facts import Fact, Holding
from guohe.rules.domain.values import Book
from guohe.ui.commands import LANGUAGE, acts_as
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text

# A condition that is not met waits for whoever may decide otherwise; what cannot be told is a note to ask.
EXITS = {"can": EXIT_CLEAN, "not_met": EXIT_HOLDS, "ask": EXIT_NOTES}


@click.command("can-apply")
@click.argument("code", metavar="CALL", required=False)
@click.option("--answer", "typed", multiple=True, metavar="FACT=ANSWER", help="One answer; repeat it.")
@click.option(
    "--project",
    "projects",
    multiple=True,
    metavar="FIELD=VALUE,…",
    help="One project you run or applied for: type, role, standing, ends, stage, exercise, employer, side; repeat it.",
)
@click.option("--no-projects", is_flag=True, help="You run no project and have applied for none.")
@click.option(
    "--book", "swapped", multiple=True, metavar="BOOK[@VERSION]", help="Judge by this book instead."
)
@click.option("--questions", "only_questions", is_flag=True, help="What this call asks.")
@click.option("--save", is_flag=True, help="Keep a record of the check; private answers are left out of it.")
@click.option(
    "--receipt", "number", metavar="NUMBER", help="Show a kept record of a check, worked out again."
)
@LANGUAGE
@acts_as("username")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def can_apply(
    code: str | None,
    typed: tuple[str, ...],
    projects: tuple[str, ...],
    no_projects: bool,
    swapped: tuple[str, ...],
    only_questions: bool,
    save: bool,
    number: str | None,
    lang: str,
    username: str | None,
    as_json: bool,
) -> None:
    """Can I apply? The answer of a call's rules to your answers, each with its clause. Without CALL, the calls."""
    with acting_at_keyboard(username, on=clock.today(), demo=settings.MODE == "demo") as person:
        if number is not None:
            _receipt(number, person.account, lang, as_json)
            return
        if code is None:
            table = check_pages.calls_table(lang)
            click.echo(json_text(table_record(table)) if as_json else table_text(table), nl=False)
            return
        found = call(code)
        books = books_of(found, swapped)
        if only_questions:
            _questions(found, books, lang, as_json)
            return
        checked = check(found, books, _answers(books, typed, projects, no_projects))
        kept = keep_checked(checked, actor=person.account, now=clock.now()) if save else ""
        _tell(checked, kept, lang, as_json)
    raise click.exceptions.Exit(EXITS[checked.verdict.value])


def _answers(
    books: tuple[Book, ...], typed: tuple[str, ...], projects: tuple[str, ...], no_projects: bool
) -> dict[str, Fact]:
    """The facts that the line states. Raises Refused with every fault of it."""
    facts: dict[str, Fact] = {}
    faults: list[Finding] = []
    known = {each.fact: each for each in questions() if each.kind is not Answering.HOLDINGS}
    for each in typed:
        fact, equals, answer = each.partition("=")
        if not equals or fact not in known:
            faults.append(Finding("APP-122", Level.STOP, values={"seen": each[:40]}))
            continue
        listed = listed_values(fact, books) if known[fact].kind is Answering.LISTED else ()
        try:
            facts[fact] = read_answer(known[fact], answer, listed)
        except Refused as refusal:
            faults += refusal.findings
    held: list[Holding] = []
    for each in projects:
        pairs = [part.partition("=") for part in each.split(",")]
        try:
            held.append(
                read_holding(
                    {name.strip(): value for name, _, value in pairs}, tuple(t.value for t in types())
                )
            )
        except Refused as refusal:
            faults += refusal.findings
    if faults:
        raise Refused(*faults)
    if held or no_projects:
        facts["holdings"] = tuple(held)
    return facts


def _questions(found: Call, books: tuple[Book, ...], lang: str, as_json: bool) -> None:
    order = [each.fact for each in questions()]
    asked = [question_for(fact) for fact in needed(books, found.later, {}, order)]
    rows = [
        {
            "fact": each.fact,
            "kind": each.kind.value,
            "words": each.words.in_language(lang),
            "private": each.private,
            "answers": [option.value for option in offered(each, books)]
            or (list(listed_values(each.fact, books)) if each.kind is Answering.LISTED else []),
        }
        for each in asked
    ]
    if as_json:
        click.echo(json_text({"call": found.code, "questions": rows}), nl=False)
        return
    for row in rows:
        answers = row["answers"]
        click.echo(f"{row['fact']} ({row['kind']}): {row['words']}")
        if isinstance(answers, list) and answers:
            click.echo("  " + ", ".join(str(answer) for answer in answers))


def _tell(checked: Checked, kept: str, lang: str, as_json: bool) -> None:
    contacts = checks.contact(clock.today())
    if as_json:
        record = _record(checked, kept, lang)
        click.echo(json_text(record), nl=False)
        return
    reasons = receipt_pages.reasons_of(checked)
    click.echo(say(f"programmes.verdict.{checked.verdict.value}.short", lang))
    click.echo(say("programmes.verdict.advice", lang))
    for each in reasons:
        if each.later:
            continue
        compared = receipt_pages.compared_text(each, lang)
        click.echo(
            f"  [{say(f'programmes.receipt.said.{each.outcome}', lang)}] {each.rule.words.in_language(lang)}"
            + (f" ({compared})" if compared else "")
        )
        click.echo(f"      {receipt_pages.clause_text(each.book, each.rule, lang)}")
        click.echo(
            f"      {each.who.in_language(lang)} · ./guohe why {each.rule.id} --book {each.book.label}"
        )
    for limit, table in limit_pages.limit_tables(checked, lang):
        click.echo(limit_pages.limit_sentence(limit, lang))
        click.echo(table_text(table), nl=False)
    click.echo(receipt_pages.contacts_text(contacts, lang))
    if kept:
        click.echo(say("programmes.receipt.kept", lang, number=kept))


def _record(checked: Checked, kept: str, lang: str) -> dict[str, object]:
    record = receipt_pages.check_record(checked, checks.contact(clock.today()), lang)
    return {**record, "receipt": kept} if kept else record


def _receipt(number: str, account: int, lang: str, as_json: bool) -> None:
    found = checks.receipt(number, account)
    if found is None:
        click.echo(f"APP-123 {say('APP-123', lang, number=number[:20])}", err=True)
        raise click.exceptions.Exit(EXIT_STOP)
    if as_json:
        click.echo(json_text(receipt_pages.receipt_record(found, lang)), nl=False)
        return
    for label, value in receipt_pages.receipt_rows(found, lang):
        click.echo(f"{label}: {value}")
    withheld = receipt_pages.withheld_text(found, lang)
    if withheld:
        click.echo(withheld)
    click.echo(table_text(receipt_pages.reasons_table(receipt_pages.reasons_kept(found), lang)), nl=False)
