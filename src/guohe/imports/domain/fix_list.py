"""The fix list is the user's own file with three more columns, so that it can be mended and sent again as it is.

Result, What to fix, Rule: heads that the reader knows and reads past. A line that passed says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from guohe.exchange.domain.grid import Grid
from guohe.imports.domain.judgement import JudgedLine, Judgement, Verdict
from guohe.imports.domain.said import sentence
from guohe.kernel.findings import Finding
from guohe.kernel.texts import say

_NOTHING: Final = ("", "", "")


def fix_list(grid: Grid, judgement: Judgement, lang: str) -> list[tuple[str, ...]]:
    """Every row of the file as it was, each line with its result, what to do about it and the codes behind it."""
    width = max((len(row) for row in grid.rows), default=0)
    added = _added(judgement, lang)
    return [
        (*row, *[""] * (width - len(row)), *added.get(number, _NOTHING))
        for number, row in enumerate(grid.rows, 1)
    ]


def rows_to_fix(judgement: Judgement) -> tuple[int, ...]:
    """The rows that a person has to look at, for tinting."""
    waiting = (Verdict.TICK, Verdict.QUESTION, Verdict.UNREADABLE)
    return tuple(line.row for line in judgement.lines if line.verdict in waiting)


def _added(judgement: Judgement, lang: str) -> dict[int, tuple[str, str, str]]:
    listing = judgement.listing
    heads = (say("imports.fix.result", lang), say("imports.fix.what", lang), say("imports.fix.rule", lang))
    added: dict[int, tuple[str, str, str]] = {}
    for row, kind in listing.other_rows.items():
        if kind == "head" and listing.other_rows.get(row - 1) != "head":
            added[row] = heads
    lines = {judged.row: judged for judged in judgement.lines}
    elsewhere: Mapping[int, list[Finding]] = _by_row(judgement.findings, lines)
    for judged in judgement.lines:
        added[judged.row] = _of_line(judged, lang)
    for total in listing.totals:
        findings = elsewhere.get(total.row, [])
        word = "imports.fix.differs" if findings else "imports.fix.agrees"
        added[total.row] = (say(word, lang), _sentences(findings, lang), _codes(findings))
    return added


def _by_row(findings: Sequence[Finding], lines: Mapping[int, JudgedLine]) -> Mapping[int, list[Finding]]:
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        row = finding.place.row
        if row is not None and row not in lines:
            found[row].append(finding)
    return found


def _of_line(judged: JudgedLine, lang: str) -> tuple[str, str, str]:
    if judged.verdict is Verdict.READY:
        result = say("imports.fix.passed", lang)
    else:
        result = say(f"imports.verdict.{judged.verdict.value}", lang)
    return result, _sentences(judged.findings, lang), _codes(judged.findings)


def _sentences(findings: Sequence[Finding], lang: str) -> str:
    return ("" if lang != "en" else " ").join(sentence(finding, lang) for finding in findings)


def _codes(findings: Sequence[Finding]) -> str:
    return " · ".join(dict.fromkeys(finding.rule or finding.code for finding in findings))
