"""The group ``guohe import``."""

from __future__ import annotations

import click


@click.group("import")
def import_() -> None:
    """Read files of a host: ERP listings, bank statements, budget tables."""
