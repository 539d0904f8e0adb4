"""The database's refusals become findings in this one place: SQLSTATE GM321 is MON-321, its detail holds the facts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import Error

from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.money import Money

_FAMILIES: Final = {"M": "MON", "B": "BUD", "A": "ACC"}
# Constraints that stand behind the functions' own checks: reached by a race, or by a road nobody should take.
_CONSTRAINTS: Final = {
    "funds_journal_reversed_once": "MON-399",
    "funds_journal_four_eyes": "MON-387",
    "funds_journal_reason": "MON-395",
    "funds_budget_line_limit": "BUD-408",
    "funds_posting_amount": "MON-317",
    "funds_commitment_sign": "MON-375",
    "funds_journal_key": "MON-336",
    "funds_batch_pkey": "MON-336",
    "funds_account_serves": "MON-339",
}
# What the law in the database calls by another number than people know it: MON-371 asks about a partner's money.
_KNOWN_AS: Final = {"MON-371": "MON-370"}
# Two transactions wait for each other, or one read what the other changed: the database ends one, which may try again.
_TRY_AGAIN: Final = ("40P01", "40001")


def _word(fact: Any) -> str:
    if isinstance(fact, dict):
        return str(Money(fact["currency"], int(fact["minor"])))
    return "" if fact is None else str(fact)


def finding_of(error: BaseException) -> Finding | None:
    """The finding that an error of the database stands for, or None when it is a fault of another kind."""
    state = getattr(error, "sqlstate", None)
    diag = getattr(error, "diag", None)
    if isinstance(state, str) and state[:1] == "G" and state[1:2] in _FAMILIES:
        facts = json.loads(getattr(diag, "message_detail", None) or "{}")
        code = f"{_FAMILIES[state[1]]}-{state[2:]}"
        return Finding(
            _KNOWN_AS.get(code, code), Level.STOP, values={name: _word(fact) for name, fact in facts.items()}
        )
    if state in _TRY_AGAIN:
        return Finding("MON-335", Level.STOP)
    code_of_constraint = _CONSTRAINTS.get(getattr(diag, "constraint_name", None) or "")
    if code_of_constraint is not None:
        return Finding(code_of_constraint, Level.STOP, values={"source": "", "account": ""})
    return None


@contextmanager
def said_in_words() -> Iterator[None]:
    """Inside the block a refusal of the database is raised as ``Refused``; any other error stays itself."""
    try:
        yield
    except Error as error:
        finding = finding_of(error.__cause__ or error)
        if finding is None:
            raise
        raise Refused(finding) from error
