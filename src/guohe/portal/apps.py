"""The pages that join contexts."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Today, grants and their homes, jobs and health."""

    name = "guohe.portal"
    label = "portal"
