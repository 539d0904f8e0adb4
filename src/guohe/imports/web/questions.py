"""Questions: all that wait for me, all of a grant, one with its answers."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guohe.grants.queries.find import GrantNotFound
from guohe.identity.queries.sight import see_some_money
from guohe.imports.domain.standing import QuestionFacts
from guohe.imports.operations.answer_question import answer_question
from guohe.imports.operations.ask_question import ask_question
from guohe.imports.queries import questions as find
from guohe.imports.queries.categories import with_names
from guohe.imports.queries.if_posted import held_if_posted
from guohe.imports.queries.lines import LineNotFound, line, seen_grant
from guohe.imports.queries.tables import questions_table
from guohe.imports.web.doors import refuse_unless
from guohe.imports.web.forms import ReasonForm
from guohe.imports.web.question_cards import bound_form, cards, page_of
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame
from guohe.ui.way_back import to_grant


@require_safe
def questions(request: HttpRequest, fmt: str) -> HttpResponse:
    """What waits for this person; ``?who=all`` everything that waits in sight."""
    lang, everyone = language(), request.GET.get("who") == "all"
    see_some_money()
    found = find.before_person(account_of(request), on=clock.today(), everyone=everyone)
    page = page_of(request, found)
    shown = tuple(page if fmt == "html" else found)
    table = questions_table(shown, lang, title=say("imports.questions.title", lang))
    frame = Frame(
        title=table.title, command="guohe questions" + (" --all" if everyone else ""), as_at=clock.now()
    )
    context = {
        "page": frame,
        "cards": cards(request, shown) if fmt == "html" else (),
        "page_obj": page,
        "everyone": everyone,
        "table": table,
    }
    return answer(
        request, template="imports/questions.html", context=context, table=table, name="questions", fmt=fmt
    )


@require_safe
def of_grant(request: HttpRequest, ref: str, fmt: str) -> HttpResponse:
    """The questions about one grant's lines, answered ones too."""
    lang = language()
    try:
        grant = seen_grant(ref)
    except GrantNotFound:
        raise Http404(ref) from None
    refuse_unless(request, "view_money", host=grant.host_id, grant=ref)
    found = find.about_grant(ref)
    page = page_of(request, found)
    shown = tuple(page if fmt == "html" else found)
    table = questions_table(shown, lang, title=say("imports.questions.of_grant", lang, ref=ref))
    frame = Frame(
        title=say("imports.questions.title", lang),
        caption=ref,
        command=f"guohe questions --grant {ref}",
        as_at=clock.now(),
        crumbs=to_grant(ref),
    )
    context = {
        "page": frame,
        "cards": cards(request, shown) if fmt == "html" else (),
        "page_obj": page,
        "grant": ref,
        "table": table,
    }
    return answer(
        request,
        template="imports/questions.html",
        context=context,
        table=table,
        name=f"{ref}-questions",
        fmt=fmt,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, number: int, fmt: str) -> HttpResponse:
    """One question; answering it leads back to where it was answered."""
    found = _question(request, number)
    refused: tuple[Finding, ...] = ()
    bound = None
    if request.method == "POST":
        form = bound_form(found, request.POST)
        bound = (number, form)
        if form.is_valid():
            try:
                return _answered(
                    request, found, form.cleaned_data["answer"], form.chosen(), form.cleaned_data["note"]
                )
            except Refused as refusal:
                refused = tuple(with_names(finding, language()) for finding in refusal.findings)
    lang = language()
    faulty = bool(refused or (bound and bound[1].errors))
    frame = Frame(
        title=say("imports.question.title", lang, source=found.line.source or f"#{found.line.row}"),
        command=f"guohe answer {number}",
        as_at=clock.now(),
        crumbs=(Crumb(say("imports.questions.title", lang), reverse("imports:questions")),),
        faulty=faulty,
    )
    table = questions_table([found], lang, title=frame.title)
    context = {
        "page": frame,
        "cards": cards(request, [found], bound=bound),
        "found": refused,
        "one": True,
        "back": _back(request),
        "table": table,
    }
    return answer(
        request, template="imports/questions.html", context=context, table=table, name=f"question-{number}", fmt=fmt,
        status=422 if faulty else 200,
    )  # fmt: skip


def _question(request: HttpRequest, number: int) -> QuestionFacts:
    see_some_money()
    try:
        found = find.question(number)
    except find.QuestionNotFound:
        raise Http404(str(number)) from None
    refuse_unless(request, "view_money", host=found.host_id, grant=found.line.grant_ref)
    return found


def _answered(request: HttpRequest, found: QuestionFacts, said: str, chosen: str, note: str) -> HttpResponse:
    done = answer_question(
        question_id=found.number,
        answer=said,
        chosen=chosen,
        note=note,
        actor=account_of(request),
        now=clock.now(),
    )
    lang = language()
    told = say(
        "imports.answered", lang, source=found.line.source, effect=say(f"imports.effect.{done.effect}", lang)
    )
    messages.success(request, told)
    for sentence in held_if_posted(found.number, account=account_of(request), on=clock.today(), lang=lang):
        messages.warning(request, sentence)
    return HttpResponseRedirect(_back(request) or reverse("imports:questions"))


def _back(request: HttpRequest) -> str:
    """The page on which the answer was given, so that a fault does not lose it; empty for an address elsewhere."""
    back = request.POST.get("next", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else ""


@require_POST
def ask(request: HttpRequest, number: int) -> HttpResponse:
    """Asks about one line in one's own words."""
    try:
        found = line(number)
    except LineNotFound:
        raise Http404(str(number)) from None
    form = ReasonForm(request.POST, lang=language())
    if form.is_valid():
        try:
            ask_question(
                line_id=number, words=form.cleaned_data["reason"], actor=account_of(request), now=clock.now()
            )
        except Refused as refusal:
            for finding in refusal.findings:
                messages.warning(request, f"{finding.code} {finding.sentence(language())}")
        else:
            messages.success(request, say("imports.asked", language(), source=found.source))
    else:
        messages.warning(request, say("IMP-504", language()))
    return HttpResponseRedirect(reverse("imports:line", args=[number]))
