"""The project as an application: it comes last and joins the others."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class ProjectConfig(AppConfig):
    """Arranges, at start-up, what one context hands to another."""

    name = "guohe.project"
    label = "project"

    def ready(self) -> None:
        """Every context is loaded by now."""
        from guohe.project.deployment import compare_kind
        from guohe.project.reactions import arrange

        connection_created.connect(compare_kind)
        arrange()
