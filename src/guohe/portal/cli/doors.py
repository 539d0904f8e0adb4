"""What every command of the portal shares: the language, who acts, and a grant that is not visible."""

from __future__ import annotations

from contextlib import AbstractContextManager

import click
from django.conf import settings

from guohe.identity.domain.people import Person
from guohe.identity.operations.act_at_keyboard import acting_at_keyboard
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Level
from guohe.ui.commands import acts_as, refused

LANGUAGE = click.option(
    "--lang", type=click.Choice(["en", "zh-hant", "zh-hans"]), envvar="GUOHE_LANG", default="en"
)
WHO = acts_as("username")


def seen_by(username: str | None) -> AbstractContextManager[Person]:
    """The block in which the person at the keyboard sees what they may."""
    return acting_at_keyboard(username, on=clock.today(), demo=settings.MODE == "demo")


def no_grant(ref: str, lang: str) -> click.exceptions.Exit:
    """Says that no such grant is visible (ACC-740), and gives the exit to raise."""
    return refused((Finding("ACC-740", Level.STOP, values={"ref": ref}),), lang)
