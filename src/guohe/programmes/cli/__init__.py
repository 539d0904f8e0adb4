"""Rulebooks, checks and deadlines in a terminal."""

from __future__ import annotations

from guohe.programmes.cli.can_apply import can_apply
from guohe.programmes.cli.deadlines import deadlines
from guohe.programmes.cli.rules import rules, why

commands = [rules, why, can_apply, deadlines]
