"""The database's refusals of what is written about a grant become findings: the name of a law becomes a code, in one place.

The operations ask before they write; the law in the database speaks where somebody else wrote meanwhile, or where an
operation forgot to ask. Whoever reads the refusal is told what to do either way, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from django.db import Error, transaction

from guohe.funds.operations.refusals import finding_of
from guohe.kernel.findings import Finding, Level, Refused

P = ParamSpec("P")
T = TypeVar("T")

# Something was recorded since the page was read; it belongs elsewhere; its day does not fit; words or figures are missing; who
# acts may not; it is one's own.
MEANWHILE: Final = "RUL-897"
ELSEWHERE: Final = "RUL-898"
DAY: Final = "RUL-899"
LACKS: Final = "RUL-900"
RIGHT: Final = "RUL-901"
OWN: Final = "RUL-902"
CLOSED: Final = "RUL-903"

LAWS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            "change_as_sent",
            "change_in_force_by_effect",
            "change_step_follows",
            "closed_once",
            "closing_as_prepared",
            "closing_nothing_open",
            "correction_of_the_day_in_force",
            "effect_of_a_granted_change",
            "effect_replaces_once",
            "effect_told",
            "partner_act_follows",
            "partner_agreed",
            "partner_counted",
            "partner_counted_stands",
            "partner_statement_days_once",
            "partner_tranche_sent",
            "partner_transfer_agreed",
            "reopening_of_a_closed_grant",
            "switch_follows",
            "switch_settles_once",
        ),
        MEANWHILE,
    ),
    **dict.fromkeys(
        (
            "approved_of_one_host",
            "change_of_one_host",
            "closing_of_one_host",
            "correction_of_its_grant",
            "effect_of_its_change",
            "grants_set_up_of_one_host",
            "partner_of_one_host",
            "switch_of_one_host",
        ),
        ELSEWHERE,
    ),
    **dict.fromkeys(
        (
            "change_asks_for_a_day",
            "correction_within_its_days",
            "effect_has_its_day",
            "effect_moves_the_end",
            "effect_recorded_in_turn",
            "effect_within_the_grant",
            "partner_day",
            "partner_statement_asked",
            "reopening_recorded_in_turn",
            "switch_not_backwards",
        ),
        DAY,
    ),
    **dict.fromkeys(
        (
            "change_step_evidenced",
            "closing_answered_for",
            "correction_says_why",
            "effect_as_granted",
            "partner_act_evidenced",
            "partner_agreement_named",
            "partner_answered",
            "partner_currency",
            "partner_received",
            "partner_share",
            "partner_statement_adds",
            "partner_tranche_is_positive",
            "reopening_says_why",
            "switch_says_why",
        ),
        LACKS,
    ),
    **dict.fromkeys(
        (
            "approved_by_the_actor",
            "change_by_the_actor",
            "closing_by_the_actor",
            "grants_set_up_by_right",
            "partner_by_the_actor",
            "switch_by_the_actor",
        ),
        RIGHT,
    ),
    **dict.fromkeys(
        (
            "change_decided_by_another",
            "change_in_force_by_two",
            "closing_by_another",
            "correction_by_another",
            "effect_by_another",
            "effect_for_another",
            "partner_by_another",
            "switch_by_another",
        ),
        OWN,
    ),
    **dict.fromkeys(
        ("budget_of_an_open_grant", "change_of_an_open_grant", "effect_of_an_open_grant"), CLOSED
    ),
}
# What the database says of a table's own constraints, and of rows that the actor may not write: unique, foreign, check, not null, rights.
STATES: Final[Mapping[str, str]] = {
    "23505": MEANWHILE,
    "23503": ELSEWHERE,
    "23514": LACKS,
    "23502": LACKS,
    "42501": RIGHT,
}


def law_of(fault: BaseException) -> str:
    """The name of the law by which the database refused; empty for a fault of another kind."""
    return getattr(getattr(fault.__cause__, "diag", None), "constraint_name", None) or ""


def in_words(laws: Mapping[str, str]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Marks an operation that writes: a refusal of the database leaves nothing written and is raised as Refused.

    ``laws`` give the code of each law that a trigger names; what a table refuses by itself is told by its SQLSTATE. Any other
    fault stays itself.
    """

    def mark(operation: Callable[P, T]) -> Callable[P, T]:
        @wraps(operation)
        def told(*args: P.args, **kwargs: P.kwargs) -> T:
            try:
                with transaction.atomic():
                    return operation(*args, **kwargs)
            except Error as fault:
                found = finding_of(fault.__cause__ or fault) or _finding(fault, laws)
                if found is None:
                    raise
                raise Refused(found) from fault

        return told

    return mark


told_in_words = in_words(LAWS)


def _finding(fault: BaseException, laws: Mapping[str, str]) -> Finding | None:
    law, state = law_of(fault), str(getattr(fault.__cause__, "sqlstate", ""))
    code = laws.get(law) or STATES.get(state)
    return Finding(code, Level.STOP, values={"law": law or state}) if code is not None else None
