"""Judging applications by a book of 50 rules with stored explanations on two processes, beside rule-engine on the same rules.

rule-engine (PyPI) compiles expressions and answers true or false for each; ours also checks currencies, tells what cannot be
told, and stores for each decision the facts, what every rule said, and for each rule not met its clause, inputs, parameters
and who may decide. Both are handed their facts ready made, in the form they like best; both write one line of JSON for each application
to a file. The facts are made outside the time. Each sample is two processes of its own, so that peak memory is its own; the
interpreter's start and the loading of the book are not in the time.
"""

# ruff: noqa: B023 -- every closure of a loop here runs within its own turn
from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.measuring import Sample, interleave, keep, ratio, show

if TYPE_CHECKING:
    from bench.run import Scale
    from guohe.rules.domain.values import Book

WAYS = ("rule-engine", "guohe")
PROCESSES = 2
ON = date(2025, 3, 20)
MOST = 1_000_000_00
UNITS = ("CUHK", "CityUHK", "HKBU", "PolyU", "HKUST", "HKU", "LU", "EdUHK", "UM", "MUST")
FIELDS = ("chemistry", "physics", "medicine", "engineering", "mathematics")
SEEDS = 5_000

HEAD = """
id = "bench"
version = "1"
names = { en = "Benchmark", zh_hant = "基準", zh_hans = "基准" }
funder = "bench"
schemes = []
invented = true
money = ["CNY"]
starts = "2025-01-01"
counts = "event"
transition = { en = "None.", zh_hant = "無。", zh_hans = "无。" }
[people.office]
en = "the office"
zh_hant = "辦公室"
zh_hans = "办公室"
[documents.d]
title = "Invented for the benchmark"
lang = "en"
"""


