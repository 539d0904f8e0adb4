"""The list that the command prints alone says every command's sentence to its end."""

from __future__ import annotations

from collections.abc import Iterator

import click
from click.testing import CliRunner

from guohe.project.cli import main


def test_no_description_is_cut() -> None:
    told = CliRunner().invoke(main, ["--help"]).output
    assert "…" not in told
    listed = " ".join(told.partition("Commands:")[2].split())
    assert "..." not in listed
    for name in main.list_commands(click.Context(main)):
        command = main.commands[name]
        if not command.hidden:
            assert command.get_short_help_str(limit=1000) in listed, name


def every_command(group: click.Group, *words: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if command.hidden:
            continue
        if isinstance(command, click.Group):
            yield from every_command(command, *words, name)
        else:
            yield " ".join((*words, name)), command


def test_every_command_answers_a_program() -> None:
    found = dict(every_command(main))
    assert "money" in found
    assert "partner transfer" in found
    assert [name for name, command in found.items() if not answers_a_program(command)] == []


def answers_a_program(command: click.Command) -> bool:
    """``--json`` under the one name that refusals look for."""
    return any(each.name == "as_json" and "--json" in each.opts for each in command.params)
