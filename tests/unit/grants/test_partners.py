"""Received is reported use and balance, whatever happened; the papers are read with all their faults."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.grants.domain.partner_advice import Side, advise
from guohe.grants.domain.partner_papers import (
    Typed,
    read_dues,
    read_percent,
    read_tranches,
    read_use,
    rows_of_file,
)
from guohe.grants.domain.partners import (
    Act,
    Agreement,
    Answer,
    Deed,
    Due,
    Partner,
    State,
    Statement,
    Tranche,
    Transfer,
    UseRow,
    account_of,
    counted,
    fault,
    late,
    questions,
    statement_named,
    transfer_named,
)
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.kernel.texts import LANGUAGES

WHO = Name("Demo", "示範", "示例")
DAY = date(2019, 3, 1)
SHARE = Money.of("CNY", "200000.00")


def cny(minor: int) -> Money:
    return Money("CNY", minor)


def act(deed: Deed, amount: Money | None = None, note: str = "", on: date = DAY, by: int = 1) -> Act:
    return Act(deed, on, amount, "L-1", note, by, WHO)


def transfer(number: int, amount: int, *acts: Act) -> Transfer:
    return Transfer(number, 1, cny(amount), date(2019, 1, 10), "OUT", 1, WHO, acts)


def statement(number: int, *rows: tuple[int, str], acts: tuple[Act, ...] = ()) -> Statement:
    used = cny(sum(amount for amount, _ in rows))
    kept = tuple(UseRow("equipment", cny(amount), shows) for amount, shows in rows)
    return Statement(number, DUE.first_day, DUE.last_day, DAY, "L-2", used, kept, 1, WHO, acts)


DUE = Due(date(2019, 1, 1), date(2019, 1, 31), date(2019, 2, 28))
AGREEMENT = Agreement(
    version=1,
    reference="PA-1",
    agreed_on=date(2019, 1, 2),
    evidence="",
    share=SHARE,
    tranches=(Tranche(1, cny(12_000_000), None, ""), Tranche(2, cny(8_000_000), None, "Report accepted")),
    dues=(DUE,),
    spent_percent=None,
    clause="",
    who=WHO,
)
PARTNER = Partner("DEMO-TEST-1", 1, 1, WHO, "CNY", (AGREEMENT,), (), ())

amounts = st.integers(1, 30_000_000)
sendings = st.lists(st.tuples(amounts, st.none() | amounts, st.booleans()), max_size=6)
uses = st.lists(
    st.tuples(
        st.lists(st.tuples(amounts, st.sampled_from(["", "V-1"])), max_size=4),
        st.sampled_from([None, *Answer]),
        st.booleans(),
    ),
    max_size=6,
)


def lived(
    sent: list[tuple[int, int | None, bool]], used: list[tuple[list[tuple[int, str]], Answer | None, bool]]
) -> Partner:
    """A partner to which this was sent, and whose statements were entered, answered and confirmed in order."""
    transfers = []
    for number, (amount, received, withdrawn) in enumerate(sent, 1):
        acts = () if received is None else (act(Deed.RECEIVED, cny(received)),)
        transfers.append(transfer(number, amount, *acts, *((act(Deed.WITHDRAWN),) if withdrawn else ())))
    found = replace(PARTNER, transfers=tuple(transfers))
    for number, (rows, answer, withdrawn) in enumerate(used, 1):
        acts = () if answer is None else (act(Deed.ANSWERED, note=answer),)
        entered = replace(statement(number, *rows), acts=acts)
        found = replace(found, statements=(*found.statements, entered)).with_questions()
        entered = found.statements[-1]
        if entered.state is State.ENTERED:
            acts = (*acts, act(Deed.CONFIRMED, counted(found, entered), by=2))
        if withdrawn:
            acts = (*acts, act(Deed.WITHDRAWN, by=2))
        found = replace(
            found, statements=(*found.statements[:-1], replace(entered, acts=acts))
        ).with_questions()
    return found


@given(sendings, uses)
def test_received_is_reported_and_balance_and_every_sum_adds(
    sent: list[tuple[int, int | None, bool]],
    used: list[tuple[list[tuple[int, str]], Answer | None, bool]],
) -> None:
    partner = lived(sent, used)
    sums = account_of(partner)
    assert sums.received == sums.reported + sums.balance
    assert sums.sent == sums.received + sums.short + sums.unstated
    assert sums.stated == sums.supported + sums.unsupported == sums.reported + sums.beyond
    # Worked out a second time from what was drawn.
    assert sums.received.minor == sum(got or 0 for _, got, gone in sent if not gone)
    assert sums.sent.minor == sum(amount for amount, _, gone in sent if not gone)
    assert sums.balance.minor >= 0
    kept = [each for each in partner.statements if each.state is State.CONFIRMED]
    assert sums.stated.minor == sum(each.used.minor for each in kept)
    for each in kept:
        assert each.confirmation is not None
        assert each.confirmation.amount is not None
        assert each.confirmation.amount == each.used or each.answer in (Answer.OWN, Answer.ELSEWHERE)


@given(sendings, uses)
def test_before_its_first_paper_nothing_is_there(
    sent: list[tuple[int, int | None, bool]],
    used: list[tuple[list[tuple[int, str]], Answer | None, bool]],
) -> None:
    early = lived(sent, used).seen_on(date(2019, 1, 1))
    assert (early.agreement, early.transfers, early.statements) == (None, (), ())
    assert account_of(early).sent.minor == 0


def test_a_statement_over_what_was_received_is_a_question() -> None:
    """212,000.00 of 200,000.00, as users.md US-26 has it."""
    paid = replace(PARTNER, transfers=(transfer(1, 20_000_000, act(Deed.RECEIVED, SHARE)),))
    asked = replace(paid, statements=(statement(1, (21_200_000, "V")),)).with_questions()
    assert asked.statements[0].state is State.ASKED
    found = questions(asked)
    assert [(each.code, dict(each.values)) for each in found] == [
        ("MON-371", {"used": "CNY 212,000.00", "received": "CNY 200,000.00"})
    ]
    exactly = replace(paid, statements=(statement(1, (20_000_000, "V")),)).with_questions()
    assert exactly.statements[0].state is State.ENTERED
    assert questions(exactly) == ()


def test_a_receipt_stated_again_takes_the_place_of_the_first() -> None:
    told = act(Deed.RECEIVED, cny(500)), act(Deed.RECEIVED, cny(700))
    assert account_of(replace(PARTNER, transfers=(transfer(1, 1_000, *told),))).received == cny(700)


@pytest.mark.parametrize(("on", "count"), [(date(2019, 2, 28), 0), (date(2019, 3, 1), 1)])
def test_a_statement_is_late_from_the_day_after(on: date, count: int) -> None:
    assert len(late(PARTNER, on)) == count
    error = statement(1, (1, "V"), acts=(act(Deed.ANSWERED, note="error"),))
    came = replace(PARTNER, statements=(statement(1, (1, "V")),))
    assert late(came, on) == ()
    assert len(late(replace(PARTNER, statements=(error,)), on)) == count


def sides(partner: Partner, on: date = DAY) -> dict[str, Side]:
    return {reason.key: reason.side for reason in advise(partner, on).reasons}


def test_the_next_tranche_is_advised_with_every_reason_and_no_number_from_nowhere() -> None:
    sent = replace(PARTNER, transfers=(transfer(1, 12_000_000),))
    first = advise(PARTNER, DUE.due_on)
    assert (first.tranche, first.against) == (AGREEMENT.tranches[0], 0)
    assert sides(PARTNER, DUE.due_on) == {
        "no_condition": Side.TOLD, "none_late": Side.FOR, "no_share": Side.TOLD,
    }  # fmt: skip
    assert sides(sent) == {
        "condition_open": Side.AGAINST, "late": Side.AGAINST, "no_share": Side.TOLD, "unstated": Side.TOLD,
    }  # fmt: skip
    assert advise(replace(PARTNER, agreements=()), DAY).tranche is None


@pytest.mark.parametrize(
    ("came", "gap"), [(0, "CNY 120,000.00"), (11_999_999, "CNY 0.01"), (12_000_000, None), (None, None)]
)
def test_a_partner_is_paid_from_what_the_grant_received(came: int | None, gap: str | None) -> None:
    # The first tranche of 120,000.00 goes out of what came; one fen less is carried by the host.
    money = None if came is None else Money("CNY", came)
    carried = [each for each in advise(PARTNER, DUE.due_on, came=money).reasons if each.key == "not_come"]
    assert [(each.side, each.values["gap"]) for each in carried] == (
        [] if gap is None else [(Side.AGAINST, gap)]
    )


def used_of(received: int, shown: int, unshown: int = 0, counts: int | None = None) -> Partner:
    """A partner that must use 80% first, received this and used that, with evidence and without."""
    named = replace(AGREEMENT, spent_percent=80, clause="clause 5")
    rows = [(amount, shows) for amount, shows in ((shown, "V"), (unshown, "")) if amount]
    counted_as = cny(shown + unshown if counts is None else counts)
    kept = statement(1, *rows, acts=(act(Deed.CONFIRMED, counted_as, by=2),))
    got = (transfer(1, received, act(Deed.RECEIVED, cny(received))),)
    return replace(PARTNER, agreements=(named,), transfers=got, statements=(kept,))


@pytest.mark.parametrize(
    ("shown", "unshown", "key", "side", "percents"),
    [
        (7_999, 0, "not_spent", Side.AGAINST, ("79.9", "79.9")),
        (8_000, 0, "spent", Side.FOR, ("80.0", "80.0")),
        (7_999, 1, "spent_unshown", Side.TOLD, ("80.0", "79.9")),
        (7_000, 999, "not_spent", Side.AGAINST, ("79.9", "70.0")),
        (8_000, 6, "spent", Side.FOR, ("80.1", "80.0")),
    ],
)
def test_a_share_that_the_agreement_names_is_measured_to_the_fen(
    shown: int, unshown: int, key: str, side: Side, percents: tuple[str, str]
) -> None:
    """80 % of 100.00 is 80.00; 79.99 % is shown as 79.9, never as 80.0."""
    found = next(
        each for each in advise(used_of(10_000, shown, unshown), DAY).reasons if "clause" in each.values
    )
    assert (found.key, found.side) == (key, side)
    assert (found.values["reported_percent"], found.values["shown_percent"]) == percents
    assert found.values["shown"] == str(cny(shown))


def test_what_other_money_paid_is_not_counted_as_shown_by_a_guess() -> None:
    """100.00 shown and 100.00 not, of which 150.00 counts: 50.00 is certainly shown."""
    sums = account_of(used_of(15_000, 10_000, 10_000, counts=15_000))
    assert (sums.shown, sums.reported, sums.supported) == (cny(5_000), cny(15_000), cny(10_000))
    assert account_of(used_of(10_000, 0, 20_000, counts=10_000)).shown == cny(0)


def test_of_nothing_received_no_share_is_worked_out() -> None:
    named = replace(AGREEMENT, spent_percent=80)
    assert sides(replace(PARTNER, agreements=(named,)))["none_received"] is Side.TOLD


def test_papers_are_read_with_every_fault() -> None:
    tranches, faults = read_tranches(
        "120000.00; 2019-01-10; On sealing; with a semicolon\n80000;;\nx; y", SHARE
    )
    assert [(each.number, each.amount.plain, each.condition) for each in tranches] == [
        (1, "120000.00", "On sealing; with a semicolon"),
        (2, "80000.00", ""),
    ]
    assert [each.code for each in faults] == ["MON-379"]
    assert [each.code for each in read_tranches("200000.01", SHARE)[1]] == ["MON-368"]
    dues, faults = read_dues("2019-01-01; 2019-01-31; 2019-02-28\n2019-01-31; 2019-02-28; 2019-03-31")
    assert dues == (DUE,)
    assert [each.code for each in faults] == ["MON-379"], "the second begins before the first has ended"
    assert [read_percent(text) for text in ("", "80", "80 %")] == [None, 80, 80]


def test_a_file_is_read_in_both_encodings_and_scripts() -> None:
    content = '类别,金额,凭证\r\n设备费,"1,200.50",V-1\r\n\r\n劳务费,-3,\r\n'
    for encoding in ("utf-8-sig", "gb18030"):
        typed, faults = rows_of_file(content.encode(encoding))
        assert faults == ()
        assert typed == (Typed(2, "设备费", "1,200.50", "V-1"), Typed(4, "劳务费", "-3", ""))
    rows, faults = read_use(typed, codes={"设备费": "equipment", "equipment": "equipment"}, currency="CNY")
    assert rows == (UseRow("equipment", cny(120_050), "V-1"),)
    assert [(each.code, each.place.row) for each in faults] == [("MON-357", 4), ("MON-358", 4)]
    assert [each.code for each in rows_of_file(b"a,b\n1,2\n")[1]] == ["MON-359"]
    assert [each.code for each in rows_of_file(b"\xff\xfe\x00")[1]] == ["MON-359"]


def test_a_sentence_says_which_kind_of_paper_a_number_is_of() -> None:
    """No mark is shared: a person is P-1, a switch of a rulebook S-1."""
    for named, words in (
        (statement_named(1), ("statement PS-1", "報表 PS-1", "报表 PS-1")),
        (transfer_named(1), ("transfer PT-1", "匯款 PT-1", "汇款 PT-1")),
    ):
        for lang, told in zip(LANGUAGES, words, strict=True):
            for code in ("MON-367", "MON-378"):
                assert told in fault(code, what=named, ref="R").sentence(lang)
