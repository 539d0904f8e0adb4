"""Which lines of a statement stand in another file of the same account already, or may; writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connection

from guohe.exchange.domain.balances import Standing, certainly_apart
from guohe.exchange.domain.statement import BankStatement
from guohe.imports.domain.same_movement import Movement, Pair, Relation, paired
from guohe.imports.domain.statement_rows import EntryRow, masked_tail, rows_of
from guohe.imports.queries.statements_read import statements_by_import
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import Money

# The standing entries of other files on the days of the file, each with the kind of its file.
_KNOWN: Final = """
SELECT entry.id, entry.job_id, coalesce(job.reading ->> 'kind', 'table'), entry.account_mask, entry.currency, entry.posted_date,
    entry.amount_minor, entry.narrative, entry.bank_reference, entry.balance_minor, entry.bank_statement, entry.fingerprint,
    job.file_name
FROM unnest(%s::text[], %s::text[], %s::date[]) AS day (account, money, posted)
JOIN imports_bank_entry AS entry ON entry.host_id = %s AND entry.withdrawn_at IS NULL AND entry.account_mask = day.account
    AND entry.currency = day.money AND entry.posted_date = day.posted
JOIN imports_job AS job ON job.id = entry.job_id
WHERE entry.job_id <> %s
ORDER BY entry.id
"""


@dataclass(frozen=True, slots=True)
class Stands:
    """The rows of a file: ``new`` ones, ``pairs`` with lines of another file, and the imports of those that stand ``word_for_word``."""

    new: tuple[EntryRow, ...]
    pairs: tuple[Pair, ...]
    word_for_word: tuple[int, ...]
    rows: tuple[EntryRow, ...]
    files: Mapping[int, str]

    @property
    def doubtful(self) -> tuple[Pair, ...]:
        """The pairs of which nobody can tell."""
        return tuple(pair for pair in self.pairs if not pair.sure)


def standing_already(host_id: int, statement: BankStatement, *, but: int = 0) -> Stands:
    """How the lines of a statement stand to those of other files of the host; ``but`` is its own import."""
    rows = rows_of(host_id, statement)
    days = list(dict.fromkeys((row.mask, row.currency, row.posted_on) for row in rows))
    with connection.cursor() as cursor:
        cursor.execute(
            _KNOWN,
            [*(list(each) for each in (zip(*days, strict=True) if days else ([], [], []))), host_id, but],
        )
        found = cursor.fetchall()
    marks = {row.fingerprint for row in rows}
    kept = {told[11]: told[1] for told in found if told[11] in marks}
    known = [Movement(*told[:11]) for told in found if told[11] not in marks]
    fresh = [(at, row) for at, row in enumerate(rows) if row.fingerprint not in kept]
    lines = [_line(at, row, statement) for at, row in fresh]
    pairs = paired(lines, known, _Proof(host_id, statement, {each.job for each in known}).of)
    taken = {pair.line.at for pair in pairs}
    new = tuple(row for at, row in fresh if at not in taken)
    word_for_word = tuple(kept[row.fingerprint] for row in rows if row.fingerprint in kept)
    return Stands(new, pairs, word_for_word, rows, {told[1]: told[12] for told in found})


def _line(at: int, row: EntryRow, statement: BankStatement) -> Movement:
    return Movement(
        at, 0, statement.kind, row.mask, row.currency, row.posted_on, row.minor, row.narrative, row.reference,
        row.balance, row.statement,
    )  # fmt: skip


class _Proof:
    """What the balances of the statements of two lines prove."""

    def __init__(self, host_id: int, statement: BankStatement, jobs: set[int]) -> None:
        self.known = statements_by_import(host_id=host_id) if jobs else {}
        self.known[0] = statement.standings
        self.among = [each for standings in self.known.values() for each in standings]
        self.asked: dict[tuple[object, ...], Relation | None] = {}

    def of(self, line: Movement, other: Movement) -> Relation | None:
        """``apart`` where one statement begins where the other ends, ``same`` where they are one statement under two names."""
        key = (line.account, line.currency, line.statement, other.job, other.statement, line.on)
        if key not in self.asked:
            self.asked[key] = self._proved(line, other)
        return self.asked[key]

    def _proved(self, line: Movement, other: Movement) -> Relation | None:
        mine, theirs = self._standing(line), self._standing(other)
        if mine is None or theirs is None:
            return None
        same = ("starts", "ends", "opening", "closing", "sequence")
        if line.kind == other.kind and all(getattr(mine, name) == getattr(theirs, name) for name in same):
            return "same" if mine.opening is not None and mine.closing is not None else None
        own = [
            each
            for each in self.among
            if (each.account_tail, each.currency) == (mine.account_tail, mine.currency)
        ]
        return "apart" if certainly_apart(mine, theirs, line.on, own) else None

    def _standing(self, line: Movement) -> Standing | None:
        for each in self.known.get(line.job, ()):
            own = masked_tail(each.account_tail) == line.account and each.currency == line.currency
            if own and each.identity == line.statement:
                return each
        return None


def what_stands(stands: Stands) -> tuple[Finding, ...]:
    """What a person is told of lines that stand already (IMP-251), that may (IMP-252), and of a file that adds nothing (IMP-250)."""
    found: list[Finding] = []
    sure = Counter(stands.word_for_word) + Counter(pair.other.job for pair in stands.pairs if pair.sure)
    for job, count in sorted(sure.items()):
        values = {"count": str(count), "number": str(job), "file": stands.files[job]}
        found.append(Finding("IMP-251", Level.NOTE, values=values))
    for pair in stands.doubtful:
        amount = Money(pair.line.currency, pair.line.minor)
        values = {
            "amount": str(amount),
            "on": pair.line.on.isoformat(),
            "number": str(pair.other.job),
            "file": stands.files[pair.other.job],
        }
        place = Place(row=stands.rows[pair.line.at].row)
        found.append(Finding("IMP-252", Level.HOLD, place, values, minor=abs(amount).minor))
    if stands.rows and not stands.new and not stands.doubtful:
        found.append(Finding("IMP-250", Level.NOTE, values={"count": str(len(stands.rows))}))
    return tuple(found)
