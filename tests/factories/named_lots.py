"""A grant whose policy is "specified", received in two instalments, each exchanged by its own deal through the bank's statement."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from guohe.funds.queries import lots
from guohe.grants.domain.set_up import Agreement, PlannedInstalment
from guohe.grants.operations.set_up_grant import set_up_grant
from guohe.grants.queries import find
from guohe.imports.models import BankRow
from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.imports.operations.record_conversion import record_conversion
from guohe.imports.operations.record_receipt import record_receipt
from guohe.imports.operations.record_receipt_charge import record_receipt_charge
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from tests.factories.imports import HEAD, STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, INVESTIGATOR, NOW, RESEARCH_OFFICE

SPEC = "DEMO-SPEC-1"
STATEMENT = """Account,***-***-2101,CNY,,,,
Txn date,Post date,Value date,Description,Withdrawal,Deposit,Balance
16/05/2018,16/05/2018,16/05/2018,IN,,"60,000.00","60,000.00"
18/05/2018,18/05/2018,18/05/2018,IN,,"40,100.00","100,100.00"
20/05/2018,20/05/2018,20/05/2018,FX,"60,000.00",,"40,100.00"
22/06/2018,22/06/2018,22/06/2018,FX,"40,000.00",,100.00
23/06/2018,23/06/2018,23/06/2018,FEE,100.00,,0.00
"""


def hkd(text: str) -> Money:
    return Money.of("HKD", text)


def file_of(*rows: tuple[str, str, str, str]) -> bytes:
    """Day, document, amount and the lot that the file names."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow((*HEAD, "Lot"))
    for day, doc, amount, lot in rows:
        writer.writerow(
            ("ZZ99-DEMO", "6110", "Materials", day, doc, "DEMO LTD", "Goods", "", "HKD", amount, "ACT", lot)
        )
    return out.getvalue().encode()


def paid_from_named_lots() -> Ground:
    """The demo's ground with that grant beside its own."""
    made = demo_ground()
    stage = made.stage
    with stage.acting(RESEARCH_OFFICE):
        other = find.grant(STEEL)
        set_up_grant(
            host_id=stage.host,
            book=made.book,
            agreement=Agreement(
                ref=SPEC,
                title=Name("Spec", "指定", "指定"),
                unit_code=other.unit_code,
                funder=Name("f", "f", "f"),
                pack="DEMO-1",
                pack_version=other.pack_version,
                total=Money.of("CNY", "100100.00"),
                starts=date(2018, 5, 1),
                ends=date(2020, 5, 1),
                instalments=(
                    PlannedInstalment(Money.of("CNY", "60000.00"), date(2018, 5, 1), ""),
                    PlannedInstalment(Money.of("CNY", "40100.00"), date(2018, 5, 1), ""),
                ),
                project_codes=("ZZ99-DEMO",),
                fx_policy="bank_actual",
                lot_policy="specified",
                partner=Name("", "", ""),
                partner_share=Money.of("CNY", "0.00"),
            ),
            investigator_id=stage.account(INVESTIGATOR),
            equipment=[],
            actor=stage.account(RESEARCH_OFFICE),
            now=NOW,
        )
    with stage.acting(FINANCE_OFFICE):
        who = {"actor": made.finance, "now": NOW}
        job = read_bank_statement(host_id=stage.host, name="b.csv", content=STATEMENT.encode(), **who).job
        first, second, sold, sold_more, fee = BankRow.objects.filter(job_id=job).order_by("row_number")
        deal = {"dealt_at": NOW, **who}
        one = {
            "entry_id": sold.pk,
            "instalment_ref": f"{SPEC}/T1",
            "bought": hkd("74400.00"),
            "rate": "1.2400",
            "deal_no": "D-1",
            **deal,
        }
        with pytest.raises(Refused) as early:
            record_conversion(**one)
        assert [each.code for each in early.value.findings] == ["IMP-284"]
        record_receipt(entry_id=first.pk, instalment_ref=f"{SPEC}/T1", **who)
        record_receipt(entry_id=second.pk, instalment_ref=f"{SPEC}/T2", **who)
        record_conversion(**one)
        record_conversion(
            entry_id=sold_more.pk,
            instalment_ref=f"{SPEC}/T2",
            bought=hkd("48000.00"),
            rate="1.2000",
            deal_no="D-2",
            **deal,
        )
        record_receipt_charge(entry_id=fee.pk, instalment_ref=f"{SPEC}/T2", nth=1, **who)
    return made


def bought() -> list[lots.LotPosition]:
    return [lot for lot in lots.of_fund(SPEC) if lot.parent is not None]
