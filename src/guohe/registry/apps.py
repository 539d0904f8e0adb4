"""The register as a Django application: it brings pages and no tables."""

from __future__ import annotations

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Named after its folder."""

    name = "guohe.registry"
