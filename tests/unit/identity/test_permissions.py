"""Who may do what: dated, scoped, and never one's own work."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.identity.domain.capabilities import SCOPE_KINDS, WORDS, Capability
from guohe.identity.domain.demo_cast import CAST, SINCE
from guohe.identity.domain.people import Holder, Person, joined
from guohe.identity.domain.permissions import may, may_approve
from guohe.kernel.findings import Refused
from guohe.kernel.names import Name

TODAY = date(2019, 7, 2)
HOST = 1
STEEL = "DEMO-NKP-2018-001"


def cast() -> list[Holder]:
    """The demo's people with what they hold, numbered in the order of the cast."""
    return [
        Holder(
            Person(number, member.username, member.name),
            tuple(
                Capability(number, HOST, word, SINCE, None, kind, ref)
                for word in member.words
                for kind, ref in member.scopes
            ),
        )
        for number, member in enumerate(CAST, start=1)
    ]


def holder(username: str) -> Holder:
    return next(each for each in cast() if each.person.username == username)


days = st.integers(-400, 400).map(lambda number: TODAY + timedelta(days=number))
# Unit A has the grant that is called B; unit B has none.
OF_UNIT = {"A": frozenset({"B"}), "B": frozenset[str]()}


@st.composite
def capabilities(draw: st.DrawFn) -> Capability:
    kind = draw(st.sampled_from(SCOPE_KINDS))
    starts = draw(days)
    ends = draw(st.one_of(st.none(), st.integers(0, 300).map(lambda number: starts + timedelta(days=number))))
    ref = "" if kind == "host" else draw(st.sampled_from(["A", "B"]))
    return Capability(
        draw(st.integers(1, 3)),
        draw(st.integers(1, 2)),
        draw(st.sampled_from(WORDS)),
        starts,
        ends,
        kind,
        ref,
        grants=OF_UNIT[ref] if kind == "unit" else frozenset(),
    )


@given(
    held=st.lists(capabilities(), max_size=8),
    word=st.sampled_from(WORDS),
    host=st.integers(1, 2),
    grant=st.one_of(st.none(), st.sampled_from(["A", "B"])),
    unit=st.one_of(st.none(), st.sampled_from(["A", "B"])),
    on=days,
)
def test_a_right_is_one_capability_that_answers_every_part_of_the_question(
    held: list[Capability], word: str, host: int, grant: str | None, unit: str | None, on: date
) -> None:
    # Said the other way round than the rule itself: every right has a reason, and without reason there is none.
    reasons = [
        each
        for each in held
        if each.host == host
        # Every right to do something lets one look, but for the administrator's, which is over rights alone.
        and (word == each.word or (word == "view" and each.word != "administer"))
        and (
            (each.scope_kind, each.scope_ref) in {("host", ""), ("grant", grant), ("unit", unit)}
            or (each.scope_kind == "unit" and grant in OF_UNIT[each.scope_ref])
        )
        and on in {each.starts + timedelta(days=n) for n in range((on - each.starts).days + 1)}
        and not (each.ends is not None and on >= each.ends)
    ]
    assert may(held, word, host=host, grant=grant, unit=unit, on=on).allowed == bool(reasons)  # type: ignore[arg-type]


@given(held=st.lists(capabilities(), max_size=6), extra=capabilities(), word=st.sampled_from(WORDS), on=days)
def test_one_more_capability_never_takes_a_right_away(
    held: list[Capability], extra: Capability, word: str, on: date
) -> None:
    for grant in (None, "A"):
        before = may(held, word, host=1, grant=grant, on=on).allowed  # type: ignore[arg-type]
        after = may([*held, extra], word, host=1, grant=grant, on=on).allowed  # type: ignore[arg-type]
        assert after or not before


@given(held=st.lists(capabilities(), max_size=8), actor=st.integers(1, 3), on=days)
def test_nobody_approves_what_they_prepared_whatever_they_hold(
    held: list[Capability], actor: int, on: date
) -> None:
    assert not may_approve(held, actor=actor, preparer=actor, thing="report", host=1, on=on)


def test_a_capability_holds_from_its_first_day_to_before_its_end() -> None:
    held = Capability(1, HOST, "approve", date(2019, 7, 1), date(2019, 7, 3))
    asked = {day: bool(may([held], "approve", host=HOST, on=date(2019, 7, day))) for day in (1, 2, 3, 4)}
    assert asked == {1: True, 2: True, 3: False, 4: False}
    assert not may([held], "approve", host=HOST, on=date(2019, 6, 30))


def test_a_right_on_one_grant_is_no_right_on_another_nor_on_the_host() -> None:
    held = holder("demo.yip").capabilities
    answers = {
        grant: bool(may(held, "answer", host=HOST, grant=grant, on=TODAY))
        for grant in (STEEL, "DEMO-RAIL-2018-002", None)
    }
    assert answers == {STEEL: True, "DEMO-RAIL-2018-002": False, None: False}


def test_a_refusal_names_who_can() -> None:
    host = Name("Demo University", "示範大學", "示范大学")
    held = holder("wang.shili").capabilities
    refused = may(held, "import", host=HOST, on=TODAY, holders=cast(), host_name=host)
    assert refused.who_can == (Name("Mr Test Lau", "劉測試先生", "刘测试先生"),)
    with pytest.raises(Refused) as told:
        refused.or_refuse()
    assert [finding.sentence("en") for finding in told.value.findings] == [
        "This needs the right to import for Demo University. Mr Test Lau can do it. "
        "Demo Administrator can give the right. Nothing has been saved."
    ]
    assert (
        told.value.findings[0].sentence("zh-hant")
        == "此操作需要「匯入：示範大學」的權限。劉測試先生可以處理。示範管理員可以授權。尚未儲存任何資料。"
    )
    assert (
        told.value.findings[0].sentence("zh-hans")
        == "此操作需要“导入：示范大学”的权限。刘测试先生可以办理。示范管理员可以授权。尚未保存任何数据。"
    )


