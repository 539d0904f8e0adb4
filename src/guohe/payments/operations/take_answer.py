"""Whatever the payer's bank sends of our payments is read by what it is: a status report, a notice or a statement."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime

from guohe.exchange.operations.read_camt import CamtReader
from guohe.exchange.operations.read_pain002 import read_pain002
from guohe.kernel.findings import Level, Refused
from guohe.payments.operations.refusals import told_in_words
from guohe.payments.operations.take_status import take_bookings, take_status
from guohe.payments.operations.write_answer import Taken


@told_in_words
def take_answer(*, data: bytes, name: str, actor: int, now: datetime) -> Taken:
    """Reads a pain.002, camt.053 or camt.054; ``name`` is the file's. Refused with every reason; nothing is then written.

    A statement whose balances do not hold lacks something or was changed on its way: it settles nothing.
    """
    report = read_pain002(data)
    if not any(finding.values.get("seen", "").startswith("camt.05") for finding in report.findings):
        return take_status(data=data, actor=actor, now=now)
    reader = CamtReader(io.BytesIO(data))
    entries = list(reader)
    if any(finding.level is not Level.NOTE for finding in reader.report.findings):
        raise Refused(*reader.report.findings)
    digest = hashlib.sha256(data).hexdigest()
    heads = [statement.head for statement in reader.report.statements]
    taken = take_bookings(
        entries=entries, heads=heads, source_name=name, source_digest=digest, actor=actor, now=now
    )
    return Taken(name, taken.payments, (*reader.report.findings, *taken.findings))
