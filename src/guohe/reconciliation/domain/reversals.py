"""Money that went back paid for nothing: a later line of the other sign, with the same reference or name, undoes a line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from guohe.kernel.money import Money
from guohe.reconciliation.domain.names import signs
from guohe.reconciliation.domain.said import says_returned
from guohe.reconciliation.domain.values import Match, Named, Reason, StatementLine
from guohe.reconciliation.domain.weigh import Scales


def reversals(lines: Sequence[StatementLine], scales: Scales) -> Iterator[Match]:
    """Every pair of lines of one account whose amounts are opposite and whose reference or name is the same.

    A bank that keeps a charge for the return sends less back: the difference is told, and is no larger than a new charge.
    """
    rules, written = scales.rules, scales.candidates.written
    by_reference: dict[tuple[str, str, str], list[StatementLine]] = defaultdict(list)
    by_name: dict[tuple[str, str, int, str], list[StatementLine]] = defaultdict(list)
    for line in lines:
        for key in written[line.id]:
            by_reference[line.account, line.amount.currency, key].append(line)
        for start in scales.candidates.beginnings(line.names):
            by_name[line.account, line.amount.currency, abs(line.amount.minor), start].append(line)
    seen: set[tuple[str, str]] = set()
    # More lines than the pool under one key are not the two halves of one return.
    for together in (*by_reference.values(), *by_name.values()):
        if not 2 <= len(together) <= rules.pool:
            continue
        for first in together:
            for back in together:
                pair = (first.id, back.id)
                if pair in seen or not may_undo(first, back, scales):
                    continue
                seen.add(pair)
                found = weighed(first, back, scales)
                if found is not None:
                    yield found


def may_undo(first: StatementLine, back: StatementLine, scales: Scales) -> bool:
    """Whether the later line is of the other sign, and no more of the first is kept than a new charge.

    Of two lines of one day the one that says it is a return is the later; where neither says so, the one that takes away.
    """
    if first.booked_on > back.booked_on or (first.amount.minor > 0) == (back.amount.minor > 0):
        return False
    if first.booked_on == back.booked_on:
        if says_returned(first, scales.rules):
            return False
        if first.amount.minor < 0 and not says_returned(back, scales.rules):
            return False
    kept = abs(first.amount.minor) - abs(back.amount.minor)
    return 0 <= kept <= scales.rules.new_charge[first.amount.currency]


def weighed(
    first: StatementLine, back: StatementLine, scales: Scales, *, received: bool = False
) -> Match | None:
    """The return with its reasons. Of money that the books ``received``, a line that says so and takes all of it needs no name."""
    shared = sorted(scales.candidates.written[first.id] & scales.candidates.written[back.id])
    same = {signs(text) for text in first.names} & {signs(text) for text in back.names} - {""}
    returned = says_returned(back, scales.rules)
    kept = Money(first.amount.currency, -(first.amount.minor + back.amount.minor))
    if not shared and not (returned and (same or (received and not kept))):
        return None
    told: dict[str, object] = {"first": Named(first.id), "on": first.booked_on, "amount": first.amount}
    reasons: list[Reason] = [
        scales.reason("opposite_charge", {**told, "charge": abs(kept)}, weighs="opposite")
        if kept
        else scales.reason("opposite", told)
    ]
    if shared:
        reasons.append(scales.reason("reference", {"reference": shared[0]}))
    if same:
        reasons.append(scales.reason("name", {"text": min(t for t in first.names if signs(t) in same)}))
    reasons.append(scales.reason("return_word" if returned else "not_said", {}))
    if says_returned(first, scales.rules):
        reasons.append(scales.reason("first_returned", {}))
    days = scales.days(first.booked_on, back.booked_on)
    if days is None:
        reasons.append(scales.not_counted(first.booked_on, back.booked_on))
    elif days > scales.rules.window_days:
        reasons.append(scales.reason("back_late", {"days": days}, weighs="too_late"))
    else:
        reasons.append(scales.reason("back_soon", {"days": days}, weighs="days_window"))
    return Match("reversal", tuple(sorted((first.id, back.id))), (), kept, tuple(reasons))
