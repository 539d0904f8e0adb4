"""The books that ship: the vectors of the policy facts, written out here a second time, and that nothing published was edited."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.findings import Level, Refused
from guohe.kernel.money import Money
from guohe.programmes.queries import rulebooks
from guohe.programmes.queries.rulebooks import FOLDER, all_books, book, book_on, read_folder
from guohe.rules.domain.facts import Fact, Holding
from guohe.rules.domain.grades import Basis
from guohe.rules.domain.judge import judge, say_of
from guohe.rules.domain.values import Outcome
from guohe.rules.domain.versions import may_hold
from tests.unit.rules.ground import UNHURRIED

# policy.md, 2.3: base, ceilings of 2016, of 2021, and of 2021 for pure theory, in yuan.
INDIRECT = (
    (0, 0, 0, 0),
    (4_000_000, 800_000, 1_200_000, 2_400_000),
    (5_000_000, 1_000_000, 1_500_000, 3_000_000),
    (8_000_000, 1_450_000, 2_250_000, 4_500_000),
    (10_000_000, 1_750_000, 2_750_000, 5_500_000),
    (15_000_000, 2_400_000, 3_750_000, 7_500_000),
)
WAYS = (("2016", "indirect-ceiling"), ("2021", "indirect-ceiling"), ("2021", "indirect-ceiling-theory"))


def yuan(amount: int) -> Money:
    """Whole yuan."""
    return Money("CNY", amount * 100)


def say(label: str, rule_id: str, on: date, **facts: Fact) -> tuple[str, Fact | None]:
    """What one rule of a version says: its outcome and its limit."""
    rule = book(label).rule(rule_id)
    assert rule is not None
    seen = say_of(rule, facts, on)
    return seen.outcome.value, seen.limit


def indirect(version: str, rule_id: str, base: Money, claimed: Money) -> tuple[str, Fact | None]:
    """Indirect cost claimed on a base that has equipment of 100,000.00 beside it."""
    facts: dict[str, Fact] = {
        "direct": base + yuan(100_000),
        "equipment_purchase": yuan(100_000),
        "indirect": claimed,
    }
    facts["pure_theory"] = rule_id.endswith("theory")
    return say(f"nkrd-fund@{version}", rule_id, date(2022, 1, 1), **facts)


@pytest.mark.parametrize("vector", INDIRECT)
@pytest.mark.parametrize("column", range(3))
def test_indirect_cost_at_every_vector(vector: tuple[int, ...], column: int) -> None:
    base, ceiling = yuan(vector[0]), yuan(vector[column + 1])
    assert indirect(*WAYS[column], base, ceiling) == ("met", ceiling)
    assert indirect(*WAYS[column], base, ceiling + Money("CNY", 1)) == ("broken", ceiling)


RATES = ((20, 15, 13), (30, 25, 20), (60, 50, 40))


@UNHURRIED
@given(st.sampled_from([0, 500_000_000, 1_000_000_000]), st.integers(-500, 500), st.sampled_from(range(3)))
def test_around_each_edge_every_fen_is_charged_at_the_rate_of_its_own_tier(
    edge: int, step: int, column: int
) -> None:
    base = max(edge + step, 0)
    low, middle, high = RATES[column]
    hundredths = min(base, 500_000_000) * low
    hundredths += (
        max(min(base, 1_000_000_000) - 500_000_000, 0) * middle + max(base - 1_000_000_000, 0) * high
    )
    _, limit = indirect(*WAYS[column], Money("CNY", base), Money("CNY", 0))
    assert isinstance(limit, Money)
    assert abs(limit.minor * 100 - hundredths) <= 50


@pytest.mark.parametrize(
    ("sex", "born", "eligible"),
    [
        ("male", date(1981, 1, 1), True),
        ("male", date(1980, 12, 31), False),
        ("female", date(1979, 1, 1), True),
        ("female", date(1978, 12, 31), False),
    ],
)
def test_ages_of_type_b_in_2019(sex: str, born: date, eligible: bool) -> None:
    for on in (date(2019, 1, 1), date(2019, 12, 31)):
        assert say("nsfc-ysf-b-hkmo@2019", "age", on, sex=sex, born=born)[0] == (
            "met" if eligible else "broken"
        )


@pytest.mark.parametrize(
    ("label", "male", "female"), [("nsfc-ysf-a-hkmo@2024", 45, 48), ("nsfc-ysf-c-hkmo@2022", 35, 40)]
)
@UNHURRIED
@given(st.integers(2024, 2025), st.sampled_from(["male", "female"]), st.integers(-40, 40))
def test_ages_at_their_edges(label: str, male: int, female: int, year: int, sex: str, step: int) -> None:
    edge = date(year - (male if sex == "male" else female), 1, 1)
    born = date.fromordinal(edge.toordinal() + step)
    assert say(label, "age", date(year, 3, 20), sex=sex, born=born)[0] == ("met" if step >= 0 else "broken")


@pytest.mark.parametrize(
    ("label", "on", "amount"),
    [
        ("nsfc-ysf-b-hkmo", date(2019, 3, 1), 1_300_000),
        ("nsfc-ysf-b-hkmo", date(2022, 3, 1), 2_000_000),
        ("nsfc-ysf-b-hkmo", date(2024, 3, 1), 2_000_000),
        ("nsfc-ysf-b-hkmo", date(2025, 3, 1), 2_000_000),
        ("nsfc-ysf-a-hkmo", date(2025, 3, 1), 4_000_000),
        ("nsfc-ysf-c-hkmo", date(2022, 3, 1), 300_000),
    ],
)
def test_amounts_by_year(label: str, on: date, amount: int) -> None:
    found = book_on(label, on)
    assert say(found.label, "amount", on, amount=yuan(amount), field="chemistry") == ("met", yuan(amount))
    over = yuan(amount) + Money("CNY", 1)
    assert say(found.label, "amount", on, amount=over, field="chemistry")[0] == "broken"


@pytest.mark.parametrize(
    ("label", "rule", "fact", "limit"),
    [
        ("nsfc-rgc-jrs@2025", "hk-amount", "hk_amount", Money.of("HKD", "1250000.00")),
        ("nsfc-rgc-jrs@2025", "mainland-amount", "mainland_amount", yuan(1_000_000)),
        ("nsfc-rgc-crs@2025", "mainland-amount", "mainland_amount", yuan(3_000_000)),
        ("nsfc-rgc-yrs@as-read", "hk-amount", "hk_amount", Money.of("HKD", "800000.00")),
        ("nsfc-fdct@2026", "mainland-direct", "mainland_direct", yuan(2_000_000)),
    ],
)
def test_caps_of_parallel_schemes(label: str, rule: str, fact: str, limit: Money) -> None:
    on = date(2026, 12, 1)
    assert say(label, rule, on, **{fact: limit}) == ("met", limit)
    assert say(label, rule, on, **{fact: limit + Money(limit.currency, 1)})[0] == "broken"
    # The other currency is never compared as if it were this one.
    other = Money("HKD" if limit.currency == "CNY" else "CNY", 1)
    assert say(label, rule, on, **{fact: other})[0] == "unknown"


def running(count: int, kind: str = "FDCT") -> tuple[Holding, ...]:
    """So many running projects led by one person, at as many employers."""
    return tuple(Holding("P", kind, "lead", "running", employer=f"E{number}") for number in range(count))


def test_the_macao_variant_is_another_book_and_only_notes() -> None:
    decision = judge(book("mo-fdct@as-read"), {"person": "P", "holdings": running(4)}, date(2026, 12, 1))
    told = {finding.rule: finding for finding in decision.findings}["mo-fdct@as-read/three-running"]
    assert (told.level, told.values["seen"], told.values["limit"]) == (Level.NOTE, "4", "3")
    assert "3" in told.sentence("zh-hant")


def test_the_list_of_may_2021_has_23_units_and_is_not_stretched_to_later_days() -> None:
    rule = book("nkrd-call@2021").rule("listed-unit")
    assert rule is not None
    assert len(rule.parameters["values"]) == 23
    assert say_of(rule, {"unit": "PolyU"}, date(2021, 5, 10)).outcome is Outcome.MET
    assert say_of(rule, {"unit": "PolyU"}, date(2022, 1, 1)).outcome is Outcome.UNKNOWN


def test_what_nobody_has_read_never_blocks() -> None:
    rules = [rule for each in all_books() for rule in each.rules]
    own = [rule for rule in rules if rule.clause.grade.basis is Basis.OWN]
    assert len(own) > 10
    assert {rule.level for rule in own} == {Level.NOTE}
    assert {rule.level for rule in rules if rule.clause.grade.grade == "D"} <= {Level.HOLD, Level.NOTE}


def test_the_rules_of_2025_say_that_their_text_was_not_obtained() -> None:
    decision = judge(book_on("nkrd-fund", date(2025, 1, 20)), {}, date(2025, 1, 20))
    assert [(finding.code, finding.level) for finding in decision.findings] == [("RUL-102", Level.NOTE)]


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (date(2016, 12, 29), "RUL-802"),
        (date(2016, 12, 30), "2016"),
        (date(2020, 12, 31), "2016"),
        (date(2021, 6, 1), "RUL-803"),
        (date(2022, 1, 1), "2021"),
        (date(2025, 1, 19), "2021"),
        (date(2025, 1, 20), "2025"),
    ],
)
def test_the_version_of_the_fund_rules_on_a_day(on: date, told: str) -> None:
    try:
        found = book_on("nkrd-fund", on).version
    except Refused as refused:
        found = refused.findings[0].code
    assert found == told


def test_no_published_version_was_edited() -> None:
    books, faults = read_folder(FOLDER)
    assert [(fault.code, fault.values["place"]) for fault in faults] == []
    assert len(books) == len(list(FOLDER.rglob("book.toml"))) >= 28


def test_an_edit_of_a_published_version_is_refused(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "demo", tmp_path / "demo")
    edited = tmp_path / "demo/demo-budgeted/1.0/book.toml"
    edited.write_text(
        edited.read_text(encoding="utf-8").replace("Mr Test Lau", "Somebody else"), encoding="utf-8"
    )
    _, faults = read_folder(tmp_path)
    assert [(fault.code, fault.values["place"]) for fault in faults] == [
        ("RUL-810", "demo/demo-budgeted/1.0/book.toml")
    ]


def test_publishing_writes_a_digest_once_and_leaves_it(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "host", tmp_path / "host")
    beside = next(tmp_path.rglob("book.sha256"))
    digest = beside.read_text(encoding="ascii")
    beside.unlink()
    (unpublished,) = read_folder(tmp_path)[1]
    assert unpublished.code == "RUL-891"
    assert f"./guohe rules publish {beside.parent}" in unpublished.sentence("en")
    assert rulebooks.publish(tmp_path) == (beside,)
    assert beside.read_text(encoding="ascii") == digest
    assert rulebooks.publish(tmp_path) == ()


def test_an_empty_folder_says_where_a_book_lies(tmp_path: Path) -> None:
    assert [fault.code for fault in read_folder(tmp_path)[1]] == ["RUL-823"]


@pytest.mark.parametrize(
    ("change", "rule", "who"),
    [
        # policy.md 2.4, both own high: stays with the host after acceptance; returned where it was not accepted or was terminated.
        ("surplus", "surplus-after-acceptance", "host"),
        ("surplus_not_accepted", "surplus-returned", "agency"),
    ],
)
def test_where_unspent_money_of_the_measure_of_2021_goes(change: str, rule: str, who: str) -> None:
    decision = judge(book("nkrd-fund@2021"), {"change": change}, date(2022, 1, 1))
    (found,) = [
        each
        for each in decision.explained(Outcome.DECIDED)
        if each.rule.id in ("surplus-after-acceptance", "surplus-returned")
    ]
    assert (found.rule.id, found.seen.who, found.level) == (rule, who, Level.NOTE)
    assert (found.rule.clause.grade.basis, found.rule.clause.grade.grade) == (Basis.OWN, "high")


def test_the_note_of_the_measure_of_2021_speaks_to_users() -> None:
    """Of the days on which makers worked it says only what a user must know: which judgements had not asked the later rules."""
    note = book("nkrd-fund@2021").note
    assert "release" not in note.en
    assert "was not asked for them" in note.en
    assert ("承擔單位" in note.zh_hant, "承担单位" in note.zh_hans) == (True, True)
    assert ("發布" in note.zh_hant, "发布" in note.zh_hans) == (False, False)


def test_no_other_shipped_book_says_where_unspent_money_goes() -> None:
    """policy.md carries it for the measure of 2021 only; closing says so of every other grant."""
    carrying = {
        each.label
        for each in all_books()
        for change in ("surplus", "surplus_not_accepted")
        if any(
            said.rule.kind == "route"
            for said in judge(each, {"change": change}, date(2022, 1, 1)).explained(Outcome.DECIDED)
        )
    }
    assert carrying == {"nkrd-fund@2021"}


@pytest.mark.parametrize("lang", ["zh-hant", "zh-hans"])
def test_no_document_stands_in_english_on_a_chinese_page(lang: str) -> None:
    for each in all_books():
        for document in each.documents.values():
            words, tongue = document.parts(lang)[0]
            assert tongue != "en", document.title
            if document.lang == "en":
                given = document.titles is not None and document.titles.given
                assert words.endswith("譯）" if lang == "zh-hant" else "译）") is not given, words
            else:
                assert words == document.title, "a Chinese title stands as it was given"


def test_an_english_reader_has_a_translation_beside_a_chinese_title() -> None:
    document = book("nkrd-fund@2021").documents["measure"]
    assert document.named("en") == (
        "国家重点研发计划资金管理办法 财教〔2021〕178号 "
        "(Measures for the management of funds of the National Key R&D Programme, our translation)"
    )
    assert document.named("zh-hant") == "国家重点研发计划资金管理办法 财教〔2021〕178号"
    assert document.own_name == document.named("zh-hans")


def test_every_title_of_the_list_is_cited() -> None:
    cited = {document.title for each in all_books() for document in each.documents.values()}
    assert set(rulebooks.titles()) <= cited


def test_the_versions_that_may_hold_on_a_day() -> None:
    """Of 2021 only the year is known; before the first and after a declared end nothing may hold."""
    found = rulebooks.versions("nkrd-fund")
    told = {
        day: [each.version for each in may_hold(found, day)]
        for day in (date(2016, 12, 29), date(2020, 12, 31), date(2021, 6, 1), date(2022, 1, 1))
    }
    assert list(told.values()) == [[], ["2016"], ["2016", "2021"], ["2021"]]