def parts() -> Iterator[tuple[str, str, str]]:
    """The 50 rules: kind, parameters for the book, and the same as an expression of rule-engine."""
    for n in range(20):
        limit = MOST - (n + 1) * 10_000_00
        yield (
            "cap",
            f'measured = "cost{n % 10}"\nlimit = {{ value = "{limit // 100}.00", unit = "CNY" }}',
            f"cost{n % 10} <= {limit}",
        )
    for n in range(8):
        yield (
            "floor",
            f'measured = "months{n % 4}"\nlimit = {{ value = "{n // 4 + 1}", unit = "months" }}',
            f"months{n % 4} >= {n // 4 + 1}",
        )
    for n in range(6):
        yield (
            "share",
            f'part = "cost{n}"\nwhole = "whole"\nat_most = {{ value = "{40 + n}", unit = "percent" }}',
            f"cost{n} * 100 <= whole * {40 + n}",
        )
    for n in range(6):
        name, among = ("unit", UNITS[: 9 - n % 3]) if n % 2 else ("field", FIELDS[: 5 - n % 3 // 2])
        listed = ", ".join(f'"{each}"' for each in among)
        yield "member", f'measured = "{name}"\nvalues = [{listed}]', f"{name} in [{listed}]"
    for n in range(4):
        yield "needed", f'facts = ["has{n}", "has{(n + 1) % 4}"]', f"has{n} and has{(n + 1) % 4}"
    for measured in ("indirect0", "indirect1"):
        yield (
            "tiers",
            f'measured = "{measured}"\nbase = "whole"\nless = ["cost0"]\n'
            'tiers = [ { upto = { value = "5000000.00", unit = "CNY" }, rate = { value = "30", unit = "percent" } },\n'
            '  { upto = { value = "10000000.00", unit = "CNY" }, rate = { value = "25", unit = "percent" } },\n'
            '  { rate = { value = "20", unit = "percent" } } ]',
            f"{measured} * 100 <= (whole - cost0 <= 500000000 ? (whole - cost0) * 30 : 500000000 * 30 + "
            "(whole - cost0 <= 1000000000 ? (whole - cost0 - 500000000) * 25 : "
            "500000000 * 25 + (whole - cost0 - 1000000000) * 20))",
        )
    for male, female in ((45, 48), (46, 49)):
        ages = ", ".join(
            f'{{ is = "{sex}", age = {{ value = "{age}", unit = "years" }} }}'
            for sex, age in (("male", male), ("female", female))
        )
        yield (
            "age",
            f'born = "born"\nby = "sex"\nmonth = {{ value = "1", unit = "count" }}\nday = {{ value = "1", unit = "count" }}\nunder = [ {ages} ]',
            f'born >= (sex == "male" ? d"{2025 - male}-01-01" : d"{2025 - female}-01-01")',
        )
    for limit in (2, 3):
        yield (
            "person_limit",
            'person = "person"\nholdings = "holdings"\nstandings = ["running", "applied"]\nnot_types = ["tianyuan"]\n'
            f'limit = {{ value = "{limit}", unit = "count" }}\nroles = [ {{ role = "lead", weight = {{ value = "1", unit = "count" }} }} ]',
            '$sum([1 for h in holdings if h["person"] == person and h["role"] == "lead" and h["type"] != "tianyuan" '
            f'and (h["standing"] == "running" or h["standing"] == "applied")]) <= {limit}',
        )


def book_text() -> bytes:
    """The book as a file; its rules have no examples here, since what is measured is judging."""
    rules = [
        f'[[rules]]\nid = "r{number}"\nkind = "{kind}"\nlevel = "hold"\ndecides = "office"\n'
        'words = { en = "A rule.", zh_hant = "規則。", zh_hans = "规则。" }\n'
        f'clause = {{ document = "d", article = "{number}", in_force = "2025-01-01", evidence = "invented" }}\n'
        f"[rules.parameters]\n{parameters}\n"
        for number, (kind, parameters, _) in enumerate(parts(), 1)
    ]
    return (HEAD + "\n".join(rules)).encode()


def drawn(number: int) -> dict[str, Any]:
    """One synthetic application, the same for the same number: about one rule in fifty is not met."""
    r = (number * 2_654_435_761) % 2**32
    facts: dict[str, Any] = {f"cost{n}": (r * (n + 3) * 7_919) % (MOST - 18_000_000) for n in range(10)}
    facts |= {f"months{n}": 2 + (r >> n) % 11 - ((r >> (n + 5)) % 23 == 0) * 2 for n in range(4)}
    facts |= {f"has{n}": (r >> (n + 3)) % 61 != 0 for n in range(4)}
    facts["whole"] = 300_000_000 + r % 900_000_000
    facts |= {f"indirect{n}": (facts["whole"] - facts["cost0"]) * (18 + n) // 100 for n in range(2)}
    facts |= {
        "unit": UNITS[r % 10] if r % 29 == 0 else UNITS[r % 7],
        "field": FIELDS[r % 4],
        "sex": ("male", "female")[r % 2],
    }
    facts |= {"born": date(1984, 1, 1) + timedelta(days=r % 6_000), "person": f"P{number % 100_000}"}
    facts["holdings"] = [
        {
            "person": facts["person"],
            "type": ("general", "key", "tianyuan")[(r >> n) % 3],
            "role": ("lead", "member")[(r >> n) % 2],
            "standing": "running",
        }
        for n in range(r % 4)
    ]
    return facts


def _ours() -> tuple[Book, Callable[[int], Any]]:
    """The book of the 50 rules, and what makes the facts of an application as we like them."""
    from guohe.kernel.money import Money
    from guohe.rules.domain.facts import Holding
    from guohe.rules.domain.faults import Faults
    from guohe.rules.domain.read_book import read_book

    faults = Faults()
    book = read_book(book_text(), "bench", {}, faults)
    assert book is not None
    assert len(book.rules) == 50
    assert {fault.code for fault in faults.found} == {"RUL-817"}, [dict(f.values) for f in faults.found]

    def ready(number: int) -> Any:
        facts = drawn(number)
        amounts = {
            key: Money("CNY", facts[key]) for key in facts if key.startswith(("cost", "indirect", "whole"))
        }
        return {**facts, **amounts, "holdings": tuple(Holding(**each) for each in facts["holdings"])}

    return book, ready


def _judge_ours(out: Any) -> tuple[Callable[[int], Any], Callable[[Any], None]]:
    from guohe.rules.domain.batch import Batch

    book, ready = _ours()
    batch = Batch(book)

    def work(facts: Any) -> None:
        out.write(batch.stored(facts, ON))
        out.write(b"\n")

    return ready, work


def _judge_peer(out: Any) -> tuple[Callable[[int], Any], Callable[[Any], None]]:
    import rule_engine

    rules = [
        (f"r{n}", rule_engine.Rule(expression).matches) for n, (_, _, expression) in enumerate(parts(), 1)
    ]

    def ready(number: int) -> Any:
        facts = drawn(number)
        return {**facts, "born": datetime.combine(facts["born"], datetime.min.time())}

    def work(facts: Any) -> None:
        broken = [name for name, matches in rules if not matches(facts)]
        out.write(json.dumps({"broken": broken}).encode())
        out.write(b"\n")

    return ready, work


def run(scale: Scale) -> None:
    """Three sizes, to show that memory does not grow; applications a second of both processes together; then single checks."""
    sizes = (
        {"guohe": (SEEDS, 2 * SEEDS, 3 * SEEDS), "rule-engine": (1_000, 2_000, 3_000)}
        if scale.quick
        else {"guohe": (43_500, 145_000, 435_000), "rule-engine": (5_000, 10_000, 20_000)}
    )
    rows = []
    for turn in range(3):
        peaks: dict[str, list[int]] = {way: [] for way in WAYS}
        broken: dict[str, int] = {}
        taken = interleave(
            {way: lambda way=way, turn=turn: _sample(way, sizes[way][turn], peaks, broken) for way in WAYS},
            rounds=1 if scale.quick else 3,
        )  # fmt: skip
        for way in WAYS:
            middle = len(taken[way]) // 2
            speed = sorted(sample.units / sample.seconds for sample in taken[way])[middle]
            by_cpu = sorted(sample.units / sample.client_cpu for sample in taken[way])[middle]
            times = 1 / ratio(taken["rule-engine"], taken[way]) if way == "guohe" else 1.0
            peak = max(peaks[way])
            keep(
                "rules",
                applications=sizes[way][turn],
                way=way,
                per_second=speed,
                per_cpu_second=by_cpu,
                peak_mb=peak,
                times_rule_engine=times,
                broken=broken[way],
            )
            rows.append(
                (
                    f"{sizes[way][turn]:,}",
                    way,
                    f"{speed:,.0f}",
                    f"{by_cpu:,.0f}",
                    f"{times:.1f}",
                    peak,
                    f"{broken[way] / sizes[way][turn]:.2f}",
                )
            )
    show(
        "50 rules, stored decisions, two processes",
        (
            "applications",
            "what",
            "a second",
            "a CPU second",
            "x rule-engine",
            "peak MB of a process",
            "rules not met each",
        ),
        rows,
    )

    _single_checks(200 if scale.quick else 2_000)


def _single_checks(count: int) -> None:
    """One application at a time as a page asks: judged, stored, and each finding said in three languages."""
    from guohe.kernel.texts import LANGUAGES
    from guohe.rules.domain.judge import judge

    book, ready = _ours()
    taken = []
    for number in range(count):
        facts = ready(number)
        start = time.perf_counter()
        decision = judge(book, facts, ON)
        decision.stored()
        for finding in decision.findings:
            for lang in LANGUAGES:
                finding.sentence(lang)
        taken.append((time.perf_counter() - start) * 1_000)
    taken.sort()
    middle, late, last = taken[count // 2], taken[count * 99 // 100], taken[-1]
    keep("rules", checks=count, p50_ms=middle, p99_ms=late, longest_ms=last)
    show(
        "One check of 50 rules, with its sentences in three languages",
        ("checks", "p50 ms", "p99 ms", "longest ms"),
        [(f"{count:,}", f"{middle:.2f}", f"{late:.2f}", f"{last:.2f}")],
    )


def _sample(way: str, count: int, peaks: dict[str, list[int]], broken: dict[str, int]) -> Sample:
    with tempfile.TemporaryDirectory() as folder:
        children = [
            subprocess.Popen(
                [sys.executable, __file__, way, str(part * count // PROCESSES), str((part + 1) * count // PROCESSES), str(Path(folder) / str(part))],
                stdout=subprocess.PIPE, text=True,
            )
            for part in range(PROCESSES)
        ]  # fmt: skip
        told = [json.loads(child.communicate()[0]) for child in children]
    assert all(child.returncode == 0 for child in children)
    peaks[way].append(max(each["peak_mb"] for each in told))
    broken[way] = sum(each["broken"] for each in told)
    return Sample(count, max(each["seconds"] for each in told), sum(each["cpu"] for each in told), 0.0)


def _one(way: str, first: int, last: int, file: Path) -> None:
    """The child: judges its part, a thousand at a time, and tells how long the judging and storing took."""
    seconds = cpu = 0.0
    with file.open("wb") as out:
        ready, work = (_judge_ours if way == "guohe" else _judge_peer)(out)
        for start in range(first, last, 1_000):
            batch = [ready(number) for number in range(start, min(start + 1_000, last))]
            wall, used = time.perf_counter(), time.process_time()
            for facts in batch:
                work(facts)
            seconds, cpu = seconds + time.perf_counter() - wall, cpu + time.process_time() - used
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak_mb": _peak_mb(), "broken": _broken(file)}))


def _peak_mb() -> int:
    """This program's own peak: the counter of getrusage would keep what the parent had before it started us."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) // 1024


def _broken(file: Path) -> int:
    """How many rules were not met, from what was stored: both ways must agree on the same applications."""
    found = 0
    with file.open("rb") as lines:
        for line in lines:
            told = json.loads(line)
            found += len(told["said"].get("broken", ())) if "said" in told else len(told["broken"])
    return found


if __name__ == "__main__":
    _one(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
