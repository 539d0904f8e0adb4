"""A report as plain JSON values and back: amounts are exact texts with their currency, days are ISO texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.kernel.periods import Period
from guohe.programmes.domain.packs import RatePolicy
from guohe.reporting.domain.bridge import AtRate, Bridge, Part, Unconverted
from guohe.reporting.domain.fx import Bearer, FxTerms, NotedRate, RateKind, UsedRate
from guohe.reporting.domain.lines import Basis, Share, SpendLine
from guohe.reporting.domain.report import HeldLine, MappingStrip, Terms, TwinReport, Waiting
from guohe.reporting.domain.twin import Cell, CostCode, Row, Side

FORM: Final = "guohe.twin-report/3"
# The first form told every cost at the rate of its lot, and named no policy because there was none but this. The second
# said nothing of which stored report it was, and nothing of the years before those it tells.
_FORMS: Final = ("guohe.twin-report/1", "guohe.twin-report/2", FORM)


class NotAFrozenReport(ValueError):
    """The bytes are not a report of a form this version reads."""


def as_plain(report: TwinReport) -> dict[str, Any]:
    """The report as JSON values, amounts as exact texts with their currency. Raises ValueError for a report of sums."""
    if report.is_summed:
        raise ValueError("a report of sums names no lines and is not written down")
    return {
        "form": FORM,
        "terms": _terms(report.terms),
        "funder": _side(report.funder),
        "host": _side(report.host),
        "bridge": _bridge(report.bridge),
        "mapping": _mapping(report.mapping),
        "lines": [_line(line) for line in report.lines],
        "waiting": {
            "read_to": _day(report.waiting.read_to),
            "lines": [
                {"source": held.source, "on": _day(held.on), "amount": _money(held.amount)}
                for held in report.waiting.lines
            ],
        },
        "names": {code: _name(name) for code, name in report.names.items()},
        "findings": [
            {"code": finding.code, "level": finding.level.value, "values": dict(finding.values)}
            for finding in report.findings
        ],
        "rates": [_rate(used) for used in report.rates],
        **({"earlier": _side(report.earlier)} if report.earlier else {}),
    }


def from_plain(plain: Mapping[str, Any]) -> TwinReport:
    """The report that gave these values, figure for figure. Raises NotAFrozenReport."""
    if plain.get("form") not in _FORMS:
        raise NotAFrozenReport(f"form {plain.get('form')!r} is none of {', '.join(_FORMS)}")
    terms, mapping = plain["terms"], plain["mapping"]
    return TwinReport(
        terms=Terms(
            grant=terms["grant"],
            title=_read_name(terms["title"]),
            pack=terms["pack"],
            pack_version=terms["pack_version"],
            funder_currency=terms["funder_currency"],
            host_currency=terms["host_currency"],
            funder_years=tuple(map(_read_period, terms["funder_years"])),
            host_years=tuple(map(_read_period, terms["host_years"])),
            basis=Basis(terms["basis"]),
            fx=_read_fx(terms["fx"]) if "fx" in terms else FxTerms(),
            final=terms.get("final", False),
        ),
        funder=_read_side(plain["funder"]),
        host=_read_side(plain["host"]),
        bridge=_read_bridge(plain["bridge"]),
        mapping=None
        if mapping is None
        else MappingStrip(
            number=mapping["number"],
            decided_by=_read_name(mapping["decided_by"]),
            decided_on=date.fromisoformat(mapping["decided_on"]),
            codes=tuple(CostCode(row["account"], row["name"], row["category"]) for row in mapping["rows"]),
            why=tuple(row["why"] for row in mapping["rows"]),
        ),
        lines=tuple(map(_read_line, plain["lines"])),
        waiting=Waiting(
            lines=tuple(
                HeldLine(held["source"], _read_day(held["on"]), _read_money(held["amount"]))
                for held in plain["waiting"]["lines"]
            ),
            read_to=_read_day(plain["waiting"]["read_to"]),
        ),
        names={code: _read_name(name) for code, name in plain["names"].items()},
        findings=tuple(
            Finding(found["code"], Level(found["level"]), values=found["values"])
            for found in plain["findings"]
        ),
        rates=tuple(map(_read_rate, plain.get("rates", ()))),
        earlier=_read_side(plain["earlier"]) if "earlier" in plain else None,
    )


def _money(amount: Money) -> str:
    return f"{amount.currency} {amount.plain}"


def _read_money(text: str) -> Money:
    currency, _, figure = text.partition(" ")
    return Money.of(currency, figure)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _read_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _name(name: Name) -> dict[str, str]:
    return {"en": name.en, "zh-hant": name.zh_hant, "zh-hans": name.zh_hans}


def _read_name(plain: Mapping[str, str]) -> Name:
    return Name(plain["en"], plain["zh-hant"], plain["zh-hans"])


def _period(period: Period) -> dict[str, str]:
    return {"starts": period.starts.isoformat(), "ends": period.ends.isoformat(), "label": period.label}


def _read_period(plain: Mapping[str, str]) -> Period:
    return Period(date.fromisoformat(plain["starts"]), date.fromisoformat(plain["ends"]), plain["label"])


def _keys(lines: Sequence[tuple[int, int]]) -> list[list[int]]:
    return [[journal, line] for journal, line in lines]


def _terms(terms: Terms) -> dict[str, Any]:
    return {
        "grant": terms.grant,
        "title": _name(terms.title),
        "pack": terms.pack,
        "pack_version": terms.pack_version,
        "funder_currency": terms.funder_currency,
        "host_currency": terms.host_currency,
        "funder_years": [_period(period) for period in terms.funder_years],
        "host_years": [_period(period) for period in terms.host_years],
        "basis": terms.basis.value,
        "fx": {
            "policy": terms.fx.policy.value,
            "clause": _name(terms.fx.clause) if terms.fx.clause else None,
            "bearer": terms.fx.bearer.value,
            "choice": terms.fx.choice,
        },
        # Said of a final report alone: a yearly one keeps the bytes it always had.
        **({"final": True} if terms.final else {}),
    }


def _read_fx(plain: Mapping[str, Any]) -> FxTerms:
    clause = plain["clause"]
    return FxTerms(
        RatePolicy(plain["policy"]),
        _read_name(clause) if clause else None,
        Bearer(plain["bearer"]),
        plain["choice"],
    )


def _rate(used: UsedRate) -> dict[str, Any]:
    rate = used.rate
    return {
        "kind": rate.kind.value,
        "on": rate.on.isoformat(),
        "base": rate.base,
        "quote": rate.quote,
        "rate": rate.rate,
        "source": rate.source,
        "rated_at": rate.rated_at.isoformat(),
        "noted_by": _name(rate.noted_by),
        "noted_at": rate.noted_at.isoformat(),
        "grant": rate.grant,
        "amount": _money(used.amount),
        "plain": _money(used.plain),
        "carried": _money(used.carried),
    }


def _read_rate(plain: Mapping[str, Any]) -> UsedRate:
    rate = NotedRate(
        kind=RateKind(plain["kind"]),
        on=date.fromisoformat(plain["on"]),
        base=plain["base"],
        quote=plain["quote"],
        rate=plain["rate"],
        source=plain["source"],
        rated_at=datetime.fromisoformat(plain["rated_at"]),
        noted_by=_read_name(plain["noted_by"]),
        noted_at=datetime.fromisoformat(plain["noted_at"]),
        grant=plain["grant"],
    )
    return UsedRate(
        rate, _read_money(plain["amount"]), _read_money(plain["plain"]), _read_money(plain["carried"])
    )


def _side(side: Side) -> dict[str, Any]:
    return {
        "currency": side.currency,
        "columns": [_period(period) for period in side.columns],
        "rows": [
            {
                "code": row.code,
                "name": _name(row.name),
                "group": row.group,
                "cells": [{"amount": _money(cell.amount), "lines": _keys(cell.lines)} for cell in row.cells],
                "total": _money(row.total),
            }
            for row in side.rows
        ],
        "totals": [_money(amount) for amount in side.totals],
        "total": _money(side.total),
    }


def _read_side(plain: Mapping[str, Any]) -> Side:
    return Side(
        currency=plain["currency"],
        columns=tuple(map(_read_period, plain["columns"])),
        rows=tuple(
            Row(
                code=row["code"],
                name=_read_name(row["name"]),
                cells=tuple(
                    Cell(
                        _read_money(cell["amount"]), tuple((journal, line) for journal, line in cell["lines"])
                    )
                    for cell in row["cells"]
                ),
                total=_read_money(row["total"]),
                group=row["group"],
            )
            for row in plain["rows"]
        ),
        totals=tuple(map(_read_money, plain["totals"])),
        total=_read_money(plain["total"]),
    )


def _bridge(bridge: Bridge) -> dict[str, Any]:
    return {
        **{key: [_part(part) for part in getattr(bridge, key)] for key in ("years", "outside", "beyond")},
        "host_total": _money(bridge.host_total),
        "at_rates": [
            {
                "lot": at.lot,
                "source_ref": at.source_ref,
                "rate": at.rate,
                "amount": _money(at.amount),
                "plain": _money(at.plain),
                "rounding": _money(at.rounding),
                "carried": _money(at.carried),
            }
            for at in bridge.at_rates
        ],
        "unconverted": [
            {"category": item.category, "spent": _money(item.spent), "carried": _money(item.carried)}
            for item in bridge.unconverted
        ],
        "reached": _money(bridge.reached),
        "funder_total": _money(bridge.funder_total),
        "difference": _money(bridge.difference),
        "host_difference": _money(bridge.host_difference),
        "exchange": _money(bridge.exchange) if bridge.exchange is not None else None,
    }


def _read_bridge(plain: Mapping[str, Any]) -> Bridge:
    return Bridge(
        years=tuple(map(_read_part, plain["years"])),
        outside=tuple(map(_read_part, plain["outside"])),
        beyond=tuple(map(_read_part, plain["beyond"])),
        host_total=_read_money(plain["host_total"]),
        at_rates=tuple(
            AtRate(
                lot=at["lot"],
                source_ref=at["source_ref"],
                rate=at["rate"],
                amount=_read_money(at["amount"]),
                plain=_read_money(at["plain"]),
                carried=_read_money(at["carried"]),
            )
            for at in plain["at_rates"]
        ),
        unconverted=tuple(
            Unconverted(item["category"], _read_money(item["spent"]), _read_money(item["carried"]))
            for item in plain["unconverted"]
        ),
        reached=_read_money(plain["reached"]),
        funder_total=_read_money(plain["funder_total"]),
        difference=_read_money(plain["difference"]),
        host_difference=_read_money(plain["host_difference"]),
        exchange=_read_money(plain["exchange"]) if plain.get("exchange") else None,
    )


def _part(part: Part) -> dict[str, Any]:
    return {"period": _period(part.period), "amount": _money(part.amount), "lines": _keys(part.lines)}


def _read_part(plain: Mapping[str, Any]) -> Part:
    return Part(
        _read_period(plain["period"]),
        _read_money(plain["amount"]),
        tuple((journal, line) for journal, line in plain["lines"]),
    )


def _mapping(mapping: MappingStrip | None) -> dict[str, Any] | None:
    if mapping is None:
        return None
    return {
        "number": mapping.number,
        "decided_by": _name(mapping.decided_by),
        "decided_on": mapping.decided_on.isoformat(),
        "rows": [
            {"account": code.account, "name": code.name, "category": code.category, "why": why}
            for code, why in zip(mapping.codes, mapping.why, strict=True)
        ],
    }


def _line(line: SpendLine) -> dict[str, Any]:
    return {
        "journal": line.journal,
        "line": line.line,
        "on": line.on.isoformat(),
        "source": line.source,
        "memo": line.memo,
        "account": line.account,
        "category": line.category,
        "amount": _money(line.amount),
        "carried": _money(line.carried),
        "shares": [
            {"lot": share.lot, "amount": _money(share.amount), "carried": _money(share.carried)}
            for share in line.shares
        ],
        "reverses": line.reverses,
        "reversed_by": line.reversed_by,
        "remark": line.remark,
    }


def _read_line(plain: Mapping[str, Any]) -> SpendLine:
    return SpendLine(
        journal=plain["journal"],
        line=plain["line"],
        on=date.fromisoformat(plain["on"]),
        source=plain["source"],
        memo=plain["memo"],
        account=plain["account"],
        category=plain["category"],
        amount=_read_money(plain["amount"]),
        carried=_read_money(plain["carried"]),
        shares=tuple(
            Share(share["lot"], _read_money(share["amount"]), _read_money(share["carried"]))
            for share in plain["shares"]
        ),
        reverses=plain["reverses"],
        reversed_by=plain["reversed_by"],
        remark=plain["remark"],
    )
