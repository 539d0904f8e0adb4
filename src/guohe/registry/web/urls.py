"""Addresses of the register. ``/id/unit/SKL-09`` is permanent and answers in the reader's language."""

from __future__ import annotations

from django.urls import path

from guohe.registry.web import views
from guohe.ui.formats import paths

_FORMS = ("json", "csv", "txt")

urlpatterns = [
    *paths("units", views.units, "units", formats=_FORMS),
    *paths("units/<str:code>", views.unit, "unit", formats=_FORMS),
    *paths("institutions", views.institutions, "institutions", formats=_FORMS),
    *paths("institutions/<str:code>", views.institution, "institution", formats=_FORMS),
    *paths("timeline", views.timeline, "timeline", formats=_FORMS),
    path("id/unit/<str:code>", views.permanent_unit, name="permanent-unit"),
]
