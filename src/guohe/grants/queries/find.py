"""Reads of grants; the database shows only the acting person's hosts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from threading import local
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, JSONObject, TruncDate

from guohe.db.once import answered, once
from guohe.grants.domain.changes import Kind
from guohe.grants.domain.effects import Effect, Terms
from guohe.grants.domain.facts import ClaimFacts, EquipmentFacts, GrantFacts, InstalmentFacts, OrderFacts
from guohe.grants.domain.rule_switch import Switched
from guohe.grants.models import (
    ApprovedEquipment,
    ChangeEffect,
    ChangeRequest,
    ClosingApproval,
    EffectCorrectionApproval,
    Grant,
    Instalment,
    ProjectCode,
    PurchaseOrder,
    ReopeningApproval,
    RuleSwitch,
)
from guohe.grants.queries.planned import planned
from guohe.kernel.money import Money
from guohe.kernel.names import Name


class GrantNotFound(LookupError):
    """No grant of this reference is visible to the acting person."""


def person_name(account: object) -> Name:
    """The name of an account in three languages."""
    return Name(account.name_en, account.name_zh_hant, account.name_zh_hans)  # type: ignore[attr-defined]


# What an effect says, by the names of its row; the model and the one it replaces lie in rows of their own.
_EFFECT: Final = {
    "change": "request__number", "kind": "kind", "since": "held_from", "recorded": "since", "ends": "ends", "model": "equipment__model",
    "replaced": "replaces__model", "partner_en": "partner_en", "partner_zh_hant": "partner_zh_hant",
    "partner_zh_hans": "partner_zh_hans", "leads": "investigator_id", "leads_en": "investigator__name_en",
    "leads_zh_hant": "investigator__name_zh_hant", "leads_zh_hans": "investigator__name_zh_hans",
}  # fmt: skip


def _effects() -> QuerySet[Any]:
    """What granted changes brought, each with the day from which it holds: of its last approved correction, or its own."""
    corrected = EffectCorrectionApproval.objects.filter(correction__effect_id=OuterRef("pk")).order_by("-pk")
    return ChangeEffect.objects.annotate(
        held_from=Coalesce(Subquery(corrected.values("correction__since")[:1]), "since")
    )


def _effect(told: Mapping[str, Any]) -> Effect:
    return Effect(
        change=told["change"],
        kind=Kind(told["kind"]),
        since=date.fromisoformat(told["since"]),
        recorded=date.fromisoformat(told["recorded"]),
        ends=date.fromisoformat(told["ends"]) if told["ends"] else None,
        investigator=_name(told, "leads"),
        leads=told["leads"],
        partner=_name(told, "partner"),
        model=told["model"] or "",
        replaced=told["replaced"] or "",
    )


def _name(told: Mapping[str, Any], what: str) -> Name | None:
    texts = [told[f"{what}_{lang}"] for lang in ("en", "zh_hant", "zh_hans")]
    return Name(*texts) if texts[0] else None


def _facts(row: Grant) -> GrantFacts:
    agreed = Terms(
        row.ends,
        person_name(row.investigator),
        Name(row.partner_en, row.partner_zh_hant, row.partner_zh_hans),
    )
    facts = GrantFacts(
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
        investigator=agreed.investigator,
        partner=agreed.partner,
        partner_share=Money(row.currency, row.partner_minor),
        project_codes=tuple(row.codes),  # type: ignore[attr-defined]
        switches=tuple(
            Switched(each["book"], each["version"], date.fromisoformat(each["starts"]), not each["before"])
            for each in row.switched  # type: ignore[attr-defined]
        ),
        agreed=agreed,
        effects=tuple(_effect(each) for each in row.changed),  # type: ignore[attr-defined]
        requests=tuple(row.asked),  # type: ignore[attr-defined]
        closed_on=row.closed,  # type: ignore[attr-defined]
    )
    return facts.at(row.today)  # type: ignore[attr-defined]


def _grants() -> QuerySet[Grant]:
    """Grants with their host, investigator, project codes, approved switches and what changed since, in one question."""
    if not hasattr(_kept, "question"):
        _kept.question = _question()
    question: QuerySet[Grant] = _kept.question
    return question.all()


# Asked on nearly every page, and to put it together costs 1.5 ms: each thread does so once. Threads do not share one, because
# Django counts in a question's own parts while it writes the SQL of it.
_kept = local()


def _question() -> QuerySet[Grant]:
    codes = ProjectCode.objects.filter(grant_id=OuterRef("pk")).order_by("code").values("code")
    told = JSONObject(book="book", version="to_version", starts="in_force_from", before="from_version")
    switched = (
        RuleSwitch.objects.filter(grant_id=OuterRef("pk"), approval__isnull=False)
        .order_by("in_force_from")
        .values(told=told)
    )
    effects = _effects().filter(grant_id=OuterRef("pk")).order_by("held_from", "pk")
    asked = ChangeRequest.objects.filter(grant_id=OuterRef("pk")).order_by("number").values("number")
    changed = effects.values(told=JSONObject(**_EFFECT))
    undone = ReopeningApproval.objects.filter(reopening__closing_id=OuterRef("closing_id"))
    closed = ClosingApproval.objects.filter(~Exists(undone), grant_id=OuterRef("pk"))
    return Grant.objects.select_related("host", "investigator").annotate(
        codes=ArraySubquery(codes),
        switched=ArraySubquery(switched),
        changed=ArraySubquery(changed),
        asked=ArraySubquery(asked),
        closed=Subquery(closed.annotate(day=TruncDate("approved_at")).values("day")[:1]),
        today=RawSQL("coalesce(guohe_on(), current_date)", (), output_field=DateField()),
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


def claims(ref: str) -> tuple[ClaimFacts, ...]:
    """Every claim about the money of a grant that nobody has taken back, by instalment, oldest first."""
    return tuple(
        claim
        for each in planned(frozenset({ref}))
        for claim in sorted(each.claims, key=lambda claim: claim.happened_on)
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
    """Every model approved in a host's grants, with the days from and until which it holds where a change says so."""
    told = ("request__number", "held_from", "equipment_id", "replaces_id")
    brought: dict[int, tuple[str, date]] = {}
    replaced: dict[int, tuple[str, date]] = {}
    for number, since, new, old in _effects().filter(host_id=host_id, kind="equipment").values_list(*told):
        brought[new] = (f"C-{number}", since)
        if old is not None:
            replaced[old] = (f"C-{number}", since)
    rows = ApprovedEquipment.objects.filter(host_id=host_id).select_related("grant").order_by("pk")
    nothing = ("", None)
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
            since=brought.get(row.pk, nothing)[1],
            until=replaced.get(row.pk, nothing)[1],
            by=tuple(told[row.pk][0] for told in (brought, replaced) if row.pk in told),
        )
        for row in rows
    )
