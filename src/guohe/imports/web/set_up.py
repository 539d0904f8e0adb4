"""Setting up a grant: five short steps kept in the session, and a page that shows every answer before anything is written."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from guohe.documents.operations.store_file import store_file
from guohe.documents.queries.files import content_of, file_by_number
from guohe.funds.queries.chart import books
from guohe.grants.domain.set_up import Agreement, PlannedInstalment, check_agreement, check_reference
from guohe.grants.queries.find import all_grants
from guohe.identity.queries import accounts_visible
from guohe.imports.operations.set_up_from_budget import look_at_budget, rows_of, set_up_from_budget
from guohe.imports.web.doors import preparing_hosts
from guohe.imports.web.set_up_choices import choices_for, words_of
from guohe.imports.web.set_up_forms import INSTALMENTS, STEPS, SetUpForm, codes_in
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.money import Money, total
from guohe.kernel.names import Name
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say
from guohe.programmes.queries.packs import pack
from guohe.registry.queries.register import register
from guohe.ui.acting import account_of
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame

_KEPT = "imports.grant_set_up"
_ORDER = (*STEPS, "check")


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Begins anew, or goes on where it was left."""
    hosts = {host.host for host in preparing_hosts(request)}
    if not any(host in hosts for _, _, host in books()):
        # Told before the first question, not after the fourth: a grant is kept in a book.
        return HttpResponseRedirect(reverse("funds:book-new"))
    if request.GET.get("new") == "1":
        request.session.pop(_KEPT, None)
    kept = request.session.get(_KEPT, {})
    at = next((name for name in STEPS if name not in kept), "check")
    return HttpResponseRedirect(reverse("imports:set-up-step", args=[at]))


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One step; the last one shows all answers and writes them."""
    preparing_hosts(request)
    if step == "check":
        return _check(request)
    if step not in STEPS:
        raise Http404(step)
    lang, kept = language(), request.session.get(_KEPT, {})
    options: dict[str, Any] = {
        "lang": lang,
        "choices": choices_for(preparing_hosts(request), kept),
        "award": _award(kept),
    }
    if request.method == "POST":
        form: SetUpForm = STEPS[step](request.POST, request.FILES, **options)
        if form.is_valid():
            told = {name: _plain(value) for name, value in form.cleaned_data.items() if name != "file"}
            found = (*_taken(step, told), *_keep_file(request, form, told, kept))
            if not found:
                request.session[_KEPT] = {**kept, step: told}
                return HttpResponseRedirect(reverse("imports:set-up-step", args=[_following(step, kept)]))
            return _page(request, step, form, found)
        return _page(request, step, form, ())
    return _page(request, step, STEPS[step](initial=kept.get(step, {}), **options), ())


def _following(step: str, kept: dict[str, Any]) -> str:
    """The next step; back to the answers when all are given already."""
    if set(STEPS) <= {*kept, step}:
        return "check"
    return _ORDER[_ORDER.index(step) + 1]


def _page(request: HttpRequest, step: str, form: SetUpForm, found: tuple[Finding, ...]) -> HttpResponse:
    lang = language()
    frame = Frame(
        title=say(f"imports.set_up.{step}", lang),
        caption=say("imports.set_up.step", lang, number=str(_ORDER.index(step) + 1), count=str(len(_ORDER))),
        command="guohe grant set-up AGREEMENT BUDGET",
        crumbs=(Crumb(say("imports.set_up.title", lang), reverse("imports:set-up")),),
        faulty=bool(form.errors or found),
    )
    context = {"page": frame, "form": form, "found": found, "multipart": step == "budget"}
    return render(request, "imports/set_up_step.html", context, status=422 if frame.faulty else 200)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _keep_file(
    request: HttpRequest, form: SetUpForm, told: dict[str, Any], kept: dict[str, Any]
) -> tuple[Finding, ...]:
    """Keeps the budget file by its content; without a new one the earlier stays."""
    if "file" not in form.fields:
        return ()
    file = form.cleaned_data.get("file")
    if file is None:
        earlier = kept.get("budget", {}).get("document")
        if earlier is None:
            form.add_error("file", say("IMP-520", language()))
            return (Finding("IMP-520", Level.STOP),)
        told["document"], told["file_name"] = earlier, kept["budget"]["file_name"]
        return ()
    host = preparing_hosts(request)[0].host
    try:
        stored = store_file(
            host_id=host, name=file.name, content=file.read(), actor=account_of(request), now=clock.now()
        )
    except Refused as refusal:
        return refusal.findings
    told["document"], told["file_name"] = stored.id, stored.name
    return ()


def _award(kept: dict[str, Any]) -> Money | None:
    """The award, once its step is done."""
    total = kept.get("money", {}).get("total")
    return Money.of("CNY", total) if total else None


def _taken(step: str, told: dict[str, Any]) -> tuple[Finding, ...]:
    """A reference that is in use is told at its own step."""
    if step != "agreement":
        return ()
    return tuple(check_reference(told["ref"], taken=any(g.ref == told["ref"] for g in all_grants())))


def _check(request: HttpRequest) -> HttpResponse:
    lang, kept = language(), request.session.get(_KEPT, {})
    missing = [name for name in STEPS if name not in kept]
    if missing:
        return HttpResponseRedirect(reverse("imports:set-up-step", args=[missing[0]]))
    agreement = agreement_of(kept)
    found: tuple[Finding, ...] = tuple(check_agreement(agreement, taken=False))
    shown = _digest(kept)
    if request.method == "POST" and request.POST.get("shown") != shown:
        found = (*found, Finding("RUL-911", Level.STOP, values={"ref": agreement.ref}))
    elif request.method == "POST":
        try:
            ref = _write(request, kept, agreement)
        except Refused as refusal:
            found = refusal.findings
        else:
            request.session.pop(_KEPT, None)
            messages.success(request, say("imports.set_up.done", lang, ref=ref))
            return HttpResponseRedirect(reverse("portal:grant", args=[ref]))
    table, read = _budget(kept, agreement)
    frame = Frame(
        title=say("imports.set_up.check", lang),
        caption=say("imports.set_up.step", lang, number=str(len(_ORDER)), count=str(len(_ORDER))),
        command="guohe grant set-up AGREEMENT BUDGET",
        crumbs=(Crumb(say("imports.set_up.title", lang), reverse("imports:set-up")),),
        faulty=request.method == "POST",
    )
    context = {
        "page": frame,
        "found": found,
        "shown": shown,
        "facts": _answers(kept, agreement, lang),
        "budget": table,
        "budget_findings": read,
        "proof": _proof(agreement, lang),
        "agrees": total("CNY", (plan.amount for plan in agreement.instalments)) == agreement.total,
    }
    return render(
        request, "imports/set_up_check.html", context, status=422 if request.method == "POST" else 200
    )


def _digest(kept: dict[str, Any]) -> str:
    """What a page of answers showed: its button writes these answers, and none that another tab gave since."""
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def agreement_of(kept: dict[str, Any]) -> Agreement:
    """The agreement as the steps have it."""
    about, money, people, policy = kept["agreement"], kept["money"], kept["people"], kept["policy"]
    name, _, version = about["pack"].partition("@")
    plans = []
    for number in range(1, INSTALMENTS + 1):
        if money.get(f"amount_{number}"):
            due = money.get(f"due_{number}")
            plans.append(
                PlannedInstalment(
                    Money.of("CNY", money[f"amount_{number}"]),
                    date.fromisoformat(due) if due else None,
                    money.get(f"condition_{number}", ""),
                )
            )
    return Agreement(
        ref=about["ref"],
        title=Name(about["title_en"], about["title_zh_hant"], about["title_zh_hans"]),
        unit_code=people["unit"],
        funder=Name(about["funder_en"], about["funder_zh_hant"], about["funder_zh_hans"]),
        pack=name,
        pack_version=version,
        total=Money.of("CNY", money["total"]),
        starts=date.fromisoformat(money["starts"]),
        ends=date.fromisoformat(money["last_day"]) + timedelta(days=1),
        instalments=tuple(plans),
        project_codes=codes_in(people["project_codes"]),
        fx_policy=policy["fx_policy"],
        lot_policy=policy["lot_policy"],
        partner=Name(people["partner_en"], people["partner_zh_hant"], people["partner_zh_hans"]),
        partner_share=Money.of("CNY", people["partner_share"] or "0"),
    )


def _content(kept: dict[str, Any]) -> bytes:
    stored = file_by_number(kept["budget"]["document"])
    if stored is None:
        raise Http404("budget")
    return content_of(stored)


def _write(request: HttpRequest, kept: dict[str, Any], agreement: Agreement) -> str:
    number = int(kept["policy"]["book"])
    host = next(host for book, _, host in books() if book == number)
    budget = kept["budget"]
    return set_up_from_budget(
        host_id=host,
        book=number,
        agreement=agreement,
        content=_content(kept),
        file_name=budget["file_name"],
        approved_on=date.fromisoformat(budget["approved_on"]),
        investigator_id=int(kept["people"]["investigator"]),
        unit=budget["table_unit"] or None,
        sheet=budget.get("sheet", ""),
        explained=budget["explained"],
        actor=account_of(request),
        now=clock.now(),
    )


def _budget(kept: dict[str, Any], agreement: Agreement) -> tuple[Table | None, tuple[Finding, ...]]:
    lang = language()
    read, findings = look_at_budget(
        _content(kept),
        file_name=kept["budget"]["file_name"],
        total=agreement.total,
        unit=kept["budget"]["table_unit"] or None,
        sheet=kept["budget"].get("sheet", ""),
    )
    if read is None:
        return None, findings
    _, unknown = rows_of(read, pack(agreement.pack, agreement.pack_version))
    columns = (
        Column("number", say("imports.set_up.number", lang)),
        Column("name", say("imports.column.category", lang)),
        Column("amount", say("imports.column.amount", lang), Kind.MONEY),
    )
    rows = [(row.number, row.name, row.special) for row in read.rows]
    notes = (
        [say("imports.set_up.unit", lang, unit=say(f"imports.unit.{read.unit}", lang))] if read.unit else []
    )
    if read.capital is not None:
        notes.append(say("imports.set_up.capital", lang, text=read.capital_text, amount=str(read.capital)))
    return Table(say("imports.set_up.budget_table", lang), columns, rows, notes=notes, lang=lang), (
        *findings,
        *unknown,
    )


def _proof(agreement: Agreement, lang: str) -> str:
    added = total("CNY", (plan.amount for plan in agreement.instalments))
    parts = " + ".join(plan.amount.figure for plan in agreement.instalments)
    return say(
        "imports.set_up.proof", lang, parts=parts, sum=added.figure, total=str(agreement.total),
        difference=(agreement.total - added).figure,
    )  # fmt: skip


def _answers(kept: dict[str, Any], agreement: Agreement, lang: str) -> list[tuple[str, object, str]]:
    def at(step: str) -> str:
        return reverse("imports:set-up-step", args=[step])

    def label(name: str) -> str:
        return say(f"imports.form.set_up.{name}", lang)

    words = words_of(kept)
    people = {str(person.account): person.name.in_language(lang) for person in accounts_visible()}
    plans = say("imports.then", lang).join(
        " ".join(
            filter(
                None, (str(plan.amount), plan.due_date.isoformat() if plan.due_date else "", plan.condition)
            )
        )
        for plan in agreement.instalments
    )
    unit = register().unit(agreement.unit_code).name_on(agreement.starts).fact.name.in_language(lang)
    return [
        (label("ref"), agreement.ref, at("agreement")),
        (label("title_en"), agreement.title.en, at("agreement")),
        (label("title_zh_hant"), agreement.title.zh_hant, at("agreement")),
        (label("title_zh_hans"), agreement.title.zh_hans, at("agreement")),
        (label("pack"), words["pack"].get(kept["agreement"]["pack"], ""), at("agreement")),
        (label("funder_en"), agreement.funder.in_language(lang), at("agreement")),
        (label("total"), str(agreement.total), at("money")),
        (label("starts"), agreement.starts.isoformat(), at("money")),
        (label("last_day"), kept["money"]["last_day"], at("money")),
        (say("imports.set_up.instalments", lang), plans, at("money")),
        (label("unit"), f"{agreement.unit_code} {unit}", at("people")),
        (label("investigator"), people.get(kept["people"]["investigator"], ""), at("people")),
        (label("project_codes"), say("imports.and", lang).join(agreement.project_codes), at("people")),
        (label("partner_en"), agreement.partner.in_language(lang) or "–", at("people")),
        (label("partner_share"), str(agreement.partner_share), at("people")),
        (label("lot_policy"), words["lot_policy"].get(agreement.lot_policy, ""), at("policy")),
        (label("fx_policy"), words["fx_policy"].get(agreement.fx_policy, ""), at("policy")),
        (label("book"), words["book"].get(kept["policy"]["book"], ""), at("policy")),
        (label("file"), kept["budget"]["file_name"], at("budget")),
        (label("approved_on"), kept["budget"]["approved_on"], at("budget")),
    ]
