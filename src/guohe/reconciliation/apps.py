"""Which bank line is which expected money."""

from django.apps import AppConfig


class ReconciliationConfig(AppConfig):
    """Guesses, and what people decided about them."""

    name = "guohe.reconciliation"
    label = "reconciliation"

    def ready(self) -> None:
        """After a statement was read, its unidentified credits are told with their guesses."""
        from guohe.imports.queries.after_statement import tell_after_statement
        from guohe.reconciliation.queries.printed import after_statement

        tell_after_statement(after_statement)
