"""``guohe book``: a host's book is opened, its next months follow, and the books are listed."""

from __future__ import annotations

from datetime import datetime

import click

from guohe.funds.cli.doors import acting_here, options
from guohe.funds.domain.new_book import CURRENCIES, NewBook
from guohe.funds.operations.found_book import extend_book, found_book
from guohe.funds.queries.books import BookFacts, books_table
from guohe.funds.queries.chart import book_named
from guohe.identity.domain.people import Tenant
from guohe.identity.domain.permissions import AccessFinding
from guohe.identity.queries import hosts_visible
from guohe.kernel.findings import Level, Refused
from guohe.kernel.texts import say
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text


@click.group("book")
def book() -> None:
    """A host's books: open one with its months and accounts, give it more months, list them."""


@book.command("list")
@options
def list_(actor: str | None, lang: str, as_json: bool) -> None:
    """The books, from which day and until which."""
    with acting_here(actor, lang, as_json):
        table = books_table(lang)
    click.echo(json_text(table_record(table)) if as_json else table_text(table))


@book.command("open")
@click.argument("code")
@click.option("--name", required=True, help="What the book is called, in any language.")
@click.option(
    "--from",
    "first_day",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="The first day that may stand in it; its month is the first.",
)
@click.option("--months", type=int, default=60, show_default=True, help="How many months are opened.")
@click.option(
    "--currency",
    "currencies",
    multiple=True,
    default=CURRENCIES,
    show_default=True,
    help="Once for each currency of a bank account.",
)
@click.option("--host", "host_code", help="Host code; may be left out if you act for one host.")
@options
def open_(
    code: str,
    name: str,
    first_day: datetime,
    months: int,
    currencies: tuple[str, ...],
    host_code: str | None,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Open a book with its monthly periods and standard accounts."""
    plan = NewBook(code, name, first_day.date(), months, tuple(currency.upper() for currency in currencies))
    with acting_here(actor, lang, as_json) as (person, now):
        facts = found_book(host_id=_host(host_code).host, plan=plan, actor=person.account, now=now)
    _tell("funds.books.opened", facts, lang, as_json)


@book.command("extend")
@click.argument("code")
@click.option("--months", type=int, default=12, show_default=True, help="How many months more.")
@options
def extend(code: str, months: int, actor: str | None, lang: str, as_json: bool) -> None:
    """Open the months that follow a book's last."""
    with acting_here(actor, lang, as_json) as (person, now):
        facts = extend_book(book=book_named(code), months=months, actor=person.account, now=now)
    _tell("funds.books.extended", facts, lang, as_json)


def _host(code: str | None) -> Tenant:
    """The named host, or the only one; a finding with all of them otherwise."""
    hosts = hosts_visible()
    found = [host for host in hosts if code is None or host.code == code]
    if len(found) != 1:
        codes = ", ".join(host.code for host in hosts) or "-"
        raise Refused(AccessFinding("ACC-610", Level.STOP, values={"code": code or "", "hosts": codes}))
    return found[0]


def _tell(key: str, facts: BookFacts, lang: str, as_json: bool) -> None:
    told = say(
        key,
        lang,
        code=facts.code,
        first=facts.first_day.isoformat(),
        last=facts.last_day.isoformat(),
        currencies=", ".join(facts.currencies),
    )
    click.echo(json_text({"done": told, "book": facts}) if as_json else told)
