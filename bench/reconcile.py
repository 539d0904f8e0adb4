"""Reconciling a year: 100,000 open items against as many lines and more, 5 % of every kind of noise (bench/statement_noise.py).

Beside ours in the same run: exact matching on reference and amount, and the published record-linkage library
`recordlinkage`, with the same folded values, blocked on reference and on amount with the first six signs of a name, its score
a plain sum of four comparisons, settled from three of four where one pair is best for both sides. Neither of them knows bundles, splits, returns, charges or rates: that part of
their recall is nought by nature, so the recall among pairs of one line and one item stands beside it.

Precision is that of what would be settled without a person; recall counts what was settled or shown among the guesses.
Every way is a process of its own. Python's garbage collector looks at all living objects now and then, which grows faster than
the work: growth stands with it and without it. The rules were chosen on seeds 1 to 3; the figures are of other seeds.
"""

from __future__ import annotations

import gc
import json
import math
import resource
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.statement_noise import Ground, generate, weekdays

if TYPE_CHECKING:
    from bench.run import Scale

WAYS = ("guohe", "exact", "recordlinkage")
SEEDS = (11, 12, 13)
_ROOT = Path(__file__).resolve().parent.parent
Pair = tuple[frozenset[str], frozenset[str]]


def run(scale: Scale) -> None:
    """Three sizes of ours, then all ways at the largest, on each seed."""
    from bench.measuring import keep, show

    sizes = (1_000, 2_000, 4_000) if scale.quick else (25_000, 50_000, 100_000)
    seeds = SEEDS[:1] if scale.quick else SEEDS
    growth = []
    for size in sizes:
        told = _child("guohe", size, seeds[0])
        alone = _child("guohe, collector off", size, seeds[0])
        keep("reconcile", **told)
        keep("reconcile", **alone)
        growth.append((size, told, alone))
    show(
        "Reconciliation, growth",
        ("open items", "lines", "seconds", "CPU s", "CPU ÷ (n log n)", "the same, collector off", "peak MB"),
        [
            (
                f"{size:,}",
                f"{told['lines']:,}",
                f"{told['seconds']:.1f}",
                f"{told['cpu']:.1f}",
                f"{_grown(told, growth[0][1]):.2f}",
                f"{_grown(alone, growth[0][2]):.2f}",
                told["peak_mb"],
            )
            for size, told, alone in growth
        ],
    )
    rows = []
    for seed in seeds:
        for way in WAYS:
            told = growth[-1][1] if (way, seed) == ("guohe", seeds[0]) else _child(way, sizes[-1], seed)
            keep("reconcile", **told)
            rows.append(
                (
                    seed,
                    way,
                    f"{told['settled']:,}",
                    f"{told['wrong']:,}",
                    f"{told['precision']:.5f}",
                    f"{told['settled_recall']:.4f}",
                    f"{told['recall']:.4f}",
                    f"{told['recall_of_pairs']:.4f}",
                    f"{told['seconds']:.1f}",
                )
            )
    show(
        f"Reconciliation, {sizes[-1]:,} open items",
        ("seed", "way", "settled", "wrong", "precision", "settled ÷ truth", "recall with guesses", "of single pairs", "seconds"),
        rows,
    )  # fmt: skip


def _grown(told: dict[str, Any], first: dict[str, Any]) -> float:
    """CPU of a size in units of n log n, the first size being 1."""
    n, base = told["size"], first["size"]
    return float(told["cpu"] / first["cpu"] / (n * math.log(n) / (base * math.log(base))))


def _child(way: str, size: int, seed: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, __file__, way, str(size), str(seed)],
        capture_output=True,
        text=True,
        check=True,
        cwd=_ROOT,
        env={"PYTHONPATH": f"{_ROOT / 'src'}:{_ROOT}", "PATH": "/usr/bin:/bin"},
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _ours(ground: Ground) -> tuple[set[Pair], set[Pair]]:
    from guohe.reconciliation.domain.match import match
    from guohe.reconciliation.domain.rules import rules

    outcome = match(ground.lines, ground.items, rules=rules(), working_days=weekdays)
    settled = {(frozenset(each.lines), frozenset(each.items)) for each in outcome.automatic}
    shown = {
        (frozenset(each.lines), frozenset(each.items)) for found in outcome.guesses.values() for each in found
    }
    return settled, shown


def _exact(ground: Ground) -> tuple[set[Pair], set[Pair]]:
    """A reference of the item stands on the line and the amounts are equal; one line and one item, or nothing."""
    from guohe.exchange.domain.references import reference_key, tokens

    by: dict[tuple[str, str, int], list[str]] = defaultdict(list)
    for item in ground.items:
        for text in item.references:
            by[reference_key(text), item.amount.currency, item.amount.minor].append(item.id)
    of_line = {
        line.id: {
            found
            for key in tokens((*line.texts, *line.names))
            for found in by.get((key, line.amount.currency, line.amount.minor), ())
        }
        for line in ground.lines
    }
    return _best_for_both([(line, item, 1.0) for line, items in of_line.items() for item in items]), set()


