"""Commands of grants: requests for changes, the versions of a budget, closing, and switches of rulebooks."""

from __future__ import annotations

from guohe.grants.cli.changes import change
from guohe.grants.cli.closing import close
from guohe.grants.cli.rules import approve, diff, of_command, switch

commands = [change, close]
# What grants add to a group that a lower context brings.
under = {"rules": [diff, of_command, switch, approve]}
