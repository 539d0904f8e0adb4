"""Faults and repairs are written down as they are met, with their place, and bounded so that a bad file stays small."""

from __future__ import annotations

from collections import Counter

from guohe.exchange.domain.grid import Repair, column_letter
from guohe.exchange.domain.heads import Head
from guohe.exchange.domain.limits import FINDINGS_OF_A_CAUSE, REPAIRS_OF_A_KIND
from guohe.kernel.findings import Finding, Level, Place


class Notebook:
    """Collects the findings and repairs of one reading."""

    def __init__(self, head: Head) -> None:
        self._head = head
        self.findings: list[Finding] = []
        self.repairs: list[Repair] = []
        self._causes: Counter[str] = Counter()
        self._kinds: Counter[str] = Counter()
        self._last_row: dict[str, int] = {}
        self._counted: dict[str, tuple[int, int, int]] = {}

    def _place(self, row: int | None, column: int) -> Place:
        if column < 0:
            return Place(row=row)
        head = self._head.cells[column] if column < len(self._head.cells) else ""
        return Place(row=row, column=column_letter(column), header=head)

    def _add(
        self, code: str, level: Level, row: int | None, column: int, minor: int, values: dict[str, str]
    ) -> None:
        self._causes[code] += 1
        if self._causes[code] <= FINDINGS_OF_A_CAUSE:
            self.findings.append(Finding(code, level, self._place(row, column), values, minor=minor))
        elif row is not None:
            self._last_row[code] = row

    def stop(self, code: str, row: int | None, column: int, **values: str) -> None:
        """The row cannot be written."""
        self._add(code, Level.STOP, row, column, 0, values)

    def hold(self, code: str, row: int | None, column: int, weight: int = 0, /, **values: str) -> None:
        """The row can be written once a person has answered; ``weight`` is the money it concerns."""
        self._add(code, Level.HOLD, row, column, weight, values)

    def note(self, code: str, row: int | None, column: int, **values: str) -> None:
        """Shown, and nothing waits."""
        self._add(code, Level.NOTE, row, column, 0, values)

    def count(self, code: str, row: int, column: int) -> None:
        """One note for all rows of a kind, with the first row and how many there are."""
        first, number, at = self._counted.get(code, (row, 0, column))
        self._counted[code] = (first, number + 1, at)

    def repair(self, row: int, column: int, kind: str, seen: str, read_as: str) -> None:
        """One cell read otherwise than written."""
        self._kinds[kind] += 1
        if self._kinds[kind] <= REPAIRS_OF_A_KIND:
            letter = column_letter(column) if column >= 0 else ""
            self.repairs.append(Repair(row, letter, kind, seen, read_as, 1, row))
        else:
            self._last_row[f"repair {kind}"] = row

    def all_findings(self) -> list[Finding]:
        """Everything in the order it was met, then what was only counted."""
        found = list(self.findings)
        for code, number in self._causes.items():
            if number > FINDINGS_OF_A_CAUSE:
                level = next(finding.level for finding in found if finding.code == code)
                values = {"code": code, "more": f"{number - FINDINGS_OF_A_CAUSE:,}"}
                found.append(Finding("IMP-199", level, Place(row=self._last_row.get(code)), values))
        for code, (row, number, column) in self._counted.items():
            found.append(Finding(code, Level.NOTE, self._place(row, column), {"count": f"{number:,}"}))
        return found

    def all_repairs(self) -> list[Repair]:
        """Every repair; a kind past its bound ends in one entry that counts the rest."""
        found = list(self.repairs)
        for kind, number in self._kinds.items():
            rest = number - REPAIRS_OF_A_KIND
            if rest > 0:
                last = self._last_row[f"repair {kind}"]
                found.append(Repair(last, "", kind, "", "", rest, last))
        return found
