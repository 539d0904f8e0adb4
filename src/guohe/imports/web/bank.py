"""The entries of a statement, and saying what one is: the receipt of an instalment, or one side of an exchange."""

from __future__ import annotations

import re
from datetime import datetime, time

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from guohe.grants.queries import find as grants
from guohe.imports.operations.prepare_charge import prepare_charge
from guohe.imports.operations.record_conversion import record_conversion
from guohe.imports.operations.record_receipt import record_receipt
from guohe.imports.queries import bank
from guohe.imports.queries import jobs as find
from guohe.imports.queries.accounts import read_as
from guohe.imports.queries.booked_late import booked_late
from guohe.imports.queries.lines_that_wait import WaitingLine, lines_that_wait, waiting_table
from guohe.imports.queries.tables import entries_table
from guohe.imports.web.doors import may, refuse_unless, seen_job
from guohe.imports.web.forms import ConversionForm, InstalmentForm, ReasonForm, ReceiptForm
from guohe.imports.web.jobs import crumbs
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.money import Money, round_half_up
from guohe.kernel.texts import say
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Frame

_RATE = re.compile(r"\b(\d{1,2}\.\d{2,6})\b")
_DEAL = re.compile(r"\bDEAL\s+([A-Z0-9-]+)", re.IGNORECASE)


@require_safe
def entries(request: HttpRequest, number: int, fmt: str) -> HttpResponse:
    """The entries of one statement with the running balance recomputed."""
    return entries_page(request, number, fmt=fmt, form=None, found=())


def entries_page(
    request: HttpRequest, number: int, *, fmt: str, form: ReasonForm | None, found: tuple[Finding, ...]
) -> HttpResponse:
    """The entries, also when an undo was refused."""
    lang = language()
    job = seen_job(request, number, "bank")
    brought = bank.of_job(number)
    table = entries_table(brought, lang)
    waits = lines_that_wait(job.reading)
    frame = Frame(
        title=say("imports.entries.title", lang, file=job.file_name),
        caption=say("imports.caption", lang, number=str(number)),
        command=f"guohe import show {number}",
        as_at=clock.now(),
        crumbs=crumbs(job),
        faulty=bool(found or (form and form.errors)),
    )
    context = {
        "page": frame,
        "job": job,
        "found": found,
        "form": form or ReasonForm(lang=lang),
        "rows": [(entry, Money(entry.amount.currency, abs(entry.amount.minor))) for entry in brought],
        "table": table,
        "findings": tuple(each for each in find.file_findings(number, job.reading) if not _said(each, waits)),
        "waits": waits,
        "waits_table": waiting_table(waits, lang),
        "waits_open": [each for each in waits if each.same is None],
        "read_as": read_as(job.reading, job.host_id, lang),
        "may_import": may(request, "import", host=job.host_id) and job.state != "reversed",
    }
    return answer(
        request,
        template="imports/entries.html",
        context=context,
        table=table,
        name=f"statement-{number}",
        fmt=fmt,
        status=422 if frame.faulty else 200,
    )


def _said(finding: Finding, waits: tuple[WaitingLine, ...]) -> bool:
    """A line that waited and was told of since: the list of such lines says what it is."""
    here = [each for each in waits if each.row == finding.place.row]
    return finding.code == "IMP-252" and bool(here) and all(each.same is not None for each in here)


@require_http_methods(["GET", "HEAD", "POST"])
def use(request: HttpRequest, number: int) -> HttpResponse:
    """Says what one entry is: money in is a receipt, money out an exchange."""
    lang = language()
    try:
        entry = bank.entry(number)
    except bank.EntryNotFound:
        raise Http404(str(number)) from None
    refuse_unless(request, "import", host=entry.host_id)
    receipt = entry.amount.minor > 0
    form = _form(request, entry, receipt)
    found: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            waits = _prepared(request, entry, form)
            if waits is not None:
                messages.success(request, say("imports.charge.prepared", lang, number=str(waits)))
                return HttpResponseRedirect(reverse("imports:charge", args=[waits]))
            journal = _recorded(request, entry, form)
        except Refused as refusal:
            found = refusal.findings
        else:
            messages.success(request, say("imports.entry.recorded", lang, journal=f"J-{journal}"))
            return HttpResponseRedirect(reverse("imports:entries", args=[entry.job]))
    what = "receipt" if receipt else "conversion"
    frame = Frame(
        title=say(f"imports.entry.{what}.title", lang),
        command=f"guohe import {what} {number} INSTALMENT",
        as_at=clock.now(),
        crumbs=crumbs(find.job(entry.job)),
        faulty=bool(found or form.errors),
    )
    context = {
        "page": frame,
        "entry": entry,
        "form": form,
        "found": found,
        "what": what,
        "late": booked_late(entry, lang),
    }
    return render(request, "imports/entry.html", context, status=422 if frame.faulty else 200)


def _form(request: HttpRequest, entry: bank.BankEntryFacts, receipt: bool) -> InstalmentForm:
    choices = [
        (plan.ref, f"{plan.ref}  {plan.amount}")
        for grant in grants.all_grants()
        if grant.host_id == entry.host_id and grant.currency == entry.amount.currency
        for plan in grants.instalments(grant.ref)
    ]
    if receipt:
        form = ReceiptForm(request.POST or None, lang=language(), instalments=choices)
        if entry.balance_agrees is not False:
            del form.fields["balance"]
        return form
    return ConversionForm(request.POST or None, lang=language(), instalments=choices, initial=guessed(entry))


def guessed(entry: bank.BankEntryFacts) -> dict[str, str]:
    """What the narrative of a bank line says about its deal; a person looks at it before it is booked."""
    told = {"dealt_on": entry.posted_on.isoformat()}
    if rate := _RATE.search(entry.narrative):
        told["rate"] = rate[1]
        whole, _, fraction = rate[1].partition(".")
        minor = round_half_up(abs(entry.amount.minor) * int(whole + fraction), 10 ** len(fraction))
        told["bought"] = Money("HKD", minor).plain
    if deal := _DEAL.search(entry.narrative):
        told["deal_no"] = deal[1]
    return told


def _prepared(request: HttpRequest, entry: bank.BankEntryFacts, form: InstalmentForm) -> int | None:
    """The charge that a second person is to confirm, where a reason or a paper was given; None where neither was."""
    told = form.cleaned_data
    reason, evidence = told.get("reason", ""), told.get("evidence", "")
    if not (reason or evidence):
        return None
    return prepare_charge(
        entry_id=entry.number,
        instalment_ref=told["instalment"],
        reason=reason,
        evidence=evidence,
        balance=told.get("balance", ""),
        actor=account_of(request),
        now=clock.now(),
    )


def _recorded(request: HttpRequest, entry: bank.BankEntryFacts, form: InstalmentForm) -> int:
    actor, now, told = account_of(request), clock.now(), form.cleaned_data
    if not isinstance(form, ConversionForm):
        return record_receipt(
            entry_id=entry.number,
            instalment_ref=told["instalment"],
            balance=told.get("balance", ""),
            actor=actor,
            now=now,
        )
    return record_conversion(
        entry_id=entry.number,
        instalment_ref=told["instalment"],
        bought=told["bought"],
        rate=told["rate"].strip(),
        deal_no=told["deal_no"].strip(),
        dealt_at=datetime.combine(told["dealt_on"], time(12), tzinfo=clock.UTC8),
        actor=actor,
        now=now,
    )
