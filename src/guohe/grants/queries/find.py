"""Reads of grants; the database shows only the acting person's hosts."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from guohe.db.once import answered, once
from guohe.grants.domain.facts import ClaimFacts, EquipmentFacts, GrantFacts, InstalmentFacts, OrderFacts
from guohe.grants.domain.rule_switch import Switched
from guohe.grants.domain.stations import standing
from guohe.grants.models import (
    ApprovedEquipment,
    Claim,
    Grant,
    Instalment,
    ProjectCode,
    PurchaseOrder,
    RuleSwitch,
)
from guohe.grants.queries.reversed_evidence import with_reversals
from guohe.kernel.money import Money
from guohe.kernel.names import Name


class GrantNotFound(LookupError):
    """No grant of this reference is visible to the acting person."""


def person_name(account: object) -> Name:
    """The name of an account in three languages."""
    return Name(account.name_en, account.name_zh_hant, account.name_zh_hans)  # type: ignore[attr-defined]


def _facts(row: Grant) -> GrantFacts:
    return GrantFacts(
        ref=row.ref,
        host_id=row.host_id,
        host_code=row.host.code,
        book=row.book,
        fund=row.fund,
        title=Name(row.title_en, row.title_zh_hant, row.title_zh_hans),
        unit_code=row.unit_code,
        funder=Name(row.funder_en, row.funder_zh_hant, row.funder_zh_hans),
        pack=row.pack,
        pack_version=row.pack_version,
        currency=row.currency,
        total=Money(row.currency, row.total_minor),
        starts=row.starts,
        ends=row.ends,
        fx_policy=row.fx_policy,
        lot_policy=row.lot_policy,
        investigator=person_name(row.investigator),
        partner=Name(row.partner_en, row.partner_zh_hant, row.partner_zh_hans),
        partner_share=Money(row.currency, row.partner_minor),
        project_codes=tuple(row.codes),  # type: ignore[attr-defined]
        switches=tuple(
            Switched(each["book"], each["version"], date.fromisoformat(each["starts"]))
            for each in row.switched  # type: ignore[attr-defined]
        ),
    )


def _grants() -> QuerySet[Grant]:
    """Grants with their host, investigator, project codes and approved switches of rulebooks, in one question."""
    codes = ProjectCode.objects.filter(grant_id=OuterRef("pk")).order_by("code").values("code")
    told = JSONObject(book="book", version="to_version", starts="in_force_from")
    switched = (
        RuleSwitch.objects.filter(grant_id=OuterRef("pk"), approval__isnull=False)
        .order_by("in_force_from")
        .values(told=told)
    )
    return Grant.objects.select_related("host", "investigator").annotate(
        codes=ArraySubquery(codes), switched=ArraySubquery(switched)
    )


@once
def grant(ref: str) -> GrantFacts:
    """The grant of this reference. Raises GrantNotFound."""
    known = next((each for each in answered(all_grants) or () if each.ref == ref), None)
    if known is not None:
        return known
    row = _grants().filter(ref=ref).first()
    if row is None:
        raise GrantNotFound(ref)
    return _facts(row)


@once
def all_grants() -> tuple[GrantFacts, ...]:
    """Every visible grant, by reference."""
    return tuple(_facts(row) for row in _grants().order_by("ref"))


def row_numbers(refs: tuple[str, ...]) -> dict[str, int]:
    """The row of each of these grants that is visible, for what higher contexts write beside it."""
    return dict(Grant.objects.filter(ref__in=refs).values_list("ref", "pk"))


@once
def instalments(ref: str) -> tuple[InstalmentFacts, ...]:
    """The planned payments of a grant in order."""
    rows = Instalment.objects.filter(grant__ref=ref).select_related("grant").order_by("number")
    return tuple(
        InstalmentFacts(
            ref=f"{ref}/T{row.number}",
            number=row.number,
            amount=Money(row.grant.currency, row.amount_minor),
            due_date=row.due_date,
            condition=row.condition,
        )
        for row in rows
    )


@once
def claims(ref: str) -> tuple[ClaimFacts, ...]:
    """Every claim about the money of a grant that nobody has taken back, by instalment, oldest first."""
    rows = (
        Claim.objects.filter(instalment__grant__ref=ref)
        .select_related("instalment__grant", "stated_by")
        .order_by("instalment__number", "pk")
    )
    left = with_reversals(standing(claim_facts(row) for row in rows))
    return tuple(
        sorted(left, key=lambda each: (int(each.instalment_ref.rpartition("/T")[2]), each.happened_on))
    )


def claim_facts(row: Claim) -> ClaimFacts:
    """One claim as a value; its instalment, grant and author are read with it."""
    return ClaimFacts(
        instalment_ref=f"{row.instalment.grant.ref}/T{row.instalment.number}",
        station=row.station,
        happened_on=row.happened_on,
        source=row.source,
        evidence=row.evidence,
        reference=row.reference,
        stated_by=person_name(row.stated_by),
        stated_at=row.stated_at,
        amount=Money(row.currency, row.amount_minor) if row.amount_minor is not None else None,
    )


def project_codes(host_id: int) -> dict[str, str | None]:
    """Every project code of a host and the grant it belongs to, if it is one."""
    return dict(
        ProjectCode.objects.filter(host_id=host_id).order_by("code").values_list("code", "grant__ref")
    )


def orders(host_id: int) -> tuple[OrderFacts, ...]:
    """Every order a host has told us of."""
    rows = PurchaseOrder.objects.filter(host_id=host_id).order_by("number")
    return tuple(OrderFacts(number=row.number, project_code=row.project_code) for row in rows)


@once
def equipment(host_id: int) -> tuple[EquipmentFacts, ...]:
    """Every model approved in a host's grants."""
    rows = ApprovedEquipment.objects.filter(host_id=host_id).select_related("grant").order_by("pk")
    return tuple(
        EquipmentFacts(
            grant_ref=row.grant.ref,
            model=row.model,
            description=row.description,
            id=row.pk,
            price=Money(row.currency, row.price_minor) if row.price_minor is not None else None,
            priced_on=row.priced_on,
            purpose=row.purpose,
            sharing=row.sharing,
            source=row.source,
        )
        for row in rows
    )
