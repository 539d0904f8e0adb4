"""``guohe import bank`` and ``budget``, and saying what a bank entry is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from guohe.exchange.domain.banks import DayOrder
from guohe.exchange.domain.marks import CREDIT_MEANS
from guohe.exchange.domain.statement import BankEntry, BankStatement
from guohe.imports.cli.doors import (
    acting_here,
    bytes_of,
    dry_run_option,
    file_argument,
    host_of,
    in_host,
    looking_here,
    options,
    sheet_option,
    tell,
)
from guohe.imports.cli.group import import_
from guohe.imports.cli.records import job_record
from guohe.imports.domain.accounts import accounts_in
from guohe.imports.domain.how_to_read import HowToRead
from guohe.imports.domain.typed_amount import typed_amount
from guohe.imports.operations.prepare_charge import prepare_charge
from guohe.imports.operations.read_bank_statement import look_at_statement, look_for_host, read_bank_statement
from guohe.imports.operations.record_conversion import record_conversion
from guohe.imports.operations.record_receipt import record_receipt
from guohe.imports.operations.say_same_movement import say_same_movement
from guohe.imports.operations.set_up_from_budget import budget_version_from_file, look_at_budget
from guohe.imports.queries import bank, jobs
from guohe.imports.queries.after_statement import told_after_statement
from guohe.imports.queries.booked_late import booked_late
from guohe.imports.queries.lines_that_wait import lines_that_wait, waiting_table
from guohe.imports.queries.profiles import chosen_profile, shipped_profile
from guohe.imports.queries.tables import (
    entries_table,
)  # fmt: skip
from guohe.kernel import clock
from guohe.kernel.findings import Finding, exit_code
from guohe.kernel.private_numbers import masked
from guohe.kernel.texts import say
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text


@import_.command("bank")
@file_argument
@dry_run_option
@sheet_option
@click.option(
    "--account", default="", metavar="TAIL-CURRENCY", help="Whose statement it is, such as 2101-CNY."
)
@click.option(
    "--profile", default="", help="The bank's profile (`./guohe import profiles`); the account remembers it."
)
@click.option(
    "--date-order",
    type=click.Choice(["day first", "month first"]),
    help="Of this file, whatever its bank does.",
)
@click.option(
    "--credit",
    type=click.Choice(["in", "out"]),
    help="What CR is in this file, where nothing in it proves it.",
)
@in_host
@options
def bank_(
    file: Path,
    dry_run: bool,
    sheet: str,
    account: str,
    profile: str,
    date_order: DayOrder | None,
    credit: str | None,
    host_code: str | None,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Read a bank statement (CSV, XLSX, camt.053, camt.054, MT940); its balances are recomputed, and each entry is kept once."""
    content = bytes_of(file, lang, as_json, kind="statement", sheet=sheet)
    said = {CREDIT_MEANS: credit} if credit else None
    how = HowToRead(columns=said, date_order=date_order, account=account, profile=profile, sheet=sheet)
    if dry_run:
        statement, findings, books = _looked(content, file.name, how, host_code, actor, lang, as_json)
        named = [each.shown for each in accounts_in(statement)] if statement else []
        if as_json:
            click.echo(
                json_text(
                    {
                        "file": file.name,
                        "books": books,
                        "accounts": named,
                        "profile": statement.profile if statement else None,
                        "entries": [_shown(entry) for entry in statement.entries] if statement else [],
                        "findings": [f.as_json(lang) for f in findings],
                    }
                )
            )
        else:
            if not books:
                click.echo(say("imports.cli.no_books", lang))
            if statement and not statement.refused:
                click.echo(
                    say(
                        "imports.cli.read_as",
                        lang,
                        accounts=", ".join(named) or "–",
                        profile=statement.profile,
                    )
                )
            for entry in statement.entries if statement else ():
                click.echo(f"{entry.row:>5}  {entry.counts_date}  {entry.amount}  {masked(entry.narrative)}")
            tell(findings, lang, as_json)
            click.echo(say("imports.cli.dry", lang))
        raise click.exceptions.Exit(exit_code(findings))
    with acting_here(actor, lang, as_json) as (person, now):
        host = host_of(person, host_code, now.date())
        read = read_bank_statement(
            host_id=host.host, name=file.name, content=content, actor=person.account, now=now, how=how
        )
        found = bank.of_job(read.job)
        job = jobs.job(read.job)
        told = told_after_statement(host.host, read.job, now.date(), lang)
        waits = waiting_table(lines_that_wait(job.reading), lang)
    if as_json:
        click.echo(
            json_text(
                {
                    **job_record(job, read.findings, lang),
                    "entries": table_record(entries_table(found, lang)),
                    "waiting": table_record(waits),
                    "told": told,
                }
            )
        )
    else:
        click.echo(table_text(entries_table(found, lang)))
        if waits.rows:
            click.echo(table_text(waits))
        tell(read.findings, lang, as_json)
        click.echo(say("imports.cli.bank_next", lang))
        for line in told:
            click.echo(line)
    raise click.exceptions.Exit(exit_code(read.findings))


