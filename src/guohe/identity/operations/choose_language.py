"""Everyone chooses the language of their own account: what is sent to them is written in it."""

from __future__ import annotations

from typing import Literal

from django.db import connection


def choose_language(lang: Literal["en", "zh-hant", "zh-hans"]) -> None:
    """Sets the language of the account that acts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_set_language(%s)", [lang])
