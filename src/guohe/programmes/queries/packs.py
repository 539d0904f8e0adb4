"""Packs are data files: each is read once, completely, and stays as published."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from guohe.programmes.domain.packs import (
    Category,
    Kind,
    Mode,
    Option,
    Pack,
    RateOption,
    RatePolicy,
    ReportColumn,
    ReportYear,
    Station,
)
from guohe.registry.domain.evidence import read_evidence
from guohe.registry.domain.records import Record, RecordNotReadable

FOLDER: Final = Path(__file__).resolve().parent.parent / "data" / "packs"


class PackUnknown(KeyError):
    """No pack of that id, or not in that version."""


@cache
def all_packs() -> tuple[Pack, ...]:
    """Every version of every pack, in the order of id and version. Raises RecordNotReadable."""
    packs = tuple(_read(path) for path in sorted(FOLDER.glob("*.toml")))
    keys = [(pack.id, pack.version) for pack in packs]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise RecordNotReadable(f"packs stand twice: {sorted(twice)}")
    return tuple(sorted(packs, key=lambda pack: (pack.id, _numbered(pack.version))))


def pack(pack_id: str, version: str | None = None) -> Pack:
    """The named version of a pack, or its newest. Raises PackUnknown."""
    found = [pack for pack in all_packs() if pack.id == pack_id and version in (None, pack.version)]
    if not found:
        raise PackUnknown(f"{pack_id}@{version}" if version else pack_id)
    return found[-1]


def _numbered(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _read(path: Path) -> Pack:
    with path.open("rb") as file:
        record = Record(path.name, tomllib.load(file))
    pack = Pack(
        id=record.text("id"),
        version=record.text("version"),
        names=record.name("names"),
        funder=record.text("funder", ""),
        invented=record.truth("invented", False),
        mode=Mode(record.text("mode")),
        starts=date.fromisoformat(record.text("starts")),
        ends=date.fromisoformat(record.text("ends")) if "ends" in record else None,
        evidence=read_evidence(record.text("evidence"), {}),
        note=record.name("note"),
        groups=_options(record, "groups"),
        categories=tuple(_category(inner) for inner in record.records("categories")),
        stations=tuple(_station(inner) for inner in record.records("stations")),
        lot_policies=_options(record, "lot_policies"),
        rate_policies=tuple(_rate_option(inner) for inner in record.records("rate_policies")),
        report_years=tuple(_year(inner) for inner in record.records("report_years")),
        columns=tuple(_column(inner) for inner in record.records("columns")),
    )
    record.finish()
    groups = {group.code for group in pack.groups}
    for category in pack.categories:
        if category.group not in groups:
            raise RecordNotReadable(
                f"{path.name}: category {category.code} names the unknown group {category.group}"
            )
    return pack


def _options(record: Record, key: str) -> tuple[Option, ...]:
    options = []
    for inner in record.records(key):
        options.append(Option(inner.text("code"), inner.name("names")))
        inner.finish()
    return tuple(options)


def _rate_option(record: Record) -> RateOption:
    clause = record.name("clause") if "clause" in record else None
    option = RateOption(RatePolicy(record.text("code")), record.name("names"), clause)
    record.finish()
    return option


def _category(record: Record) -> Category:
    category = Category(
        record.text("code"),
        record.name("names"),
        Kind(record.text("kind")),
        record.text("group"),
        record.texts("also"),
    )
    record.finish()
    return category


def _station(record: Record) -> Station:
    station = Station(record.text("code"), record.name("names"), record.text("holder"))
    record.finish()
    return station


def _year(record: Record) -> ReportYear:
    year = ReportYear(record.text("side"), record.name("names"), record.number("first_month"))
    record.finish()
    return year


def _column(record: Record) -> ReportColumn:
    column = ReportColumn(record.text("side"), record.text("key"), record.name("names"), record.text("kind"))
    record.finish()
    return column
