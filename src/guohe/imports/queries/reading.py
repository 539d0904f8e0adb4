"""How a file was read, in sentences and tables: the headline, the proof, the repairs, the totals, the columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from guohe.imports.domain.standing import Count, JobFacts, Standing
from guohe.imports.models import Job
from guohe.kernel.money import Money
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import in_a_row, say


def headline(job: JobFacts, lang: str) -> str:
    """How many lines were read, and what each waits for."""
    standing = job.standing
    parts = [
        say(
            "imports.summary.lines",
            lang,
            read=str(standing.read.lines),
            ready=str(standing.ready.lines),
            tick=str(standing.tick.lines),
            question=str(standing.question.lines),
            unreadable=str(standing.unread.lines),
        )
    ]
    parts += [
        say(f"imports.summary.{word}", lang, lines=str(count.lines))
        for word, count in (
            ("posted", standing.posted),
            ("held", standing.held),
            ("left_out", standing.left_out),
        )
        if count.lines
    ]
    if standing.already.lines or standing.already_waits.lines:
        posted, waits = str(standing.already.lines), str(standing.already_waits.lines)
        parts.append(say("imports.summary.already", lang, posted=posted, waits=waits))
    if standing.orders.lines:
        amount = standing.orders.sums
        parts.append(
            say("imports.summary.commitments", lang, count=str(standing.orders.lines), amount=amount)
        )
    parts.append(_total(standing, lang))
    parts += [
        say("imports.part.beside", lang, lines=str(each.lines), amount=str(each.amount))
        for each in standing.read.others
    ]
    return in_a_row(parts, lang)


def _total(standing: Standing, lang: str) -> str:
    amount = standing.read.amount
    if standing.stated is None:
        return say("imports.summary.total_none", lang, amount=str(amount))
    if standing.stated == amount:
        return say("imports.summary.total_agrees", lang, amount=str(amount))
    return say("imports.summary.total_differs", lang, amount=str(amount), stated=str(standing.stated))


def sum_line(parts: Iterable[tuple[str, Money]], total: Money, lang: str) -> str:
    """Where the money of a file stands, part by part; a part without money is named only if it always matters."""
    shown = [
        say(f"imports.sum.{word}", lang, amount=amount.figure)
        for word, amount in parts
        if amount.minor or word in ("ready", "tick", "held")
    ]
    return f"{' + '.join(shown)} = {total}"


def standing_line(standing: Standing, lang: str) -> str:
    """Ready, to tick, held and the rest of an import, in the words of a dry run, a line for each currency."""
    return "\n".join(_standing_line(each, lang) for each in standing.by_currency)


def _standing_line(standing: Standing, lang: str) -> str:
    parts = (
        ("ready", standing.ready.amount),
        ("tick", standing.tick.amount),
        ("held", (standing.question + standing.held + standing.unread).amount),
        ("posted", standing.booked.amount),
        ("waits", standing.already_waits.amount),
        ("left_out", standing.left_out.amount),
    )
    return sum_line(parts, standing.read.amount, lang)


def proof_line(standing: Standing, lang: str) -> str:
    """File total = ready + in the books + waiting + left out, with its difference, for each currency; a sum of several rows of
    the table beside it names them."""
    return in_a_row([_proof(each, lang) for each in standing.by_currency], lang)


def _proof(standing: Standing, lang: str) -> str:
    booked = (("posted", standing.posted), ("already", standing.already))
    waiting = (
        ("tick", standing.tick),
        ("question", standing.question),
        ("held", standing.held),
        ("unread", standing.unread),
        ("already_waits", standing.already_waits),
    )
    left_out = (("rejected", standing.rejected), ("taken_back", standing.taken_back))
    return say(
        "imports.proof",
        lang,
        total=str(standing.total),
        ready=standing.ready.amount.figure,
        posted=standing.booked.amount.figure,
        booked_of=_parts(booked, lang),
        waiting=standing.waiting.amount.figure,
        waiting_of=_parts(waiting, lang),
        left_out=standing.left_out.amount.figure,
        left_out_of=_parts(left_out, lang),
        difference=standing.difference.figure,
    )


def _parts(parts: Iterable[tuple[str, Count]], lang: str) -> str:
    """The rows of the table that a figure adds, where there are several."""
    some = [(word, count) for word, count in parts if count.lines]
    if len(some) < 2:
        return ""
    named = say("ui.comma", lang).join(
        say(
            "imports.proof.part", lang, part=say(f"imports.proof.of.{word}", lang), amount=count.amount.figure
        )
        for word, count in some
    )
    return say("imports.proof.parts", lang, parts=named)


def repair_sentence(kind: str, seen: str, read_as: str, lang: str) -> str:
    """One repair in words; two spellings of one supplier change no line, and that is said."""
    key = "imports.repair.twin_name" if kind == "twin_name" else f"exchange.repair.{kind}"
    return say(key, lang, seen=seen, read_as=read_as)


def repairs_table(job: JobFacts, lang: str) -> Table:
    """What was read otherwise than written, a row a kind of repair and column with a sample."""
    met: dict[tuple[str, str], dict[str, Any]] = {}
    for repair in _list(job, "repairs"):
        kept = met.setdefault((repair["kind"], repair["column"]), {**repair, "count": 0})
        kept["count"] += repair["count"]
    columns = (
        Column("repair", say("imports.column.repair", lang)),
        Column("row", say("imports.column.row", lang), Kind.NUMBER),
        Column("head", say("imports.column.head", lang)),
        Column("count", say("imports.column.count", lang), Kind.NUMBER),
    )
    rows = [
        (
            repair_sentence(kind, kept["seen"], kept["read_as"], lang),
            kept["row"],
            column,
            kept["count"],
        )
        for (kind, column), kept in met.items()
    ]
    return Table(say("imports.check.repairs", lang), columns, rows, lang=lang)


def totals_table(job: JobFacts, lang: str) -> Table:
    """The totals that the file states, each beside the sum of the lines above it; never counted themselves."""
    columns = (
        Column("row", say("imports.column.row", lang), Kind.NUMBER),
        Column("label", say("imports.column.description", lang)),
        Column("stated", say("imports.column.stated", lang), Kind.MONEY),
        Column("counted", say("imports.column.counted", lang), Kind.MONEY),
        Column("result", say("imports.column.result", lang)),
    )
    rows = [
        (
            total["row"],
            total["label"],
            Money(job.currency, total["stated"]),
            Money(job.currency, total["counted"]),
            say("imports.fix.agrees" if total["stated"] == total["counted"] else "imports.fix.differs", lang),
        )
        for total in _list(job, "totals")
    ]
    return Table(say("imports.check.totals", lang), columns, rows, lang=lang)


def columns_table(job: JobFacts, lang: str) -> Table:
    """Which column was read as what."""
    columns = (
        Column("head", say("imports.column.head", lang)),
        Column("role", say("imports.column.role", lang)),
    )
    rows = [
        (f"{column['letter']} {column['head']}".strip(), say(f"imports.role.{column['role']}", lang))
        for column in _list(job, "columns")
        if column["role"] != "ignored"
    ]
    return Table(say("imports.check.columns", lang), columns, rows, lang=lang)


def heads_of_rows(number: int) -> Mapping[int, str]:
    """The head of each column of an import's file by its place in a row, from 0; only of columns that have one."""
    columns = Job.objects.filter(pk=number).values_list("reading__columns", flat=True).first() or []
    return {_place(column["letter"]): column["head"] for column in columns if column["head"]}


def _place(letter: str) -> int:
    """A is 0, B 1, AA 26."""
    place = 0
    for sign in letter:
        place = place * 26 + ord(sign) - ord("A") + 1
    return place - 1


def _list(job: JobFacts, name: str) -> list[dict[str, Any]]:
    found = job.reading.get(name, [])
    return found if isinstance(found, list) else []
