"""A search is kept under a name by one person for themselves, and withdrawn by the same; nothing of it is shared."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from guohe.audit.operations.record_fact import record
from guohe.kernel.findings import Finding, Level, Refused
from guohe.notices.domain.searches import LONGEST_WORDS, check_search
from guohe.notices.models import SavedSearch, SearchWithdrawal
from guohe.notices.queries.choice import keeping_host
from guohe.notices.queries.provided import what_is_found
from guohe.notices.queries.saved import saved_searches


def keep_search(*, name: str, words: str, in_digest: bool, actor: int, now: datetime) -> int:
    """Keeps the search with the marks of what it finds now, and returns its number.

    Raises Refused (ACC-684 to ACC-687, ACC-693, ACC-694).
    """
    host = keeping_host()
    name, words = " ".join(name.split()), " ".join(words[:LONGEST_WORDS].split())
    faults = check_search(name, words, [each.name for each in saved_searches(actor)])
    if faults:
        raise Refused(*faults)
    found = sorted(hit.mark for hit in what_is_found(words, "en")) if in_digest else []
    try:
        with transaction.atomic():
            kept = SavedSearch.objects.create(
                host_id=host,
                account_id=actor,
                name=name,
                words=words,
                in_digest=in_digest,
                found=found,
                kept_at=now,
            )
    except IntegrityError:
        # The same name came a moment earlier through another door.
        raise Refused(Finding("ACC-686", Level.STOP, values={"name": name})) from None
    # Neither the name nor the words enter the log, which others read.
    record(host_id=host, action="notices.search_kept", subject=f"search:{kept.pk}", now=now)
    return kept.pk


def withdraw_search(*, number: int, actor: int, now: datetime) -> None:
    """From here on the search is kept no more. Raises Refused (ACC-688)."""
    if number not in {each.number for each in saved_searches(actor)}:
        raise Refused(Finding("ACC-688", Level.STOP, values={"name": str(number)}))
    host = keeping_host()
    SearchWithdrawal.objects.create(host_id=host, account_id=actor, search_id=number, withdrawn_at=now)
    record(host_id=host, action="notices.search_withdrawn", subject=f"search:{number}", now=now)
