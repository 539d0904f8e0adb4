"""Pages of a grant with 10,000 lines, asked as a browser asks: queries on the application's connection, CPU, bytes of HTML."""

from __future__ import annotations

import os
import time
from statistics import median
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.test import Client

from bench.ground import database, on_demo_books, url_of
from bench.measuring import Server, keep, show
from tests.factories.people import FINANCE_OFFICE, NOW

if TYPE_CHECKING:
    from bench.run import Scale

GRANT = "DEMO-NKP-2018-001"
PAGES = {
    "today": "/en/",
    "grant home": f"/en/grants/{GRANT}",
    "lines": f"/en/grants/{GRANT}/lines",
    "trace of a line": "/en/trace/AP-000023",
    "trace of the instalment": f"/en/trace/{GRANT}/T1",
    "twin report": f"/en/grants/{GRANT}/reports/2018-FY2018-19",
    "questions": f"/en/grants/{GRANT}/questions",
    "FX policy": f"/en/grants/{GRANT}/fx",
    "FX lots": f"/en/grants/{GRANT}/fx/lots",
    "journals": f"/en/grants/{GRANT}/journals",
    "where the money is": f"/en/grants/{GRANT}/money",
    "budget": f"/en/grants/{GRANT}/budget",
    "check a cost": f"/en/grants/{GRANT}/check",
    "lines of the report": f"/en/grants/{GRANT}/reports/2018-FY2018-19/lines",
    "imports": "/en/import",
    "bank inbox": "/en/bank/inbox",
    "three books": f"/en/recon/{GRANT}",
    "releases": "/en/agency/releases",
    "rules": "/en/rules",
    "books": "/en/books",
    "mapping": "/en/mapping",
    "health": "/en/health",
}


def run(scale: Scale) -> None:
    """Each page at three sizes of the grant, after one visit that warms the templates."""
    sizes = (50, 100, 200) if scale.quick else (1_000, 3_000, 10_000)
    settings.MODE = "demo"
    settings.ALLOWED_HOSTS = ["testserver"]
    os.environ["GUOHE_CLOCK"] = NOW.isoformat()
    server = Server(url_of("postgres"))
    rows = []
    for size in sizes:
        with database(f"pages_{size}"):
            on_demo_books(size)
            client = Client()
            assert client.post(f"/en/demo/be/{FINANCE_OFFICE}").status_code == 302
            for page, address in PAGES.items():
                rows.append(
                    (
                        page,
                        f"{size:,}",
                        *_asked(client, server, page, address, size, 2 if scale.quick else 15),
                    )
                )
    show(
        "Pages of a grant",
        ("page", "lines", "status", "queries", "CPU ms", "p50 ms", "server CPU ms", "HTML kB"),
        sorted(rows, key=lambda row: list(PAGES).index(row[0])),
    )


def _asked(
    client: Client, server: Server, page: str, address: str, size: int, times: int
) -> tuple[object, ...]:
    first = client.get(address)
    if first.status_code != 200:
        keep("pages", page=page, lines=size, status=first.status_code)
        return (first.status_code, "", "", "", "", "")
    asked = 0

    def count(execute: Any, *values: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*values)

    with connection.execute_wrapper(count):
        client.get(address)
    own, walls, before = [], [], server.cpu()
    for _ in range(times):
        cpu, start = time.process_time(), time.perf_counter()
        response = client.get(address)
        own.append(1000 * (time.process_time() - cpu))
        walls.append(1000 * (time.perf_counter() - start))
    at_server = 1000 * (server.cpu() - before) / times
    facts = {"queries": asked, "cpu_ms": median(own), "p50_ms": median(walls), "server_cpu_ms": at_server,
             "kb": len(response.content) / 1000}  # fmt: skip
    keep("pages", page=page, lines=size, status=200, **facts)
    return (
        200,
        asked,
        *(f"{facts[name]:.1f}" for name in ("cpu_ms", "p50_ms", "server_cpu_ms", "kb")),
    )
