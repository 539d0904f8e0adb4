"""What no bank file may hold is refused before two people release it, by field and all at once; one bad payment stops no other."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from guohe.exchange.domain.payment_file import Account, Address, Bank, Party
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.payments.operations import judge_payment as judging
from guohe.payments.operations import prepare_release as preparing
from guohe.payments.operations.record_account import record_account
from tests.factories.payments import PAYEE, Till, till
from tests.factories.people import FINANCE_OFFICE, NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words
from tests.integration.payments.test_prepare_pages import PREPARE, account, instruction

pytestmark = pytest.mark.django_db
SMALL, LARGE = Money.of("CNY", "300000.00"), Money.of("CNY", "400000.00")
HK = Address("Hong Kong", "HK")
OWN = Account("0128765432999", "CNY")


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Till:
    settings.MODE = "demo"
    monkeypatch.setattr("guohe.kernel.clock.now", lambda: NOW)
    return till()


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"party": Party("DEMO UNIVERSITY", Address("H" * 36, "HK"))}, [("PAY-435", "town")]),
        (
            {"party": Party("DEMO UNIVERSITY", Address("Hong Kong", "HK", street="S" * 71))},
            [("PAY-435", "street")],
        ),
        ({"party": Party("DEMO UNIVERSITY", Address("Hong Kong", "XX"))}, [("PAY-436", "country")]),
        ({"party": Party("DEMO\x0bUNIVERSITY", HK, "DEMO UNIVERSITY")}, [("PAY-434", "holder")]),
        ({"party": Party("DEMO\u202eYTISREVINU", HK, "DEMO UNIVERSITY")}, [("PAY-434", "holder")]),
        ({"account": Account("0128765432999", "CNY", is_iban=True)}, [("PAY-437", "number")]),
        ({"account": Account("GB00WEST12345698765432", "CNY", is_iban=True)}, [("PAY-437", "number")]),
        ({"bank": Bank(clearing_system="CNAPS", member="１０２１０００９９９９６")}, [("PAY-313", "bic")]),
        ({"bank": Bank(clearing_system="CNAPS", member="٠" * 12)}, [("PAY-313", "bic")]),
        ({"bank": Bank(bic="AAAAQQ11")}, [("PAY-313", "bic")]),
        (
            {
                "party": Party("DEMO\x0bUNIVERSITY", Address("H" * 36, "XX"), "x"),
                "bank": Bank(bic="AAAAQQ11"),
            },
            [("PAY-434", "holder"), ("PAY-435", "town"), ("PAY-436", "country"), ("PAY-313", "bic")],
        ),
    ],
)
def test_an_account_that_no_file_may_hold_is_not_recorded(
    place: Till, told: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    given = {"party": PAYEE, "account": OWN, "bank": Bank(bic="DEMOHKHHXXX")} | told
    with place.stage.acting(RESEARCH_OFFICE), pytest.raises(Refused) as refused:
        record_account(
            host_id=place.stage.host,
            role="payee",
            **given,
            actor=place.stage.account(RESEARCH_OFFICE),
            now=NOW,
        )
    seen = [(each.code, each.place.pointer or "") for each in refused.value.findings]
    assert sorted(seen) == sorted(found)


def test_the_page_of_an_account_tells_each_fault_beside_its_field(place: Till) -> None:
    told = account(place, town="H" * 36, country="xx", is_iban="on", bic="AAAAQQ11")
    page = seen_by(RESEARCH_OFFICE).post("/en/agency/accounts/new", told)
    shown = page.content.decode()
    assert page.status_code == 422
    for field, code in (
        ("town", "PAY-435"),
        ("country", "PAY-436"),
        ("number", "PAY-437"),
        ("bic", "PAY-313"),
    ):
        assert (
            code in shown.split(f'id="id_{field}_error"')[1][:400]
            if f'id="id_{field}_error"' in shown
            else code in shown
        )


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"remittance": "Grant DEMO-TEST-1\x0binstalment 1"}, "PAY-434"),
        ({"statistics_code": "12345678901"}, "PAY-435"),
        ({"statistics_code": "２２２２２２"}, "PAY-434"),
        ({"purpose_code": "CSTRDR\u202e"}, "PAY-434"),
    ],
)
def test_what_is_typed_for_a_payment_is_judged_when_it_is_prepared(
    place: Till, told: dict[str, str], code: str
) -> None:
    page = seen_by(RESEARCH_OFFICE).post(f"/en/{PREPARE}", instruction(place, **told))
    assert (page.status_code, code in words(page.content)) == (422, True)
    with pytest.raises(Refused) as refused:
        place.prepared(**told)
    assert [(each.code, each.place.pointer) for each in refused.value.findings] == [(code, next(iter(told)))]


def test_one_bad_payment_stops_no_other_and_is_named(place: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prepared and released before the rule was there: it stays out of the file, which leaves with the rest."""
    with monkeypatch.context() as before:
        before.setattr(preparing, "judge_payment", lambda row, now: ())
        bad = place.prepared(amount=SMALL, statistics_code="12345678901")
    good = place.prepared(amount=LARGE)
    for number in (bad, good):
        place.released(number)
    file = place.exported()
    assert file.payments == (good,)
    (held,) = file.held
    assert (held.code, held.values["payment"]) == ("PAY-435", "DEMO-TEST-1/T1")


def test_a_bad_account_is_named_with_its_payment(place: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    number = place.prepared()
    place.released(number)
    plain = judging.file_of

    def with_a_bad_town(rows: Any, **given: Any) -> Any:
        for row in rows:
            row.payee.town = "H" * 36
        return plain(rows, **given)

    monkeypatch.setattr(judging, "file_of", with_a_bad_town)
    with pytest.raises(Refused, match=r"PAY-435 Payment DEMO-TEST-1/T1 \(…2101\): the town has 36 signs"):
        place.exported()
    page = seen_by(FINANCE_OFFICE).post(f"/en/agency/releases/{number}/file")
    assert (page.status_code, "PAY-435" in words(page.content)) == (422, True)
