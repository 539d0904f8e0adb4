"""``guohe import list``, ``show``, ``confirm`` and ``undo``."""

from __future__ import annotations

import click

from guohe.identity.queries.sight import see_money, see_some_money
from guohe.imports.cli.doors import (
    acting_here,
    bar,
    options,
    tell,
)
from guohe.imports.cli.group import import_
from guohe.imports.cli.records import job_record, short_record
from guohe.imports.operations.accept_ticks import accept_ticks
from guohe.imports.operations.check_again import check_again
from guohe.imports.operations.confirm import confirm
from guohe.imports.operations.undo_import import undo_import
from guohe.imports.queries import bank, foreseen, jobs, ticks_told
from guohe.imports.queries.found import reasons_words
from guohe.imports.queries.held import confirmed_words, group_words, groups_words, held_groups
from guohe.imports.queries.reading import headline, proof_line, repairs_table, totals_table
from guohe.imports.queries.tables import (
    entries_table,
    jobs_table,
    standing_table,
)  # fmt: skip
from guohe.kernel.findings import EXIT_HOLDS
from guohe.kernel.texts import say
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text


@import_.command("list")
@options
def list_(actor: str | None, lang: str, as_json: bool) -> None:
    """The newest imports."""
    with acting_here(actor, lang, as_json):
        see_some_money()
        table = jobs_table(jobs.latest(), lang)
    click.echo(json_text(table_record(table)) if as_json else table_text(table))


@import_.command("show")
@click.argument("number", type=int)
@click.option("--all", "everything", is_flag=True, help="Every finding by itself, not a sentence a reason.")
@options
def show(number: int, everything: bool, actor: str | None, lang: str, as_json: bool) -> None:
    """Where one import stands, with everything that was found."""
    with acting_here(actor, lang, as_json):
        job = jobs.job(number)
        see_money(job.host_id)
        findings = jobs.all_findings(number)
        record = job_record(job, findings, lang)
        entries = bank.of_job(number)
        would_hold = foreseen.of_job(number)
        ticked = ticks_told.of_import(number, lang)
    if as_json:
        click.echo(json_text(record))
    elif job.kind == "bank":
        click.echo(table_text(entries_table(entries, lang)))
    else:
        click.echo(headline(job, lang))
        click.echo(table_text(standing_table(job.standing, lang)))
        for table in (totals_table(job, lang), repairs_table(job, lang)):
            if table.rows:
                click.echo(table_text(table))
        for sentence in groups_words(would_hold, lang):
            click.echo(f"hold {say('imports.foreseen', lang)} {sentence}")
        for code, told_by in ticked.items():
            for words in told_by:
                click.echo(f"{code} {words}")
        if everything:
            tell(findings, lang, as_json)
            return
        reasons = reasons_words(findings, lang)
        for told in reasons:
            click.echo(told)
        if len(reasons) < len(findings):
            click.echo(say("imports.found.all", lang, number=str(number)))


@import_.command("confirm")
@click.argument("number", type=int)
@click.option("--yes-ticks", is_flag=True, help="Accept every proposed repair first.")
@click.option("--total-explained", default="", help="Why the lines are right and the file's total is not.")
@options
def confirm_(
    number: int, yes_ticks: bool, total_explained: str, actor: str | None, lang: str, as_json: bool
) -> None:
    """Post the ready lines of an import."""
    with acting_here(actor, lang, as_json) as (person, now):
        # Its answer tells amounts, so it is given to those alone who may see them, as its page is.
        see_money(jobs.job(number).host_id)
        if yes_ticks and jobs.job(number).standing.tick.lines:
            accept_ticks(job_id=number, actor=person.account, now=now)
        done = confirm(
            job_id=number, total_explained=total_explained, actor=person.account, now=now, progress=bar(lang)
        )
        job = jobs.job(number)
        groups = held_groups(done.held)
        told = confirmed_words(done.posted, done.orders, done.held, lang, late=done.late)
    if as_json:
        click.echo(
            json_text(
                {
                    **short_record(job),
                    "posted": done.posted,
                    "orders": done.orders,
                    "held": [finding.as_json(lang) for _, finding in done.held],
                }
            )
        )
    else:
        click.echo(told)
        for group in groups:
            click.echo(group_words(group, lang))
        click.echo(proof_line(job.standing, lang))
    raise click.exceptions.Exit(EXIT_HOLDS if done.held or job.standing.waiting.lines else 0)


@import_.command("check")
@click.argument("number", type=int)
@options
def check_(number: int, actor: str | None, lang: str, as_json: bool) -> None:
    """Judge the waiting lines of an import again, by the mapping in force now; nothing is posted."""
    with acting_here(actor, lang, as_json) as (person, now):
        done = check_again(job_id=number, actor=person.account, now=now)
    told = say(
        "imports.checked_again",
        lang,
        version=str(done.version or "–"),
        changed=str(done.changed),
        asked=str(done.asked),
    )
    record = {"import": number, "mapping": done.version, "changed": done.changed, "asked": done.asked}
    click.echo(json_text(record) if as_json else told)
    raise click.exceptions.Exit(EXIT_HOLDS if done.asked else 0)


@import_.command("undo")
@click.argument("number", type=int)
@click.option("--why", "reason", required=True, help="The reason, in one sentence.")
@options
def undo(number: int, reason: str, actor: str | None, lang: str, as_json: bool) -> None:
    """Take a whole import back by reversal."""
    with acting_here(actor, lang, as_json) as (person, now):
        done = undo_import(job_id=number, reason=reason, actor=person.account, now=now)
    told = say("imports.undone", lang, reversed=str(done.reversed), withdrawn=str(done.withdrawn))
    counts = {"reversed": done.reversed, "withdrawn": done.withdrawn, "reversed_before": done.gone}
    again = [{"import": other, "lines": lines} for other, lines in done.read_again]
    if as_json:
        sent = [{"number": report.number, "says": report.says.in_language(lang)} for report in done.sent]
        click.echo(json_text({**counts, "read_again": again, "sent_reports": sent}))
        return
    click.echo(told)
    if done.gone:
        click.echo(say("imports.undone.before", lang, count=str(done.gone)))
    for report in done.sent:
        click.echo(f"◆ {report.says.in_language(lang)}")
    for other, lines in done.read_again:
        click.echo(say("imports.undone.again", lang, number=str(other), lines=str(lines)))
