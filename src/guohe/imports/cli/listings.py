"""``guohe import erp``: a listing read, judged and, when asked, posted; a dry run writes nothing and needs no books."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import click

from guohe.imports.cli.doors import (
    acting_here,
    bar,
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
from guohe.imports.domain.held import HeldGroup, HeldOne
from guohe.imports.domain.how_to_read import HowToRead
from guohe.imports.domain.standing import Standing
from guohe.imports.operations.accept_ticks import accept_ticks
from guohe.imports.operations.confirm import confirm
from guohe.imports.operations.read_file import read_file
from guohe.imports.queries import jobs, questions
from guohe.imports.queries.categories import in_words
from guohe.imports.queries.fix_list import marked
from guohe.imports.queries.foreseen import of_judgement
from guohe.imports.queries.held import confirmed_words, group_words, groups_words, held_groups
from guohe.imports.queries.look import Looked, look, no_books, with_verdicts
from guohe.imports.queries.reading import headline, proof_line, repair_sentence, standing_line, sum_line
from guohe.imports.queries.tables import (
    question_words,
)  # fmt: skip
from guohe.kernel import clock
from guohe.kernel.findings import EXIT_HOLDS, EXIT_STOP, Finding, exit_code
from guohe.kernel.texts import say
from guohe.ui.plain import json_text


@import_.command("erp")
@file_argument
@dry_run_option
@sheet_option
@click.option("--yes-ticks", is_flag=True, help="Accept every proposed repair that needs one tick.")
@click.option("--confirm", "and_confirm", is_flag=True, help="Post the lines that are ready.")
@click.option("--encoding", help="utf-8, utf-16, gb18030 or big5hkscs, if the file was read wrongly.")
@click.option(
    "--column", "columns", multiple=True, metavar="ROLE=HEAD", help="Name a column, for example amount=Total."
)
@click.option("--project", default="", help="Project code, for a file without a project column.")
@click.option(
    "--date-order", type=click.Choice(["day first", "month first"]), help="If the file leaves it open."
)
@click.option("--total-explained", default="", help="Why the lines are right and the file's total is not.")
@click.option(
    "--fix-list",
    type=click.Path(path_type=Path),
    help="Write the marked file here (.csv or .xlsx); with --dry-run.",
)
@in_host
@options
def erp(
    file: Path,
    dry_run: bool,
    sheet: str,
    yes_ticks: bool,
    and_confirm: bool,
    encoding: str | None,
    columns: tuple[str, ...],
    project: str,
    date_order: Literal["day first", "month first"] | None,
    total_explained: str,
    fix_list: Path | None,
    host_code: str | None,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Read an ERP listing: every line, every fault, and with --confirm the postings."""
    content = bytes_of(file, lang, as_json, sheet=sheet)
    named = dict(column.split("=", 1) for column in columns if "=" in column)
    how = HowToRead(
        encoding=encoding, columns=named or None, project=project, date_order=date_order, sheet=sheet
    )
    if dry_run:
        _dry_erp(content, file, how, fix_list, host_code, actor, lang, as_json)
        return
    with acting_here(actor, lang, as_json) as (person, now):
        host = host_of(person, host_code, now.date())
        read = read_file(
            host_id=host.host, name=file.name, content=content, actor=person.account, now=now, how=how, lang=lang,
            progress=bar(lang),
        )  # fmt: skip
        told: list[str] = []
        standing = jobs.job(read.job).standing
        if yes_ticks and standing.tick.lines:
            many = accept_ticks(job_id=read.job, actor=person.account, now=now)
            told.append(say("imports.ticked", lang, lines=str(many)))
        # What the file is once the ticks are given; what the confirmation did is told after it.
        checked = jobs.job(read.job)
        standing = checked.standing
        fresh = standing.ready.lines + _orders_ready(standing)
        held: tuple[tuple[int, Finding], ...] = ()
        groups: tuple[HeldGroup, ...] = ()
        brought = standing.already.lines + standing.already_waits.lines
        nothing_new = not read.was_there and bool(brought) and brought == standing.read.lines
        if nothing_new:
            told.append(say("imports.cli.all_here", lang, lines=str(brought)))
        if and_confirm and (fresh or not (read.was_there or nothing_new)):
            done = confirm(
                job_id=read.job,
                total_explained=total_explained,
                actor=person.account,
                now=now,
                progress=bar(lang),
            )
            held = done.held
            groups = held_groups(held)
            told.append(confirmed_words(done.posted, done.orders, held, lang, late=done.late))
        job = jobs.job(read.job)
        waiting = questions.of_job(read.job)
    if as_json:
        findings = (*read.findings, *(finding for _, finding in held))
        click.echo(json_text(job_record(job, findings, lang)))
    else:
        click.echo(headline(checked, lang))
        click.echo(standing_line(standing, lang))
        tell(read.findings, lang, as_json=False)
        for line in (*told, *(group_words(group, lang) for group in groups)):
            click.echo(line)
        click.echo(proof_line(job.standing, lang))
        for question in waiting:
            click.echo(
                f"  ? {question.number}  {question.line.source}  {question.line.amount}  {question_words(question, lang)}"
            )
        ready = job.standing.ready.lines + _orders_ready(job.standing)
        click.echo(
            say("imports.cli.next" if ready else "imports.cli.next_waits", lang, number=str(job.number))
        )
    # What waits elsewhere is not this file's to hold.
    waits = (job.standing.waiting.lines - job.standing.already_waits.lines) + len(held)
    raise click.exceptions.Exit(EXIT_HOLDS if waits else exit_code(read.findings))


