"""The payroll of a grant against the labour lines of its books."""

from __future__ import annotations

from typing import Final

from guohe.funds.queries import spend_facts
from guohe.grants.domain.facts import GrantFacts
from guohe.kernel.money import Money
from guohe.people.domain.payroll import Paid
from guohe.people.domain.reconciled import Compared, LabourLine, reconcile
from guohe.people.models import PayrollRow
from guohe.programmes.domain.packs import CategoryUnknown
from guohe.programmes.queries.packs import pack

LABOUR: Final = "labour"


def compared(grant: GrantFacts) -> tuple[Compared, ...]:
    """Every payroll row and every labour line of the grant. ``person`` is the row of the person, not the number.

    A lump sum has no categories: of its books only the lines count that a payroll row names by reference.
    """
    rows = PayrollRow.objects.filter(grant__ref=grant.ref).order_by("payroll_id", "row_number")
    paid = [
        Paid(
            row.row_number,
            row.person_id,
            row.month,
            grant.ref,
            Money(row.currency, row.amount_minor),
            row.reference,
        )
        for row in rows
    ]
    named = {row.reference for row in paid}
    names = pack(grant.pack, grant.pack_version)

    def is_labour(code: str | None) -> bool:
        try:
            return code is not None and names.category(code).group == LABOUR
        except CategoryUnknown:
            return False

    lines = [
        LabourLine(line.source, line.effective_date, line.amount, line.journal_id)
        for line in spend_facts.of_fund(grant.ref)
        if line.source in named or is_labour(line.budget)
    ]
    return reconcile(paid, lines)
