"""Working days are counted before judging and become facts, so that a decision keeps the count it was made with."""

from __future__ import annotations

from datetime import date

from guohe.calendars.domain.days import Region
from guohe.calendars.queries.published import version, working_days_between
from guohe.kernel.findings import Refused
from guohe.rules.domain.facts import Fact, Facts
from guohe.rules.domain.values import Book

CALENDARS = "calendars"


def with_days(book: Book, facts: Facts) -> Facts:
    """The facts with the working days that the book's calendar rules ask for, and the version of the calendars.

    A count past the published calendars is left out: its rule then says that it cannot tell.
    """
    found: dict[str, Fact] = dict(facts)
    for rule in book.rules:
        counted = rule.parameters.get("counted")
        if rule.kind != "lead_time" or not counted or counted in found:
            continue
        first, last = facts.get(rule.parameters["starts"]), facts.get(rule.parameters["ends"])
        if not isinstance(first, date) or not isinstance(last, date):
            continue
        regions = [Region(region) for region in rule.parameters["regions"]]
        try:
            found[counted] = working_days_between(first, last, regions).days
        except Refused:
            continue
        found[CALENDARS] = version()
    return found
