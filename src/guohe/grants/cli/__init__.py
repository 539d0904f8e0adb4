"""Commands of grants: requests for changes, the versions of a budget, and closing."""

from __future__ import annotations

from guohe.grants.cli.changes import change
from guohe.grants.cli.closing import close

commands = [change, close]
