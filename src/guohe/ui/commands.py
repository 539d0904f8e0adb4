"""The options that every command has: the reader's language, and who acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import click

from guohe.kernel.texts import LANGUAGES

Option = Callable[[Callable[..., Any]], Callable[..., Any]]
LANGUAGE: Final[Option] = click.option(
    "--lang", type=click.Choice(LANGUAGES), envvar="GUOHE_LANG", default="en", help="Language."
)


def acts_as(parameter: str) -> Option:
    """``--as``, told to the command under the name ``parameter``."""
    return click.option("--as", parameter, envvar="GUOHE_ACTOR", help="Who acts: a username.")
