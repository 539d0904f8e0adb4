"""A code that is almost one of the host's own is proposed, never put in its place.

First by signs that look alike (ZZ0I-DEMO for ZZ01-DEMO), then by one slip of the keyboard. Two candidates are none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

from guohe.kernel.slips import one_slip_apart

_ALIKE: Final = str.maketrans(
    {"O": "0", "Q": "0", "I": "1", "L": "1", "|": "1", "S": "5", "B": "8", "Z": "2", "_": "-"}
)
_SHORTEST_WITH_A_SLIP: Final = 5
_LONGEST: Final = 40


def _plain(code: str) -> str:
    return "".join(unicodedata.normalize("NFKC", code).upper().split())


def _slips(plain: str) -> set[str]:
    """The text with any one sign left out: two texts one slip apart share such a form."""
    return {plain[:at] + plain[at + 1 :] for at in range(len(plain))} | {plain}


class Suggestions:
    """Answers "did you mean" for the codes of one host."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._codes = tuple(codes)
        self._alike: dict[str, list[str]] = {}
        self._near: dict[str, set[str]] = {}
        self._answers: dict[str, str] = {}

    def _prepare(self) -> None:
        for code in self._codes:
            plain = _plain(code)
            self._alike.setdefault(plain.translate(_ALIKE), []).append(code)
            if len(plain) >= _SHORTEST_WITH_A_SLIP:
                for form in _slips(plain):
                    self._near.setdefault(form, set()).add(code)

    def for_code(self, seen: str) -> str:
        """The one code that was meant, or nothing."""
        if seen not in self._answers:
            self._answers[seen] = self._find(seen)
        return self._answers[seen]

    def _find(self, seen: str) -> str:
        if not self._alike:
            self._prepare()
        plain = _plain(seen)
        if not plain or len(plain) > _LONGEST:
            return ""
        alike = self._alike.get(plain.translate(_ALIKE), [])
        if alike:
            return alike[0] if len(alike) == 1 else ""
        near = {code for form in _slips(plain) for code in self._near.get(form, ())}
        near = {code for code in near if one_slip_apart(plain, _plain(code))}
        return near.pop() if len(near) == 1 else ""
