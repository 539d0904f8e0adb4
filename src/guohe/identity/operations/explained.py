"""The database's refusals in identity, told in words: a constraint's name becomes one finding."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import IntegrityError, ProgrammingError, transaction

from guohe.identity.domain.permissions import AccessFinding
from guohe.identity.queries.capabilities import administrators_visible
from guohe.kernel.findings import Level, Refused

_CODES: Final = {
    "identity_account_username_key": "ACC-607",
    "identity_account_username_check": "ACC-608",
    "identity_capability_capability_check": "ACC-609",
    "identity_capability_open_once": "ACC-612",
    "identity_capability_end": "ACC-614",
    "identity_capability_start": "ACC-630",
    "identity_founded_once": "ACC-615",
    "identity_keeper": "ACC-616",
    "identity_capability_period": "ACC-617",
    "identity_host_code_key": "ACC-618",
    "identity_host_code_check": "ACC-618",
}


@contextmanager
def explained(**values: str) -> Iterator[None]:
    """A refusal inside the block leaves nothing written and is raised as Refused, its sentence filled with ``values``."""
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, ProgrammingError) as refusal:
        diagnosis = getattr(refusal.__cause__, "diag", None)
        constraint = getattr(diagnosis, "constraint_name", None) or ""
        # Rights and row-level security refuse with one state; in identity both mean: not an administrator there.
        if constraint == "identity_administrator" or (
            not constraint and getattr(diagnosis, "sqlstate", None) == "42501"
        ):
            names = administrators_visible()
            code = "ACC-603" if names else "ACC-604"
            raise Refused(AccessFinding(code, Level.STOP, who_can=names, word="administer")) from refusal
        if constraint.startswith(("identity_host_name", "identity_account_name")):
            raise Refused(AccessFinding("ACC-619", Level.STOP)) from refusal
        if constraint not in _CODES:
            raise
        raise Refused(AccessFinding(_CODES[constraint], Level.STOP, values=values)) from refusal
