"""Which bank line is which expected money."""

from django.apps import AppConfig


class ReconciliationConfig(AppConfig):
    """Guesses, and what people decided about them."""

    name = "guohe.reconciliation"
    label = "reconciliation"
