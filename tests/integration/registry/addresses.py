"""The register's pages, and those that the frame of every page links to: language first."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from guohe.identity.web.urls import urlpatterns as identity_pages
from guohe.registry.web.urls import urlpatterns as registry_pages
from guohe.ui.web.urls import urlpatterns as ui_pages

urlpatterns = i18n_patterns(
    path("", include((registry_pages, "registry"))),
    path("", include((identity_pages, "identity"))),
    path("", include((ui_pages, "ui"))),
)
