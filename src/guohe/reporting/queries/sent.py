"""What signed reports in force say of the books below: which entries they hold, and which years they tell."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from guohe.grants.queries import find
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.kernel.periods import Period
from guohe.kernel.texts import LANGUAGES, say
from guohe.kernel.utc8 import day_there
from guohe.programmes.queries import packs
from guohe.reporting.domain import freeze
from guohe.reporting.domain.copies import State
from guohe.reporting.domain.periods import from_slug, years_text
from guohe.reporting.domain.told import Kind, Told
from guohe.reporting.models import Report


@dataclass(frozen=True, slots=True)
class Held:
    """A signed report that holds some entries: by how much it would change for each side if they were taken back."""

    number: int
    years: str
    signed_on: date | None
    correction: int
    by: tuple[Money, ...]
    besides: bool = False

    @property
    def says(self) -> Name:
        """Report 1 would change by so much; it stays as it was sent, and correction 1 is to be issued."""
        return Name(
            *(
                say(
                    "reporting.sent.besides" if self.besides else "reporting.sent",
                    lang,
                    number=str(self.number),
                    years=years_text(self.years, lang),
                    at=self.signed_on.isoformat() if self.signed_on else "",
                    by=" / ".join(map(str, self.by)),
                    correction=str(self.correction),
                )
                for lang in LANGUAGES
            )
        )


def holding(ref: str, journals: Collection[int]) -> tuple[Held, ...]:
    """The signed reports of a grant that hold any of these entries, last those that show them for the bridge alone."""
    found, wanted = [], frozenset(journals)
    for row in Report.objects.filter(grant_ref=ref, state=State.SIGNED).order_by("number"):
        told = Told(row.number, row.side, row.years, freeze.thaw(bytes(row.frozen)), Kind(row.kind))
        figures = told.figures_of(journals)
        if figures:
            signed_on = day_there(row.signed_at) if row.signed_at else None
            by = tuple(-amount for amount in figures.values())
            found.append(Held(row.number, row.years, signed_on, row.correction + 1, by))
        elif any(line.journal in wanted for line in told.report.lines):
            signed_on = day_there(row.signed_at) if row.signed_at else None
            found.append(Held(row.number, row.years, signed_on, row.correction + 1, (), besides=True))
    return tuple(sorted(found, key=lambda held: held.besides))


def told_years(ref: str) -> tuple[tuple[int, Period], ...]:
    """Every year that a signed report of a grant tells one of the sides, with the report's number."""
    rows = list(
        Report.objects.filter(grant_ref=ref, state=State.SIGNED)
        .order_by("number")
        .values_list("number", "side", "years")
    )
    if not rows:
        return ()
    grant = find.grant(ref)
    pack = packs.pack(grant.pack, grant.pack_version)
    found = []
    for number, side, slug in rows:
        years = from_slug(slug, pack.report_year("funder").of, pack.report_year("host").of)
        if side != "host":
            found += [(number, period) for period in years.funder]
        if side != "funder":
            found += [(number, period) for period in years.host]
    return tuple(found)
