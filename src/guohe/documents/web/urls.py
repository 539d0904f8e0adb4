"""Addresses of evidence and files."""

from __future__ import annotations

from django.urls import path, re_path

from guohe.documents.web.views import evidence, stored_file, withdraw_paper
from guohe.ui.formats import paths

urlpatterns = [
    re_path(r"^files/(?P<sha256>[0-9a-f]{64})$", stored_file, name="file"),
    path("evidence/<path:subject>/withdraw", withdraw_paper, name="withdraw"),
    *paths("evidence/<path:subject>", evidence, "evidence"),
]
