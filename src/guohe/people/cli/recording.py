"""``guohe people add``, ``contract``, ``cost`` and ``payroll``: what is recorded of a host's people."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from guohe.identity.queries import hosts_visible
from guohe.identity.queries.sight import hosts_held, see
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.texts import say
from guohe.people.cli.doors import DRY_RUN, acting_here, options
from guohe.people.domain.told import contract_of, cost_of, name_of
from guohe.people.operations.read_payroll import read_payroll
from guohe.people.operations.record_person import add_person, name_person, record_contract, record_cost
from guohe.ui.commands import JSON, tell

HOST: Final = click.option(
    "--host", "host_code", help="The host; needed only where you see people of several."
)


def register(group: click.Group) -> None:
    """Gives the group the commands that record."""
    for command in (add_command, contract_command, cost_command, payroll_command):
        group.add_command(command)


@click.command("add")
@click.option("--en", default="", help="The name in English.")
@click.option("--zh-hant", default="", help="The name in Traditional Chinese.")
@click.option("--zh-hans", default="", help="The name in Simplified Chinese.")
@click.option("--number", type=int, help="A person who is there already: the name from now on.")
@HOST
@DRY_RUN
@JSON
@options
def add_command(
    en: str,
    zh_hant: str,
    zh_hans: str,
    number: int | None,
    host_code: str | None,
    dry_run: bool,
    as_json: bool,
    username: str | None,
    lang: str,
) -> None:
    """Record a person, or what a person is called from now on."""
    with acting_here(username, lang, dry_run=dry_run) as (person, now):
        host, name = _host(host_code), name_of(en, zh_hant, zh_hans)
        if number is None:
            number = add_person(host_id=host, name=name, actor=person.account, now=now)
        else:
            name_person(host_id=host, number=number, name=name, actor=person.account, now=now)
    _tell("added", lang, as_json, dry_run, person=f"P-{number}")


@click.command("contract")
@click.argument("number", type=int)
@click.option("--starts", default="", help="The first day, as 2018-05-01.")
@click.option("--last-day", default="", help="The last day; none if left out.")
@click.option("--notice-months", default="0", help="Months of notice.")
@click.option("--permit-until", default="", help="The last day of a permit, if the host records it.")
@click.option("--evidence", default="", help="The contract or the letter.")
@HOST
@DRY_RUN
@JSON
@options
def contract_command(
    number: int,
    host_code: str | None,
    dry_run: bool,
    as_json: bool,
    username: str | None,
    lang: str,
    **typed: str,
) -> None:
    """Record the contract of a person that holds from now on."""
    with acting_here(username, lang, dry_run=dry_run) as (person, now):
        contract = contract_of(**typed)
        record_contract(
            host_id=_host(host_code),
            number=number,
            contract=contract,
            actor=person.account,
            now=now,
        )
    _tell("kept", lang, as_json, dry_run, person=f"P-{number}", contract=contract)


@click.command("cost")
@click.argument("number", type=int)
@click.option("--from", "from_month", default="", help="The first month, as 2019-01.")
@click.option("--amount", default="", help="What a whole month costs, as 28000.00.")
@click.option("--currency", default="", help="Of the amount.")
@click.option("--source", default="", help="The pay scale or the letter.")
@HOST
@DRY_RUN
@JSON
@options
def cost_command(
    number: int,
    host_code: str | None,
    dry_run: bool,
    as_json: bool,
    username: str | None,
    lang: str,
    **typed: str,
) -> None:
    """Record what a whole month of a person costs, from a month on."""
    with acting_here(username, lang, dry_run=dry_run) as (person, now):
        cost = cost_of(**typed)
        record_cost(
            host_id=_host(host_code),
            number=number,
            cost=cost,
            actor=person.account,
            now=now,
        )
    _tell("kept", lang, as_json, dry_run, person=f"P-{number}", cost=cost)


@click.command("payroll")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@HOST
@DRY_RUN
@JSON
@options
def payroll_command(
    file: Path, host_code: str | None, dry_run: bool, as_json: bool, username: str | None, lang: str
) -> None:
    """Read a payroll file (CSV); nothing of it enters the books."""
    with acting_here(username, lang, dry_run=dry_run) as (person, now):
        rows = read_payroll(
            host_id=_host(host_code),
            file_name=file.name,
            content=file.read_bytes(),
            actor=person.account,
            now=now,
        )
    _tell("read", lang, as_json, dry_run, file=file.name, rows=rows)


def _tell(key: str, lang: str, as_json: bool, dry_run: bool, **known: Any) -> None:
    """What was recorded; of a person for a program the number, never the name."""
    named = {"code": known.get("person", ""), "count": str(known.get("rows", ""))}
    said = say("people.dry_run", lang) if dry_run else say(f"people.{key}", lang, **named)
    tell(said, lang, as_json, dry_run=dry_run, **known)


def _host(code: str | None) -> int:
    """The host that is meant. Raises Refused when several could be (PPL-111), or when one may see nobody's people."""
    hosts = [host for host in hosts_visible() if code is None or host.code == code]
    held = hosts_held("view_people")
    may = [host for host in hosts if host.host in held]
    if len(may) > 1:
        values = {"hosts": ", ".join(host.code for host in may)}
        raise Refused(Finding("PPL-111", Level.STOP, values=values))
    if may:
        return may[0].host
    first = hosts[0].host if hosts else 0
    see("view_people", first)
    return first
