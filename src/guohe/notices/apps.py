"""E-mail in the reader's language."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Who wants a digest and when, what became of each, and kept searches."""

    name = "guohe.notices"
    label = "notices"

    def ready(self) -> None:
        """Puts the choice of the digest on the page of preferences, which stands below and knows nothing of mail."""
        from guohe.notices.web.choice import on_preferences
        from guohe.ui.preference_parts import offer

        offer("notices/choice_part.html", on_preferences)
