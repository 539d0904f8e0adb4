"""Files of hosts become lines, questions and entries."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Jobs, staged lines, findings, questions and answers, remembered columns, bank entries."""

    name = "guohe.imports"
    label = "imports"

    def ready(self) -> None:
        """Brings the finder of lines to documents, which stand below and cannot know them."""
        from guohe.documents.queries.lines import find_lines_of
        from guohe.imports.queries.evidence import line_of_subject

        find_lines_of("line", line_of_subject)
