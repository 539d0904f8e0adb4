"""``guohe release clarify, confirm, dismiss``: what became of a payment that the bank only called a duplicate."""

from __future__ import annotations

from datetime import datetime

import click

from guohe.kernel.texts import say
from guohe.payments.cli.doors import acting_here, options
from guohe.payments.domain.clarification import BECAME, Became
from guohe.payments.operations.clarify import clarify, confirm_clarification, dismiss_clarification
from guohe.payments.queries.payment import payment_of, payment_record
from guohe.ui.commands import JSON, tell


@click.command("clarify")
@click.argument("number", type=int)
@click.argument("became", type=click.Choice(BECAME))
@click.option("--other", default="", help="The message or reference under which it was paid.")
@click.option(
    "--on",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which it was paid, or the day of the bank's paper.",
)
@click.option("--evidence", required=True, help="The bank's paper, or the file and row of its statement.")
@JSON
@options
def clarify_command(
    number: int,
    became: Became,
    other: str,
    on: datetime,
    evidence: str,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Say what became of a payment that the bank only called a duplicate; another person confirms it."""
    with acting_here(actor, lang, as_json=as_json) as (person, now):
        clarify(
            number=number,
            became=became,
            other=other,
            on=on.date(),
            evidence=evidence,
            actor=person.account,
            now=now,
        )
        facts = payment_of(number).facts
    said = say("payments.cli.clarification.said", lang, number=str(number))
    tell(said, lang, as_json, **payment_record(facts), became=became, on=on.date(), evidence=evidence)


@click.command("confirm")
@click.argument("number", type=int)
@JSON
@options
def confirm_command(number: int, actor: str | None, lang: str, as_json: bool) -> None:
    """Confirm what another person said became of a payment: its instalment is paid, or free again."""
    with acting_here(actor, lang, as_json=as_json) as (person, now):
        confirm_clarification(number=number, actor=person.account, now=now)
        facts = payment_of(number).facts
    said = say("payments.cli.clarification.confirmed", lang, number=str(number))
    tell(said, lang, as_json, **payment_record(facts))


@click.command("dismiss")
@click.argument("number", type=int)
@click.option("--reason", required=True, help="Why it is not so; it stays beside the payment.")
@JSON
@options
def dismiss_command(number: int, reason: str, actor: str | None, lang: str, as_json: bool) -> None:
    """Dismiss what was said of a payment, or take your own word back; something else may then be said."""
    with acting_here(actor, lang, as_json=as_json) as (person, now):
        dismiss_clarification(number=number, reason=reason, actor=person.account, now=now)
        facts = payment_of(number).facts
    said = say("payments.cli.clarification.dismissed", lang, number=str(number))
    tell(said, lang, as_json, **payment_record(facts))


commands = (clarify_command, confirm_command, dismiss_command)
