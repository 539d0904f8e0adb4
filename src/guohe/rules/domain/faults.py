"""A book is refused with every fault in it, each with its place and its repair, in one pass."""

from __future__ import annotations

from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.names import Called, Name
from guohe.kernel.texts import LANGUAGES, say


class Faults:
    """What is wrong with the books read so far."""

    def __init__(self) -> None:
        self.found: list[Finding] = []
        # Rules of which a parameter or an example was not readable before the book was made: nothing is proved of them.
        self.spoilt: set[str] = set()

    def add(self, code: str, place: str, **values: str) -> None:
        """One more fault at a place, which is named as the author knows it: the file, the rule, the field."""
        self.put(code, Place(pointer=place), {"place": place, **values})

    def put(self, code: str, at: Place, values: dict[str, str]) -> None:
        """One more fault, with what became of the book."""
        left = Called(Name(*(self.left(lang) for lang in LANGUAGES)))
        self.found.append(Finding(code, Level.STOP, at, {**values, "left": left}))

    def left(self, lang: str) -> str:
        """What became of a book with faults."""
        return say("rules.left.loaded", lang)
