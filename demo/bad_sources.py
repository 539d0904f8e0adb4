"""One fault a file: what a newcomer's own export may look like. The hostile ones are tiny; the huge ones live in tests.

What each must say, in three languages, stands in bad/expected.toml.
"""

from __future__ import annotations

import io
import zipfile
from typing import Final

from listing_source import ERP
from other_sources import BUDGET

_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_PLAIN_HEAD: Final = (
    "Project,Account,Account desc,Post date,Doc ref,Payee,Description,PO no.,Type,Cur,Amount\n"
)


def _plain(rows: int, changed: dict[int, str] | None = None) -> str:
    """A listing with a one-line head and ``rows`` lines of 1,000.00; ``changed`` gives whole lines by row number."""
    lines = [_PLAIN_HEAD]
    for row in range(2, rows + 2):
        day = f"{(row * 7) % 28 + 1:02d}/09/2018"
        line = f'ZZ01-DEMO,6110,Consumables,{day},AP18-1{row:04d},DEMO SUPPLIER,Bolts,,ACT,HKD,"1,000.00"\n'
        lines.append((changed or {}).get(row, line))
    return "".join(lines)


def _line(day: str, amount: str, *, text: str = "Bolts", row: int = 0) -> str:
    return f'ZZ01-DEMO,6110,Consumables,{day},AP18-1{row:04d},DEMO SUPPLIER,{text},,ACT,HKD,"{amount}"\n'


def _statement(rows: str, currency: str = "CNY") -> bytes:
    head = (
        f"Account 帳戶,***-***-DEMO01,{currency},,,,\n"
        "Txn date 交易日期,Post date 入帳日期,Value date 起息日,Description 摘要,Withdrawal 支出,Deposit 存入,Balance 結餘\n"
    )
    return (head + rows).encode("utf-8")


def _payments(count: int, start: int, step: int) -> str:
    """``count`` deposits of ``step`` from ``start``, each with its right balance."""
    rows, balance = "", start
    for number in range(1, count + 1):
        balance += step
        day = f"{number:02d}/05/2018"
        rows += f'{day},{day},{day},DEMO CREDIT {number},,"{step:,}.00","{balance:,}.00"\n'
    return rows


def _entry(day: str, text: str, into: str, balance: str, *, value: str = "") -> str:
    return f'{day},{day},{value or day},{text},,"{into}","{balance}"\n'


def _ole(stream: str) -> bytes:
    """The beginning of a compound file with one named stream in its directory."""
    head = _OLE + bytes(16) + bytes.fromhex("3e000300feff0900") + bytes(480)
    return head + stream.encode("utf-16-le").ljust(128, b"\x00") + bytes(384)


def _package(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


def _workbook_parts(shared: str = "") -> dict[str, str]:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "xl/workbook.xml": f'<?xml version="1.0"?><workbook xmlns="{main}"><sheets/></workbook>',
        "xl/sharedStrings.xml": shared or f'<?xml version="1.0"?><sst xmlns="{main}"/>',
    }


_ENTITIES: Final = (
    '<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><sst><si><t>&c;</t></si></sst>'
)


