"""Who acts, for which host, and what each of them may do on which days."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Accounts, hosts and dated capabilities."""

    name = "guohe.identity"
    label = "identity"

    def ready(self) -> None:
        """Puts the way to calendar passwords on the page of preferences, which stands below."""
        from guohe.identity.web.calendar import on_preferences
        from guohe.ui.preference_parts import offer

        offer("identity/calendar_part.html", on_preferences)