def _looked(
    content: bytes,
    name: str,
    how: HowToRead,
    host_code: str | None,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> tuple[BankStatement | None, tuple[Finding, ...], bool]:
    """As the import would read it, and whether books were asked: without books, or where nobody said whose, the file by itself."""
    with looking_here(actor, host_code, lang, as_json) as (host, _):
        if host is None:
            bank = shipped_profile(how.profile) if how.profile else None
            return (
                *look_at_statement(content, name=name, how=how, bank=bank, today=clock.today())[:2],
                False,
            )
        bank = chosen_profile(host, how.profile) if how.profile else None
        looked = look_for_host(content, name=name, host_id=host, how=how, bank=bank, today=clock.today())
        return (*looked[:2], True)


def _shown(entry: BankEntry) -> BankEntry:
    """The entry for a reader: a bank or identity number in it keeps its last four figures."""
    return replace(
        entry,
        narrative=masked(entry.narrative),
        payer=masked(entry.payer),
        raw=tuple(map(masked, entry.raw)),
    )


@import_.command("movement")
@click.argument("number", type=int)
@click.argument("line", type=int)
@click.argument("told", type=click.Choice(["same", "another"]))
@options
def movement(number: int, line: int, told: str, actor: str | None, lang: str, as_json: bool) -> None:
    """Say of a line of import NUMBER that waits (IMP-252) whether it is the same movement as the line of the other file, or another."""
    with acting_here(actor, lang, as_json) as (person, now):
        say_same_movement(job_id=number, line=line, same=told == "same", actor=person.account, now=now)
        waits = waiting_table(lines_that_wait(jobs.job(number).reading), lang)
    if as_json:
        click.echo(json_text(table_record(waits)))
        return
    click.echo(say(f"imports.waits.{told}.done", lang))
    click.echo(table_text(waits))


@import_.command("budget")
@file_argument
@dry_run_option
@sheet_option
@click.option("--grant", "ref", help="The grant whose next budget version this is.")
@click.option("--approved-on", type=click.DateTime(["%Y-%m-%d"]), help="Day of approval; today if left out.")
@click.option("--unit", type=click.Choice(["yuan", "wan"]), help="The table's unit, if it does not say it.")
@click.option(
    "--explain", "explained", default="", help="Why figures differ, if they do; your name stands beside it."
)
@options
def budget(
    file: Path,
    dry_run: bool,
    sheet: str,
    ref: str | None,
    approved_on: datetime | None,
    unit: Any,
    explained: str,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Read an agreement's budget table and load it as the grant's first version; a change of it is a request (`./guohe change`)."""
    content = bytes_of(file, lang, as_json, kind="table", sheet=sheet)
    if dry_run or ref is None:
        table, findings = look_at_budget(content, file_name=file.name, total=None, unit=unit, sheet=sheet)
        if as_json:
            click.echo(
                json_text(
                    {"file": file.name, "table": table, "findings": [f.as_json(lang) for f in findings]}
                )
            )
        else:
            for row in table.rows if table else ():
                click.echo(f"{row.number:>4}  {'  ' * row.level}{row.name}  {row.amount}")
            tell(findings, lang, as_json)
            click.echo(say("imports.cli.dry", lang))
        raise click.exceptions.Exit(exit_code(findings))
    with acting_here(actor, lang, as_json) as (person, now):
        version = budget_version_from_file(
            ref=ref,
            content=content,
            file_name=file.name,
            approved_on=approved_on.date() if approved_on else now.date(),
            actor=person.account,
            now=now,
            unit=unit,
            explained=explained,
            sheet=sheet,
        )
    told = say("imports.cli.budget", lang, ref=ref, version=str(version))
    click.echo(json_text({"grant": ref, "version": version}) if as_json else told)


@import_.command("receipt")
@click.argument("entry", type=int)
@click.argument("instalment")
@click.option(
    "--reason",
    default="",
    help="Why the bank kept more than one person books; someone else then confirms it.",
)
@click.option("--evidence", default="", help="The bank's letter or notice that shows it, with its day.")
@click.option(
    "--balance",
    default="",
    help="Why the amount is right although the balance beside it does not agree (IMP-350).",
)
@options
def receipt(
    entry: int,
    instalment: str,
    reason: str,
    evidence: str,
    balance: str,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Record a credit of a statement as the receipt of an instalment (GRANT/T1).

    With --reason and --evidence it is only prepared: `./guohe import confirm-charge` of another person posts it.
    """
    at: dict[str, Any] = {"entry_id": entry, "instalment_ref": instalment, "balance": balance}
    with acting_here(actor, lang, as_json) as (person, now):
        who: dict[str, Any] = {"actor": person.account, "now": now}
        if reason or evidence:
            number = prepare_charge(**at, reason=reason, evidence=evidence, **who)
            told, shown = {"charge": number}, say("imports.charge.prepared", lang, number=str(number))
        else:
            journal = record_receipt(**at, **who)
            line = bank.entry(entry)
            words = (say("imports.entry.recorded", lang, journal=f"J-{journal}"), *booked_late(line, lang))
            told, shown = {"journal": journal}, " ".join(words)
    click.echo(json_text(told) if as_json else shown)


@import_.command("conversion")
@click.argument("entry", type=int)
@click.argument("instalment")
@click.option("--bought", required=True, help="HKD bought, as the slip says.")
@click.option("--rate", required=True, help="HKD for 1 CNY, as printed on the slip.")
@click.option("--deal", "deal_no", required=True, help="Deal number.")
@click.option(
    "--dealt-at",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    help="When; the entry's day if left out.",
)
@options
def conversion(
    entry: int,
    instalment: str,
    bought: str,
    rate: str,
    deal_no: str,
    dealt_at: datetime | None,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Record a debit of a statement as an exchange."""
    with acting_here(actor, lang, as_json) as (person, now):
        line = bank.entry(entry)
        at = dealt_at or datetime.combine(line.posted_on, datetime.min.time())
        journal = record_conversion(
            entry_id=entry,
            instalment_ref=instalment,
            bought=typed_amount("HKD", bought, "bought"),
            rate=rate,
            deal_no=deal_no,
            dealt_at=at.replace(tzinfo=clock.UTC8),
            actor=person.account,
            now=now,
        )
        told = (say("imports.entry.recorded", lang, journal=f"J-{journal}"), *booked_late(line, lang))
    click.echo(json_text({"journal": journal}) if as_json else " ".join(told))
