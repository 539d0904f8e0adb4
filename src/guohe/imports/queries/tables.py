"""What pages, commands, JSON and CSV of this context show is the same table."""

from __future__ import annotations

from collections.abc import Sequence

from guohe.imports.domain.compared import compared
from guohe.imports.domain.standing import JobFacts, LineFacts, QuestionFacts, Standing
from guohe.imports.queries.bank import BankEntryFacts
from guohe.imports.queries.categories import category_word, in_words
from guohe.imports.queries.lines import KindTotal
from guohe.kernel.tables import Cell, Column, Kind, Table
from guohe.kernel.texts import say
from guohe.kernel.utc8 import day_there
from guohe.rules.domain.facts import Fact
from guohe.rules.domain.words import fact_text


def _column(key: str, lang: str, kind: Kind = Kind.TEXT) -> Column:
    return Column(key, say(f"imports.column.{key}", lang), kind)


def state_word(state: str, lang: str) -> str:
    """Where a line stands, in words."""
    return say(f"imports.state.{state}", lang)


def line_word(line: LineFacts, lang: str) -> str:
    """Where a line stands; an open order is named as one and money that came back as a return."""
    word = state_word(line.state, lang)
    if line.kind == "commitment":
        return say("imports.order" if line.state == "staged" else "imports.order.stands", lang, state=word)
    return say("imports.return", lang, state=word) if line.amount.minor < 0 else word


def job_state(job: JobFacts) -> str:
    """Where an import stands; of a statement nothing is confirmed as a whole: each entry is decided in the inbox."""
    return "entries_read" if (job.kind, job.state) == ("bank", "checked") else job.state


def jobs_table(jobs: Sequence[JobFacts], lang: str) -> Table:
    """Imports, newest first; one whose lines are in several currencies has a row for each, because they do not add."""
    columns = (
        _column("import", lang, Kind.NUMBER),
        _column("file", lang),
        _column("kind", lang),
        _column("stands", lang),
        _column("lines", lang, Kind.NUMBER),
        _column("total", lang, Kind.MONEY),
        _column("ready", lang, Kind.MONEY),
        _column("posted", lang, Kind.MONEY),
        _column("waiting", lang, Kind.MONEY),
        _column("prepared_by", lang),
        _column("prepared_at", lang, Kind.DATE),
    )
    rows: list[Sequence[Cell]] = []
    for job in jobs:
        erp = job.kind == "erp"
        rows.extend(
            (
                job.number,
                job.file_name,
                say(f"imports.kind.{job.kind}", lang),
                say(f"imports.job.{job_state(job)}", lang),
                standing.read.lines if erp else job.entries,
                standing.total if erp else None,
                standing.ready.amount if erp else None,
                standing.booked.amount if erp else None,
                standing.waiting.amount if erp else None,
                job.prepared_by.in_language(lang),
                day_there(job.prepared_at),
            )
            for standing in job.standing.by_currency
        )
    return Table(say("imports.jobs.table", lang), columns, rows, lang=lang)


def standing_table(standing: Standing, lang: str) -> Table:
    """Where every cent of a file stands; the total row is the file's own total."""
    columns = (
        _column("stands", lang),
        _column("lines", lang, Kind.NUMBER),
        _column("amount", lang, Kind.MONEY),
    )
    parts = (
        ("ready", standing.ready),
        ("posted", standing.posted),
        ("already", standing.already),
        ("already_waits", standing.already_waits),
        ("tick", standing.tick),
        ("question", standing.question),
        ("held", standing.held),
        ("unread", standing.unread),
        ("rejected", standing.rejected),
        ("taken_back", standing.taken_back),
    )
    rows: list[Sequence[Cell]] = [
        (say(f"imports.part.{word}", lang), each.lines, each.amount)
        for word, count in parts
        for each in (count.within(standing.total.currency), *count.others)
        if each.lines or (word in ("ready", "question") and not count.others)
    ]
    if standing.difference:
        rows.append((say("imports.part.difference", lang), None, standing.difference))
    notes = [say("imports.part.orders", lang, lines=str(standing.orders.lines), amount=standing.orders.sums)]
    beside = [
        say("imports.part.beside", lang, lines=str(each.lines), amount=str(each.amount))
        for each in standing.read.others
    ]
    return Table(
        say("imports.standing.table", lang),
        columns,
        rows,
        totals=(
            say("imports.part.total", lang),
            standing.read.within(standing.total.currency).lines,
            standing.total,
        ),
        notes=(*(notes if standing.orders.lines else ()), *beside),
        lang=lang,
    )


