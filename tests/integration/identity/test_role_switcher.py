"""In the demo a visitor is the finance officer, and may be any of the cast; elsewhere none of this exists."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from guohe.audit.queries import facts_about
from guohe.identity.domain.demo_cast import CAST
from tests.factories.identity import Stage, add_person, the_cast
from tests.factories.people import ADMINISTRATOR, AUDITOR, FINANCE_OFFICE

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return the_cast()


@pytest.mark.usefixtures("demo_mode")
def test_a_newcomer_sees_the_demo_as_the_finance_officer_with_everyone_else_on_offer(
    stage: Stage, client: Client
) -> None:
    html = client.get("/en/sign-in").content.decode()
    assert "Mr Test Lau" in html
    for member in CAST:
        assert f'value="{member.username}"' in html
    assert client.get("/zh-hant/sign-in").content.decode().count("劉測試先生") >= 1


@pytest.mark.usefixtures("demo_mode")
@pytest.mark.parametrize("by", ["address", "form"])
def test_one_click_shows_the_same_page_as_someone_else(stage: Stage, client: Client, by: str) -> None:
    address = f"/en/demo/be/{AUDITOR}" if by == "address" else "/en/demo/be"
    answer = client.post(address, {"username": AUDITOR, "next": "/en/help?x=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/en/help?x=1")
    assert int(client.session["_auth_user_id"]) == stage.account(AUDITOR)
    with stage.acting(ADMINISTRATOR):
        taken = facts_about(f"account:{AUDITOR}")[-1]
    assert (taken.action, taken.actor) == ("identity.demo.role_taken", stage.account(AUDITOR))


@pytest.mark.usefixtures("demo_mode")
def test_only_the_cast_can_be_taken_and_only_by_a_post(stage: Stage, client: Client) -> None:
    with stage.acting(ADMINISTRATOR):
        add_person(stage.host, "real.person", "view")
    assert client.post("/en/demo/be/real.person").status_code == 404
    assert client.post("/en/demo/be/nobody").status_code == 404
    assert client.get(f"/en/demo/be/{AUDITOR}").status_code == 405
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("mode", ["live", "test"])
def test_outside_the_demo_there_is_no_switcher_and_nobody_is_nobody(
    stage: Stage, client: Client, settings: Settings, mode: str
) -> None:
    settings.MODE = mode
    assert client.post(f"/en/demo/be/{FINANCE_OFFICE}").status_code == 404
    assert client.post("/en/demo/be", {"username": FINANCE_OFFICE}).status_code == 404
    html = client.get("/en/sign-in").content.decode()
    assert "Test Lau" not in html
    assert "demo/be" not in html
    assert "_auth_user_id" not in client.session
