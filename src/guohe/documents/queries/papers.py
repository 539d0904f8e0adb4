"""The papers of a line as one table, for the page and for its other forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.timezone import localtime

from guohe.documents.domain.evidence import Attachment
from guohe.kernel.names import Name
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say


def papers_table(papers: Sequence[Attachment], *, names: Mapping[int, Name], title: str, lang: str) -> Table:
    """One row a paper, those withdrawn with their reason."""

    def head(key: str, word: str, kind: Kind = Kind.TEXT) -> Column:
        return Column(key, say(f"documents.evidence.{word}", lang), kind)

    return Table(
        title,
        [
            head("file", "file"),
            head("kind", "kind"),
            head("number", "number"),
            head("amount", "amount", Kind.MONEY),
            head("original", "original"),
            head("by", "by"),
            head("on", "on", Kind.DATE),
            head("state", "state"),
            head("sha256", "fingerprint"),
        ],
        [
            (
                paper.file.name,
                say(f"documents.slot.{paper.slot}", lang),
                " ".join(filter(None, (paper.invoice.code, paper.invoice.number))),
                paper.invoice.amount,
                paper.original_location,
                names[paper.attached_by].in_language(lang) if paper.attached_by in names else "",
                localtime(paper.attached_at).date(),
                state_of(paper, lang),
                paper.file.sha256[:12],
            )
            for paper in papers
        ],
        lang=lang,
    )


def state_of(paper: Attachment, lang: str) -> str:
    """Whether the paper stands, or when and why it was taken back."""
    if paper.withdrawn_at is None:
        return say("documents.evidence.stands", lang)
    on = localtime(paper.withdrawn_at).date().isoformat()
    return say("documents.evidence.withdrawn", lang, on=on, why=paper.withdrawn_why)
