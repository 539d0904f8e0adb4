"""What a host chose about guesses; until it does, the rules' threshold and the data file's days."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from guohe.db.once import once
from guohe.reconciliation.domain.rules import rules
from guohe.reconciliation.models import Choice

_DATA: Final = Path(__file__).resolve().parent.parent / "data" / "expected_texts.toml"


@dataclass(frozen=True, slots=True)
class Chosen:
    """``threshold`` in points; ``old_after`` in working days; ``by_host`` is False while nobody chose."""

    threshold: int
    old_after: int
    by_host: bool


@cache
def expected_texts() -> dict[str, Any]:
    """The wordings of payers, and the days of a host that has not chosen."""
    with _DATA.open("rb") as file:
        return tomllib.load(file)


@once
def chosen(host: int) -> Chosen:
    """The newest choice of a host."""
    row = Choice.objects.filter(host_id=host).order_by("-pk").first()
    return chosen_told(None if row is None else {"threshold": row.threshold, "old_after": row.old_after})


def choosing(host: str) -> Subquery:
    """In a question of another context: the newest choice of the host in its field, for ``chosen_told``."""
    rows = Choice.objects.filter(host_id=OuterRef(host)).order_by("-pk")
    return Subquery(rows.values(told=JSONObject(threshold="threshold", old_after="old_after"))[:1])


def chosen_told(told: Mapping[str, int] | None) -> Chosen:
    """The choice that a question told by ``choosing``."""
    if told is None:
        return Chosen(rules().threshold, int(expected_texts()["unless_chosen"]["old_after"]), False)
    return Chosen(told["threshold"], told["old_after"], True)
