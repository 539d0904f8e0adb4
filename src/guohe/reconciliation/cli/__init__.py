"""``guohe bank`` and ``guohe recon``: the inbox, and what a person says about an entry, with the operations and words of the page."""

from __future__ import annotations

from typing import NoReturn

import click

from guohe.identity.queries import hosts_visible, permission_to
from guohe.identity.queries.sight import hosts_in_view
from guohe.imports.queries import bank as entries
from guohe.kernel.findings import Finding, Level, Refused, exit_code
from guohe.kernel.texts import say
from guohe.reconciliation.cli.doors import acting_here, choosing_host, options
from guohe.reconciliation.domain.months import last_day
from guohe.reconciliation.operations.accept_group import accept_guess
from guohe.reconciliation.operations.choose import choose
from guohe.reconciliation.operations.refuse_match import ask_about, refuse_match
from guohe.reconciliation.operations.sign_check import sign_check
from guohe.reconciliation.operations.undo_match import undo_match
from guohe.reconciliation.queries.all_grants import all_grids, all_table
from guohe.reconciliation.queries.decisions import standing_match
from guohe.reconciliation.queries.printed import inboxes, lines_of
from guohe.reconciliation.queries.shown import accepted, days_unnoticed, lacks, late, undone
from guohe.reconciliation.queries.tables import inbox_table
from guohe.reconciliation.queries.three_way import grid, grid_table
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text


@click.group("bank")
def bank() -> None:
    """Credits of the bank statements: what each may be, and saying what it is."""


@bank.command("inbox")
@options
def inbox_(actor: str | None, lang: str, as_json: bool) -> None:
    """Credits that nobody has identified, and debits that may be payments of ours, with guesses and reasons."""
    with acting_here(actor, lang, as_json) as (person, now):
        boxes = inboxes(person.account, on=now.date())
        if as_json:
            click.echo(json_text(table_record(inbox_table(boxes, lang))))
            return
        for line in lines_of(boxes, lang):
            click.echo(line)


@bank.command("accept")
@click.argument("entry", type=int)
@click.argument("instalment")
@click.option(
    "--another", default="", help="Why a charge is another than the one that the books hold (REC-139)."
)
@click.option(
    "--balance",
    default="",
    help="Why the amount is right although the balance beside it does not agree (IMP-350).",
)
@options
def accept(
    entry: int, instalment: str, another: str, balance: str, actor: str | None, lang: str, as_json: bool
) -> None:
    """It is this: an instalment (GRANT/T1), a payment of ours (payment:GRANT/T1), its return or charge, a charge beside a
    receipt (receipt-charge:GRANT/T1), or the group that the inbox named."""
    with acting_here(actor, lang, as_json) as (person, now):
        journals = accept_guess(
            entry_id=entry,
            item_ref=instalment,
            another=another,
            balance=balance,
            actor=person.account,
            now=now,
        )
        line = entries.entry(entry)
        credited, beside = (
            line.posted_on,
            late(instalment, line, lang) if journals else lacks(instalment, line, lang),
        )
    told = {
        "journal": next(iter(journals), None),
        "journals": list(journals),
        **days_unnoticed(credited, now.date()),
    }
    words = accepted(journals, instalment, credited, now.date(), lang) + beside
    click.echo(json_text(told) if as_json else words)


@bank.command("refuse")
@click.argument("entry", type=int)
@click.argument("instalment")
@options
def refuse(entry: int, instalment: str, actor: str | None, lang: str, as_json: bool) -> None:
    """It is not this: the guess does not come back."""
    with acting_here(actor, lang, as_json) as (person, now):
        refuse_match(entry_id=entry, item_ref=instalment, actor=person.account, now=now)
    words = say("reconciliation.inbox.refused", lang, item=instalment)
    click.echo(json_text({"entry": entry, "refused": instalment}) if as_json else words)


@bank.command("ask")
@click.argument("entry", type=int)
@click.argument("words")
@options
def ask(entry: int, words: str, actor: str | None, lang: str, as_json: bool) -> None:
    """Ask about a credit; the question stands beside it."""
    with acting_here(actor, lang, as_json) as (person, now):
        ask_about(entry_id=entry, words=words, actor=person.account, now=now)
    told = say("reconciliation.inbox.asked", lang)
    click.echo(json_text({"entry": entry, "asked": words}) if as_json else told)


