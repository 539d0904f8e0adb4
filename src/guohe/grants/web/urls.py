"""Addresses of a grant's changes, the versions of its budget, its closing and its partners."""

from __future__ import annotations

from django.urls import path

from guohe.grants.web import changes, closing, one_change, one_paper, partners
from guohe.ui.formats import paths

urlpatterns = [
    *paths("grants/<str:ref>/changes", changes.changes, "changes"),
    path("grants/<str:ref>/changes/new/<str:kind>", changes.new, name="change-new"),
    *paths("grants/<str:ref>/changes/<int:number>", one_change.one, "change"),
    path("grants/<str:ref>/changes/<int:number>/draft", changes.rewrite, name="change-draft"),
    path("grants/<str:ref>/changes/<int:number>/step", one_change.step, name="change-step"),
    *paths("grants/<str:ref>/closing", closing.closing, "closing"),
    path("grants/<str:ref>/closing/prepare", closing.prepare, name="closing-prepare"),
    path("grants/<str:ref>/closing/<int:number>/approve", closing.approve, name="closing-approve"),
    *paths("grants/<str:ref>/partners", partners.partners, "partners"),
    path("grants/<str:ref>/partners/<int:number>/confirm/<int:of>", partners.confirm, name="partner-confirm"),
    path(
        "grants/<str:ref>/partners/<int:number>/<str:paper>/<int:of>", one_paper.paper, name="partner-paper"
    ),
    *paths("grants/<str:ref>/budget/versions", changes.versions, "budget-versions"),
]
