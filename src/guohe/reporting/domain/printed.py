"""A report as tables for a page, a file or a terminal: the same figures in every form, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, Literal

from guohe.funds.domain.printed import document_word, own_cost_account
from guohe.kernel.findings import Finding
from guohe.kernel.money import Money
from guohe.kernel.periods import Period
from guohe.kernel.tables import Cell, Column, Kind, Table
from guohe.kernel.texts import say
from guohe.reporting.domain.freeze import Change
from guohe.reporting.domain.lines import Basis, SpendLine
from guohe.reporting.domain.periods import label
from guohe.reporting.domain.printed_fx import bearer_words, policy_name, used_rates_table
from guohe.reporting.domain.report import TwinReport, in_wan
from guohe.reporting.domain.told import labels
from guohe.reporting.domain.twin import Side
from guohe.reporting.domain.words import funder_word, joined_labels, sentence, span

Unit = Literal["yuan", "wan"]
_UNIT_NOTES: Final = ("REP-701", "REP-709")


def column_keys(side: Side) -> tuple[str, ...]:
    """The machine's name of each period's column."""
    return tuple(label(period) for period in side.columns)


def part_notes(report: TwinReport, side: Side, lang: str) -> list[str]:
    """Which of the years shown the listing reaches only a part of, and to which day; and what other sources show after it."""
    read_to = report.waiting.read_to
    if read_to is None:
        return []
    return [
        _part_note(report, side, period, read_to, lang)
        for period in side.columns
        if period.starts <= read_to < period.last_day
    ]


def _part_note(report: TwinReport, side: Side, period: Period, read_to: date, lang: str) -> str:
    values = {"label": period.label, "day": read_to.isoformat()}
    of_funder = side.currency == report.terms.funder_currency
    later = [
        line
        for line in report.lines
        if line.on in period and line.on > read_to and (of_funder or line.amount.currency == side.currency)
    ]
    if not later:
        return say("reporting.column.part", lang, **values)
    minor = sum((line.carried if of_funder else line.amount).minor for line in later)
    last = max(line.on for line in later)
    return say(
        "reporting.column.part.later",
        lang,
        **values,
        count=str(len(later)),
        amount=str(Money(side.currency, minor)),
        last=last.isoformat(),
    )


def funder_table(report: TwinReport, lang: str, unit: Unit = "yuan", decimals: int = 2) -> Table:
    """The funder's template: categories by years, in 元 or 万元, with the total of several years."""
    side, terms = report.funder, report.terms
    several = len(side.columns) > 1
    kind = Kind.MONEY if unit == "yuan" else Kind.NUMBER
    tail = "" if unit == "yuan" else f" {side.currency} {say('reporting.unit.wan', lang)}"
    columns = [Column("category", say("reporting.head.category", lang))]
    for period, key in zip(side.columns, column_keys(side), strict=True):
        columns.append(Column(key, f"{period.label}{tail}", kind))
    if several:
        columns.append(Column("total", f"{say('reporting.head.total', lang)}{tail}", kind))
    names = [funder_word(row.name, lang) for row in side.rows]
    rows: list[Sequence[Cell]] = []
    totals: list[Cell] = [say("reporting.head.total", lang)]
    if unit == "yuan":
        for name, row in zip(names, side.rows, strict=True):
            figures: list[Cell] = [cell.amount for cell in row.cells]
            rows.append([name, *figures, *([row.total] if several else [])])
        totals += [*side.totals, *([side.total] if several else [])]
    else:
        shown = in_wan(report, decimals)
        for name, cells, total in zip(names, shown.cells, shown.row_totals, strict=True):
            rows.append([name, *map(shown.text, cells), *([shown.text(total)] if several else [])])
        column_totals = shown.column_totals or (0,) * len(side.columns)
        totals += [*map(shown.text, column_totals), *([shown.text(shown.total)] if several else [])]
    notes = [
        finding.sentence(lang) for finding in report.findings if finding.code in _UNIT_NOTES and unit == "wan"
    ]
    title = say(
        "reporting.funder.title",
        lang,
        years=joined_labels(side.columns),
        currency=side.currency,
        unit=say(f"reporting.unit.{unit}", lang),
    )
    told = {"pack": terms.pack, "version": terms.pack_version}
    if terms.pack_name is None:
        pack = say("reporting.pack.note", lang, **told)
    else:
        pack = say("reporting.pack.note.named", lang, name=terms.pack_name.in_language(lang), **told)
    return Table(title, columns, rows, totals, [pack, *part_notes(report, side, lang), *notes], lang)


