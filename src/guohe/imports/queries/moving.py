"""To which grants a person may say that a line belongs, and who else may say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guohe.grants.queries import find
from guohe.identity.domain.capabilities import Capability
from guohe.identity.domain.permissions import may
from guohe.identity.queries.capabilities import capabilities_of, holders_of
from guohe.kernel.names import Name


@dataclass(frozen=True, slots=True)
class Cost:
    """What is asked about: whose cost it is said to be, empty for nobody's, and who asked and so does not decide."""

    host_id: int
    grant_ref: str
    asker: int


def other_grants(host_id: int, grant_ref: str) -> tuple[str, ...]:
    """The grants of a host but one, as far as the acting person sees them: a cost is moved to a project code's."""
    refs = {ref for ref in find.project_codes(host_id).values() if ref}
    return tuple(sorted(refs - {grant_ref}))


def grants_to_choose(cost: Cost, *, account: int, on: date) -> tuple[str, ...]:
    """Those of them in which an account may answer; none for whoever asked."""
    if account == cost.asker:
        return ()
    held = capabilities_of(account, on)
    return tuple(
        ref
        for ref in other_grants(cost.host_id, cost.grant_ref)
        if may(held, "answer", host=cost.host_id, on=on, grant=ref)
    )


def who_may_move(cost: Cost, *, account: int, on: date) -> tuple[Name, ...]:
    """Who answers both for its grant and for another; nobody where an account that answers for the whole host sees no other."""
    host, grant = cost.host_id, cost.grant_ref
    held = capabilities_of(account, on)
    if may(held, "answer", host=host, on=on) and not other_grants(host, grant):
        return ()
    return tuple(
        holder.person.name
        for holder in holders_of(host, on)
        if holder.person.is_active
        and holder.person.account not in (account, cost.asker)
        and may(holder.capabilities, "answer", host=host, on=on, grant=grant or None)
        and any(_answers_elsewhere(each, host, grant, on) for each in holder.capabilities)
    )


def _answers_elsewhere(capability: Capability, host_id: int, grant_ref: str, on: date) -> bool:
    """By their capabilities, as grants that the acting person does not see are none of its lists."""
    if not capability.holds_on(on) or capability.word != "answer" or capability.host != host_id:
        return False
    if capability.scope_kind == "grant":
        return capability.scope_ref != grant_ref
    return capability.scope_kind == "host" or bool(capability.grants - {grant_ref})
