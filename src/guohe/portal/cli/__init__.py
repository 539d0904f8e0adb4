"""The portal's commands: the same grants, home, budget and money as the pages."""

from __future__ import annotations

from guohe.portal.cli.cost_check import check
from guohe.portal.cli.grants import budget, grant, grants
from guohe.portal.cli.money import money
from guohe.portal.cli.search import search_command

commands = [grants, grant, search_command, budget, money, check]
