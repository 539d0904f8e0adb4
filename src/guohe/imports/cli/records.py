"""An import for a program."""

from __future__ import annotations

from typing import Any

from guohe.imports.domain.standing import JobFacts
from guohe.imports.queries import questions
from guohe.imports.queries.reading import headline
from guohe.imports.queries.tables import standing_table
from guohe.kernel.findings import Finding
from guohe.ui.plain import table_record


def job_record(job: JobFacts, findings: tuple[Finding, ...], lang: str) -> dict[str, Any]:
    """Where an import stands, what was found and what is asked."""
    return {
        "import": job.number,
        "file": job.file_name,
        "kind": job.kind,
        "state": job.state,
        "sha256": job.file_digest,
        "headline": headline(job, lang) if job.kind == "erp" else None,
        "standing": table_record(standing_table(job.standing, lang)) if job.kind == "erp" else None,
        "difference": job.standing.difference if job.kind == "erp" else None,
        "findings": [finding.as_json(lang) for finding in findings],
        "questions": [
            {
                "question": asked.number,
                "source": asked.line.source,
                "kind": asked.kind,
                "ready": list(asked.ready),
            }
            for asked in questions.of_job(job.number)
        ]
        if job.kind == "erp"
        else [],
    }


def short_record(job: JobFacts) -> dict[str, Any]:
    """Which import, how it stands, and that nothing is missing."""
    return {"import": job.number, "state": job.state, "difference": job.standing.difference}
