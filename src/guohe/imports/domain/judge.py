"""Every line is judged against the host's facts in one pass, and every fault it has is found, not only the first.

Order of the questions about one line: is it in the books already, whose project is it, is it here twice, is the order
ours, is the day inside the grant, does the account have a category, is the equipment the approved one. An answer that
is missing takes away only the questions that depend on it: an unknown project has no start to be before.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from guohe.exchange.domain.collector import collector_paused
from guohe.exchange.domain.listing import Listing, ListingLine
from guohe.imports.domain.facts import Before, GrantFacts, HostFacts
from guohe.imports.domain.judgement import Group, JudgedLine, Judgement, Tally, Totals, Verdict
from guohe.imports.domain.models_compared import other_model
from guohe.imports.domain.of_grant import outside_days
from guohe.imports.domain.same_charge import one_charge
from guohe.imports.domain.same_cost import one_or_two
from guohe.imports.domain.sent_again import another_figure, reversed_before
from guohe.imports.domain.suggestions import Suggestions
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import Money

# Ranks from the mildest; a line has the gravest verdict that any of its findings gives.
_TICKS: Final = frozenset({"IMP-131", "IMP-111"})
_EARLIER: Final = {
    Before.POSTED: "IMP-122", Before.WAITS: "IMP-124", Before.LEFT: "IMP-125", Before.STOPPED: "IMP-126",
}  # fmt: skip
# Said of what other imports held on the day of reading; read again when one of them is undone.
EARLIER_NOTES: Final = tuple(_EARLIER.values())
# In place of a pack's name while the host has no grant that reports under one.
NO_PACK: Final = "–"
_GRAVITY: Final = {
    Verdict.READY: 0, Verdict.POSTED: 1, Verdict.COMMITMENT: 2, Verdict.TICK: 3, Verdict.QUESTION: 4, Verdict.UNREADABLE: 5,
}  # fmt: skip


def fingerprint(line: ListingLine, nth: int = 1) -> str:
    """A line's identity across files, from what the file says of it; ``nth`` tells equal lines of one file apart."""
    return _marked(_identity(line), nth)


def _identity(line: ListingLine) -> str:
    """Equal for two lines that say the same: reference, date, amount, project, account.

    Description and payee take part only where there is no reference, since a re-export may word them otherwise.
    """
    amount = line.amount
    said = f"{line.kind}\x1f{line.doc_ref}\x1f{line.post_date.toordinal()}\x1f{amount.currency}\x1f{amount.minor}\x1f{line.project}\x1f{line.account}"
    return said if line.doc_ref else f"{said}\x1f{line.payee_key}\x1f{line.description}"


def _marked(identity: str, nth: int) -> str:
    data = f"{identity}\x1f{nth}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def judge(listing: Listing, facts: HostFacts) -> Judgement:
    """A verdict for every line, all findings gravest money first, and totals in which every cent has its place."""
    with collector_paused():
        return _Judge(listing, facts).judgement()


