"""The options that every command has, and how it tells what it did or refused: in words, or the same for a program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import click

from guohe.kernel.findings import EXIT_STOP, Finding
from guohe.kernel.texts import LANGUAGES
from guohe.ui.plain import json_text

Option = Callable[[Callable[..., Any]], Callable[..., Any]]
LANGUAGE: Final[Option] = click.option(
    "--lang", type=click.Choice(LANGUAGES), envvar="GUOHE_LANG", default="en", help="Language."
)
JSON: Final[Option] = click.option("--json", "as_json", is_flag=True, help="For a program.")


def acts_as(parameter: str) -> Option:
    """``--as``, told to the command under the name ``parameter``."""
    return click.option("--as", parameter, envvar="GUOHE_ACTOR", help="Who acts: a username.")


def tell(said: str, lang: str, as_json: bool, findings: Sequence[Finding] = (), **values: Any) -> None:
    """What a command did: its sentence, after what has to be said of it; or the same for a program with the command's values."""
    if as_json:
        told = {**values, "said": said, "findings": [each.as_json(lang) for each in findings]}
        click.echo(json_text(told), nl=False)
        return
    for each in findings:
        click.echo(f"{each.code} {each.sentence(lang)}", err=True)
    click.echo(said)


def refused(findings: Iterable[Finding], lang: str) -> click.exceptions.Exit:
    """Tells every finding to the person, to a program that asked for JSON as JSON too, and gives the exit to raise."""
    met = tuple(findings)
    for finding in met:
        click.echo(f"{finding.code} {finding.sentence(lang)}", err=True)
    context = click.get_current_context(silent=True)
    if context is not None and context.params.get("as_json"):
        click.echo(json_text({"findings": [each.as_json(lang) for each in met]}), nl=False)
    return click.exceptions.Exit(EXIT_STOP)
