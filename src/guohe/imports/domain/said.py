"""A finding's sentence says what is missing: an account has no category of a pack only where there is a pack."""

from __future__ import annotations

from guohe.imports.domain.judge import NO_PACK
from guohe.kernel.findings import Finding
from guohe.kernel.texts import say


def sentence(finding: Finding, lang: str) -> str:
    """The sentence of a finding of this context; without a rule pack it says that none is there yet."""
    if finding.code == "REP-702" and finding.values.get("pack") in ("", NO_PACK):
        return say("imports.finding.no_pack", lang, account=finding.values["account"])
    return finding.sentence(lang)
