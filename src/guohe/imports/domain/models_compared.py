"""What was invoiced is compared with what was approved by its model; a difference is a notice, never a refusal.

"Load cell set LC-200B" against the approved LC-200: the invoiced model begins with the approved one, or is one slip
away from it, and is not itself approved.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from guohe.imports.domain.facts import ApprovedModel
from guohe.imports.domain.suggestions import one_slip_apart

# A model has a digit; a word without one ("cell") is none.
_MODEL: Final = re.compile(r"(?=[A-Za-z0-9.\-/]*\d)[A-Za-z0-9][A-Za-z0-9.\-/]{2,30}")
_SUFFIX: Final = 3


@cache
def _halves(model: str) -> tuple[str, str]:
    loud = model.upper()
    return loud[: len(loud) // 2], loud[len(loud) // 2 :]


def other_model(description: str, approved: Sequence[ApprovedModel]) -> tuple[ApprovedModel, str] | None:
    """The approved equipment and the model written instead of it, or None."""
    # One slip leaves one half of a model as it was, so most descriptions are done with a plain search.
    loud = description.upper()
    if not any(half in loud for item in approved for half in _halves(item.model)):
        return None
    exact = {item.model.upper() for item in approved}
    seen = [found.rstrip(".-/") for found in _MODEL.findall(description)]
    if any(model.upper() in exact for model in seen):
        return None
    for model in seen:
        upper = model.upper()
        for item in approved:
            ours = item.model.upper()
            longer = upper.startswith(ours) and 0 < len(upper) - len(ours) <= _SUFFIX
            shorter = ours.startswith(upper) and 0 < len(ours) - len(upper) <= _SUFFIX and len(upper) >= 3
            if longer or shorter or one_slip_apart(upper, ours):
                return item, model
    return None
