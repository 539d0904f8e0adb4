"""Reports to both sides, tied by a bridge."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Prepared, signed and corrected reports, and remarks on their lines."""

    name = "guohe.reporting"
    label = "reporting"
