"""One table serves the page, the command and the file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from guohe.funds.domain.printed import document_word, source_word
from guohe.grants.domain.stations import Station
from guohe.identity.queries.sight import grants_in_view
from guohe.imports.queries.of_grant import Brought
from guohe.kernel.tables import Cell, Column, Kind, Table
from guohe.kernel.texts import say
from guohe.portal.queries.budget import Budget
from guohe.portal.queries.home import GrantHome, all_visible


def grants_table(lang: str) -> Table:
    """Every grant one may see, by reference; the total only where one may see its money."""
    rows = all_visible()
    shown = grants_in_view(tuple((row.grant.host_id, row.grant.ref) for row in rows))
    return Table(
        say("portal.grants.title", lang),
        [
            Column("ref", say("portal.grants.ref", lang)),
            Column("title", say("portal.grants.name", lang)),
            Column("unit", say("portal.grants.unit", lang)),
            Column("starts", say("portal.grants.first_day", lang), Kind.DATE),
            Column("last", say("portal.grants.last_day", lang), Kind.DATE),
            Column("total", say("portal.grants.total", lang), Kind.MONEY),
        ],
        [
            (
                row.grant.ref,
                row.grant.title.in_language(lang),
                row.unit.in_language(lang),
                row.grant.starts,
                row.grant.ends - timedelta(days=1),
                row.grant.total if row.grant.ref in shown else None,
            )
            for row in rows
        ],
        lang=lang,
    )


def budget_table(ref: str, found: Budget, lang: str) -> Table:
    """The rows of a budget in the reader's language."""
    money = Kind.MONEY
    currency = found.currency
    return Table(
        say("portal.budget.title", lang, ref=ref),
        [
            Column("category", say("portal.budget.name", lang)),
            Column("approved", say("portal.budget.approved", lang, currency=currency), money),
            Column("used", say("portal.budget.used", lang, currency=currency), money),
            Column("promised", say("portal.budget.promised", lang, currency=currency), money),
            Column("free", say("portal.budget.free", lang, currency=currency), money),
        ],
        [(row.name.in_language(lang), row.approved, row.used, row.promised, row.free) for row in found.rows],
        totals=(say("portal.budget.total", lang), *found.totals),
        lang=lang,
    )


def not_reserved(brought: Brought, lang: str) -> str:
    """The open orders that a listing names and that reserve nothing, so that nobody takes them for settled; empty without any."""
    if not brought.orders:
        return ""
    amounts = say("portal.joined", lang).join(map(str, brought.reserved_not))
    return say("portal.budget.not_reserved", lang, count=str(brought.orders), amounts=amounts)


def received_how(found: GrantHome, lang: str) -> str:
    """Of how much it is a part, and where the bank kept a charge, both parts: the statement shows the smaller sum."""
    total = str(found.grant.total)
    if not found.position.received:
        return say("portal.grant.none_received", lang)
    if not found.charged:
        return say("portal.grant.received_how", lang, total=total)
    parts = {"credited": str(found.credited), "charged": str(found.charged)}
    return say("portal.grant.received_parts", lang, total=total, **parts)


def record_of(found: GrantHome) -> dict[str, Any]:
    """The home of a grant for a program."""
    grant, position = found.grant, found.position
    return {
        "ref": grant.ref,
        "total": grant.total,
        "starts": grant.starts,
        "ends_before": grant.ends,
        "pack": f"{grant.pack}@{grant.pack_version}",
        "received": position.received,
        "credited": found.credited,
        "bank_charges": found.charged,
        "used": position.used,
        "promised": position.promised,
        "orders_not_reserved": list(found.brought.reserved_not),
        "free": position.free,
        "instalments": [
            {
                "ref": instalment.ref,
                "amount": instalment.amount,
                "stations": [
                    {"station": station.name, "how": station.how, "on": station.happened_on}
                    for station in stations
                ],
            }
            for instalment, stations in found.stations
        ],
    }


def claims_table(stations: Sequence[Station], lang: str) -> Table:
    """Who said what about an instalment, from which source and on which evidence; a station without a claim says so."""
    rows: list[tuple[Cell, ...]] = []
    for station in stations:
        claim = station.claim
        word = say(f"portal.station.{station.name}", lang)
        if claim is None:
            rows.append((word, None, say("portal.grant.no_evidence", lang), "", ""))
        else:
            who = claim.stated_by.in_language(lang)
            rows.append(
                (
                    word,
                    claim.happened_on,
                    document_word(claim.evidence, lang) or "–",
                    source_word(claim.source, lang),
                    who,
                )
            )
    return Table(
        say("portal.grant.who_says", lang),
        [
            Column("station", say("portal.grant.station", lang)),
            Column("on", say("portal.grant.on", lang), Kind.DATE),
            Column("evidence", say("portal.grant.evidence", lang)),
            Column("source", say("portal.health.source", lang)),
            Column("who", say("portal.grant.stated_by", lang)),
        ],
        rows,
        lang=lang,
    )
