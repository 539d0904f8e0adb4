"""Every address: the language first, then the context's nouns."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

CONTEXTS = ("identity", "registry", "funds", "grants", "reporting", "imports", "portal")


def _pages() -> list[URLPattern | URLResolver]:
    pages: list[URLPattern | URLResolver] = []
    for context in CONTEXTS:
        if find_spec(f"guohe.{context}.web") and find_spec(f"guohe.{context}.web.urls"):
            module = import_module(f"guohe.{context}.web.urls")
            pages.append(path("", include((module.urlpatterns, context))))
    return pages


urlpatterns = [
    path("", RedirectView.as_view(pattern_name="portal:today"), name="front"),
    *i18n_patterns(*_pages()),
]
