"""The checklist of a payment shows what its payer needs, what is there, and what nobody could establish."""

from __future__ import annotations

import pytest

from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.payments.operations.state_paper import state_paper
from guohe.payments.queries.papers import checklist_of
from tests.factories.payments import till
from tests.factories.people import NOW, RESEARCH_OFFICE

pytestmark = pytest.mark.django_db


def test_a_paper_that_is_there_is_no_longer_open() -> None:
    place = till()
    number = place.prepared()
    actor = place.stage.account(RESEARCH_OFFICE)
    with place.stage.acting(RESEARCH_OFFICE):
        before = {item.code: item.is_open for item in checklist_of(number)}
        state_paper(number=number, code="tax_filing", reference="GD-2019-77", actor=actor, now=NOW)
        after = {item.code: (item.need, item.why, item.done) for item in checklist_of(number)}
    # The payer of this stage pays through the province's own channel.
    assert (before["tax_filing"], before["agreement"]) == (True, True)
    assert after["tax_filing"] == ("needed", "guangdong", "GD-2019-77")


def test_a_contract_is_filed_once() -> None:
    place = till()
    first = place.prepared(amount=Money.of("CNY", "100.00"))
    second = place.prepared(amount=Money.of("CNY", "200.00"))
    with place.stage.acting(RESEARCH_OFFICE):
        actor = place.stage.account(RESEARCH_OFFICE)
        state_paper(number=first, code="tax_filing", reference="GD-2019-77", actor=actor, now=NOW)
        item = checklist_of(second)[0]
    assert (item.need, item.why) == ("not_needed", "filed_before")


@pytest.mark.parametrize(("code", "reference"), [("passport", "1"), ("agreement", " ")])
def test_what_is_no_paper_is_refused(code: str, reference: str) -> None:
    place = till()
    number = place.prepared()
    with place.stage.acting(RESEARCH_OFFICE), pytest.raises(Refused, match="PAY-372"):
        state_paper(
            number=number, code=code, reference=reference, actor=place.stage.account(RESEARCH_OFFICE), now=NOW
        )
