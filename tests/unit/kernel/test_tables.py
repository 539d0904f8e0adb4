"""A table loses the columns that it is told to lose, and its rows and totals with them."""

from __future__ import annotations

from guohe.kernel.tables import Column, Table

TABLE = Table(
    "t",
    [Column("a", "A"), Column("b", "B"), Column("c", "C")],
    [("1", None, "x"), ("2", None, None)],
    totals=("sum", None, None),
)


def test_only_named_columns_without_any_cell_go() -> None:
    left = TABLE.but_empty("b", "c")
    assert [column.key for column in left.columns] == ["a", "c"]
    assert [tuple(row) for row in left.rows] == [("1", "x"), ("2", None)]
    assert left.totals is not None
    assert tuple(left.totals) == ("sum", None)
    assert [column.key for column in TABLE.but_empty("c").columns] == ["a", "b", "c"]


def test_a_page_leaves_out_what_is_empty_in_every_row() -> None:
    table = Table("t", TABLE.columns, [("1", "", None), ("2", None, "x")], totals=("sum", "y", None))
    left = table.filled()
    assert ([column.key for column in left.columns], [tuple(row) for row in left.rows], left.totals) == (
        ["a", "c"],
        [("1", None), ("2", "x")],
        ["sum", None],
    )
    assert Table("t", TABLE.columns, []).filled().columns == TABLE.columns


def test_named_columns_go_with_their_totals() -> None:
    left = TABLE.without("a", "c")
    assert ([column.key for column in left.columns], [tuple(row) for row in left.rows]) == (
        ["b"],
        [(None,), (None,)],
    )
    assert left.totals is not None
    assert tuple(left.totals) == (None,)
