"""Commands of the books: those that look and turn round, and those that open a book."""

from __future__ import annotations

import click

from guohe.funds.cli import entries
from guohe.funds.cli.books import book

__all__ = ["commands"]

commands: list[click.Command] = [*entries.commands, book]
