"""Whoever holds a unit works on its grants, as each agreement names it, and on no others: pages, operations and their limits."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from guohe.identity.operations.grant_capability import grant_capability
from guohe.identity.operations.sign_in import account_for_request
from guohe.identity.queries import sight
from guohe.identity.queries.capabilities import permission_to
from guohe.imports.models import Question
from guohe.kernel.findings import Refused
from guohe.reporting.operations.prepare_report import prepare_report
from tests.factories.identity import add_person, person
from tests.factories.imports import RAIL, STEEL, Ground, demo_ground
from tests.factories.people import ADMINISTRATOR, FINANCE_OFFICE, NOW, RESEARCH_OFFICE, TODAY
from tests.integration.project.test_queries_of_pages import TARGET, asked_by

pytestmark = pytest.mark.usefixtures("demo_books")

HOLDER, UNIT = "unit.head", "CNERC-02"
YEARS = "2018-FY2018-19"


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ground:
    """The demo's listing in the books, and somebody who holds CNERC-02, whose one grant is the steel grant."""
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    ground = demo_ground()
    with ground.stage.acting(FINANCE_OFFICE):
        ground.confirmed()
    with ground.stage.acting(ADMINISTRATOR):
        add_person(ground.stage.host, HOLDER, "view_money", "prepare", "answer", scope=("unit", UNIT))
    return ground


def signed_in() -> Client:
    account = account_for_request(HOLDER)
    assert account is not None
    client = Client()
    client.force_login(account)  # type: ignore[arg-type]
    return client


def test_the_holder_of_a_unit_sees_the_pages_of_its_grants_and_no_others(ground: Ground) -> None:
    client = signed_in()
    listed = client.get("/en/grants").content.decode()
    assert STEEL in listed
    assert RAIL not in listed
    pages = ("", "/money", "/lines", "/budget", "/questions", "/reports", f"/reports/{YEARS}", "/journals")
    asked = {page: asked_by(client, f"/en/grants/{STEEL}{page}") for page in pages}
    assert {page: count for page, count in asked.items() if count > TARGET} == {}
    assert [client.get(f"/en/grants/{RAIL}{page}").status_code for page in pages] == [404] * len(pages)
    # Today and the questions of this person are those of the grant.
    assert asked_by(client, "/en/") <= TARGET
    with ground.stage.acting(FINANCE_OFFICE):
        [question] = Question.objects.filter(line__doc_ref="AP19-00188", state="open")
    assert f"/en/questions/{question.pk}" in client.get("/en/questions").content.decode()


def test_the_holder_of_a_unit_prepares_for_its_grants_and_is_named_where_somebody_else_may_not(
    ground: Ground,
) -> None:
    host, holder = ground.stage.host, person(HOLDER).account
    with ground.stage.acting(HOLDER):
        copy = prepare_report(grant_ref=STEEL, years=YEARS, actor=holder, on=TODAY, now=NOW)
        assert copy.prepared_by.en == HOLDER
        # Not to approve, not for the host as a whole, and not for the grant of another unit.
        assert not permission_to("approve", account=holder, host=host, on=TODAY, grant=STEEL)
        assert not permission_to("prepare", account=holder, host=host, on=TODAY)
        assert not permission_to("prepare", account=holder, host=host, on=TODAY, grant=RAIL)
        assert sight.grants_in_view(((host, STEEL), (host, RAIL))) == {STEEL}
        with pytest.raises(Refused) as refused:
            sight.see_money(host)
    assert [finding.code for finding in refused.value.findings] == ["ACC-603"]
    with ground.stage.acting(RESEARCH_OFFICE):
        who = permission_to("prepare", account=0, host=host, on=TODAY, grant=STEEL).who_can
    assert HOLDER in [name.en for name in who]


def test_a_right_on_a_unit_has_its_days(ground: Ground) -> None:
    host = ground.stage.host
    with ground.stage.acting(ADMINISTRATOR):
        add_person(host, "unit.later")
        grant_capability(
            person=person("unit.later"), host=host, word="view_money", starts=TODAY + timedelta(days=1),
            ends=TODAY + timedelta(days=2), scope_kind="unit", scope_ref=UNIT, now=NOW,
        )  # fmt: skip
    held = []
    for days in range(3):
        with ground.stage.acting("unit.later", on=TODAY + timedelta(days=days)):
            held.append(sight.money_in_view(host, STEEL))
    assert held == [False, True, False]
