"""Money that leaves."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Accounts with call-backs, releases by two people, payment files, what the bank answers."""

    name = "guohe.payments"
    label = "payments"
