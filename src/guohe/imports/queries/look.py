"""A listing is looked at as often as one likes: reading and judging write nothing, with books or without."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from guohe.exchange.domain.listing import Listing
from guohe.exchange.domain.read_listing import read_listing
from guohe.exchange.operations.open_file import open_file
from guohe.imports.domain.facts import HostFacts
from guohe.imports.domain.how_to_read import COLUMN_CODES, HowToRead
from guohe.imports.domain.judge import judge
from guohe.imports.domain.judgement import Judgement
from guohe.imports.domain.remembered import Remembered, answer_for
from guohe.imports.domain.same_cost import paired
from guohe.imports.domain.sent_again import corrected
from guohe.imports.queries.earlier import already_read
from guohe.imports.queries.host_facts import host_facts
from guohe.imports.queries.other_kind import reads_as_statement
from guohe.imports.queries.remembered import remembered_columns
from guohe.imports.queries.restated_orders import restated
from guohe.imports.queries.same_charge import booked_as_charges
from guohe.imports.queries.same_cost import came_before
from guohe.imports.queries.sent_again import stood_before
from guohe.kernel.findings import Finding, Level


@dataclass(frozen=True, slots=True)
class Looked:
    """A listing with its judgement; ``columns`` were said by a person, ``mapping`` is the version of the remembered
    ones where these were used, ``pack`` the rule pack whose mapping of accounts judged it."""

    listing: Listing
    judgement: Judgement | None
    findings: tuple[Finding, ...]
    mapping: int | None = None
    pack: str = ""
    columns: Mapping[str, str] | None = None

    @property
    def stops(self) -> tuple[Finding, ...]:
        """What keeps the file from being written."""
        return tuple(finding for finding in self.findings if finding.level is Level.STOP)

    @property
    def wants_columns(self) -> bool:
        """Only the columns are in question, so a person can name them."""
        return bool(self.stops) and all(finding.code in COLUMN_CODES for finding in self.stops)


def no_books(on: date, currency: str = "HKD") -> HostFacts:
    """What is known of a host without books: nothing."""
    return HostFacts(host="", currency=currency, on=on, projects={}, mapping={}, pack="")


def read(
    data: bytes, *, name: str, currency: str, how: HowToRead, remembered: Sequence[Remembered] = ()
) -> Looked:
    """Reads a listing: by the choice of a person, else by what was said of this very head row, else by the heads."""
    opened = open_file(data, name=name, encoding=how.encoding, sheet=how.sheet)
    if opened.grid is None:
        nothing = Listing((), (), (), (), opened.findings, (), {}, None)
        return Looked(nothing, None, tuple(opened.findings))
    said = None if how.columns else answer_for(opened.grid.rows, "erp", remembered)
    columns = said.columns if said is not None else dict(how.columns) if how.columns else None
    listing = read_listing(
        opened.grid, currency=currency, mapping=columns, project=how.project, date_order=how.date_order
    )
    if listing.refused and not how.columns:
        other = reads_as_statement(opened.grid, name=name)
        listing = listing if other is None else replace(listing, findings=(other,))
    return Looked(listing, None, listing.findings, None if said is None else said.version, columns=columns)


def with_verdicts(looked: Looked, facts: HostFacts) -> Looked:
    """Judges what was read; a listing that cannot be read has no judgement."""
    if looked.listing.refused:
        return looked
    judgement = judge(looked.listing, facts)
    return replace(looked, judgement=judgement, findings=judgement.findings, pack=facts.pack)


def look(
    data: bytes,
    *,
    name: str,
    host_id: int | None,
    on: date,
    how: HowToRead,
    lang: str = "en",
    currency: str = "HKD",
    fresh: bool = False,
    but: int | None = None,
) -> Looked:
    """Reads and judges a listing against the books of a host; without a host, only what the file itself shows.

    ``fresh`` judges it as if no line of it had been read before, as its fix list does; ``but`` looks past the lines of
    one import, whose file is read again.
    """
    remembered = () if host_id is None else remembered_columns(host_id, "erp")
    looked = read(data, name=name, currency=currency, how=how, remembered=remembered)
    if host_id is None or looked.listing.refused:
        return looked
    facts = host_facts(
        host_id=host_id, currency=currency, on=on, projects_in_file=_projects(looked.listing), lang=lang
    )
    judged = with_verdicts(looked, facts)
    if fresh:
        return judged
    assert judged.judgement is not None  # noqa: S101  (a refused listing returned above)
    marks = (line.fingerprint for line in judged.judgement.lines if line.fingerprint)
    known = already_read(host_id=host_id, fingerprints=marks, lang=lang, but=but)
    lines = judged.judgement.lines
    again = restated(host_id=host_id, lines=lines, known=known)
    if again:
        known = {**known, **already_read(host_id=host_id, fingerprints=again.values(), lang=lang, but=but)}
    pairs = paired(lines, came_before(host_id=host_id, lines=lines, lang=lang, but=but))
    charges = booked_as_charges(host_id=host_id, lines=lines)
    earlier = {**pairs.same, **known}
    stood = stood_before(host_id=host_id, lines=lines, but=but)
    changed = corrected(lines, stood, {*earlier, *pairs.asked})
    if not (earlier or pairs.asked or charges or changed):
        return judged
    told = replace(
        facts, earlier=earlier, asked=pairs.asked, corrected=changed, charges=charges, restated=again
    )
    return with_verdicts(looked, told)


def _projects(listing: Listing) -> Iterable[str]:
    return (line.project for line in listing.lines)
