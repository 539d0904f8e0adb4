"""Money that a bank takes back after it was received: a later line of the other sign undoes a credit that the books hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from guohe.exchange.domain.references import reference_key, tokens
from guohe.reconciliation.domain.candidates import Candidates
from guohe.reconciliation.domain.group_keys import group_key, is_return
from guohe.reconciliation.domain.reversals import may_undo, weighed
from guohe.reconciliation.domain.rules import Rules
from guohe.reconciliation.domain.said import says_returned
from guohe.reconciliation.domain.values import Match, StatementLine
from guohe.reconciliation.domain.weigh import Scales, WorkingDays


def taken_back(
    received: Sequence[StatementLine],
    lines: Iterable[StatementLine],
    rules: Rules,
    working_days: WorkingDays,
    *,
    refused: frozenset[tuple[str, str]] = frozenset(),
) -> tuple[Match, ...]:
    """Each line of money out with the credit of its account that it may take back, by a reference, a name, or all of the amount and
    the word that it went back; never by the amount alone.

    ``refused``: a line with the name of the pair (``group_key``) that a person has said no to.
    """
    out = [line for line in lines if line.amount.minor < 0]
    if not received or not out:
        return ()
    scales = Scales(rules, Candidates((*received, *out), (), rules), working_days)
    under: dict[tuple[str, str, str | int], list[StatementLine]] = defaultdict(list)
    for line in received:
        for key in _keys(line, scales):
            under[line.account, line.amount.currency, key].append(line)
    found: dict[tuple[str, ...], Match] = {}
    for back in out:
        for key in _keys(back, scales):
            near = under.get((back.account, back.amount.currency, key), ())
            # More lines than the pool under one key are not the two halves of one return.
            for first in near if len(near) <= rules.pool else ():
                if may_undo(first, back, scales):
                    match = weighed(first, back, scales, received=True)
                    if match is not None:
                        found[match.lines] = match
    return tuple(each for each in found.values() if not _said_no(each, refused))


def gone_back(
    line: StatementLine, received: Mapping[str, str], rules: Rules, refused: frozenset[tuple[str, str]]
) -> str:
    """The instalment whose money a line of money out says to have gone back, by its reference; empty where it says no such thing.

    ``received`` are the instalments that the books hold, by the key of their reference; a line of which a person has ``refused`` that
    it is a return says nothing more.
    """
    said_no = any(each == line.id and is_return(ref) for each, ref in refused)
    if said_no or line.amount.minor >= 0 or not says_returned(line, rules):
        return ""
    return min((received[key] for key in references_on(line) & received.keys()), default="")


def references_on(line: StatementLine) -> set[str]:
    """The keys of every reference that a line gives or may bear in its words."""
    return {*map(reference_key, line.references), *tokens((*line.texts, *line.names))}


def _keys(line: StatementLine, scales: Scales) -> set[str | int]:
    names = scales.candidates.beginnings(line.names)
    return {*scales.candidates.written[line.id], *names, abs(line.amount.minor)}


def _said_no(found: Match, refused: frozenset[tuple[str, str]]) -> bool:
    key = group_key(found.lines, found.items)
    return any((line, key) in refused for line in found.lines)
