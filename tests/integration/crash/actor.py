"""What the processes of these tests do: found the books, write until told to stop, race for a budget, prove."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from uuid import UUID

import django
from django.apps import apps

from tests.integration.crash.plan import Batch, Notebook, batches, read

FUNDS = ["CRASH-1", "CRASH-2"]
BOOK = "HK"
# 1.3 thousand million HKD in each fund: 200 kills take some eight minutes, in which the writers post about 400,000 entries of
# HKD 1,700 on average (plan.py).
INSTALMENTS = 12


def found() -> None:
    """People, a book, and two funds whose money outlasts any test."""
    from django.core.management import call_command

    from tests.factories import funds as factory
    from tests.factories.identity import the_cast
    from tests.factories.people import FINANCE_OFFICE

    call_command("migrate", database="owner", verbosity=0)
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        ground = factory.books(stage.host, ref=FUNDS[0], enforced=True, limits=_limits())
        factory.add_fund(ground.book, ref=FUNDS[1], enforced=True, limits=_limits())
        factory.add_fund(ground.book, ref="RACE", enforced=True, limits=factory.LIMITS)
        for ref in (*FUNDS, "RACE"):
            for turn in range(1, INSTALMENTS + 1):
                factory.received(ground, ref=ref, instalment=f"T{turn}", sent="90,000,000.00", credited="89,999,850.00",
                                 on=date(2018, 2, turn))  # fmt: skip
                factory.converted(ground, ref=ref, sold="89,999,850.00", bought="111,599,814.00",
                                  deal_no=f"{ref}-{turn}", on=date(2018, 3, turn))  # fmt: skip


def _limits() -> dict[str, str]:
    from tests.factories.funds import LIMITS

    return dict.fromkeys(LIMITS, "900,000,000.00")


def write(seed: str, notebook: str, stop: str) -> None:
    """Sends batch after batch; what a kill left without an acknowledgement is sent again first."""
    path, own = Path(notebook), random.Random(seed)  # noqa: S311 -- to be played again
    meant, acknowledged = read(path)
    notes = Notebook(path)
    with path.open("ab") as torn:
        # A line torn by a kill is ended, so that the next one begins afresh.
        torn.write(b"\n")
    for batch in meant.values():
        if batch.key not in acknowledged:
            _send_until_answered(batch)
            notes.acknowledged(batch)
    sent = list(meant.values())
    for batch in batches(int(seed), FUNDS):
        if batch.key in meant:
            continue
        if Path(stop).exists():
            return
        notes.means(batch)
        _send_until_answered(batch)
        notes.acknowledged(batch)
        sent.append(batch)
        if own.random() < 0.1:
            _send_until_answered(own.choice(sent), again=True)


def _send_until_answered(batch: Batch, *, again: bool = False) -> None:
    import psycopg
    from django.db import InterfaceError, OperationalError, connection

    while True:
        try:
            _send(batch, again=again)
        except (OperationalError, InterfaceError, psycopg.OperationalError):
            with suppress(Exception):
                connection.close()
            time.sleep(0.05)
        else:
            return


def _send(batch: Batch, *, again: bool) -> None:
    from guohe.funds.operations.bulk_post import post_many
    from guohe.funds.operations.post_entries import Entry, Line, post
    from guohe.funds.queries.chart import book_named
    from guohe.identity.operations.act_as import acting
    from guohe.kernel.money import Money
    from tests.factories.identity import person
    from tests.factories.people import FINANCE_OFFICE, TODAY

    entries = [
        Entry(
            key=UUID(spend.key), kind="spend", effective_date=date.fromisoformat(spend.day), source=spend.source, memo="",
            lines=(
                Line(spend.account, Money("HKD", spend.minor), fund=spend.fund, budget=spend.budget),
                Line("1000-HKD", Money("HKD", -spend.minor), fund=spend.fund),
            ),
        )
        for spend in batch.spends
    ]  # fmt: skip
    with acting(person(FINANCE_OFFICE).account, on=TODAY):
        book = book_named(BOOK)
        if batch.bulk:
            done = post_many(book=book, entries=entries, batch_key=UUID(batch.key))
            there = done.were_there
        else:
            there = sum(each.was_there for each in post(book=book, entries=entries))
        # Asked within the transaction: a batch is there as a whole or not at all.
        assert there in (0, len(entries)), (there, len(entries))
        assert not again or there == len(entries), "a batch that was answered is there"


def race(seed: str, notebook: str, start: str) -> None:
    """Spends on one small budget line until it is refused; writes down what was accepted, in fen carried by nobody else."""
    from guohe.funds.operations.post_entries import Entry, Line, post_alone
    from guohe.funds.queries.chart import book_named
    from guohe.identity.operations.act_as import acting
    from guohe.kernel.findings import Refused
    from guohe.kernel.money import Money
    from tests.factories.identity import person
    from tests.factories.people import FINANCE_OFFICE, TODAY

    chance = random.Random(int(seed))  # noqa: S311 -- to be played again
    account = person(FINANCE_OFFICE).account
    with acting(account, on=TODAY):
        book = book_named(BOOK)
    while not Path(start).exists():
        time.sleep(0.005)
    accepted = refused = 0
    while refused < 10:
        amount = Money("HKD", chance.randint(50_000, 250_000))
        entry = Entry(
            key=UUID(int=chance.getrandbits(128), version=4), kind="spend", effective_date=date(2018, 6, 1),
            source=f"R{seed}-{accepted}", memo="",
            lines=(Line("6420", amount, fund="RACE", budget="travel"), Line("1000-HKD", -amount, fund="RACE")),
        )  # fmt: skip
        try:
            post_alone(account=account, on=TODAY, book=book, entry=entry)
        except Refused as refusal:
            if [finding.code for finding in refusal.findings] != ["BUD-402"]:
                raise
            refused += 1
        else:
            accepted += 1
    Path(notebook).write_text(f"{accepted} {refused}", encoding="ascii")


def prove() -> None:
    """The product's own proof, which must find nothing broken."""
    from guohe.funds.operations.verify_books import verify
    from guohe.identity.operations.act_as import acting
    from tests.factories.identity import person
    from tests.factories.people import AUDITOR, TODAY

    with acting(person(AUDITOR).account, on=TODAY):
        proofs = verify(replay=True)
    broken = [proof for proof in proofs if proof.broken]
    assert not broken, broken
    assert sum(proof.count for proof in proofs) > 0