def _orders_ready(standing: Standing) -> int:
    return standing.orders.lines - standing.orders_posted.lines - standing.orders_held.lines


def _dry_erp(
    content: bytes,
    file: Path,
    how: HowToRead,
    fix_list: Path | None,
    host_code: str | None,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    now = clock.now()
    looked, told = _looked(content, file.name, how, host_code, actor, lang, as_json)
    books, foreseen = told is not None, told or ()
    record = _dry_record(file.name, looked, books, lang)
    record["would_be_held"] = [
        {
            "row": each.row,
            "source": each.source,
            "amount": each.amount,
            "message": in_words(each.finding, lang),
        }
        for each in foreseen
    ]
    if fix_list is not None and looked.judgement is not None:
        form = "xlsx" if fix_list.suffix.lower() == ".xlsx" else "csv"
        made = marked(content, looked, name=file.name, how=how, fmt=form, lang=lang)
        if made is not None:
            fix_list.write_bytes(made)
    if as_json:
        click.echo(json_text({**record, "as_at": now}))
    else:
        for sentence in record["summary"]:
            click.echo(sentence)
        for finding in looked.findings:
            click.echo(f"{finding.level.value:<4} {finding.code} {in_words(finding, lang)}")
        for repair in looked.listing.repairs[:20]:
            read_as = repair_sentence(repair.kind, repair.seen, repair.read_as, lang)
            click.echo(f"     {repair.row:>5} {repair.column or '':<2} {read_as}")
        for sentence in groups_words(foreseen, lang):
            click.echo(f"hold {say('imports.foreseen', lang)} {sentence}")
        click.echo(say("imports.cli.dry", lang))
    code = exit_code(looked.findings)
    raise click.exceptions.Exit(EXIT_HOLDS if foreseen and code != EXIT_STOP else code)


def _looked(
    content: bytes,
    name: str,
    how: HowToRead,
    host_code: str | None,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> tuple[Looked, tuple[HeldOne, ...] | None]:
    """Judged against the books of a host, with what they would hold; None without books, or where nobody said whose."""
    with looking_here(actor, host_code, lang, as_json) as (host, on):
        looked = look(content, name=name, host_id=host, on=on, how=how, lang=lang)
        if host is None:
            return looked, None
        return looked, of_judgement(looked.judgement) if looked.judgement else ()


def _dry_record(name: str, looked: Looked, books: bool, lang: str) -> dict[str, Any]:
    listing, judgement = looked.listing, looked.judgement
    summary: list[str] = []
    if not books:
        summary.append(say("imports.cli.no_books", lang))
    record: dict[str, Any] = {
        "file": name,
        "books": books,
        "shape": listing.shape,
        "columns": [asdict(column) for column in listing.columns],
        "lines": len(listing.lines),
        "unreadable": len(listing.unread),
        "repairs": [asdict(repair) for repair in listing.repairs],
        "stated_totals": [total._asdict() for total in listing.totals],
        "findings": [finding.as_json(lang) for finding in looked.findings],
    }
    if judgement is None:
        judged = None if listing.refused else with_verdicts(looked, no_books(clock.today())).judgement
        totals = judged.totals if judged else None
    else:
        totals = judgement.totals
    if totals is not None:
        summary += _summary(totals, lang, judged=judgement is not None)
        record["totals"] = {
            "stated": totals.stated,
            "read": {"lines": totals.read.lines, "amount": totals.read.amount},
            "commitments": {"lines": totals.commitment.lines, "amount": totals.commitment.amount},
        }
        if judgement is not None:
            record["totals"] |= {
                word: {"lines": tally.lines, "amount": tally.amount}
                for word, tally in (
                    ("ready", totals.ready), ("tick", totals.tick), ("question", totals.question),
                    ("unreadable", totals.unreadable), ("posted", totals.posted),
                    ("waits", totals.waits),
                )
            }  # fmt: skip
            record["totals"]["difference"] = totals.difference
    record["summary"] = summary
    return record


def _summary(totals: Any, lang: str, *, judged: bool) -> list[str]:
    amount = str(totals.read.amount)
    told = []
    if judged:
        told.append(
            say(
                "imports.summary.lines", lang, read=str(totals.read.lines), ready=str(totals.ready.lines),
                tick=str(totals.tick.lines), question=str(totals.question.lines), unreadable=str(totals.unreadable.lines),
            )
        )  # fmt: skip
    if judged and (totals.posted.lines or totals.waits.lines):
        posted, waits = str(totals.posted.lines), str(totals.waits.lines)
        told.append(say("imports.summary.already", lang, posted=posted, waits=waits))
    if totals.commitment.lines:
        told.append(
            say(
                "imports.summary.commitments",
                lang,
                count=str(totals.commitment.lines),
                amount=str(totals.commitment.amount),
            )
        )
    if totals.stated is None:
        told.append(say("imports.summary.total_none", lang, amount=amount))
    elif totals.agrees:
        told.append(say("imports.summary.total_agrees", lang, amount=amount))
    else:
        told.append(say("imports.summary.total_differs", lang, amount=amount, stated=str(totals.stated)))
    if judged:
        parts = (
            ("ready", totals.ready.amount), ("tick", totals.tick.amount), ("held", totals.held),
            ("posted", totals.posted.amount), ("waits", totals.waits.amount),
        )  # fmt: skip
        told.append(sum_line(parts, totals.read.amount, lang))
    return told
