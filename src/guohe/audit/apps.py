"""Who did what, when, for whom and through which door."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The log of facts, written once and chained."""

    name = "guohe.audit"
    label = "audit"
