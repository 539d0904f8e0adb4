"""Every page says in which language it is, that it is a demo, as at when, and how to get the same elsewhere."""

from __future__ import annotations

import re

import pytest
from django.test import Client, override_settings

from guohe.kernel.texts import LANGUAGES, catalogue, say
from guohe.ui.languages import TAGS

pytestmark = pytest.mark.usefixtures("gallery_settings")
PAGE = "gallery/DEMO-NKP-2018-001"


def page(address: str, **options: str) -> str:
    response = Client().get(address, **options)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_carries_its_language_and_the_demo_banner_in_it(lang: str) -> None:
    html = page(f"/{lang}/{PAGE}")
    assert f'<html lang="{TAGS[lang]}"' in html
    assert say("ui.demo.banner", lang) in html
    assert f"{say('ui.product', lang)}</title>" in html


def test_a_live_page_has_no_demo_banner() -> None:
    with override_settings(MODE="live"):
        html = page(f"/en/{PAGE}")
    assert "gh-demo" not in html
    assert "gh-mode-live" in html


def test_the_language_menu_stays_on_the_page_with_its_query() -> None:
    html = page(f"/en/{PAGE}?day=2019-03-31&cur=CNY")
    for lang in LANGUAGES:
        assert f'href="/{lang}/{PAGE}?day=2019-03-31&amp;cur=CNY" lang="{TAGS[lang]}"' in html


def test_the_skip_link_is_the_first_thing_a_keyboard_meets() -> None:
    body = page(f"/en/{PAGE}").partition("<body")[2]
    first = re.search(r"<(a|button|input|summary)\b[^>]*>", body)
    assert first is not None
    assert 'href="#main"' in first[0]


def test_a_page_has_one_h1_its_moment_its_command_and_its_forms() -> None:
    html = page(f"/en/{PAGE}")
    assert len(re.findall(r"<h1\b", html)) == 1
    assert "Figures as at 2019-07-02 10:00, UTC+8. Bank read today." in html
    assert "guohe money DEMO-NKP-2018-001 --as-at 2019-07-02</code>" in html
    assert 'href="/id/grant/DEMO-NKP-2018-001" rel="bookmark"' in html
    for fmt in ("json", "csv", "txt", "xlsx", "pdf"):
        assert f'href="/en/{PAGE}.{fmt}"' in html


def test_nothing_in_a_page_needs_an_exception_from_the_content_policy() -> None:
    response = Client().get(f"/en/{PAGE}?fault=1")
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    html = response.content.decode()
    assert not re.search(r"\sstyle=", html)
    assert not re.search(r"\son[a-z]+=", html)
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert "<style" not in html


def test_a_form_that_came_back_begins_its_title_with_error() -> None:
    assert "<title>Error: Where is my money" in page(f"/en/{PAGE}?fault=1")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("address", ["help", "preferences"])
def test_help_and_preferences_read_in_every_language(address: str, lang: str) -> None:
    html = page(f"/{lang}/{address}")
    assert len(re.findall(r"<h1\b", html)) == 1
    assert f'href="/{lang}/help"' in html


def test_texts_of_the_frame_are_whole_in_three_languages() -> None:
    for key, texts in catalogue().items():
        if key.startswith(("ui.", "documents.", "DOC-")):
            assert set(texts) == {"en", "zh_hant", "zh_hans"}, key
            assert all(texts.values()), key
