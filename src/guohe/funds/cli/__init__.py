"""Commands of the books: those that look and turn round, and those that open a book and turn its periods."""

from __future__ import annotations

import click

from guohe.funds.cli import entries
from guohe.funds.cli.books import book
from guohe.funds.cli.periods import period

__all__ = ["commands"]

commands: list[click.Command] = [*entries.commands, book, period]
