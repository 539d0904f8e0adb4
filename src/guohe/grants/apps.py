"""What runs after an award."""

from django.apps import AppConfig


class GrantsConfig(AppConfig):
    """Agreement, instalments, budget versions, account mapping and claims about the money."""

    name = "guohe.grants"
    label = "grants"
