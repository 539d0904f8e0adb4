"""The addresses that a test of evidence pages needs."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from guohe.documents.web.urls import urlpatterns as documents_pages
from guohe.identity.web.urls import urlpatterns as identity_pages
from guohe.ui.web.urls import urlpatterns as ui_pages

urlpatterns = i18n_patterns(
    path("", include((identity_pages, "identity"))),
    path("", include((documents_pages, "documents"))),
    path("", include((ui_pages, "ui"))),
)
