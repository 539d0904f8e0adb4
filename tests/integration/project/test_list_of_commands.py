"""The list that the command prints alone says every command's sentence to its end."""

from __future__ import annotations

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
