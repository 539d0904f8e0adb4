"""A reason is said in the reader's language with its figures; what an id is called is handed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from guohe.kernel.texts import say
from guohe.reconciliation.domain.values import Named, Reason

Called = Callable[[str], str]


def say_reason(reason: Reason, lang: str, called: Called) -> str:
    """The sentence of one reason; ``called`` gives the name of a line or an item in ``lang``."""
    values = {name: _said(value, called) for name, value in reason.values.items()}
    return say(f"reconciliation.reason.{reason.key}", lang, **values)


def _said(value: object, called: Called) -> str:
    if isinstance(value, Named):
        return called(value.id)
    return value.isoformat() if isinstance(value, date) else str(value)
