"""``guohe release``: the plan of payments, a second person's release, the bank file, and what the bank answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from guohe.identity.queries.sight import see_some_money
from guohe.kernel.findings import EXIT_STOP, Finding, Level, Place, exit_code
from guohe.kernel.texts import say
from guohe.payments.cli.clarify import commands as clarifying
from guohe.payments.cli.doors import acting_here, options
from guohe.payments.cli.prepare import commands as preparing
from guohe.payments.operations.export_file import ExportedFile, export_file, stored_file
from guohe.payments.operations.release import release as release_payment
from guohe.payments.operations.take_answer import take_answer
from guohe.payments.operations.withdraw import withdraw
from guohe.payments.queries.ahead import closed_ahead
from guohe.payments.queries.papers import papers_open
from guohe.payments.queries.plan import plan_record, plan_table, release_plan, told_of_plan
from guohe.ui.commands import JSON, tell
from guohe.ui.plain import json_text
from guohe.ui.terminal import table_text


@click.group("release")
def release() -> None:
    """Payments of instalments: plan, release by a second person, bank file, bank's answer."""


@release.command("plan")
@JSON
@options
def plan_command(actor: str | None, lang: str, as_json: bool) -> None:
    """Every instalment with its payments and what they wait for."""
    with acting_here(actor, lang, as_json=as_json) as (_, now):
        see_some_money()
        plan = release_plan(now.date())
        if as_json:
            click.echo(json_text(plan_record(plan, lang)))
            return
    click.echo(table_text(plan_table(plan, lang)))
    for each in told_of_plan(plan):
        click.echo(f"{each.code} {each.sentence(lang)}")
    click.echo(closed_ahead(now.date(), lang))


@release.command("approve")
@click.argument("number", type=int)
@JSON
@options
def approve_command(number: int, actor: str | None, lang: str, as_json: bool) -> None:
    """Release a payment that somebody else prepared."""
    with acting_here(actor, lang, as_json=as_json) as (person, now):
        release_payment(number=number, actor=person.account, now=now)
    tell(say("payments.cli.released", lang, number=str(number)), lang, as_json, payment=number)


@release.command("withdraw")
@click.argument("number", type=int)
@click.option("--reason", required=True, help="Why it is not to leave; it stays beside the payment.")
@JSON
@options
def withdraw_command(number: int, reason: str, actor: str | None, lang: str, as_json: bool) -> None:
    """Withdraw a payment that is in no bank file: it never leaves, and its instalment may be paid by another."""
    with acting_here(actor, lang, as_json=as_json) as (person, now):
        withdraw(number=number, reason=reason, actor=person.account, now=now)
    tell(say("payments.cli.withdrawn", lang, number=str(number)), lang, as_json, payment=number)


@release.command("export")
@click.argument("account", type=int)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@JSON
@options
def export_command(account: int, folder: Path, actor: str | None, lang: str, as_json: bool) -> None:
    """Write what was released from the payer's ACCOUNT into one bank file in FOLDER."""
    with acting_here(actor, lang, as_json=as_json) as (person, now):
        file = export_file(payer_account=account, actor=person.account, now=now)
        missing = papers_open(file.payments, lang)
    # The books hold the file from here on; should this write fail, `guohe release again` gives the same bytes.
    _write(file, folder, lang, as_json, missing)


@release.command("again")
@click.argument("message")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@JSON
@options
def again_command(message: str, folder: Path, actor: str | None, lang: str, as_json: bool) -> None:
    """Write a bank file again, byte for byte as it was."""
    with acting_here(actor, lang, as_json=as_json) as (person, now):
        file = stored_file(message, actor=person.account, now=now)
    _write(file, folder, lang, as_json)


@release.command("status")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@JSON
@options
def status_command(file: Path, actor: str | None, lang: str, as_json: bool) -> None:
    """Read what the payer's bank sends: pain.002, camt.053 or camt.054."""
    with acting_here(actor, lang, as_json=as_json) as (person, now):
        taken = take_answer(data=file.read_bytes(), name=file.name, actor=person.account, now=now)
    said = say("payments.cli.taken", lang, message=taken.name, count=str(taken.payments))
    tell(said, lang, as_json, taken.findings, report=taken.name, payments=taken.payments)
    raise click.exceptions.Exit(exit_code(taken.findings))


def _write(file: ExportedFile, folder: Path, lang: str, as_json: bool, missing: Sequence[str] = ()) -> None:
    path = folder / f"{file.message_id}.xml"
    try:
        path.write_bytes(file.content)
    except OSError as fault:
        values = {
            "path": str(path),
            "why": fault.strerror or type(fault).__name__,
            "message": file.message_id,
        }
        found = Finding("PAY-438", Level.STOP, Place(pointer="folder"), values)
        if as_json:
            click.echo(json_text({"file": file.message_id, "findings": [found.as_json(lang)]}))
        else:
            click.echo(f"{found.code} {found.sentence(lang)}", err=True)
        raise click.exceptions.Exit(EXIT_STOP) from None
    said = say("payments.cli.written", lang, message=file.message_id, path=str(path), digest=file.sha256)
    known = {
        "file": file.message_id,
        "path": str(path),
        "sha256": file.sha256,
        "payments": list(file.payments),
    }
    tell(said, lang, as_json, file.held, **known, papers=list(missing))
    if not as_json:
        for sentence in missing:
            click.echo(sentence)


for each in (*preparing, *clarifying):
    release.add_command(each)

commands = [release]
