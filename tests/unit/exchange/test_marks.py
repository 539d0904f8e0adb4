"""An amount has the sign that its mark gives it; what CR means in a statement is proved by its balances, or asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.exchange.domain.marks import marked, side_of
from guohe.exchange.domain.profile_file import read_profile
from guohe.exchange.domain.read_statement import read_statement
from guohe.exchange.domain.signs_proved import Written, signed
from guohe.exchange.domain.statement import BankStatement
from tests.unit.exchange.demo import codes, listing_of, text_grid

A = "Account,2101,CNY,,\n"
# Three movements: 719,850.00 came in, 719,800.00 went out, 479,850.00 came in.
CAME = [71985000, -71980000, 47985000]


def read(text: str, **mapping: str) -> BankStatement:
    return read_statement(text_grid(A + text), mapping=mapping or None)


def amounts(statement: BankStatement) -> list[int]:
    return [entry.amount.minor for entry in statement.entries]


def marks(first: str, second: str, *, balances: tuple[str, ...]) -> str:
    """The three movements with marks beside the figures."""
    shown = [f"719,850.00 {first}", f"{second} 719,800.00", f"479,850.00{first}"]
    rows = zip(("16/04/2018", "20/04/2018", "21/06/2019"), ("T1", "FX", "T2"), shown, balances, strict=True)
    return "Date,Description,Amount,Balance\n" + "".join(f'{d},{n},"{a}","{b}"\n' for d, n, a, b in rows)


PLAIN = ("719,850.00", "50.00", "479,900.00")


@pytest.mark.parametrize(("first", "second"), [("CR", "DR"), ("DR", "CR"), ("贷", "借"), ("貸", "借")])
def test_balance_proves_what_cr_is(first: str, second: str) -> None:
    """The same file whether a bank or the host's own books wrote it: the balances say which mark is money in."""
    found = read(marks(first, second, balances=PLAIN))
    assert amounts(found) == CAME
    assert codes(found.findings) == []
    assert [each.kind for each in found.repairs if each.kind.startswith("credit")] == [
        "credit_in" if first != "DR" else "credit_out"
    ]
    assert [each.balance.minor for each in found.entries if each.balance] == [71985000, 5000, 47990000]


def test_marks_on_the_balances_too_prove_nothing_and_are_asked_about() -> None:
    text = marks("CR", "DR", balances=tuple(f"{each} CR" for each in PLAIN))
    found = read(text)
    assert [
        (each.code, each.level.value, each.place.row, each.values["seen"]) for each in found.findings
    ] == [("IMP-290", "stop", 3, "719,850.00 CR")]
    assert found.standings == ()
    said = read(text, credit_means="in")
    assert amounts(said) == CAME
    assert codes(said.findings) == ["IMP-299"]
    assert said.closing is not None
    assert said.closing.minor == 47990000
    assert amounts(read(text, credit_means="out")) == [-each for each in CAME]


def test_what_a_person_said_of_another_file_gives_way_to_the_proof() -> None:
    found = read(marks("CR", "DR", balances=PLAIN), credit_means="out")
    assert amounts(found) == CAME
    assert codes(found.findings) == []


def test_profile_of_a_bank_may_say_it() -> None:
    profile, faults = read_profile(
        'code = "X"\nname = "X"\nsource = "a test"\n[columns]\ncredit_means = "in"\n'
    )
    assert faults == ()
    assert profile is not None
    text = marks("CR", "DR", balances=tuple(f"{each} CR" for each in PLAIN))
    assert amounts(read_statement(text_grid(A + text), profile=profile)) == CAME
    _, (fault,) = read_profile('code = "X"\nname = "X"\nsource = "a"\n[columns]\ncredit_means = "yes"\n')
    assert fault.code == "IMP-195"


def test_balance_brought_forward_proves_it_too() -> None:
    text = 'Date,Description,Amount,Balance\n,Balance b/f,,"100.00"\n16/04/2018,IN,"50.00 DR","150.00"\n'
    assert amounts(read(text)) == [5000]


