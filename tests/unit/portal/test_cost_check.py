"""A cost is worked out from the lots once, and the way to a yes is always enough and never from the line itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.portal.domain.cost_check import (
    Answer,
    Asked,
    GrantState,
    LineState,
    Piece,
    Verdict,
    check_cost,
)
from guohe.portal.domain.cost_price import LotState, in_award_currency, in_lots_currency
from guohe.portal.domain.cost_rules import ELSEWHERE
from guohe.portal.domain.cost_words import rows_of
from guohe.programmes.queries.rulebooks import all_books, book
from guohe.rules.domain.facts import Facts
from guohe.rules.domain.values import Book, Outcome, Seen
from tests.unit.rules.ground import HEAD, RULE, UNHURRIED, good

DAY = date(2019, 3, 29)
DEMO = book("demo-budgeted@1.0")
FIRST = LotState("T1", "1.2400", Money("HKD", 89_261_400), Money("CNY", 71_985_000), Money("HKD", 89_261_400))


def line(code: str, approved: int, taken: int, direct: bool = True) -> LineState:
    """A budget line in fen."""
    return LineState(
        code, Name(code, code, code), Money("CNY", approved), Money("CNY", taken), Money("CNY", 0), direct
    )


def grant(*lines: LineState, lots: tuple[LotState, ...] = (FIRST,)) -> GrantState:
    """A grant of those lines."""
    whole = Money("CNY", sum(each.approved.minor for each in lines))
    return GrantState("G", False, whole, date(2018, 5, 1), date(2021, 5, 1), lines, lots)


@UNHURRIED
@given(st.integers(1, 10**12))
def test_a_cost_within_one_lot_is_the_amount_at_its_rate_rounded_once(minor: int) -> None:
    found = in_award_currency(Money("HKD", minor), "CNY", [FIRST])
    assert found is not None
    assert abs(Fraction(found[0].minor) - Fraction(minor * 100, 124)) <= Fraction(1, 2)


def test_a_cost_over_two_lots_takes_each_at_its_own_rate() -> None:
    left = Money("HKD", 12_400)
    first = LotState("T1", "1.2400", FIRST.amount, FIRST.cost, left)
    second = LotState("T2", "1.0000", Money("HKD", 50_000), Money("CNY", 50_000), Money("HKD", 50_000))
    found = in_award_currency(Money("HKD", 22_400), "CNY", [first, second])
    # 124.00 at 1.24 is 100.00, and 100.00 at 1.00 is 100.00.
    assert found == (Money("CNY", 20_000), (first, second))


def test_the_awards_own_currency_needs_no_rate_and_an_unknown_one_has_none() -> None:
    assert in_award_currency(Money("CNY", 5), "CNY", []) == (Money("CNY", 5), ())
    assert in_award_currency(Money("MOP", 5), "CNY", [FIRST]) is None


@UNHURRIED
@given(st.integers(0, 3_000), st.integers(0, 3_000), st.integers(0, 3_000), st.integers(1, 4_000))
def test_a_yes_means_that_it_fits_and_a_way_means_that_the_move_makes_it_fit(
    taken: int, a: int, b: int, cost: int
) -> None:
    lines = (
        line("equipment", 3_000, taken),
        line("materials", 3_000, a),
        line("labour", 3_000, b),
        line("indirect", 9_000, 0, direct=False),
    )
    found = check_cost(Asked(Money("CNY", cost), "equipment", DAY), grant(*lines), [DEMO])
    assert (found.verdict is Verdict.YES) is (taken + cost <= 3_000)
    if found.verdict is Verdict.NOT_YET:
        assert found.way is not None
        assert found.way.source.code in ("materials", "labour")
        assert found.way.amount.minor == taken + cost - 3_000 <= found.way.source.free.minor
    if found.verdict is Verdict.ASK:
        assert taken + cost - 3_000 > max(3_000 - a, 3_000 - b)


def test_who_may_approve_a_move_follows_its_size() -> None:
    lines = (line("equipment", 0, 0), line("materials", 10_000_000, 0))
    small, large = (
        check_cost(Asked(Money("CNY", fen), "equipment", DAY), grant(*lines), [DEMO])
        for fen in (2_000_000, 2_000_001)
    )
    assert small.way is not None
    assert large.way is not None
    deciders = [[each.seen.who for each in way.routes] for way in (small.way, large.way)]
    assert deciders == [["lau"], ["officer"]]


def test_without_a_rulebook_the_budget_is_still_compared_and_the_lack_is_noted() -> None:
    fits = check_cost(Asked(Money("CNY", 10), "equipment", DAY), grant(line("equipment", 10, 0)), [])
    over = check_cost(Asked(Money("CNY", 11), "equipment", DAY), grant(line("equipment", 10, 0)), [])
    assert (fits.verdict, [finding.code for finding in fits.findings]) == (Verdict.YES_BUT, ["RUL-841"])
    assert {finding.code for finding in over.findings} == {"BUD-402", "RUL-841"}
    assert over.verdict is Verdict.ASK


TRAVEL = (
    RULE.replace('id = "cap"', 'id = "travel"')
    .replace('kind = "cap"', 'kind = "member"')
    .replace('level = "stop"', 'level = "hold"')
    .replace('measured = "cost", limit = { value = "100.00", unit = "CNY" }', 'measured = "category", values = ["travel"], wanted = false')
    .replace('cost = "CNY 100.00"', 'category = "labour"')
    .replace('cost = "CNY 100.01"', 'category = "travel"')
)  # fmt: skip
LINES = (line("travel", 1_000, 0), line("equipment", 0, 0), line("materials", 1_000, 0))


def named(book_id: str, text: str = TRAVEL, **head: str) -> Book:
    """A book of that id with those rules."""
    written = HEAD.replace('id = "test"', f'id = "{book_id}"', 1)
    for key, value in head.items():
        written = written.replace(f'{key} = "test"', f'{key} = "{value}"')
    return good(written + text)


def _under(facts: Facts, on: date) -> Seen:
    """Broken by a line that is used to its last fen."""
    return Seen(Outcome.BROKEN, facts["line_after"], facts["line_approved"])


def asked(category: str, fen: int, *books: Book) -> Answer:
    return check_cost(Asked(Money("CNY", fen), category, DAY), grant(*LINES), books)


@pytest.mark.parametrize("book_id", ["aaa-mem", "zzz-mem"])
def test_a_second_book_adds_its_rules_and_takes_none_away_whatever_its_id(book_id: str) -> None:
    for books in permutations((DEMO, named(book_id))):
        travel, over = asked("travel", 10, *books), asked("equipment", 10, *books)
        assert [(each.code, each.rule) for each in travel.findings] == [("RUL-101", f"{book_id}@1.0/travel")]
        assert (travel.verdict, [each.book.id for each in travel.explanations]) == (Verdict.ASK, [book_id])
        # What the funder's book says of a line that is over is what it says alone.
        alone = asked("equipment", 10, DEMO)
        assert (over.findings, over.verdict) == (alone.findings, alone.verdict)
        assert over.verdict is Verdict.NOT_YET
        assert [each.rule.id for each in over.explanations] == ["budget-line"]


@UNHURRIED
@given(st.permutations(["a", "m", "z"]), st.permutations(["stop", "hold", "note"]))
def test_of_many_books_the_strictest_decides_and_stands_first_each_with_its_own_why(
    ids: list[str], levels: list[str]
) -> None:
    books = [
        named(book_id, TRAVEL.replace('level = "hold"', f'level = "{level}"'))
        for book_id, level in zip(ids, levels, strict=True)
    ]
    found = asked("travel", 10, DEMO, *books)
    assert [each.level for each in found.findings] == ["stop", "hold", "note"]
    assert {each.rule for each in found.findings} == {f"{book_id}@1.0/travel" for book_id in ids}
    assert len(found.explanations) == 3
    assert found.verdict is Verdict.ASK
    again = asked("travel", 10, *reversed(books), DEMO)
    assert (again.findings, again.number) == (found.findings, found.number)
    softest = [each for each, level in zip(books, levels, strict=True) if level == "note"]
    assert asked("travel", 10, DEMO, *softest).verdict is Verdict.YES_BUT


def test_two_books_that_compare_the_line_are_both_told_and_one_move_satisfies_both() -> None:
    found = asked("equipment", 10, DEMO, replace(DEMO, id="aaa"))
    assert [(each.code, each.rule) for each in found.findings] == [
        ("BUD-402", "aaa@1.0/budget-line"),
        ("RUL-101", "demo-budgeted@1.0/budget-line"),
    ]
    assert found.verdict is Verdict.NOT_YET
    tighter = RULE.replace('measured = "cost"', 'measured = "line_after"').replace(
        'decides = "finance"', 'decides = "finance"\nfinding = "BUD-402"'
    )
    tighter = tighter.replace("cost =", "line_after =").replace('"100.00"', '"0.01"')
    tighter = tighter.replace("CNY 100.00", "CNY 0.01").replace("CNY 100.01", "CNY 0.02")
    # One fen at most, whatever was approved: no move of a budget makes that a yes.
    strict = asked("equipment", 10, DEMO, named("aaa", tighter))
    assert {each.rule for each in strict.findings} == {"demo-budgeted@1.0/budget-line", "aaa@1.0/cap"}
    assert strict.verdict is Verdict.ASK
    assert asked("travel", 10, DEMO, named("aaa", tighter)).verdict is Verdict.ASK


def test_everybody_whom_a_book_names_for_a_move_is_named() -> None:
    found = asked("equipment", 10, DEMO, replace(DEMO, id="aaa"))
    assert found.way is not None
    assert [each.book.id for each in found.way.routes] == ["aaa", "demo-budgeted"]


def test_what_a_rule_lacks_is_told_unless_another_page_asks_it() -> None:
    own = TRAVEL.replace('decides = "finance"', 'decides = "finance"\nwhen = { destination = "abroad" }')
    own = own.replace("category = ", 'destination = "abroad", category = ')
    found = asked("travel", 10, DEMO, named("aaa", own))
    assert [(each.code, each.values["lacking"]) for each in found.findings] == [("RUL-102", "destination")]
    assert found.verdict is Verdict.ASK
    # Notices, shares and papers of the books that ship are no questions about a cost.
    others = [book(label) for label in ("demo-terms@1.0", "demo-equipment@1.0", "demo-host@1.0")]
    assert asked("travel", 10, DEMO, *others).findings == ()


def threshold(unit: str, limit: str) -> Book:
    """A book by which a purchase of equipment above the limit needs the finance office; all else of it is silent."""
    own = RULE.replace('level = "stop"', 'level = "hold"').replace(
        '"100.00", unit = "CNY"', f'"{limit}", unit = "{unit}"'
    )
    own = own.replace('decides = "finance"', 'decides = "finance"\nwhen = { category = "equipment" }')
    own = own.replace('measured = "cost"', 'measured = "this_cost"')
    own = own.replace("cost = ", 'category = "equipment", this_cost = ').replace(
        "CNY 100.0", f"CNY {limit[:-1]}"
    )
    own = own.replace('"CNY ', f'"{unit} ') if unit != "CNY" else own
    return good(HEAD.replace('["CNY"]', f'["{unit}"]').replace('id = "test"', 'id = "own"', 1) + own)


def told(amount: Money, category: str, own: Book, *, lots: tuple[LotState, ...] = (FIRST,)) -> Answer:
    """The answer of a grant with room for everything, by the demo's book and this one."""
    room = (line("equipment", 99_000_000, 0), line("labour", 99_000_000, 0))
    return check_cost(Asked(amount, category, DAY), grant(*room, lots=lots), [DEMO, own])


