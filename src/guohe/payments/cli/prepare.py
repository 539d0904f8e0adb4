"""Before a payment can be released: accounts, call-backs, the payment itself, its papers, and the words for the bank."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import click

from guohe.exchange.domain.payment_file import Account, Address, Bank, Party
from guohe.grants.queries import find
from guohe.identity.queries.accounts import host_by_code, hosts_visible
from guohe.identity.queries.sight import see_some_money
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.money import EXPONENTS, AmountNotReadable, Money
from guohe.kernel.texts import say
from guohe.payments.cli.doors import acting_here, options
from guohe.payments.domain.bank_letter import without_letter
from guohe.payments.domain.filing import PAYER_KINDS, Payer, PayerKind
from guohe.payments.domain.role import Role
from guohe.payments.domain.withdrawal import withdrawn_before
from guohe.payments.operations.prepare_release import Instruction, prepare_release
from guohe.payments.operations.record_account import record_account, record_call_back
from guohe.payments.operations.retire_account import retire_account
from guohe.payments.operations.state_paper import state_paper
from guohe.payments.queries.accounts import accounts_table, all_accounts
from guohe.payments.queries.payment import checklist_table, payment_of, payment_record
from guohe.ui.commands import JSON, tell
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("accounts")
@JSON
@options
def accounts_command(actor: str | None, lang: str, as_json: bool) -> None:
    """Every recorded account, with who called back for it."""
    with acting_here(actor, lang, as_json=as_json):
        see_some_money()
        table = accounts_table(all_accounts(), lang)
    click.echo(json_text(table_record(table)) if as_json else table_text(table))


def _no_host(seen: str) -> Finding:
    """PAY-375 with the codes of the hosts that one sees."""
    codes = ", ".join(host.code for host in hosts_visible()) or "-"
    return Finding("PAY-375", Level.STOP, Place(pointer="host"), {"seen": seen[:40], "hosts": codes})


def _number(lang: str) -> str:
    """The account number from a hidden prompt, or one line from a pipe."""
    if sys.stdin.isatty():
        typed: str = click.prompt(say("payments.cli.number", lang), hide_input=True, err=True)
        return typed
    return sys.stdin.readline().strip()


@click.command("account")
@click.argument("host")
@click.argument("role", type=click.Choice(["payer", "payee"]))
@click.option("--holder", required=True, help="The name in the script in which the bank holds it.")
@click.option("--latin-name", default="", help="The same in Latin letters, when it is not.")
@click.option("--town", required=True, help="Town of the holder.")
@click.option("--country", required=True, help="Country code, for example HK.")
@click.option("--street", default="", help="Street and number.")
@click.option(
    "--currency", required=True, type=click.Choice(list(EXPONENTS)), help="Currency of the account."
)
@click.option("--iban", is_flag=True, help="The number is an IBAN.")
@click.option("--bic", default="", help="BIC of the bank.")
@click.option(
    "--system", default="", type=click.Choice(["", "CNAPS", "HKNCC"]), help="National clearing system."
)
@click.option("--member", default="", help="The bank's number in that system.")
@click.option("--payer-kind", type=click.Choice(PAYER_KINDS), help="Of a payer: what it is.")
@click.option("--guangdong", is_flag=True, help="Of a payer: pays through the province's own channel.")
@JSON
@options
def account_command(
    actor: str | None,
    lang: str,
    host: str,
    role: str,
    holder: str,
    latin_name: str,
    town: str,
    country: str,
    street: str,
    currency: str,
    iban: bool,
    bic: str,
    system: str,
    member: str,
    payer_kind: str | None,
    guangdong: bool,
    as_json: bool,
) -> None:
    """Record an account of HOST's; its number is asked for, so that no history or process list keeps it."""
    number = _number(lang)
    with acting_here(actor, lang, as_json=as_json) as (person, now):
        found = host_by_code(host)
        if found is None:
            raise Refused(_no_host(host))
        kind = cast(PayerKind | None, payer_kind)
        row = record_account(
            host_id=found.host,
            role=cast(Role, role),
            party=Party(holder, Address(town, country.upper(), street=street), latin_name),
            account=Account(number.replace(" ", ""), currency, is_iban=iban),
            bank=Bank(bic.upper(), system, member),
            payer=Payer(kind, country.upper(), guangdong) if role == "payer" and kind else None,
            actor=person.account,
            now=now,
        )
    told = "payments.cli.account" if role == "payee" else "payments.cli.account.payer"
    known: dict[str, Any] = {"host": host, "role": role, "currency": currency, "tail": number[-4:]}
    tell(say(told, lang, number=str(row)), lang, as_json, account=row, **known)


@click.command("call-back")
@click.argument("account", type=int)
@click.option("--on", "called_on", type=DAY, required=True, help="The day of the call.")
@click.option("--spoke-to", default="", help="Who answered.")
@click.option("--known-from", default="", help="Where the number called was known from before.")
@click.option("--evidence", default="", help="The note or recording of the call.")
@JSON
@options
def call_back_command(
    actor: str | None,
    lang: str,
    account: int,
    called_on: datetime,
    spoke_to: str,
    known_from: str,
    evidence: str,
    as_json: bool,
) -> None:
    """Record that the payee confirmed ACCOUNT, by someone other than who recorded it."""
    with acting_here(actor, lang, as_json=as_json) as (person, now):
        record_call_back(
            account_id=account,
            called_on=called_on.date(),
            spoke_to=spoke_to,
            number_known_from=known_from,
            evidence=evidence,
            actor=person.account,
            now=now,
        )
    said = say("payments.cli.called", lang, number=str(account))
    tell(said, lang, as_json, account=account, called_on=called_on.date(), evidence=evidence)


