"""Other people's readers judge our files: openpyxl opens the workbook, pypdf the paper."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import openpyxl
import pypdf
import pytest

from guohe.documents.domain.paper import Paper, version_code
from guohe.documents.operations.render_csv import render_csv
from guohe.documents.operations.render_pdf import render_pdf
from guohe.documents.operations.render_xlsx import render_xlsx
from guohe.kernel.money import Money, total
from guohe.kernel.tables import Column, Kind, Table

HOSTILE = (
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "@SUM(A1)",
    "#strong[x] $y$ */",
    "<script>",
    "\x01\x0b",
    "深水埗",
)
AMOUNTS = tuple(Money("HKD", minor) for minor in (18_600_000, -125_000, 1, 4_360_000, 99, 100, 7))
TABLE = Table(
    "Lines 各行",
    [
        Column("payee", "Payee 收款人"),
        Column("on", "Posted", Kind.DATE),
        Column("count", "Lines", Kind.NUMBER),
        Column("amount", "Amount 金額", Kind.MONEY),
    ],
    [(text, date(2018, 6, 15), 1200, amount) for text, amount in zip(HOSTILE, AMOUNTS, strict=True)],
    totals=("Total", None, None, total("HKD", AMOUNTS)),
    notes=("At lot rate 1.2400.",),
)
PAPER = Paper(
    "Report 報告",
    "DEMO-NKP-2018-001",
    "en",
    second_title="項目報告",
    as_at="2019-07-02",
    facts=(("Unit", "國家鋼結構工程技術研究中心香港分中心"),),
    signatures=("Prepared", "Approved"),
    demo=True,
)


def sheet_of(tables: list[Table], *, formulas: bool = True) -> Any:
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(tables, paper=PAPER)), data_only=not formulas)
    return book.worksheets[0]


def body_of(sheet: Any) -> list[Any]:
    rows = list(sheet.iter_rows())
    head = next(index for index, row in enumerate(rows) if row[0].value == "Payee 收款人")
    return rows[head : head + 1 + len(TABLE.rows) + 1]


def test_amounts_and_dates_are_real_numbers_and_dates() -> None:
    for row, amount in zip(body_of(sheet_of([TABLE]))[1:-1], AMOUNTS, strict=True):
        assert row[3].data_type == "n"
        assert round(row[3].value * 100) == amount.minor
        assert row[3].number_format == "#,##0.00"
        assert row[1].value == datetime(2018, 6, 15)  # noqa: DTZ001 -- a spreadsheet has no zone
        assert row[2].value == 1200


def test_text_of_a_user_is_never_a_formula() -> None:
    for row, text in zip(body_of(sheet_of([TABLE]))[1:-1], HOSTILE, strict=True):
        assert row[0].data_type == "s"
        if text.isprintable():
            assert row[0].value == text


def test_the_only_formula_is_a_sum_of_ours_that_carries_its_value() -> None:
    found = [cell for row in sheet_of([TABLE]).iter_rows() for cell in row if cell.data_type == "f"]
    assert [cell.value for cell in found] == [f"=SUM(D{found[0].row - len(AMOUNTS)}:D{found[0].row - 1})"]
    carried = body_of(sheet_of([TABLE], formulas=False))[-1][3].value
    assert round(carried * 100) == total("HKD", AMOUNTS).minor


def test_a_total_that_is_no_sum_is_written_as_it_is() -> None:
    odd = replace(TABLE, totals=("Total", None, None, Money.of("HKD", "1.00")))
    cell = body_of(sheet_of([odd]))[-1][3]
    assert (cell.data_type, cell.value) == ("n", 1)


def test_a_workbook_says_demo_and_prints_on_a4_with_room_for_a_seal() -> None:
    sheet = sheet_of([TABLE])
    assert sheet["A1"].value == "DEMO – invented data"
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_margins.right >= 25 / 25.4 - 0.01
    assert sheet.print_title_rows is not None
    assert "DEMO-NKP-2018-001" in sheet.oddHeader.left.text
    assert version_code([TABLE], PAPER) in sheet.oddHeader.left.text


def test_sheets_get_names_that_a_workbook_takes() -> None:
    tables = [replace(TABLE, title=title) for title in ("a/b:c*[d]?", "a/b:c*[d]?", "長" * 60, "", "History")]
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(tables, paper=PAPER)))
    names = [sheet.title for sheet in book.worksheets]
    assert len({name.lower() for name in names}) == 5
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_the_name_of_a_sheet_is_cut_between_words_and_keeps_its_apostrophe() -> None:
    title = "Bridge from the host's years to the funder's"
    tables = [replace(TABLE, title=each) for each in (title, title, "Short")]
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(tables, paper=PAPER)))
    assert book.sheetnames == ["Bridge from the host's years", "Bridge from the host's years 2", "Short"]


def test_the_same_tables_give_the_same_bytes() -> None:
    assert render_xlsx([TABLE], paper=PAPER) == render_xlsx([TABLE], paper=PAPER)
    assert render_pdf([TABLE], paper=PAPER) == render_pdf([TABLE], paper=PAPER)
    assert render_csv(TABLE) == render_csv(TABLE)


def pdf_of(*tables: Table, paper: Paper = PAPER) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(render_pdf(tables, paper=paper)))


def fonts_of(reader: pypdf.PdfReader) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            below = font.get_object()["/DescendantFonts"][0].get_object()
            found[below["/BaseFont"]] = below["/FontDescriptor"].get_object()
    return found


@pytest.mark.parametrize(("lang", "face"), [("en", "CJKhk"), ("zh-hant", "CJKhk"), ("zh-hans", "CJKsc")])
def test_fonts_are_embedded_with_the_shapes_of_the_readers_side(lang: str, face: str) -> None:
    readable = replace(TABLE, rows=[row for row in TABLE.rows if str(row[0]).isprintable()])
    fonts = fonts_of(pdf_of(readable, paper=replace(PAPER, lang=lang)))
    assert fonts
    assert all(face in name for name in fonts)


def test_every_font_is_embedded_even_for_signs_that_the_face_does_not_have() -> None:
    fonts = fonts_of(pdf_of(TABLE))
    assert len(fonts) > 1
    for descriptor in fonts.values():
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)


def test_every_page_carries_id_version_page_number_and_the_heads() -> None:
    reader = pdf_of(replace(TABLE, rows=[TABLE.rows[6]] * 120))
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) > 2
    code = version_code([replace(TABLE, rows=[TABLE.rows[6]] * 120)], PAPER)
    for number, text in enumerate(pages, start=1):
        assert "DEMO-NKP-2018-001" in text
        assert code in text
        assert f"{number} / {len(pages)}" in text
        assert "Payee 收款人" in text
        assert "DEMO – invented data" in text


def test_the_text_is_there_as_it_was_written_and_source_runs_nowhere() -> None:
    text = pdf_of(TABLE).pages[0].extract_text()
    for words in (
        '=HYPERLINK("http://x","y")',
        "#strong[x] $y$ */",
        "<script>",
        "深水埗",
        "186,000.00",
        "項目報告",
    ):
        assert words in text, words
    assert "−1,250.00" in text
    assert "Prepared" in text


def test_the_paper_is_tagged_for_screen_readers_and_has_a_title() -> None:
    reader = pdf_of(TABLE)
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == "Report 報告"


def test_paper_is_a4_with_25_millimetres_free_at_the_right() -> None:
    page = pdf_of(TABLE).pages[0]
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (210, 297)
    reach: list[float] = []

    def visit(text: str, _user: Any, matrix: Any, _font: Any, size: Any) -> None:
        if text.strip() and text.strip() != "DEMO":
            reach.append(float(matrix[4]))

    page.extract_text(visitor_text=visit)
    assert max(reach) < width - 25 / 25.4 * 72


def test_live_papers_carry_no_demo_mark() -> None:
    text = pdf_of(TABLE, paper=replace(PAPER, demo=False, reference="NKP-1")).pages[0].extract_text()
    assert "DEMO" not in text
