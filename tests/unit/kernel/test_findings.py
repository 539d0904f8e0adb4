"""The gravest finding decides the exit code, and a sentence never has a hole in it."""

from __future__ import annotations

import pytest

from guohe.kernel.findings import Finding, Level, Place, exit_code
from guohe.kernel.texts import TextMissing, say

STOP = Finding("BUD-214", Level.STOP, Place(pointer="ref"), {"ref": "X"})
HOLD = Finding("BUD-214", Level.HOLD, values={"ref": "X"})
NOTE = Finding("BUD-214", Level.NOTE, values={"ref": "X"})


@pytest.mark.parametrize(
    ("findings", "code"),
    [([], 0), ([NOTE], 3), ([NOTE, HOLD], 2), ([HOLD, STOP, NOTE], 1)],
)
def test_the_gravest_level_decides(findings: list[Finding], code: int) -> None:
    assert exit_code(findings) == code


def test_a_finding_speaks_three_languages() -> None:
    assert STOP.sentence("en").startswith('A grant "X" is already set up')
    assert STOP.sentence("zh-hant").startswith("項目「X」已經設立")
    assert STOP.sentence("zh-hans").startswith("项目“X”已经设立")


def test_a_value_that_is_missing_is_an_error_and_not_a_blank() -> None:
    with pytest.raises(TextMissing, match="needs a value"):
        say("BUD-214", "en")


def test_a_key_that_is_missing_is_an_error() -> None:
    with pytest.raises(TextMissing, match="no text"):
        say("BUD-000", "en")