@click.command("retire")
@click.argument("account", type=int)
@click.option("--reason", required=True, help="Why it is not used any more; it stays beside the account.")
@JSON
@options
def retire_command(actor: str | None, lang: str, account: int, reason: str, as_json: bool) -> None:
    """Retire ACCOUNT: nothing is paid with it any more, and what has not left stays out of every file."""
    with acting_here(actor, lang, as_json=as_json) as (person, now):
        retire_account(account_id=account, reason=reason, actor=person.account, now=now)
    said = say("payments.cli.retired", lang, number=str(account))
    tell(said, lang, as_json, account=account, reason=reason)


@click.command("prepare")
@click.argument("instalment")
@click.option(
    "--from", "payer", type=int, required=True, help="The payer's account, by its number in the list."
)
@click.option(
    "--to", "payee", type=int, required=True, help="The payee's account, by its number in the list."
)
@click.option("--name", required=True, help="The payee's name as the instruction's paper gives it.")
@click.option("--on", "requested_on", type=DAY, required=True, help="The day on which the bank is to pay.")
@click.option("--amount", default="", help="The planned amount when not given.")
@click.option("--purpose-code", default="", help="As the bank gives it.")
@click.option("--statistics-code", default="", help="As the bank or the finance officer gives it.")
@click.option("--remittance", default="", help="The text beside the payment.")
@click.option(
    "--key", type=click.UUID, help="Of a program: a UUID of its own, so that asking twice makes one payment."
)
@JSON
@options
def prepare_command(
    actor: str | None,
    lang: str,
    instalment: str,
    payer: int,
    payee: int,
    name: str,
    requested_on: datetime,
    amount: str,
    purpose_code: str,
    statistics_code: str,
    remittance: str,
    key: UUID | None,
    as_json: bool,
) -> None:
    """Prepare the payment of INSTALMENT (GRANT/T2); everything that stands against it is told at once."""
    with acting_here(actor, lang, as_json=as_json) as (person, now):
        instruction = Instruction(
            instalment_ref=instalment,
            amount=_amount(instalment, amount),
            payer_account=payer,
            payee_account=payee,
            name=name,
            requested_on=requested_on.date(),
            purpose_code=purpose_code,
            statistics_code=statistics_code,
            remittance=remittance,
            key=key,
        )
        number = prepare_release(instruction=instruction, actor=person.account, now=now)
    tell(say("payments.cli.prepared", lang, number=str(number)), lang, as_json, payment=number)


def _amount(instalment: str, text: str) -> Money:
    planned = next(
        (one for one in find.instalments(instalment.rpartition("/T")[0]) if one.ref == instalment), None
    )
    if planned is None:
        raise Refused(Finding("MON-313", Level.STOP, Place(pointer="instalment"), {"seen": instalment}))
    try:
        return Money.of(planned.amount.currency, text) if text else planned.amount
    except AmountNotReadable:
        raise Refused(Finding("PAY-376", Level.STOP, Place(pointer="amount"), {"seen": text[:40]})) from None


@click.command("papers")
@click.argument("number", type=int)
@JSON
@options
def papers_command(actor: str | None, lang: str, number: int, as_json: bool) -> None:
    """The filing checklist of a payment, by its payer's kind."""
    with acting_here(actor, lang, as_json=as_json):
        seen = payment_of(number)
        table = checklist_table(seen, lang, codes=True)
    if as_json:
        click.echo(json_text({**table_record(table), "findings": [each.as_json(lang) for each in seen.told]}))
        return
    click.echo(table_text(table))
    for each in seen.told:
        click.echo(f"{each.code} {each.sentence(lang)}")


@click.command("paper")
@click.argument("number", type=int)
@click.argument("code")
@click.argument("reference")
@JSON
@options
def paper_command(
    actor: str | None, lang: str, number: int, code: str, reference: str, as_json: bool
) -> None:
    """State that a paper of a payment's checklist is there: its CODE and its number or name."""
    with acting_here(actor, lang, as_json=as_json) as (person, now):
        state_paper(number=number, code=code, reference=reference, actor=person.account, now=now)
    said = say("payments.cli.paper", lang, paper=say(f"payments.paper.{code}", lang), number=str(number))
    tell(said, lang, as_json, payment=number, paper=code, reference=reference)


@click.command("message")
@click.argument("number", type=int)
@JSON
@options
def message_command(actor: str | None, lang: str, number: int, as_json: bool) -> None:
    """What to send to the payer's bank of a payment."""
    with acting_here(actor, lang, as_json=as_json):
        seen = payment_of(number)
        # Nobody is to tell a bank of what does not leave, or of what nobody else has released.
        none = withdrawn_before(seen.facts) or without_letter(seen.facts)
        if none is not None:
            raise Refused(none)
    tell(seen.letter(lang), lang, as_json, **payment_record(seen.facts))


commands = [
    accounts_command,
    account_command,
    call_back_command,
    retire_command,
    prepare_command,
    papers_command,
    paper_command,
    message_command,
]
