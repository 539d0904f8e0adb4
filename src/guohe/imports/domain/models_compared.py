"""What was invoiced is compared with what was approved by its model; a difference is a notice, never a refusal.

"Load cell set LC-200B" against the approved LC-200: the invoiced model is near the approved one, as
``guohe.equipment`` compares them, and is not itself approved.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from guohe.equipment.domain.compared import compare
from guohe.imports.domain.facts import ApprovedModel

# A model has a digit; a word without one ("cell") is none.
_MODEL: Final = re.compile(r"(?=[A-Za-z0-9.\-/]*\d)[A-Za-z0-9][A-Za-z0-9.\-/]{2,30}")


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
        for item in approved:
            compared = compare(item.model, model)
            if compared is not None and compared.near:
                return item, model
    return None
