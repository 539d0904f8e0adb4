"""What a person may settle about a file that its bytes leave open; everything else is evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

DateOrder = Literal["day first", "month first"]

# Faults of the head: naming the columns repairs them, so the file is kept and its columns are asked for.
COLUMN_CODES: Final = (
    "IMP-002",
    "IMP-024",
    "IMP-025",
    "IMP-026",
    "IMP-027",
    "IMP-028",
    "IMP-290",
    "IMP-295",
    "IMP-330",
)

ROLES: Final[dict[str, tuple[str, ...]]] = {
    "erp": (
        "project",
        "account",
        "account_name",
        "post_date",
        "doc_ref",
        "payee",
        "description",
        "order_no",
        "lot",
        "currency",
        "amount",
        "debit",
        "credit",
        "mark",
        "other_mark",
        "kind",
    ),
    "bank": (
        "txn_date",
        "post_date",
        "value_date",
        "narrative",
        "reference",
        "payer",
        "amount",
        "mark",
        "other_mark",
        "withdrawal",
        "deposit",
        "balance",
    ),
}


@dataclass(frozen=True, slots=True)
class HowToRead:
    """A person's choices: encoding, role -> head or column letter, project for a file without one, order of dates.

    Of a workbook the ``sheet``; empty where only one could be meant. Of a statement also whose it is (``account``, ``2101-CNY``) and the code of its bank's ``profile``; empty where the file
    and the account say it.
    """

    encoding: str | None = None
    columns: Mapping[str, str] | None = None
    project: str = ""
    date_order: DateOrder | None = None
    account: str = ""
    profile: str = ""
    sheet: str = ""


AS_IT_IS: Final = HowToRead()
