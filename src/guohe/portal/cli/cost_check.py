"""Check a cost in a terminal: the same answer as the page."""

from __future__ import annotations

import click

from guohe.grants.queries.find import GrantNotFound
from guohe.kernel import clock
from guohe.kernel.findings import exit_code
from guohe.portal.cli.doors import LANGUAGE, WHO, no_grant, seen_by
from guohe.portal.domain import cost_words
from guohe.portal.queries.cost_check import cost_check, grant_state, may_draft
from guohe.ui.commands import JSON
from guohe.ui.plain import json_text


@click.command()
@click.argument("amount")
@click.argument("currency", default="HKD")
@click.option("--grant", "ref", required=True, help="The grant's reference.")
@click.option("--category", required=True, help="A budget line, or what it is for.")
@click.option("--date", "on", metavar="DAY", help="When, for example 2019-03-29; today without it.")
@click.option("--equipment", default="", metavar="A-1", help="The line of the approved list that it buys.")
@LANGUAGE
@WHO
@JSON
def check(
    amount: str,
    currency: str,
    ref: str,
    category: str,
    on: str | None,
    equipment: str,
    lang: str,
    username: str | None,
    as_json: bool,
) -> None:
    """Check a cost before spending: yes, not yet or ask, with the rule behind it. Nothing is reserved."""
    day = on or clock.today().isoformat()
    with seen_by(username):
        try:
            state, _ = grant_state(ref)
            drafts = may_draft(ref)
            found = cost_check(
                ref, amount=amount, currency=currency, category=category, on=day, equipment=equipment
            )
        except GrantNotFound:
            raise no_grant(ref, lang) from None
    if as_json:
        click.echo(json_text(cost_words.record_of(found, lang, ref=ref, may_draft=drafts)), nl=False)
    else:
        click.echo(cost_words.verdict_words(found, lang))
        for label, value in cost_words.rows_of(found, state, lang):
            click.echo(f"  {label}: {value}")
        for line in cost_words.said(found, lang, ref=ref, may_draft=drafts):
            click.echo(line)
    raise click.exceptions.Exit(exit_code(found.findings))
