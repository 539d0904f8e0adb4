"""What every command of the portal shares: the language, who acts, and a grant that is not visible."""

from __future__ import annotations

from contextlib import AbstractContextManager

import click
from django.conf import settings

from guohe.identity.domain.people import Person
from guohe.identity.operations.act_at_keyboard import acting_at_keyboard
from guohe.kernel import clock
from guohe.kernel.findings import EXIT_STOP
from guohe.kernel.texts import say
from guohe.ui.commands import acts_as

LANGUAGE = click.option(
    "--lang", type=click.Choice(["en", "zh-hant", "zh-hans"]), envvar="GUOHE_LANG", default="en"
)
WHO = acts_as("username")
JSON = click.option("--json", "as_json", is_flag=True, help="For a program.")


def seen_by(username: str | None) -> AbstractContextManager[Person]:
    """The block in which the person at the keyboard sees what they may."""
    return acting_at_keyboard(username, on=clock.today(), demo=settings.MODE == "demo")


def no_grant(ref: str, lang: str) -> click.exceptions.Exit:
    """Says that no such grant is visible, and gives the exit to raise."""
    click.echo(say("portal.no_grant", lang, ref=ref), err=True)
    return click.exceptions.Exit(EXIT_STOP)
