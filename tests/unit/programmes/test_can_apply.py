"""Can I apply? The books of a call answer; private answers are not kept; a receipt gives the same bytes after newer versions."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.programmes.domain.answers import APPLICANT, read_answer, read_holding
from guohe.programmes.domain.can_apply import TOLD, Verdict, check, needed
from guohe.programmes.domain.load import limits
from guohe.programmes.domain.receipts import make_again, receipt
from guohe.programmes.queries.calls import (
    books_of,
    call,
    calls,
    listed_values,
    offered,
    question_for,
    questions,
    types,
)
from guohe.programmes.queries.rulebooks import all_books
from guohe.rules.domain.facts import Fact, Holding
from guohe.rules.domain.values import Outcome

YOUNG = call("demo-young-2019")
PRIVATE = [each.fact for each in questions() if each.private]
GOOD: dict[str, Fact] = {
    "position": "assistant_professor",
    "born": date(1985, 6, 1),
    "months_at_host": 12,
    "project_ends": date(2022, 12, 31),
    "contract_ends": date(2022, 12, 31),
    "nobody_on_both_sides": True,
    "holdings": (),
    "amount": Money.of("CNY", "1300000.00"),
}


def held(kind: str, role: str = "lead", standing: str = "running", **more: Any) -> Holding:
    return Holding(APPLICANT, kind, role, standing, **more)


def asked(code: str, **facts: Fact) -> tuple[str, ...]:
    found = call(code)
    return needed(books_of(found), found.later, facts, [each.fact for each in questions()])


def test_every_call_has_its_books_and_a_question_for_whatever_they_read() -> None:
    known = {each.fact for each in questions()}
    assert len(calls()) >= 19
    lacking = {}
    for each in calls():
        for version in books_of(each):
            for rule in version.rules:
                if rule.id in each.later or rule.kind in ("route", "open"):
                    continue
                unasked = {*rule.reads, *rule.when} - known - {*TOLD, ""}
                if unasked:
                    lacking[f"{each.code} {version.label}/{rule.id}"] = unasked
        assert each.later == () or {*each.later} <= {r.id for v in books_of(each) for r in v.rules}
        assert each.type == "" or each.type in {known_type.value for known_type in types()}
    assert lacking == {}


def test_all_conditions_met_is_a_yes() -> None:
    found = check(YOUNG, books_of(YOUNG), GOOD)
    assert (found.verdict, {each.seen.outcome for each in found.reasons}) == (Verdict.CAN, {Outcome.MET})
    assert len(found.reasons) == 8


@pytest.mark.parametrize(
    ("fact", "told", "rule"),
    [
        ("position", "postgraduate_student", "position"),
        ("born", date(1978, 12, 31), "age"),
        ("months_at_host", 8, "residence"),
        ("contract_ends", date(2020, 6, 30), "contract"),
        ("nobody_on_both_sides", False, "one-side"),
        ("amount", Money.of("CNY", "1300000.01"), "amount"),
        ("holdings", (held("demo-key", standing="applied", exercise="2019"),), "one-an-exercise"),
    ],
)
def test_the_one_condition_is_named(fact: str, told: Fact, rule: str) -> None:
    found = check(YOUNG, books_of(YOUNG), {**GOOD, fact: told})
    broken = [each.rule.id for each in found.reasons if each.seen.outcome is Outcome.BROKEN]
    assert (found.verdict, broken) == (Verdict.NOT_MET, [rule])


def test_what_was_not_answered_cannot_be_told_and_is_never_a_no() -> None:
    found = check(YOUNG, books_of(YOUNG), {})
    assert found.verdict is Verdict.ASK
    assert all(each.who.en for each in found.reasons)


def test_own_knowledge_never_says_no() -> None:
    """Type A's age limit is own knowledge: past it, one is sent to ask, and not told that one cannot."""
    found = call("nsfc-ysf-a-2024")
    answers: dict[str, Fact] = {
        "sex": "male",
        "born": date(1960, 1, 1),
        "years": 5,
        "amount": Money.of("CNY", "4000000.00"),
        "field": "other",
    }
    told = check(found, books_of(found), answers)
    assert [each.rule.id for each in told.reasons if each.seen.outcome is Outcome.BROKEN] == ["age"]
    assert told.verdict is Verdict.ASK


