"""The portal's commands: the same grants, home, budget and money as the pages."""

from __future__ import annotations

from guohe.portal.cli.cost_check import check
from guohe.portal.cli.grants import budget, grant, grants
from guohe.portal.cli.money import money
from guohe.portal.cli.search import search_command
from guohe.portal.cli.set_up import set_up

grant.add_command(set_up)

commands = [grants, grant, search_command, budget, money, check]
