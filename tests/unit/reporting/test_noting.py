"""A rate is refused with every reason at once: turned round, digits swapped, without source or time."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from guohe.kernel.clock import UTC8
from guohe.kernel.texts import LANGUAGES
from guohe.reporting.domain.fx import RateKind
from guohe.reporting.domain.noting import Known, Read, ToNote, read, rows_of

NOW = datetime(2019, 7, 2, 10, tzinfo=UTC8)
SLIP = Known(date(2018, 4, 20), "1.2400", "DEMO-FX-1")


def judged(
    rate: str,
    *known: Known,
    when: str = "2018-05-28",
    source: str = "HK Bank board",
    at: str = "2018-05-28 11:00",
    sure: bool = False,
    budget: bool = False,
) -> tuple[Read | None, list[str]]:
    told, found = read(
        ToNote(when, rate, source, at),
        base="CNY",
        quote="HKD",
        now=NOW,
        known=known,
        sure=sure,
        budget=budget,
    )
    return told, [each.code for each in found]


def test_a_rate_is_read_with_its_source_and_its_time() -> None:
    told, found = judged("1.2250", SLIP)
    assert found == []
    at = datetime(2018, 5, 28, 11, tzinfo=UTC8)
    assert told == Read(RateKind.DAY, date(2018, 5, 28), "1.2250", "HK Bank board", at)
    told, found = judged("1.2310", SLIP, when="2018-05", at="2018-06-01T09:00")
    assert found == []
    assert told is not None
    assert (told.kind, told.on) == (RateKind.MONTH, date(2018, 5, 1))
    told, found = judged("1.2500", SLIP, when="2018-03-05", at="2018-03-05T11:00", budget=True)
    assert told is not None
    assert (told.kind, told.on) == (RateKind.BUDGET, date(2018, 3, 5))


@pytest.mark.parametrize(
    ("rate", "known", "code"),
    [
        ("0.8065", (SLIP,), "MON-341"),
        ("0.8065", (), "MON-341"),
        ("0.9300", (), "MON-341"),
        ("0.9990", (Known(date(2018, 5, 27), "1.0010", "x"),), None),
        ("1.2040", (SLIP,), None),
        ("1.4200", (SLIP,), "MON-468"),
        ("1.1000", (SLIP,), "MON-469"),
        ("12.400", (SLIP,), "MON-469"),
        ("1.1000", (Known(date(2016, 4, 20), "1.2400", "old"),), None),
        ("1.1000", (), None),
    ],
)
def test_what_looks_wrong_is_asked_about(rate: str, known: tuple[Known, ...], code: str | None) -> None:
    assert judged(rate, *known)[1] == ([code] if code else [])
    assert judged(rate, *known, sure=True)[1] == []


def test_the_refusals_say_what_was_seen_and_what_to_do_in_three_languages() -> None:
    def words(rate: str, lang: str) -> str:
        _, found = read(
            ToNote("2018-05-28", rate, "board", "2018-05-28 11:00"),
            base="CNY", quote="HKD", now=NOW, known=(SLIP,), sure=False,
        )  # fmt: skip
        return found[0].sentence(lang)

    assert words("0.8065", "en") == (
        "Rate 0.8065 looks like HKD→CNY; this field wants HKD for 1 CNY (about 1.24). Swap? Enter it that way round. "
        "Nothing has been saved."
    )
    assert (
        words("0.8065", "zh-hant")
        == "匯率 0.8065 似乎是 HKD→CNY；此欄應填 1 CNY 兌多少 HKD（約 1.24）。是否對調？請按此方向填寫。尚未儲存任何資料。"
    )
    assert (
        words("0.8065", "zh-hans")
        == "汇率 0.8065 似乎是 HKD→CNY；此栏应填 1 CNY 兑多少 HKD（约 1.24）。是否对调？按此方向填写。尚未保存任何数据。"
    )
    assert words("1.4200", "en") == (
        "Rate 1.4200 is 14.5 % away from 1.2400 of 2018-04-20 (DEMO-FX-1). Two digits may be swapped. "
        "Correct it, or say that it is printed so. Nothing was noted."
    )
    assert "可能有兩個數字對調" in words("1.4200", "zh-hant")
    assert "可能有两个数字对调" in words("1.4200", "zh-hans")


def test_every_fault_is_told_at_once() -> None:
    assert judged("one", SLIP, when="soon", source=" ", at="noon")[1] == [
        "MON-463",
        "MON-464",
        "MON-465",
        "MON-345",
    ]
    assert judged("1.22", SLIP, at="2019-07-03 11:00")[1] == ["MON-466"]
    assert judged("1.22", SLIP, when="2018-05", at="2018-05-20 11:00")[1] == ["MON-478"]
    assert judged("1.22", SLIP, when="2018-05", budget=True)[1] == ["MON-479"]
    assert judged("1.22", SLIP, source="x" * 201)[1] == ["MON-476"]
    assert judged("1.22345678901", SLIP)[1] == ["MON-345"]


def test_a_file_is_read_row_by_row_and_names_its_rows() -> None:
    text = "\ufefffor,rate,source,rated_at\n2018-05-28,1.2250,board,2018-05-28 11:00\n\n2018-06,0.8200,board,2018-07-01\n"
    rows, against = rows_of(text.encode())
    assert against == ()
    assert [row.row for row in rows] == [2, 4]
    _, found = read(rows[1], base="CNY", quote="HKD", now=NOW, known=(SLIP,), sure=False)
    assert [each.code for each in found] == ["MON-341"]
    for lang, word in zip(LANGUAGES, ("Row 4: ", "第 4 行：", "第 4 行："), strict=True):
        assert found[0].sentence(lang).startswith(word)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xb3\xf6\xff", "MON-470"),
        (b"", "MON-467"),
        (b"for,rate,source\n2018-05-28,1.2,b\n", "MON-467"),
        (b"for,rate,source,rated_at\n", "MON-477"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, code: str) -> None:
    rows, against = rows_of(content)
    assert rows == ()
    assert [each.code for each in against] == [code]
