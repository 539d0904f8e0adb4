"""Addresses of the digest, under preferences, and of kept searches, under the search."""

from __future__ import annotations

from django.urls import path

from guohe.notices.web import choice, searches
from guohe.ui.formats import paths

urlpatterns = [
    *paths("preferences/mail", choice.mail, "mail"),
    path("preferences/mail/now", choice.preview, name="preview"),
    path("search/keep", searches.keep, name="keep"),
    path("search/kept/<int:number>/remove", searches.withdraw, name="withdraw"),
]
