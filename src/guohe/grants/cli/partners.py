"""``guohe partner``: what was agreed, sent, received, and used by a partner, and what is advised of the next tranche."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from guohe.grants.cli.doors import NUMBER, REF, Part, Said, acting_here, options, writes
from guohe.grants.domain.partner_advice import advise
from guohe.grants.domain.partner_papers import Typed, asked_day, read_day, rows_of_file
from guohe.grants.domain.partners import Answer, Partner, fault, questions, statement_named, transfer_named
from guohe.grants.operations.agree_with_partner import agree_with_partner, show_condition_met
from guohe.grants.operations.pass_money_to_partner import record_receipt, record_transfer, withdraw_transfer
from guohe.grants.operations.state_partner_use import (
    answer_question,
    confirm_statement,
    enter_statement,
    withdraw_statement,
)
from guohe.grants.queries.change_pages import opened
from guohe.grants.queries.partner_pages import (
    advice_lines,
    advice_text,
    facts_of,
    tables_of,
)
from guohe.grants.queries.partner_record import record_of
from guohe.grants.queries.partners import came_until, partners_of
from guohe.kernel.findings import EXIT_CLEAN, EXIT_HOLDS, Finding, Refused
from guohe.kernel.money import Money
from guohe.kernel.texts import say
from guohe.ui.commands import JSON
from guohe.ui.plain import json_text
from guohe.ui.terminal import table_text

PARTNER = click.option("--partner", type=int, default=1, help="Which partner of the grant; 1 when not given.")
EVIDENCE = click.option("--evidence", default="", help="What shows it; told as missing when not given.")
AMOUNT = click.argument("amount")


def day(which: str) -> Part:
    """The option for a paper's day."""
    return click.option("--on", default="", help=which)


@click.group()
def partner() -> None:
    """Money passed to a partner: agreement, transfers, statements of use, the next tranche."""


@partner.command("show")
@REF
@click.option("--as-at", default="", help="Year-month-day; today when not given.")
@JSON
@options
def show_command(ref: str, as_at: str, as_json: bool, username: str | None, lang: str) -> None:
    """What was agreed, sent, received and used; exit code 2 while MON-371 waits for an answer."""
    with acting_here(username, lang) as (_, now):
        grant = opened(ref)
        on, unreadable = asked_day(as_at, now.date())
        if unreadable is not None:
            raise Refused(unreadable)
        known, came = [each.seen_on(on) for each in partners_of(grant)], came_until(grant, on)
        if not known:
            raise Refused(fault("MON-376", ref=ref, number="1"))
    found = [finding for each in known for finding in questions(each)]
    if as_json:
        click.echo(json_text(_record(ref, known, came, on, lang)), nl=False)
        raise click.exceptions.Exit(EXIT_HOLDS if found else EXIT_CLEAN)
    click.echo(say("grants.partner.title", lang, ref=ref) + f"  {on.isoformat()}")
    click.echo(say("grants.partner.lead", lang))
    for each in known:
        for label, value in facts_of(each, lang):
            click.echo(f"  {label}: {value}")
        for table in tables_of(grant, each, on, lang):
            if table.rows:
                click.echo(table_text(table))
        advice = advise(each, on, came=came)
        click.echo(advice_text(each, advice, lang))
        for side, words in advice_lines(advice, lang):
            click.echo(f"  {say('ui.about', lang, what=side, words=words)}")
    for finding in found:
        click.echo(f"{finding.code} {finding.sentence(lang)}", err=True)
    raise click.exceptions.Exit(EXIT_HOLDS if found else EXIT_CLEAN)


@writes(
    partner,
    "agree",
    PARTNER,
    click.option("--reference", default="", help="The agreement's own reference."),
    day("Its day, year-month-day."),
    EVIDENCE,
    click.option("--tranche", multiple=True, help='"AMOUNT; PLANNED DAY; CONDITION", once for each.'),
    click.option(
        "--due", multiple=True, help='"FIRST DAY; LAST DAY; DUE DAY" of a statement, once for each.'
    ),
    click.option(
        "--spent", default="", help="Per cent to be used before the next tranche, if the agreement says so."
    ),
    click.option("--clause", default="", help="The clause that says so."),
)
def agree_command(
    on: str, tranche: tuple[str, ...], due: tuple[str, ...], spent: str, lang: str, **typed: Any
) -> Said:
    """Record an agreement; a change of it is its next version."""
    version = agree_with_partner(
        agreed_on=on, tranches="\n".join(tranche), dues="\n".join(due), spent_percent=spent, **typed
    )
    words = say("grants.partner.done.agreement", lang, version=str(version))
    return Said(words, record=_after("agreement", str(version), lang, **typed))


@writes(partner, "met", NUMBER, PARTNER, day("The day, year-month-day."), EVIDENCE)
def met_command(number: int, lang: str, **typed: Any) -> Said:
    """Record what shows that the condition of tranche NUMBER is met."""
    show_condition_met(tranche=number, **typed)
    return _done("met", f"T{number}", lang, **typed)


