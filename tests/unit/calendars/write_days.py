"""Writes the calendars' data file from two libraries: `python -m tests.unit.calendars.write_days`.

Mainland days come from chinesecalendar, and holidays must agree on every one of them; Hong Kong and Macao come from
holidays. Hong Kong's general holidays are that library's category "optional": its default, the statutory holidays, lacks
Good Friday. Macao's are its general holidays ("optional") with those of the public service ("government"): the second
alone lacks Good Friday and, before 2019, the three days of the New Year; the first alone lacks the days in lieu.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays

from guohe.calendars.queries.published import FILE

VERSION = "2026-11-27"
FIRST, LAST = date(2016, 1, 1), date(2026, 12, 31)
YEARS = range(FIRST.year, LAST.year + 1)

# What chinesecalendar calls a holiday: its own Simplified name is the Mainland's; the Traditional is written here.
MAINLAND_NAMES = {
    "New Year's Day": ("New Year's Day", "元旦", "元旦"),
    "Spring Festival": ("Spring Festival", "春節", "春节"),
    "Tomb-sweeping Day": ("Tomb-sweeping Day", "清明節", "清明节"),
    "Labour Day": ("Labour Day", "勞動節", "劳动节"),
    "Dragon Boat Festival": ("Dragon Boat Festival", "端午節", "端午节"),
    "Mid-autumn Festival": ("Mid-autumn Festival", "中秋節", "中秋节"),
    "National Day": ("National Day", "國慶節", "国庆节"),
}

PLACES = {
    "mainland": {
        "en": "Yearly notices of the General Office of the State Council, as holidays 0.109 and chinesecalendar 1.11.0 "
        "both read them",
        "zh_hant": "國務院辦公廳各年節假日安排通知，holidays 0.109 與 chinesecalendar 1.11.0 所載一致",
        "zh_hans": "国务院办公厅各年节假日安排通知，holidays 0.109 与 chinesecalendar 1.11.0 所载一致",
    },
    "hong_kong": {
        "en": "General holidays under the General Holidays Ordinance (Cap. 149), as holidays 0.109 reads the yearly lists",
        "zh_hant": "《公眾假期條例》（第 149 章）各年公眾假期，據 holidays 0.109 所載",
        "zh_hans": "《公众假期条例》（第 149 章）各年公众假期，据 holidays 0.109 所载",
    },
    "macao": {
        "en": "General holidays and those of the public service under Executive Order 60/2000, as holidays 0.109 reads it",
        "zh_hant": "第 60/2000 號行政命令所訂公眾假日及公共部門假日，據 holidays 0.109 所載",
        "zh_hans": "第 60/2000 号行政命令所订公众假日及公共部门假日，据 holidays 0.109 所载",
    },
}

Row = tuple[str, str, str, str, str]


class LibrariesDisagree(AssertionError):
    """The two libraries read a Mainland day differently: a person must look at the notice."""


def mainland() -> Iterator[Row]:
    """Closed days that are no plain weekend, and worked weekends."""
    other = holidays.country_holidays("CN", years=YEARS)
    day = FIRST
    while day <= LAST:
        closed, name = chinese_calendar.get_holiday_detail(day)
        if closed == other.is_working_day(day):
            raise LibrariesDisagree(day.isoformat())
        if closed and name:
            yield (day.isoformat(), "closed", *MAINLAND_NAMES[name])
        elif not closed and day.weekday() >= 5:
            en, hant, hans = MAINLAND_NAMES[str(name)]
            yield (day.isoformat(), "worked", f"worked for {en}", f"{hant}調休上班", f"{hans}调休上班")
        day += timedelta(days=1)


def of_library(country: str, categories: tuple[str, ...], languages: tuple[str, str, str]) -> Iterator[Row]:
    """Full days only: a half holiday is a day on which money can move."""
    read = [
        [
            holidays.country_holidays(country, years=YEARS, categories=(category,), language=language)
            for category in categories
        ]
        for language in languages
    ]
    for day in sorted({day for each in read[0] for day in each}):
        en, hant, hans = (next(each[day] for each in of if day in each) for of in read)
        if "Afternoon" not in en:
            yield (day.isoformat(), "closed", en, hant, hans)


def rows(code: str) -> list[Row]:
    """The days of one place, as the data file holds them."""
    if code == "mainland":
        return list(mainland())
    if code == "hong_kong":
        return list(of_library("HK", ("optional",), ("en_HK", "zh_HK", "zh_CN")))
    return list(of_library("MO", ("optional", "government"), ("en_MO", "zh_MO", "zh_CN")))


def text() -> str:
    """The whole file."""
    lines = [
        "# Written by `python -m tests.unit.calendars.write_days`; a test writes it again and compares. Not edited by hand.",
        "# A day: date, closed or worked, name in English, Traditional and Simplified Chinese. Half holidays are left out.",
        f'version = "{VERSION}"',
    ]
    for code, source in PLACES.items():
        named = ", ".join(f"{lang} = {_quoted(words)}" for lang, words in source.items())
        lines += ["", "[[places]]", f'code = "{code}"', f'first = "{FIRST}"', f'last = "{LAST}"']
        lines += [f"source = {{ {named} }}", "days = ["]
        lines += [f"  [{', '.join(map(_quoted, row))}]," for row in rows(code)]
        lines += ["]"]
    return "\n".join(lines) + "\n"


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


if __name__ == "__main__":
    Path(FILE).write_text(text(), encoding="utf-8")
