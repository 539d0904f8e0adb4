"""A fault of a book that came from a spreadsheet names its cell: the author has no file to look into, but a sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from guohe.kernel.findings import Place
from guohe.kernel.texts import say
from guohe.rules.domain.faults import Faults

# Where the fault is about a field that the place does not name: the field to fill or to correct.
_MEANT: Final[Mapping[str, tuple[str, ...]]] = {
    "RUL-815": ("evidence",),
    "RUL-877": ("unit",),
    "RUL-813": ("clause", "in_force"),
    "RUL-821": ("after",),
    "RUL-809": ("after",),
}
# A cell is text already: what a data file writes in quotation marks or brackets stands in it without them.
_IN_A_CELL: Final[Mapping[str, str]] = {'["…", "…"]': "… | …", '"': ""}
_ADDRESS: Final = re.compile(r"^(\w+)!([A-Z]*)([0-9]+)$")


class CellFaults(Faults):
    """Faults of one table; ``top`` is the place that the reader of books uses for the whole, ``cells`` the cell of each field."""

    def __init__(self, top: str) -> None:
        super().__init__()
        self.top = top
        self.cells: Mapping[tuple[str, ...], str] = {}
        self.label = ""

    def add(self, code: str, place: str, **values: str) -> None:
        """One more fault, at the cell that the place stands for."""
        if _ADDRESS.match(place):
            cell = place
        else:
            cell = self._cell(code, place, values)
            if code == "RUL-804" and any(fault.place.pointer == cell for fault in self.found if cell):
                # Said already of this very cell: what it holds could not be read, and so the field is missing.
                return
            for written, shown in _IN_A_CELL.items():
                values = {**values, "expected": values.get("expected", "").replace(written, shown)}
        seen = _ADDRESS.match(cell)
        told = place.removeprefix(self.top).removeprefix(", ")
        where = cell if told in ("", cell) or not cell else f"{cell} ({told})"
        at = Place(
            row=int(seen[3]) if seen else None,
            column=seen[2] or None if seen else None,
            pointer=cell or place,
        )
        self.put(code, at, {"place": where or place, **values})

    def left(self, lang: str) -> str:
        """A table with faults leaves nothing behind."""
        return say("rules.left.written", lang)

    def _cell(self, code: str, place: str, values: Mapping[str, str]) -> str:
        if not place.startswith(self.top):
            return self._of_version(code, place, values)
        path = [part for part in place.removeprefix(self.top).split(", ") if part]
        if not path and "rule" in values:
            path = [values["rule"]]
        if not path and "rules" in values:
            path = [values["rules"].split(" → ")[0]]
        wanted = (*path, *_MEANT.get(code, (values["field"],) if "field" in values else ()))
        for length in range(len(wanted), 0, -1):
            if wanted[:length] in self.cells:
                return self.cells[wanted[:length]]
        return ""

    def _of_version(self, code: str, place: str, values: Mapping[str, str]) -> str:
        """Two versions do not fit: the earlier one ends, or the later one begins, on a wrong day."""
        other = values.get("other", "")
        if self.label not in (place, other):
            return ""
        earlier = {"RUL-807": place, "RUL-808": other}.get(code)
        return self.cells.get(("ends",) if self.label == earlier else ("starts",), "")
