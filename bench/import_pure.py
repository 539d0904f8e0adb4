"""Reading an ERP listing: bytes to a judged listing, without books or database, beside csv.reader alone on the same bytes.

csv.reader is the physical limit of reading CSV in this language: it splits rows and looks at nothing. Ours opens any
encoding, finds the head, reads days and amounts, checks totals, judges every line and keeps every finding. Each sample
is a process of its own, so that peak memory is its own; the interpreter's start is not in the time.
"""

# ruff: noqa: B023 -- every closure of a loop here runs within its own turn
from __future__ import annotations

import csv
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measuring import Sample, interleave, keep, ratio, show

if TYPE_CHECKING:
    from bench.run import Scale

HEAD = (
    "Project",
    "Account",
    "Account desc",
    "Post date",
    "Doc ref",
    "Payee",
    "Description",
    "PO no.",
    "Cur",
    "Amount",
    "Type",
)
WAYS = ("csv.reader", "listing read", "listing read and judged")


def listing(rows: int) -> bytes:
    """A listing as an ERP writes it: titles, a head, lines of two projects with sub-totals, negative amounts with a
    trailing sign, Chinese payees, a grand total."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("Demo University - project transactions",))
    writer.writerow(("Run 02/07/2019 09:12",))
    writer.writerow(HEAD)
    first, total, sub = date(2018, 5, 2), 0, 0
    for number in range(rows):
        cents = 1_000 + number * 7_919 % 900_000
        if number % 50 == 49:
            cents = -cents
        shown = f"{abs(cents) / 100:,.2f}" + ("-" if cents < 0 else "")
        day = first + timedelta(days=number * 300 // rows)
        writer.writerow(("ZZ01-DEMO" if number * 2 < rows else "ZZ02-DEMO", "6110", "Materials", day.strftime("%d/%m/%Y"),
                         f"AP18-{number:06d}", f"示範供應商 {number % 400} LTD", f"Goods and parts no. {number % 5000}", "",
                         "HKD", shown, "ACT"))  # fmt: skip
        total, sub = total + cents, sub + cents
        if number % 5_000 == 4_999:
            writer.writerow(("Sub-total", *[""] * 8, f"{sub / 100:.2f}", ""))
            sub = 0
    writer.writerow(("Grand total (actuals)", *[""] * 8, f"{total / 100:.2f}", ""))
    return out.getvalue().encode("utf-8")


def run(scale: Scale) -> None:
    """Three sizes; rows a second, peak memory, and the ratio to csv.reader within each round."""
    sizes = (2_000, 5_000, 10_000) if scale.quick else (25_000, 50_000, 100_000)
    rows = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "erp.csv"
            file.write_bytes(listing(size))
            peaks: dict[str, list[int]] = {way: [] for way in WAYS}
            taken = interleave(
                {way: lambda way=way: _sample(way, file, peaks) for way in WAYS},
                rounds=1 if scale.quick else 3,
            )
            for way in WAYS:
                speed = sorted(sample.units / sample.seconds for sample in taken[way])[len(taken[way]) // 2]
                by_cpu = sorted(sample.units / sample.client_cpu for sample in taken[way])[
                    len(taken[way]) // 2
                ]
                share = ratio(taken[way], taken["csv.reader"])
                keep("import", rows=size, way=way, rows_per_second=speed, rows_per_cpu_second=by_cpu, peak_mb=max(peaks[way]),
                     bytes=file.stat().st_size, ratio_to_csv_reader=share)  # fmt: skip
                rows.append(
                    (f"{size:,}", way, f"{speed:,.0f}", f"{by_cpu:,.0f}", f"{share:.3f}", max(peaks[way]))
                )
    show("Import, pure part", ("rows", "what", "rows/s", "rows per CPU s", "÷ csv.reader", "peak MB"), rows)


def _sample(way: str, file: Path, peaks: dict[str, list[int]]) -> Sample:
    done = subprocess.run(
        [sys.executable, __file__, way, str(file)], capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    peaks[way].append(told["peak_mb"])
    return Sample(told["rows"], told["seconds"], told["cpu"], 0.0)


def _one(way: str, file: Path) -> None:
    """The child: reads once, tells what it took."""
    from guohe.exchange.domain.open_text import open_text
    from guohe.exchange.domain.read_listing import read_listing
    from guohe.imports.domain.facts import GrantFacts, HostFacts
    from guohe.imports.domain.judge import judge

    days = (date(2018, 5, 1), date(2021, 5, 1))
    facts = HostFacts(
        host="polyu", currency="HKD", on=date(2019, 7, 2), pack="DEMO-1", mapping={"6110": "materials"},
        projects={"ZZ01-DEMO": GrantFacts("DEMO-NKP-2018-001", *days), "ZZ02-DEMO": GrantFacts("DEMO-RAIL-2018-002", *days)},
    )  # fmt: skip
    data = file.read_bytes()
    start, cpu = time.perf_counter(), time.process_time()
    if way == "csv.reader":
        rows = sum(1 for _ in csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
    else:
        opened = open_text(data, name=file.name)
        assert opened.grid is not None, opened.findings
        found = read_listing(opened.grid)
        assert not found.refused, found.findings
        rows = len(found.lines)
        if way == "listing read and judged":
            judgement = judge(found, facts)
            assert len(judgement.lines) == rows
    took, used = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"rows": rows, "seconds": took, "cpu": used, "peak_mb": peak}))


if __name__ == "__main__":
    _one(sys.argv[1], Path(sys.argv[2]))
