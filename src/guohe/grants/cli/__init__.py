"""Commands of grants: changes, the versions of a budget, closing, money passed to partners, and switches of rulebooks."""

from __future__ import annotations

from guohe.grants.cli.changes import change
from guohe.grants.cli.closing import close
from guohe.grants.cli.partners import partner
from guohe.grants.cli.rules import group as rules

commands = [change, close, partner]
# What grants add to a group that a lower context brings.
under = {"rules": list(rules.commands.values())}
