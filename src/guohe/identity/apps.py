"""Who acts, for which host, and what each of them may do on which days."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Accounts, hosts and dated capabilities."""

    name = "guohe.identity"
    label = "identity"
