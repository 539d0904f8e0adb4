"""A month is written YYYY-MM and ends on its last day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from guohe.kernel.findings import Finding, Level, Refused

_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def last_day(text: str) -> date:
    """The last day of a month. Refused (REC-117) for anything that is not one."""
    found = _MONTH.fullmatch(text.strip())
    if found is None or found[1] == "0000":
        raise Refused(Finding("REC-117", Level.STOP, values={"seen": text[:20]}))
    year, month = int(found[1]), int(found[2])
    if (year, month) == (9999, 12):
        return date.max
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
