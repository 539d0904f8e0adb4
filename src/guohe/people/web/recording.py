"""The forms that record people and their months; a refusal says everything and keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from guohe.grants.queries import find
from guohe.identity.domain.capabilities import Word
from guohe.identity.queries import hosts_visible
from guohe.identity.queries.sight import hosts_held, see
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.people.domain.facts import PersonFacts
from guohe.people.domain.told import contract_of, cost_of, name_of
from guohe.people.operations.plan_share import plan_share
from guohe.people.operations.read_payroll import read_payroll
from guohe.people.operations.record_person import add_person, record_contract, record_cost
from guohe.people.queries.found import people_by_id, see_anybody, see_people_of
from guohe.people.web.forms import ContractForm, CostForm, PayrollForm, PersonForm, PlanForm, Spoken
from guohe.ui.acting import account_of
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame
from guohe.ui.way_back import to_grant


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, ref: str) -> HttpResponse:
    """The share of some months of one person."""
    try:
        grant = find.grant(ref)
    except find.GrantNotFound:
        raise Http404(ref) from None
    see_people_of(grant.host_id, ref)
    see("prepare", grant.host_id, ref)
    lang = language()
    own = [each for each in people_by_id().values() if each.host_id == grant.host_id]
    chosen = [(str(each.number), f"{each.code} {each.name.in_language(lang)}") for each in own]
    form = PlanForm(request.POST or None, lang=lang, chosen=chosen)

    def write() -> str:
        told = form.cleaned_data
        plan_share(
            ref=ref, person=int(told.pop("person")), **told, actor=account_of(request), now=clock.now()
        )
        return say("people.kept", lang, code=ref)

    crumbs = (*to_grant(ref), Crumb(say("people.short", lang), reverse("people:of-grant", args=[ref])))
    return _answer(
        request,
        form,
        write,
        title=say("people.do.plan", lang),
        command=f"guohe people plan {ref}",
        crumbs=crumbs,
        back=reverse("people:of-grant", args=[ref]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A person of a host."""
    lang = language()
    form = PersonForm(request.POST or None, lang=lang, chosen=_hosts("prepare", lang))

    def write() -> str:
        told = form.cleaned_data
        number = add_person(
            host_id=int(told["host"]),
            name=name_of(told["en"], told["zh_hant"], told["zh_hans"]),
            actor=account_of(request),
            now=clock.now(),
        )
        return say("people.added", lang, code=f"P-{number}")

    return _of_host(request, form, write, title=say("people.do.new", lang), command="guohe people add")


@require_http_methods(["GET", "HEAD", "POST"])
def contract(request: HttpRequest, number: int) -> HttpResponse:
    """The contract that holds from now on."""
    person, lang = _person(number), language()
    form = ContractForm(request.POST or None, lang=lang)

    def write() -> str:
        record_contract(
            host_id=person.host_id,
            number=person.number,
            contract=contract_of(**form.cleaned_data),
            actor=account_of(request),
            now=clock.now(),
        )
        return say("people.kept", lang, code=person.code)

    title = say("people.do.contract", lang, code=person.code)
    return _of_host(request, form, write, title=title, command=f"guohe people contract {person.number}")


@require_http_methods(["GET", "HEAD", "POST"])
def cost(request: HttpRequest, number: int) -> HttpResponse:
    """What a month costs from a month on."""
    person, lang = _person(number), language()
    see("view_money", person.host_id)
    form = CostForm(request.POST or None, lang=lang)

    def write() -> str:
        record_cost(
            host_id=person.host_id,
            number=person.number,
            cost=cost_of(**form.cleaned_data),
            actor=account_of(request),
            now=clock.now(),
        )
        return say("people.kept", lang, code=person.code)

    title = say("people.do.cost", lang, code=person.code)
    return _of_host(request, form, write, title=title, command=f"guohe people cost {person.number}")


@require_http_methods(["GET", "HEAD", "POST"])
def payroll(request: HttpRequest) -> HttpResponse:
    """A payroll file."""
    lang = language()
    form = PayrollForm(request.POST or None, request.FILES or None, lang=lang, chosen=_hosts("import", lang))

    def write() -> str:
        file = form.cleaned_data["file"]
        rows = read_payroll(
            host_id=int(form.cleaned_data["host"]),
            file_name=file.name,
            content=file.read(settings.UPLOAD_LIMIT_BYTES),
            actor=account_of(request),
            now=clock.now(),
        )
        return say("people.read", lang, count=str(rows))

    title = say("people.do.payroll", lang)
    return _of_host(request, form, write, title=title, command="guohe people payroll FILE", file=True)


def _hosts(word: Word, lang: str) -> list[tuple[str, str]]:
    """The hosts for which this person may do this and see people. Raises Refused, naming who can."""
    see_anybody()
    held = hosts_held("view_people", word)
    visible = hosts_visible()
    if not held:
        see(word, visible[0].host if visible else 0)
        see("view_people", visible[0].host if visible else 0)
    return [(str(host.host), host.name.in_language(lang)) for host in visible if host.host in held]


def _person(number: int) -> PersonFacts:
    # A number beyond any row is nobody.
    person = people_by_id(frozenset((number,))).get(number) if number < 2**63 else None
    if person is None:
        raise Http404(str(number))
    see("prepare", person.host_id)
    see("view_people", person.host_id)
    return person


def _of_host(
    request: HttpRequest,
    form: Spoken,
    write: Callable[[], str],
    *,
    title: str,
    command: str,
    file: bool = False,
) -> HttpResponse:
    crumbs = (Crumb(say("people.title.all", language()), reverse("people:people")),)
    return _answer(
        request,
        form,
        write,
        title=title,
        command=command,
        crumbs=crumbs,
        back=reverse("people:people"),
        file=file,
    )


def _answer(
    request: HttpRequest,
    form: Spoken,
    write: Callable[[], str],
    *,
    title: str,
    command: str,
    crumbs: tuple[Crumb, ...],
    back: str,
    file: bool = False,
) -> HttpResponse:
    found: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                done = write()
        except Refused as refusal:
            found = refusal.findings
        else:
            messages.success(request, done)
            return HttpResponseRedirect(back)
    faulty = bool(found) or (request.method == "POST" and bool(form.errors))
    frame = Frame(title=title, command=command, crumbs=crumbs, faulty=faulty)
    context = {"page": frame, "form": form, "found": found, "file": file}
    return render(request, "people/form.html", context, status=422 if faulty else 200)
