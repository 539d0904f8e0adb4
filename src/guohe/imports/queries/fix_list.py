"""The fix list of a file: its own rows, each with its result, what to do, and the codes behind it."""

from __future__ import annotations

from datetime import date
from typing import Final

from guohe.documents.queries.files import content_of, file_by_number
from guohe.exchange.operations.open_file import open_file
from guohe.exchange.operations.write_sheet import as_csv, as_xlsx
from guohe.imports.domain.fix_list import fix_list, rows_to_fix
from guohe.imports.domain.how_to_read import HowToRead
from guohe.imports.domain.standing import JobFacts
from guohe.imports.queries.look import Looked, look

FIX_FORMS: Final = ("csv", "xlsx")


def fix_list_of(job: JobFacts, *, fmt: str, on: date, lang: str) -> bytes | None:
    """The marked file of an import, judged as on the first day; None when its bytes are gone."""
    stored = file_by_number(job.document_id or 0)
    if stored is None:
        return None
    content = content_of(stored)
    told = job.reading.get("how")
    how = HowToRead(**told) if isinstance(told, dict) else HowToRead()
    looked = look(
        content,
        name=job.file_name,
        host_id=job.host_id,
        on=on,
        how=how,
        lang=lang,
        currency=job.currency,
        fresh=True,
    )
    return marked(content, looked, name=job.file_name, how=how, fmt=fmt, lang=lang)


def marked(content: bytes, looked: Looked, *, name: str, how: HowToRead, fmt: str, lang: str) -> bytes | None:
    """A file with its three columns; None when it was not judged."""
    opened = open_file(content, name=name, encoding=how.encoding, sheet=how.sheet)
    if opened.grid is None or looked.judgement is None:
        return None
    rows = fix_list(opened.grid, looked.judgement, lang)
    return as_xlsx(rows, marked=rows_to_fix(looked.judgement)) if fmt == "xlsx" else as_csv(rows)
