"""Every file in this folder is made here, byte for byte the same each time. Run: python demo/make_files.py [folder]

Names, numbers, suppliers, banks and mistakes are invented. Nothing here is a real grant, person or account.
"""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Final

import xlsxwriter

FOLDER: Final = Path(__file__).resolve().parent
if str(FOLDER) not in sys.path:
    sys.path.insert(0, str(FOLDER))

from bad_sources import bad_files  # noqa: E402 - the folder is not a package, so its files find one another by path
from listing_source import ERP  # noqa: E402
from other_sources import BANK_CNY, BANK_HKD, BUDGET, EVENTS, MAPPING, PAYROLL, TRANSFERS  # noqa: E402


def windows(text: str) -> str:
    """Line ends as an ERP on Windows writes them, also inside quotes."""
    return text.replace("\n", "\r\n")


def rows_of(text: str) -> list[list[str]]:
    """The cells of a source text."""
    return list(csv.reader(io.StringIO(text, newline="")))


def tab_separated(text: str) -> str:
    """The same cells with tabs between them."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(rows_of(text))
    return out.getvalue()


def workbook(text: str, *, sheet: str, merged: tuple[str, ...] = (), numbers: tuple[int, ...] = ()) -> bytes:
    """The same cells as a workbook, whole numbers of the columns ``numbers`` as numbers, with merged ranges."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": "DEMO, invented", "created": datetime(2019, 7, 2, 9, 14)})  # noqa: DTZ001
        page = book.add_worksheet(sheet)
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        for row, cells in enumerate(rows_of(text)):
            for column, cell in enumerate(cells):
                if column in numbers and cell.isascii() and cell.isdigit():
                    page.write_number(row, column, int(cell))
                elif cell:
                    page.write_string(row, column, cell, wrap)
        for cells_range in merged:
            first = cells_range.split(":")[0]
            row, column = int(first[1:]) - 1, ord(first[0]) - ord("A")
            page.merge_range(cells_range, rows_of(text)[row][column], wrap)
    return same_bytes(out.getvalue())


def same_bytes(packed: bytes) -> bytes:
    """The parts of a workbook packed anew, stored and dated alike, so that no library version shows."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name in sorted(old.namelist()):
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), old.read(name))
    return out.getvalue()


def files() -> dict[str, bytes]:
    """Path inside this folder to content."""
    made = {
        "erp.csv": windows(ERP).encode("big5hkscs"),
        "erp-utf16.tsv": windows("\ufeff" + tab_separated(ERP)).encode("utf-16-le"),
        "erp-gb18030.csv": windows(ERP).encode("gb18030"),
        "erp-utf8.csv": ERP.encode("utf-8-sig"),
        "erp.xlsx": workbook(
            ERP, sheet="Listing 明細", merged=("A4:A11", "A16:A18", "A20:A24"), numbers=(1, 3)
        ),
        "bank_cny.csv": windows(BANK_CNY).encode("utf-8"),
        "bank_hkd.tsv": windows(BANK_HKD).encode("big5hkscs"),
        "budget_mainland.csv": windows(BUDGET).encode("utf-8"),
        "budget_mainland-gb18030.csv": windows(BUDGET).encode("gb18030"),
        "budget_mainland.xlsx": workbook(BUDGET, sheet="附表3", merged=("A1:E1", "A14:E14"), numbers=(0,)),
        "mapping.csv": MAPPING.encode("utf-8"),
        "events.csv": EVENTS.encode("utf-8"),
        "transfers.csv": TRANSFERS.encode("utf-8"),
        "payroll.csv": PAYROLL.encode("utf-8"),
    }
    made.update((f"bad/{name}", content) for name, content in bad_files().items())
    return made


def main(folder: Path) -> None:
    """Writes every file under ``folder``."""
    for name, content in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
