"""Addresses of the releases."""

from __future__ import annotations

from django.urls import path

from guohe.payments.web import releases
from guohe.ui.formats import paths

urlpatterns = [
    *paths("agency/releases", releases.releases_page, "releases"),
    path("agency/releases/<int:number>", releases.release_one, name="release"),
]
