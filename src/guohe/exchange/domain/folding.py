"""Two spellings of one name have one key; the key is for comparing and is never shown.

示例鋼材有限公司 and 示例钢材有限公司 are one supplier. The table is data, read once.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

_DATA: Final = Path(__file__).parent / "data" / "folding.txt"
# The same word written short and long in company names.
_ENDINGS: Final = (("limited", "ltd"), ("company", "co"), ("corporation", "corp"), ("incorporated", "inc"))


@cache
def table() -> dict[int, str]:
    """Traditional and regional characters to the form that stands for all of them."""
    pairs: dict[int, str] = {}
    for line in _DATA.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            pairs.update((ord(pair[0]), pair[1]) for pair in line.split())
    return pairs


def fold(text: str) -> str:
    """Width, case and script no longer differ; blanks and signs stay."""
    if text.isascii():
        return text.casefold()
    return unicodedata.normalize("NFKC", text).casefold().translate(table())


def stands(word: str, text: str) -> bool:
    """Whether a folded word stands in a folded text; a Latin word only as a whole word."""
    return bool(_whole(word).search(text)) if word.isascii() else word in text


@lru_cache(maxsize=256)
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![0-9a-z]){re.escape(word)}(?![0-9a-z])", re.IGNORECASE)


def name_key(text: str) -> str:
    """Only letters, digits and characters of a folded name, with the company ending in its short form."""
    words = "".join(sign if sign.isalnum() else " " for sign in fold(text)).split()
    if not words:
        return ""
    short = dict(_ENDINGS)
    return "".join(short.get(word, word) for word in words)
