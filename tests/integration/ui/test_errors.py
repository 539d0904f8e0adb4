"""A page that cannot be shown says so in the reader's language, what happened to the data, and what to do."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.translation import override
from django.views.csrf import csrf_failure

from guohe.kernel.texts import LANGUAGES, say

pytestmark = pytest.mark.usefixtures("gallery_settings")
UNWANTED = ("invalid", "illegal", "sorry", "please", "oops")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_address_without_a_page_says_so(lang: str) -> None:
    response = Client().get(f"/{lang}/nowhere")
    assert response.status_code == 404
    html = response.content.decode()
    assert say("ui.error.404.title", lang) in html
    assert f"/{lang}/nowhere" in html


def test_a_hostile_address_is_only_text() -> None:
    html = Client().get("/en/<script>x").content.decode()
    assert "<script>x" not in html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_refusal_names_who_can_and_that_nothing_changed(lang: str) -> None:
    response = Client().get(f"/{lang}/refuse")
    assert response.status_code == 403
    html = response.content.decode()
    assert "Ms Sample Ng can." in html
    assert say("ui.error.403.text", lang) in html


def test_a_form_from_elsewhere_is_told_that_nothing_was_saved() -> None:
    with override("en"):
        response = csrf_failure(RequestFactory().get("/en/x"), reason="planted")
    assert response.status_code == 403
    assert "Nothing has been saved; your data are safe." in response.content.decode()


def test_a_fault_of_ours_is_told_in_three_languages_without_any_context() -> None:
    response = Client(raise_request_exception=False).get("/en/fail")
    assert response.status_code == 500
    html = response.content.decode()
    for words in ("what was saved before is safe", "之前已儲存的資料安全無損", "之前已保存的数据安全无损"):
        assert words in html
    assert "planted" not in html
    assert render_to_string("500.html") == html


def test_no_error_page_blames_or_begs() -> None:
    for address in ("nowhere", "refuse"):
        html = Client().get(f"/en/{address}").content.decode().lower()
        assert not [word for word in UNWANTED if word in html]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_refusal_that_no_page_caught_is_told_in_words(lang: str) -> None:
    response = Client().get(f"/{lang}/decline")
    assert response.status_code == 422
    html = response.content.decode()
    assert say("DOC-917", lang).replace('"', "&quot;") in html
    assert say("ui.refused.text", lang) in html


def test_a_program_gets_the_refusal_as_findings() -> None:
    response = Client().get("/en/decline.json")
    assert response.status_code == 422
    assert [finding["code"] for finding in response.json()["findings"]] == ["DOC-917"]
