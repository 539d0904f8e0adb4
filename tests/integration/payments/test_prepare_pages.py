"""An account, its call-back, the payment, its papers, its release and its file: every step on a page, without script."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from guohe.payments.models import Account, CallBack, Release
from guohe.payments.queries.releases import all_releases
from tests.factories.payments import Till, till
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words

pytestmark = pytest.mark.django_db
NUMBER = "0128888888888"
PREPARE = "agency/releases/new/DEMO-TEST-1/1"


@pytest.fixture(autouse=True)
def _demo_day(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.MODE = "demo"
    monkeypatch.setattr("guohe.kernel.clock.now", lambda: NOW)


@pytest.fixture
def place() -> Till:
    return till()


def account(place: Till, **other: Any) -> dict[str, Any]:
    return {
        "host": place.stage.host,
        "role": "payee",
        "holder": "DEMO UNIVERSITY",
        "town": "Hong Kong",
        "country": "hk",
        "number": NUMBER,
        "currency": "CNY",
        "bic": "DEMOHKHHXXX",
    } | other


def instruction(place: Till, **other: Any) -> dict[str, Any]:
    return {
        "payer": place.payer,
        "payee": place.payee,
        "name": "DEMO UNIVERSITY",
        "amount": "720,000.00",
        "requested_on": "2019-07-03",
        "purpose_code": "CSTRDR",
        "statistics_code": "222222",
        "remittance": "DEMO-TEST-1/T1",
    } | other


def counted(place: Till, table: Any) -> int:
    with place.stage.acting(FINANCE_OFFICE):
        return int(table.objects.count())


@pytest.mark.parametrize("lang", ["en", "zh-hant", "zh-hans"])
def test_an_instalment_is_paid_by_pages_alone(place: Till, lang: str) -> None:
    first, second = seen_by(RESEARCH_OFFICE), seen_by(FINANCE_OFFICE)

    def page(client: Client, path: str, told: dict[str, Any] | None = None) -> Any:
        answer = client.get(f"/{lang}/{path}") if told is None else client.post(f"/{lang}/{path}", told)
        assert NUMBER not in answer.content.decode()
        return answer

    assert page(first, "agency/accounts/new").status_code == 200
    assert page(first, "agency/accounts/new", account(place)).status_code == 302
    with place.stage.acting(FINANCE_OFFICE):
        added = Account.objects.order_by("-pk")[0].pk
    assert f"accounts/{added}/call-back" in page(second, "agency/accounts").content.decode()
    assert f"accounts/{added}/call-back" not in page(first, "agency/accounts").content.decode()
    call = {
        "called_on": "2019-07-02",
        "spoke_to": "Ms Ng",
        "number_known_from": "agreement",
        "evidence": "note 7",
    }
    assert page(second, f"agency/accounts/{added}/call-back").status_code == 200
    assert page(second, f"agency/accounts/{added}/call-back", call).status_code == 302
    assert "note 7" in page(first, "agency/accounts").content.decode()

    assert PREPARE in page(first, "agency/releases").content.decode()
    assert page(first, PREPARE).status_code == 200
    made = page(first, PREPARE, instruction(place, payee=added))
    assert made.status_code == 302
    with place.stage.acting(FINANCE_OFFICE):
        known = all_releases()[0]
    own = f"agency/releases/{known.number}"
    paper = {"code": "tax_filing", "reference": "GD-2019-77"}
    assert page(first, f"{own}/papers", paper).status_code == 302
    shown = words(page(first, own).content)
    assert ("GD-2019-77" in shown, shown.count(known.uetr)) == (True, 1)
    # Its preparer has no button, and a post of theirs is refused in words.
    assert "ACC-601" in page(first, own, {}).content.decode()
    assert page(second, own, {}).status_code == 302
    assert page(second, f"{own}/file", {}).status_code == 302
    taken = second.post(f"/{lang}/{own}/bytes")
    assert (taken["Content-Type"], NUMBER.encode() in taken.content) == ("application/xml", True)
    assert second.post(f"/{lang}/{own}/bytes").content == taken.content
    with place.stage.acting(FINANCE_OFFICE):
        assert all_releases()[0].state == "in_file"


def test_every_fault_of_an_account_is_told_at_once_and_nothing_is_written(place: Till) -> None:
    before = counted(place, Account)
    faulty = account(
        place, role="payer", holder="示例中心", town="", country="h", number="01", bic="NOBIC", payer_kind=""
    )
    answer = seen_by(RESEARCH_OFFICE).post("/en/agency/accounts/new", faulty)
    told = answer.content.decode()
    assert answer.status_code == 422
    assert [
        code for code in ("PAY-304", "PAY-310", "PAY-313", "PAY-314", "PAY-379") if code not in told
    ] == []
    assert counted(place, Account) == before


def test_every_fault_of_a_payment_is_told_at_once_with_what_cannot_be_read(place: Till) -> None:
    faulty = instruction(
        place,
        name="DEMO UNIVERSTY",
        amount="12,3OO.00",
        requested_on="soon",
        purpose_code="",
        statistics_code="",
    )
    answer = seen_by(RESEARCH_OFFICE).post(f"/en/{PREPARE}", faulty)
    told = answer.content.decode()
    assert answer.status_code == 422
    codes = ("PAY-361", "PAY-376", "PAY-377", "PAY-309", "PAY-312")
    assert [code for code in codes if code not in told] == []
    assert counted(place, Release) == 0


def test_every_fault_of_a_call_back_is_told_at_once(place: Till) -> None:
    before = counted(place, CallBack)
    faulty = {"called_on": "2019-07-09", "spoke_to": "", "number_known_from": "x", "evidence": " "}
    # The research office recorded the account of the stage, so that stands against the call as well.
    answer = seen_by(RESEARCH_OFFICE).post(f"/en/agency/accounts/{place.payee}/call-back", faulty)
    told = answer.content.decode()
    assert (answer.status_code, told.count('href="#id_')) == (422, 3)
    assert ("PAY-411" in told, "PAY-373" in told) == (True, True)
    other = seen_by(FINANCE_OFFICE).post(f"/en/agency/accounts/{place.payee}/call-back", faulty)
    assert ("PAY-374" in other.content.decode(), "PAY-411" in other.content.decode()) == (True, False)
    assert counted(place, CallBack) == before


def test_several_are_released_together_or_none(place: Till) -> None:
    half = {"amount": "100.00"}
    client = seen_by(RESEARCH_OFFICE)
    for _ in range(2):
        assert client.post(f"/en/{PREPARE}", instruction(place, **half)).status_code == 302
    with place.stage.acting(FINANCE_OFFICE):
        numbers = [one.number for one in all_releases()]
    other = seen_by(FINANCE_OFFICE)
    assert "PAY-380" in other.post("/en/agency/releases/chosen", {}).content.decode()
    refused = other.post("/en/agency/releases/chosen", {"number": [numbers[0], 999]})
    assert ("PAY-367" in refused.content.decode(), refused.status_code) == (True, 422)
    with place.stage.acting(FINANCE_OFFICE):
        assert {one.state for one in all_releases()} == {"prepared"}
    assert other.post("/en/agency/releases/chosen", {"number": numbers}).status_code == 302
    with place.stage.acting(FINANCE_OFFICE):
        assert {one.state for one in all_releases()} == {"released"}


def test_an_auditor_sees_and_prepares_nothing(place: Till) -> None:
    client = seen_by(AUDITOR)
    assert client.get("/en/agency/accounts").status_code == 200
    for path in ("agency/accounts/new", PREPARE, f"agency/accounts/{place.payee}/call-back"):
        assert client.get(f"/en/{path}").status_code == 403
    number = place.prepared()
    place.released(number)
    place.exported()
    assert b"Document" not in client.post(f"/en/agency/releases/{number}/bytes").content


def test_an_answer_that_is_none_is_refused_on_the_page(place: Till) -> None:
    client = seen_by(FINANCE_OFFICE)
    assert client.get("/en/agency/answers").status_code == 200
    assert "PAY-378" in client.post("/en/agency/answers", {}).content.decode()