def lines_table(
    lines: Sequence[LineFacts],
    lang: str,
    *,
    title: str,
    totals: Sequence[Cell] | None = None,
    of_file: bool = False,
) -> Table:
    """Lines of a grant by their number, or of a file (``of_file``) by their row in it."""
    columns = (
        _column("row" if of_file else "line", lang, Kind.NUMBER),
        _column("date", lang, Kind.DATE),
        _column("source", lang),
        _column("account", lang),
        _column("category", lang),
        _column("payee", lang),
        _column("description", lang),
        _column("order", lang),
        _column("amount", lang, Kind.MONEY),
        _column("stands", lang),
        _column("journal", lang),
    )
    rows = [
        (
            line.row if of_file else line.number,
            line.posted_on,
            line.source,
            f"{line.account} {line.account_name}".strip(),
            category_word(line.category, lang) or None,
            line.payee,
            line.description,
            line.order_no,
            line.amount,
            line_word(line, lang),
            None if line.journal_id is None else f"J-{line.journal_id}",
        )
        for line in lines
    ]
    return Table(title, columns, rows, totals=totals, lang=lang)


def total_cells(totals: Sequence[KindTotal]) -> Sequence[Cell] | None:
    """The total row of ``lines_table``, where all lines are of one kind and stand alike; else none adds them together."""
    if len(totals) != 1 or len(totals[0].states) != 1:
        return None
    return [*([None] * 8), totals[0].count.amount, None, None]


def questions_table(questions: Sequence[QuestionFacts], lang: str, *, title: str) -> Table:
    """Questions with their lines."""
    columns = (
        _column("question", lang, Kind.NUMBER),
        _column("source", lang),
        _column("date", lang, Kind.DATE),
        _column("amount", lang, Kind.MONEY),
        _column("asked", lang),
        _column("judged", lang),
        _column("due", lang, Kind.DATE),
        _column("stands", lang),
    )
    rows = [
        (
            question.number,
            question.line.source,
            question.line.posted_on,
            question.line.amount,
            question_words(question, lang),
            judged_words(question, lang) or None,
            question.due_date,
            say(f"imports.question.{question.state}", lang),
        )
        for question in questions
    ]
    return Table(title, columns, rows, lang=lang)


def question_words(question: QuestionFacts, lang: str) -> str:
    """What is asked, in one sentence: a person's own words, or the finding's."""
    if question.words:
        return question.words
    return (
        in_words(question.finding, lang) if question.finding else say(f"imports.asks.{question.kind}", lang)
    )


def judged_words(question: QuestionFacts, lang: str) -> str:
    """As at which day the check judged, and what it compared; empty for a question in a person's own words."""
    facts = compared(question)
    if not facts:
        return ""
    inputs = say("ui.comma", lang).join(_input_words(name, fact, lang) for name, fact in facts.items())
    day, read = question.line.posted_on.isoformat(), day_there(question.asked_at).isoformat()
    return say("imports.card.judged", lang, day=day, read=read, inputs=inputs)


def _input_words(name: str, fact: Fact, lang: str) -> str:
    """One thing that was compared; how often a line was seen is said as a sentence says it."""
    if name == "times_seen":
        return say("imports.compared.times_seen", lang, value=str(fact))
    what = say(f"imports.compared.{name}", lang)
    value = say("imports.compared.none", lang) if fact is False else fact_text(fact, lang)
    return say("imports.card.compared", lang, what=what, value=value)


def _journal(number: int | None) -> str | None:
    return None if number is None else f"J-{number}"


def _used(entry: BankEntryFacts, lang: str) -> str:
    """What somebody said it is, that the books hold the same, or that nobody has said anything."""
    if entry.used_as is not None:
        return f"{say(f'imports.used.{entry.used_as}', lang)} {entry.used_for}"
    return say("imports.entries.booked" if entry.booked else "imports.entries.unknown", lang)


def entries_table(entries: Sequence[BankEntryFacts], lang: str) -> Table:
    """Entries of a bank statement with the running balance recomputed."""
    columns = (
        _column("entry", lang, Kind.NUMBER),
        _column("row", lang, Kind.NUMBER),
        _column("date", lang, Kind.DATE),
        _column("narrative", lang),
        _column("amount", lang, Kind.MONEY),
        _column("balance", lang, Kind.MONEY),
        _column("balance_check", lang),
        _column("used_for", lang),
        _column("journal", lang),
    )
    checks = {True: "agrees", False: "apart", None: "absent"}
    rows = [
        (
            entry.number,
            entry.row,
            entry.posted_on,
            entry.shown,
            entry.amount,
            entry.balance,
            say(f"imports.balance.{checks[entry.balance_agrees]}", lang),
            _used(entry, lang),
            _journal(entry.journal_id or entry.booked),
        )
        for entry in entries
    ]
    return Table(say("imports.entries.table", lang), columns, rows, lang=lang)
