"""All grants in three sources, at the end of a month or now: every figure with its state, and sums that add up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from guohe.grants.queries import find
from guohe.kernel.money import Money, total
from guohe.kernel.tables import Cell, Column, Table
from guohe.kernel.texts import say
from guohe.reconciliation.domain.three_way import Against, Compared, apart
from guohe.reconciliation.queries.inbox import inbox
from guohe.reconciliation.queries.three_way import Grid, grid, grid_columns, row_cells


@dataclass(frozen=True, slots=True)
class Sum:
    """One figure of all grants that were compared with a source, or of all that were not (``other`` is None).

    Over both, the ledger's figures are those of all grants; ``difference`` is ledger less other and what of it nobody has
    identified, and the sum of the rows'.
    """

    key: str
    against: Against
    grants: int
    ledger: Money
    other: Money | None
    unidentified: Money | None = None

    @property
    def difference(self) -> Money | None:
        """Ledger less other, identified or not; None where nothing was compared."""
        return apart(self.ledger, self.other, self.unidentified)


def all_grids(hosts: Iterable[int], *, on: date, until: date | None = None) -> tuple[Grid, ...]:
    """The grid of each grant of some hosts; with ``until`` only what has a date up to that day."""
    grants = find.all_grants()
    return tuple(
        grid(grant.ref, on=on, until=until, box=box)
        for host, box in ((host, inbox(host, on=on)) for host in hosts)
        for grant in grants
        if grant.host_id == host
    )


def sums_of(grids: Iterable[Grid]) -> tuple[Sum, ...]:
    """The sums by figure, source and currency in the order of the rows, compared ones first."""
    groups: dict[tuple[str, Against, str, bool], list[Compared]] = {}
    for each in grids:
        for row in each.rows:
            groups.setdefault((row.key, row.against, row.ledger.currency, row.other is None), []).append(row)
    return tuple(
        Sum(
            key,
            against,
            len(rows),
            total(currency, (row.ledger for row in rows)),
            None if unread else total(currency, (row.other for row in rows if row.other is not None)),
            _unidentified(currency, rows),
        )
        for (key, against, currency, unread), rows in sorted(groups.items(), key=lambda each: each[0][3])
    )


def _unidentified(currency: str, rows: Iterable[Compared]) -> Money | None:
    open_sums = [row.unidentified for row in rows if row.unidentified is not None]
    return total(currency, open_sums) if open_sums else None


def all_table(grids: Sequence[Grid], lang: str, *, until: date | None = None) -> Table:
    """Every row of every grant, then the sums."""
    columns = (Column("grant", say("reconciliation.recon.column.grant", lang)), *grid_columns(lang))
    rows: list[Sequence[Cell]] = [
        (each.grant.ref, *cells) for each in grids for cells in row_cells(each, lang)
    ]
    for each in sums_of(grids):
        word = "sum_unread" if each.other is None else "sum"
        rows.append(
            (
                say(f"reconciliation.recon.{word}", lang, count=str(each.grants)),
                say(f"reconciliation.recon.{each.key}", lang, currency=each.ledger.currency),
                each.ledger,
                say(f"reconciliation.recon.{each.against}", lang),
                each.other,
                each.unidentified,
                each.difference,
                None,
                None,
                None,
            )
        )
    title = (
        say("reconciliation.recon.all", lang)
        if until is None
        else say("reconciliation.recon.all_until", lang, on=until.isoformat())
    )
    return Table(title, columns, rows, lang=lang)
