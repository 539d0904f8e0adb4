"""A data file with a slip does not load, and the slip is named with its place."""

from __future__ import annotations

import pytest

from guohe.registry.domain.records import Record, RecordNotReadable


def test_a_missing_field_is_named_with_its_place() -> None:
    with pytest.raises(RecordNotReadable, match=r"units\.toml, units 3 has no code"):
        Record("units.toml, units 3", {}).text("code")


def test_a_field_that_nobody_reads_is_refused() -> None:
    record = Record("units.toml, units 1", {"code": "SKL-01", "hosst": "HKU"})
    record.text("code")
    with pytest.raises(RecordNotReadable, match="hosst"):
        record.finish()


@pytest.mark.parametrize("names", [{"en": "A", "zh_hant": "甲"}, {"en": "A", "zh_hant": "甲", "zh_hans": 1}])
def test_a_name_has_all_three_languages(names: dict[str, object]) -> None:
    with pytest.raises(RecordNotReadable, match="zh_hans"):
        Record("here", {"name": names}).name("name")


def test_a_truth_is_not_a_number() -> None:
    with pytest.raises(RecordNotReadable):
        Record("here", {"count": True}).number("count")


def test_an_absent_list_is_empty_and_a_wrong_one_is_refused() -> None:
    assert Record("here", {}).records("rows") == ()
    with pytest.raises(RecordNotReadable):
        Record("here", {"rows": "none"}).records("rows")