def test_a_refused_reading_says_nothing_of_saving_and_names_the_grant() -> None:
    held = holder("audit.ho").capabilities
    refused = may(held, "view_people", host=HOST, grant=STEEL, on=TODAY, holders=cast())
    assert refused.finding is not None
    told = refused.finding.when_reading().sentence("en")
    assert told.startswith(f"This needs the right to view people for {STEEL}. ")
    assert told.endswith("Demo Administrator can give the right.")


def test_the_preparer_is_told_by_name_who_else_can_approve() -> None:
    """The three sentences are those of users.md 3.0."""
    yip = holder("demo.yip")
    refused = may_approve(
        yip.capabilities,
        actor=yip.person.account,
        preparer=yip.person.account,
        thing="report",
        host=HOST,
        grant=STEEL,
        on=TODAY,
        holders=cast(),
    )
    assert refused.finding is not None
    assert refused.finding.code == "ACC-601"
    assert [refused.finding.sentence(lang) for lang in ("en", "zh-hant", "zh-hans")] == [
        "You prepared this report, so someone else must approve it. Ms Sample Ng or Mr Test Lau can.",
        "你是此報告的編製人，須由他人批核。吳樣本女士或劉測試先生可以批核。",
        "您是本报告的编制人，须由他人审批。吴样本女士或刘测试先生可以审批。",
    ]
    assert refused.finding.as_json("en")["message"] == refused.finding.sentence("en")


@pytest.mark.parametrize(
    ("others", "code", "told"),
    [
        (
            True,
            "ACC-601",
            (
                "You noted this rate, so someone else must confirm it. Ms Sample Ng or Mr Test Lau can.",
                "此匯率由你記錄，須由他人確認。吳樣本女士或劉測試先生可以確認。",
                "该汇率由您记录，须由他人确认。吴样本女士或刘测试先生可以确认。",
            ),
        ),
        (
            False,
            "ACC-602",
            (
                "You noted this rate, so someone else must confirm it. Nobody else here may confirm it yet; an administrator can give that right.",
                "此匯率由你記錄，須由他人確認。現時沒有其他人可以確認，可由管理員授權。",
                "该汇率由您记录，须由他人确认。目前没有其他人可以确认，可由管理员授权。",
            ),
        ),
    ],
)
def test_a_rate_is_noted_and_confirmed_not_prepared_and_approved(
    others: bool, code: str, told: tuple[str, str, str]
) -> None:
    yip = holder("demo.yip")
    refused = may_approve(
        yip.capabilities,
        actor=yip.person.account,
        preparer=yip.person.account,
        thing="rate",
        host=HOST,
        grant=STEEL,
        on=TODAY,
        holders=cast() if others else [yip],
    )
    assert refused.finding is not None
    assert refused.finding.code == code
    assert tuple(refused.finding.sentence(lang) for lang in ("en", "zh-hant", "zh-hans")) == told


def test_an_approver_who_prepared_is_not_offered_to_themselves() -> None:
    lau = holder("test.lau")
    refused = may_approve(
        lau.capabilities,
        actor=lau.person.account,
        preparer=lau.person.account,
        thing="import",
        host=HOST,
        on=TODAY,
        holders=cast(),
    )
    assert [name.en for name in refused.who_can] == ["Ms Sample Ng"]


def test_a_lone_approver_is_told_that_nobody_else_may() -> None:
    lau = holder("test.lau")
    refused = may_approve(
        lau.capabilities, actor=4, preparer=4, thing="report", host=HOST, on=TODAY, holders=[lau]
    )
    assert refused.finding is not None
    assert refused.finding.code == "ACC-602"
    assert "{" not in "".join(refused.finding.sentence(lang) for lang in ("en", "zh-hant", "zh-hans"))


def test_another_approver_is_allowed_and_one_without_the_right_is_not() -> None:
    preparer = holder("demo.yip").person.account
    allowed = {
        each.person.username: bool(
            may_approve(
                each.capabilities,
                actor=each.person.account,
                preparer=preparer,
                thing="report",
                host=HOST,
                grant=STEEL,
                on=TODAY,
            )
        )
        for each in cast()
    }
    assert {name for name, may_it in allowed.items() if may_it} == {"sample.ng", "test.lau"}


def test_a_closed_account_is_not_offered() -> None:
    closed = [
        Holder(
            Person(each.person.account, each.person.username, each.person.name, is_active=False),
            each.capabilities,
        )
        for each in cast()
    ]
    assert may((), "import", host=HOST, on=TODAY, holders=closed).who_can == ()


def test_every_capability_and_thing_has_its_words() -> None:
    preparer = 99
    for word, lang in product(WORDS, ("en", "zh-hant", "zh-hans")):
        finding = may((), word, host=HOST, on=TODAY).finding
        assert finding is not None
        assert "{" not in finding.sentence(lang)
    for thing, lang in product(
        ("report", "import", "mapping", "entry", "award", "change", "payment", "closing", "switch"),
        ("en", "zh-hant", "zh-hans"),
    ):
        finding = may_approve((), actor=preparer, preparer=preparer, thing=thing, host=HOST, on=TODAY).finding
        assert finding is not None
        assert "{" not in finding.sentence(lang)


def test_names_are_joined_as_each_language_lists_a_choice() -> None:
    three = [Name("A", "甲", "甲"), Name("B", "乙", "乙"), Name("C", "丙", "丙")]
    assert [joined(three, lang) for lang in ("en", "zh-hant")] == ["A, B or C", "甲、乙或丙"]
    assert joined(three[:1], "en") == "A"
