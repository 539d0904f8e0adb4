"""The register is read once, completely, and only if all its checks pass."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from guohe.kernel.money import Money
from guohe.kernel.stated import StatedDate, read_date
from guohe.registry.domain.checks import check
from guohe.registry.domain.evidence import Evidence, Source, read_evidence
from guohe.registry.domain.records import Record, RecordNotReadable
from guohe.registry.domain.register import Body, Entry, Listing, MoneyStep, Register, UnitList
from guohe.registry.queries.unit_records import Reader

FOLDER: Final = Path(__file__).resolve().parent.parent / "data"


@cache
def register() -> Register:
    """The register of this version of the product. Raises RecordNotReadable with every fault named."""
    found = read_register(FOLDER)
    faults = check(found)
    if faults:
        raise RecordNotReadable("; ".join(f"{fault.code} {fault.sentence('en')}" for fault in faults))
    return found


@cache
def sources() -> Mapping[str, Source]:
    """Every text that was read, by its key."""
    return _sources(_file(FOLDER, "sources"))


def read_register(folder: Path) -> Register:
    """The register as the files of a folder have it, unchecked."""
    files = {
        name: _file(folder, name)
        for name in ("registers", "units", "institutions", "eligibility", "timeline", "money", "bodies")
    }
    versions = {record.text("version") for record in files.values()}
    if len(versions) != 1:
        raise RecordNotReadable(f"data files of different versions: {sorted(versions)}")
    known = _sources(_file(folder, "sources"))
    reader = Reader(known)
    read = Register(
        version=versions.pop(),
        sources=known,
        lists=tuple(_unit_list(record, known) for record in files["registers"].records("registers")),
        units=tuple(reader.unit(record) for record in files["units"].records("units")),
        institutions=tuple(
            reader.institution(each) for each in files["institutions"].records("institutions")
        ),
        listings=tuple(_listing(record, known) for record in files["eligibility"].records("listings")),
        entries=tuple(_entry(record, known) for record in files["timeline"].records("entries")),
        money=tuple(_step(record, known) for record in files["money"].records("steps")),
        bodies=tuple(_body(record, known, "role") for record in files["bodies"].records("bodies")),
        topologies=tuple(_body(record, known, "note") for record in files["bodies"].records("topologies")),
    )
    for record in files.values():
        record.finish()
    return read


def _file(folder: Path, name: str) -> Record:
    with (folder / f"{name}.toml").open("rb") as file:
        return Record(f"{name}.toml", tomllib.load(file))


def source_of(key: str, record: Record) -> Source:
    """One text that was read, as a file of sources states it."""
    found = Source(key, record.text("url"), record.text("quality"), record.optional_name("note"))
    record.finish()
    return found


def _sources(record: Record) -> dict[str, Source]:
    record.text("version")
    found = {}
    for key, each in record.record("sources").named_records():
        found[key] = source_of(key, each)
    record.finish()
    return found


def _evidence(record: Record, known: Mapping[str, Source], key: str = "evidence") -> Evidence:
    return read_evidence(record.text(key), known)


def _counts(record: Record, key: str, by: str) -> dict[str, int]:
    found = {}
    for each in record.records(key):
        found[each.text(by)] = each.number("count")
        each.finish()
    return found


def _unit_list(record: Record, known: Mapping[str, Source]) -> UnitList:
    read = UnitList(
        record.text("code"),
        record.name("names"),
        record.number("count"),
        _counts(record, "hosts", "host"),
        _counts(record, "fates", "fate"),
        _evidence(record, known),
        record.optional_name("note"),
    )
    record.finish()
    return read


def _listing(record: Record, known: Mapping[str, Source]) -> Listing:
    named = "members" in record
    read = Listing(
        record.text("code"),
        record.text("programme"),
        read_date(record.text("printed")),
        record.number("count"),
        _evidence(record, known),
        record.texts("members") if named else None,
        _evidence(record, known, "members_evidence") if named else None,
        record.name("note"),
    )
    record.finish()
    return read


def _date(record: Record, key: str) -> StatedDate:
    return read_date(record.text(key))


def _entry(record: Record, known: Mapping[str, Source]) -> Entry:
    read = Entry(
        record.text("code"),
        _date(record, "date"),
        record.text("date_is", "on"),
        record.text("group"),
        record.name("text"),
        _evidence(record, known),
    )
    record.finish()
    return read


def _step(record: Record, known: Mapping[str, Source]) -> MoneyStep:
    read = MoneyStep(
        _date(record, "as_of"),
        Money(record.text("currency"), record.number("minor")),
        record.text("relation"),
        record.text("counts"),
        _evidence(record, known),
        record.name("caveat"),
    )
    record.finish()
    return read


def _body(record: Record, known: Mapping[str, Source], role: str) -> Body:
    read = Body(record.text("code"), record.name("names"), record.name(role), _evidence(record, known))
    record.finish()
    return read
