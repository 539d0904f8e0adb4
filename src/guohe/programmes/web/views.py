"""Views of rulebooks translate a day, a book and a rule, make one call, and answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from guohe.kernel import clock
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.texts import say
from guohe.programmes.queries import rule_pages
from guohe.programmes.queries.rulebooks import all_books, book, book_on, versions
from guohe.rules.domain.values import Book
from guohe.ui.as_at import reads_as_at
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame


@dataclass(frozen=True, slots=True)
class _Asked:
    """The day a reader asked for; ``query`` keeps it in links, ``faults`` say what was not readable."""

    on: date
    query: str = ""
    faults: tuple[Finding, ...] = ()


def _asked(request: HttpRequest) -> _Asked:
    text = request.GET.get("as_at", "").strip()
    if not text:
        return _Asked(clock.today())
    try:
        day = date.fromisoformat(text)
    except ValueError:
        fault = Finding("RUL-824", Level.STOP, Place(pointer="as_at"), {"seen": text[:40]})
        return _Asked(clock.today(), faults=(fault,))
    return _Asked(day, f"?as_at={day.isoformat()}")


@reads_as_at
def rules(request: HttpRequest, fmt: str) -> HttpResponse:
    """Every version of every book."""
    lang, asked = language(), _asked(request)
    table = rule_pages.books_table(asked.on, lang)
    links = [reverse("programmes:rulebook", args=[each.label]) + asked.query for each in all_books()]
    return answer(
        request,
        template="programmes/rules.html",
        context={
            "page": Frame(
                title=table.title, command="guohe rules list", as_at=asked.on, faulty=bool(asked.faults)
            ),
            "asked": asked,
            "table": table,
            "links": links,
        },
        table=table,
        name="rules",
        fmt=fmt,
        status=400 if asked.faults else 200,
    )


@reads_as_at
def rulebook(request: HttpRequest, label: str, fmt: str) -> HttpResponse:
    """The rules of one version; without ``@version``, of the version in force on the day, or of the newest."""
    lang, asked = language(), _asked(request)
    found, refused = _version(label, asked.on)
    table = rule_pages.rules_table(found, lang)
    links = [_address(found, rule.id, asked.query) for rule in found.rules]
    return answer(
        request,
        template="programmes/rulebook.html",
        context={
            "page": Frame(
                title=table.title,
                caption=found.label,
                command=f"guohe rules table {found.label} --out {found.id}-{found.version}.csv",
                as_at=asked.on,
                crumbs=(_root(lang, asked.query),),
                faulty=bool(asked.faults),
            ),
            "asked": asked,
            "faults": (*asked.faults, *refused),
            "book": found,
            "dates": rule_pages.dates_text(found, lang),
            "standing": rule_pages.standing_text(found, asked.on, lang),
            "table": table,
            "links": links,
        },
        table=table,
        name=f"rules-{found.id}-{found.version}",
        fmt=fmt,
        status=400 if asked.faults else 200,
    )


@reads_as_at
def rule(request: HttpRequest, book_id: str, named: str, fmt: str) -> HttpResponse:
    """One rule of one version. A day in the query leads to the version in force on it."""
    lang, asked = language(), _asked(request)
    rule_id, _, version = named.partition("@")
    found, refused = _version(f"{book_id}@{version}" if version else book_id, asked.on)
    if asked.query:
        then, refused = _version(book_id, asked.on)
        if not refused and then is not found and then.rule(rule_id):
            return HttpResponseRedirect(_address(then, rule_id, asked.query))
    known = found.rule(rule_id)
    if known is None:
        raise Http404(say("RUL-819", lang, seen=named[:60]))
    page = rule_pages.RulePage(found, known, lang, asked.on)
    return answer(
        request,
        template="programmes/rule.html",
        context={
            "page": Frame(
                title=page.words,
                caption=page.label,
                command=f"guohe why {rule_id} --book {found.label}",
                as_at=asked.on,
                crumbs=(
                    _root(lang, asked.query),
                    Crumb(found.label, reverse("programmes:rulebook", args=[found.label]) + asked.query),
                ),
                faulty=bool(asked.faults),
            ),
            "asked": asked,
            "faults": (*asked.faults, *refused),
            "rule": page,
            "document": known.clause.document,
            "others": [(each.label, _address(each, rule_id, "")) for each in page.others],
        },
        table=[page.examples, page.parameters],
        record=rule_pages.rule_record(page),
        name=f"rule-{found.id}-{rule_id}-{found.version}",
        fmt=fmt,
        status=400 if asked.faults else 200,
    )


def _version(label: str, on: date) -> tuple[Book, tuple[Finding, ...]]:
    """The version named, or the one in force; when none is, the newest with the refusal beside it."""
    try:
        if "@" in label:
            return book(label), ()
        return book_on(label, on), ()
    except Refused as refusal:
        first = refusal.findings[0]
        if first.code == "RUL-819":
            raise Http404(first.sentence(language())) from None
        return versions(label)[-1], refusal.findings


def _address(of: Book, rule_id: str, query: str) -> str:
    return reverse("programmes:rule", args=[of.id, f"{rule_id}@{of.version}"]) + query


def _root(lang: str, query: str) -> Crumb:
    return Crumb(say("programmes.rules.title", lang), reverse("programmes:rules") + query)