@pytest.mark.parametrize(
    ("unit", "limit", "amount", "over"),
    [
        # In the rule's own currency: its edge, and one cent more.
        ("HKD", "15000.00", Money("HKD", 1_500_000), False),
        ("HKD", "15000.00", Money("HKD", 1_500_001), True),
        # Asked in CNY of a rule in HKD: 12,096.77 at 1.2400 is 14,999.99 (rounded), 12,096.78 is 15,000.01.
        ("HKD", "15000.00", Money("CNY", 1_209_677), False),
        ("HKD", "15000.00", Money("CNY", 1_209_678), True),
        # Asked in HKD of a rule in CNY: 18,600.00 and 18,600.01 at 1.2400 are 15,000.00 and 15,000.01 (rounded up from .008).
        ("CNY", "15000.00", Money("HKD", 1_860_000), False),
        ("CNY", "15000.00", Money("HKD", 1_860_001), True),
        ("CNY", "15000.00", Money("CNY", 1_500_000), False),
        ("CNY", "15000.00", Money("CNY", 1_500_001), True),
    ],
)
def test_a_threshold_on_one_purchase_is_decided_in_the_currency_of_the_rule(
    unit: str, limit: str, amount: Money, over: bool
) -> None:
    own = threshold(unit, limit)
    found = told(amount, "equipment", own)
    assert [each.code for each in found.findings if each.rule] == ["RUL-101"] * over
    assert found.verdict is (
        Verdict.ASK if over else Verdict.YES_BUT if amount.currency == "HKD" or unit == "HKD" else Verdict.YES
    )
    # A converted amount always says by which lots' rates.
    rated = [each for each in found.findings if each.code == "MON-331"]
    assert bool(rated) is not (amount.currency == unit == "CNY")
    assert all(each.values["lots"] == "T1: 1.2400" for each in rated)
    facts = next(each.facts for each in found.decisions if each.book is own)
    said = facts["this_cost"]
    assert isinstance(said, Money)
    assert (said.currency, facts["date"]) == (unit, DAY)
    if amount.currency != unit:
        assert (facts["this_cost_as_asked"], facts["this_cost_rates"]) == (amount, "T1: 1.2400")
    assert not [each.rule for each in told(amount, "labour", own).findings if each.rule]