def host_table(report: TwinReport, lang: str, years: str | None = None) -> Table:
    """The host's template: cost codes by its own years, in its own currency.

    ``years`` are those that a stored report tells: its title names them alone, and the others are marked as the bridge's.
    """
    side = report.host
    told = [
        period for period, key in zip(side.columns, column_keys(side), strict=True)
        if years is None or key in labels(years, "host")
    ]  # fmt: skip
    columns = [Column("account", say("reporting.head.account", lang))]
    for period, key in zip(side.columns, column_keys(side), strict=True):
        head = period.label if period in told else say("reporting.column.besides", lang, label=period.label)
        columns.append(Column(key, head, Kind.MONEY))
    rows: list[Sequence[Cell]] = []
    for row in side.rows:
        text = row.name.in_language(lang)
        name = row.code if text == row.code else f"{row.code} {text}"
        rows.append([name, *(cell.amount if cell.lines else None for cell in row.cells)])
    title = say("reporting.host.title", lang, years=joined_labels(tuple(told)), currency=side.currency)
    totals: list[Cell] = [say("reporting.head.total", lang), *side.totals]
    return Table(title, columns, rows, totals, part_notes(report, side, lang), lang)


def bridge_table(report: TwinReport, lang: str, unit: Unit = "yuan") -> Table:
    """Every step from the host's table to the funder's total, each with the sign it has in the sum; to the cent in every unit."""
    bridge = report.bridge
    names = report.names
    rows: list[Sequence[Cell]] = [
        [say("reporting.bridge.year", lang, label=part.period.label), part.amount, None]
        for part in bridge.years
    ]
    for part in bridge.outside:
        words = say("reporting.bridge.outside", lang, span=span(part.period, lang))
        rows.append([words, -part.amount, None])
    for part in bridge.beyond:
        words = say("reporting.bridge.beyond", lang, span=span(part.period, lang))
        rows.append([words, part.amount, None])
    years = joined_labels(report.funder.columns)
    rows.append([say("reporting.bridge.host-total", lang, years=years), bridge.host_total, None])
    for at in bridge.at_rates:
        words = say("reporting.bridge.at-rate", lang, rate=at.rate, ref=at.source_ref)
        rows.append([words, at.amount, at.plain])
        if at.rounding:
            rows.append([say("reporting.bridge.carried", lang, ref=at.source_ref), None, at.rounding])
    for item in bridge.unconverted:
        named = names.get(item.category)
        name = named.in_language(lang) if named else item.category
        rows.append([say("reporting.bridge.unconverted", lang, name=name), None, item.carried])
    if bridge.exchange is not None:
        fx = report.terms.fx
        words = say(
            "reporting.bridge.exchange",
            lang,
            policy=policy_name(fx.policy, lang),
            bearer=bearer_words(fx, lang),
        )
        rows.append([words, None, bridge.exchange])
    rows.append([say("reporting.bridge.reached", lang), None, bridge.reached])
    rows.append([say("reporting.bridge.funder-total", lang, years=years), None, bridge.funder_total])
    columns = (
        Column("step", say("reporting.head.step", lang)),
        Column("host", say("reporting.side.host", lang), Kind.MONEY),
        Column("funder", say("reporting.side.funder", lang), Kind.MONEY),
    )
    totals: list[Cell] = [say("reporting.head.difference", lang), bridge.host_difference, bridge.difference]
    notes = (say("reporting.bridge.whole_units", lang),) if unit == "wan" else ()
    return Table(say("reporting.bridge.title", lang), columns, rows, totals, notes, lang)


def bridge_sentence(report: TwinReport, lang: str) -> str:
    """The bridge as one sum."""
    return sentence(report.bridge, lang, report.names)


def mapping_table(report: TwinReport, lang: str) -> Table | None:
    """Which account reports under which category, who decided it, when and why."""
    strip = report.mapping
    if strip is None:
        return None
    used = {row.code for row in report.host.rows}
    names = report.names
    rows: list[Sequence[Cell]] = []
    for code, why in zip(strip.codes, strip.why, strict=True):
        if code.account in used:
            named = names.get(code.category)
            rows.append(
                [
                    f"{code.account} {code.name}",
                    funder_word(named, lang) if named else code.category,
                    why or None,
                ]
            )
    columns = (
        Column("account", say("reporting.head.account", lang)),
        Column("category", say("reporting.head.category", lang)),
        Column("why", say("reporting.head.why", lang)),
    )
    title = say(
        "reporting.mapping.title",
        lang,
        number=str(strip.number),
        name=strip.decided_by.in_language(lang),
        date=strip.decided_on.isoformat(),
    )
    return Table(title, columns, rows, None, (), lang)


def lines_table(report: TwinReport, lines: Iterable[SpendLine], lang: str, title: str) -> Table:
    """The lines of a cell or of a whole report, with their remarks and both amounts."""
    names = report.names
    codes = {code.account: code.name for code in report.mapping.codes} if report.mapping else {}
    rows: list[Sequence[Cell]] = []
    chosen = tuple(lines)
    for line in chosen:
        named = names.get(line.category)
        rows.append(
            [
                document_word(line.source, lang),
                line.on,
                _memo(line, lang),
                f"{line.account} {codes.get(line.account) or own_cost_account(line.account, lang)}".strip(),
                funder_word(named, lang) if named else line.category,
                line.amount,
                line.carried,
                line.remark,
            ]
        )
    columns = (
        Column("source", say("reporting.head.source", lang)),
        Column("date", say("reporting.head.date", lang), Kind.DATE),
        Column("memo", say("reporting.head.memo", lang)),
        Column("account", say("reporting.head.account", lang)),
        Column("category", say("reporting.head.category", lang)),
        Column("amount", say("reporting.head.paid", lang), Kind.MONEY),
        Column("carried", say("reporting.head.carried", lang), Kind.MONEY),
        Column("remark", say("reporting.head.remark", lang)),
    )
    paid = {line.amount.currency for line in chosen}
    total = Money(paid.pop(), sum(line.amount.minor for line in chosen)) if len(paid) == 1 else None
    cost = Money(report.terms.funder_currency, sum(line.carried.minor for line in chosen))
    totals: list[Cell] = [say("reporting.head.total", lang), None, None, None, None, total, cost, None]
    return Table(title, columns, rows, totals, _outside(report, chosen, cost, lang), lang)