def found_demo() -> None:
    """The demo's books, with nothing imported."""
    from django.core.management import call_command

    from tests.factories.imports import demo_ground

    call_command("migrate", database="owner", verbosity=0)
    demo_ground()


def read_listing(lines: str) -> None:
    """Reads a listing of so many lines of HKD 1.00 into an import; a second time it is found there."""

    from guohe.funds.queries.chart import books
    from guohe.identity.operations.act_as import acting
    from guohe.imports.operations.read_file import read_file
    from tests.factories.identity import person
    from tests.factories.imports import many_lines
    from tests.factories.people import FINANCE_OFFICE, NOW, TODAY

    account = person(FINANCE_OFFICE).account
    with acting(account, on=TODAY):
        _, _, host = books()[0]
        read_file(host_id=host, name="many.csv", content=many_lines(int(lines)), actor=account, now=NOW)


def confirm_import(die_at: str) -> None:
    """Confirms the import; dies by its own hand after the step of this number (0: lives)."""
    from guohe.identity.operations.act_as import acting
    from guohe.imports.models import Job
    from guohe.imports.operations.confirm import confirm
    from tests.factories.identity import person
    from tests.factories.people import FINANCE_OFFICE, NOW, TODAY

    def step(number: int) -> None:
        if number == int(die_at):
            os.kill(os.getpid(), signal.SIGKILL)

    account = person(FINANCE_OFFICE).account
    with acting(account, on=TODAY):
        confirm(job_id=Job.objects.get(file_name="many.csv").pk, actor=account, now=NOW, step=step)


def read_statement() -> None:
    """Reads the demo's bank statement into the host's entries; a second time it is found there."""
    from guohe.funds.queries.chart import books
    from guohe.identity.operations.act_as import acting
    from guohe.imports.operations.read_bank_statement import read_bank_statement
    from tests.factories.identity import person
    from tests.factories.money_on_its_way import DEMO
    from tests.factories.people import FINANCE_OFFICE, NOW, TODAY

    account = person(FINANCE_OFFICE).account
    with acting(account, on=TODAY):
        _, _, host = books()[0]
        content = (DEMO / "bank_cny.csv").read_bytes()
        read_bank_statement(host_id=host, name="bank_cny.csv", content=content, actor=account, now=NOW)


def accept_credit(ref: str, die_at: str) -> None:
    """Says that the statement's last credit is this instalment; dies by its own hand before the step of this number."""
    from guohe.identity.operations.act_as import acting
    from guohe.imports.models import BankRow
    from guohe.imports.operations import record_receipt as receipts
    from guohe.reconciliation.operations import accept_match as matches
    from tests.factories.identity import person
    from tests.factories.people import FINANCE_OFFICE, NOW, TODAY

    def die(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    steps = (
        (receipts, "receive"),
        (receipts, "use"),
        (receipts, "claim"),
        (receipts, "recorded"),
        (matches, "say_is"),
        (matches, "tell_identified"),
    )
    if int(die_at):
        setattr(*steps[int(die_at) - 1], die)
    account = person(FINANCE_OFFICE).account
    with acting(account, on=TODAY):
        credit = BankRow.objects.filter(amount_minor__gt=0).latest("posted_date")
        matches.accept_match(entry_id=credit.pk, item_ref=ref, actor=account, now=NOW)


def main(words: Iterable[str]) -> None:
    """The first word says what to do; the others are its values. The environment names the server."""
    do, *values = words
    if not apps.ready:
        django.setup()
    _lead_to_the_server()
    known = (
        found,
        write,
        race,
        prove,
        found_demo,
        read_listing,
        confirm_import,
        read_statement,
        accept_credit,
    )
    {each.__name__: each for each in known}[do](*values)


def _lead_to_the_server() -> None:
    """Settings that were read for other books lead to these."""
    from django.conf import settings
    from django.db import connections

    from guohe.project import environment

    settings.BOOKS = Path(os.environ["GUOHE_BOOKS"])
    for alias, name in (("owner", "DATABASE_URL"), ("default", "GUOHE_APP_DATABASE_URL")):
        wanted = environment.database(os.environ[name])
        connections[alias].settings_dict.update(
            {key: wanted[key] for key in ("NAME", "USER", "HOST", "PORT")}
        )
