"""The rows that an operation on a change writes beside; what is not visible is not there."""

from __future__ import annotations

from guohe.grants.models import ChangeRequest, Grant
from guohe.grants.queries.find import GrantNotFound
from guohe.kernel.findings import Finding, Level, Refused


def grant_row(ref: str) -> Grant:
    """The grant of a reference. Raises GrantNotFound."""
    row = Grant.objects.filter(ref=ref).first()
    if row is None:
        raise GrantNotFound(ref)
    return row


def request_row(ref: str, number: int) -> ChangeRequest:
    """The request of a number. Raises Refused (BUD-314)."""
    row = ChangeRequest.objects.filter(grant__ref=ref, number=number).first()
    if row is None:
        raise Refused(Finding("BUD-314", Level.STOP, values={"code": f"C-{number}", "ref": ref}))
    return row
