"""A repair that a person ticked names who agreed to it and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Max, QuerySet

from guohe.identity.queries.accounts import name_told, naming
from guohe.imports.models import Tick
from guohe.kernel.texts import say
from guohe.kernel.utc8 import minute_there


def of_import(number: int, lang: str) -> Mapping[str, tuple[str, ...]]:
    """By the code of the finding: each person who ticked lines of an import, how many, and when last."""
    return _told(Tick.objects.filter(line__job_id=number), lang)


def of_line(number: int, lang: str) -> tuple[str, ...]:
    """Who ticked a line, and when."""
    return tuple(
        words for said in _told(Tick.objects.filter(line_id=number), lang).values() for words in said
    )


def _told(ticks: QuerySet[Tick], lang: str) -> Mapping[str, tuple[str, ...]]:
    rows: Any = (
        ticks.values("code", "ticked_by_id")
        .annotate(many=Count("id"), last=Max("ticked_at"), who=naming("ticked_by_id"))
        .order_by("code", "last")
    )
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        name = name_told(row["who"])
        found[row["code"]].append(
            say(
                "imports.ticked.who",
                lang,
                count=str(row["many"]),
                who=name.in_language(lang) if name is not None else "–",
                at=minute_there(row["last"]),
            )
        )
    return {code: tuple(said) for code, said in found.items()}
