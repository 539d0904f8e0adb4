"""An agreement whose parts add up, for tests that bend one of them."""

from __future__ import annotations

from datetime import date

from guohe.grants.domain.set_up import Agreement, PlannedInstalment
from guohe.kernel.money import Money
from guohe.kernel.names import Name

NAME = Name("Demo", "示範", "示例")


def agreement(ref: str = "DEMO-TEST-1") -> Agreement:
    """CNY 1,200,000.00 in two instalments of 720,000.00 and 480,000.00."""
    return Agreement(
        ref=ref,
        title=NAME,
        unit_code="CNERC-02",
        funder=NAME,
        pack="DEMO-1",
        pack_version="1.0",
        total=Money.of("CNY", "1200000.00"),
        starts=date(2018, 5, 1),
        ends=date(2021, 5, 1),
        instalments=(
            PlannedInstalment(Money.of("CNY", "720000.00")),
            PlannedInstalment(Money.of("CNY", "480000.00")),
        ),
        project_codes=("ZZ01-TEST",),
        fx_policy="bank_actual",
        lot_policy="fifo",
        partner=NAME,
        partner_share=Money.of("CNY", "0.00"),
    )
