"""The keys of every page, in one list that the help page, the ``?`` window and the preferences page show."""

from __future__ import annotations

from typing import Final

# key -> text.
KEYS: Final = {
    "/": "ui.keys.search",
    "?": "ui.keys.list",
    "j": "ui.keys.next",
    "k": "ui.keys.previous",
    "Enter": "ui.keys.open",
    "t": "ui.keys.trace",
    "e": "ui.keys.evidence",
    "w": "ui.keys.why",
    "a": "ui.keys.accept",
    "r": "ui.keys.reverse",
    "p": "ui.keys.print",
    ".": "ui.keys.command",
}
