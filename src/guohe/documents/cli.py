"""``guohe attach`` and ``guohe evidence``: papers on a line, from a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from django.conf import settings

from guohe.documents.domain.amounts import amount_told
from guohe.documents.domain.evidence import Invoice, Slot
from guohe.documents.domain.lines import Line
from guohe.documents.operations.attach import attach
from guohe.documents.queries.attachments import attachments_of
from guohe.documents.queries.lines import line_of
from guohe.documents.queries.papers import papers_table
from guohe.identity.domain.people import Person, Tenant
from guohe.identity.operations import acting_at_keyboard
from guohe.identity.queries import host_by_code, hosts_visible, names_of
from guohe.identity.queries.sight import see_money
from guohe.kernel import clock
from guohe.kernel.findings import EXIT_STOP, Finding, Level, Refused, exit_code
from guohe.kernel.money import AmountNotReadable, Money
from guohe.kernel.texts import say
from guohe.ui.commands import LANGUAGE, acts_as
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text

Command = Callable[..., None]


def _options(command: Command) -> Command:
    for option in (
        click.option("--json", "as_json", is_flag=True, help="One JSON object."),
        LANGUAGE,
        acts_as("actor"),
        click.option("--host", "host_code", help="Host code; may be left out if you act for one host."),
    ):
        command = option(command)
    return command


@contextmanager
def _acting(actor: str | None, lang: str, as_json: bool) -> Iterator[tuple[Person, datetime]]:
    """The command's transaction; a refusal undoes it, is told in words, and ends with exit code 1."""
    now = clock.now()
    try:
        with acting_at_keyboard(actor, on=now.date(), demo=settings.MODE == "demo") as person:
            yield person, now
    except Refused as refusal:
        _tell(refusal.findings, lang, as_json)
        sys.exit(EXIT_STOP)


def _tell(findings: tuple[Finding, ...], lang: str, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"findings": [f.as_json(lang) for f in findings]}, ensure_ascii=False))
        return
    for finding in findings:
        click.echo(f"{finding.code} {finding.sentence(lang)}", err=True)


def _place(host_code: str | None, subject: str) -> tuple[Tenant, Line]:
    visible = hosts_visible()
    host = host_by_code(host_code) if host_code else (visible[0] if visible else None)
    line = line_of(subject)
    if host is None or line is None:
        raise Refused(Finding("DOC-905", Level.STOP, values={"subject": subject}))
    see_money(host.host, line.grant)
    return host, line


@click.command("attach")
@click.argument("subject")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--kind", type=click.Choice([slot.value for slot in Slot]), default="invoice", show_default=True
)
@click.option("--number", default="", help="Number of the invoice or fapiao.")
@click.option("--code", default="", help="Code of the fapiao.")
@click.option("--amount", help="Amount on the invoice, for example 'HKD 62,000.00'.")
@click.option("--original", default="", help="Where the paper original is.")
@_options
def attach_command(
    subject: str,
    file: Path,
    kind: str,
    number: str,
    code: str,
    amount: str | None,
    original: str,
    host_code: str | None,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Put a paper on a line, for example journal/1042/1."""
    told = _amount(amount, lang)
    with _acting(actor, lang, as_json) as (person, now):
        host, line = _place(host_code, subject)
        done = attach(
            host_id=host.host,
            subject=line.subject,
            slot=Slot(kind),
            name=file.name,
            content=file.read_bytes(),
            actor=person.account,
            now=now,
            label=line.label,
            grant=line.grant,
            invoice=Invoice(code, number, told),
            line_amount=line.amount,
            original_location=original,
        )
    paper = done.attachment
    if as_json:
        findings = [finding.as_json(lang) for finding in done.findings]
        record = {"attachment": paper.id, "sha256": paper.file.sha256, "new": done.new, "findings": findings}
        click.echo(json.dumps(record, ensure_ascii=False))
    else:
        values = {"name": paper.file.name} | (
            {"kind": say(f"documents.slot.{paper.slot}", lang)} if done.new else {}
        )
        key = "documents.evidence.attached" if done.new else "documents.evidence.same"
        click.echo(say(key, lang, **values))
        _tell(done.findings, lang, as_json)
    sys.exit(exit_code(done.findings))


@click.command("evidence")
@click.argument("subject")
@_options
def evidence_command(
    subject: str, host_code: str | None, actor: str | None, lang: str, as_json: bool
) -> None:
    """The papers of a line, those withdrawn with their reason."""
    with _acting(actor, lang, as_json):
        host, line = _place(host_code, subject)
        papers = attachments_of(host_id=host.host, subject=line.subject)
        names = names_of({paper.attached_by for paper in papers})
        title = say("documents.evidence.title", lang, line=line.label)
        table = papers_table(papers, names=names, title=title, lang=lang)
    click.echo(json_text(table_record(table)) if as_json else table_text(table), nl=False)


def _amount(text: str | None, lang: str) -> Money | None:
    if text is None:
        return None
    try:
        return amount_told(text)
    except AmountNotReadable:
        raise click.BadParameter(say("documents.evidence.amount.unreadable", lang, seen=text)) from None


commands: list[click.Command] = [attach_command, evidence_command]
