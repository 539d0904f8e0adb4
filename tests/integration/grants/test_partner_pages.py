"""What the pages of a partner say and ask: what was stated beside what counts, and every refusal at its field."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from guohe.grants.domain.partners import Answer, more_than_received
from guohe.grants.queries.partner_pages import facts_of
from guohe.kernel.money import Money
from guohe.kernel.texts import LANGUAGES, say
from tests.factories.identity import Stage
from tests.factories.partners import (
    AGREED,
    REF,
    agreed,
    answered,
    confirmed,
    received,
    seen,
    sent,
    stage_with_partner,
    stated,
)
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_day(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())


@pytest.fixture
def stage() -> Stage:
    return stage_with_partner()


@pytest.fixture
def paid(stage: Stage) -> Stage:
    """200,000.00 sent and received under an agreement."""
    agreed(stage)
    received(stage, sent(stage))
    return stage


def test_what_is_stated_and_what_counts_are_told_apart(paid: Stage) -> None:
    number, _ = stated(paid, ("equipment", "190000.00", "V-1"), ("labour", "22000.00", ""))
    answered(paid, number, Answer.OWN)
    confirmed(paid, number)
    with paid.acting(FINANCE_OFFICE):
        told = dict(facts_of(seen(paid), "en"))
    assert told["Reported use"] == (
        "CNY 212,000.00 stated and confirmed; CNY 200,000.00 of it counts as use of the money passed on"
    )
    # 22,000.00 is of what was stated, not of what counts.
    page = words(seen_by(FINANCE_OFFICE).get(f"/en/grants/{REF}/partners").content)
    assert "To weigh: CNY 22,000.00 of the CNY 212,000.00 stated and confirmed has no evidence." in page


def question_words(lang: str) -> str:
    return more_than_received(Money.of("CNY", "212000.00"), Money.of("CNY", "200000.00")).sentence(lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_pass_money_on(stage: Stage, lang: str) -> None:
    first, second = seen_by(RESEARCH_OFFICE), seen_by(FINANCE_OFFICE)
    page = f"/{lang}/grants/{REF}/partners"
    assert first.get(page).status_code == 200
    bad = first.post(f"{page}/1/agreement/1", {**AGREED, "tranches": "abc"})
    assert (bad.status_code, "MON-379" in words(bad.content)) == (422, True)
    assert first.post(f"{page}/1/agreement/1", AGREED).status_code == 302
    form = {"amount": "200000.00", "sent_on": "2019-01-10", "evidence": ""}
    assert first.post(f"{page}/1/transfer/1", form).status_code == 302
    form = {"amount": "200000.00", "on": "2019-01-12", "evidence": "L-1"}
    assert first.post(f"{page}/1/receipt/1", form).status_code == 302
    form = {"stated_on": "2019-04-20", "evidence": "L-2"}
    file = SimpleUploadedFile("use.csv", b"category,amount\nequipment,212000.00\n")
    both = first.post(f"{page}/1/statement/1", {**form, "file": file, "amount-labour": "1.00"})
    assert (both.status_code, "MON-380" in words(both.content)) == (422, True)
    over = {**form, "amount-equipment": "212000.00", "shows-equipment": "V-1"}
    asked = words(first.post(f"{page}/1/statement/1", over, follow=True).content)
    # Once, among what a person settles; the other two name it as what waits.
    assert asked.count(question_words(lang)) == 1
    assert "CNY 212,000.00" in words(first.get(f"{page}/1/answer/1").content)
    none = first.post(f"{page}/1/answer/1", {"evidence": ""}).content.decode()
    for code, field in (("MON-390", "id_answer_0"), ("MON-366", "id_evidence")):
        # In the summary as a link to its field, and at the field.
        assert f'<a href="#{field}">{code} ' in none
        assert none.count(f"{code} ") == 2
    assert say("ui.optional", lang) not in none
    assert first.post(f"{page}/1/answer/1", {"answer": "own", "evidence": "L-3"}).status_code == 302
    assert f"{page}/1/confirm/1" not in first.get(page).content.decode()
    assert f"{page}/1/confirm/1" in second.get(page).content.decode()
    assert first.post(f"{page}/1/confirm/1").status_code == 422
    assert second.post(f"{page}/1/confirm/1").status_code == 302
    record = second.get(f"{page}.json").json()["partners"][0]
    assert record["sums"]["reported"]["amount"] == "200000.00"
    assert (
        second.get(f"{page}.csv").content.decode("utf-8-sig").strip().splitlines()[-1].count("200000.00") == 2
    )
    assert (
        "200,000.00" not in words(second.get(f"{page}?as_at=2019-01-01").content).split("CNY 250,000.00")[0]
    )
    assert seen_by(AUDITOR).get(f"{page}/1/transfer/1").status_code == 403
