"""Every address: the language first, then the context's nouns."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from guohe.ui.references import teach

teach()
CONTEXTS = (
    "ui",
    "identity",
    "documents",
    "notices",
    "registry",
    "funds",
    # Before programmes: /rules/changes/BOOK is a page of grants, and would else be a rule of a book called changes.
    "grants",
    "programmes",
    "reporting",
    # Before people and equipment: /grants/new/people is a step of the set-up, and would else be a grant called new.
    "imports",
    "equipment",
    "people",
    "reconciliation",
    "payments",
    "portal",
)
# Open to everybody: help, sign-in, the public registers, and the front page, which says how to get in.
PUBLIC_CONTEXTS = ("ui", "identity", "registry", "programmes")
PUBLIC_PAGES = ("portal:today", "portal:search", "portal:search.json", "portal:search.csv")


def _patterns(context: str) -> list[URLPattern]:
    if not (find_spec(f"guohe.{context}.web") and find_spec(f"guohe.{context}.web.urls")):
        return []
    patterns: list[URLPattern] = import_module(f"guohe.{context}.web.urls").urlpatterns
    for pattern in patterns:
        if context in PUBLIC_CONTEXTS or f"{context}:{pattern.name}" in PUBLIC_PAGES:
            login_not_required(pattern.callback)
    return patterns


def _is_permanent(pattern: URLPattern) -> bool:
    """A permanent address names a thing in no language; it answers in the reader's."""
    return str(pattern.pattern).startswith("id/")


_ALL = {context: _patterns(context) for context in CONTEXTS}

urlpatterns: list[URLPattern | URLResolver] = [
    path("", login_not_required(RedirectView.as_view(pattern_name="portal:today")), name="front"),
    *(pattern for patterns in _ALL.values() for pattern in patterns if _is_permanent(pattern)),
    *i18n_patterns(
        *(
            path("", include(([pattern for pattern in patterns if not _is_permanent(pattern)], context)))
            for context, patterns in _ALL.items()
        )
    ),
]
