"""Commands of grants: requests for changes, the versions of a budget, closing, and money passed to partners."""

from __future__ import annotations

from guohe.grants.cli.changes import change
from guohe.grants.cli.closing import close
from guohe.grants.cli.partners import partner

commands = [change, close, partner]
