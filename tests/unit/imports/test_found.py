"""Hundreds of findings of one reason are one sentence; every row of them is in it or counted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guohe.imports.domain.found import by_reason
from guohe.imports.domain.said import sentence
from guohe.kernel.findings import Finding, Level, Place

FOUND = st.builds(
    Finding,
    st.sampled_from(["IMP-121", "BUD-403"]),
    st.sampled_from(list(Level)),
    st.builds(Place, st.none() | st.integers(1, 50)),
)


@given(st.lists(FOUND))
def test_every_finding_is_counted_once_under_its_code_and_level(found: list[Finding]) -> None:
    reasons = by_reason(found)
    assert sum(reason.count for reason in reasons) == len(found)
    assert len({(reason.code, reason.level) for reason in reasons}) == len(reasons)
    for reason in reasons:
        of_it = [each for each in found if (each.code, each.level) == (reason.code, reason.level)]
        assert reason.first == of_it[0]
        assert set(reason.rows) == {each.place.row for each in of_it} - {None}


def test_an_account_without_a_category_names_its_pack_or_says_that_there_is_none() -> None:
    def told(pack: str, lang: str = "en") -> str:
        return sentence(Finding("REP-702", Level.HOLD, values={"account": "6900 Dinner", "pack": pack}), lang)

    assert (
        told("DEMO-1") == "Account 6900 Dinner has no category in pack DEMO-1. The line waits for a category."
    )
    assert told("–").startswith(
        "Account 6900 Dinner has no category: no grant of this host reports under a rule pack yet."
    )
    assert told("–", "zh-hant").startswith(
        "會計科目 6900 Dinner 沒有對應的預算科目：本機構尚未有項目採用報告範本。"
    )
    assert told("–", "zh-hans").startswith(
        "会计科目 6900 Dinner 没有对应的预算科目：本机构尚无项目采用报告模板。"
    )