def test_marks_in_columns_of_withdrawals_and_deposits_change_nothing() -> None:
    head = "Date,Description,Withdrawal,Deposit,Balance\n"
    text = head + '16/04/2018,T1,,"719,850.00CR","719,850.00CR"\n20/04/2018,FX,"719,800.00DR",,"50.00CR"\n'
    found = read(text)
    assert amounts(found) == CAME[:2]
    assert [each.balance.minor for each in found.entries if each.balance] == [71985000, 5000]
    other = read(text + '21/06/2019,?,,"10.00DR","60.00CR"\n')
    assert [(each.code, each.place.row, each.values["first"]) for each in other.findings] == [
        ("IMP-291", 5, "3")
    ]


COLUMN = "Date,Description,{head},Amount{balance}\n16/04/2018,T1,{c},719850.00{b1}\n20/04/2018,FX,{d},719800.00{b2}\n21/06/2019,T2,{c},479850.00{b3}\n"
NONE = {"balance": "", "b1": "", "b2": "", "b3": ""}
WITH = {"balance": ",Balance", "b1": ",719850.00", "b2": ",50.00", "b3": ",479900.00"}


@pytest.mark.parametrize(
    ("head", "c", "d"), [("DR/CR", "CR", "DR"), ("D/C", "C", "D"), ("借贷标志", "贷", "借"), ("借貸方向", "貸方", "借方"), ("Debit/Credit", "Credit", "Debit")]
)  # fmt: skip
def test_column_of_marks_is_read(head: str, c: str, d: str) -> None:
    assert amounts(read(COLUMN.format(head=head, c=c, d=d, **WITH))) == CAME
    assert amounts(read(COLUMN.format(head=head, c=d, d=c, **WITH))) == CAME
    asked = read(COLUMN.format(head=head, c=c, d=d, **NONE))
    assert codes(asked.findings) == ["IMP-290", "IMP-140"]
    assert amounts(read(COLUMN.format(head=head, c=c, d=d, **NONE), credit_means="in")) == CAME


@pytest.mark.parametrize(
    ("head", "c", "d"), [("收付标志", "收", "付"), ("收支", "收入", "支出"), ("Sign", "+", "-")]
)
def test_marks_of_in_and_out_need_no_proof(head: str, c: str, d: str) -> None:
    found = read(COLUMN.format(head=head, c=c, d=d, **NONE))
    assert amounts(found) == CAME
    assert codes(found.findings) == ["IMP-140"]


def test_minus_that_says_the_same_as_the_mark_is_not_turned_twice() -> None:
    text = COLUMN.format(head="D/C", c="C", d="D", **NONE).replace("719800", "-719800")
    found = read(text)
    assert amounts(found) == CAME
    assert codes(found.findings) == ["IMP-140"]


def test_column_of_marks_that_nobody_named_stops_the_statement() -> None:
    text = COLUMN.format(head="Flag", c="C", d="D", **NONE)
    found = read(text)
    assert (codes(found.findings), found.refused) == (["IMP-295"], True)
    assert found.findings[0].values["seen"] == '"C", "D"'
    assert amounts(read(text, mark="Flag", credit_means="in")) == CAME
    assert amounts(read(text, other_mark="Flag")) == [abs(each) for each in CAME]


def test_mark_that_is_none_and_marks_that_differ_are_faults() -> None:
    text = COLUMN.format(head="D/C", c="C", d="X", **WITH)
    assert codes(read(text).findings) == ["IMP-294"]
    text = COLUMN.format(head="D/C", c="C", d="D", **WITH).replace("719800.00", "719800.00 CR")
    assert codes(read(text).findings) == ["IMP-292"]


def test_direction_that_holds_other_words_is_no_mark() -> None:
    found = read(COLUMN.format(head="Direction", c="to HK", d="from HK", **NONE))
    assert amounts(found) == [abs(each) for each in CAME]


MOVES = st.lists(st.integers(-(10**9), 10**9).filter(bool), min_size=2, max_size=12)


