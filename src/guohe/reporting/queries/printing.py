"""The words that tell one stored copy from another, and what later entries would do to it."""

from __future__ import annotations

from collections.abc import Sequence

from guohe.kernel.money import Money
from guohe.kernel.texts import say
from guohe.kernel.utc8 import day_there, minute_there
from guohe.reporting.domain.copies import Copy
from guohe.reporting.domain.freeze import Change
from guohe.reporting.domain.periods import years_text
from guohe.reporting.domain.told import Kind


def copy_marks(copy: Copy, lang: str) -> list[str]:
    """Number, correction, hands and digest of a stored copy, so that paper and file can be proved equal."""
    marks = [
        say(
            "reporting.copy.prepared",
            lang,
            number=str(copy.number),
            name=copy.prepared_by.in_language(lang),
            at=minute_there(copy.prepared_at),
        )
    ]
    if copy.corrects is not None:
        marks.append(
            say("reporting.copy.corrects", lang, correction=str(copy.correction), number=str(copy.corrects))
        )
    if copy.approved_by is not None and copy.signed_at is not None:
        marks.append(
            say(
                "reporting.copy.signed",
                lang,
                name=copy.approved_by.in_language(lang),
                at=minute_there(copy.signed_at),
            )
        )
    else:
        marks.append(say("reporting.copy.unsigned", lang))
    marks.append(say("reporting.copy.digest", lang, digest=copy.digest))
    return marks


def copy_name(copy: Copy, lang: str) -> str:
    """Report 3, final report 3, or report 3, correction 1 (of report 2)."""
    tail = ".final" if copy.kind is Kind.FINAL else ""
    if copy.corrects is None:
        return say(f"reporting.copy.name{tail}", lang, number=str(copy.number))
    return say(
        f"reporting.copy.correction-name{tail}",
        lang,
        number=str(copy.number),
        correction=str(copy.correction),
        corrects=str(copy.corrects),
    )


def effect(copy: Copy, changes: Sequence[Change], lang: str) -> str:
    """What later entries would do to a signed report: "2018 Mainland report sent ... would change by ...: correction 1?"."""
    currency = changes[0].was.currency
    funder = [change.by.minor for change in changes if change.side == "funder"]
    if funder:
        currency = next(change.was.currency for change in changes if change.side == "funder")
    by = Money(currency, sum(funder) if funder else sum(change.by.minor for change in changes))
    return say(
        "reporting.effect",
        lang,
        number=str(copy.number),
        years=years_text(copy.years, lang),
        at=day_there(copy.signed_at).isoformat() if copy.signed_at else "",
        by=str(by),
        count=str(len(changes)),
        correction=str(copy.correction + 1),
    )
