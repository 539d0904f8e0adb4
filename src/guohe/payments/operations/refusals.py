"""The database's refusals of payments, debits, returns and charges become findings, as those of grants do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from guohe.grants.operations.refusals import DAY, ELSEWHERE, LACKS, MEANWHILE, OWN, RIGHT, in_words

LAWS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            "payments_account_changed",
            "payments_account_retired",
            "payments_called_back",
            "payments_clarification_of_a_duplicate",
            "payments_clarification_read_committed",
            "payments_debit_came_back",
            "payments_debit_of_file",
            "payments_debit_once",
            "payments_debit_read_committed",
            "payments_debit_taken_back",
            "payments_filed_when_released",
            "payments_movement_after_debit",
            "payments_movement_back_once",
            "payments_movement_of_file",
            "payments_movement_read_committed",
            "payments_movement_taken_back",
            "payments_not_withdrawn",
            "payments_read_committed",
            "payments_released_as_prepared",
            "payments_withdrawal_of_no_file",
            "payments_withdrawal_read_committed",
            "payments_within_plan",
        ),
        MEANWHILE,
    ),
    **dict.fromkeys(("payments_answer_to_file", "payments_of_one_host"), ELSEWHERE),
    **dict.fromkeys(
        (
            "payments_callback_after_record",
            "payments_clarification_day",
            "payments_debit_day",
            "payments_filed_day",
            "payments_debit_stated_today",
            "payments_movement_day",
            "payments_movement_stated_today",
            "payments_release_day",
            "payments_retirement_said_today",
            "payments_withdrawal_said_today",
        ),
        DAY,
    ),
    **dict.fromkeys(
        (
            "payments_clarification_dismissed_with_reason",
            "payments_clarification_is_told",
            "payments_one_currency",
            "payments_roles",
        ),
        LACKS,
    ),
    "payments_by_the_actor": RIGHT,
    **dict.fromkeys(
        ("payments_callback_by_another", "payments_clarified_by_another", "payments_released_by_another"), OWN
    ),
}

told_in_words = in_words(LAWS)
