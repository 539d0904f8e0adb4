"""What a person types of somebody's name, contract, cost and share is read whole, with every fault at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.money import EXPONENTS, TOO_MUCH, AmountNotReadable, Money
from guohe.kernel.names import Name
from guohe.people.domain.facts import ContractFacts, CostFacts
from guohe.people.domain.months import YEARS, month_of, month_text, months_from, read_month
from guohe.people.domain.shares import read_share

# Ten years: a longer plan is a slip of the keyboard.
MOST_MONTHS: Final = 120


@dataclass(frozen=True, slots=True)
class SharePlan:
    """The same share for every month from the first to the last."""

    months: tuple[date, ...]
    points: int


def name_of(en: str, zh_hant: str, zh_hans: str) -> Name:
    """A name; where one script is left out the English one stands in it. Raises Refused (PPL-105)."""
    first = en.strip() or zh_hant.strip() or zh_hans.strip()
    if not first:
        raise Refused(stop("PPL-105", "en"))
    return Name(en.strip() or first, zh_hant.strip() or first, zh_hans.strip() or first)


def contract_of(
    *, starts: str, last_day: str, notice_months: str, permit_until: str, evidence: str
) -> ContractFacts:
    """A contract. Raises Refused: PPL-106 (a day, or an end before the start), PPL-109 (months of notice), PPL-108 (evidence)."""
    found: list[Finding] = []
    first = _day(starts, "starts", found)
    last = _day(last_day, "last_day", found) if last_day.strip() else None
    permit = _day(permit_until, "permit_until", found) if permit_until.strip() else None
    if first is not None and last is not None and last < first:
        found.append(stop("PPL-106", "last_day", seen=last_day.strip()[:40]))
    months = notice_months.strip() or "0"
    if not months.isdecimal() or int(months) > 12:
        found.append(stop("PPL-109", "notice_months", seen=months[:40]))
    if not evidence.strip():
        found.append(stop("PPL-108", "evidence"))
    if found or first is None:
        raise Refused(*found)
    ends = last + timedelta(days=1) if last is not None else None
    return ContractFacts(first, ends, int(months), permit, evidence.strip())


def cost_of(*, from_month: str, amount: str, currency: str, source: str) -> CostFacts:
    """A monthly cost. Raises Refused: PPL-102 (month), PPL-107 (amount), PPL-108 (what says so)."""
    found: list[Finding] = []
    month = read_month(from_month)
    if month is None:
        found.append(stop("PPL-102", "from_month", seen=from_month.strip()[:40] or "–"))
    code = currency.strip().upper()
    try:
        money = Money.of(code, amount) if code in EXPONENTS else None
    except AmountNotReadable:
        money = None
    if money is None or not 0 < money.minor < TOO_MUCH:
        found.append(stop("PPL-107", "amount", seen=f"{amount.strip()} {code}".strip()[:40] or "–"))
    if not source.strip():
        found.append(stop("PPL-108", "source"))
    if found or month is None or money is None:
        raise Refused(*found)
    return CostFacts(month, money, source.strip())


def plan_of(
    *, first: str, last: str, share: str, starts: date, ends: date, ref: str
) -> tuple[SharePlan | None, tuple[Finding, ...]]:
    """A share for some months of a project that runs in [starts, ends), and everything against it.

    PPL-102 (a month), PPL-104 (their order, or more than ten years), PPL-110 (outside the project), PPL-103 (the share).
    """
    found: list[Finding] = []
    begin, end = read_month(first), read_month(last or first)
    for text, name, month in ((first, "first", begin), (last or first, "last", end)):
        if month is None:
            found.append(stop("PPL-102", name, seen=text.strip()[:40] or "–"))
    months: tuple[date, ...] = ()
    if begin is not None and end is not None:
        if end < begin or (end.year - begin.year) * 12 + end.month - begin.month >= MOST_MONTHS:
            found.append(stop("PPL-104", "last", first=month_text(begin), last=month_text(end)))
        else:
            months = tuple(months_from(begin, end))
            if begin < month_of(starts) or end >= ends:
                period = {"starts": starts.isoformat(), "ends": (ends - timedelta(days=1)).isoformat()}
                found.append(stop("PPL-110", "first", ref=ref, **period))
    points = read_share(share)
    if points is None:
        found.append(stop("PPL-103", "share", seen=share.strip()[:40] or "–"))
    if found or points is None:
        return None, tuple(found)
    return SharePlan(months, points), ()


def stop(fault: str, pointer: str, **values: str) -> Finding:
    """A fault at a field of a form."""
    return Finding(fault, Level.STOP, Place(pointer=f"id_{pointer}"), values)


def _day(text: str, name: str, found: list[Finding]) -> date | None:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        found.append(stop("PPL-106", name, seen=text.strip()[:40] or "–"))
        return None
    return day
