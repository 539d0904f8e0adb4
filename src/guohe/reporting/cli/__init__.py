"""``guohe report``: the twin table and its bridge in a terminal, and the same writes as the pages.

``guohe report DEMO-NKP-2018-001 --as both --mainland 2018 --host FY2018/19`` shows today's figures; ``list``,
``show``, ``prepare``, ``sign`` and ``correct`` are about stored copies. ``--as`` names the side here, as the report's
reader does; who acts is ``--by`` or GUOHE_ACTOR.
"""

from __future__ import annotations

import click

from guohe.reporting.cli.fx import fx
from guohe.reporting.cli.stored import correct, list_, prepare, show, sign
from guohe.reporting.cli.today import of


class _Reports(click.Group):
    """A first word that is no command is a grant: ``guohe report DEMO-NKP-2018-001`` shows its report."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands:
            return "of", self.commands["of"], args
        return super().resolve_command(ctx, args)


@click.group(cls=_Reports)
def report() -> None:
    """Two reports from one set of lines, and the bridge between them."""


for _command in (of, list_, show, prepare, sign, correct):
    report.add_command(_command)

commands: list[click.Command] = [report, fx]
