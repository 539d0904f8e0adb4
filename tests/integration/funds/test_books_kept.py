"""Balances, opening again, who may write, and seals: what holds beside single entries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from guohe.funds.models import Journal
from guohe.funds.operations.open_books import open_book, open_fund, open_period
from guohe.funds.operations.post_entries import post
from guohe.funds.operations.receive_instalment import receive
from guohe.funds.operations.seal_journals import seal
from guohe.funds.operations.verify_books import verify
from guohe.funds.queries import trial_balance
from tests.factories.funds import (
    REF,
    Ground,
    demo_spends,
    funded,
    hkd,
    key,
    spend,
)
from tests.factories.identity import Stage
from tests.factories.people import ADMINISTRATOR, AUDITOR, FINANCE_OFFICE, INVESTIGATOR
from tests.integration.funds.refusal import refused

DAY = date(2018, 9, 3)


def unproved() -> list[str]:
    return [proof.name for proof in verify() if proof.broken]


def test_trial_balance_of_any_day_is_the_sum_of_its_lines(ground: Ground) -> None:
    funded(ground)
    post(book=ground.book, entries=demo_spends(ground))
    for on in (date(2018, 4, 19), date(2018, 8, 2), date(2018, 8, 20), date(2018, 8, 31), date(2019, 12, 31)):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT a.code, sum(p.amount) FROM funds_posting AS p JOIN funds_account AS a ON a.id = p.account_id "
                "WHERE p.effective_date <= %s GROUP BY a.code",
                [on],
            )
            by_account = {code: int(amount) for code, amount in cursor.fetchall()}
        assert {row.account: row.balance.minor for row in trial_balance.as_of(ground.book, on)} == by_account


def test_opening_again_with_other_particulars(stage: Stage, ground: Ground) -> None:
    assert open_book(host_id=stage.host, code="HK", name="HK books", on=date(2018, 1, 1)) == ground.book
    assert (
        refused(lambda: open_book(host_id=stage.host, code="HK", name="other", on=date(2018, 1, 1)))
        == "MON-384"
    )
    assert open_fund(book=ground.book, ref=REF, currency="CNY") == ground.fund
    assert (
        refused(lambda: open_fund(book=ground.book, ref=REF, currency="CNY", lot_policy="pooled"))
        == "MON-384"
    )
    assert (
        refused(lambda: open_period(book=ground.book, starts=date(2018, 1, 15), ends=date(2018, 2, 15)))
        == "MON-384"
    )


@pytest.mark.parametrize("who", [INVESTIGATOR, AUDITOR, ADMINISTRATOR])
def test_only_those_who_may_write_books_do(stage: Stage, ground: Ground, who: str) -> None:
    funded(ground)
    with stage.acting(who):
        assert (
            refused(lambda: post(book=ground.book, entries=[spend(ground, "X", hkd("1.00"), on=DAY)]))
            == "MON-383"
        )


def test_the_poster_is_the_actor_and_approves_nothing_of_their_own(stage: Stage, ground: Ground) -> None:
    funded(ground)
    [posted] = post(book=ground.book, entries=[spend(ground, "X", hkd("1.00"), on=DAY)])
    own = replace(spend(ground, "Y", hkd("1.00"), on=DAY), approved_by=stage.account(FINANCE_OFFICE))
    assert refused(lambda: post(book=ground.book, entries=[own])) in {"MON-386", "MON-387"}
    stranger = replace(spend(ground, "Z", hkd("1.00"), on=DAY), approved_by=stage.account(AUDITOR))
    assert refused(lambda: post(book=ground.book, entries=[stranger])) == "MON-386"
    assert Journal.objects.get(id=posted.journal_id).posted_by_id == stage.account(FINANCE_OFFICE)


def test_seals_cover_everything_once(ground: Ground) -> None:
    funded(ground)
    post(book=ground.book, entries=demo_spends(ground))
    assert seal(book=ground.book, journals_a_block=4) == 4
    assert seal(book=ground.book, journals_a_block=4) == 0
    assert unproved() == []


def test_a_receipt_in_another_currency(ground: Ground) -> None:
    def in_hkd() -> object:
        return receive(
            book=ground.book, fund=REF, source_ref=f"{REF}/T1", sent=hkd("1.00"), credited=hkd("1.00"), on=DAY,
            source="X", key=key(),
        )  # fmt: skip

    assert refused(in_hkd) == "MON-327"
