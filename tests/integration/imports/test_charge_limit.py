"""What lacks of a receipt is a bank charge only within a limit, or by two people."""

from __future__ import annotations

import pytest

from guohe.funds.queries import trace
from guohe.imports.operations.record_receipt import record_receipt
from guohe.imports.queries import bank
from guohe.kernel.findings import Refused
from tests.factories.identity import approver
from tests.factories.imports import DEMO, Ground
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW
from tests.integration.imports.test_bank import SECOND, credit, read

pytestmark = pytest.mark.usefixtures("demo_books")


def part_payment(ground: Ground) -> int:
    """The statement with a credit of 1.00 in place of 479,850.00."""
    text = (DEMO / "bank_cny.csv").read_text(encoding="utf-8").replace("479,850.00", "1.00")
    return credit(read(ground, "part.csv", text.encode())).number


def test_one_person_does_not_call_a_part_payment_a_charge(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        entry = part_payment(ground)
        for alone in (None, ground.finance):
            with pytest.raises(Refused) as refused:
                record_receipt(
                    entry_id=entry,
                    instalment_ref=SECOND,
                    actor=ground.finance,
                    now=NOW,
                    charge_allowed_by=alone,
                )
            (finding,) = refused.value.findings
            assert finding.code == "IMP-533"
            # 480,000.00 - 1.00 = 479,999.00; the limit is the larger of 500.00 and a thousandth, 480.00.
            assert "CNY 479,999.00" in finding.sentence("en")
            assert "CNY 500.00" in finding.sentence("en")
        with pytest.raises(Refused) as refused:
            record_receipt(
                entry_id=entry, instalment_ref=SECOND, actor=ground.finance, now=NOW,
                charge_allowed_by=ground.stage.account(AUDITOR),
            )  # fmt: skip
        assert refused.value.findings[0].code == "ACC-603"
        assert bank.entry(entry).used_as is None


def test_a_second_person_who_may_approve_allows_it_by_name(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        entry = part_payment(ground)
        record_receipt(
            entry_id=entry, instalment_ref=SECOND, actor=ground.finance, now=NOW, charge_allowed_by=approver()
        )
        assert trace.forward(SECOND).proof.charge.plain == "479999.00"