@writes(
    partner,
    "transfer",
    AMOUNT,
    PARTNER,
    click.option("--tranche", type=int, required=True, help="Which tranche of the agreement."),
    day("The day it was sent, year-month-day."),
    EVIDENCE,
)
def transfer_command(on: str, lang: str, **typed: Any) -> Said:
    """Record that AMOUNT was sent to the partner; it is no expense of research."""
    sent = record_transfer(sent_on=on, **typed)
    return _done("transfer", f"PT-{sent}", lang, **typed)


@writes(
    partner,
    "state",
    NUMBER,
    AMOUNT,
    PARTNER,
    day("The day the partner received it, year-month-day."),
    EVIDENCE,
)
def state_command(number: int, lang: str, **typed: Any) -> Said:
    """Record that the partner states it received AMOUNT of transfer NUMBER."""
    record_receipt(transfer=number, **typed)
    return _done("receipt", transfer_named(number).name.in_language(lang), lang, **typed)


@writes(
    partner,
    "statement",
    click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False),
    PARTNER,
    click.option(
        "--from", "first", default="", help="First day of the period, as the agreement asks for it."
    ),
    click.option(
        "--row", multiple=True, help='"CATEGORY; AMOUNT; EVIDENCE", once for each, in place of a file.'
    ),
    click.option("--nothing", is_flag=True, help="The partner states that nothing was used."),
    day("The day of the partner's letter, year-month-day."),
    EVIDENCE,
)
def statement_command(
    file: Path | None, first: str, row: tuple[str, ...], on: str, lang: str, **told: Any
) -> Said:
    """Enter the partner's use by category, from a CSV file or by rows; another person confirms it."""
    typed, faults = rows_of_file(file.read_bytes()) if file is not None else ((), ())
    for number, line in enumerate(row, 1):
        category, amount, shows = (*(part.strip() for part in line.split(";", 2)), "", "")[:3]
        typed += (Typed(number, category, amount, shows),)
    if file is not None and row:
        faults += (fault("MON-380"),)
    begins = read_day(first, date.max)
    entered, asked = enter_statement(
        first_day=None if isinstance(begins, Finding) else begins,
        typed=typed,
        file_faults=faults,
        stated_on=on,
        **told,
    )
    words = "statement.asked" if asked else "statement"
    done = _done("statement", f"PS-{entered}", lang, words=words, **told)
    return replace(done, findings=asked, code=EXIT_HOLDS if asked else EXIT_CLEAN)


@writes(
    partner,
    "answer",
    NUMBER,
    click.argument("said", type=click.Choice([each.value for each in Answer])),
    PARTNER,
    EVIDENCE,
)
def answer_command(number: int, said: str, lang: str, **typed: Any) -> Said:
    """Record the partner's answer to MON-371 of statement NUMBER: own money, an error, or money from elsewhere."""
    answer_question(statement=number, answer=Answer(said), **typed)
    return _done("answer", statement_named(number).name.in_language(lang), lang, **typed)


@writes(partner, "confirm", NUMBER, PARTNER)
def confirm_command(number: int, lang: str, **typed: Any) -> Said:
    """Count statement NUMBER as use; whoever entered or answered it cannot."""
    confirm_statement(statement=number, **typed)
    return _done("confirm", f"PS-{number}", lang, **typed)


@writes(
    partner,
    "withdraw",
    click.argument("kind", type=click.Choice(["transfer", "statement"])),
    NUMBER,
    PARTNER,
    click.option("--why", default="", help="Why it is taken back."),
)
def withdraw_command(kind: str, number: int, lang: str, **typed: Any) -> Said:
    """Take back a transfer or a statement that was recorded wrongly; it stays, and counts for nothing."""
    if kind == "transfer":
        withdraw_transfer(transfer=number, **typed)
        return _done("withdraw", transfer_named(number).name.in_language(lang), lang, **typed)
    withdraw_statement(statement=number, **typed)
    return _done("withdraw", statement_named(number).name.in_language(lang), lang, **typed)


def _done(what: str, number: str, lang: str, *, words: str = "", **typed: Any) -> Said:
    told = say(f"grants.partner.done.{words or what}", lang, number=number)
    return Said(told, record=_after(what, number, lang, **typed))


def _after(
    what: str, number: str, lang: str, *, ref: str, now: datetime, **_: Any
) -> Callable[[], dict[str, Any]]:
    """What its page's JSON holds once the step is taken, with what the step was and of which paper."""

    def record() -> dict[str, Any]:
        grant, on = opened(ref), now.date()
        page = _record(ref, partners_of(grant), came_until(grant, on), on, lang)
        return {"done": what, "of": number, **page}

    return record


def _record(ref: str, known: Sequence[Partner], came: Money, on: date, lang: str) -> dict[str, Any]:
    records = [record_of(each, advise(each, on, came=came), on, lang) for each in known]
    return {"grant": ref, "as_at": on, "partners": records}