@bank.command("undo")
@click.argument("entry", type=int)
@click.option("--reason", required=True, help="Why the match was wrong.")
@options
def undo(entry: int, reason: str, actor: str | None, lang: str, as_json: bool) -> None:
    """Take a wrong match back by a reversal; the credit is unidentified again."""
    with acting_here(actor, lang, as_json) as (person, now):
        match = standing_match(entry)
        journals = undo_match(entry_id=entry, reason=reason, actor=person.account, now=now)
    told = {"journal": next(iter(journals), None), "journals": list(journals)}
    click.echo(json_text(told) if as_json else undone(journals, match.item if match else "", lang))


@bank.command("choose")
@click.option(
    "--threshold", type=int, required=True, help="Points from which a guess is called strong: 50 to 200."
)
@click.option(
    "--old-after", type=int, required=True, help="Working days after which a credit is old: 0 to 60."
)
@click.option("--why", required=True, help="The reason; it stands beside the choice.")
@click.option("--host", "host_code", help="Host code; may be left out if you approve for one host.")
@options
def choose_(
    threshold: int,
    old_after: int,
    why: str,
    host_code: str | None,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Choose for the host which guess is strong, and after how many working days money is old."""
    with acting_here(actor, lang, as_json) as (person, now):
        host = choosing_host(person.account, host_code, now.date())
        choose(host_id=host, threshold=threshold, old_after=old_after, why=why, actor=person.account, now=now)
    told = say("reconciliation.cli.chosen", lang, threshold=str(threshold), days=str(old_after))
    click.echo(json_text({"threshold": threshold, "old_after": old_after}) if as_json else told)


@click.command("recon")
@click.argument("ref", required=False)
@click.option("--month", help="Only what has a date up to the end of this month (YYYY-MM).")
@click.option("--sign", is_flag=True, help="Sign that the three agree; refused while there is a difference.")
@options
def recon(
    ref: str | None, month: str | None, sign: bool, actor: str | None, lang: str, as_json: bool
) -> None:
    """Our ledger, the ERP and the bank beside each other, of one grant or of all, with the lines that make every difference."""
    if ref is None:
        _recon_all(month, actor, lang, as_json, sign=sign)
    with acting_here(actor, lang, as_json) as (person, now):
        found = grid(str(ref), on=now.date(), until=last_day(month) if month else None)
        permission_to(
            "view_money", account=person.account, host=found.grant.host_id, on=now.date()
        ).or_refuse()
        if sign:
            sign_check(ref=str(ref), actor=person.account, now=now)
    if sign:
        click.echo(say("reconciliation.recon.signed", lang, on=now.date().isoformat()))
        return
    table = grid_table(found, lang)
    if as_json:
        told = [finding.as_json(lang) for finding in found.findings]
        click.echo(json_text({**table_record(table), "findings": told}))
    else:
        click.echo(table_text(table))
        for finding in found.findings:
            click.echo(f"{finding.code} {finding.sentence(lang)}")
    raise click.exceptions.Exit(exit_code(found.findings))


def _recon_all(month: str | None, actor: str | None, lang: str, as_json: bool, *, sign: bool) -> NoReturn:
    """Every grant whose money one may see; ends with exit code 2 where a difference stands, as for one grant."""
    with acting_here(actor, lang, as_json) as (person, now):
        if sign:
            raise Refused(Finding("REC-118", Level.STOP))
        until = last_day(month) if month else None
        hosts = hosts_in_view()
        if not hosts:
            for each in hosts_visible():
                permission_to("view_money", account=person.account, host=each.host, on=now.date()).or_refuse()
        grids = all_grids(hosts, on=now.date(), until=until)
    findings = [finding for each in grids for finding in each.findings]
    table = all_table(grids, lang, until=until)
    if as_json:
        told = [finding.as_json(lang) for finding in findings]
        click.echo(json_text({**table_record(table), "findings": told}))
    else:
        click.echo(table_text(table))
    raise click.exceptions.Exit(exit_code(findings))


commands: list[click.Command] = [bank, recon]
