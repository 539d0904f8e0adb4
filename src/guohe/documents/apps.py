"""Files, the evidence on a line, and the writers of spreadsheets and paper."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Stores files once by content, and brings the pages their XLSX and PDF forms."""

    name = "guohe.documents"
    label = "documents"

    def ready(self) -> None:
        """The writers are offered to the pages, which stand below this context."""
        from guohe.documents.operations.answer_forms import offer_writers

        offer_writers()
