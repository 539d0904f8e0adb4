"""A payroll file is kept row by row, once; a later file corrects it, and nothing of it enters the books."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.utils.timezone import localtime

from guohe.audit.operations.record_fact import record
from guohe.grants.queries import find
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Refused
from guohe.people.domain.payroll import read_payroll as read
from guohe.people.models import Payroll, PayrollRow, Person
from guohe.people.operations.written_once import written_once


def read_payroll(*, host_id: int, file_name: str, content: bytes, actor: int, now: datetime) -> int:
    """Writes the rows of a file and returns how many. Raises Refused with every fault of the file, or PPL-126 when it was
    read before. Needs ``import``, ``view_people`` and ``view_money`` for the whole host.
    """
    for word in ("import", "view_people", "view_money"):
        require(actor, word, host_id=host_id, on=now.date())
    digest = hashlib.sha256(content).hexdigest()
    known = Payroll.objects.filter(host_id=host_id, digest=digest).first()
    if known is not None:
        values = {"file": file_name[:60], "on": localtime(known.recorded_at).date().isoformat()}
        raise Refused(Finding("PPL-126", Level.STOP, values=values))
    people = dict(Person.objects.filter(host_id=host_id).values_list("number", "pk"))
    grants = {each.ref: each for each in find.all_grants() if each.host_id == host_id}
    projects = {ref: ref for ref in grants}
    projects |= {code: ref for code, ref in find.project_codes(host_id).items() if ref is not None}
    told = read(content, people=people, projects=projects)
    if told.findings:
        raise Refused(*told.findings)
    numbers = find.row_numbers(tuple(sorted(grants)))
    with written_once():
        payroll = Payroll.objects.create(
            host_id=host_id, file_name=file_name[:200], digest=digest, recorded_by_id=actor, recorded_at=now
        )
        for row in told.rows:
            PayrollRow.objects.create(
                host_id=host_id,
                payroll=payroll,
                row_number=row.row,
                person_id=people[row.person],
                grant_id=numbers[row.ref],
                month=row.month,
                currency=row.amount.currency,
                amount_minor=row.amount.minor,
                reference=row.reference,
            )
        # Neither names nor amounts: the log is read by more people than may see a salary.
        record(
            host_id=host_id,
            action="people.payroll_read",
            subject=f"payroll:{digest}",
            details={"rows": len(told.rows)},
            now=now,
        )
    return len(told.rows)
