"""Periods and figures of a report in the reader's words; nothing here computes a figure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from guohe.kernel.money import MINUS, Money
from guohe.kernel.names import Name
from guohe.kernel.periods import Period
from guohe.kernel.texts import say
from guohe.reporting.domain.bridge import Bridge


def span(period: Period, lang: str) -> str:
    """A stretch of days: ``Jan–Mar 2019`` when it is whole months of one year, else its first and last day."""
    first, last = period.starts, period.last_day
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    if not whole or first.year != last.year:
        return say("reporting.span.days", lang, starts=first.isoformat(), ends=last.isoformat())
    months = say("reporting.months", lang).split("|")
    values = {"first": months[first.month - 1], "last": months[last.month - 1], "year": str(first.year)}
    if first.month == last.month:
        return say("reporting.span.month", lang, first=values["first"], year=values["year"])
    return say("reporting.span.months", lang, **values)


def joined_labels(periods: tuple[Period, ...]) -> str:
    """The labels of several years: 2018 + 2019."""
    return " + ".join(period.label for period in periods)


def signed(amount: Money, *, minus: bool = False) -> str:
    """The figure of one step of a sum, with the sign that stands before it."""
    value = -amount if minus else amount
    return f"{MINUS if value.minor < 0 else '+'} {abs(value).figure}"


def funder_word(name: Name, lang: str) -> str:
    """A row of the funder's table in the funder's word, and in English beside it; a reader of Chinese sees it in one script."""
    own = name.in_language(lang)
    return f"{name.zh_hans} {own}" if lang == "en" and own != name.zh_hans else own


def sentence(bridge: Bridge, lang: str, names: Mapping[str, Name]) -> str:
    """The bridge as one sum a reader can follow with a pocket calculator."""
    host, funder = bridge.host_total.currency, bridge.funder_total.currency
    steps = [
        *(_step(signed(part.amount), part.period.label, lang) for part in bridge.years),
        *(_step(signed(part.amount, minus=True), span(part.period, lang), lang) for part in bridge.outside),
        *(_step(signed(part.amount), span(part.period, lang), lang) for part in bridge.beyond),
    ]
    text = " ".join(steps).removeprefix("+ ") or Money(host, 0).figure
    text += f" = {host} {bridge.host_total.figure}"
    turned = [f"{host} {at.amount.figure} ÷ {at.rate} = {at.plain.figure}" for at in bridge.at_rates]
    rest = []
    # One rate turns the whole amount, and the sum goes on from there; several turn parts, which are added up after them.
    for at in bridge.at_rates:
        rest.append(turned[0] if len(turned) == 1 else f"+ {at.plain.figure}")
        if at.rounding:
            rest.append(_step(signed(at.rounding), say("reporting.bridge.fen", lang), lang))
    for item in bridge.unconverted:
        named = names.get(item.category)
        what = named.in_language(lang) if named else item.category
        rest.append(_step(f"+ {item.carried.figure}", what, lang))
    if bridge.exchange is not None:
        rest.append(_step(signed(bridge.exchange), say("reporting.bridge.exchange.short", lang), lang))
    rest.append(f"= {funder} {bridge.reached.figure}")
    difference = say("reporting.bridge.difference", lang, difference=bridge.difference.figure)
    if bridge.at_rates or bridge.unconverted:
        parts = [*turned, " ".join(rest).removeprefix("+ ")] if len(turned) > 1 else [" ".join(rest)]
        added = say("reporting.bridge.then", lang).join(parts)
        return say("reporting.bridge.sum", lang, years=text, turned=added, difference=difference)
    return say("reporting.bridge.sum-of-years", lang, years=text, difference=difference)


def _step(figure: str, what: str, lang: str) -> str:
    return say("reporting.bridge.step", lang, figure=figure, what=what)
