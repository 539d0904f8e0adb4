"""The demo listing in all its encodings, and each kind of row by itself."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from guohe.exchange.domain.listing import Listing
from guohe.exchange.domain.read_listing import read_listing
from guohe.kernel.money import Money, total
from tests.unit.exchange.demo import codes, grid_of, line, listing_of, rows

SAME_CELLS = ["erp.csv", "erp-utf16.tsv", "erp-gb18030.csv", "erp-utf8.csv", "erp.xlsx"]


def demo(name: str = "erp.csv") -> Listing:
    return read_listing(grid_of(name))


def hkd(text: str) -> Money:
    return Money.of("HKD", text)


def test_every_amount_of_the_demo_is_read_as_the_source_means_it() -> None:
    """The expected figures are written out from users.md 5.3, in the order of the file."""
    expected = [
        "7600.00", "21800.00", "48650.00", "21800.00", "12300.00", "-1250.00", "21800.00", "186000.00", "9872.50", "62000.00",
        "62000.00", "3480.00", "5900.00", "22400.00", "15210.00", "4268.00", "40000.00",
    ]  # fmt: skip
    listing = demo()
    assert [one.amount for one in listing.lines] == [hkd(text) for text in expected]
    assert [one.kind for one in listing.lines] == ["actual"] * 16 + ["commitment"]


def test_demo_has_no_finding_of_its_own() -> None:
    assert demo().findings == ()
    assert demo().unread == ()


def test_file_total_is_the_sum_of_its_actual_lines() -> None:
    listing = demo()
    added = total("HKD", (one.amount for one in listing.lines if one.kind == "actual"))
    assert added == hkd("503830.50")
    assert [(stated.kind, stated.stated, stated.counted) for stated in listing.totals] == [
        ("subtotal", hkd("318700.00"), hkd("318700.00")),
        ("subtotal", hkd("185130.50"), hkd("185130.50")),
        ("grand", added, added),
    ]


@pytest.mark.parametrize("name", SAME_CELLS[1:])
def test_every_encoding_gives_the_same_lines(name: str) -> None:
    first, other = demo(), demo(name)
    assert [one[:12] for one in other.lines] == [one[:12] for one in first.lines]
    assert other.totals == first.totals
    assert other.other_rows == first.other_rows
    kinds = {repair.kind for repair in first.repairs} - {"encoding", "encoding_rare"}
    assert {repair.kind for repair in other.repairs} - {"encoding", "encoding_rare"} == kinds


def test_repairs_of_the_demo_are_all_listed() -> None:
    """users.md 5.2, minute 2:00."""
    found = {repair.kind: repair for repair in demo().repairs}
    assert set(found) == {
        "encoding_rare", "currency_mark", "full_width", "trailing_minus", "twin_name", "repeated_head", "fill_down", "total_apart",
        "date_numeric", "date_serial", "date_month_name",
    }  # fmt: skip
    assert (found["encoding_rare"].seen, found["encoding_rare"].read_as) == ("Big5-HKSCS", "深水埗門市")
    assert (found["date_serial"].row, found["date_serial"].seen, found["date_serial"].read_as) == (
        8,
        "43290",
        "2018-07-09",
    )
    assert (found["trailing_minus"].row, found["trailing_minus"].column) == (9, "J")
    assert (found["twin_name"].seen, found["twin_name"].read_as) == ("示例钢材有限公司", "示例鋼材有限公司")


def test_suppliers_in_two_scripts_are_one() -> None:
    keys = {one.payee: one.payee_key for one in demo().lines}
    assert keys["示例鋼材有限公司"] == keys["示例钢材有限公司"]
    assert keys["示例鋼材有限公司"] != keys["示例儀器公司"]


def test_hong_kong_character_comes_through() -> None:
    assert "深水埗" in demo().lines[4].description


def test_wrong_code_does_not_spread() -> None:
    """Row 19 has the letter I; the rows filled down after it belong to the right code, which row 20 repeats."""
    projects = {one.row: one.project for one in demo().lines}
    assert [row for row, project in projects.items() if project == "ZZ0I-DEMO"] == [19]
    assert projects[20] == projects[21] == projects[24] == "ZZ01-DEMO"


def test_rows_that_are_no_lines_are_named() -> None:
    assert demo().other_rows == {
        1: "title", 2: "title", 3: "head", 12: "subtotal", 13: "title", 14: "title", 15: "head", 25: "subtotal", 26: "grand",
    }  # fmt: skip


def test_dates_are_said_with_their_evidence() -> None:
    shape = demo().shape
    assert shape is not None
    assert (shape.date_order, shape.date_evidence, shape.dates_ambiguous) == ("day first", "18/04/2018", 2)


def test_fill_down_stops_at_a_sub_total() -> None:
    text = rows(line("1.00"), line("2.00", project=""), ',,,,,,,"3.00",', line("4.00", project="")).replace(
        ',,,,,,,"3.00",', 'Sub-total,,,,,,,"3.00",'
    )
    listing = listing_of(text)
    assert [one.project for one in listing.lines] == ["ZZ01-DEMO", "ZZ01-DEMO", ""]
    assert codes(listing.findings)[0] == "IMP-111"
    assert listing.findings[0].values["above"] == "ZZ01-DEMO"


def test_project_of_a_section_title() -> None:
    text = rows(
        "Project: ZZ01-DEMO,,,,,,,,",
        line("1.00", project=""),
        "Project: ZZ02-DEMO,,,,,,,,",
        line("2.00", project=""),
    )
    assert [one.project for one in listing_of(text).lines] == ["ZZ01-DEMO", "ZZ02-DEMO"]


def test_file_without_a_project_column_takes_the_one_given() -> None:
    text = 'Account,Date,Amount\n6110,18/04/2018,"1.00"\n'
    assert codes(listing_of(text).findings) == ["IMP-028"]
    assert [one.project for one in listing_of(text, project="ZZ01-DEMO").lines] == ["ZZ01-DEMO"]


def test_debit_and_credit_columns_make_one_amount() -> None:
    text = 'Project,Account,Date,Debit,Credit\nZZ01-DEMO,6110,18/04/2018,"7,600.00",\nZZ01-DEMO,6110,19/04/2018,,"1,250.00"\nTotal,,,"7,600.00","1,250.00"\n'
    listing = listing_of(text)
    assert [one.amount for one in listing.lines] == [hkd("7600.00"), hkd("-1250.00")]
    assert [stated.stated for stated in listing.totals] == [hkd("6350.00")]
    assert listing.findings == ()


def test_account_cell_may_hold_code_and_name() -> None:
    found = listing_of(rows(line("1.00", account="6110 - Consumables"))).lines[0]
    assert (found.account, found.account_name) == ("6110", "Consumables")


def test_description_that_runs_on_is_joined() -> None:
    listing = listing_of(rows(line("1.00"), ",,,,,and nuts,,,", line("2.00", ref="AP-2")))
    assert [one.description for one in listing.lines] == ["Bolts and nuts", "Bolts"]


def test_description_that_speaks_of_a_total_is_a_line() -> None:
    text = rows('ZZ01-DEMO,6110,18/04/2018,AP-1,DEMO SUPPLIER,Total station rental,HKD,"1.00",ACT')
    assert len(listing_of(text).lines) == 1


def test_line_in_another_currency_stays_out_of_the_totals() -> None:
    text = rows(line("1.00"), line("9.00").replace("HKD", "RMB"), 'Grand total,,,,,,,"1.00",')
    listing = listing_of(text)
    assert listing.lines[1].amount == Money.of("CNY", "9.00")
    assert listing.findings == ()


def test_zero_lines_are_set_apart_and_said() -> None:
    listing = listing_of(rows(line("1.00"), line("0.00"), line("-"), 'Grand total,,,,,,,"1.00",'))
    assert len(listing.lines) == 1
    assert codes(listing.findings) == ["IMP-113"]
    assert listing.findings[0].values["count"] == "2"


@pytest.mark.parametrize("heads", ["支出金额,收入金额,余额", "Expenditure,Income,Balance"])
def test_zero_beside_money_back_is_not_left_aside(heads: str) -> None:
    text = f"Project,Account,Date,{heads}\nZZ01-DEMO,6110,2018-04-16,1.00,0.00,9.00\nZZ01-DEMO,6110,2018-04-17,0.00,0.40,9.40\n"
    listing = listing_of(text)
    assert codes(listing.findings) == ["IMP-331", "IMP-203"]
    assert [(one.row, one.amount) for one in listing.unread] == [(3, Money.of("HKD", "0.00"))]
    named = listing_of(text, mapping={"debit": "D", "credit": "E"})
    assert [one.amount for one in named.lines] == [Money.of("HKD", "1.00"), Money.of("HKD", "-0.40")]


@pytest.mark.parametrize("head", ["Exchange rate", "Quantity", "Budget amount", "原币金额", "单价"])
def test_zero_beside_a_figure_that_is_no_sum_is_left_aside(head: str) -> None:
    lines = "ZZ01-DEMO,6110,2018-04-16,1.00,0.88,9.00\nZZ01-DEMO,6110,2018-04-17,0.00,0.88,9.00\n"
    listing = listing_of(f"Project,Account,Date,Amount,{head},Balance\n{lines}")
    assert codes(listing.findings) == ["IMP-113", "IMP-203"]


def test_every_fault_of_a_line_is_found_at_once() -> None:
    listing = listing_of(rows(line("1.00"), 'ZZ01-DEMO,6110,31/02/2018,AP-2,X,Y,XYZ,"12,3OO.00",BUD'))
    assert set(codes(listing.findings)) == {"IMP-112", "IMP-116", "IMP-103", "IMP-105", "IMP-203"}
    assert [one.row for one in listing.unread] == [3]


def test_total_is_not_disputed_when_a_line_above_cannot_be_read() -> None:
    """Its gap is only the consequence of the unread amount."""
    text = rows(line("1.00"), line("12,3OO.00"), 'Grand total,,,,,,,"12,301.00",')
    assert codes(listing_of(text).findings) == ["IMP-103"]


def test_total_with_an_unreadable_date_above_is_still_checked() -> None:
    text = rows(line("1.00"), line("2.00", day="31/02/2018"), 'Grand total,,,,,,,"3.00",')
    assert codes(listing_of(text).findings) == ["IMP-105"]
    wrong = rows(line("1.00"), line("2.00", day="31/02/2018"), 'Grand total,,,,,,,"4.00",')
    assert codes(listing_of(wrong).findings) == ["IMP-105", "IMP-201"]


def test_gap_is_reported_once_where_it_is_narrowest() -> None:
    """A wrong sub-total that the grand total repeats is one fault."""
    text = rows(
        line("1.00"),
        'Sub-total,,,,,,,"1.50",',
        line("2.00"),
        'Sub-total,,,,,,,"2.00",',
        'Grand total,,,,,,,"3.50",',
    )
    assert codes(listing_of(text).findings) == ["IMP-202"]
    both = text.replace('"3.50"', '"9.00"')
    assert codes(listing_of(both).findings) == ["IMP-201", "IMP-202"]


def test_nested_sub_totals_agree() -> None:
    """Two accounts inside a project: 1 + 2, then 4, then 7 for both."""
    text = rows(
        line("1.00"), line("2.00"), 'Account total,,,,,,,"3.00",', line("4.00"), 'Account total,,,,,,,"4.00",',
        'Project total,,,,,,,"7.00",', 'Grand total,,,,,,,"7.00",',
    )  # fmt: skip
    assert listing_of(text).findings == ()


def test_total_that_counts_open_orders_agrees_too() -> None:
    text = rows(line("1.00"), line("40.00").replace("ACT", "COM"), 'Total,,,,,,,"41.00",')
    listing = listing_of(text)
    assert listing.findings == ()
    assert listing.totals[-1].kind == "grand"


def test_total_checked_against_every_possible_sum() -> None:
    """Only these stated totals are right for groups 1, 2, 4: a suffix of the groups so far."""
    for stated, right in (("4.00", True), ("6.00", True), ("7.00", True), ("5.00", False), ("3.00", False)):
        text = rows(
            line("1.00"), 'Subtotal,,,,,,,"1.00",', line("2.00"), 'Subtotal,,,,,,,"2.00",', line("4.00"),
            f'Subtotal,,,,,,,"{stated}",', 'Grand total,,,,,,,"7.00",',
        )  # fmt: skip
        assert (codes(listing_of(text).findings) == []) == right, stated


def test_reading_is_the_same_twice() -> None:
    assert demo() == demo()


def test_raw_cells_are_kept_as_they_were() -> None:
    listing = demo()
    text = grid_of("erp.csv")
    for one in listing.lines:
        assert one.raw == text.rows[one.row - 1]


def test_shuffled_columns_of_the_demo_give_the_same_lines() -> None:
    grid = grid_of("erp.csv")
    out = io.StringIO(newline="")
    csv.writer(out).writerows([cells[::-1] if len(cells) == 11 else cells for cells in grid.rows])
    turned = listing_of(out.getvalue())
    assert [one[:12] for one in turned.lines] == [one[:12] for one in read_listing(grid).lines]


def test_dates_stay_inside_the_column() -> None:
    assert all(isinstance(one.post_date, date) for one in demo().lines)


def test_project_of_an_unreadable_or_empty_line_still_begins_its_block() -> None:
    """Otherwise the rows under it would be filled down from the project before, in silence."""
    for amount in ("12,3OO.00", "0.00"):
        text = rows(line("1.00"), line(amount, project="ZZ02-DEMO"), line("2.00", project="", ref="AP-3"))
        assert [one.project for one in listing_of(text).lines] == ["ZZ01-DEMO", "ZZ02-DEMO"]


def test_blank_account_is_asked_for_even_when_it_holds_a_space() -> None:
    assert codes(listing_of(rows(line("1.00", account=" "))).findings)[0] == "IMP-110"


def test_blank_project_cell_may_hold_a_space() -> None:
    assert [one.project for one in listing_of(rows(line("1.00"), line("2.00", project="  "))).lines] == [
        "ZZ01-DEMO"
    ] * 2


def test_dated_row_that_speaks_of_a_total_is_never_a_total() -> None:
    text = 'Project,Account,Date,Description,Amount\nZZ01-DEMO,,18/04/2018,Total station rental,"1.00"\n'
    assert codes(listing_of(text).findings)[0] == "IMP-110"
    assert len(listing_of(text).lines) == 1


def dated_total(words: str, amount: str, *, ref: str = "", payee: str = "", account: str = "6110") -> str:
    return f'ZZ01-DEMO,{account},30/06/2019,{ref},{payee},{words},HKD,"{amount}",ACT'


def test_dated_total_that_its_sum_proves_is_checked_and_not_counted() -> None:
    text = rows(line("600.00"), line("400.00"), dated_total("Subtotal for account 6110", "1,000.00"))
    listing = listing_of(text)
    assert [one.amount for one in listing.lines] == [hkd("600.00"), hkd("400.00")]
    assert [(found.kind, found.stated, found.counted) for found in listing.totals] == [
        ("subtotal", hkd("1000.00"), hkd("1000.00"))
    ]
    assert listing.findings == ()


def test_account_book_closes_its_month_and_its_year_with_sums() -> None:
    """As the 明细账 of a Mainland ledger program does, on the last day of the month."""
    closed = [dated_total("本月合计", "1,000.00"), dated_total("本年累计", "1,000.00")]
    next_month = [dated_total("本月合计", "50.00"), dated_total("本年累计", "1,050.00")]
    listing = listing_of(rows(line("600.00"), line("400.00"), *closed, line("50.00"), *next_month))
    assert [one.amount for one in listing.lines] == [hkd("600.00"), hkd("400.00"), hkd("50.00")]
    assert [found.stated for found in listing.totals] == [
        hkd("1000.00"),
        hkd("1000.00"),
        hkd("50.00"),
        hkd("1050.00"),
    ]
    assert listing.findings == ()


@pytest.mark.parametrize(
    "doubtful",
    [
        dated_total("Subtotal for account 6110", "999.00"),
        dated_total("Subtotal for account 6110", "1,000.00", ref="AP-7"),
        dated_total("小計", "1,000.00", payee="DEMO SUPPLIER"),
        dated_total("Total", "999.00"),
        dated_total("Total station rental", "1,000.00"),
        dated_total("Balance brought forward", "3,000.00"),
        dated_total("Bal b/f", "3,000.00"),
        dated_total("Cumulative to date", "3,000.00"),
        dated_total("本年累计", "3,000.00"),
        dated_total("上年结转", "3,000.00"),
        dated_total("期初余额", "3,000.00"),
    ],
)
def test_dated_row_that_may_be_a_total_waits_for_an_answer(doubtful: str) -> None:
    listing = listing_of(rows(line("600.00"), line("400.00"), doubtful))
    assert codes(listing.findings) == ["IMP-123"]
    assert [one.row for one in listing.lines] == [2, 3, 4]
    assert listing.totals == ()


def test_supplier_whose_name_begins_with_total_is_a_supplier() -> None:
    listing = listing_of(rows(dated_total("Fuel", "10.00", ref="AP-3", payee="TOTAL ENERGIES DEMO")))
    assert codes(listing.findings) == ["IMP-203"]
    assert [one.amount for one in listing.lines] == [hkd("10.00")]


@pytest.mark.parametrize("words", ["Sub-total", "Grand total", "總計", "Total for ZZ01-DEMO"])
@pytest.mark.parametrize(
    ("day", "at"), [("", at) for at in range(6)] + [("30/06/2019", at) for at in (0, 1, 3, 4, 5)]
)
def test_total_is_known_in_whichever_column_its_words_stand(words: str, day: str, at: int) -> None:
    cells = ["", "", day, "", "", "", "", "3.00", ""]
    cells[at] = words
    listing = listing_of(rows(line("1.00"), line("2.00"), ",".join(cells)))
    assert listing.findings == ()
    assert [found.stated for found in listing.totals] == [hkd("3.00")]
    assert len(listing.lines) == 2


@pytest.mark.parametrize("cut", ["11,500.00", "1,234,567.00", "-1,000.00", "HK$1,000.00"])
def test_figure_cut_by_its_comma_is_not_read_as_its_beginning(cut: str) -> None:
    """In the last column, without quotation marks; the rest of the file is read, and its total is not disputed."""
    head = "Project,Account,Date,Doc ref,Description,Amount\n"
    plain, broken = "ZZ01-DEMO,6110,2018-04-18,AP-1,Bolts,", "ZZ01-DEMO,6110,2018-04-19,AP-2,Nuts,"
    found = listing_of(head + plain + "10.00\n" + broken + cut + "\n")
    assert codes(found.findings)[0] == "IMP-316"
    assert [one.amount for one in found.lines] == [hkd("10.00")]
    assert [one.row for one in found.unread] == [3]
    # Whatever stands right of the head and is no rest of a figure was never read, and is not now.
    assert len(listing_of(head + plain + "10.00,see page 2\n").lines) == 1


def test_empty_currency_is_the_books_where_the_column_names_it() -> None:
    foreign, empty = line("1.00").replace("HKD", "USD"), line("2.00", ref="AP-2").replace("HKD", "")
    assert codes(listing_of(rows(foreign, empty)).findings)[0] == "IMP-318"
    found = listing_of(rows(foreign, empty, line("3.00", ref="AP-3")))
    assert [str(one.amount) for one in found.lines] == ["USD 1.00", "HKD 2.00", "HKD 3.00"]
    assert len(listing_of(rows(empty)).lines) == 1


@pytest.mark.parametrize("title", ["OUTSTANDING PURCHASE ORDERS", "未结订单清单", "Open POs as at 30 June"])
def test_list_of_open_orders_without_a_type_is_not_read_as_costs(title: str) -> None:
    head = "Project,Account,Date,PO no.,Amount\n"
    text = f"{title}\n{head}ZZ01-DEMO,6110,2018-04-18,PO-1,10.00\n"
    assert codes(listing_of(text).findings) == ["IMP-319"]
    assert (
        listing_of(text.replace("Amount\n", "Amount,Type\n").replace("10.00\n", "10.00,COM\n")).lines[0].kind
        == "commitment"
    )
