"""The books: entries, lots, budgets, promises, periods and their proof."""

from django.apps import AppConfig


class FundsConfig(AppConfig):
    """Knows money and references; never learns what a grant is."""

    name = "guohe.funds"
    label = "funds"
