"""The project as an application: it comes last and joins the others."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Arranges, at start-up, what one context hands to another."""

    name = "guohe.project"
    label = "project"

    def ready(self) -> None:
        """Every context is loaded by now."""
        from guohe.project.reactions import arrange

        arrange()