class _Judge:
    def __init__(self, listing: Listing, facts: HostFacts) -> None:
        self.listing, self.facts = listing, facts
        self.suggestions = Suggestions(facts.projects)
        unknown = (line.project for line in listing.lines if line.project not in facts.projects)
        self.of_several = self.suggestions.of_several(unknown)
        self.by_row: dict[int, list[Finding]] = defaultdict(list)
        for finding in listing.findings:
            if finding.place.row is not None and finding.level is not Level.NOTE:
                self.by_row[finding.place.row].append(finding)
        # Where the columns of the file are, so that a finding names its place as the user sees it.
        self.places = {found.role: (found.letter, found.head) for found in listing.columns}
        self.judged: list[JudgedLine] = []
        self.found: list[Finding] = []
        self.came_before: list[JudgedLine] = []

    def judgement(self) -> Judgement:
        """Judges the lines in the file's order, then counts."""
        firsts: dict[str, int] = {}
        times: dict[str, int] = {}
        for line in self.listing.lines:
            identity, row, nth = _identity(line), line.row, 1
            first = firsts.setdefault(identity, row)
            if first != row:
                nth = times[identity] = times.get(identity, 1) + 1
            self.judged.append(self._line(line, _marked(identity, nth), first))
        for unread in self.listing.unread:
            findings = tuple(self.by_row.get(unread.row, ()))
            self.judged.append(JudgedLine(unread.row, Verdict.UNREADABLE, None, "", None, None, "", findings))
        if self.listing.unread:
            self.judged.sort(key=lambda judged: judged.row)
        if self.came_before:
            self.found.extend(self._earlier_notes())
        ordered = sorted(
            (*self.listing.findings, *self.found),
            key=lambda found: (-found.minor, found.place.row or 0, found.code),
        )
        lines = tuple(self.judged)
        amounts = {unread.row: unread.amount for unread in self.listing.unread}
        return Judgement(self.listing, lines, tuple(ordered), self._groups(ordered), self._totals(amounts))

    # One line

    def _line(self, line: ListingLine, mark: str, first: int) -> JudgedLine:
        """``first`` is the row of the first line that says the same: its own, if it does not repeat one."""
        facts = self.facts
        category = facts.mapping.get(line.account)
        grant = facts.projects.get(line.project)
        mark = facts.restated.get(mark, mark)
        earlier = facts.earlier.get(mark)
        if earlier is not None and earlier.became is not Before.GONE:
            ref = grant.ref if grant else None
            judged = JudgedLine(line.row, Verdict.POSTED, line, line.project, ref, category, mark)
            self.came_before.append(judged)
            if earlier.became is not Before.STOPPED:
                return judged
        found = list(self.by_row[line.row]) if line.row in self.by_row else []
        carried = len(found)
        project = line.project
        if grant is None and project:
            project = self._unknown_project(line, found)
            grant = facts.projects.get(project)
        elif not project:
            project = next((finding.values["above"] for finding in found if finding.code == "IMP-111"), "")
            grant = facts.projects.get(project)
        if first != line.row:
            self._add(found, "IMP-121", line, "doc_ref", first=str(first), date=line.post_date.isoformat())
        elif mark in facts.asked:
            says = f"{project} {line.account}".strip()
            place = Place(line.row, *self.places.get("doc_ref", (None, None)))
            found.append(one_or_two(place, line.doc_ref, line.amount, says, facts.asked[mark]))
        if earlier is not None and earlier.became is Before.GONE:
            place = Place(line.row, *self.places.get("doc_ref", (None, None)))
            found.append(reversed_before(place, line.doc_ref, line.amount, earlier))
        if mark in facts.corrected:
            place = Place(line.row, *self.places.get("doc_ref", (None, None)))
            found.append(another_figure(place, line, facts.corrected[mark]))
        if mark in facts.charges:
            place = Place(line.row, *self.places.get("doc_ref", (None, None)))
            found.append(one_charge(place, line.doc_ref, line.amount, facts.charges[mark]))
        if line.order_no and (owner := facts.orders.get(line.order_no)) is not None and owner != project:
            self._order(line, owner, found)
        if grant is not None:
            self._days(line, grant, found)
        if line.post_date > facts.on:
            self._add(
                found,
                "IMP-135",
                line,
                "post_date",
                date=line.post_date.isoformat(),
                today=facts.on.isoformat(),
            )
        if line.amount.currency != facts.currency:
            self._add(found, "IMP-118", line, "currency", seen=line.amount.currency, currency=facts.currency)
        if category is None and line.account:
            self._category(line, found)
        if (
            facts.models
            and grant is not None
            and (not facts.equipment_accounts or line.account in facts.equipment_accounts)
        ):
            self._model(line, grant, found)
        if not found:
            verdict = Verdict.COMMITMENT if line.kind == "commitment" else Verdict.READY
            return JudgedLine(line.row, verdict, line, project, grant.ref if grant else None, category, mark)
        self.found.extend(found[carried:])
        verdict = self._verdict(line, found, known=grant is not None)
        return JudgedLine(
            line.row, verdict, line, project, grant.ref if grant else None, category, mark, tuple(found)
        )

    def _verdict(self, line: ListingLine, found: Iterable[Finding], *, known: bool) -> Verdict:
        if line.kind == "commitment":
            return Verdict.COMMITMENT
        verdicts = [_verdict_of(finding) for finding in found]
        gravest = max(verdicts, key=lambda verdict: _GRAVITY[verdict])
        return Verdict.QUESTION if gravest is Verdict.TICK and not known else gravest

    def _add(
        self,
        found: list[Finding],
        code: str,
        line: ListingLine,
        role: str,
        level: Level = Level.HOLD,
        **values: str,
    ) -> None:
        letter, head = self.places.get(role, (None, None))
        full = {"doc": line.doc_ref or f"({line.row})", "amount": str(line.amount), **values}
        found.append(Finding(code, level, Place(line.row, letter, head), full, minor=abs(line.amount.minor)))

    def _unknown_project(self, line: ListingLine, found: list[Finding]) -> str:
        meant = self.suggestions.for_code(line.project)
        if line.project in self.of_several:
            others = self.of_several[line.project]
            self._add(found, "IMP-336", line, "project", seen=line.project, suggestion=meant, others=others)
            return line.project
        if meant:
            self._add(found, "IMP-131", line, "project", seen=line.project, suggestion=meant)
            return meant
        self._add(found, "IMP-134", line, "project", seen=line.project)
        return line.project

    def _order(self, line: ListingLine, owner: str, found: list[Finding]) -> None:
        grant = self.facts.projects.get(owner)
        self._add(
            found, "IMP-132", line, "order_no", order=line.order_no, owner=grant.ref if grant else owner
        )

    def _days(self, line: ListingLine, grant: GrantFacts, found: list[Finding]) -> None:
        for code, facts in outside_days(line.post_date, grant):
            self._add(found, code, line, "project" if code == "BUD-472" else "post_date", Level.HOLD, **facts)

    def _category(self, line: ListingLine, found: list[Finding]) -> None:
        name = line.account_name or self.facts.account_names.get(line.account, "")
        account = f"{line.account} {name}".strip()
        self._add(found, "REP-702", line, "account", account=account, pack=self.facts.pack or NO_PACK)

    def _model(self, line: ListingLine, grant: GrantFacts, found: list[Finding]) -> None:
        approved = self.facts.models.get(grant.ref)
        if approved and (other := other_model(line.description, approved)):
            item, seen = other
            self._add(
                found,
                "IMP-133",
                line,
                "description",
                Level.NOTE,
                name=item.name,
                approved=item.model,
                seen=seen,
            )

    # All lines

    def _earlier_notes(self) -> Iterable[Finding]:
        """One note for each earlier import and for what became of the lines there."""
        met: dict[tuple[str, int], list[JudgedLine]] = defaultdict(list)
        for judged in self.came_before:
            earlier = self.facts.earlier[judged.fingerprint]
            met[_EARLIER[earlier.became], earlier.number].append(judged)
        for (code, number), of_it in met.items():
            yield self._earlier_note(code, number, of_it)

    def _earlier_note(self, code: str, number: int, of_it: list[JudgedLine]) -> Finding:
        """Counts costs as the totals do; open orders only where nothing else came."""
        costs = [judged for judged in of_it if judged.line and judged.line.kind == "actual"] or of_it
        total = sum(judged.line.amount.minor for judged in costs if judged.line and self._ours(judged.line))
        values = {
            "count": f"{len(costs):,}",
            "amount": str(Money(self.facts.currency, total)),
            "where": self.facts.earlier[of_it[0].fingerprint].where,
            "number": str(number),
        }
        return Finding(code, Level.NOTE, Place(row=of_it[0].row), values, minor=abs(total))

    def _ours(self, line: ListingLine) -> bool:
        return line.amount.currency == self.facts.currency

    def _groups(self, findings: Iterable[Finding]) -> tuple[Group, ...]:
        causes: dict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            causes[finding.code].append(finding)
        groups = [
            Group(
                code,
                max((_verdict_of(finding) for finding in found), key=lambda verdict: _GRAVITY[verdict]),
                tuple(found),
                tuple(sorted({finding.place.row for finding in found if finding.place.row is not None})),
                Money(self.facts.currency, sum(finding.minor for finding in found)),
            )
            for code, found in causes.items()
        ]
        return tuple(
            sorted(groups, key=lambda group: (-group.amount.minor, -_GRAVITY[group.verdict], group.code))
        )

    def _read(self) -> int:
        """What the file's lines add up to, counted from the listing and not from the verdicts that must equal it."""
        currency = self.facts.currency
        lines = sum(
            line.amount.minor
            for line in self.listing.lines
            if line.kind == "actual" and line.amount.currency == currency
        )
        amounts = (unread.amount for unread in self.listing.unread)
        return lines + sum(
            amount.minor for amount in amounts if amount is not None and amount.currency == currency
        )

    def _totals(self, unread: Mapping[int, Money | None]) -> Totals:
        currency = self.facts.currency
        counts: dict[Verdict, int] = dict.fromkeys(Verdict, 0)
        sums: dict[Verdict, int] = dict.fromkeys(Verdict, 0)
        waits_lines = waits_minor = 0
        for judged in self.judged:
            line = judged.line
            money = line.amount if line is not None else unread.get(judged.row)
            verdict = judged.verdict
            if line is not None and line.kind == "commitment":
                verdict = Verdict.COMMITMENT
            counts[verdict] += 1
            waits = (
                verdict is Verdict.POSTED
                and self.facts.earlier[judged.fingerprint].became is not Before.POSTED
            )
            waits_lines += waits
            if money is not None and money.currency == currency:
                sums[verdict] += money.minor
                waits_minor += money.minor if waits else 0
        read_lines = sum(counts.values()) - counts[Verdict.COMMITMENT]
        read_minor = self._read()
        tally = {verdict: Tally(counts[verdict], Money(currency, sums[verdict])) for verdict in Verdict}
        waits_already = Tally(waits_lines, Money(currency, waits_minor))
        in_books = tally[Verdict.POSTED]
        posted = Tally(in_books.lines - waits_lines, in_books.amount - waits_already.amount)
        grand = next((total for total in self.listing.totals if total.kind == "grand"), None)
        return Totals(
            grand.stated if grand and grand.stated.currency == currency else None,
            Tally(read_lines, Money(currency, read_minor)),
            tally[Verdict.READY], tally[Verdict.TICK], tally[Verdict.QUESTION], posted, waits_already,
            tally[Verdict.UNREADABLE], tally[Verdict.COMMITMENT],
        )  # fmt: skip


def _verdict_of(finding: Finding) -> Verdict:
    """What one finding alone makes of a line."""
    if finding.level is Level.NOTE:
        return Verdict.READY
    if finding.level is Level.STOP:
        return Verdict.UNREADABLE
    return Verdict.TICK if finding.code in _TICKS else Verdict.QUESTION
