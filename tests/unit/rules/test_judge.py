"""Every rule answers at once; a decision can be made again, byte for byte; versions follow one another or are refused."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.findings import Level, Refused
from guohe.kernel.money import Money
from guohe.rules.domain.compare_books import coverage, differences
from guohe.rules.domain.facts import Fact, Holding, fact_of, plain_fact, read_fact
from guohe.rules.domain.faults import Faults
from guohe.rules.domain.judge import judge
from guohe.rules.domain.rerun import rerun
from guohe.rules.domain.values import Book, Outcome
from guohe.rules.domain.versions import check_versions, in_force
from tests.unit.rules.ground import DAY, HEAD, RULE, UNHURRIED, good, one

SECOND = RULE.replace('id = "cap"', 'id = "second"').replace('"cost"', '"other"').replace("cost =", "other =")
BOTH = HEAD + RULE + SECOND
OVER = {"cost": Money.of("CNY", "150.00"), "other": Money.of("CNY", "100.01")}


def test_all_findings_come_at_once_with_rule_version_and_inputs() -> None:
    decision = judge(good(BOTH), OVER, DAY)
    assert [finding.rule for finding in decision.findings] == ["test@1.0/cap", "test@1.0/second"]
    assert [finding.level for finding in decision.findings] == [Level.STOP, Level.STOP]
    told = decision.explained(Outcome.BROKEN)[0].plain()
    assert told["inputs"] == {"cost": {"money": ["CNY", "150.00"]}}
    assert told["clause"]["number"] == "测〔2018〕1号"
    assert (told["limit"], told["date"], told["who"]) == (
        {"money": ["CNY", "100.00"]},
        "2019-03-29",
        "finance",
    )


def test_a_fact_that_is_missing_is_said_and_never_stops() -> None:
    finding = judge(good(HEAD + RULE), {}, DAY).findings[0]
    assert (finding.code, finding.level, finding.values["lacking"]) == ("RUL-102", Level.HOLD, "cost")


def test_a_sentence_names_a_limit_only_where_there_is_one() -> None:
    book = one("member", 'measured = "what"\nwanted = false\nvalues = ["dinner"]')
    said = judge(book, {"what": "dinner"}, DAY).findings[0].sentence("en")
    assert said == "A. Seen: dinner. Who may decide otherwise: the finance office."
    over = judge(good(HEAD + RULE), {"cost": Money.of("CNY", "150.00")}, DAY).findings[0].sentence("en")
    assert "Seen: CNY 150.00. Limit: CNY 100.00." in over


def test_a_rule_waits_for_those_it_needs_whatever_their_order_in_the_file() -> None:
    text = HEAD + SECOND.replace('level = "stop"', 'level = "stop"\nafter = ["cap"]') + RULE
    book = good(text)
    assert [rule.id for rule in book.rules] == ["cap", "second"]
    assert [seen.outcome.value for _, seen in judge(book, OVER, DAY).said] == ["broken", "silent"]
    met = {**OVER, "cost": Money(" CNY".strip(), 1)}
    assert [seen.outcome.value for _, seen in judge(book, met, DAY).said] == ["met", "broken"]


def test_a_condition_silences_a_rule_and_a_missing_one_cannot_be_told() -> None:
    text = RULE.replace('level = "stop"', 'level = "stop"\nwhen = { kind = ["a", "b"] }')
    text = text.replace("facts = { cost", 'facts = { kind = "a", cost')
    book = good(HEAD + text)
    assert [judge(book, {**OVER, "kind": kind}, DAY).said[0][1].outcome.value for kind in ("b", "c")] == [
        "broken",
        "silent",
    ]
    assert judge(book, OVER, DAY).said[0][1].lacking == ("kind",)


def test_a_rule_within_a_version_has_its_own_days() -> None:
    text = RULE.replace('level = "stop"', 'level = "stop"\nstarts = 2019-01-01\nends = 2019-06-01')
    book = good(HEAD + text)
    days = [date(2018, 12, 31), date(2019, 1, 1), date(2019, 5, 31), date(2019, 6, 1)]
    assert [len(judge(book, OVER, day).said) for day in days] == [0, 1, 1, 0]


def version(number: str, starts: str, ends: str = "", limit: str = "100.00", gap: bool = False) -> Book:
    """One version of the book."""
    text = (HEAD + RULE.replace('value = "100.00"', f'value = "{limit}"')).replace(
        'version = "1.0"', f'version = "{number}"'
    )
    text = text.replace(
        'starts = "2018-01-01"\nends = "2020-01-01"\n',
        f'starts = "{starts}"\n' + (f'ends = "{ends}"\n' if ends else ""),
    )
    if gap:
        text = text.replace(
            "[people.finance]",
            'gap = { en = "Not read.", zh_hant = "未讀。", zh_hans = "未读。" }\n[people.finance]',
        )
    text = text.replace("CNY 100.00", f"CNY {limit}").replace("CNY 100.01", f"CNY {limit[:-1]}1")
    return good(text)


def test_a_stored_decision_made_again_after_two_newer_versions_gives_the_same_bytes() -> None:
    old = version("1.0", "2018-01-01", "2019-01-01")
    stored = judge(old, OVER, date(2018, 5, 1)).stored()
    newer = [version("2.0", "2019-01-01", "2020-01-01", "120.00"), version("3.0", "2020-01-01", "", "900.00")]
    assert rerun(stored, [*newer, old]) == stored
    assert json.loads(stored)["said"] == {"broken": ["cap"]}


def test_a_version_that_was_edited_since_cannot_pass_for_the_one_that_decided() -> None:
    stored = judge(version("1.0", "2018-01-01"), OVER, DAY).stored()
    with pytest.raises(Refused, match="RUL-822"):
        rerun(stored, [version("1.0", "2018-01-01", "", "120.00")])


@UNHURRIED
@given(st.integers(0, 10**12), st.integers(0, 10**12), st.dates(date(2018, 1, 1), date(2019, 12, 31)))
def test_the_same_facts_give_the_same_bytes_in_any_order(cost: int, other: int, on: date) -> None:
    book = good(BOTH)
    facts: dict[str, Fact] = {"cost": Money("CNY", cost), "other": Money("CNY", other)}
    stored = judge(book, facts, on).stored()
    assert judge(book, dict(reversed(facts.items())), on).stored() == stored
    assert rerun(stored, [book]) == stored


money = st.builds(Money, st.sampled_from(["CNY", "HKD", "MOP"]), st.integers(-(10**12), 10**12))
words = st.text(max_size=12)
holdings = st.lists(
    st.builds(Holding, person=words, type=words, role=words, standing=words, ends=st.none() | st.dates(), months=st.none() | st.integers(0, 99), direct=st.none() | money, side=words),
    max_size=3,
).map(tuple)  # fmt: skip


@UNHURRIED
@given(money | words | st.integers() | st.booleans() | st.dates() | holdings)
def test_the_machine_form_of_a_fact_gives_back_the_fact(fact: Fact) -> None:
    back = fact_of(json.loads(json.dumps(plain_fact(fact))))
    assert back == fact
    assert type(back) is type(fact)


def test_a_written_fact_is_typed_by_its_form() -> None:
    written: list[tuple[Any, Fact]] = [
        ("CNY 1,000.50", Money("CNY", 100_050)),
        ("CNY", "CNY"),
        (3, 3),
        (True, True),
    ]
    assert [read_fact(text) for text, _ in written] == [fact for _, fact in written]


def faults_of(*books: Book) -> list[str]:
    """The codes of what is wrong between versions."""
    faults = Faults()
    check_versions(books, faults)
    return [fault.code for fault in faults.found]


def test_versions_that_meet_are_in_order_whatever_their_order_given() -> None:
    assert faults_of(version("2.0", "2019-01-01"), version("1.0", "2018-01-01", "2019-01-01")) == []


@pytest.mark.parametrize(
    ("ends", "starts", "gap", "codes"),
    [
        ("2019-01-02", "2019-01-01", False, ["RUL-807"]),
        ("", "2019-01-01", False, []),
        ("", "2018-01-01", False, ["RUL-807"]),
        ("2019-01-01", "2019-01-02", False, ["RUL-808"]),
        ("2019-01-01", "2019-06-01", True, []),
        ("2019-03", "2019-03", False, []),
    ],
)  # fmt: skip
def test_overlaps_and_gaps_between_versions(ends: str, starts: str, gap: bool, codes: list[str]) -> None:
    assert faults_of(version("1.0", "2018-01-01", ends), version("2.0", starts, gap=gap)) == codes


def test_the_version_of_a_day() -> None:
    books = [version("1.0", "2018-05-01", "2019-01-01"), version("2.0", "2019-01-01")]
    days = [date(2018, 5, 1), date(2018, 12, 31), date(2019, 1, 1), date(2030, 1, 1)]
    assert [in_force(books, day).version for day in days] == ["1.0", "1.0", "2.0", "2.0"]
    with pytest.raises(Refused) as refused:
        in_force(books, date(2018, 4, 18))
    assert (refused.value.findings[0].code, refused.value.findings[0].values["nearest"]) == (
        "RUL-802",
        "test@1.0",
    )


def test_an_open_version_ends_where_the_next_begins_and_is_not_edited_for_it() -> None:
    books = [version("1.0", "2018-05-01"), version("2.0", "2019-01-01")]
    found = [in_force(books, day) for day in (date(2018, 12, 31), date(2019, 1, 1))]
    assert [book.version for book in found] == ["1.0", "2.0"]
    assert found[0].digest == books[0].digest


@UNHURRIED
@given(st.integers(-800, 1600))
def test_exactly_one_version_or_a_refusal_on_any_day(step: int) -> None:
    books = [version("1.0", "2018-05-01", "2019"), version("2.0", "2019", "2020-06-01")]
    day = date(2018, 5, 1) + timedelta(days=step)
    try:
        found = in_force(books, day).version
    except Refused as refused:
        found = refused.findings[0].code
    # A change stated only as a year leaves that year open, but for its last day: by then it has happened.
    if day < date(2018, 5, 1) or day >= date(2020, 6, 1):
        expected = "RUL-802"
    elif day < date(2019, 1, 1):
        expected = "1.0"
    else:
        expected = "RUL-803" if day < date(2019, 12, 31) else "2.0"
    assert found == expected


def test_what_changed_between_versions_is_told_field_by_field() -> None:
    changes = differences(version("1.0", "2018-01-01"), version("2.0", "2019-01-01", limit="120.00"))
    assert [(change.rule, change.what, change.before, change.after) for change in changes] == [
        ("cap", "limit", "100.00 CNY", "120.00 CNY")
    ]
    assert [(c.rule, c.what) for c in differences(good(HEAD + RULE), good(BOTH))] == [("second", "added")]
    assert [(c.rule, c.what) for c in differences(good(BOTH), good(HEAD + RULE))] == [("second", "ended")]


def test_an_article_that_no_rule_cites_is_shown() -> None:
    book = good(HEAD + RULE)
    found = coverage(book.documents["doc"], [book])
    assert [(each.article, each.rules) for each in found] == [("1", ("test@1.0/cap",)), ("2", ())]
