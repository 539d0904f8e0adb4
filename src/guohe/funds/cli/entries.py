"""Commands of the books: trace, verify, reverse, balance, journal, export. Exit code 1 when something is refused."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import click
from django.conf import settings

from guohe.funds.cli.doors import acting_here, options
from guohe.funds.domain import journal_text
from guohe.funds.domain.printed import (
    Step,
    Words,
    back_proof,
    back_steps,
    forward_proof,
    forward_steps,
    journals_table,
    uses_table,
)
from guohe.funds.domain.printed_lots import balance_table
from guohe.funds.domain.trace import BackTrace, ForwardTrace
from guohe.funds.operations.prove_records import prove_records
from guohe.funds.operations.seal_journals import seal
from guohe.funds.operations.turn_entry import turn_entry
from guohe.funds.operations.verify_books import Proof, Unsealed, unsealed, verify
from guohe.funds.queries import categories, chart, journals, trace, trial_balance
from guohe.funds.queries.journal_export import all_entries
from guohe.funds.queries.sent_reports import sent_reports
from guohe.funds.queries.sight import see_book, see_entry, see_funds, seen_fund
from guohe.identity.operations.act_at_keyboard import acting_at_keyboard
from guohe.identity.queries.sight import see_some_money
from guohe.kernel import clock
from guohe.kernel.findings import EXIT_STOP, Finding, Level, Refused
from guohe.kernel.texts import say
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text

_ENTRY = re.compile(r"^J-(\d{1,18})$")


def _number(entry: str) -> int:
    found = _ENTRY.match(entry)
    if found is None:
        raise Refused(Finding("MON-397", Level.STOP, values={"entry": entry}))
    return int(found[1])


def _book(code: str | None) -> int:
    known = chart.books()
    if code is None and len(known) == 1:
        return known[0][0]
    return chart.book_named(code or "")


def _chain(steps: Sequence[Step]) -> str:
    lines: list[str] = []
    depth = -1
    for step in steps:
        # What stands beside the step before does not follow from it: both come from the one above.
        depth += 0 if step.beside else 1
        amount = f"  {step.amount}" if step.amount is not None else ""
        arrow = "" if depth == 0 else "+ " if step.beside else "→ "
        facts = f"  ({'; '.join(step.facts)})" if step.facts else ""
        lines.append(f"{'  ' * depth}{arrow}{step.kind}: {step.title}{amount}{facts}")
    return "\n".join(lines)


@click.command("trace")
@click.argument("what")
@click.option(
    "--to-source", "way", flag_value="source", help="Back to the instalments (entries and documents)."
)
@click.option("--to-use", "way", flag_value="use", help="Forward to the uses (instalments).")
@options
def trace_money(what: str, way: str | None, actor: str | None, lang: str, as_json: bool) -> None:
    """Follow every cent: an entry or document back to its instalment, an instalment forward to its uses.

    WHAT is an entry (J-1042), a document (AP18-00901) or an instalment (DEMO-NKP-2018-001/T1).
    """
    with acting_here(actor, lang, as_json):
        see_some_money()
        forward: ForwardTrace | None = None
        lines: tuple[BackTrace, ...] = ()
        if _ENTRY.match(what):
            lines = trace.back(_number(what))
        elif way == "use":
            forward = trace.forward(what)
        elif way == "source":
            lines = trace.by_source(what)
        else:
            try:
                forward = trace.forward(what)
            except Refused:
                lines = trace.by_source(what)
        see_funds([forward.fund] if forward is not None else (line.fund for line in lines))
        own = forward.fund if forward is not None else lines[0].fund if lines else None
        words = Words(lang, categories.category_words(own, lang) if own else {})
    if as_json:
        told: dict[str, Any] = (
            {"trace": forward, "difference": forward.proof.difference} if forward else {"lines": lines}
        )
        click.echo(json_text(told))
        return
    if forward is not None:
        click.echo(_chain(forward_steps(forward, lang)))
        click.echo()
        click.echo(
            table_text(
                uses_table(forward.uses, forward.proof.sent.currency, words, say("funds.trace.uses", lang))
            )
        )
        click.echo(forward_proof(forward, lang))
    for line in lines:
        for share in line.shares:
            click.echo(_chain(back_steps(line, share, words)))
        click.echo(back_proof(line, lang))


@click.command("verify")
@click.option("--replay/--no-replay", default=None, help="Trace every lot again from the first entry.")
@click.option("--workers", default=2, show_default=True, help="Connections that prove side by side.")
@options
def verify_books(replay: bool | None, workers: int, actor: str | None, lang: str, as_json: bool) -> None:
    """Prove every law of the books over every row, from the first entry to today."""
    seen: set[str] = set()
    shown = sys.stderr.isatty() and not as_json

    def progress(law: str, done: int, of: int) -> None:
        if shown and (law not in seen or done == of):
            seen.add(law)
            click.echo(f"\r{done}/{of}  {say(f'funds.law.{law}', lang)}\x1b[K", err=True, nl=done == of)

    def worker() -> Any:
        return acting_at_keyboard(actor, on=clock.today(), demo=settings.MODE == "demo")

    begun = clock.now()
    with acting_here(actor, lang, as_json):
        proofs = verify(progress, replay=replay, workers=max(1, min(workers, 8)), acting_in_worker=worker)
        proofs += prove_records()
        waiting = unsealed()
    _tell(proofs, waiting, lang, as_json, begun)
    sys.exit(EXIT_STOP if any(proof.broken for proof in proofs) else 0)


def _tell(proofs: Sequence[Proof], waiting: Unsealed, lang: str, as_json: bool, begun: datetime) -> None:
    broken = [proof for proof in proofs if proof.broken]
    seconds = f"{sum(proof.seconds for proof in proofs):.1f}"
    if as_json:
        told = [
            {
                "law": proof.name,
                "words": say(proof.law, lang),
                "checked": proof.count,
                "broken": proof.broken,
                "example": proof.example,
                "milliseconds": round(proof.seconds * 1000),
            }
            for proof in proofs
        ]
        click.echo(
            json_text(
                {
                    "as_at": begun,
                    "holds": not broken,
                    "unsealed": {"entries": waiting.entries, "first": waiting.first},
                    "proofs": told,
                }
            )
        )
        return
    for proof in proofs:
        words = {"law": say(proof.law, lang), "count": f"{proof.count:,}"}
        if proof.broken:
            line = say(
                "funds.verify.broken", lang, broken=str(proof.broken), example=proof.example or "?", **words
            )
            click.echo(f"≠ {line}")
        else:
            click.echo(f"= {say('funds.verify.holds', lang, **words)}")
    if waiting.entries:
        note = Finding(
            "MON-560", Level.NOTE, values={"count": str(waiting.entries), "first": waiting.first or ""}
        )
        click.echo(f"! {note.code} {note.sentence(lang)}")
    if broken:
        click.echo(say("funds.verify.fails", lang, laws=", ".join(proof.name for proof in broken)))
    elif waiting.entries:
        click.echo(say("funds.verify.sealed_apart", lang, seconds=seconds, count=str(waiting.entries)))
    else:
        click.echo(say("funds.verify.whole", lang, seconds=seconds))


@click.command("reverse")
@click.argument("entry")
@click.option("--why", required=True, help='The reason, for example "wrong project".')
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Date of the reversal; today if left out.")
@options
def reverse_entry(
    entry: str, why: str, on: datetime | None, actor: str | None, lang: str, as_json: bool
) -> None:
    """Turn an entry (J-1042) round once; both stay visible."""
    with acting_here(actor, lang, as_json) as (_, now):
        number = _number(entry)
        original = journals.entry(number)
        see_entry(original)
        day = (
            on.date() if on else chart.open_day_from(original.book, max(now.date(), original.effective_date))
        )
        posted = turn_entry(journal_id=number, reason=why, on=day or now.date(), key=uuid4(), now=now)
        sent = [(each.number, each.says.in_language(lang)) for each in sent_reports([number])]
    if as_json:
        reports = [{"number": report, "says": words} for report, words in sent]
        click.echo(json_text({"original": entry, "reversal": posted.ref, "sent_reports": reports}))
    else:
        click.echo(say("funds.reverse.done", lang, entry=entry, by=posted.ref))
        for _, words in sent:
            click.echo(f"◆ {words}")


@click.command("balance")
@click.option("--book", "book_code", help="Code of the book; may be left out if there is one.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day; today if left out.")
@options
def trial(book_code: str | None, on: datetime | None, actor: str | None, lang: str, as_json: bool) -> None:
    """The trial balance of any day."""
    with acting_here(actor, lang, as_json) as (_, now):
        book = _book(book_code)
        see_book(book)
        day: date = on.date() if on else now.date()
        code = next(known for number, known, _ in chart.books() if number == book)
        title = say("funds.balance.title", lang, book=code, day=day.isoformat())
        table = balance_table(trial_balance.as_of(book, day), lang, title)
    click.echo(json_text(table_record(table)) if as_json else table_text(table))


@click.group("journal")
def journal() -> None:
    """Entries: list them, seal them."""


@journal.command("list")
@click.argument("ref")
@click.option("--rows", default=100, show_default=True, help="How many, newest first.")
@options
def list_journals(ref: str, rows: int, actor: str | None, lang: str, as_json: bool) -> None:
    """The entries of a grant, newest first."""
    with acting_here(actor, lang, as_json):
        seen_fund(ref)
        found, _ = journals.of_fund(ref, rows=rows)
        table = journals_table(found, lang, say("funds.journals.title", lang, ref=ref))
    click.echo(json_text(table_record(table)) if as_json else table_text(table))


@journal.command("seal")
@click.option("--book", "book_code", help="Code of the book; may be left out if there is one.")
@options
def seal_journal(book_code: str | None, actor: str | None, lang: str, as_json: bool) -> None:
    """Seal what was posted: hash every column of it and chain the blocks."""
    with acting_here(actor, lang, as_json):
        blocks = seal(book=_book(book_code))
    click.echo(json_text({"blocks": blocks}) if as_json else str(blocks))


@click.group("export")
def export() -> None:
    """Books in formats that other programs read."""


@export.command("journal")
@click.option("--format", "fmt", type=click.Choice(["beancount", "hledger"]), required=True)
@click.option("--book", "book_code", help="Code of the book; may be left out if there is one.")
@click.option(
    "--out", type=click.File("w", encoding="utf-8"), default="-", help="A file; the terminal if left out."
)
@options
def export_journal(
    fmt: str, book_code: str | None, out: Any, actor: str | None, lang: str, as_json: bool
) -> None:
    """The whole journal as text for beancount or hledger, which check and add it up on their own."""
    with acting_here(actor, lang, as_json):
        book = _book(book_code)
        see_book(book)
        entries = all_entries(book)
        lines = (
            journal_text.beancount(entries, chart.opened_on(book))
            if fmt == "beancount"
            else journal_text.hledger(entries)
        )
        for line in lines:
            out.write(line)


commands: list[click.Command] = [trace_money, verify_books, reverse_entry, trial, journal, export]
