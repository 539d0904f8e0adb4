"""``guohe partner``: what was agreed, sent, received, and used by a partner, and what is advised of the next tranche."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from guohe.grants.cli.doors import DRY_RUN, JSON, acting_here, options
from guohe.grants.domain.partner_advice import advise
from guohe.grants.domain.partner_papers import Typed, asked_day, read_day, rows_of_file
from guohe.grants.domain.partners import Answer, fault, questions
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
from guohe.grants.queries.partners import partners_of
from guohe.kernel.findings import EXIT_CLEAN, EXIT_HOLDS, Finding, Refused
from guohe.kernel.texts import say
from guohe.ui.plain import json_text
from guohe.ui.terminal import table_text

PARTNER = click.option("--partner", type=int, default=1, help="Which partner of the grant; 1 when not given.")
EVIDENCE = click.option("--evidence", default="", help="What shows it; told as missing when not given.")


@click.group()
def partner() -> None:
    """Money passed to a partner: agreement, transfers, statements of use, the next tranche."""


@partner.command("show")
@click.argument("ref")
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
        known = [each.seen_on(on) for each in partners_of(grant)]
        if not known:
            raise Refused(fault("MON-376", ref=ref, number="1"))
    found = [finding for each in known for finding in questions(each)]
    if as_json:
        records = [record_of(each, advise(each, on), on, lang) for each in known]
        click.echo(json_text({"grant": ref, "as_at": on, "partners": records}), nl=False)
        raise click.exceptions.Exit(EXIT_HOLDS if found else EXIT_CLEAN)
    click.echo(say("grants.partner.title", lang, ref=ref) + f"  {on.isoformat()}")
    click.echo(say("grants.partner.lead", lang))
    for each in known:
        for label, value in facts_of(each, lang):
            click.echo(f"  {label}: {value}")
        for table in tables_of(grant, each, on, lang):
            if table.rows:
                click.echo(table_text(table))
        advice = advise(each, on)
        click.echo(advice_text(each, advice, lang))
        for side, words in advice_lines(advice, lang):
            click.echo(f"  {side}: {words}")
    for finding in found:
        click.echo(f"{finding.code} {finding.sentence(lang)}", err=True)
    raise click.exceptions.Exit(EXIT_HOLDS if found else EXIT_CLEAN)


@partner.command("agree")
@click.argument("ref")
@PARTNER
@click.option("--reference", default="", help="The agreement's own reference.")
@click.option("--on", default="", help="Its day, year-month-day.")
@EVIDENCE
@click.option("--tranche", multiple=True, help='"AMOUNT; PLANNED DAY; CONDITION", once for each.')
@click.option("--due", multiple=True, help='"FIRST DAY; LAST DAY; DUE DAY" of a statement, once for each.')
@click.option(
    "--spent", default="", help="Per cent to be used before the next tranche, if the agreement says so."
)
@click.option("--clause", default="", help="The clause that says so.")
@DRY_RUN
@options
def agree_command(
    ref: str,
    partner: int,
    reference: str,
    on: str,
    evidence: str,
    tranche: tuple[str, ...],
    due: tuple[str, ...],
    spent: str,
    clause: str,
    dry_run: bool,
    username: str | None,
    lang: str,
) -> None:
    """Record an agreement; a change of it is its next version."""
    with acting_here(username, lang, dry_run=dry_run) as (person, now):
        opened(ref)
        version = agree_with_partner(
            ref=ref,
            partner=partner,
            reference=reference,
            agreed_on=on,
            evidence=evidence,
            tranches="\n".join(tranche),
            dues="\n".join(due),
            spent_percent=spent,
            clause=clause,
            actor=person.account,
            now=now,
        )
    _done(say("grants.partner.done.agreement", lang, version=str(version)), dry_run, lang)


@partner.command("met")
@click.argument("ref")
@click.argument("number", type=int)
@PARTNER
@click.option("--on", default="", help="The day, year-month-day.")
@EVIDENCE
@DRY_RUN
@options
def met_command(
    ref: str,
    number: int,
    partner: int,
    on: str,
    evidence: str,
    dry_run: bool,
    username: str | None,
    lang: str,
) -> None:
    """Record what shows that the condition of tranche NUMBER is met."""
    with acting_here(username, lang, dry_run=dry_run) as (person, now):
        opened(ref)
        show_condition_met(
            ref=ref, partner=partner, tranche=number, on=on, evidence=evidence, actor=person.account, now=now
        )
    _done(say("grants.partner.done.met", lang, number=f"T{number}"), dry_run, lang)


@partner.command("transfer")
@click.argument("ref")
@click.argument("amount")
@PARTNER
@click.option("--tranche", type=int, required=True, help="Which tranche of the agreement.")
@click.option("--on", default="", help="The day it was sent, year-month-day.")
@EVIDENCE
@DRY_RUN
@options
def transfer_command(
    ref: str,
    amount: str,
    partner: int,
    tranche: int,
    on: str,
    evidence: str,
    dry_run: bool,
    username: str | None,
    lang: str,
) -> None:
    """Record that AMOUNT was sent to the partner; it is no expense of research."""
    with acting_here(username, lang, dry_run=dry_run) as (person, now):
        opened(ref)
        number = record_transfer(
            ref=ref,
            partner=partner,
            tranche=tranche,
            amount=amount,
            sent_on=on,
            evidence=evidence,
            actor=person.account,
            now=now,
        )
    _done(say("grants.partner.done.transfer", lang, number=f"P-{number}"), dry_run, lang)


@partner.command("state")
@click.argument("ref")
@click.argument("number", type=int)
@click.argument("amount")
@PARTNER
@click.option("--on", default="", help="The day the partner received it, year-month-day.")
@EVIDENCE
@DRY_RUN
@options
def state_command(
    ref: str,
    number: int,
    amount: str,
    partner: int,
    on: str,
    evidence: str,
    dry_run: bool,
    username: str | None,
    lang: str,
) -> None:
    """Record that the partner states it received AMOUNT of transfer NUMBER."""
    with acting_here(username, lang, dry_run=dry_run) as (person, now):
        opened(ref)
        record_receipt(
            ref=ref,
            partner=partner,
            transfer=number,
            amount=amount,
            on=on,
            evidence=evidence,
            actor=person.account,
            now=now,
        )
    _done(say("grants.partner.done.receipt", lang, number=f"P-{number}"), dry_run, lang)


@partner.command("statement")
@click.argument("ref")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@PARTNER
@click.option("--from", "first", default="", help="First day of the period, as the agreement asks for it.")
@click.option("--row", multiple=True, help='"CATEGORY; AMOUNT; EVIDENCE", once for each, in place of a file.')
@click.option("--nothing", is_flag=True, help="The partner states that nothing was used.")
@click.option("--on", default="", help="The day of the partner's letter, year-month-day.")
@EVIDENCE
@DRY_RUN
@options
def statement_command(
    ref: str,
    file: Path | None,
    partner: int,
    first: str,
    row: tuple[str, ...],
    nothing: bool,
    on: str,
    evidence: str,
    dry_run: bool,
    username: str | None,
    lang: str,
) -> None:
    """Enter the partner's use by category, from a CSV file or by rows; another person confirms it."""
    typed, faults = rows_of_file(file.read_bytes()) if file is not None else ((), ())
    for number, line in enumerate(row, 1):
        category, amount, shows = (*(part.strip() for part in line.split(";", 2)), "", "")[:3]
        typed += (Typed(number, category, amount, shows),)
    if file is not None and row:
        faults += (fault("MON-380"),)
    with acting_here(username, lang, dry_run=dry_run) as (person, now):
        opened(ref)
        day = read_day(first, date.max)
        number, asked = enter_statement(
            ref=ref,
            partner=partner,
            first_day=None if isinstance(day, Finding) else day,
            typed=typed,
            file_faults=faults,
            nothing=nothing,
            stated_on=on,
            evidence=evidence,
            actor=person.account,
            now=now,
        )
    _done(say("grants.partner.done.statement", lang, number=f"S-{number}"), dry_run, lang)
    for finding in asked:
        click.echo(f"{finding.code} {finding.sentence(lang)}", err=True)
    raise click.exceptions.Exit(EXIT_HOLDS if asked else EXIT_CLEAN)


