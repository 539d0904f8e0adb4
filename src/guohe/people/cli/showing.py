"""``guohe people show``, ``plan`` and ``check``: who is paid in which month by which project, and what does not agree."""

from __future__ import annotations

from datetime import date

import click

from guohe.grants.queries import find
from guohe.identity.queries.sight import see_money
from guohe.kernel.findings import EXIT_HOLDS, exit_code
from guohe.kernel.texts import say
from guohe.people.cli.doors import DRY_RUN, acting_here, options
from guohe.people.domain.reconciled import Stand
from guohe.people.operations.plan_share import plan_share
from guohe.people.queries import pages
from guohe.people.queries.found import people_by_id, see_anybody
from guohe.people.queries.payroll import compared
from guohe.ui.commands import JSON
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text


@click.group()
def people() -> None:
    """People on projects: months by project to 100 %, contracts, costs, payroll."""


@people.command("show")
@click.argument("ref", required=False)
@JSON
@options
def show_command(ref: str | None, as_json: bool, username: str | None, lang: str) -> None:
    """Everybody whom you see, or the people of one grant."""
    with acting_here(username, lang) as (_, now):
        code = _show(ref, now.date(), as_json, lang)
    raise click.exceptions.Exit(code)


@people.command("plan")
@click.argument("ref")
@click.option("--person", type=int, help="Whose months: 1 is P-1. Without it the plan is shown.")
@click.option("--from", "first", default="", help="The first month, as 2019-01.")
@click.option("--to", "last", default="", help="The last month; the first if left out.")
@click.option("--share", default="", help="The share of each month, as 80 or 33.33; 0 ends it.")
@click.option("--note", default="", help="Why, if it needs saying.")
@DRY_RUN
@JSON
@options
def plan_command(
    ref: str,
    person: int | None,
    first: str,
    last: str,
    share: str,
    note: str,
    dry_run: bool,
    as_json: bool,
    username: str | None,
    lang: str,
) -> None:
    """Show the months of a grant's people, or plan a person's share; exit code 2 when somebody is above 100 %."""
    with acting_here(username, lang, dry_run=dry_run) as (acting, now):
        if person is not None:
            plan_share(
                ref=ref,
                person=person,
                first=first,
                last=last,
                share=share,
                note=note,
                actor=acting.account,
                now=now,
            )
        code = _show(ref, now.date(), as_json, lang)
    if dry_run and not as_json:
        click.echo(say("people.dry_run", lang))
    raise click.exceptions.Exit(code)


@people.command("check")
@click.argument("ref")
@JSON
@options
def check_command(ref: str, as_json: bool, username: str | None, lang: str) -> None:
    """Months above 100 %, and the payroll against the labour lines of the books; exit code 2 while something waits."""
    with acting_here(username, lang) as (_, now):
        grant, view = pages.of_grant(ref, now.date())
        see_money(grant.host_id, ref)
        found = compared(find.grant(ref))
        known = people_by_id(frozenset(each.person for each in found if each.person is not None))
        table = pages.payroll_table(ref, found, known, lang, named=False)
        findings = view.findings(named=not as_json)
    if as_json:
        told = {"findings": [each.as_json(lang) for each in findings], **table_record(table)}
        click.echo(json_text(told), nl=False)
    else:
        for finding in findings:
            click.echo(f"{finding.code} {finding.sentence(lang)}")
        if not findings:
            click.echo(say("people.clean", lang))
        click.echo(table_text(table) if found else say("people.payroll.none", lang))
    differ = any(each.stand is not Stand.AGREED for each in found)
    raise click.exceptions.Exit(max(exit_code(findings), EXIT_HOLDS if differ else 0))


def _show(ref: str | None, on: date, as_json: bool, lang: str) -> int:
    if ref is None:
        see_anybody()
        view = pages.of_hosts(on)
    else:
        _, view = pages.of_grant(ref, on)
    if as_json:
        click.echo(json_text(pages.record_of(view, lang)), nl=False)
    else:
        for finding in view.findings(named=True):
            click.echo(f"{finding.code} {finding.sentence(lang)}")
        click.echo(table_text(pages.people_table(view, lang, named=True)))
    return exit_code(view.findings(named=False))
