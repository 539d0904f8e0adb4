"""The version code of a paper changes with every word and figure on it, and with nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guohe.documents.domain.paper import Paper, version_code
from guohe.kernel.money import Money
from guohe.kernel.tables import Column, Kind, Table

PAPER = Paper("Report", "DEMO-1", "en", facts=(("Unit", "Steel"),), signatures=("Prepared",))
TABLE = Table("t", [Column("m", "M", Kind.MONEY)], [(Money.of("CNY", "1.00"),)], totals=None, notes=("n",))


def test_the_same_paper_has_the_same_code() -> None:
    assert version_code([TABLE], PAPER) == version_code([replace(TABLE)], replace(PAPER))
    assert len(version_code([TABLE], PAPER)) == 8


@pytest.mark.parametrize(
    ("table", "paper"),
    [
        (replace(TABLE, rows=[(Money.of("CNY", "1.01"),)]), PAPER),
        (replace(TABLE, rows=[(Money.of("HKD", "1.00"),)]), PAPER),
        (replace(TABLE, totals=(Money.of("CNY", "1.00"),)), PAPER),
        (replace(TABLE, notes=("m",)), PAPER),
        (TABLE, replace(PAPER, facts=(("Unit", "Rail"),))),
        (TABLE, replace(PAPER, as_at="2019-07-02")),
        (TABLE, replace(PAPER, demo=True)),
    ],
)
def test_every_change_shows(table: Table, paper: Paper) -> None:
    assert version_code([table], paper) != version_code([TABLE], PAPER)
