"""A bank, card or identity number that stands in somebody's words is shown with its last four figures, and no more.

Dates, times of an export and payment references made as UUIDs stay whole. Source: users.md N13 and US-08.
"""

from __future__ import annotations

import re
from typing import Final

# Tried in this order at each place of the text; what is named ``kept`` is no private number.
_NUMBER: Final = re.compile(
    r"""
    (?P<kept>
        (?<![0-9A-Za-z])[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![0-9A-Za-z])   # a UETR
      | (?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?(?!\d)   # 20190702091400
      | (?<!\d)\d{9,}[.,]\d                                                                   # an amount
    )
  | (?<!\d)\d{17}[0-9Xx](?![0-9A-Za-z])                                 # Mainland identity card
  | (?<![0-9A-Za-z])[A-Z]{1,2}\d{6}\ ?[(（][0-9A][)）]                   # Hong Kong identity card
  | (?<![0-9A-Za-z])[157](?:\d{6}[(（]\d[)）]|/\d{6}/\d)(?!\d)           # Macao identity card
  | (?<!\d)\d{4}(?P<gap>[ -])\d{4}(?P=gap)\d{4}(?P=gap)\d{4}(?:(?P=gap)\d{1,3})?(?!\d)    # a card, in fours
  | (?<!\d)\d{3}-\d{3,6}-(?:\d-)?\d{3,9}(?:-\d{1,3})?(?!\d)             # an account, in a bank's groups
  | (?<!\d)\d{9,}(?!\d)                                                 # figures in a row
    """,
    re.VERBOSE,
)


def masked(text: str) -> str:
    """The text with every such number cut to an ellipsis and its last four figures (or X)."""
    return _NUMBER.sub(_shortened, text)


def _shortened(match: re.Match[str]) -> str:
    if match["kept"] is not None:
        return match[0]
    return f"…{''.join(sign for sign in match[0] if sign.isalnum())[-4:]}"
