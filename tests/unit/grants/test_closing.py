"""A grant closes when nothing is open, what no rule answers is answered for, and both people sign the same list."""

from __future__ import annotations

import pytest

from guohe.grants.domain.closing import Item, Stand, check_closing, digest_of_items
from guohe.kernel.money import Money

DONE = Item("orders", Stand.DONE)
OPEN = Item("lines", Stand.OPEN, (Money.of("HKD", "41000.00"),), ("AP19-00188",))
ASKED = Item("archive", Stand.UNKNOWN)


@pytest.mark.parametrize(
    ("items", "note", "evidence", "expected"),
    [
        ((DONE,), "", "", []),
        ((DONE, OPEN), "said", "R-1", ["BUD-321"]),
        ((DONE, ASKED), "said", "R-1", []),
        ((DONE, ASKED), "said", " ", ["BUD-322"]),
        ((DONE, ASKED), " ", "R-1", ["BUD-322"]),
        ((OPEN, ASKED), "", "", ["BUD-321", "BUD-322"]),
    ],
)
def test_everything_that_stands_against_it_is_told_at_once(
    items: tuple[Item, ...], note: str, evidence: str, expected: list[str]
) -> None:
    found = check_closing(items, note=note, evidence=evidence)
    assert [finding.code for finding in found] == expected
    assert all("lines" in finding.sentence("en") for finding in found if finding.code == "BUD-321")


def test_another_figure_or_reference_is_another_list() -> None:
    other = Item("lines", Stand.OPEN, (Money.of("HKD", "41000.01"),), ("AP19-00188",))
    renamed = Item("lines", Stand.OPEN, OPEN.left, ("AP19-00189",))
    digests = {digest_of_items((item,)) for item in (OPEN, other, renamed)}
    assert len(digests) == 3
    assert digest_of_items((OPEN,)) in digests