@given(MOVES, st.sampled_from(["in", "out"]))
def test_proof_is_never_wrong(moves: list[int], credit: str) -> None:
    """Whoever wrote the marks, the signs come back or are asked about, and never the other way round."""
    side = {True: "credit" if credit == "in" else "debit", False: "debit" if credit == "in" else "credit"}
    written = [Written(abs(each), side[each > 0]) for each in moves]  # type: ignore[arg-type]
    balances = [Written(sum(moves[: at + 1])) for at in range(len(moves))]
    found = signed(written, balances, Written(0), said=None, rising=True)
    assert found is not None
    assert list(found.amounts) == moves


def test_words_of_marks() -> None:
    assert [side_of(text) for text in ("Dr", "C", "借方", "贷", "收", "-", "Deposit", "x", "")] == [
        "debit", "credit", "debit", "credit", "in", "minus", "in", None, None,
    ]  # fmt: skip
    assert marked("1,000.00 CR") == ("credit", "1,000.00")
    assert marked("DR 500.00") == ("debit", "500.00")
    assert marked("贷 88.00") == ("credit", "88.00")
    assert marked("MICR 12") == (None, "MICR 12")
    assert marked("12.00") == (None, "12.00")


# Listings: a debit is a cost, a credit takes one back.

L = "Project,Account,Date,Doc,Payee,Description,{head},Amount\n"
ROWS = "ZZ01-DEMO,6110,2018-06-01,A1,P,Goods,{d},1000.00\nZZ01-DEMO,6110,2018-06-02,A2,P,returned,{c},{minus}400.00\n"


def listed(head: str, d: str, c: str, minus: str = "", more: str = "", **how: object) -> object:
    return listing_of(L.format(head=head) + ROWS.format(d=d, c=c, minus=minus) + more, **how)


@pytest.mark.parametrize(
    ("head", "d", "c"), [("D/C", "D", "C"), ("DR/CR", "DR", "CR"), ("方向", "借", "贷"), ("借貸", "借方", "貸方"), ("收支", "支出", "收入"), ("Sign", "+", "-")]
)  # fmt: skip
@pytest.mark.parametrize("minus", ["", "-"])
def test_credit_of_a_listing_takes_a_cost_back(head: str, d: str, c: str, minus: str) -> None:
    found = listed(head, d, c, minus, f"Total,,,,,,{d},600.00\n")
    assert [each.amount.minor for each in found.lines] == [100000, -40000]  # type: ignore[attr-defined]
    assert codes(found.findings) == []  # type: ignore[attr-defined]


def test_minus_beside_some_credits_is_asked_about() -> None:
    more = "ZZ01-DEMO,6110,2018-06-03,A3,P,returned,C,-50.00\n"
    found = listed("D/C", "D", "C", "", more)
    assert [
        (each.code, each.place.row, each.values.get("other"))
        for each in found.findings
        if each.level.value == "stop"
    ] == [  # type: ignore[attr-defined]
        ("IMP-293", 4, "3")
    ]


def test_mark_of_a_listing_that_is_none_is_a_fault() -> None:
    found = listed("D/C", "D", "Q")
    assert "IMP-294" in codes(found.findings)  # type: ignore[attr-defined]
    assert [each.row for each in found.unread] == [3]  # type: ignore[attr-defined]


def test_column_of_marks_that_nobody_named_stops_the_listing() -> None:
    found = listed("Flag", "D", "C")
    assert codes(found.findings) == ["IMP-295"]  # type: ignore[attr-defined]
    named = listed("Flag", "D", "C", mapping={"mark": "Flag"})
    assert [each.amount.minor for each in named.lines] == [100000, -40000]  # type: ignore[attr-defined]
    other = listed("Flag", "D", "C", mapping={"other_mark": "G"})
    assert [each.amount.minor for each in other.lines] == [100000, 40000]  # type: ignore[attr-defined]
    assert len(listed("Flag", "D", "D").lines) == 2  # type: ignore[attr-defined]


def test_two_columns_of_amounts_need_no_mark() -> None:
    text = "Project,Account,Date,D/C,Debit,Credit\nZZ01-DEMO,6110,2018-06-01,D,10.00,\nZZ01-DEMO,6110,2018-06-02,C,,4.00\n"
    assert [each.amount.minor for each in listing_of(text).lines] == [1000, -400]
