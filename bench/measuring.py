"""How a figure is taken: contenders in turn, round after round, and a ratio only from within one round.

The machine may be busy, so seconds of two runs are never compared. A round runs every contender once, the first
one a different one each time; the ratio of a round is taken inside that round, and the median of the rounds is the
figure. Beside the wall clock stands the CPU of the client's processes and of every process of the database server,
its writers included, read from /proc.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg

_TICK = os.sysconf("SC_CLK_TCK")
# Outside the folder of the benchmark's own server, which is removed after the run.
RESULTS = Path(__file__).resolve().parent.parent / "var" / "bench-results"
_STARTED = time.strftime("%Y%m%dT%H%M%S", time.gmtime())


@dataclass(frozen=True, slots=True)
class Sample:
    """One go of one contender."""

    units: int
    seconds: float
    client_cpu: float
    server_cpu: float


@dataclass(frozen=True, slots=True)
class Figure:
    """The medians of a contender over all rounds; CPU is in microseconds for one unit."""

    name: str
    rounds: int
    per_second: float
    client_us: float
    server_us: float


def _cpu_of(pid: int, *, reaped: bool) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(value) for value in fields[11 : 15 if reaped else 13]) / _TICK


class Server:
    """The CPU of the whole database server: its first process, the children it has buried, and those alive."""

    def __init__(self, url: str) -> None:
        with psycopg.connect(url) as connection:
            backend = connection.execute("SELECT pg_backend_pid()").fetchone()
            setting = connection.execute(
                "SELECT current_setting('server_version'), current_setting('shared_buffers'), "
                "current_setting('fsync'), current_setting('synchronous_commit')"
            ).fetchone()
            assert backend is not None
            assert setting is not None
            stat = Path(f"/proc/{backend[0]}/stat")
            # A server elsewhere shows no processes here; its CPU then stands as 0.
            self.first = (
                int(stat.read_text(encoding="utf-8").rpartition(")")[2].split()[1]) if stat.exists() else 0
            )
        self.about = dict(
            zip(("postgresql", "shared_buffers", "fsync", "synchronous_commit"), setting, strict=True)
        )

    def cpu(self) -> float:
        """CPU seconds so far."""
        if not self.first:
            return 0.0
        children = Path(f"/proc/{self.first}/task/{self.first}/children").read_text(encoding="ascii").split()
        return _cpu_of(self.first, reaped=True) + sum(_cpu_of(int(pid), reaped=True) for pid in children)


def cpu_of_tree(pid: int) -> float:
    """CPU seconds of a process and of every child it has waited for."""
    return _cpu_of(pid, reaped=True)


def go(server: Server, work: Callable[[], int], *, pid: int | None = None) -> Sample:
    """Runs ``work``, which answers how many units it did; ``pid`` is the client's process, ours by default."""
    client = pid or os.getpid()
    before, own, start = server.cpu(), cpu_of_tree(client), time.perf_counter()
    units = work()
    seconds = time.perf_counter() - start
    return Sample(units, seconds, cpu_of_tree(client) - own, server.cpu() - before)


def interleave(
    contenders: Mapping[str, Callable[[], Sample]], *, rounds: int, warm_up: int = 1
) -> dict[str, list[Sample]]:
    """Every contender once a round, in a rotating order; the first rounds only warm up."""
    kept: dict[str, list[Sample]] = {name: [] for name in contenders}
    names = list(contenders)
    for number in range(rounds + warm_up):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            sample = contenders[name]()
            if number >= warm_up:
                kept[name].append(sample)
        progress(f"round {number + 1} of {rounds + warm_up}")
    return kept


def figure(name: str, samples: Sequence[Sample]) -> Figure:
    """Medians over the rounds."""
    return Figure(
        name,
        len(samples),
        statistics.median(s.units / s.seconds for s in samples),
        1e6 * statistics.median(s.client_cpu / s.units for s in samples),
        1e6 * statistics.median(s.server_cpu / s.units for s in samples),
    )


def ratio(
    ours: Sequence[Sample],
    theirs: Sequence[Sample],
    by: Callable[[Sample], float] = lambda s: s.units / s.seconds,
) -> float:
    """The median over the rounds of ours divided by theirs, each taken within its own round."""
    return statistics.median(by(mine) / by(other) for mine, other in zip(ours, theirs, strict=True))


def cpu_cost(sample: Sample) -> float:
    """CPU seconds of client and server for one unit; the clock of /proc ticks a hundred times a second."""
    return max(sample.client_cpu + sample.server_cpu, 1 / _TICK) / sample.units


def milliseconds(work: Callable[[int], object], times: int) -> tuple[float, float, float]:
    """p50, p99 and the mean CPU of this process, in ms, of ``work(0)``, ``work(1)``..."""
    took = []
    own = time.process_time()
    for number in range(times):
        start = time.perf_counter()
        work(number)
        took.append(1000 * (time.perf_counter() - start))
    cpu = 1000 * (time.process_time() - own) / times
    took.sort()
    return statistics.median(took), took[min(len(took) - 1, round(0.99 * len(took)))], cpu


def machine() -> dict[str, Any]:
    """What the figures were taken on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(memory),
        "python": platform.python_version(),
        "kernel": platform.release(),
        "load": [round(load, 1) for load in os.getloadavg()],
        "at": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
    }


def progress(text: str) -> None:
    """Says what is going on, on the error stream, so that the tables stay clean."""
    sys.stderr.write(f"  {time.strftime('%H:%M:%S')} {text}\n")
    sys.stderr.flush()


def keep(benchmark: str, **facts: Any) -> None:
    """One JSON line a result, in var/bench-results."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    line = {"benchmark": benchmark, **facts, "machine": machine()}
    with (RESULTS / f"{_STARTED}.jsonl").open("a", encoding="utf-8") as out:
        out.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")


def show(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table for people and for docs/reference/performance.md."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[n]) for row in [list(head), *texts]) for n in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"\n### {title}  (load {load})\n")
    print(line(list(head)))
    print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    for row in texts:
        print(line(row))
    sys.stdout.flush()


def show_race(
    title: str, benchmark: str, samples: Mapping[str, Sequence[Sample]], *, base: str, unit: str, **facts: Any
) -> dict[str, float]:
    """The table of an interleaved race, its ratios to ``base`` by wall clock and by CPU; keeps every sample."""
    ratios = {}
    rows = []
    for name, taken in samples.items():
        found = figure(name, taken)
        ratios[name] = ratio(taken, samples[base])
        dearer = ratio(taken, samples[base], cpu_cost)
        rows.append(
            (name, f"{found.per_second:,.0f}", f"{found.client_us:,.1f}", f"{found.server_us:,.1f}",
             f"{ratios[name]:.2f}", f"{dearer:.2f}")
        )  # fmt: skip
        keep(benchmark, contender=name, base=base, ratio=ratios[name], cpu_ratio=dearer, unit=unit,
             figure=asdict(found), samples=[asdict(sample) for sample in taken], **facts)  # fmt: skip
    show(
        title,
        (f"contender ({unit})", f"{unit}/s", "client CPU µs", "server CPU µs", f"speed ÷ {base}", "CPU ÷"),
        rows,
    )
    return ratios
