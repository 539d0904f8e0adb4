"""Whether mail goes out at all, to how many, and what did not: counted over the hosts of the one who acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from guohe.kernel.texts import say
from guohe.kernel.utc8 import minute_there


@dataclass(frozen=True, slots=True)
class Standing:
    """``refused`` and ``unknown`` count persons and days of the last seven days."""

    is_set_up: bool
    readers: int
    last_sent: datetime | None
    refused: int
    unknown: int


def mail_standing() -> Standing:
    """How mail stands now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT readers, last_sent, refused, unknown FROM notices_standing()")
        readers, last_sent, refused, unknown = cursor.fetchone()
    return Standing(bool(settings.MAIL_FROM), readers, last_sent, refused, unknown)


def standing_text(found: Standing, lang: str) -> str:
    """One sentence for Health."""
    if not found.is_set_up:
        return say("notices.health.off", lang, readers=str(found.readers))
    last = found.last_sent
    values = {
        "readers": str(found.readers),
        "last": minute_there(last) if last else "-",
        "refused": str(found.refused),
        "unknown": str(found.unknown),
    }
    return say("notices.health.on", lang, **values)
