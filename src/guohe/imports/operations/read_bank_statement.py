"""A statement's entries are kept as the bank wrote them, each once, with the running balance recomputed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.documents.operations.store_file import store_file
from guohe.exchange.domain.advice import advised
from guohe.exchange.domain.balances import Standing
from guohe.exchange.domain.banks import PLAIN, BankProfile, ProfileOf
from guohe.exchange.domain.marks import CREDIT_MEANS
from guohe.exchange.domain.read_statement import account_in, read_statement
from guohe.exchange.domain.statement import BankStatement
from guohe.exchange.domain.statement_chained import BREAKS, chained
from guohe.exchange.operations.open_file import open_file
from guohe.exchange.operations.read_bank_file import is_bank_file, read_bank_file
from guohe.identity.operations.act_as import require
from guohe.imports.domain.accounts import (
    HowItWrites,
    OwnAccount,
    accounts_in,
    check_accounts,
    check_chosen,
    check_replaced,
    profiles_of,
    read_account,
)
from guohe.imports.domain.how_to_read import AS_IT_IS, COLUMN_CODES, HowToRead
from guohe.imports.domain.remembered import Remembered, answer_for
from guohe.imports.domain.statement_rows import masked_tail
from guohe.imports.domain.to_come import days_to_come
from guohe.imports.models import Job
from guohe.imports.operations.read_file import FileRead, columns_record, repairs_record, same_finding
from guohe.imports.operations.register_account import register_account
from guohe.imports.operations.stage import stage_findings
from guohe.imports.operations.write_entries import one_at_a_time, waiting_record, write_entries
from guohe.imports.queries.accounts import told_of, ways_of
from guohe.imports.queries.jobs import same_file
from guohe.imports.queries.other_kind import reads_as_listing
from guohe.imports.queries.profiles import chosen_profile
from guohe.imports.queries.remembered import remembered_columns
from guohe.imports.queries.same_movement import standing_already, what_stands
from guohe.imports.queries.statements_read import statement_record, statements_read
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.utc8 import day_there

READER: Final = "statement 1"


def look_at_statement(
    content: bytes,
    *,
    name: str,
    how: HowToRead = AS_IT_IS,
    profile: BankProfile = PLAIN,
    remembered: Sequence[Remembered] = (),
    known: Sequence[Standing] = (),
    ways: Mapping[OwnAccount, HowItWrites] | None = None,
    bank: BankProfile | None = None,
    today: date | None = None,
) -> tuple[BankStatement | None, tuple[Finding, ...], int | None]:
    """Reads a statement and writes nothing: the statement, every finding, and the remembered columns that were used.

    ``known``: the statements with balances that were read before, which the next one is chained to. ``ways``: how each
    registered account is read; an account that is none of them is told (IMP-178). Without it no account is asked for.
    ``bank``: the profile that a person chose for this file, whatever its account remembers; what it replaces is told (IMP-198).
    ``today``: the day of reading; a line of a later one is told (IMP-211).
    """
    chosen = read_account(how.account, None if ways is None else ways.keys()) if how.account else None
    choose = profiles_of(ways or {}, chosen=chosen, bank=bank, unless_known=profile)
    statement, findings, used = _look(
        content, name=name, how=how, choose=choose, chosen=chosen, remembered=remembered, known=known
    )
    if statement is not None and not statement.refused and today is not None:
        findings = (*findings, *days_to_come(statement.entries, today))
    if ways is None or statement is None or statement.refused:
        return statement, findings, used
    asked = (*check_chosen(statement, chosen), *check_accounts(statement, ways.keys()))
    if bank is not None:
        asked += check_replaced(statement, ways, bank)
    return statement, (*findings, *asked), used


def look_for_host(
    content: bytes, *, name: str, host_id: int, how: HowToRead, bank: BankProfile | None, today: date
) -> tuple[BankStatement | None, tuple[Finding, ...], int | None]:
    """Looks at a statement as an import of this host reads it, and writes nothing."""
    statement, findings, used = _look_in_books(
        content, name=name, host_id=host_id, how=how, bank=bank, today=today
    )
    if statement is not None and not any(finding.level is Level.STOP for finding in findings):
        findings += what_stands(standing_already(host_id, statement))
    return statement, findings, used


def _look_in_books(
    content: bytes, *, name: str, host_id: int, how: HowToRead, bank: BankProfile | None, today: date
) -> tuple[BankStatement | None, tuple[Finding, ...], int | None]:
    return look_at_statement(
        content,
        name=name,
        how=how,
        remembered=remembered_columns(host_id, "bank"),
        known=statements_read(host_id=host_id),
        ways=ways_of(host_id),
        bank=bank,
        today=today,
    )


def _look(
    content: bytes,
    *,
    name: str,
    how: HowToRead,
    choose: ProfileOf,
    chosen: OwnAccount | None,
    remembered: Sequence[Remembered],
    known: Sequence[Standing],
) -> tuple[BankStatement | None, tuple[Finding, ...], int | None]:
    if is_bank_file(content):
        told = read_bank_file(content, profile_of=choose, known=known)
        return told, told.findings, None
    opened = open_file(content, name=name, encoding=how.encoding, sheet=how.sheet)
    if opened.grid is None:
        return None, advised(opened.findings, "statement"), None
    rows, known_as = opened.grid.rows, chosen or ("", "")
    only_meaning = set(how.columns or ()) == {CREDIT_MEANS}
    said = None
    # A bank's own profile says more of its account's files than an answer; an answer of this time more than one of before.
    if (not how.columns or only_meaning) and not choose(*account_in(rows, *known_as)).heads:
        said = answer_for(rows, "bank", remembered, known_as)
    statement = read_statement(
        opened.grid,
        mapping={**(said.columns if said else {}), **(how.columns or {})} or None,
        tail=chosen.tail if chosen else "",
        currency=chosen.currency if chosen else "",
        profile_of=choose,
        order=how.date_order,
    )
    if statement.refused and not how.columns:
        other = reads_as_listing(opened.grid, name=name)
        if other is not None:
            return None, (other,), None
    statement = chained(statement, known)
    return statement, advised(statement.findings, "statement"), said.version if said else None


def read_bank_statement(
    *,
    host_id: int,
    name: str,
    content: bytes,
    actor: int,
    now: datetime,
    how: HowToRead = AS_IT_IS,
    keep_for_columns: bool = False,
) -> FileRead:
    """Reads a statement into the host's entries. Needs the capability ``import``.

    Refused with every finding when the file has a stop; nothing is then written. The same file is the earlier import;
    an entry that stands in an earlier file is not added again. A profile that a person chose (``how``) is what its account
    remembers from then on, and what it replaces is told (IMP-198); refused for a code that is none (IMP-192).
    """
    require(actor, "import", host_id=host_id, on=now.date())
    digest = hashlib.sha256(content).hexdigest()
    earlier = same_file(host_id=host_id, kind="bank", digest=digest)
    if earlier is not None:
        return FileRead(earlier, Job.objects.get(pk=earlier).state, True, (same_finding(earlier),))
    bank = chosen_profile(host_id, how.profile) if how.profile else None
    statement, findings, version = _look_in_books(
        content, name=name, host_id=host_id, how=how, bank=bank, today=day_there(now)
    )
    stops = [finding for finding in findings if finding.level is Level.STOP]
    kept = keep_for_columns and bool(stops) and all(stop.code in COLUMN_CODES for stop in stops)
    if stops and not kept:
        raise Refused(*findings)
    with transaction.atomic():
        stored = store_file(host_id=host_id, name=name, content=content, actor=actor, now=now)
        job = Job.objects.create(
            host_id=host_id,
            kind="bank",
            file_digest=digest,
            file_name=stored.name,
            document_id=stored.id,
            state="read",
            reader=READER,
            reading={"asked": [how.account, how.profile, how.date_order], "sheet": how.sheet} if kept else {},
            prepared_by_id=actor,
            prepared_at=now,
        )
        if not kept and statement is not None:
            if bank is not None:
                remember_profile(host_id, accounts_in(statement), bank, actor=actor, now=now)
            findings = fill_statement(job=job, statement=statement, findings=findings, version=version)
        record(
            host_id=host_id,
            action="imports.statement_read",
            subject=f"import:{job.pk}",
            details={"sha256": digest, "entries": 0 if statement is None else len(statement.entries)},
            now=now,
        )
    return FileRead(job.pk, job.state, False, tuple(findings))


def remember_profile(
    host_id: int, accounts: Iterable[OwnAccount], bank: BankProfile, *, actor: int, now: datetime
) -> None:
    """The accounts of a statement remember the profile by which a person had it read."""
    for account in accounts:
        register_account(
            host_id=host_id,
            tail=account.tail,
            currency=account.currency,
            how=HowItWrites.of_bank(bank),
            actor=actor,
            now=now,
        )


def fill_statement(
    *, job: Job, statement: BankStatement, findings: Sequence[Finding], version: int | None
) -> tuple[Finding, ...]:
    """Writes the entries of a statement into an import that has none yet, and makes it ``checked``; gives every finding.

    What stands in another file of its account is not written again (IMP-251); what may stand there waits (IMP-252).
    """
    one_at_a_time(job.host_id)
    stands = standing_already(job.host_id, statement, but=job.pk)
    findings = (*findings, *what_stands(stands))
    apart = frozenset(finding.place.row for finding in findings if finding.code in BREAKS)
    added = write_entries(job, stands.new, apart)
    stage_findings(host_id=job.host_id, job_id=job.pk, findings=[(None, finding) for finding in findings])
    job.state, job.currency, job.rows_read, job.column_mapping = (
        "checked",
        statement.currency,
        len(statement.entries),
        version,
    )
    named = accounts_in(statement)
    how = ways_of(job.host_id).get(named[0]) if len(named) == 1 else None
    job.reading = {
        "columns": columns_record(statement.columns),
        "repairs": repairs_record(statement.repairs),
        "profile": statement.profile,
        "cut": how.cut if how else 0,
        "how": None if how is None else {"of": named[0], **told_of(how)},
        "charges": None if how is None else [how.bank.charges, *how.bank.charge_words],
        "account": ", ".join(_masks(statement)),
        "added": added,
        "opening": None if statement.opening is None else statement.opening.minor,
        "closing": None if statement.closing is None else statement.closing.minor,
        "statements": [statement_record(standing) for standing in statement.standings],
        "kind": statement.kind,
        "waiting": [waiting_record(stands.rows[pair.line.at], pair, apart) for pair in stands.doubtful],
    }
    job.save(update_fields=["state", "currency", "rows_read", "column_mapping", "reading"])
    return tuple(findings)


def _masks(statement: BankStatement) -> list[str]:
    """The accounts of a file, of which camt may hold several."""
    tails = [entry.account_tail for entry in statement.entries if entry.account_tail]
    return [masked_tail(tail) for tail in dict.fromkeys(tails or [statement.account_tail])]
