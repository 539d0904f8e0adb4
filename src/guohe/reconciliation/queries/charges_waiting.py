"""Which lines that wait may be a bank's charge beside a receipt, by the matcher itself and without a question of its own.

The lines were asked for with what ``asking_for_charges`` asks. References under which a payer's bank sent the money, and larger charges that the
bank took before, are known to the inbox alone: what only they tell is not told here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.expressions import BaseExpression

from guohe.grants.queries import find
from guohe.imports.operations.record_group import JOINED
from guohe.imports.queries.bank import BankEntryFacts
from guohe.imports.queries.receipts_before import receipts_before
from guohe.reconciliation.domain.group_keys import receipt_charge_in
from guohe.reconciliation.domain.match import match
from guohe.reconciliation.domain.rules import rules
from guohe.reconciliation.domain.values import OpenItem
from guohe.reconciliation.models import Decision
from guohe.reconciliation.queries.bank_lines import as_lines, known_account
from guohe.reconciliation.queries.open_items import payer_texts
from guohe.reconciliation.queries.places import on_the_way, place_of
from guohe.reconciliation.queries.receipt_charges import charge_beside


def asking_for_charges() -> Mapping[str, BaseExpression]:
    """What is asked with the lines: the receipts before each, and what was said not to be it."""
    denied = Decision.objects.filter(entry_id=OuterRef("pk"), answer__in=("is_not", "undone"))
    return {
        "receipts": receipts_before("host_id", "currency", "posted_date", "amount_minor"),
        "denied": ArraySubquery(denied.values("item_ref")),
    }


def charges_that_wait(entries: Sequence[BankEntryFacts]) -> tuple[BankEntryFacts, ...]:
    """Of lines that nobody has said anything about, those that may be such a charge. Beside a credit that the books hold
    by an entry of their own the line stands too."""
    open_now = [each for each in entries if each.amount.minor < 0 and each.booked is None]
    texts = {grant.ref: payer_texts(grant) for grant in find.all_grants()}
    found: list[BankEntryFacts] = []
    for host in dict.fromkeys(each.host_id for each in open_now):
        of_host = [each for each in open_now if each.host_id == host]
        in_books = _in_the_books([each for each in entries if each.host_id == host])
        items = _items(of_host, texts) | in_books
        denied = {(str(each.number), item) for each in of_host for item in each.told["denied"]}
        # What was said not to be beside one receipt is not asked about by the day of another.
        denied |= {
            (str(each.number), item)
            for each in of_host
            for item in in_books
            if any(map(receipt_charge_in, each.told["denied"]))
        }
        outcome = match(
            as_lines(of_host, ()),
            tuple(items.values()),
            rules=rules(),
            working_days=partial(on_the_way, place=place_of(host)),
            refused=frozenset(denied),
        )
        sure = {line for each in outcome.automatic for line in each.lines}
        found += [each for each in of_host if str(each.number) in sure | outcome.guesses.keys()]
    return tuple(found)


def _items(entries: Iterable[BankEntryFacts], texts: Mapping[str, tuple[str, ...]]) -> dict[str, OpenItem]:
    """A charge beside each receipt before these lines; of several lines of one instalment the last counts."""
    found: dict[str, OpenItem] = {}
    for entry in entries:
        for told in entry.told["receipts"] or ():
            for ref in told["used_for"].split(JOINED):
                item = charge_beside(
                    ref,
                    on=date.fromisoformat(told["on"]),
                    currency=entry.amount.currency,
                    account=told["account"] if any(map(str.isalnum, told["account"])) else "",
                    names=texts.get(ref.rpartition("/T")[0], ()),
                )
                before = found.get(item.id)
                if before is None or before.on <= item.on:
                    found[item.id] = item
    return found


def _in_the_books(entries: Iterable[BankEntryFacts]) -> dict[str, OpenItem]:
    """A charge beside each credit that a receipt of the books is, whose instalment no line was said to be: by account and day alone."""
    items = (
        charge_beside(
            f"J-{each.booked}",
            on=each.posted_on,
            currency=each.amount.currency,
            account=known_account(each),
            names=(),
        )
        for each in entries
        if each.received and each.amount.minor > 0
    )
    return {item.id: item for item in items}
