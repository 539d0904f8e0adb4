"""Rows of the data files become units and institutions; every field is read or refused."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from guohe.kernel.stated import StatedDate, read_date
from guohe.kernel.texts import LANGUAGES
from guohe.registry.domain.evidence import Evidence, Source, read_evidence
from guohe.registry.domain.records import Record
from guohe.registry.domain.units import (
    Approval,
    DatedKind,
    DatedName,
    Director,
    Fate,
    Hosting,
    Institution,
    Partner,
    Predecessor,
    Role,
    Unit,
)


class Reader:
    """Reads with the known sources at hand, so that no evidence names a text that does not exist."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources

    def unit(self, record: Record) -> Unit:
        """One unit, complete."""
        read = Unit(
            code=record.text("code"),
            register=record.text("register"),
            number=record.number("number"),
            names=tuple(self._name(each) for each in record.records("names")),
            kinds=tuple(self._kind(each) for each in record.records("kinds")),
            hosts=tuple(self._hosting(each) for each in record.records("hosts")),
            approvals=tuple(self._approval(each) for each in record.records("approvals")),
            partners=tuple(self._partner(each) for each in record.records("partners")),
            directors=tuple(self._director(each) for each in record.records("directors")),
            predecessors=tuple(self._predecessor(each) for each in record.records("predecessors")),
            fate=self._fate(record.record("fate")) if "fate" in record else None,
            not_established=record.texts("not_established"),
        )
        record.finish()
        return read

    def institution(self, record: Record) -> Institution:
        """One institution, complete."""
        read = Institution(
            code=record.text("code"),
            region=record.text("region"),
            ugc_funded=record.truth("ugc_funded", False),
            names=tuple(self._name(each) for each in record.records("names")),
        )
        record.finish()
        return read

    def _evidence(self, record: Record, key: str = "evidence") -> Evidence:
        return read_evidence(record.text(key), self._sources)

    def _name(self, record: Record) -> DatedName:
        evidence = self._evidence(record)
        chinese = {
            key: self._evidence(record, key) if key in record else evidence
            for key in ("zh_hant_evidence", "zh_hans_evidence")
        }
        read = DatedName(
            record.name("name"),
            _date(record, "from"),
            _date(record, "until"),
            evidence,
            chinese["zh_hant_evidence"],
            chinese["zh_hans_evidence"],
            record.truth("zh_of_later_name", False),
            record.text("short", ""),
            record.optional_name("note"),
        )
        record.finish()
        return read

    def _kind(self, record: Record) -> DatedKind:
        read = DatedKind(
            record.text("kind"), _date(record, "from"), _date(record, "until"), self._evidence(record)
        )
        record.finish()
        return read

    def _hosting(self, record: Record) -> Hosting:
        read = Hosting(
            record.text("host"),
            Role(record.text("role")),
            _date(record, "from"),
            _date(record, "until"),
            self._evidence(record),
            record.optional_name("note"),
        )
        record.finish()
        return read

    def _approval(self, record: Record) -> Approval:
        read = Approval(
            read_date(record.text("date")),
            _date(record, "in_operation"),
            self._evidence(record),
            record.optional_name("note"),
        )
        record.finish()
        return read

    def _partner(self, record: Record) -> Partner:
        name = record.text("name")
        translated = {lang: record.text(lang.replace("-", "_")) for lang in LANGUAGES if lang != "en"}
        read = Partner(name, self._evidence(record), MappingProxyType(translated))
        record.finish()
        return read

    def _director(self, record: Record) -> Director:
        read = Director(
            record.text("name"),
            record.text("role"),
            _date(record, "stated"),
            record.text("at", ""),
            self._evidence(record),
            record.optional_name("note"),
        )
        record.finish()
        return read

    def _predecessor(self, record: Record) -> Predecessor:
        read = Predecessor(record.text("unit"), self._evidence(record))
        record.finish()
        return read

    def _fate(self, record: Record) -> Fate:
        read = Fate(
            record.text("fate"),
            read_date(record.text("date")),
            self._evidence(record),
            record.optional_name("note"),
        )
        record.finish()
        return read


def _date(record: Record, key: str) -> StatedDate | None:
    return read_date(record.text(key)) if key in record else None
