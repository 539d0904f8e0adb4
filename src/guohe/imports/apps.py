"""Files of hosts become lines, questions and entries."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Jobs, staged lines, findings, questions and answers, remembered columns, bank entries."""

    name = "guohe.imports"
    label = "imports"

    def ready(self) -> None:
        """Hands down what lower contexts ask of lines and cannot know: which one a paper names, which ones wait."""
        from guohe.documents.queries.lines import find_lines_of
        from guohe.imports.queries.evidence import line_of_subject
        from guohe.imports.queries.waiting import waiting_of
        from guohe.reporting.queries.provided import provide_waiting

        find_lines_of("line", line_of_subject)
        provide_waiting(waiting_of)
