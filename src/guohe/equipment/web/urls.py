"""Addresses of a grant's equipment."""

from __future__ import annotations

from django.urls import path

from guohe.equipment.web import pages, recording
from guohe.ui.formats import paths

urlpatterns = [
    *paths("grants/<ref:ref>/equipment", pages.equipment, "list"),
    path("grants/<ref:ref>/equipment/approved/new", recording.approve, name="approve"),
    path("grants/<ref:ref>/equipment/new/<str:act>", recording.begin, name="begin"),
    path("grants/<ref:ref>/equipment/<int:item>/<str:act>", recording.go_on, name="act"),
]
