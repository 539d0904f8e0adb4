"""Recorded accounts with what is known of their call-backs; of a number only the last four signs leave here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from guohe.identity.queries.accounts import account_by_number
from guohe.identity.queries.sight import hosts_in_view
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say
from guohe.payments.domain.changed_account import Retired
from guohe.payments.domain.release import CallBack
from guohe.payments.models import Account
from guohe.payments.queries.changed_accounts import retired
from guohe.payments.queries.releases import payee_account

_COLUMNS = {
    "account": Kind.NUMBER, "role": Kind.TEXT, "holder": Kind.TEXT, "tail": Kind.TEXT, "currency": Kind.TEXT,
    "bank": Kind.TEXT, "place": Kind.TEXT, "recorded": Kind.TEXT, "verified": Kind.TEXT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """One recorded account. ``verified`` is its latest call-back by somebody else; payers need none."""

    number: int
    host_id: int
    role: str
    holder: str
    latin_name: str
    tail: str
    currency: str
    bank: str
    place: str
    payer_kind: str
    recorded_by: int
    recorded_at: datetime
    verified: CallBack | None
    retired: Retired | None = None

    @property
    def payable(self) -> bool:
        """Whether money may come from or go to it."""
        return self.retired is None and (self.role == "payer" or self.verified is not None)


def all_accounts() -> tuple[AccountFacts, ...]:
    """The accounts of the hosts whose whole money one may see: payers, then payees, newest first."""
    rows = Account.objects.filter(host_id__in=hosts_in_view()).order_by("-role", "-pk")
    gone = retired([row.pk for row in rows])
    return tuple(_facts(row, gone.get(row.pk)) for row in rows)


def account_of(number: int) -> AccountFacts | None:
    """The account of this number, if one may see it."""
    return next((one for one in all_accounts() if one.number == number), None)


def _facts(row: Account, gone: Retired | None) -> AccountFacts:
    known = payee_account(row)
    bank = " ".join(part for part in (row.bic, row.clearing_system, row.member) if part)
    return AccountFacts(
        number=row.pk,
        host_id=row.host_id,
        role=row.role,
        holder=row.holder,
        latin_name=row.latin_name,
        tail=known.tail,
        currency=row.currency,
        bank=bank,
        place=f"{row.town}, {row.country}",
        payer_kind=row.payer_kind,
        recorded_by=row.recorded_by_id,
        recorded_at=row.recorded_at,
        verified=known.verified,
        retired=gone,
    )


def accounts_table(accounts: Sequence[AccountFacts], lang: str) -> Table:
    """The accounts as the page, the command and a file show them."""
    columns = [Column(key, say(f"payments.account.{key}", lang), kind) for key, kind in _COLUMNS.items()]
    rows = [
        (
            one.number,
            say(f"payments.role.{one.role}", lang),
            one.holder,
            f"…{one.tail}",
            one.currency,
            one.bank,
            one.place,
            say(
                "payments.account.by",
                lang,
                who=person(one.recorded_by, lang),
                on=f"{one.recorded_at:%Y-%m-%d}",
            ),
            _verified(one, lang),
        )
        for one in accounts
    ]
    return Table(say("payments.accounts.title", lang), columns, rows, lang=lang)


def _verified(one: AccountFacts, lang: str) -> str:
    if one.retired is not None:
        who, on = person(one.retired.by, lang), one.retired.on.isoformat()
        return say("payments.account.retired", lang, who=who, on=on, why=one.retired.reason)
    if one.role == "payer":
        return say("payments.account.no_call", lang)
    if one.verified is None:
        return say("payments.account.waits", lang)
    who, on = person(one.verified.called_by, lang), one.verified.called_on.isoformat()
    return say("payments.account.called", lang, who=who, on=on, evidence=one.verified.evidence)


def person(number: int, lang: str) -> str:
    """The name of an account of ours in the reader's language."""
    found = account_by_number(number)
    return found.name.in_language(lang) if found is not None else str(number)


def tails_of(host: int) -> frozenset[tuple[str, str]]:
    """Last four signs and currency of every account that a host recorded for payments."""
    rows = Account.objects.filter(host_id=host).values_list("number", "currency")
    return frozenset((number[-4:], currency) for number, currency in rows)
