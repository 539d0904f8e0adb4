"""The named cast: tests speak of people, not of numbers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from guohe.kernel.clock import UTC8
from guohe.kernel.names import Name

# The demo's fixed clock (users.md 5.1).
NOW: Final = datetime(2019, 7, 2, 10, 0, tzinfo=UTC8)
TODAY: Final = date(2019, 7, 2)

INVESTIGATOR: Final = "demo.yip"
RESEARCH_OFFICE: Final = "sample.ng"
FINANCE_OFFICE: Final = "test.lau"
PROGRAMME_OFFICER: Final = "wang.shili"
AUDITOR: Final = "audit.ho"
ADMINISTRATOR: Final = "admin.demo"

# A second host and its own finance officer, who must never see the first.
OTHER_HOST: Final = "other"
OTHER_HOST_NAME: Final = Name("Other Demo University", "另一示範大學", "另一示范大学")
OTHER_OFFICER: Final = "other.chan"
OTHER_OFFICER_NAME: Final = Name("Mx Other Chan", "陳另一", "陈另一")
