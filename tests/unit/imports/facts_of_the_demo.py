"""What the demo host knows on 2 July 2019, as the demo's own files and users.md 5 have it."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Final

from guohe.imports.domain.facts import ApprovedModel, GrantFacts, HostFacts
from tests.unit.exchange.demo import DEMO

STEEL: Final = GrantFacts("DEMO-NKP-2018-001", date(2018, 5, 1), date(2021, 5, 1))
RAIL: Final = GrantFacts("DEMO-RAIL-2018-002", date(2018, 6, 1), date(2021, 6, 1))


def mapping() -> dict[str, str | None]:
    """demo/mapping.csv."""
    text = (DEMO / "mapping.csv").read_text(encoding="utf-8")
    return {row["account"]: row["category"] or None for row in csv.DictReader(io.StringIO(text))}


def facts(**changed: object) -> HostFacts:
    """The demo host's facts, with some changed."""
    known: dict[str, object] = {
        "host": "polyu",
        "currency": "HKD",
        "on": date(2019, 7, 2),
        "projects": {"ZZ01-DEMO": STEEL, "ZZ02-DEMO": RAIL},
        "mapping": mapping(),
        "pack": "DEMO-1",
        "orders": {"PO-7701": "ZZ01-DEMO", "PO-7741": "ZZ01-DEMO", "PO-8802": "ZZ02-DEMO"},
        "models": {"DEMO-NKP-2018-001": (ApprovedModel("Load cell set 測力傳感器", "LC-200"),)},
    }
    return HostFacts(**{**known, **changed})  # type: ignore[arg-type]