@partner.command("answer")
@click.argument("ref")
@click.argument("number", type=int)
@click.argument("said", type=click.Choice([each.value for each in Answer]))
@PARTNER
@EVIDENCE
@DRY_RUN
@options
def answer_command(
    ref: str,
    number: int,
    said: str,
    partner: int,
    evidence: str,
    dry_run: bool,
    username: str | None,
    lang: str,
) -> None:
    """Record the partner's answer to MON-371 of statement NUMBER: own money, an error, or money from elsewhere."""
    with acting_here(username, lang, dry_run=dry_run) as (person, now):
        opened(ref)
        answer_question(
            ref=ref,
            partner=partner,
            statement=number,
            answer=Answer(said),
            evidence=evidence,
            actor=person.account,
            now=now,
        )
    _done(say("grants.partner.done.answer", lang, number=f"S-{number}"), dry_run, lang)


@partner.command("confirm")
@click.argument("ref")
@click.argument("number", type=int)
@PARTNER
@DRY_RUN
@options
def confirm_command(
    ref: str, number: int, partner: int, dry_run: bool, username: str | None, lang: str
) -> None:
    """Count statement NUMBER as use; whoever entered or answered it cannot."""
    with acting_here(username, lang, dry_run=dry_run) as (person, now):
        opened(ref)
        confirm_statement(ref=ref, partner=partner, statement=number, actor=person.account, now=now)
    _done(say("grants.partner.done.confirm", lang, number=f"S-{number}"), dry_run, lang)


@partner.command("withdraw")
@click.argument("ref")
@click.argument("kind", type=click.Choice(["transfer", "statement"]))
@click.argument("number", type=int)
@PARTNER
@click.option("--why", default="", help="Why it is taken back.")
@DRY_RUN
@options
def withdraw_command(
    ref: str,
    kind: str,
    number: int,
    partner: int,
    why: str,
    dry_run: bool,
    username: str | None,
    lang: str,
) -> None:
    """Take back a transfer or a statement that was recorded wrongly; it stays, and counts for nothing."""
    with acting_here(username, lang, dry_run=dry_run) as (person, now):
        opened(ref)
        told = {"ref": ref, "partner": partner, "why": why, "actor": person.account, "now": now}
        if kind == "transfer":
            withdraw_transfer(transfer=number, **told)  # type: ignore[arg-type]
        else:
            withdraw_statement(statement=number, **told)  # type: ignore[arg-type]
    sign = "P" if kind == "transfer" else "S"
    _done(say("grants.partner.done.withdraw", lang, number=f"{sign}-{number}"), dry_run, lang)


def _done(words: str, dry_run: bool, lang: str) -> None:
    click.echo(say("grants.change.dry_run", lang) if dry_run else words)
