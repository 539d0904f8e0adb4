"""A host's own accounts with how their statements are read; of a number only the last four signs are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from guohe.exchange.domain.banks import PLAIN
from guohe.identity.queries.accounts import names_of
from guohe.imports.domain.accounts import HowItWrites, OwnAccount
from guohe.imports.models import Account, BankProfileRow
from guohe.imports.queries.categories import in_words
from guohe.imports.queries.profiles import OwnProfile, in_force, order_key, own_profiles, profile_in
from guohe.kernel.names import Name
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say
from guohe.kernel.utc8 import day_there
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
    own = own_profiles(hosts)
    found = [
        AccountFacts(
            host_id=row.host_id,
            account=OwnAccount(row.tail, row.currency),
            how=_how(row, own[row.host_id]),
            registered_by=names[row.registered_by_id],
            registered_at=row.registered_at,
        )
        for row in newest.values()
    ]
    return tuple(sorted(found, key=lambda each: (each.host_id, each.account.currency, each.account.tail)))


def ways_of(host: int) -> dict[OwnAccount, HowItWrites]:
    """How the statements of each account of a host are read: as somebody said, plainly where it is known from payments alone."""
    plain = {OwnAccount(tail, currency): HowItWrites.of_bank(PLAIN) for tail, currency in tails_of(host)}
    return plain | {each.account: each.how for each in registered_accounts([host])}


def _how(row: Account, own: Mapping[str, OwnProfile]) -> HowItWrites:
    """How an account is read now, by the newest version of its bank's profile; by none where that cannot be had."""
    bank = in_force(row.profile, own)
    return HowItWrites(row.counts, row.cut, row.date_order or None, bank.profile, bank.unread)  # type: ignore[arg-type]


def told_of(how: HowItWrites) -> dict[str, Any]:
    """How a statement was read, as its import keeps it."""
    return {
        "counts": how.counts,
        "cut": how.cut,
        "order": how.order or "",
        "profile": how.bank.code,
        "version": how.bank.version,
    }


def read_as(reading: Mapping[str, Any], host: int, lang: str) -> tuple[str, ...]:
    """How a statement was read; and, where somebody has said otherwise of its account since, how it would be read now."""
    told = reading.get("how")
    if told is None:
        return ()
    then = {name: told[name] for name in told if name != "of"}
    said = [say("imports.entries.read_as", lang, **_words(then, lang))]
    now = way_now(host, OwnAccount(*told["of"]))
    if now is not None and now.unread is not None:
        said.append(in_words(now.unread, lang))
    elif now is not None and told_of(now) != then:
        said.append(say("imports.entries.read_otherwise", lang, **way_words(now, lang)))
    return tuple(said)


def way_now(host: int, account: OwnAccount) -> HowItWrites | None:
    """How one account is read now, in one question; None where nobody registered it."""
    newest = BankProfileRow.objects.filter(host_id=host, code=OuterRef("profile")).order_by("-version")
    rows = Account.objects.filter(host_id=host, tail=account.tail, currency=account.currency)
    row = (
        rows.annotate(
            body=Subquery(newest.values("body")[:1]), version=Subquery(newest.values("version")[:1])
        )
        .order_by("-pk")
        .first()
    )
    if row is None:
        return None
    return _how(row, {row.profile: profile_in(row.profile, row.body, row.version)} if row.body else {})


def way_words(how: HowItWrites, lang: str) -> dict[str, str]:
    """The whole way of an account in words: ``profile`` with its version, ``counts``, ``cut``, ``order``."""
    return _words(told_of(how), lang)


def _words(told: Mapping[str, Any], lang: str) -> dict[str, str]:
    return {
        "counts": say(f"imports.accounts.counts.{told['counts']}", lang),
        "cut": _cut_words(told["cut"], lang),
        "order": say(f"imports.accounts.order.{order_key(told['order'])}", lang),
        "profile": say(
            "imports.accounts.versioned", lang, profile=str(told["profile"]), version=str(told["version"])
        ),
    }


def _cut_words(cut: int, lang: str) -> str:
    return (
        say("imports.accounts.cut_at", lang, cut=str(cut))
        if cut
        else say("imports.accounts.names_not_cut", lang)
    )


def accounts_table(accounts: Sequence[AccountFacts], lang: str) -> Table:
    """The accounts as the page, the command and a file show them."""
    kinds = {"cut": Kind.NUMBER, "since": Kind.DATE}
    columns = [
        Column(name, say(f"imports.accounts.{name}", lang), kinds.get(name, Kind.TEXT))
        for name in ("tail", "currency", "profile", "counts", "cut", "order", "who", "since")
    ]
    rows = [
        (
            each.account.tail,
            each.account.currency,
            in_words(each.how.unread, lang) if each.how.unread else each.how.bank.code,
            way_words(each.how, lang)["counts"],
            each.how.cut or say("imports.accounts.not_cut", lang),
            way_words(each.how, lang)["order"],
            each.registered_by.in_language(lang),
            day_there(each.registered_at),
        )
        for each in accounts
    ]
    return Table(say("imports.accounts.title", lang), columns, rows, lang=lang)


def known_accounts(hosts: Sequence[int]) -> tuple[str, ...]:
    """The accounts of some hosts as a person names them, ``2101-CNY``: registered, or recorded for payments."""
    named = set(Account.objects.filter(host_id__in=list(hosts)).values_list("tail", "currency"))
    for host in hosts:
        named.update(tails_of(host))
    return tuple(sorted(f"{tail}-{currency}" for tail, currency in named))
