"""Addresses of help and preferences."""

from __future__ import annotations

from django.urls import path

from guohe.ui.web.views import help_page, preferences

urlpatterns = [
    path("help", help_page, name="help"),
    path("preferences", preferences, name="preferences"),
]
