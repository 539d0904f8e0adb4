"""Funders and schemes are read once from their data files; every name they refer to exists."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from guohe.kernel.stated import read_date
from guohe.programmes.domain.catalogue import Funder, Scheme, Topology
from guohe.programmes.domain.packs import Mode
from guohe.programmes.queries.packs import all_packs
from guohe.registry.domain.evidence import read_evidence
from guohe.registry.domain.records import Record, RecordNotReadable
from guohe.registry.queries.register import sources

FOLDER: Final = Path(__file__).resolve().parent.parent / "data"


class FunderUnknown(KeyError):
    """The catalogue has no funder of that code."""


class SchemeUnknown(KeyError):
    """The catalogue has no scheme of that code."""


@cache
def funders() -> tuple[Funder, ...]:
    """Every funder."""
    record = _file("funders")
    found = tuple(_funder(each) for each in record.records("funders"))
    record.finish()
    return found


@cache
def schemes() -> tuple[Scheme, ...]:
    """Every scheme. Raises RecordNotReadable for a funder or pack that does not exist."""
    record = _file("schemes")
    found = tuple(_scheme(each) for each in record.records("schemes"))
    record.finish()
    known, packs = {each.code for each in funders()}, {each.id for each in all_packs()}
    for each in found:
        unknown = (set(each.funders) - known) | (set(each.packs) - packs)
        if unknown:
            raise RecordNotReadable(f"schemes.toml: {each.code} names unknown {', '.join(sorted(unknown))}")
    return found


def funder(code: str) -> Funder:
    """The funder of a code. Raises FunderUnknown."""
    for each in funders():
        if each.code == code:
            return each
    raise FunderUnknown(code)


def scheme(code: str) -> Scheme:
    """The scheme of a code. Raises SchemeUnknown."""
    for each in schemes():
        if each.code == code:
            return each
    raise SchemeUnknown(code)


def _file(name: str) -> Record:
    with (FOLDER / f"{name}.toml").open("rb") as file:
        record = Record(f"{name}.toml", tomllib.load(file))
    record.text("version")
    return record


def _funder(record: Record) -> Funder:
    read = Funder(
        record.text("code"),
        record.name("names"),
        record.truth("invented", False),
        read_evidence(record.text("evidence"), sources()),
    )
    record.finish()
    return read


def _scheme(record: Record) -> Scheme:
    mode = record.text("mode", "")
    opened = record.text("opened", "")
    read = Scheme(
        code=record.text("code"),
        names=record.name("names"),
        funders=record.texts("funders"),
        topology=Topology(record.text("topology")),
        mode=Mode(mode) if mode else None,
        opened=read_date(opened) if opened else None,
        invented=record.truth("invented", False),
        packs=record.texts("packs"),
        evidence=read_evidence(record.text("evidence"), sources()),
        note=record.optional_name("note"),
    )
    record.finish()
    return read
