"""Which lines are asked for, in the words of an address or of a command line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from guohe.imports.queries import lines as find
from guohe.kernel.findings import Finding, Level, Place


def chosen(query: Mapping[str, str]) -> tuple[find.Choice, tuple[Finding, ...]]:
    """The choice that an address asks for; a date that cannot be read is said, and left out."""
    faults: list[Finding] = []

    def day(name: str) -> date | None:
        text = query.get(name, "").strip()
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            faults.append(Finding("IMP-524", Level.STOP, Place(pointer=name), {"seen": text[:40]}))
            return None

    states = tuple(state for state in query.get("state", "").split(",") if state in find.STATES)
    kind = query.get("kind", "")
    choice = find.Choice(
        states=states,
        category=query.get("category", ""),
        account=query.get("account", ""),
        payee=query.get("payee", ""),
        kind=kind if kind in ("actual", "commitment") else "",
        since=day("from"),
        until=day("to"),
        words=query.get("words", "").strip(),
    )
    return choice, tuple(faults)


def options(query: Mapping[str, str]) -> str:
    """The same choice on the command line."""
    names = ("state", "category", "account", "payee", "kind", "from", "to", "words", "group")
    return "".join(f" --{name} {_quoted(query[name])}" for name in names if query.get(name))


def _quoted(text: str) -> str:
    plain = all(sign.isalnum() or sign in "-_.,/" for sign in text)
    return text if plain else "'" + text.replace("'", "'\\''") + "'"
