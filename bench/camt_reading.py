"""Reading camt.053: bytes to signed entries, validated and with a verdict, beside bare lxml on the same bytes.

Bare lxml (iterparse that only counts and clears entries) is the floor of XML in this language; with the official XSD it
is the floor of what the issue asks for. Ours also makes every entry's values, sums them and judges each statement. Each
sample is a process of its own, so that peak memory is its own; the interpreter's start is not in the time. Entries are
made from a counter, so that the same file comes again: one payment each, every tenth with charges, every fiftieth a
batch of three, names of two scripts, a statement a thousand entries.
"""

# ruff: noqa: B023 -- every closure of a loop here runs within its own turn
from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measuring import Sample, interleave, keep, ratio, show

if TYPE_CHECKING:
    from bench.run import Scale

BARE = "lxml, entries counted"
VALIDATED = "lxml with the XSD"
OURS = "read, validated, judged"
WAYS = (BARE, VALIDATED, OURS)
NAME = "camt.053.001.08"
SPACE = f"urn:iso:std:iso:20022:tech:xsd:{NAME}"
PER_STATEMENT = 1_000


def _money(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


def _balance(code: str, minor: int) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='HKD'>{_money(minor)}</Amt>"
        "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-02</Dt></Dt></Bal>"
    )


def _payment(number: int, part: int, minor: int) -> str:
    name = f"示例科技基金會 {number % 400}" if number % 3 else f"Example Science Fund {number % 400}"
    return (
        f"<TxDtls><Refs><EndToEndId>G-{number}-{part}</EndToEndId><UETR>3a2f0d4e-1111-4222-8{part:03d}-{number:012d}</UETR></Refs>"
        f"<Amt Ccy='HKD'>{_money(minor)}</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
        f"<RltdPties><Dbtr><Pty><Nm>{name}</Nm></Pty></Dbtr></RltdPties>"
        f"<RmtInf><Ustrd>Instalment {number % 5} of DEMO-{number % 997:04d}</Ustrd></RmtInf></TxDtls>"
    )


def statements(entries: int) -> Iterator[str]:
    """A file of so many entries, piece by piece; its balances chain."""
    yield (
        f"<?xml version='1.0' encoding='UTF-8'?>\n<Document xmlns='{SPACE}'><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId>"
        "<CreDtTm>2026-11-02T20:00:00+08:00</CreDtTm></GrpHdr>\n"
    )
    opening = 0
    for first in range(0, entries, PER_STATEMENT):
        numbers = range(first, min(first + PER_STATEMENT, entries))
        amounts = [300 * (1_000 + number * 7_919 % 90_000) for number in numbers]
        sequence = first // PER_STATEMENT + 1
        yield (
            f"<Stmt><Id>S{sequence}</Id><ElctrncSeqNb>{sequence}</ElctrncSeqNb><CreDtTm>2026-11-02T20:00:00+08:00</CreDtTm>"
            "<Acct><Id><Othr><Id>0128765432101</Id></Othr></Id><Ccy>HKD</Ccy></Acct>"
            f"{_balance('OPBD', opening)}{_balance('CLBD', opening + sum(amounts))}\n"
        )
        for number, minor in zip(numbers, amounts, strict=True):
            parts = 3 if number % 50 == 49 else 1
            paid = "".join(_payment(number, part, minor // parts) for part in range(parts))
            charges = (
                "<Chrgs><Rcrd><Amt Ccy='HKD'>15.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></Rcrd></Chrgs>"
                if number % 10 == 9
                else ""
            )
            yield (
                f"<Ntry><NtryRef>{number}</NtryRef><Amt Ccy='HKD'>{_money(minor)}</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
                f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-02</Dt></BookgDt><ValDt><Dt>2026-11-02</Dt></ValDt>"
                f"<AcctSvcrRef>A{number}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>XBCT</SubFmlyCd>"
                f"</Fmly></Domn></BkTxCd>{charges}<NtryDtls>{paid}</NtryDtls></Ntry>\n"
            )
        opening += sum(amounts)
        yield "</Stmt>\n"
    yield "</BkToCstmrStmt></Document>\n"


def run(scale: Scale) -> None:
    """Three sizes; entries a CPU second, peak memory, and the ratio to bare lxml within each round."""
    sizes = (2_000, 5_000, 10_000) if scale.quick else (50_000, 200_000, 1_000_000)
    rows = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "statement.xml"
            with file.open("w", encoding="utf-8") as out:
                out.writelines(statements(size))
            peaks: dict[str, list[int]] = {way: [] for way in WAYS}
            taken = interleave(
                {way: lambda way=way: _sample(way, file, peaks) for way in WAYS},
                rounds=1 if scale.quick else 3,
            )
            for way in WAYS:
                by_cpu = sorted(sample.units / sample.client_cpu for sample in taken[way])[
                    len(taken[way]) // 2
                ]
                share = ratio(taken[way], taken[BARE])
                keep("camt", entries=size, way=way, entries_per_cpu_second=by_cpu, peak_mb=max(peaks[way]),
                     bytes=file.stat().st_size, ratio_to_bare_lxml=share)  # fmt: skip
                rows.append((f"{size:,}", way, f"{by_cpu:,.0f}", f"{share:.3f}", max(peaks[way])))
    show("Reading camt.053", ("entries", "what", "entries per CPU s", "÷ bare lxml", "peak MB"), rows)


def _sample(way: str, file: Path, peaks: dict[str, list[int]]) -> Sample:
    done = subprocess.run(
        [sys.executable, __file__, way, str(file)], capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    peaks[way].append(told["peak_mb"])
    return Sample(told["entries"], told["seconds"], told["cpu"], 0.0)


def _counted(file: Path, validated: bool) -> int:
    from lxml import etree

    from guohe.exchange.operations.iso_schemas import schema
    from guohe.exchange.operations.xml_stream import SAFE

    tag, count = f"{{{SPACE}}}Ntry", 0
    for _, element in etree.iterparse(
        str(file), events=("end",), tag=tag, schema=schema(NAME) if validated else None, **SAFE
    ):
        count += 1
        element.clear(keep_tail=False)
        while element.getprevious() is not None:
            del element.getparent()[0]
    return count


def _read(file: Path) -> int:
    from guohe.exchange.operations.read_camt import CamtReader

    with file.open("rb") as source:
        reader = CamtReader(source)
        count = sum(1 for _ in reader)
        report = reader.report
    assert not report.findings, report.findings[:3]
    assert {statement.equation for statement in report.statements} == {"booked"}
    return count


def _one(way: str, file: Path) -> None:
    """The child: reads once, tells what it took."""
    from guohe.exchange.operations.iso_schemas import schema

    schema(NAME)
    start, cpu = time.perf_counter(), time.process_time()
    count = _read(file) if way == OURS else _counted(file, way == VALIDATED)
    told = {
        "entries": count,
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    _one(sys.argv[1], Path(sys.argv[2]))
