"""Commands of people: months by project, contracts and costs, and the payroll against the books."""

from __future__ import annotations

from guohe.people.cli.recording import register
from guohe.people.cli.showing import people

register(people)
commands = [people]
