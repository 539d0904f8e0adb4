"""What two people release is asked of the bank for the day that they released, and on no day on which it cannot be paid."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from pytest_django import Settings

from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.payments.operations.export_file import export_file
from guohe.payments.operations.release import release
from guohe.payments.operations.take_status import take_status
from guohe.payments.queries.releases import all_releases
from tests.factories.payments import Till, till
from tests.factories.people import FINANCE_OFFICE, NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words
from tests.integration.payments.test_prepare_pages import PREPARE, instruction
from tests.integration.payments.test_release import of_file
from tests.unit.exchange.test_pain002 import report

pytestmark = pytest.mark.django_db
SMALL, LARGE = Money.of("CNY", "300000.00"), Money.of("CNY", "400000.00")


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Till:
    settings.MODE = "demo"
    monkeypatch.setattr("guohe.kernel.clock.now", lambda: NOW)
    return till()


def test_each_payment_is_asked_for_on_the_day_that_was_released(place: Till) -> None:
    for amount, day in ((SMALL, date(2019, 12, 31)), (LARGE, date(2019, 7, 3))):
        place.released(place.prepared(amount=amount, requested_on=day))
    content = place.exported().content.decode()
    batches = re.findall(r"<PmtInf>.*?</PmtInf>", content, re.S)
    seen = [
        (
            re.findall(r"<ReqdExctnDt>\s*<Dt>(.*?)<", one),
            re.findall(r"<EndToEndId>(.*?)<", one),
            re.findall(r"<CtrlSum>(.*?)<", one),
        )
        for one in batches
    ]
    assert seen == [
        (["2019-07-03"], ["DEMO-TEST-1/T1-2"], ["400000.00"]),
        (["2019-12-31"], ["DEMO-TEST-1/T1"], ["300000.00"]),
    ]
    assert "<CtrlSum>700000.00<" in content
    assert len(set(re.findall(r"<PmtInfId>(.*?)<", content))) == 2


def test_a_bank_that_rejects_one_batch_rejects_the_payments_of_its_day_alone(place: Till) -> None:
    for amount, day in ((SMALL, date(2019, 7, 3)), (LARGE, date(2019, 7, 4))):
        place.released(place.prepared(amount=amount, requested_on=day))
    file = place.exported()
    second = re.findall(r"<PmtInfId>(.*?)<", file.content.decode())[1]
    batch = f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{second}</OrgnlPmtInfId><PmtInfSts>RJCT</PmtInfSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt>"
    data = of_file(file.message_id, report(12)).replace(b"</CstmrPmtStsRpt>", batch.encode())
    with place.stage.acting(FINANCE_OFFICE):
        take_status(data=data, actor=place.stage.account(FINANCE_OFFICE), now=NOW)
        states = {one.end_to_end_id: one.state for one in all_releases()}
    assert states == {"DEMO-TEST-1/T1": "in_file", "DEMO-TEST-1/T1-2": "rejected"}


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(1, 1, 1), ["PAY-427"]),
        (date(2019, 7, 1), ["PAY-427"]),
        (date(2019, 7, 6), ["PAY-428", "PAY-428"]),  # a Saturday, both places
        (date(2019, 10, 1), ["PAY-428", "PAY-428"]),  # national day, both places
        (date(2019, 7, 1 + 1), []),  # today
        (date(9999, 12, 31), ["CAL-101", "CAL-101"]),  # nobody has published it
    ],
)
def test_a_day_on_which_no_bank_pays_is_refused_by_page_and_operation(
    place: Till, day: date, codes: list[str]
) -> None:
    page = seen_by(RESEARCH_OFFICE).post(f"/en/{PREPARE}", instruction(place, requested_on=day.isoformat()))
    shown = words(page.content)
    assert (page.status_code, all(code in shown for code in codes)) == (422 if codes else 302, True)
    if codes:
        with pytest.raises(Refused) as refused:
            place.prepared(requested_on=day)
        assert [each.code for each in refused.value.findings] == codes


def test_a_payment_whose_day_has_passed_is_neither_released_nor_written_and_the_others_leave(
    place: Till,
) -> None:
    late = place.prepared(amount=SMALL, requested_on=date(2019, 7, 3))
    good = place.prepared(amount=LARGE, requested_on=date(2019, 7, 8))
    waits = place.prepared(amount=Money.of("CNY", "20000.00"), requested_on=date(2019, 7, 3))
    place.released(late)
    place.released(good)
    friday = NOW + timedelta(days=3)
    with place.stage.acting(FINANCE_OFFICE, on=friday.date()):
        actor = place.stage.account(FINANCE_OFFICE)
        with pytest.raises(Refused, match="PAY-427"):
            release(number=waits, actor=actor, now=friday)
        file = export_file(payer_account=place.payer, actor=actor, now=friday)
    assert ([each.code for each in file.held], file.payments) == (["PAY-427"], (good,))
