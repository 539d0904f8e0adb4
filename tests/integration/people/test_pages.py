"""The pages of people: forms that keep what was typed, and names on the screen alone."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from guohe.audit.models import Fact
from guohe.kernel.texts import LANGUAGES
from guohe.people.models import Person
from tests.factories.imports import DEMO, STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, INVESTIGATOR, NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words
from tests.integration.people.test_people import NAMES, SALARIES, payroll

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def test_names_stand_on_the_screen_alone(ground: Ground) -> None:
    payroll(ground)
    client = seen_by(FINANCE_OFFICE)
    for lang, name in zip(LANGUAGES, ("DEMO STAFF A", "示範職員甲", "示例职员甲"), strict=True):
        for page in (f"grants/{STEEL}/people", "people", f"grants/{STEEL}/people/payroll"):
            answer = client.get(f"/{lang}/{page}")
            assert (answer.status_code, name in words(answer.content)) == (200, True), page
            shown = answer.content.decode()
            assert not any(each in shown.partition("<main")[0] for each in NAMES)
            printed = "".join(
                piece.partition("</div>")[0] for piece in shown.split('class="gh-print-only"')[1:]
            )
            assert not any(each in printed for each in NAMES)
            for fmt in ("json", "csv"):
                file = client.get(f"/{lang}/{page}.{fmt}")
                told = file.content.decode()
                assert (file.status_code, "P-1" in told, any(each in told for each in NAMES)) == (
                    200,
                    True,
                    False,
                ), page
    with ground.stage.acting(FINANCE_OFFICE):
        log = " ".join(
            f"{fact.subject} {fact.details}" for fact in Fact.objects.filter(action__startswith="people.")
        )
    assert "P-1" in log
    assert not any(each in log for each in (*NAMES, *SALARIES))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_record_people_and_keep_what_was_typed(ground: Ground, lang: str) -> None:
    client, page = seen_by(RESEARCH_OFFICE), f"/{lang}/grants/{STEEL}/people"
    assert "BUD-451" in words(client.get(page).content)
    short = client.post(
        f"{page}/plan", {"person": "1", "first": "soon", "share": "101", "last": "", "note": "typed"}
    )
    told = words(short.content)
    assert (short.status_code, "PPL-102" in told, "PPL-103" in told) == (422, True, True)
    assert 'value="typed"' in short.content.decode()
    assert client.get(f"{page}/plan").status_code == 200
    plan = {"person": "2", "first": "2019-08", "last": "2019-09", "share": "25", "note": ""}
    assert client.post(f"{page}/plan", plan).status_code == 302
    host = f"/{lang}/people"
    assert (
        client.post(f"{host}/new", {"host": str(ground.stage.host), "en": "DEMO STAFF F"}).status_code == 302
    )
    with ground.stage.acting(RESEARCH_OFFICE):
        row = Person.objects.get(number=3).pk
    made = {"starts": "2019-08-01", "last_day": "", "notice_months": "1", "permit_until": "", "evidence": "F"}
    assert client.post(f"{host}/{row}/contract", {**made, "evidence": ""}).status_code == 422
    assert client.post(f"{host}/{row}/contract", made).status_code == 302
    paid = {"from_month": "2019-08", "amount": "20000", "currency": "HKD", "source": "scale"}
    assert client.post(f"{host}/{row}/cost", paid).status_code == 302
    for nobody in (999999, 10**20):
        assert client.get(f"{host}/{nobody}/cost").status_code == 404
    assert client.get(f"{host}/payroll").status_code == 403
    finance = seen_by(FINANCE_OFFICE)
    file = SimpleUploadedFile("payroll.csv", (DEMO / "payroll.csv").read_bytes())
    assert finance.post(f"{host}/payroll", {"host": str(ground.stage.host), "file": file}).status_code == 302
    empty = SimpleUploadedFile("payroll.csv", b"")
    again = finance.post(f"{host}/payroll", {"host": str(ground.stage.host), "file": empty})
    assert (again.status_code, "PPL-121" in words(again.content)) == (422, True)
    assert "PY19-01-084" in words(finance.get(f"{page}/payroll").content)


def test_an_investigator_sees_the_people_of_the_one_grant_and_no_way_to_add(ground: Ground) -> None:
    shown = seen_by(INVESTIGATOR).get("/en/people")
    told = words(shown.content)
    assert (shown.status_code, "DEMO STAFF A" in told, "DEMO STAFF B" in told) == (200, True, False)
    assert "/people/new" not in shown.content.decode()
    assert "40% elsewhere" in told
