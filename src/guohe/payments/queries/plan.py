"""Every planned instalment with its payments: what stands against one, to whom it goes, where it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from guohe.funds.domain.printed import document_word
from guohe.funds.queries.positions import Position, positions_of
from guohe.grants.domain.facts import ClaimFacts, InstalmentFacts
from guohe.grants.queries import find, many
from guohe.identity.queries.sight import grants_in_view
from guohe.kernel.findings import Finding
from guohe.kernel.tables import Cell, Column, Kind, Table
from guohe.kernel.texts import say
from guohe.payments.domain.paid_once import beyond_plan
from guohe.payments.domain.release import ReleaseFacts, sent_elsewhere
from guohe.payments.queries.ahead import position_words
from guohe.payments.queries.papers import checklist_of
from guohe.payments.queries.releases import all_releases
from guohe.ui.plain import table_record

_KINDS = {
    "payment": Kind.NUMBER,
    "due": Kind.DATE,
    "planned": Kind.MONEY,
    "amount": Kind.MONEY,
    "verified": Kind.DATE,
}
_COLUMNS = (
    "instalment", "due", "planned", "condition", "unspent", "payment", "amount", "payee", "verified", "state", "file", "papers",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlannedPayment:
    """An instalment and one of its payments, or none. ``condition_met`` is None where the first instalment has none.

    ``sent`` is what says that the instalment went by another way than a payment of ours.
    """

    instalment: InstalmentFacts
    condition_met: bool | None
    release: ReleaseFacts | None
    papers_open: int
    position: Position | None = None
    sent: ClaimFacts | None = None


def release_plan(on: date) -> tuple[PlannedPayment, ...]:
    """Of all grants whose money one may see, in the order of grants and instalments; positions as at the end of a day."""
    by_ref: dict[str, list[ReleaseFacts]] = defaultdict(list)
    for known in reversed(all_releases()):
        by_ref[known.instalment_ref].append(known)
    found = []
    grants = find.all_grants()
    shown = grants_in_view(tuple((grant.host_id, grant.ref) for grant in grants))
    planned = many.instalments_of(shown)
    positions = positions_of(shown, on)
    claimed = many.claims_of(shown)
    met = {
        instalment
        for instalment, claims in claimed.items()
        if any(claim.station == "conditions_met" and claim.evidence for claim in claims)
    }
    for grant in (each for each in grants if each.ref in shown):
        position = positions.get(grant.ref)
        for instalment in planned.get(grant.ref, ()):
            condition = None if instalment.number == 1 else instalment.ref in met
            paid: list[ReleaseFacts | None] = [*by_ref.get(instalment.ref, [])]
            for release in paid or [None]:
                papers = 0 if release is None else sum(item.is_open for item in checklist_of(release.number))
                sent = sent_elsewhere(claimed.get(instalment.ref, ()), by_ref.get(instalment.ref, ()))
                found.append(PlannedPayment(instalment, condition, release, papers, position, sent))
    return tuple(found)


def told_of_plan(plan: Sequence[PlannedPayment]) -> tuple[Finding, ...]:
    """What is to be told beside the plan: instalments that were paid twice, and payments that are held (PAY-405, PAY-406)."""
    paid: dict[str, list[ReleaseFacts]] = defaultdict(list)
    planned = {one.instalment.ref: one.instalment.amount for one in plan}
    for one in plan:
        if one.release is not None:
            paid[one.instalment.ref].append(one.release)
    return tuple(each for ref, known in paid.items() for each in beyond_plan(ref, known, planned[ref]))


def plan_table(plan: Sequence[PlannedPayment], lang: str) -> Table:
    """The plan as the page, the command and a file show it. An account is its last four signs."""
    columns = tuple(
        Column(name, say(f"payments.column.{name}", lang), _KINDS.get(name, Kind.TEXT)) for name in _COLUMNS
    )
    return Table(say("payments.plan.title", lang), columns, [_row(one, lang) for one in plan], lang=lang)


def plan_record(plan: Sequence[PlannedPayment], lang: str) -> dict[str, Any]:
    """The plan for a program, with what is to be told beside it."""
    told = [finding.as_json(lang) for finding in told_of_plan(plan)]
    return {**table_record(plan_table(plan, lang)), "findings": told}


def _without_payment(sent: ClaimFacts | None, lang: str) -> str:
    """That nobody has prepared a payment, or on which evidence the instalment went by another way."""
    if sent is None:
        return say("payments.state.planned", lang)
    return say(
        f"payments.state.{sent.station}_elsewhere" if sent.evidence else "payments.state.reported_elsewhere",
        lang,
        on=sent.happened_on.isoformat(),
        evidence=document_word(sent.evidence, lang),
        source=sent.source,
    )


def _row(one: PlannedPayment, lang: str) -> Sequence[Cell]:
    release, instalment = one.release, one.instalment
    condition = {None: "none", True: "met", False: "unmet"}[one.condition_met]
    first = (
        instalment.ref,
        instalment.due_date,
        instalment.amount,
        say(f"payments.condition.{condition}", lang),
        position_words(one.position, lang)
        if one.position is not None
        else say("payments.unspent.none", lang),
    )
    if release is None:
        return (*first, None, None, None, None, _without_payment(one.sent, lang), None, None)
    call = release.payee.verified
    return (
        *first,
        release.number,
        release.amount,
        f"{release.payee.holder} …{release.payee.tail}",
        call.called_on if call else None,
        say(f"payments.state.{release.state}", lang),
        release.message_id or None,
        None
        if release.state == "withdrawn"
        else say("payments.papers.open", lang, count=str(one.papers_open)),
    )
