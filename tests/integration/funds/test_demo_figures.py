"""The figures of users.md 5.2 come out of the law alone; each is derived here from the lines of users.md 5.3."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from guohe.funds.operations.post_entries import post
from guohe.funds.queries import budget, lots, spend_facts, trace
from guohe.kernel.money import Money, total
from tests.factories.funds import DEMO_SPENDS, REF, Ground, cny, converted, demo_spends, hkd, received


def exact_cny(hkd_minor: int) -> Fraction:
    """Fen for cents at 1.2400, unrounded."""
    return Fraction(hkd_minor * 100, 124)


def test_carried_costs_by_category_and_year(ground: Ground) -> None:
    received(ground)
    converted(ground)
    post(book=ground.book, entries=demo_spends(ground))
    facts = spend_facts.of_fund(REF)

    def carried(account: str, year: int) -> Money:
        return total(
            "CNY", (f.carried for f in facts if f.account == account and f.effective_date.year == year)
        )

    # users.md 5.2 minute 3:00
    assert carried("7310", 2018) == cny("150,000.00")
    assert carried("6110", 2018) == cny("48,145.16")
    assert carried("6510", 2018) == cny("50,000.00")
    assert carried("6420", 2018) == cny("15,526.21")
    # users.md US-03: cumulative rounding; apart, the second would be 18,064.52
    assert carried("5210", 2018) + carried("5210", 2019) == cny("70,806.45")
    assert carried("5210", 2019) == cny("18,064.51")
    assert carried("5210", 2018) == cny("52,741.94")
    assert carried("5900-CNY", 2018) == cny("150.00")
    year = total("CNY", (f.carried for f in facts if f.effective_date.year == 2018))
    assert year == cny("316,563.31")


def test_each_cumulative_figure_is_the_exact_one_rounded_once(ground: Ground) -> None:
    received(ground)
    converted(ground)
    post(book=ground.book, entries=demo_spends(ground))
    spent = [f for f in spend_facts.of_fund(REF) if f.amount.currency == "HKD"]
    paid = carried = 0
    for fact in spent:
        paid += fact.amount.minor
        carried += fact.carried.minor
        assert abs(exact_cny(paid) - carried) <= Fraction(1, 2), fact.source
    assert paid == sum(hkd(amount).minor for _, _, _, amount in DEMO_SPENDS)


def test_the_proof_line_of_the_trace(ground: Ground) -> None:
    received(ground)
    converted(ground)
    post(book=ground.book, entries=demo_spends(ground))
    proof = trace.forward(f"{REF}/T1").proof
    # users.md 5.2 minute 4:00: 720,000.00 = 150.00 + 334,477.82 + 385,372.18
    assert (proof.sent, proof.charge, proof.used, proof.left) == (
        cny("720,000.00"),
        cny("150.00"),
        cny("334,477.82"),
        cny("385,372.18"),
    )
    assert proof.difference == cny("0.00")


def test_an_invoice_leads_back_to_its_instalment(ground: Ground) -> None:
    received(ground)
    converted(ground)
    post(book=ground.book, entries=demo_spends(ground))
    [back] = trace.by_source("AP18-00901")
    [share] = back.shares
    assert back.amount == hkd("186,000.00")
    assert share.carried == cny("150,000.00")
    assert [deal.rate for deal in share.conversions] == ["1.2400"]
    assert share.receipt is not None
    assert (share.receipt.sent, share.receipt.credited) == (cny("720,000.00"), cny("719,850.00"))
    assert back.difference == hkd("0.00")


def test_forward_uses_add_up_to_backward_shares(ground: Ground) -> None:
    received(ground)
    converted(ground)
    posted = post(book=ground.book, entries=demo_spends(ground))
    forward = trace.forward(f"{REF}/T1")
    costs = total("CNY", (use.carried for use in forward.uses if not use.charge))
    backward = total("CNY", (line.carried for each in posted for line in trace.back(each.journal_id)))
    assert costs == backward == cny("334,477.82")


def test_pages_of_uses_are_all_the_uses_once_and_in_order(ground: Ground) -> None:
    received(ground)
    converted(ground)
    post(book=ground.book, entries=demo_spends(ground))
    whole = trace.forward(f"{REF}/T1")
    without = trace.forward(f"{REF}/T1", with_uses=False)
    assert (without.uses, without.found, without.proof) == ((), len(whole.uses), whole.proof)
    paged = [trace.uses_of(whole.lots, rows=5, after=after) for after in range(0, whole.found, 5)]
    assert [use for page in paged for use in page] == list(whole.uses)
    # The proof's terms are added up by the database; here they are added up again from the uses themselves.
    of_costs = [use for use in whole.uses if use.role == "expense"]
    assert total("CNY", (use.carried for use in of_costs if use.charge)) == whole.proof.charge
    assert total("CNY", (use.carried for use in of_costs if not use.charge)) == whole.proof.used


def test_lots_on_a_past_day(ground: Ground) -> None:
    received(ground)
    converted(ground)
    post(book=ground.book, entries=demo_spends(ground))
    before_any = lots.of_fund(REF, date(2018, 4, 20))
    assert [lot.left for lot in before_any] == [cny("0.00"), hkd("892,614.00")]
    [_, at_year_end] = lots.of_fund(REF, date(2018, 12, 31))
    # 392,352.50 HKD by the end of 2018 (users.md 5.2)
    assert at_year_end.used == hkd("392,352.50")
    assert at_year_end.cost_used == cny("316,413.31")


def test_budget_shows_what_was_carried(ground: Ground) -> None:
    received(ground)
    converted(ground)
    post(book=ground.book, entries=demo_spends(ground))
    by_code = {line.code: line for line in budget.position(REF)}
    assert by_code["equipment"].actual == cny("150,000.00")
    assert by_code["equipment"].free == cny("30,000.00")
    assert by_code["bank charge"].actual == cny("150.00")