def test_a_threshold_in_a_currency_that_no_lot_has_a_rate_for_cannot_be_told() -> None:
    own = threshold("USD", "15000.00")
    found = told(Money("CNY", 1_500_001), "equipment", own)
    assert [each.code for each in found.findings] == ["BUD-491", "RUL-102"]
    assert (found.findings[0].values["label"], found.findings[0].values["currency"]) == ("own@1.0", "USD")
    assert found.findings[1].values["lacking"] == "this_cost"
    assert found.verdict is Verdict.ASK


@UNHURRIED
@given(st.integers(1, 10**12))
def test_there_and_back_again_is_off_by_the_rounding_alone(minor: int) -> None:
    bought = in_lots_currency(Money("CNY", minor), "HKD", [FIRST])
    assert bought is not None
    back = in_award_currency(bought.amount, "CNY", [FIRST])
    assert back is not None
    # Half a cent of HKD is at most 0.41 of a fen, and half a fen is lost by the second rounding.
    assert abs(back.amount.minor - minor) <= 1


def test_every_fact_that_ships_is_known_to_a_check_or_asked_elsewhere_or_said_to_be_missing() -> None:
    """A new fact has to be placed: what is asked elsewhere is silent in a check, and nothing else is."""
    known = {*("category", "date", "mode", "line_after", "line_approved", "total_after", "total_approved")}
    known |= {"project_starts", "project_ends"}
    missing = {
        "amount",
        "cost",
        "explained",
        "norms",
        "paid_by_side",
        "unit_price",
        "used_in",
        "used_on_side",
    }
    reads = {name for each in all_books() for rule in each.rules for name in (*rule.reads, *rule.when)} - {""}
    assert reads - known - missing == ELSEWHERE


