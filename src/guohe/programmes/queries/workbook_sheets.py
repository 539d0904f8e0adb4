"""Reads the sheets of one workbook in a process of its own, whose memory and time are bounded; run as a script, never imported.

Standard input is the workbook, standard output a JSON object of sheets, each a list of rows of texts. A workbook with one cell in its
last corner makes a reader ask for every cell before it: here that ends this process and nothing else.
"""

from __future__ import annotations

import datetime
import io
import json
import resource
import sys
from decimal import Decimal

from python_calamine import CalamineWorkbook

MEMORY = 600 * 1024 * 1024
SECONDS = 20


def text_of(value: object) -> str:
    """A typed cell as text: days in ISO, numbers with the fifteen digits that a spreadsheet keeps."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(f"{value:.15g}"), "f")
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return str(value.date())
    return str(value)


def main() -> None:
    """Reads standard input, answers on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    sheets = {
        name: [
            [text_of(cell) for cell in row]
            for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        ]
        for name in book.sheet_names
    }
    sys.stdout.write(json.dumps(sheets))


if __name__ == "__main__":
    main()
