"""One command, ``guohe``, made of the parts that each context brings."""

from __future__ import annotations

import os
from importlib import import_module

import click
from django.core.management import call_command

from guohe.kernel.findings import EXIT_STOP, Refused

# The order is the order of the list that ``./guohe`` prints.
CONTEXTS = ("portal", "imports", "reporting", "documents", "funds", "registry", "identity", "project")


# A slip in an option is a stop like any other; 2 would say that lines are held.
click.UsageError.exit_code = EXIT_STOP


class Root(click.Group):
    """Whatever a command refuses is told in words with its code, and ends with exit code 1: never a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Refused as refusal:
            lang = os.environ.get("GUOHE_LANG", "en")
            for finding in refusal.findings:
                click.echo(f"{finding.code} {finding.sentence(lang)}", err=True)
            raise click.exceptions.Exit(EXIT_STOP) from refusal


@click.group(cls=Root, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Guohe 过河: where the money is, which rule applies, and one set of numbers."""


@main.command()
def migrate() -> None:
    """Bring the database to this version of the product."""
    call_command("migrate", database="owner", verbosity=0)


@main.command(hidden=True)
def worker() -> None:
    """Run queued jobs until stopped."""
    call_command("procrastinate", "worker")


def _gather() -> None:
    for context in CONTEXTS:
        try:
            module = import_module(f"guohe.{context}.{'commands' if context == 'project' else 'cli'}")
        except ModuleNotFoundError as missing:
            if missing.name not in (f"guohe.{context}.cli", f"guohe.{context}.commands"):
                raise
            continue
        for command in module.commands:
            main.add_command(command)


_gather()
