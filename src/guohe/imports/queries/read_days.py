"""Which files were read already."""

from __future__ import annotations

from collections.abc import Iterable

from guohe.imports.models import Job


def digests_read(digests: Iterable[str]) -> frozenset[str]:
    """Of these SHA-256 digests of files, those that an import holds which nobody undid."""
    rows = Job.objects.filter(file_digest__in=list(digests)).exclude(state="reversed")
    return frozenset(rows.values_list("file_digest", flat=True))
