"""A book is refused with every fault in it, each with its place and its repair, in one pass."""

from __future__ import annotations

from guohe.kernel.findings import Finding, Level, Place


class Faults:
    """What is wrong with the books read so far."""

    def __init__(self) -> None:
        self.found: list[Finding] = []

    def add(self, code: str, place: str, **values: str) -> None:
        """One more fault at a place, which is named as the author knows it: the file, the rule, the field."""
        self.found.append(Finding(code, Level.STOP, Place(pointer=place), {"place": place, **values}))
