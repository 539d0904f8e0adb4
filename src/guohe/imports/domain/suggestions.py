"""A code that is almost one of the host's own is proposed, never put in its place.

First by signs that look alike (ZZ0I-DEMO for ZZ01-DEMO), then by one slip of the keyboard. Two candidates are none. Another
digit is no slip: codes are counted on, and ZZ10-DEMO is a project of somebody.
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


def _other_digits(one: str, other: str) -> bool:
    """Whether two codes of one length differ in digits alone."""
    return len(one) == len(other) and all(
        first.isdigit() and second.isdigit()
        for first, second in zip(one, other, strict=True)
        if first != second
    )


class Suggestions:
    """Answers "did you mean" for the codes of one host."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._codes = tuple(codes)
        self._alike: dict[str, list[str]] = {}
        self._near: dict[str, set[str]] = {}
        self._answers: dict[str, str] = {}
        self._slipped: set[str] = set()

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

    def of_several(self, seen: Iterable[str]) -> dict[str, str]:
        """The codes that are one slip from a project of which another code is so as well, each with the others: they may be projects."""
        near: dict[str, list[str]] = {}
        for code in dict.fromkeys(seen):
            if (meant := self.for_code(code)) and code in self._slipped:
                near.setdefault(meant, []).append(code)
        return {
            code: ", ".join(other for other in codes if other != code)
            for codes in near.values()
            for code in codes
            if len({_plain(each) for each in codes}) > 1
        }

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
        near = {
            code
            for code in near
            if one_slip_apart(plain, _plain(code)) and not _other_digits(plain, _plain(code))
        }
        if len(near) != 1:
            return ""
        self._slipped.add(seen)
        return near.pop()
