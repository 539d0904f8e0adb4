"""What happens when: the one page that says which context hands which fact to another that may not ask for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.urls import reverse

from guohe.documents.domain.lines import Line
from guohe.documents.queries.lines import find_lines_of
from guohe.equipment.queries.differences import provide_invoices
from guohe.exchange.domain.capitals import write_capitals
from guohe.funds.operations.prove_records import Found, provide_proof
from guohe.funds.queries import trace
from guohe.funds.queries.categories import name_categories
from guohe.funds.queries.sent_reports import SentReport, ToldYear, provide_sent
from guohe.grants.queries import find
from guohe.grants.queries.closing import provide_items
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.notices.queries.provided import provide_search, provide_waiting
from guohe.programmes.queries.packs import pack
from guohe.project.closing_items import (
    of_equipment,
    of_imports,
    of_instalments,
    of_payments,
    of_people,
    of_reports,
)
from guohe.project.invoiced_models import of_listings
from guohe.project.notices_items import found_by, waiting_things
from guohe.reporting.queries import sent
from guohe.reporting.queries.proved import prove_signed
from guohe.reporting.queries.provided import provide_capitals


def arrange() -> None:
    """Called once at start-up. Lines that wait are handed to documents and reporting by imports itself."""
    find_lines_of("journal", line_of_entry)
    name_categories(categories_of_fund)
    provide_capitals(capitals)
    for points in (of_instalments, of_imports, of_equipment, of_people, of_payments, of_reports):
        provide_items(points)
    provide_invoices(of_listings)
    provide_waiting(waiting_things)
    provide_search(found_by)
    provide_sent(reports_holding, years_told)
    provide_proof("reports", lambda: Found(*prove_signed()))


def line_of_entry(subject: str) -> Line | None:
    """``journal/1042/1`` is line 1 of entry J-1042, as the books tell it; None when the actor sees no such line."""
    parts = subject.split("/")
    if len(parts) != 3 or not (parts[1].isdecimal() and parts[2].isdecimal()):
        return None
    try:
        found = trace.back(int(parts[1]), int(parts[2]))
    except Refused:
        return None
    if not found:
        return None
    entry = found[0]
    return Line(
        subject=subject,
        label=f"{entry.source} · {entry.memo}",
        grant=entry.fund,
        amount=entry.amount,
        cost=(entry.budget or "").replace("_", "-"),
        url=reverse("funds:trace", args=[f"J-{entry.journal_id}"]),
        on=entry.effective_date,
    )


def categories_of_fund(ref: str) -> dict[str, Name]:
    """A fund's budget lines carry the codes of the pack under which its grant reports."""
    try:
        grant = find.grant(ref)
    except find.GrantNotFound:
        return {}
    return {each.code: each.names for each in pack(grant.pack, grant.pack_version).categories}


def reports_holding(ref: str, journals: Collection[int]) -> Sequence[SentReport]:
    """The signed reports of a grant in whose figures these entries stand."""
    return [
        SentReport(held.number, reverse("reporting:copy", args=[ref, held.number]), held.says)
        for held in sent.holding(ref, journals)
    ]


def years_told(ref: str) -> Sequence[ToldYear]:
    """The years of a grant that signed reports tell."""
    return [ToldYear(number, period) for number, period in sent.told_years(ref)]


def capitals(amount: Money, lang: str) -> str:
    """Totals on a Mainland report are also written in capital numerals, in the Mainland's script."""
    return write_capitals(amount.minor, "zh-hant" if lang == "zh-hant" else "zh-hans")