def _linked(ground: Ground) -> tuple[set[Pair], set[Pair]]:
    import pandas as pd
    import recordlinkage

    from guohe.exchange.domain.references import reference_key, tokens
    from guohe.reconciliation.domain.names import signs

    known = {
        reference_key(text): number for number, item in enumerate(ground.items) for text in item.references
    }
    lines = pd.DataFrame(
        {
            "reference": [
                next((str(known[key]) for key in sorted(tokens(line.texts)) if key in known), "")
                or next(iter(sorted(tokens(line.texts))), f"none {line.id}")
                for line in ground.lines
            ],
            "amount": [f"{line.amount.currency} {line.amount.minor}" for line in ground.lines],
            "name": [signs(line.names[0]) for line in ground.lines],
            "start": [signs(line.names[0])[:6] for line in ground.lines],
            "day": [line.booked_on.toordinal() for line in ground.lines],
        },
        index=[line.id for line in ground.lines],
    )
    items = pd.DataFrame(
        {
            "reference": [str(number) for number in range(len(ground.items))],
            "amount": [f"{item.amount.currency} {item.amount.minor}" for item in ground.items],
            **{f"name{at}": [signs(item.names[at]) for item in ground.items] for at in range(3)},
            **{f"start{at}": [signs(item.names[at])[:6] for item in ground.items] for at in range(3)},
            "day": [item.on.toordinal() for item in ground.items],
        },
        index=[item.id for item in ground.items],
    )
    index = recordlinkage.Index()
    index.block("reference")
    for at in range(3):
        index.block(left_on=["amount", "start"], right_on=["amount", f"start{at}"])
    pairs = index.index(lines, items)
    compare = recordlinkage.Compare()
    compare.exact("reference", "reference", label="reference")
    compare.exact("amount", "amount", label="amount")
    for at in range(3):
        compare.string("name", f"name{at}", method="jarowinkler", label=f"name{at}")
    compare.numeric("day", "day", method="linear", offset=7, scale=21, label="day")
    scores = compare.compute(pairs, lines, items)
    scores["name"] = scores[["name0", "name1", "name2"]].max(axis=1)
    total = scores["reference"] + scores["amount"] + scores["name"] + scores["day"]
    # Three of the four agree in full; what has less is shown, as our guesses are.
    found = [(line, item, float(score)) for (line, item), score in total[total >= 2].items()]
    settled = _best_for_both([each for each in found if each[2] >= 3])
    return settled, {(frozenset((a,)), frozenset((b,))) for a, b, _ in found}


def _best_for_both(found: list[tuple[str, str, float]]) -> set[Pair]:
    """Pairs that no other pair of the same line or item equals or exceeds."""
    best: dict[str, list[float]] = defaultdict(list)
    for line, item, score in found:
        best[line].append(score)
        best[item].append(score)
    alone = {each for each, scores in best.items() if scores.count(max(scores)) == 1}
    top = {each: max(scores) for each, scores in best.items()}
    return {
        (frozenset((line,)), frozenset((item,)))
        for line, item, score in found
        if all(each in alone and top[each] == score for each in (line, item))
    }


def _one(way: str, size: int, seed: int) -> None:
    """The child: one way on one ground, judged against the truth it has not seen."""
    ground = generate(size, seed)
    if way.endswith("collector off"):
        gc.disable()
        way = "guohe"
    start, cpu = time.perf_counter(), time.process_time()
    settled, shown = {"guohe": _ours, "exact": _exact, "recordlinkage": _linked}[way](ground)
    seconds, used = time.perf_counter() - start, time.process_time() - cpu
    truth = {(each.lines, each.items) for each in ground.truth}
    pairs = {each for each in truth if len(each[0]) == len(each[1]) == 1}
    right = settled & truth
    print(
        json.dumps(
            {
                "way": way,
                "size": size,
                "seed": seed,
                "lines": len(ground.lines),
                "truth": len(truth),
                "settled": len(settled),
                "wrong": len(settled) - len(right),
                "precision": len(right) / max(1, len(settled)),
                "settled_recall": len(right) / len(truth),
                "recall": len((settled | shown) & truth) / len(truth),
                "recall_of_pairs": len((settled | shown) & pairs) / len(pairs),
                "seconds": seconds,
                "cpu": used,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
        )
    )


if __name__ == "__main__":
    _one(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
