"""The host's books, and the page that opens one and says what comes after it."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from guohe.funds.operations.found_book import found_book
from guohe.funds.queries.books import all_books, books_table
from guohe.funds.web.book_forms import NewBookForm
from guohe.identity.domain.capabilities import Word
from guohe.identity.domain.people import Tenant
from guohe.identity.queries import account_by_number, hosts_visible, permission_to
from guohe.identity.queries.sight import hosts_for
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame

COMMAND = "guohe book open HK --name NAME --from YYYY-MM-DD"
# What a newcomer needs next, in the order of the work.
_NEXT: tuple[tuple[Word, str], ...] = (
    ("view_money", ""),
    ("prepare", "imports:set-up"),
    ("import", "imports:new"),
)


@require_safe
def books(request: HttpRequest, fmt: str = "html") -> HttpResponse:
    """Every book one sees, and what the next steps need."""
    lang = language()
    table = books_table(lang)
    frame = Frame(title=say("funds.books.title", lang), command="guohe book list", as_at=clock.now())
    context = {"page": frame, "table": table, "next": _next(request, lang), "may_open": bool(_hosts(request))}
    return answer(request, template="funds/books.html", table=table, context=context, name="books", fmt=fmt)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Opens a book."""
    lang, hosts = language(), _hosts(request)
    if not hosts:
        hosts_for("prepare")
    if request.method in ("GET", "HEAD"):
        return _page(request, NewBookForm(lang=lang, hosts=hosts), ())
    form = NewBookForm(request.POST, lang=lang, hosts=hosts)
    if not form.is_valid():
        return _page(request, form, ())
    try:
        # A refusal takes back this attempt alone; the page that explains it still reads the books.
        with transaction.atomic():
            opened = found_book(
                host_id=int(form.cleaned_data["host"]),
                plan=form.plan(),
                actor=account_of(request),
                now=clock.now(),
            )
    except Refused as refusal:
        return _page(request, form, refusal.findings)
    told = say(
        "funds.books.opened",
        lang,
        code=opened.code,
        first=opened.first_day.isoformat(),
        last=opened.last_day.isoformat(),
        currencies=", ".join(opened.currencies),
    )
    messages.success(request, told)
    return HttpResponseRedirect(reverse("funds:books"))


def _page(request: HttpRequest, form: NewBookForm, findings: tuple[Finding, ...]) -> HttpResponse:
    lang = language()
    faulty = bool(findings or form.errors)
    frame = Frame(
        title=say("funds.books.new", lang),
        command=COMMAND,
        crumbs=(Crumb(say("funds.books.title", lang), reverse("funds:books")),),
        faulty=faulty,
    )
    context = {
        "page": frame,
        "form": form,
        "told": findings or (form if form.errors else None),
        "needed": not all_books(),
    }
    return render(request, "funds/book_new.html", context, status=422 if faulty else 200)


def _next(request: HttpRequest, lang: str) -> list[tuple[str, str, str]]:
    """What comes next, beside each whether this person may, or the command that gives it, and its page."""
    person = account_by_number(account_of(request))
    hosts = hosts_visible()
    if person is None or not hosts:
        return []
    told = []
    for word, page in _NEXT:
        doing = say(f"identity.doing.{word}", lang)
        held = any(
            permission_to(word, account=person.account, host=host.host, on=clock.today()).allowed
            for host in hosts
        )
        command = f"./guohe account grant {person.username} {word}"
        standing = (
            say("funds.books.next.held", lang)
            if held
            else say("funds.books.next.lacking", lang, command=command)
        )
        url = reverse(page) if page and held else ""
        told.append((say(f"funds.books.next.{word}", lang, doing=doing), standing, url))
    return told


def _hosts(request: HttpRequest) -> list[Tenant]:
    """The hosts for which this person may open a book: whoever administers or prepares there."""
    account, on = account_of(request), clock.today()
    return [
        host
        for host in hosts_visible()
        if permission_to("administer", account=account, host=host.host, on=on).allowed
        or permission_to("prepare", account=account, host=host.host, on=on).allowed
    ]
