"""A small book of its own, so that these tests judge the engine and not what ships."""

from __future__ import annotations

from datetime import date

from hypothesis import settings

from guohe.kernel.findings import Finding
from guohe.rules.domain.facts import Facts
from guohe.rules.domain.faults import Faults
from guohe.rules.domain.read_book import read_book
from guohe.rules.domain.values import Book

# Speed is measured by the bench, never asserted: a busy machine may be slow in reading the first book.
UNHURRIED = settings(deadline=None)
QUALITIES = {"S1": "A", "S2": "C", "S3": "D"}
DAY = date(2019, 3, 29)

HEAD = """
id = "test"
version = "1.0"
names = { en = "Test", zh_hant = "測試", zh_hans = "测试" }
funder = "test"
schemes = ["TEST"]
money = ["CNY"]
starts = "2018-01-01"
ends = "2020-01-01"
counts = "event"
transition = { en = "By the day of the cost.", zh_hant = "按支出日期。", zh_hans = "按支出日期。" }

[people.finance]
en = "the finance office"
zh_hant = "財務處"
zh_hans = "财务处"

[documents.doc]
title = "测试办法"
lang = "zh-hans"
number = "测〔2018〕1号"
articles = ["1", "2"]
"""

RULE = """
[[rules]]
id = "cap"
kind = "cap"
level = "stop"
decides = "finance"
words = { en = "At most a hundred.", zh_hant = "最多一百。", zh_hans = "最多一百。" }
clause = { document = "doc", article = "1", in_force = "2018-01-01", evidence = "S1" }
parameters = { measured = "cost", limit = { value = "100.00", unit = "CNY" } }
examples = [
  { facts = { cost = "CNY 100.00" }, outcome = "met" },
  { facts = { cost = "CNY 100.01" }, outcome = "broken" },
]
"""


def loaded(text: str) -> tuple[Book | None, list[Finding]]:
    """The book and its faults."""
    faults = Faults()
    return read_book(text.encode(), "book.toml", QUALITIES, faults), faults.found


def good(text: str) -> Book:
    """A book that must have no fault."""
    book, faults = loaded(text)
    assert [(fault.code, dict(fault.values)) for fault in faults] == []
    assert book is not None
    return book


def codes(text: str) -> list[str]:
    """The codes of the faults."""
    return sorted(fault.code for fault in loaded(text)[1])


def one(kind: str, parameters: str, examples: str = "") -> Book:
    """A book of one rule of a kind, whatever its examples say."""
    text = (
        HEAD.replace('["CNY"]', '["CNY", "HKD"]')
        + f"""
[[rules]]
id = "r"
kind = "{kind}"
level = "stop"
decides = "finance"
words = {{ en = "A.", zh_hant = "甲。", zh_hans = "甲。" }}
clause = {{ document = "doc", article = "1", in_force = "2018", evidence = "S1" }}
[rules.parameters]
{parameters}
"""
    )
    book, faults = loaded(text)
    assert {fault.code for fault in faults} <= {"RUL-817"}, [dict(fault.values) for fault in faults]
    assert book is not None
    return book


def first(book: Book, facts: Facts, on: date = DAY) -> tuple[str, object, object]:
    """What the only rule said: outcome, measured, limit."""
    from guohe.rules.domain.judge import judge

    seen = judge(book, facts, on).said[0][1]
    return seen.outcome.value, seen.measured, seen.limit
