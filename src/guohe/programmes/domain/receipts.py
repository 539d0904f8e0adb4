"""A receipt keeps the decisions with their books, versions and day, and gives the same bytes whenever it is made again.

Private answers (age, sex) are judged and then left out: of the rules that read them the outcome alone is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from guohe.kernel.digest import digest_of
from guohe.programmes.domain.can_apply import Checked, verdict_of
from guohe.rules.domain.judge import canonical, judge
from guohe.rules.domain.rerun import rerun
from guohe.rules.domain.values import Book, Outcome

FORM = "guohe-can-apply-1"


def receipt(checked: Checked, private: Sequence[str]) -> bytes:
    """What is kept of a check. ``private`` facts are left out; with none, everything can be judged again."""
    kept, withheld = [], {}
    for decision in checked.decisions:
        hidden = {name for name in decision.facts if name in private}
        for rule, seen in decision.said:
            if hidden.intersection((*rule.reads, *rule.when)):
                withheld[f"{decision.book.label}/{rule.id}"] = seen.outcome.value
        facts = {name: fact for name, fact in decision.facts.items() if name not in hidden}
        again = judge(decision.book, facts, decision.on) if hidden else decision
        kept.append(json.loads(again.stored()))
    return canonical(
        {
            "form": FORM,
            "call": checked.call.code,
            "later": list(checked.call.later),
            "decisions": kept,
            "withheld": withheld,
            "verdict": checked.verdict.value,
        }
    )


def make_again(stored: bytes, books: Sequence[Book]) -> bytes:
    """The receipt made again from the versions that it names. Raises Refused (RUL-822) when one is not to be had.

    What was withheld is taken over as it was kept; the answer is worked out again from all of it.
    """
    told = json.loads(stored)
    kept = [json.loads(rerun(canonical(each), books)) for each in told["decisions"]]
    said = []
    for each in kept:
        book = next(found for found in books if (found.id, found.version) == (each["book"], each["version"]))
        for rule, outcome in outcomes(each, book, told["withheld"]).items():
            known = book.rule(rule)
            if known is not None and known.kind != "route" and rule not in told["later"]:
                said.append((known, outcome))
    return canonical({**told, "decisions": kept, "verdict": verdict_of(said).value})


def outcomes(decision: Mapping[str, Any], book: Book, withheld: Mapping[str, str]) -> dict[str, Outcome]:
    """What each rule of one stored decision said, in the order of the book; what was withheld as it was kept."""
    said = {rule: Outcome(word) for word, rules in decision["said"].items() for rule in rules}
    for rule in said:
        kept = withheld.get(f"{book.label}/{rule}")
        if kept is not None:
            said[rule] = Outcome(kept)
    return {rule.id: said[rule.id] for rule in book.rules if rule.id in said}


def number_of(stored: bytes, account: int, moment: str) -> str:
    """The number by which a receipt is quoted: it says nothing about the person."""
    return f"APL-{digest_of((stored, account, moment)).hex()[:10].upper()}"
