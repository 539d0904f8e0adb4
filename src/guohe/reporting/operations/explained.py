"""The database's refusals in reporting, told in words: a constraint's name becomes one finding."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import IntegrityError, ProgrammingError, transaction

from guohe.identity.domain.permissions import AccessFinding
from guohe.kernel.findings import Finding, Level, Refused
from guohe.reporting.domain.periods import years_called

_RACES: Final = (
    "reporting_report_prepared_once",
    "reporting_report_signed_once",
    "reporting_report_number",
    "reporting_report_corrects_signed",
    "reporting_report_corrected_once",
    "reporting_report_kept",
    "reporting_report_told_once",
    "reporting_report_after_final",
    "reporting_report_final_once",
    "reporting_report_final_whole",
    "reporting_report_final_agrees",
    "reporting_report_imprint",
)
_MAY_PREPARE: Final = (
    "reporting_report_may_prepare",
    "reporting_remark_may_say",
    "reporting_rate_may_note",
    "reporting_fxchoice_may_choose",
)
_MAY_APPROVE: Final = (
    "reporting_report_may_sign",
    "reporting_fxapproval_may_approve",
    "reporting_rate_may_confirm",
)
# The clocks of the program and of the database may stand on two sides of midnight; a rate may be corrected meanwhile.
_MOMENTS: Final = {
    "reporting_day": "REP-752",
    "reporting_report_rates_confirmed": "REP-753",
    "reporting_report_rates_of_another": "REP-753",
    "reporting_rate_newest": "MON-494",
    "reporting_rate_append_only": "MON-494",
}


@contextmanager
def explained(*, years: str) -> Iterator[None]:
    """A refusal inside the block leaves nothing written and is raised as Refused."""
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, ProgrammingError) as refusal:
        diagnosis = getattr(refusal.__cause__, "diag", None)
        constraint = getattr(diagnosis, "constraint_name", None) or ""
        if constraint in _MAY_PREPARE:
            raise Refused(AccessFinding("ACC-604", Level.STOP, word="prepare")) from refusal
        if constraint in _MAY_APPROVE:
            raise Refused(AccessFinding("ACC-604", Level.STOP, word="approve")) from refusal
        if constraint == "reporting_report_four_eyes":
            raise Refused(AccessFinding("ACC-602", Level.STOP, thing="report")) from refusal
        if constraint == "reporting_fxapproval_four_eyes":
            raise Refused(AccessFinding("ACC-602", Level.STOP, thing="policy")) from refusal
        if constraint in ("reporting_fxapproval_once", "reporting_fxapproval_newest"):
            raise Refused(Finding("REP-739", Level.STOP)) from refusal
        if constraint == "reporting_rate_four_eyes":
            raise Refused(AccessFinding("ACC-602", Level.STOP, thing="rate")) from refusal
        if constraint in _MOMENTS:
            raise Refused(Finding(_MOMENTS[constraint], Level.STOP)) from refusal
        if constraint in _RACES:
            raise Refused(Finding("REP-720", Level.STOP, values={"years": years_called(years)})) from refusal
        raise
