"""Instalments that were paid twice, and payments that are held because they would do so."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from guohe.grants.queries import many
from guohe.kernel.findings import Finding
from guohe.payments.domain.paid_once import beyond_plan
from guohe.payments.domain.release import ENDED, SILENT
from guohe.payments.models import Answer, Release, Withdrawal
from guohe.payments.queries.clarifications import never_paid
from guohe.payments.queries.movements import standing_movements
from guohe.payments.queries.releases import of_instalment


def told_of(grants: Collection[str]) -> dict[str, tuple[Finding, ...]]:
    """By instalment what is to be told of it (PAY-405, PAY-406), of these grants; one read where nothing is paid in parts."""
    last = Answer.objects.filter(release=OuterRef("pk")).exclude(state__in=SILENT).order_by("-said_at", "-pk")
    live = (
        Release.objects.filter(grant_ref__in=grants)
        .exclude(Exists(standing_movements().filter(release=OuterRef("pk"), kind="return")))
        .exclude(Exists(Withdrawal.objects.filter(release=OuterRef("pk"))))
        .exclude(never_paid("pk"))
        .annotate(last=Subquery(last.values("state")[:1]))
        .filter(Q(last=None) | ~Q(last__in=ENDED))
    )
    several = (
        live.order_by().values_list("grant_ref", "instalment").annotate(count=Count("pk")).filter(count__gt=1)
    )
    refs = sorted(f"{grant}/T{number}" for grant, number, _ in several)
    if not refs:
        return {}
    planned = {
        each.ref: each.amount
        for row in many.instalments_of({ref.rpartition("/T")[0] for ref in refs}).values()
        for each in row
    }
    found = {ref: beyond_plan(ref, of_instalment(ref), planned[ref]) for ref in refs}
    return {ref: told for ref, told in found.items() if told}
