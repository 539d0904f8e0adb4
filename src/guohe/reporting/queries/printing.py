"""The words that tell one stored copy from another, and what later entries would do to it."""

from __future__ import annotations

from collections.abc import Sequence

from guohe.kernel.money import Money
from guohe.kernel.texts import say
from guohe.kernel.utc8 import day_there, minute_there
from guohe.reporting.domain.copies import Copy, Moved, State
from guohe.reporting.domain.freeze import Change
from guohe.reporting.domain.periods import label, years_text
from guohe.reporting.domain.report import TwinReport
from guohe.reporting.domain.told import SIDES, Kind, Told, labels
from guohe.reporting.domain.words import joined_labels


def copy_marks(copy: Copy, report: TwinReport, lang: str) -> list[str]:
    """Number, whom it tells which years, correction, hands and digest of a copy, so that paper and file can be proved equal."""
    marks = [
        say(
            "reporting.copy.prepared",
            lang,
            number=str(copy.number),
            name=copy.prepared_by.in_language(lang),
            at=minute_there(copy.prepared_at),
        )
    ]
    marks.append(tells(copy, lang))
    told = Told(copy.number, copy.side, copy.years, report, copy.kind)
    marks += [
        say(
            "reporting.copy.besides",
            lang,
            side=say(f"reporting.side.{side}", lang),
            years=joined_labels(besides),
            at=day_there(copy.prepared_at).isoformat(),
        )
        for side in SIDES
        if (besides := told.besides(side))
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


def tells(copy: Copy, lang: str) -> str:
    """Whom a copy tells which years."""
    years = {
        side: " + ".join(sorted(labels(copy.years, side))).replace("-", "/")
        for side in SIDES
        if copy.side in (side, "both")
    }
    return say(f"reporting.copy.tells.{copy.side}", lang, **years)


def besides_effect(copy: Copy, moved: Moved, copies: Sequence[Copy], lang: str) -> str:
    """What later entries would do to the figures that a signed report shows for the bridge alone, and which report tells them."""
    # Of both sides' figures first those of the table that the report's own reader holds.
    own = [each for each in moved.besides if copy.side in (each.side, "both")]
    first = (own or moved.besides)[0]
    same = [each for each in moved.besides if each.side == first.side]
    telling = [
        str(each.number)
        for each in copies
        if each.state is State.SIGNED
        and each.side in (first.side, "both")
        and label(first.period) in labels(each.years, "funder" if first.side == "funder" else "host")
    ]
    return say(
        "reporting.effect.besides" if telling else "reporting.effect.besides.untold",
        lang,
        number=str(copy.number),
        years=joined_labels(tuple(sorted({each.period for each in same}))),
        by=str(Money(first.was.currency, sum(each.by.minor for each in same))),
        count=str(len(same)),
        telling=", ".join(telling),
        correction=str(copy.correction + 1),
    )


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