@pytest.mark.parametrize(
    ("sex", "born", "fits"),
    # policy.md, 7.1: the vectors of 2019.
    [
        ("male", date(1981, 1, 1), True),
        ("male", date(1980, 12, 31), False),
        ("female", date(1979, 1, 1), True),
        ("female", date(1978, 12, 31), False),
    ],
)
def test_the_vectors_of_2019_come_out_of_the_call(sex: str, born: date, fits: bool) -> None:
    found = call("nsfc-ysf-b-2019")
    answers: dict[str, Fact] = {
        "sex": sex,
        "born": born,
        "position": "assistant_professor",
        "months_at_host": 9,
        "years": 3,
        "amount": Money.of("CNY", "1300000.00"),
    }
    assert check(found, books_of(found), answers).verdict is (Verdict.CAN if fits else Verdict.NOT_MET)


def test_what_a_condition_rules_out_is_not_asked() -> None:
    assert asked("mhkjfs-2024") == ("months", "project")
    assert asked("mhkjfs-2024", project="platform") == ("months", "project", "sponsorship", "cost")
    assert asked("nkrd-2021", place="HK") == ("unit", "place", "recommended_by")


def test_private_answers_are_in_no_receipt_and_their_outcome_is() -> None:
    found = check(YOUNG, books_of(YOUNG), {**GOOD, "born": date(1978, 12, 31)})
    kept = receipt(found, PRIVATE)
    assert b"1978" not in kept
    told = json.loads(kept)
    assert told["withheld"] == {"demo-young-call@2019/age": "broken"}
    assert told["verdict"] == "not_met"
    whole = receipt(found, [])
    assert b"1978-12-31" in whole
    assert json.loads(whole)["withheld"] == {}


@pytest.mark.parametrize("private", [PRIVATE, []])
def test_made_again_after_newer_versions_it_is_the_same_bytes(private: list[str]) -> None:
    found = check(YOUNG, books_of(YOUNG), {**GOOD, "born": date(1978, 12, 31)})
    kept = receipt(found, private)
    book = books_of(YOUNG)[0]
    newer = [replace(book, version=version, digest=version * 8) for version in ("2020", "2021")]
    assert make_again(kept, [*newer, *all_books()]) == kept
    with pytest.raises(Refused) as refused:
        make_again(kept, newer)
    assert refused.value.findings[0].code == "RUL-822"


def test_a_receipt_that_was_changed_does_not_come_out_the_same() -> None:
    kept = receipt(check(YOUNG, books_of(YOUNG), {**GOOD, "months_at_host": 8}), PRIVATE)
    for before, after in (
        (b'"verdict":"not_met"', b'"verdict":"can"'),
        (b'"months_at_host":8', b'"months_at_host":9'),
    ):
        assert before in kept
        forged = kept.replace(before, after)
        assert make_again(forged, all_books()) != forged


@given(
    months=st.integers(0, 12),
    born=st.dates(date(1950, 1, 1), date(2000, 1, 1)),
    cents=st.integers(1, 3 * 10**8),
    unknown=st.sets(st.sampled_from(sorted(GOOD))),
)
def test_any_receipt_comes_out_the_same_again(months: int, born: date, cents: int, unknown: set[str]) -> None:
    answers = {**GOOD, "months_at_host": months, "born": born, "amount": Money("CNY", cents)}
    found = check(YOUNG, books_of(YOUNG), {k: v for k, v in answers.items() if k not in unknown})
    for private in (PRIVATE, []):
        kept = receipt(found, private)
        assert make_again(kept, all_books()) == kept


def test_the_load_is_weighed_by_role_and_counts_across_employers_and_sides() -> None:
    """The application weighs 2, a lead elsewhere 2, a membership on the Mainland 1: 5 of 4."""
    projects = (
        held("demo-key", ends=date(2021, 4, 30), employer="PolyU", side="hong_kong"),
        held("demo-key", "member", employer="another university", side="mainland"),
        held("demo-key", ends=date(2019, 12, 31)),
        held("demo-exchange"),
        held("demo-large", standing="applied", stage="before_site_visit", exercise="2018"),
    )
    found = check(YOUNG, books_of(YOUNG), {**GOOD, "holdings": projects})
    load = next(each for each in limits(found) if each.rule.id == "load")
    assert (load.weight, load.limit, load.left) == (5, 4, -1)
    assert [(row.weight, row.why) for row in load.rows] == [
        (2, "counts"),
        (1, "counts"),
        (0, "ending"),
        (0, "type"),
        (0, "stage"),
        (2, "counts"),
    ]
    assert [row.own for row in load.rows] == [False] * 5 + [True]
    assert found.verdict is Verdict.NOT_MET


