"""Files, lines and credits that wait for somebody, as the contexts below count them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from guohe.grants.domain.changes import State
from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries.corrections import waiting_for
from guohe.grants.queries.waiting import open_things
from guohe.identity.queries.actor import who_acts
from guohe.identity.queries.sight import holds, hosts_in_view
from guohe.imports.queries import bank
from guohe.imports.queries.open_questions import OpenQuestions
from guohe.imports.queries.what_waits import ChargeToConfirm, NotPosted
from guohe.kernel.utc8 import day_there
from guohe.payments.queries.beyond_plan import told_of
from guohe.portal.domain.attention import (
    Item,
    beyond_plan,
    charge_waiting,
    correction_waiting,
    credit_taken_back,
    entry_not_identified,
    partner_differs,
    questions_waiting,
    rates_not_confirmed,
    request_open,
    statement_late,
)
from guohe.reconciliation.queries.charges_waiting import asking_for_charges, charges_that_wait
from guohe.reconciliation.queries.choices import choosing, chosen_told
from guohe.reconciliation.queries.decisions import last_word, went_back
from guohe.reconciliation.queries.inbox import money_out, seem_taken_back
from guohe.reconciliation.queries.places import age_of, place_of
from guohe.reporting.queries import rates

# Files looked at for what is not confirmed yet; older ones stay in the list of imports.
LATEST = 20


def waiting_files(files: Iterable[NotPosted], *, on: date) -> Iterator[Item]:
    """A file that was read and not confirmed has posted nothing; a line that was held is in no report until it is tried again."""
    for each in files:
        if each.statement:
            yield Item(
                shape="held",
                subject=each.file_name,
                key="portal.attention.statement_lines",
                values=(("amount", str(each.amount)),),
                page="imports:entries",
                argument=str(each.number),
                days=(on - day_there(each.prepared_at)).days,
            )
            continue
        yield Item(
            shape="held",
            subject=each.file_name,
            key="portal.attention.held" if each.held else "portal.attention.job",
            values=(("amount", str(each.amount)),),
            page="imports:resolve" if each.held else "imports:check",
            argument=str(each.number),
            days=(on - day_there(each.prepared_at)).days,
        )


def waiting_charges(charges: Iterable[ChargeToConfirm], *, on: date) -> Iterator[Item]:
    """What banks kept beyond what one person books, for each person who may confirm it."""
    for each in charges:
        days = (on - day_there(each.prepared_at)).days
        yield charge_waiting(each.number, each.instalment, each.kept, days)


def waiting_lines(
    questions: Mapping[str, Iterable[OpenQuestions]], grants: Iterable[GrantFacts], *, on: date
) -> Iterator[Item]:
    """The open questions of each of the grants, and of lines of none, and how much money they keep out of reports."""
    hosts = {grant.ref: grant.host_id for grant in grants}
    for ref, each in questions.items():
        yours = ref in hosts and holds("answer", hosts[ref], ref)
        for waiting in each:
            yield from questions_waiting(ref, waiting.count, waiting.held, waiting.oldest, on, yours=yours)


def waiting_of_grants(grants: Iterable[GrantFacts], *, on: date) -> Iterator[Item]:
    """Partners' statements that are late, where their papers differ from ours, and requests for changes that are not done: one
    that awaits a decision is told to whoever sees the grant's money, the host's own steps to who may take them. A request of a
    closed grant is neither sent, decided nor brought into force: it is no next step."""
    grants = tuple(grants)
    hosts = {grant.ref: grant.host_id for grant in grants}
    closed = {grant.ref for grant in grants if grant.closed_on is not None}
    found = open_things(hosts, on=on)
    for late in found.late:
        yield statement_late(late.ref, late.due.first_day, late.due.last_day, late.due.due_on, on)
    for other in found.differs:
        yield partner_differs(other, on)
    for each in found.requests:
        if each.ref in closed:
            continue
        if each.state is State.SENT or holds("prepare", hosts[each.ref], each.ref):
            yield request_open(each, on)


def waiting_corrections(grants: Collection[GrantFacts], *, on: date) -> Iterator[Item]:
    """Corrections of a day of effect, for each person who may let them hold."""
    acting = who_acts()
    if acting is None:
        return
    account, _ = acting
    # Where nothing took effect nothing can be corrected.
    refs = [grant.ref for grant in grants if grant.effects and holds("approve", grant.host_id, grant.ref)]
    for each in waiting_for(account, refs) if refs else ():
        days = (each.correction.before, each.correction.since)
        waited = (on - day_there(each.correction.prepared_at)).days
        yield correction_waiting(each.ref, each.correction.change, days, waited)


def waiting_rates(grants: Collection[GrantFacts], *, on: date) -> Iterator[Item]:
    """Exchange rates that one person noted and no second one confirmed; those of a whole host lead to its first grant."""
    first: dict[int, str] = {}
    for grant in grants:
        first.setdefault(grant.host_id, grant.ref)
    seen = {grant.ref for grant in grants}
    for each in rates.waiting_everywhere(first.keys()):
        if each.grant in seen or not each.grant:
            days = (on - day_there(each.oldest)).days
            yield rates_not_confirmed(each.grant or first[each.host], each.count, days)


def waiting_payments(grant_refs: Collection[str]) -> Iterator[Item]:
    """Instalments of some grants that were paid twice, and payments that are held because they would do so."""
    for ref, told in told_of(grant_refs).items():
        for each in told:
            yield beyond_plan(ref.rpartition("/T")[0], each)


def waiting_entries(*, on: date) -> Iterator[Item]:
    """Credits, debits of accounts that payments of ours leave, and charges beside receipts, that nobody has identified for more
    working days than their host allows; and at once what seems to take back a credit that the books hold."""
    hosts = hosts_in_view()
    asking = {"choice": choosing("host_id"), "said": last_word("pk"), **asking_for_charges()}
    not_used, used = bank.not_used_and_used(asking=asking, out=money_out())
    waiting = [entry for entry in not_used if entry.host_id in hosts and not entry.of_payment]
    open_now = [entry for entry in waiting if entry.booked is None]
    # A credit that went back has its opposite beside it; without one there is nothing to ask about it.
    out = {(entry.host_id, entry.account, -entry.amount) for entry in open_now if entry.amount.minor < 0}
    unknown = [entry for entry in open_now if entry.amount.minor > 0]
    unknown = [
        entry
        for entry in unknown
        if (entry.host_id, entry.account, entry.amount) not in out or not went_back(entry.told["said"])
    ]
    going = [entry for entry in open_now if entry.amount.minor < 0 and not went_back(entry.told["said"])]
    came = [entry for entry in (*used, *waiting) if entry.host_id in hosts and entry.amount.minor > 0]
    back = seem_taken_back(going, [entry for entry in came if entry.used_as == "receipt" or entry.booked])
    for entry in going:
        if entry.number in back:
            yield credit_taken_back(entry.number, entry.amount, entry.posted_on, on)
    charges = {entry.number for entry in charges_that_wait(waiting)} - back
    unknown += [
        entry for entry in going if entry.number in charges or (entry.of_payer and entry.number not in back)
    ]
    for entry in unknown:
        age = age_of(entry.posted_on, on, place_of(entry.host_id))
        if age.over(chosen_told(entry.told["choice"]).old_after):
            charge = entry.number in charges
            yield entry_not_identified(
                entry.number, entry.amount, entry.posted_on, age.working, on, charge=charge
            )