def bad_files() -> dict[str, bytes]:
    """Name in bad/ to content."""
    # 12 rows each: account, head, nine credits, and the credit whose balance has two digits swapped.
    swapped_cny = _payments(9, 400_000, 5_000) + _entry("21/06/2019", "INWARD TT", "34,850.00", "497,850.00")
    hkd = _payments(9, -9_000, 1_000) + _entry("20/06/2018", "FX CNY/HKD 1.2400", "892,614.00", "892,641.00")
    middle = (
        _entry("16/04/2018", "INWARD TT", "719,850.00", "719,850.00")
        + _entry("17/04/2018", "DEMO CREDIT", "150.00", "702,000.00")
        + _entry("18/04/2018", "DEMO CREDIT", "1,000.00", "721,000.00")
    )
    missing = (
        _entry("16/04/2018", "INWARD TT", "719,850.00", "719,850.00")
        + _entry("17/04/2018", "DEMO CREDIT", "150.00", "718,500.00")
        + _entry("18/04/2018", "DEMO CREDIT", "1,000.00", "719,500.00")
    )
    dates = _entry("16/04/2018", "INWARD TT", "719,850.00", "719,850.00", value="17/04/2018")
    both_ways = {
        3: _line("18/04/2018", "1,000.00", row=3),
        4: _line("04/18/2018", "1,000.00", row=4),
        5: _line("05/10/2018", "1,000.00", row=5),
    }
    return {
        # The file as a whole
        "pdf_renamed.csv": b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n",
        "picture_renamed.csv": bytes.fromhex("89504e470d0a1a0a0000000d49484452") + bytes(32),
        "page_renamed.xls": b"<html><body><table><tr><td>Project</td></tr></table></body></html>\n",
        "archive_renamed.xlsx": _package({"listing.csv": "Project,Amount\n"}),
        "locked.xlsx": _ole("EncryptedPackage"),
        "old_excel.xls": _ole("Workbook"),
        "truncated.xlsx": _package(_workbook_parts())[:-40],
        "entities.xlsx": _package(_workbook_parts(_ENTITIES)),
        "paths.xlsx": _package({**_workbook_parts(), "../../outside.xml": "<x/>"}),
        "empty.csv": b"",
        "header_only.csv": _PLAIN_HEAD.encode(),
        "nul_bytes.csv": _plain(3).encode().replace(b"Bolts", b"Bo\x00ts", 1),
        "big5_read_as_utf8.csv": ERP.replace("埗", "\N{REPLACEMENT CHARACTER}").encode(),
        "big5_read_as_western.csv": ERP.encode("big5hkscs").decode("latin-1").encode(),
        "cut_in_a_character.csv": ERP.encode()[: ERP.encode().index("摘要".encode()) + 2],
        "cut_in_a_quote.csv": ERP[: ERP.index("21,800.00") + 4].encode(),
        "mixed_encodings.csv": _plain(2).replace("Bolts", "螺栓", 1).encode()
        + _plain(9).replace("Bolts", "鋼材").encode() * 20
        + "ZZ01-DEMO,6110,螺絲\n".encode("big5hkscs")
        + _plain(2).encode(),
        # Columns
        "no_amount.csv": "項目,科目,摘要\nZZ01-DEMO,6110,鋼材\n".encode(),
        "two_amounts.csv": _plain(3).replace(",PO no.,", ",Amount,").encode(),
        # Rows
        "letter_in_amount.csv": _plain(24, {23: _line("14/09/2018", "12,3OO.00", row=23)}).encode(),
        "impossible_day.csv": _plain(5, {4: _line("31/02/2018", "1,000.00", row=4)}).encode(),
        "dates_both_ways.csv": _plain(5, both_ways).encode(),
        "three_decimals.csv": _plain(5, {4: _line("14/09/2018", "1,000.005", row=4)}).encode(),
        "formula.csv": _plain(5, {4: _line("14/09/2018", "1,000.00", text="=HYPERLINK(A1)", row=4)}).encode(),
        "broken_formula.csv": _plain(5, {4: _line("14/09/2018", "#REF!", row=4)}).encode(),
        # Totals
        "control_total.csv": ERP.replace('"503,830.50"', '"503,880.50"').encode("big5hkscs"),
        "subtotal.csv": ERP.replace('"318,700.00"', '"318,070.00"').encode("big5hkscs"),
        # Statements
        "swapped_digits.csv": _statement(hkd, "HKD"),
        "swapped_digits_cny.csv": _statement(swapped_cny),
        "swapped_digits_middle.csv": _statement(middle),
        "row_missing.csv": _statement(missing),
        "three_dates.csv": _statement(dates),
        # Budget tables
        "budget_sum.csv": BUDGET.replace("交流费,9.00,9.00", "交流费,8.00,9.00").encode(),
        "budget_unit_unsaid.csv": BUDGET.replace("金额单位：万元", "").encode(),
        "budget_unit_wrong.csv": BUDGET.replace("金额单位：万元", "金额单位：元").encode("gb18030"),
        "budget_numerals.csv": BUDGET.replace("36.00,36.00", "18.00,18.00")
        .replace("108.00,108.00", "90.00,90.00")
        .replace("120.00,120.00", "102.00,102.00")
        .encode(),
    }
