"""The partners of a grant with everything that was ever written of them; the database shows only those of grants one sees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from guohe.funds.queries import lots
from guohe.grants.domain.facts import GrantFacts
from guohe.grants.domain.partners import (
    Act,
    Agreement,
    Deed,
    Due,
    Partner,
    Statement,
    Tranche,
    Transfer,
    UseRow,
    fault,
)
from guohe.grants.models import PartnerAct, PartnerAgreement, PartnerStatement, PartnerTransfer
from guohe.grants.queries.find import person_name
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money, total
from guohe.kernel.names import Name


def came_until(grant: GrantFacts, on: date) -> Money:
    """What the books of a grant have received in its own currency up to a day."""
    held = lots.of_fund(grant.ref, on)
    return total(
        grant.currency,
        (
            lot.amount
            for lot in held
            if lot.parent is None and not lot.reversed and lot.amount.currency == grant.currency
        ),
    )


def partners_of(grant: GrantFacts) -> tuple[Partner, ...]:
    """Every partner of a grant; the one of its set-up is partner 1, also while no agreement with it is recorded."""
    acts: dict[tuple[int, str, int], list[Act]] = defaultdict(list)
    rows = PartnerAct.objects.filter(grant__ref=grant.ref).select_related("recorded_by")
    for row in rows.order_by("step"):
        acts[row.partner, row.thing, row.number].append(_act(row))
    agreements = _agreements(grant, acts)
    transfers: dict[int, list[Transfer]] = defaultdict(list)
    sent = PartnerTransfer.objects.filter(grant__ref=grant.ref).select_related("recorded_by")
    for each in sent.order_by("number"):
        transfers[each.partner].append(
            Transfer(
                number=each.number,
                tranche=each.tranche,
                amount=Money(each.currency, each.amount_minor),
                sent_on=each.sent_on,
                evidence=each.evidence,
                by=each.recorded_by_id,
                who=person_name(each.recorded_by),
                acts=tuple(acts[each.partner, "transfer", each.number]),
            )
        )
    statements = _statements(grant, acts)
    names = {number: name for number, (name, _) in agreements.items()}
    # Another partner since is another row: what was passed on under the set-up stays its own.
    first = grant.agreed.partner if grant.agreed is not None else grant.partner
    if first.en:
        names.setdefault(1, first)
    return tuple(
        Partner(
            ref=grant.ref,
            host_id=grant.host_id,
            number=number,
            name=name,
            currency=grant.currency,
            agreements=tuple(agreements[number][1]) if number in agreements else (),
            transfers=tuple(transfers[number]),
            statements=tuple(statements[number]),
        ).with_questions()
        for number, name in sorted(names.items())
    )


def partner_of(grant: GrantFacts, number: int) -> Partner:
    """One partner. Raises Refused (MON-376) where the grant has none of this number."""
    for each in partners_of(grant):
        if each.number == number:
            return each
    raise Refused(fault("MON-376", ref=grant.ref, number=str(number)))


def _agreements(
    grant: GrantFacts, acts: dict[tuple[int, str, int], list[Act]]
) -> dict[int, tuple[Name, list[Agreement]]]:
    found: dict[int, tuple[Name, list[Agreement]]] = {}
    rows = PartnerAgreement.objects.filter(grant__ref=grant.ref).select_related("recorded_by")
    for row in rows.order_by("version"):
        known = found.get(row.partner, (Name("", "", ""), []))[1]
        known.append(
            Agreement(
                version=row.version,
                reference=row.reference,
                agreed_on=row.agreed_on,
                evidence=row.evidence,
                share=Money(row.currency, row.share_minor),
                tranches=tuple(
                    Tranche(
                        number,
                        Money(row.currency, each["amount_minor"]),
                        date.fromisoformat(each["planned_on"]) if each["planned_on"] else None,
                        each["condition"],
                        _met(acts[row.partner, "tranche", number]),
                    )
                    for number, each in enumerate(row.tranches, 1)
                ),
                dues=tuple(
                    Due(*(date.fromisoformat(each[key]) for key in ("first_day", "last_day", "due_on")))
                    for each in row.dues
                ),
                spent_percent=row.spent_percent,
                clause=row.clause,
                who=person_name(row.recorded_by),
            )
        )
        found[row.partner] = (Name(row.name_en, row.name_zh_hant, row.name_zh_hans), known)
    return found


def _statements(grant: GrantFacts, acts: dict[tuple[int, str, int], list[Act]]) -> dict[int, list[Statement]]:
    found: dict[int, list[Statement]] = defaultdict(list)
    rows = PartnerStatement.objects.filter(grant__ref=grant.ref).select_related("recorded_by")
    for row in rows.order_by("number"):
        found[row.partner].append(
            Statement(
                number=row.number,
                first_day=row.first_day,
                last_day=row.last_day,
                stated_on=row.stated_on,
                evidence=row.evidence,
                used=Money(row.currency, row.used_minor),
                rows=tuple(
                    UseRow(each["category"], Money(row.currency, each["amount_minor"]), each["evidence"])
                    for each in row.rows
                ),
                by=row.recorded_by_id,
                who=person_name(row.recorded_by),
                acts=tuple(acts[row.partner, "statement", row.number]),
            )
        )
    return found


def _act(row: PartnerAct) -> Act:
    return Act(
        deed=Deed(row.deed),
        on=row.happened_on,
        amount=Money(row.currency, row.amount_minor) if row.amount_minor is not None else None,
        evidence=row.evidence,
        note=row.note,
        by=row.recorded_by_id,
        who=person_name(row.recorded_by),
    )


def _met(acts: Iterable[Act]) -> Act | None:
    return next((act for act in reversed(list(acts)) if act.deed is Deed.MET), None)
