"""The rulebooks' pages, and those that the frame of every page links to: language first."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from guohe.identity.web.urls import urlpatterns as identity_pages
from guohe.programmes.web.urls import urlpatterns as rule_pages
from guohe.ui.web.urls import urlpatterns as ui_pages

urlpatterns = i18n_patterns(
    path("", include((rule_pages, "programmes"))),
    path("", include((identity_pages, "identity"))),
    path("", include((ui_pages, "ui"))),
)
