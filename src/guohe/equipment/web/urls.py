"""Addresses of a grant's equipment."""

from __future__ import annotations

from django.urls import path

from guohe.equipment.web import pages, recording
from guohe.ui.formats import paths

urlpatterns = [
    *paths("grants/<str:ref>/equipment", pages.equipment, "list"),
    path("grants/<str:ref>/equipment/approved/new", recording.approve, name="approve"),
    path("grants/<str:ref>/equipment/new/<str:act>", recording.begin, name="begin"),
    path("grants/<str:ref>/equipment/<int:item>/<str:act>", recording.go_on, name="act"),
]
