"""Commands of equipment: the list, what came of it, and every difference."""

from __future__ import annotations

from guohe.equipment.cli.acts import register
from guohe.equipment.cli.listing import equip

register(equip)
commands = [equip]
