"""What holds of a grant on a day is what was agreed with the granted changes that began by then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.grants.domain.changes import Change, Draft, Kind, State, Step
from guohe.grants.domain.closing import check_reopening
from guohe.grants.domain.effects import Effect, Terms, Told, check_effect, terms_on
from guohe.identity.domain.people import Person
from guohe.kernel.names import Name

NOW = datetime(2019, 7, 2, tzinfo=UTC)
YIP, HO = Name("Yip", "葉", "叶"), Name("Ho", "何", "何")
AGREED = Terms(date(2021, 5, 1), YIP, Name("Partner", "單位", "单位"))
DECIDED = date(2019, 6, 28)


def granted(kind: Kind, to: str, *, state: State = State.GRANTED) -> Change:
    draft = Draft(1, None, {"to": "-"}, {"to": to}, "why", 1, NOW)
    step = Step(state, DECIDED, "R-1", "", 2, YIP, NOW)
    return Change("G", 1, 3, kind, 1, YIP, NOW, (draft,), (step,))


def codes(
    change: Change, told: Told, *effects: Effect, leads: Person | None = None, actor: int = 3
) -> list[str]:
    found = check_effect(change, told, effects, agreed_end=AGREED.ends, lines=(7,), leads=leads, actor=actor)
    return [each.code for each in found]


def test_a_day_before_the_first_effect_is_as_agreed_and_each_kind_stands_beside_the_others() -> None:
    longer = Effect(1, Kind.EXTENSION, date(2020, 1, 1), ends=date(2021, 11, 1))
    leads = Effect(2, Kind.INVESTIGATOR, date(2020, 6, 1), investigator=HO)
    assert terms_on(AGREED, (leads, longer), date(2019, 12, 31)) == AGREED
    assert terms_on(AGREED, (leads, longer), date(2020, 1, 1)) == Terms(
        date(2021, 11, 1), YIP, AGREED.partner
    )
    assert terms_on(AGREED, (leads, longer), date(2020, 6, 1)) == Terms(date(2021, 11, 1), HO, AGREED.partner)


@given(st.lists(st.integers(0, 900), max_size=6), st.integers(0, 1000))
def test_the_end_on_a_day_is_that_of_the_last_extension_begun_by_then(days: list[int], on: int) -> None:
    first = date(2019, 1, 1)
    effects = [
        Effect(
            number, Kind.EXTENSION, first + timedelta(days=day), ends=AGREED.ends + timedelta(days=number + 1)
        )
        for number, day in enumerate(sorted(days))
    ]
    begun = [each.ends for each in effects if each.since <= first + timedelta(days=on)]
    held = terms_on(AGREED, reversed(effects), first + timedelta(days=on))
    assert held.ends == (begun[-1] if begun else AGREED.ends)


@pytest.mark.parametrize(
    ("change", "told", "expected"),
    [
        (granted(Kind.EXTENSION, "2021-10-31"), Told("2019-06-28"), []),
        (granted(Kind.EXTENSION, "2021-10-31"), Told("2019-06-27"), ["BUD-462"]),
        (granted(Kind.EXTENSION, "2021-10-31"), Told("soon"), ["BUD-462"]),
        # The last day agreed is 2021-04-30, so that day is no extension.
        (granted(Kind.EXTENSION, "2021-04-30"), Told(""), ["BUD-462", "BUD-463"]),
        (granted(Kind.EXTENSION, "2021-10-31", state=State.REFUSED), Told("2019-06-28"), ["BUD-307"]),
        (granted(Kind.INVESTIGATOR, "Ho"), Told("2019-07-01"), ["BUD-464"]),
        (granted(Kind.PARTNER, "Uni"), Told("2019-07-01", partner=Name("Uni", "", "")), ["BUD-465"]),
        (
            granted(Kind.PARTNER, "Uni"),
            Told("2019-07-01", partner=Name("Uni", "\u200b", "大学")),
            ["BUD-465"],
        ),
        (
            granted(Kind.PARTNER, "Uni"),
            Told("2019-07-01", partner=Name("Uni", "大\x00", "大学")),
            ["BUD-477"],
        ),
        (granted(Kind.PARTNER, "Uni"), Told("2019-07-01", partner=HO), ["BUD-474"]),
        # Asked for in Chinese, it is written beside its other names.
        (granted(Kind.PARTNER, "何"), Told("2019-07-01", partner=HO), []),
        (granted(Kind.PARTNER, "Ho"), Told("2021-04-30", partner=HO), []),
        # 2021-04-30 is the last day of the grant.
        (granted(Kind.PARTNER, "Ho"), Told("2021-05-01", partner=HO), ["BUD-462"]),
        (granted(Kind.PARTNER, "Ho"), Told("9999-12-31", partner=HO), ["BUD-462"]),
        (granted(Kind.PARTNER, "Ho"), Told("20190701", partner=HO), ["BUD-462"]),
        # An extension may begin on a day that it adds.
        (granted(Kind.EXTENSION, "2021-10-31"), Told("2021-10-31"), []),
        (granted(Kind.EXTENSION, "2021-10-31"), Told("2021-11-01"), ["BUD-462"]),
        (granted(Kind.EXTENSION, "9999-12-31"), Told("2019-07-01"), ["BUD-473"]),
        (granted(Kind.EXTENSION, "20211031"), Told("2019-07-01"), ["BUD-473"]),
        (granted(Kind.EXTENSION, "2021-W43-7"), Told("2019-07-01"), ["BUD-473"]),
        (granted(Kind.EXTENSION, "２０２１-10-31"), Told("2019-07-01"), ["BUD-473"]),
        (granted(Kind.EQUIPMENT, "LC-2"), Told("2019-07-01", description="a\ud800"), ["BUD-477"]),
        (granted(Kind.EQUIPMENT, "LC-2"), Told("2019-07-01", replaces=8), ["BUD-466"]),
        (granted(Kind.EQUIPMENT, "LC-2"), Told("2019-07-01", replaces=7), []),
        (granted(Kind.EQUIPMENT, "LC-2"), Told("2019-07-01"), []),
        (granted(Kind.BUDGET, ""), Told("2019-07-01"), ["BUD-461"]),
    ],
)
def test_everything_that_stands_against_an_effect_is_told_at_once(
    change: Change, told: Told, expected: list[str]
) -> None:
    assert codes(change, told) == expected


@pytest.mark.parametrize(
    ("account", "actor", "asked", "expected"),
    [
        (5, 3, "Ho", []),
        (5, 3, "何", []),
        (5, 3, "Yip", ["BUD-475"]),
        # Account 2 decided; account 3 brings it into force.
        (2, 3, "Ho", ["BUD-476"]),
        (3, 3, "Ho", ["BUD-476"]),
        (3, 3, "ho", ["BUD-475", "BUD-476"]),
    ],
)
def test_who_leads_is_called_as_granted_and_is_not_who_approved(
    account: int, actor: int, asked: str, expected: list[str]
) -> None:
    change, told = granted(Kind.INVESTIGATOR, asked), Told("2019-07-01", investigator=account)
    assert codes(change, told, leads=Person(account, "ho", HO), actor=actor) == expected
    assert codes(change, told, actor=actor) == ["BUD-464"]


def test_where_an_extension_moved_the_end_other_changes_begin_by_it() -> None:
    longer = Effect(1, Kind.EXTENSION, date(2019, 7, 1), ends=date(2021, 11, 1))
    asked, leads = granted(Kind.INVESTIGATOR, "Ho"), Person(5, "ho", HO)
    assert codes(asked, Told("2021-10-31"), longer, leads=leads) == []
    assert codes(asked, Told("2021-11-01"), longer, leads=leads) == ["BUD-462"]


def test_an_effect_follows_the_one_of_its_kind_and_moves_the_end_on() -> None:
    before = Effect(1, Kind.EXTENSION, date(2019, 7, 1), ends=date(2021, 11, 1))
    asked = granted(Kind.EXTENSION, "2021-10-31")
    assert codes(asked, Told("2019-06-30"), before) == ["BUD-462", "BUD-463"]
    assert codes(granted(Kind.EXTENSION, "2021-11-01"), Told("2019-07-01"), before) == []


def test_only_a_closed_grant_is_opened_and_for_a_reason_that_is_shown() -> None:
    def found(closed: bool, reason: str, evidence: str) -> list[str]:
        return [each.code for each in check_reopening(closed, ref="G", reason=reason, evidence=evidence)]

    assert found(True, "late invoice", "R-1") == []
    assert found(True, "late invoice", " ") == ["BUD-470"]
    for unseen in ("\n", "\t", "\u200b", "\u3000", "\u00ad"):
        assert found(True, unseen, "R-1") == found(True, "late invoice", unseen) == ["BUD-470"]
    assert found(True, "a\x00", "R-1") == found(True, "a", "\ud800b") == ["BUD-477"]
    assert found(False, "", "R-1") == ["BUD-469", "BUD-470"]