@given(
    st.lists(
        st.builds(
            Holding,
            st.just(APPLICANT),
            st.sampled_from(["demo-key", "demo-exchange", "demo-large"]),
            st.sampled_from(["lead", "member"]),
            st.sampled_from(["running", "applied"]),
            stage=st.sampled_from(["", "before_site_visit"]),
            ends=st.sampled_from([None, date(2019, 12, 31), date(2020, 1, 1)]),
            employer=st.sampled_from(["", "A", "B"]),
            side=st.sampled_from(["", "hong_kong", "mainland"]),
        ),
        max_size=6,
    )
)
def test_projects_weighed_one_by_one_add_up_to_what_the_rule_says(projects: list[Holding]) -> None:
    found = check(YOUNG, books_of(YOUNG), {**GOOD, "holdings": tuple(projects)})
    for each in limits(found):
        assert each.weight == each.explained.seen.measured


def test_the_macao_variant_is_the_same_call_with_other_books() -> None:
    """Four running projects of the Macao fund stop nothing in Hong Kong's books; a book swapped in names them."""
    four: tuple[Holding, ...] = tuple(held("FDCT", "member" if n else "lead") for n in range(4))
    leads = tuple(held("FDCT") for _ in range(4))
    macao = books_of(YOUNG, ("demo-macao-terms",))
    assert [each.label for each in macao] == ["demo-macao-terms@1.0"]
    swapped = replace(YOUNG, later=("office", "seal"))
    assert check(swapped, macao, {**GOOD, "holdings": four}).verdict is Verdict.CAN
    assert check(swapped, macao, {**GOOD, "holdings": leads}).verdict is Verdict.NOT_MET


def test_a_macao_fund_call_counts_the_new_project_as_running() -> None:
    found = call("mo-fdct-2026")
    for count, verdict in ((2, Verdict.CAN), (3, Verdict.ASK)):
        answers: dict[str, Fact] = {"holdings": tuple(held("FDCT") for _ in range(count))}
        # The rule is own knowledge, so that even over the limit it only says whom to ask.
        assert check(found, books_of(found), answers).verdict is verdict


@pytest.mark.parametrize(
    ("fact", "typed", "code"),
    [
        ("born", "", "APP-111"),
        ("position", "dean", "APP-112"),
        ("nobody_on_both_sides", "maybe", "APP-112"),
        ("born", "1 June 1985", "APP-113"),
        ("months_at_host", "nine", "APP-114"),
        ("months_at_host", "-1", "APP-114"),
        ("months_at_host", "９", "APP-114"),
        ("amount", "1.234", "APP-115"),
        ("amount", "0", "APP-115"),
    ],
)
def test_what_cannot_be_read_is_named_at_its_field(fact: str, typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_answer(question_for(fact), typed)
    assert [(each.code, each.place.pointer) for each in refused.value.findings] == [(code, fact)]


def test_all_faults_of_a_project_come_at_once() -> None:
    with pytest.raises(Refused) as refused:
        read_holding(
            {
                "type": "?",
                "role": "boss",
                "standing": "running",
                "ends": "soon",
                "months": "x",
                "direct": "y",
            },
            ("demo-key",),
        )
    assert [each.place.pointer for each in refused.value.findings] == [
        "type",
        "role",
        "ends",
        "months",
        "direct",
    ]


def test_the_values_of_a_listed_fact_are_those_of_every_book() -> None:
    book = next(each for each in all_books() if any("values" in rule.parameters for rule in each.rules))
    rule = next(each for each in book.rules if "values" in each.parameters)
    fact = next(name for name in rule.reads if name)
    one = replace(rule, parameters={"values": ["a", "b"]})
    two = replace(rule, parameters={"values": ["b", "c"]})
    books = (replace(book, rules=(one,)), replace(book, id="zzz", rules=(two,)))
    assert listed_values(fact, books) == ("a", "b", "c", "none")
    assert set(listed_values(fact, books[::-1])) == {"a", "b", "c", "none"}


@pytest.mark.parametrize(("code", "held"), [("demo-young-2019", 0), ("nsfc-ysf-b-2019", 2)])
def test_awards_held_before_are_offered_only_where_a_rule_names_them(code: str, held: int) -> None:
    values = [each.value for each in offered(question_for("position"), books_of(call(code)))]
    assert sum(value.startswith("former_holder") for value in values) == held
    assert "professor" in values
