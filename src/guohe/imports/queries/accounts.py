"""A host's own accounts with how their statements are read; of a number only the last four signs are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from guohe.identity.queries.accounts import names_of
from guohe.imports.domain.accounts import HowItWrites, OwnAccount
from guohe.imports.models import Account
from guohe.kernel.names import Name
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say
from guohe.payments.queries.accounts import tails_of


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """One registered account as it is read now: by whose word, since when."""

    host_id: int
    account: OwnAccount
    how: HowItWrites
    registered_by: Name
    registered_at: datetime


def registered_accounts(hosts: Sequence[int]) -> tuple[AccountFacts, ...]:
    """The newest word about each account of some hosts, by currency and last four signs."""
    newest = {
        (row.host_id, row.tail, row.currency): row
        for row in Account.objects.filter(host_id__in=list(hosts)).order_by("pk")
    }
    names = names_of({row.registered_by_id for row in newest.values()})
    found = [
        AccountFacts(
            host_id=row.host_id,
            account=OwnAccount(row.tail, row.currency),
            how=HowItWrites(row.counts, row.cut, row.date_order),  # type: ignore[arg-type]
            registered_by=names[row.registered_by_id],
            registered_at=row.registered_at,
        )
        for row in newest.values()
    ]
    return tuple(sorted(found, key=lambda each: (each.host_id, each.account.currency, each.account.tail)))


def ways_of(host: int) -> dict[OwnAccount, HowItWrites]:
    """How the statements of each account of a host are read: as somebody said, plainly where it is known from payments alone."""
    plain = {OwnAccount(tail, currency): HowItWrites() for tail, currency in tails_of(host)}
    return plain | {each.account: each.how for each in registered_accounts([host])}


def read_as(reading: Mapping[str, Any], host: int, lang: str) -> tuple[str, ...]:
    """How a statement was read; and, where somebody has said otherwise of its account since, how it would be read now."""
    told = reading.get("how")
    if told is None:
        return ()
    tail, currency = told["of"]
    then = HowItWrites(told["counts"], told["cut"], told["order"])
    said = [say("imports.entries.read_as", lang, **_words(then, lang))]
    row = Account.objects.filter(host_id=host, tail=tail, currency=currency).order_by("-pk").first()
    if row is not None:
        now = HowItWrites(row.counts, row.cut, row.date_order)  # type: ignore[arg-type]
        if now != then:
            said.append(say("imports.entries.read_otherwise", lang, **_words(now, lang)))
    return tuple(said)


def _words(how: HowItWrites, lang: str) -> dict[str, str]:
    return {
        "counts": say(f"imports.accounts.counts.{how.counts}", lang),
        "cut": str(how.cut),
        "order": say(f"imports.accounts.order.{how.order.split()[0]}", lang),
    }


def accounts_table(accounts: Sequence[AccountFacts], lang: str) -> Table:
    """The accounts as the page, the command and a file show them."""
    kinds = {"cut": Kind.NUMBER, "since": Kind.DATE}
    columns = [
        Column(name, say(f"imports.accounts.{name}", lang), kinds.get(name, Kind.TEXT))
        for name in ("tail", "currency", "counts", "cut", "order", "who", "since")
    ]
    rows = [
        (
            each.account.tail,
            each.account.currency,
            _words(each.how, lang)["counts"],
            each.how.cut,
            _words(each.how, lang)["order"],
            each.registered_by.in_language(lang),
            each.registered_at.date(),
        )
        for each in accounts
    ]
    return Table(say("imports.accounts.title", lang), columns, rows, lang=lang)
