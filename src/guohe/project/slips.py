"""What was wrong with a line that was typed, in the reader's language: click's own words are English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import click

from guohe.kernel.texts import say

# Click tells these by a sentence alone.
_NO_VALUE: Final = re.compile(r"does not take a value")
_EXTRA: Final = re.compile(r"Got unexpected extra arguments? \((?P<seen>.*)\)", re.DOTALL)
# What was seen stands first in quotes in what a type of click's says.
_QUOTED: Final = re.compile(r"""(?P<mark>['"])(?P<seen>.*?)(?P=mark)""", re.DOTALL)


def seen_of(slip: click.UsageError, lang: str) -> str:
    """What was missing, unknown, unreadable or too much, and what would be right; a kind that nobody foresaw in click's words."""
    if isinstance(slip, click.MissingParameter):
        return _missing(slip, lang)
    if isinstance(slip, click.NoSuchOption):
        said = say("project.slip.no_option", lang, name=slip.option_name)
        return _with("near", said, slip.possibilities or (), lang)
    if isinstance(slip, click.BadOptionUsage):
        takes = "no_value" if _NO_VALUE.search(slip.message) else "needs_value"
        return say(f"project.slip.{takes}", lang, name=slip.option_name)
    if isinstance(slip, click.BadParameter):
        return _bad(slip, lang)
    if isinstance(slip, click.exceptions.NoSuchCommand):
        return _no_command(slip, lang)
    if extra := _EXTRA.match(slip.message):
        return say("project.slip.extra", lang, seen=extra["seen"])
    return slip.format_message().rstrip(".")


def _no_command(slip: click.exceptions.NoSuchCommand, lang: str) -> str:
    """With every word of a group; those of the whole program are a page, so of them those that are near."""
    said = say("project.slip.no_command", lang, seen=slip.command_name)
    group = slip.ctx.command if slip.ctx is not None and slip.ctx.parent is not None else None
    if isinstance(group, click.Group):
        return _with("of", said, tuple(group.commands), lang)
    return _with("near", said, tuple(slip.possibilities or ()), lang)


def _missing(slip: click.MissingParameter, lang: str) -> str:
    if slip.param is None:
        return slip.format_message().rstrip(".")
    kind = "option" if isinstance(slip.param, click.Option) else "argument"
    return _with(
        "of", say(f"project.slip.missing_{kind}", lang, name=_name(slip.param)), _choices(slip.param), lang
    )


def _bad(slip: click.BadParameter, lang: str) -> str:
    must = _must(slip.param, lang) if slip.param is not None else ""
    if slip.param is None or not must:
        # One of our own doors said it, in the reader's words.
        return slip.message.rstrip(".。")
    met = _QUOTED.search(slip.message)
    seen = met["seen"] if met is not None else slip.message.partition(" ")[0]
    return say("project.slip.bad", lang, name=_name(slip.param), seen=seen, must=must)


def _must(parameter: click.Parameter, lang: str) -> str:
    """What a parameter takes; nothing for a type that nobody has described."""
    kind = parameter.type
    if isinstance(kind, click.Choice):
        return say("project.slip.must.choice", lang, choices=say("ui.comma", lang).join(_choices(parameter)))
    if isinstance(kind, click.Path):
        what = "folder" if not kind.file_okay else "file" if not kind.dir_okay else "path"
        return say(f"project.slip.must.{what}", lang)
    if isinstance(kind, click.IntRange):
        return say("project.slip.must.range", lang, least=str(kind.min), most=str(kind.max))
    words = {type(click.INT): "whole", click.DateTime: "day", type(click.UUID): "uuid"}
    return say(f"project.slip.must.{words[type(kind)]}", lang) if type(kind) in words else ""


def _choices(parameter: click.Parameter) -> tuple[str, ...]:
    kind = parameter.type
    return tuple(str(each) for each in kind.choices) if isinstance(kind, click.Choice) else ()


def _name(parameter: click.Parameter) -> str:
    """--as, or REF: as the command's own help writes it."""
    return (
        max(parameter.opts, key=len) if isinstance(parameter, click.Option) else parameter.human_readable_name
    )


def _with(key: str, said: str, others: Sequence[str], lang: str) -> str:
    if not others:
        return said
    return say(f"project.slip.{key}", lang, what=said, others=say("ui.comma", lang).join(others))
