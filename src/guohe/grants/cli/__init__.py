"""Commands of grants: requests for changes and the versions of a budget."""

from __future__ import annotations

from guohe.grants.cli.changes import change

commands = [change]
