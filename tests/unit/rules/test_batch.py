"""A batch says what one decision says, byte for byte, of every kind of rule, whatever the facts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.money import Money
from guohe.programmes.queries.rulebooks import all_books
from guohe.rules.domain.batch import Batch
from guohe.rules.domain.facts import Fact, Holding
from guohe.rules.domain.judge import judge
from guohe.rules.domain.values import Book, Outcome
from tests.unit.rules.ground import UNHURRIED

BOOKS = all_books()


def figures(book: Book) -> tuple[list[Fact], list[str]]:
    """Facts that the book's own examples and limits hold, one beside each figure, and the names it reads."""
    found: list[Fact] = []
    for rule in book.rules:
        for example in rule.examples:
            found += [*example.facts.values(), *([example.limit] if example.limit is not None else [])]
    near = [
        Money(each.currency, each.minor + by) for each in found if isinstance(each, Money) for by in (-1, 1)
    ]
    near += [Money("MOP", each.minor) for each in found if isinstance(each, Money)]
    counts = [each + by for each in found if type(each) is int for by in (-1, 1)]
    return [*found, *near, *counts, True, False, "x", date(2019, 1, 1)], sorted(
        {name for rule in book.rules for name in rule.reads}
    )


@st.composite
def asked(draw: st.DrawFn) -> tuple[Book, dict[str, Fact], date]:
    """A book, facts that touch its edges (some absent, some of the wrong type), and a day."""
    book = draw(st.sampled_from(BOOKS))
    values, names = figures(book)
    cases = [example.facts for rule in book.rules for example in rule.examples]
    facts: dict[str, Fact] = dict(draw(st.sampled_from(cases)))
    for name in draw(st.lists(st.sampled_from(names or ["x"]), unique=True)):
        facts[name] = draw(st.sampled_from(values) | st.text(max_size=5) | st.integers())
    return book, facts, draw(st.dates(date(2016, 1, 1), date(2028, 12, 31)))


@UNHURRIED
@given(asked())
def test_a_batch_gives_the_bytes_of_one_decision(case: tuple[Book, dict[str, Fact], date]) -> None:
    book, facts, on = case
    assert Batch(book).stored(facts, on) == judge(book, facts, on).stored()


WORDS = st.text(max_size=4)
AMOUNTS = st.builds(Money, st.sampled_from(("CNY", "HKD", "MOP")), st.integers(-10_000, 10**12))
HOLDINGS = st.builds(
    Holding,
    person=WORDS,
    type=WORDS,
    role=WORDS,
    standing=WORDS,
    stage=WORDS,
    ends=st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    months=st.none() | st.integers(0, 99),
    direct=st.none() | AMOUNTS,
    exercise=WORDS,
    side=WORDS,
    employer=WORDS,
)


@UNHURRIED
@given(st.lists(HOLDINGS, max_size=3), AMOUNTS, WORDS)
def test_amounts_and_holdings_of_every_form_are_written_alike(
    held: list[Holding], amount: Money, word: str
) -> None:
    facts: dict[str, Fact] = {"holdings": tuple(held), "amount": amount, "unit": word, "on": date(2019, 1, 1)}
    on = date(2019, 7, 2)
    for book in BOOKS[:3]:
        assert Batch(book).stored(facts, on) == judge(book, facts, on).stored()


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.label)
def test_every_example_of_a_book_comes_out_of_one_batch(book: Book) -> None:
    batch = Batch(book)
    for rule in book.rules:
        for example in rule.examples:
            on = example.on or book.starts.last
            assert batch.stored(example.facts, on) == judge(book, example.facts, on).stored()
            if rule.surely is not None:
                assert rule.surely(example.facts, on) is (
                    rule.check(example.facts, on).outcome is Outcome.MET
                )


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.label)
def test_a_figure_of_another_currency_or_none_is_never_surely_met(book: Book) -> None:
    batch = Batch(book)
    for rule in book.rules:
        for example in rule.examples:
            on = example.on or book.starts.last
            for name, fact in example.facts.items():
                without = {each: value for each, value in example.facts.items() if each != name}
                changed = {**without, name: Money("MOP", fact.minor)} if isinstance(fact, Money) else without
                for facts in (without, changed):
                    assert batch.stored(facts, on) == judge(book, facts, on).stored()


def test_what_json_has_to_escape_is_written_alike() -> None:
    book = BOOKS[0]
    facts: dict[str, Fact] = {
        'a"\n': "\u2028\x00\\港",
        "b": (Holding("P", "t", "lead", "running", ends=date(2019, 1, 1), direct=Money("CNY", -5)),),
        "c": (),
        "d": Money("CNY", -1),
        "e": -7,
    }
    assert Batch(book).stored(facts, date(2019, 1, 1)) == judge(book, facts, date(2019, 1, 1)).stored()