def test_a_hosts_own_book_is_asked_and_is_not_the_funders() -> None:
    own = replace(named("own"), schemes=("host",))
    found = asked("travel", 10, own)
    assert [each.code for each in found.findings] == ["RUL-841", "RUL-101"]
    assert "RUL-841" not in {each.code for each in asked("travel", 10, own, DEMO).findings}


def test_a_book_that_wants_less_than_the_whole_line_is_no_yes_where_nothing_is_over() -> None:
    less = replace(DEMO, id="aaa", rules=(replace(DEMO.rules[0], check=_under),))
    assert DEMO.rules[0].finding == "BUD-402"
    found = asked("travel", 1_000, DEMO, less)
    assert [(each.code, each.level) for each in found.findings] == [("RUL-101", "stop")]
    assert found.verdict is Verdict.ASK


NSFC = book("nsfc-fund@2021")
LIST = ("A-1", "LC-200", date(2018, 3, 1), "agreement, annex 2")


def piece(price: str | None) -> Piece:
    code, model, day, source = LIST
    return Piece(code, model, None if price is None else Money.of("CNY", price), day, source)


def equipment(code: str = "equipment", group: str = "equipment") -> GrantState:
    return grant(replace(line(code, 10**9, 0), group=group))


@pytest.mark.parametrize(
    ("price", "told"),
    [
        # policy.md 2.2: from 500,000 a piece on, inclusive.
        ("499999.99", []),
        ("500000.00", ["RUL-101"]),
    ],
)
def test_the_unit_price_is_the_approved_lists_and_never_the_amount_of_the_cost(
    price: str, told: list[str]
) -> None:
    for amount in (100, 60_000_000):
        asked = Asked(Money("CNY", amount), "equipment", DAY, piece(price))
        found = check_cost(asked, equipment(), [NSFC])
        assert [
            each.code for each in found.findings if each.rule == "nsfc-fund@2021/equipment-explained"
        ] == told
    rows = dict(rows_of(found, equipment(), "en"))
    assert rows["Unit price"] == (
        f"{Money.of('CNY', price)} (A-1 of the approved list, stated on 2018-03-01; agreement, annex 2)"
    )


def test_without_a_line_of_the_list_the_unit_price_is_asked_and_of_other_lines_it_is_not() -> None:
    def asked(state: GrantState, code: str, bought: Piece | None = None) -> list[str]:
        found = check_cost(Asked(Money("CNY", 100), code, DAY, bought), state, [NSFC])
        told = {each.rule.partition("/")[2] for each in found.findings if each.rule}
        return sorted(told & {"equipment-explained"}) + [
            each.code for each in found.findings if each.code == "RUL-904"
        ]

    assert asked(equipment(), "equipment") == ["equipment-explained"]
    assert asked(equipment(), "equipment", piece(None)) == ["equipment-explained", "RUL-904"]
    assert asked(equipment("travel", "business"), "travel") == []
