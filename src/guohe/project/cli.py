"""One command, ``guohe``, made of the parts that each context brings."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise
from typing import Any, Final, NoReturn, TextIO, cast

import click
from django.core.exceptions import EmptyResultSet
from django.core.management import call_command
from django.db import DataError

from guohe.kernel.findings import EXIT_STOP, Finding, Level, Refused
from guohe.kernel.storable import TOO_MANY_FIGURES
from guohe.kernel.texts import LANGUAGES, say
from guohe.project import deployment
from guohe.project.reader_gone import StillWriting
from guohe.project.slips import seen_of
from guohe.ui.commands import JSON
from guohe.ui.plain import json_text

# The order is the order of the list that ``./guohe`` prints.
CONTEXTS = (
    "portal",
    "imports",
    "payments",
    "reconciliation",
    "reporting",
    "grants",
    "equipment",
    "people",
    "documents",
    "funds",
    "registry",
    "programmes",
    "notices",
    "identity",
    "project",
)
PROGRAM: Final = "./guohe"
# `guohe grant DEMO-NKP-2018-001` can only mean to look at it: what stands for the word left out.
LEFT_OUT: Final = {"grant": "show", "fx": "show", "journal": "list"}

_TOO_LONG: Final = re.compile(TOO_MANY_FIGURES)

# A slip in an option is a stop like any other; 2 would say that lines are held.
click.UsageError.exit_code = EXIT_STOP


class Root(click.Group):
    """Whatever a command refuses is told in words with its code, and ends with exit code 1: never a traceback."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run, and end the process with the code; a slip on the line is ACC-675 in the language asked for, with --json as JSON too."""
        run = super().main
        if not standalone_mode:
            return run(args, prog_name, complete_var, standalone_mode=False, **extra)
        sys.stdout = cast("TextIO", StillWriting(sys.stdout))
        words = tuple(sys.argv[1:] if args is None else args)
        if unread := [word for word in words if not _is_text(word)]:
            seen = ", ".join(os.fsencode(word).decode("utf-8", "backslashreplace") for word in unread)
            _refuse(_slip(PROGRAM, say("project.no_text", _language(words), seen=seen)), words)
        try:
            answer = run(args, prog_name or PROGRAM, complete_var, standalone_mode=False, **extra)
        except click.exceptions.NoArgsIsHelpError as lone:
            lone.show()
            sys.exit(EXIT_STOP)
        except click.UsageError as slip:
            command = slip.ctx.command_path if slip.ctx is not None else _named(self, words)
            _refuse(_slip(command, seen_of(slip, _language(words))), words)
        except Refused as refusal:
            _refuse(refusal, words)
        except (DataError, EmptyResultSet):
            # A number longer than any that the tables hold names nothing.
            if not (seen := next((word for word in words if _TOO_LONG.fullmatch(word)), "")):
                raise
            _refuse(_slip(PROGRAM, say("project.too_long", _language(words), seen=seen)), words)
        except click.ClickException as stop:
            stop.show()
            sys.exit(stop.exit_code)
        except click.Abort:
            click.echo(say("project.stopped", _language(words)), err=True)
            sys.exit(EXIT_STOP)
        sys.exit(answer if isinstance(answer, int) else 0)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named; a reference where a group's own word should stand gets the word left out."""
        name, command, rest = super().resolve_command(ctx, args)
        if (
            name in LEFT_OUT
            and isinstance(command, click.Group)
            and rest
            and rest[0] not in command.commands
            and any(letter.isdigit() for letter in rest[0])
        ):
            rest = [LEFT_OUT[name], *rest]
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Every command with its whole first sentence; click would cut it where the line ends."""
        rows = [
            (name, command.get_short_help_str(limit=1000))
            for name in self.list_commands(ctx)
            if (command := self.get_command(ctx, name)) is not None and not command.hidden
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _is_text(word: str) -> bool:
    """Whether a word of the line is UTF-8; Python keeps bytes that are not as lone surrogates."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def _language(words: Sequence[str]) -> str:
    """What --lang asks for, else the environment's."""
    asked = [after for word, after in pairwise((*words, "")) if word == "--lang"]
    asked += [word.removeprefix("--lang=") for word in words if word.startswith("--lang=")]
    chosen = next(iter(asked), os.environ.get("GUOHE_LANG", "en"))
    return chosen if chosen in LANGUAGES else "en"


def _named(root: click.Group, words: Sequence[str]) -> str:
    """The command that a line names: click does not say where an option lacks its value."""
    path, group = [PROGRAM], root
    for word in words:
        command = group.commands.get(word)
        if command is None:
            break
        path.append(word)
        if not isinstance(command, click.Group):
            break
        group = command
    return " ".join(path)


def _refuse(refusal: Refused, words: Sequence[str]) -> NoReturn:
    """Tells every finding to the person, and to a program that asked for JSON as JSON; ends with exit code 1."""
    lang = _language(words)
    for finding in refusal.findings:
        click.echo(f"{finding.code} {finding.sentence(lang)}", err=True)
    if "--json" in words:
        click.echo(json_text({"findings": [finding.as_json(lang) for finding in refusal.findings]}))
    sys.exit(EXIT_STOP)


def _slip(command: str, saw: str) -> Refused:
    return Refused(Finding("ACC-675", Level.STOP, values={"command": command, "saw": saw}))


@click.group(cls=Root, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Guohe 过河: where the money is, which rule applies, and one set of numbers."""


@main.command()
@click.option("--ask-administrator", is_flag=True, hidden=True)
@JSON
def migrate(ask_administrator: bool, as_json: bool) -> None:
    """Bring the database to this version of the product."""
    applied = deployment.steps_ahead() if as_json else []
    call_command("migrate", database="owner", verbosity=0)
    if ask_administrator:
        deployment.ask_administrator()
    if as_json:
        click.echo(json_text({"applied": applied}), nl=False)


@main.command(hidden=True)
def worker() -> None:
    """Run queued jobs until stopped."""
    call_command("procrastinate", "worker")


def _gather() -> None:
    under: dict[str, list[click.Command]] = {}
    for context in CONTEXTS:
        try:
            module = import_module(f"guohe.{context}.{'commands' if context == 'project' else 'cli'}")
        except ModuleNotFoundError as missing:
            if missing.name not in (f"guohe.{context}.cli", f"guohe.{context}.commands"):
                raise
            continue
        for command in module.commands:
            main.add_command(command)
        under |= getattr(module, "under", {})
    for name, added in under.items():
        group = main.commands[name]
        if isinstance(group, click.Group):
            for command in added:
                group.add_command(command)


_gather()
