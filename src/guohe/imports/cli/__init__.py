"""``guohe import``, ``lines``, ``order``, ``lot``, ``questions``, ``answer`` and ``ask``: the same operations and words as the pages.

Exit codes: 0 clean, 1 stop (nothing written), 2 something waits for a person, 3 notes only.
"""

from __future__ import annotations

import click

from guohe.imports.cli import accounts, charges, imported, listings, statements
from guohe.imports.cli.group import import_
from guohe.imports.cli.lots import lot
from guohe.imports.cli.mapping import mapping
from guohe.imports.cli.orders import order
from guohe.imports.cli.waiting import answer, ask, lines_, questions_

# The modules are named because reading them gives the group its commands.
__all__ = ["accounts", "charges", "commands", "imported", "listings", "statements"]

commands: list[click.Command] = [import_, mapping, lines_, order, lot, questions_, answer, ask]
