"""``guohe mapping``: which category each account of the host reports under, shown, and decided from a table."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from guohe.grants.queries import mapping as mappings
from guohe.identity.domain.people import Tenant
from guohe.identity.queries import hosts_visible
from guohe.imports.cli.doors import (
    acting_here,
    bytes_of,
    dry_run_option,
    file_argument,
    in_host,
    options,
    stop,
    tell,
)
from guohe.imports.operations.adopt_mapping import adopt_file, mapping_from_file, pack_named
from guohe.imports.queries.mapping_shown import (
    mapping_table,
    pack_in_use,
    versions_table,
    waiting_accounts,
)
from guohe.kernel.findings import Refused, exit_code
from guohe.kernel.texts import say
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text


@click.group("mapping")
def mapping() -> None:
    """Which category each account of your ERP reports under: show it, decide it."""


@mapping.command("show")
@click.option("--pack", "pack_id", help="Rule pack; that of most of the host's grants if left out.")
@in_host
@options
def show(pack_id: str | None, host_code: str | None, actor: str | None, lang: str, as_json: bool) -> None:
    """The mapping in force, its versions, and the accounts that lines wait for."""
    with acting_here(actor, lang, as_json) as (_, now):
        host = _host(host_code)
        of_pack = pack_named(pack_id or pack_in_use(host.host, "PLAIN"))
        decided = mappings.in_force(host.host, of_pack.id, now.date())
        table = mapping_table(decided, of_pack, lang)
        versions = versions_table(host.host, of_pack.id, lang)
        waiting = waiting_accounts(host.host, of_pack.id)
    if as_json:
        click.echo(
            json_text(
                {
                    "pack": of_pack.id,
                    "mapping": table_record(table),
                    "versions": table_record(versions),
                    "waiting": waiting,
                }
            )
        )
        return
    click.echo(table_text(table) if decided else say("imports.mapping.none", lang, pack=of_pack.id))
    if versions.rows:
        click.echo(table_text(versions))
    for each in waiting:
        click.echo(
            say(
                "imports.mapping.waits",
                lang,
                account=f"{each.account} {each.name}".strip(),
                lines=str(each.lines),
            )
        )


@mapping.command("decide")
@file_argument
@dry_run_option
@click.option("--pack", "pack_id", help="Rule pack; that of most of the host's grants if left out.")
@click.option(
    "--from",
    "in_force_from",
    type=click.DateTime(["%Y-%m-%d"]),
    help="First day on which it judges; today if left out.",
)
@click.option("--why", default="", help="The reason for every row that gives none of its own.")
@in_host
@options
def decide(
    file: Path,
    dry_run: bool,
    pack_id: str | None,
    in_force_from: datetime | None,
    why: str,
    host_code: str | None,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Decide the next version of the mapping from a table: account, account_name, category, why."""
    content = bytes_of(file, lang, as_json, kind="table")
    with acting_here(actor, lang, as_json) as (person, now):
        host = _host(host_code)
        named = pack_id or pack_in_use(host.host, "PLAIN")
        if dry_run:
            read = mapping_from_file(content, file_name=file.name, pack_id=named, why=why)
        else:
            done = adopt_file(
                host_id=host.host,
                pack_id=named,
                in_force_from=in_force_from.date() if in_force_from else now.date(),
                content=content,
                file_name=file.name,
                why=why,
                actor=person.account,
                now=now,
            )
    if dry_run:
        tell(read.findings, lang, as_json)
        if not as_json:
            click.echo(say("imports.cli.dry", lang))
        raise click.exceptions.Exit(exit_code(read.findings))
    told = say(
        "imports.mapping.done",
        lang,
        pack=named,
        number=str(done.number),
        accounts=str(done.accounts),
        opened=str(done.opened),
        ready=str(done.ready),
    )
    click.echo(json_text({"done": told, "pack": named, "adopted": done}) if as_json else told)


def _host(code: str | None) -> Tenant:
    """The named host, or the only one that this person acts for."""
    hosts = hosts_visible()
    found = [host for host in hosts if code is None or host.code == code]
    if len(found) != 1:
        codes = ", ".join(host.code for host in hosts) or "-"
        raise Refused(stop("IMP-516", seen=code or "", hosts=codes))
    return found[0]
