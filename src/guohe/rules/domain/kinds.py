"""The closed set of what a rule can be: a book chooses one by name and gives its parameters; there is no language to write in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from guohe.rules.domain.amounts import bind_cap, bind_floor, bind_share, bind_tiers
from guohe.rules.domain.parameters import Parameters
from guohe.rules.domain.people import bind_age, bind_person_limit
from guohe.rules.domain.routes import bind_route
from guohe.rules.domain.sets import bind_member, bind_needed, bind_open, bind_same
from guohe.rules.domain.times import bind_lead_time
from guohe.rules.domain.values import Check

KINDS: Final[Mapping[str, Callable[[Parameters], Check]]] = {
    "tiers": bind_tiers,
    "cap": bind_cap,
    "floor": bind_floor,
    "share": bind_share,
    "member": bind_member,
    "same": bind_same,
    "needed": bind_needed,
    "age": bind_age,
    "person_limit": bind_person_limit,
    "lead_time": bind_lead_time,
    "route": bind_route,
    "open": bind_open,
}
# Kinds that have no two answers: an open matter is always open, and a route is never broken.
ONE_SIDED: Final = ("open", "route")
