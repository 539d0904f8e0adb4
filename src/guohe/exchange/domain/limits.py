"""Every file is bounded before it is read: in bytes, rows, columns, cell length, memory and time.

The reasons stand beside the figures. Raise one only together with a measurement of what it costs.
"""

from __future__ import annotations

from typing import Final

# A listing of 1,000,000 rows of the demo's width is about 120 MB in UTF-8 with all quotes, 60 MB as exported.
UPLOAD_BYTES: Final = 64 * 1024 * 1024
# A spreadsheet has 1,048,576 rows; a listing that fills one was cut off by the program that wrote it.
ROWS: Final = 1_000_000
# The widest ERP listing seen in documentation has about 90 columns.
COLUMNS: Final = 200
# The csv module's own bound; a spreadsheet cell holds 32,767. Longer means a quotation mark that never closes.
CELL_CHARS: Final = 131_072
# A workbook of ROWS rows by ten cells unpacks to about 500 MB of XML.
UNPACKED_BYTES: Final = 512 * 1024 * 1024
# Sheets of repeated text reach 40 to 1; deflate's ceiling, which bombs use, is about 1,030 to 1.
UNPACKED_RATIO: Final = 150
# Below this a high ratio is harmless: an empty styled sheet of 1 MB can be 200 to 1.
RATIO_COUNTS_FROM: Final = 8 * 1024 * 1024
# A workbook has about ten parts and one more for each sheet and picture.
PARTS: Final = 2_000
# The reader of workbooks works in a process of its own under these two bounds.
READER_MEMORY: Final = 3 * 1024 * 1024 * 1024
READER_SECONDS: Final = 60
# All texts of one workbook together; a shared text counts each time that a cell shows it.
SHEET_CHARS: Final = 256 * 1024 * 1024
# A head stands within the first rows; more title rows than this is another kind of document.
HEAD_SEARCH_ROWS: Final = 500
# No amount or date that a person writes is longer.
FIGURE_CHARS: Final = 64
# Evidence for an encoding is taken from this many bytes around the first foreign characters.
ENCODING_SAMPLE: Final = 256 * 1024
# A delimiter is chosen by looking at this much text.
DELIMITER_SAMPLE: Final = 64 * 1024
# A cell is quoted in a message up to here.
QUOTE_CHARS: Final = 60
# Faults of one cause are listed one by one up to this many; the rest are counted in one finding.
FINDINGS_OF_A_CAUSE: Final = 5_000
# Repairs of one kind are listed one by one up to this many; the last one counts the rest.
REPAIRS_OF_A_KIND: Final = 20_000
