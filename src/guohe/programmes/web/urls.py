"""Addresses of rulebooks: ``/rules``, ``/rules/<book>@<version>`` and ``/rules/<book>/<rule>@<version>``."""

from __future__ import annotations

from guohe.programmes.web import views
from guohe.ui.formats import paths

_FORMS = ("json", "csv", "txt")

urlpatterns = [
    *paths("rules", views.rules, "rules", formats=_FORMS),
    *paths("rules/<str:label>", views.rulebook, "rulebook", formats=_FORMS),
    *paths("rules/<str:book_id>/<str:named>", views.rule, "rule", formats=_FORMS),
]
