"""A match is automatic when its points reach the host's threshold and no other match of its line or item comes near.

Near is the rules' margin. Two automatic matches can therefore never share a line or an item, whatever the order in which
lines and items are handed in, and a line that has nothing in common with them changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from guohe.reconciliation.domain.candidates import Candidates
from guohe.reconciliation.domain.group_keys import group_key
from guohe.reconciliation.domain.groups import Groups
from guohe.reconciliation.domain.reversals import reversals
from guohe.reconciliation.domain.rules import Rules
from guohe.reconciliation.domain.taken_back import taken_back
from guohe.reconciliation.domain.values import Match, Named, OpenItem, Outcome, Reason, StatementLine
from guohe.reconciliation.domain.weigh import Scales, WorkingDays


def match(
    lines: Sequence[StatementLine],
    items: Sequence[OpenItem],
    *,
    rules: Rules,
    working_days: WorkingDays,
    refused: frozenset[tuple[str, str]] = frozenset(),
    received: Sequence[StatementLine] = (),
) -> Outcome:
    """What may be settled, and guesses for the rest. ``received`` are lines that the books hold as receipts, which money out may take back.

    ``refused``: a line with the item, or with the name of the group (``group_key``), that a person has said no to; they do
    not come back. ``working_days(a, b)``
    counts from a to b, negative when b is earlier; None where nobody has published the days. Ids are unique among lines and among items.
    """
    candidates = Candidates(lines, items, rules)
    scales = Scales(rules, candidates, working_days)
    settled: list[Match] = []

    undone = [found for found in reversals(lines, scales) if not _said_no(found, refused)]
    undone += taken_back(received, lines, rules, working_days, refused=refused)
    sure = _without_rivals(undone, rules)
    settled += sure
    gone = {each for found in sure for each in found.lines}

    left = [line for line in lines if line.id not in gone]
    singles = [
        found
        for line in left
        for item in candidates.of_line(line)
        if (line.id, item.id) not in refused and (found := scales.weigh(line, item)) is not None
    ]
    exact = [found for found in _exact_splits(left, scales) if not _said_no(found, refused)]
    singles = _without_needless_charges(singles, exact, scales)
    sure = _without_rivals((*singles, *exact), rules)
    settled += sure
    gone |= {each for found in sure for each in found.lines}
    taken = {each for found in sure for each in found.items}

    left = [line for line in left if line.id not in gone]
    groups = Groups(left, [item for item in items if item.id not in taken], scales)
    grouped = [
        found
        for found in _once((*exact, *groups.bundles(), *groups.splits()))
        if not _said_no(found, refused)
    ]
    open_now = [
        found
        for found in (*undone, *singles, *grouped)
        if not gone.intersection(found.lines) and not taken.intersection(found.items)
    ]
    sure = _without_rivals(open_now, rules)
    settled += sure
    gone |= {each for found in sure for each in found.lines}
    taken |= {each for found in sure for each in found.items}

    rest = [
        each for each in open_now if not gone.intersection(each.lines) and not taken.intersection(each.items)
    ]
    guesses = _guesses(rest, rules)
    silent = [line for line in left if line.id not in gone and line.id not in guesses]
    differing = [
        found
        for line in silent
        for item in candidates.named(line)
        if (line.id, item.id) not in refused
        and item.id not in taken
        and (found := scales.differing(line, item)) is not None
    ]
    return Outcome(tuple(sorted(settled, key=_order)), {**guesses, **_guesses(differing, rules)})


def _exact_splits(lines: Iterable[StatementLine], scales: Scales) -> Iterable[Match]:
    """Among the lines that share a reference, and the items that it names, those that add up exactly."""
    bearing: dict[str, list[StatementLine]] = defaultdict(list)
    for line in lines:
        for key in scales.candidates.known(line):
            bearing[key].append(line)
    shared = {key: borne for key, borne in bearing.items() if len(borne) > 1}
    few = {line.id: line for borne in shared.values() for line in borne}
    named = {item.id: item for key in shared for item in scales.candidates.by_reference[key]}
    return Groups(list(few.values()), list(named.values()), scales).exact_splits() if shared else ()


def _without_needless_charges(
    singles: Iterable[Match], exact: Iterable[Match], scales: Scales
) -> list[Match]:
    """A charge is no explanation of a line that makes the item exactly with others which bear its reference too."""
    together = {
        (line, item): (found, other)
        for found in exact
        for item in found.items
        for line in found.lines
        for other in found.lines
        if other != line
    }
    told = []
    for each in singles:
        pair = together.get((each.lines[0], each.items[0])) if each.charge else None
        if pair is None:
            told.append(each)
            continue
        values = {"other": Named(pair[1]), "item": Named(each.items[0]), "parts": len(pair[0].lines)}
        told.append(replace(each, reasons=(*each.reasons, scales.reason("parts_exact", values))))
    return told


def _said_no(found: Match, refused: frozenset[tuple[str, str]]) -> bool:
    key = group_key(found.lines, found.items)
    return any((line, each) in refused for line in found.lines for each in (*found.items, key))


def _order(found: Match) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    return -found.points, found.lines, found.items


def _once(found: Iterable[Match]) -> list[Match]:
    """A group that was found in two ways is one."""
    return list({(each.lines, each.items): each for each in found}.values())


def _rivals(found: Sequence[Match]) -> list[int | None]:
    """For each match the points of the best other one that needs one of its lines or items."""
    uses: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, each in enumerate(found):
        for line in each.lines:
            uses["line", line].append(at)
        for item in each.items:
            uses["item", item].append(at)
    best: list[int | None] = [None] * len(found)
    points = [each.points for each in found]
    for together in uses.values():
        if len(together) == 1:
            continue
        first, second = sorted(together, key=lambda at: -points[at])[:2]
        for at in together:
            other = points[second if at == first else first]
            seen = best[at]
            best[at] = other if seen is None else max(seen, other)
    return best


def _without_rivals(found: Sequence[Match], rules: Rules) -> list[Match]:
    return [
        each
        for each, rival in zip(found, _rivals(found), strict=True)
        if each.points >= rules.threshold and (rival is None or rival <= each.points - rules.margin)
    ]


def _guesses(rest: Sequence[Match], rules: Rules) -> dict[str, tuple[Match, ...]]:
    """The best guesses of each line; one that has a near rival says so, and weighs less for it."""
    of_line: dict[str, list[tuple[int, Match]]] = defaultdict(list)
    for each, rival in zip(rest, _rivals(rest), strict=True):
        if each.points < rules.worth_showing:
            continue
        near = rival is not None and rival > each.points - rules.margin
        told = replace(each, reasons=(*each.reasons, Reason("rival", -rules.margin))) if near else each
        for line in each.lines:
            of_line[line].append((each.points, told))
    shown: dict[str, tuple[Match, ...]] = {}
    for line, guesses in of_line.items():
        guesses.sort(key=lambda guess: (-guess[0], *_order(guess[1])[1:]))
        least = guesses[min(len(guesses), rules.shown) - 1][0]
        shown[line] = tuple(told for points, told in guesses if points >= least)
    return shown