def _outside(report: TwinReport, lines: Sequence[SpendLine], cost: Money, lang: str) -> tuple[str, ...]:
    """Lines that only the host's years hold are named, so that the total of the lines ties to the funder's total."""
    years = report.terms.funder_years
    inside = sum(line.carried.minor for line in lines if any(line.on in year for year in years))
    if inside == cost.minor:
        return ()
    within, beyond = Money(cost.currency, inside), Money(cost.currency, cost.minor - inside)
    labels = ", ".join(year.label for year in years)
    return (
        say(
            "reporting.lines.outside",
            lang,
            total=str(cost),
            inside=within.figure,
            years=labels,
            outside=beyond.figure,
        ),
    )


def flat_table(report: TwinReport, lang: str) -> Table:
    """One row a figure, for programs: side, row, period, exact amount and how many lines it is the sum of."""
    rows: list[Sequence[Cell]] = []
    for name, side in (("funder", report.funder), ("host", report.host)):
        for row in side.rows:
            for period, cell in zip(side.columns, row.cells, strict=True):
                words = row.name.in_language(lang)
                rows.append(
                    [
                        name,
                        row.code,
                        words,
                        period.label,
                        period.starts,
                        period.last_day,
                        cell.amount,
                        len(cell.lines),
                    ]
                )
    columns = (
        Column("side", say("reporting.head.side", lang)),
        Column("code", say("reporting.head.code", lang)),
        Column("name", say("reporting.head.name", lang)),
        Column("period", say("reporting.head.period", lang)),
        Column("first_day", say("reporting.head.first-day", lang), Kind.DATE),
        Column("last_day", say("reporting.head.last-day", lang), Kind.DATE),
        Column("amount", say("reporting.head.amount", lang), Kind.MONEY),
        Column("lines", say("reporting.head.lines", lang), Kind.NUMBER),
    )
    return Table(say("reporting.twin.title", lang, grant=report.terms.grant), columns, rows, None, (), lang)


def changes_table(changes: Iterable[Change], lang: str, title: str) -> Table:
    """What a signed report says, what the books say today, and by how much they differ."""
    rows: list[Sequence[Cell]] = [
        [
            say(f"reporting.side.{change.side}", lang),
            change.name.in_language(lang),
            change.period.label,
            change.was,
            change.now,
            change.by,
        ]
        for change in changes
    ]
    columns = (
        Column("side", say("reporting.head.side", lang)),
        Column("row", say("reporting.head.name", lang)),
        Column("period", say("reporting.head.period", lang)),
        Column("was", say("reporting.head.signed", lang), Kind.MONEY),
        Column("now", say("reporting.head.today", lang), Kind.MONEY),
        Column("by", say("reporting.head.change", lang), Kind.MONEY),
    )
    return Table(title, columns, rows, None, (), lang)


def findings_shown(report: TwinReport, unit: Unit) -> tuple[Finding, ...]:
    """The checks and notes of what is shown: a note on 万元 stands only beside figures in 万元."""
    return tuple(finding for finding in report.findings if unit == "wan" or finding.code not in _UNIT_NOTES)


def tables(
    report: TwinReport, lang: str, unit: Unit = "yuan", side: str = "both", years: str | None = None
) -> list[Table]:
    """Everything that is printed: the templates asked for, the bridge, the mapping, and the lines with remarks."""
    found = []
    if side in ("both", "funder"):
        found.append(funder_table(report, lang, unit))
    if side in ("both", "host"):
        found.append(host_table(report, lang, years))
    found.append(bridge_table(report, lang, unit))
    if report.rates:
        found.append(used_rates_table(report.rates, lang))
    mapping = mapping_table(report, lang)
    if mapping is not None:
        found.append(mapping)
    found.append(lines_table(report, report.lines, lang, say("reporting.lines.all", lang)))
    return found


def _memo(line: SpendLine, lang: str) -> str:
    if line.reverses is not None:
        return say("reporting.memo.reversal", lang, memo=line.memo)
    if line.reversed_by is not None:
        return say("reporting.memo.reversed", lang, memo=line.memo)
    if line.amount.minor < 0:
        return say("reporting.memo.return", lang, memo=line.memo)
    return line.memo


def basis_words(basis: Basis, lang: str) -> str:
    """As booked, or as corrected."""
    return say(f"reporting.basis.{basis.value}", lang)
