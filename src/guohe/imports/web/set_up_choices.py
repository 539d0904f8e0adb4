"""What the steps of setting up a grant offer: nothing is chosen beforehand, and units are those of the grant's first day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings

from guohe.funds.queries.chart import books
from guohe.identity.domain.people import Tenant
from guohe.identity.queries import accounts_visible
from guohe.kernel import clock
from guohe.kernel.texts import say
from guohe.programmes.domain.packs import Pack, RateOption
from guohe.programmes.queries.packs import all_packs, pack
from guohe.registry.domain.dates import Standing
from guohe.registry.queries.register import register
from guohe.ui.languages import language

Choices = list[tuple[str, str]]


def choices_for(hosts: Sequence[Tenant], kept: Mapping[str, Any]) -> dict[str, Choices]:
    """The choices of every field, given what was answered so far."""
    mine = {host.host for host in hosts}
    nothing = [("", say("imports.form.set_up.choose", language()))]
    return {
        "unit": nothing + _units(_first_day(kept)),
        "pack": nothing + _packs(),
        "investigator": nothing + _people(),
        "book": nothing + [(str(number), code) for number, code, host in books() if host in mine],
        "table_unit": [
            ("", "–"),
            *((unit, say(f"imports.unit.{unit}", language())) for unit in ("yuan", "wan")),
        ],
        **_policies(kept),
    }


def words_of(kept: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The words that stand for what was chosen, by field."""
    every = {
        "pack": _packs(),
        "book": [(str(number), code) for number, code, _ in books()],
        **_policies(kept),
    }
    return {name: dict(choices) for name, choices in every.items()}


def _units(on: date) -> Choices:
    """Those that stood on the day; where the sources leave it open, the unit is offered."""
    lang = language()
    return [
        (unit.code, f"{unit.code}  {unit.name_on(on).fact.name.in_language(lang)}")
        for unit in register().units
        if unit.standing_on(on) in (Standing.HOLDS, Standing.UNCLEAR)
    ]


def _packs() -> Choices:
    """An invented pack is for the demo; books of one's own never meet it."""
    lang = language()
    return [
        (f"{each.id}@{each.version}", f"{each.id}@{each.version}  {each.names.in_language(lang)}")
        for each in all_packs()
        if settings.MODE != "live" or not each.invented
    ]


def _people() -> Choices:
    return [(str(person.account), person.name.in_language(language())) for person in accounts_visible()]


def _policies(kept: Mapping[str, Any]) -> dict[str, Choices]:
    of_pack, lang = _pack(kept), language()
    return {
        "lot_policy": [
            (option.code, option.names.in_language(lang))
            for option in (of_pack.lot_policies if of_pack else ())
        ],
        "fx_policy": [
            (option.code.value, _with_clause(option, lang))
            for option in (of_pack.rate_policies if of_pack else ())
        ],
    }


def _with_clause(option: RateOption, lang: str) -> str:
    """A policy of exchange, with where the pack says it is written or that the host chooses."""
    source = option.clause.in_language(lang) if option.clause else say("imports.set_up.hosts_choice", lang)
    return say("imports.set_up.with_clause", lang, name=option.names.in_language(lang), source=source)


def _first_day(kept: Mapping[str, Any]) -> date:
    told = kept.get("money", {}).get("starts")
    return date.fromisoformat(told) if told else clock.today()


def _pack(kept: Mapping[str, Any]) -> Pack | None:
    name, _, version = kept.get("agreement", {}).get("pack", "").partition("@")
    return pack(name, version) if name else None
