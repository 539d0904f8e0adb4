"""A grant is set up from its agreement, whole or not at all: instalments add to the award, shares stay within it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from guohe.audit.operations.record_fact import record
from guohe.funds.operations.open_books import open_fund
from guohe.grants.domain.set_up import Agreement, Equipment, check_agreement
from guohe.grants.models import Grant, Instalment, ProjectCode, PurchaseOrder
from guohe.grants.operations.list_equipment import write_list
from guohe.grants.operations.refusals import told_in_words
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Place, Refused


@told_in_words
def set_up_grant(
    *,
    host_id: int,
    book: int,
    agreement: Agreement,
    investigator_id: int,
    equipment: Sequence[Equipment] = (),
    actor: int,
    now: datetime,
) -> int:
    """Writes the grant with its instalments, project codes and fund, and returns its row number.

    Refused with every finding at once: instalments that do not add up (BUD-211), a partner share above the award
    (BUD-212), a period that ends before it starts (BUD-213), a reference that no address holds (RUL-910), is in use (BUD-214), or
    in use by a grant that the actor does not see (ACC-720), a project code that is another project's (RUL-914). Needs the capability ``prepare`` for the host.
    """
    require(actor, "prepare", host_id=host_id, on=now.date())
    findings = list(check_agreement(agreement, taken=Grant.objects.filter(ref=agreement.ref).exists()))
    findings += _codes_taken(host_id, agreement.project_codes)
    if any(finding.level is Level.STOP for finding in findings):
        raise Refused(*findings)
    with transaction.atomic():
        fund = open_fund(
            book=book, ref=agreement.ref, currency=agreement.total.currency, lot_policy=agreement.lot_policy
        )
        row = _written(
            Grant(
                host_id=host_id,
                ref=agreement.ref,
                title_en=agreement.title.en,
                title_zh_hant=agreement.title.zh_hant,
                title_zh_hans=agreement.title.zh_hans,
                unit_code=agreement.unit_code,
                funder_en=agreement.funder.en,
                funder_zh_hant=agreement.funder.zh_hant,
                funder_zh_hans=agreement.funder.zh_hans,
                pack=agreement.pack,
                pack_version=agreement.pack_version,
                currency=agreement.total.currency,
                total_minor=agreement.total.minor,
                starts=agreement.starts,
                ends=agreement.ends,
                fx_policy=agreement.fx_policy,
                lot_policy=agreement.lot_policy,
                book=book,
                fund=fund,
                investigator_id=investigator_id,
                partner_en=agreement.partner.en,
                partner_zh_hant=agreement.partner.zh_hant,
                partner_zh_hans=agreement.partner.zh_hans,
                partner_minor=agreement.partner_share.minor,
                set_up_by_id=actor,
                set_up_at=now,
            )
        )
        Instalment.objects.bulk_create(
            Instalment(
                host_id=host_id,
                grant=row,
                number=number,
                amount_minor=plan.amount.minor,
                due_date=plan.due_date,
                condition=plan.condition,
            )
            for number, plan in enumerate(agreement.instalments, start=1)
        )
        ProjectCode.objects.bulk_create(
            ProjectCode(host_id=host_id, code=code, grant=row) for code in agreement.project_codes
        )
        write_list(row, equipment)
        record(
            host_id=host_id,
            action="grants.set_up",
            subject=f"grant:{agreement.ref}",
            details={"total": str(agreement.total), "instalments": len(agreement.instalments)},
            now=now,
        )
    return row.pk


def _codes_taken(host_id: int, codes: Sequence[str]) -> list[Finding]:
    """A project code of the host names one project (RUL-914)."""
    taken = ProjectCode.objects.filter(host_id=host_id, code__in=codes).order_by("code")
    return [
        Finding("RUL-914", Level.STOP, Place(pointer="project_codes"), {"code": code})
        for code in taken.values_list("code", flat=True)
    ]


def _written(row: Grant) -> Grant:
    """A reference names one grant of the installation, whoever sees it; nothing of the other grant is told."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as met:
        if "grants_grant_ref_key" not in str(met):
            raise
        raise Refused(Finding("ACC-720", Level.STOP, Place(pointer="ref"), {"ref": row.ref})) from met
    return row


@told_in_words
def note_order(*, host_id: int, number: str, project_code: str, actor: int, on: date) -> None:
    """An order number belongs to one project of the host; telling it twice changes nothing."""
    require(actor, "prepare", host_id=host_id, on=on)
    PurchaseOrder.objects.get_or_create(
        host_id=host_id, number=number, defaults={"project_code": project_code}
    )
