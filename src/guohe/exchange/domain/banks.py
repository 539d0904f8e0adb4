"""What is particular to one bank is data: which column is which, which date counts, where names are cut, where charges stand.

A profile is a file (``data/banks``) with a version and a source; a host writes its own in the same form. ``profile_file``
reads one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

Counts = Literal["post", "value", "txn"]
DayOrder = Literal["day first", "month first"]
PayerLine = Literal["", "first line", "last line"]
ChargesStand = Literal["", "own line", "netted"]


@dataclass(frozen=True, slots=True)
class BankProfile:
    """One bank's ways. ``cut`` is the length at which it cuts a payer's name, 0 if it does not; ``order`` is None where nobody said.

    ``columns`` and ``narrative`` name heads; what they leave out is found by the words of heads. ``charge_words`` are this
    bank's own words on a line that is a charge.
    """

    code: str
    name: str
    counts: Counts = "post"
    cut: int = 0
    order: DayOrder | None = "day first"
    currency: str = ""
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    narrative: tuple[str, ...] = ()
    payer: PayerLine = ""
    charges: ChargesStand = ""
    charge_words: tuple[str, ...] = ()
    version: int = 1
    name_zh_hant: str = ""
    name_zh_hans: str = ""

    def called(self, lang: str) -> str:
        """Its name for a reader; a profile that gives none in Chinese keeps the one it has."""
        return {"zh-hant": self.name_zh_hant, "zh-hans": self.name_zh_hans}.get(lang, "") or self.name

    @property
    def heads(self) -> dict[str, str]:
        """Role -> head, as a person's own choice of columns would say it; the first column of a split narrative is its own."""
        first = {"narrative": self.narrative[0]} if self.narrative else {}
        return {**first, **self.columns}


PLAIN: Final = BankProfile(
    "PLAIN",
    "Any statement with heads",
    order=None,
    version=2,
    name_zh_hant="任何有欄名的結單",
    name_zh_hans="任何有栏名的对账单",
)

# The profile of the account with this ending and currency; either is empty where the file does not say it.
ProfileOf = Callable[[str, str], BankProfile]
