"""Who wants the digest, and how often; the mail as it would leave now; and what became of those that left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from guohe.identity.queries.accounts import account_by_number, own_address
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.kernel.utc8 import minute_there
from guohe.notices.operations.choose import choose
from guohe.notices.operations.order_digests import order_now
from guohe.notices.operations.send_digest import letter_now
from guohe.notices.queries.choice import choice_of, record_of, steps_of, steps_table
from guohe.notices.web.forms import ChoiceForm
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import TAGS, language
from guohe.ui.page import Crumb, Frame


def on_preferences(request: HttpRequest) -> Mapping[str, Any] | None:
    """What the page of preferences shows of it; nothing to nobody."""
    user: Any = getattr(request, "user", None)
    return _shown(request) if user is not None and user.is_authenticated else None


@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: HttpRequest, fmt: str) -> HttpResponse:
    """The choice with what was sent; a refused choice keeps what was typed."""
    lang, form = language(), None
    if request.method == "POST":
        form = ChoiceForm(request.POST, lang=lang)
        form.is_valid()
        told = form.cleaned_data
        try:
            with transaction.atomic():
                choose(
                    rhythm=told.get("rhythm", ""),
                    even_empty=told.get("even_empty", False),
                    address=told.get("address", ""),
                    lang=told.get("language", ""),
                    actor=account_of(request),
                    username=request.user.get_username(),
                    now=clock.now(),
                )
        except Refused as refusal:
            form.refused(refusal)
        else:
            word = say(f"notices.choice.rhythm.{told['rhythm']}", lang)
            messages.success(request, say("notices.choice.saved", lang, rhythm=word))
            return HttpResponseRedirect(reverse("notices:mail"))
    account = account_of(request)
    steps = steps_of(account)
    table = steps_table(steps, lang)
    part = _shown(request, form)
    frame = Frame(
        title=say("notices.choice.title", lang),
        command="guohe notices show",
        permalink="/preferences/mail",
        crumbs=(_to_preferences(),),
        faulty=form is not None,
    )
    return answer(
        request,
        template="notices/mail.html",
        context={"page": frame, "part": part, "table": table if steps else None},
        table=table,
        record=record_of(choice_of(account), steps, lang),
        name="e-mail-digests",
        fmt=fmt,
        status=422 if form is not None else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest) -> HttpResponse:
    """The whole mail, in the language of the account; asked for, the worker sends it, after this request has committed."""
    lang, account = language(), account_of(request)
    found: tuple[Finding, ...] = ()
    if request.method == "POST":
        try:
            order_now(account, now=clock.now())
        except Refused as refusal:
            found = refusal.findings
        else:
            messages.success(request, say("notices.preview.ordered", lang))
            return HttpResponseRedirect(reverse("notices:mail"))
    # What is shown is what is sent.
    own: str = getattr(request.user, "language", lang)
    letter = letter_now(account=account, lang=own, on=clock.today())
    frame = Frame(
        title=say("notices.preview.title", lang),
        command="guohe notices digest --dry-run",
        crumbs=(_to_preferences(), Crumb(say("notices.choice.title", lang), reverse("notices:mail"))),
        faulty=bool(found),
    )
    context = {
        "page": frame,
        "found": found,
        "letter": letter,
        "tag": TAGS[own],
        # A line of Chinese fills a row with half as many characters: then the last lines stand in the box too.
        "rows": str(sum(1 + len(line) // 30 for line in letter.body.split("\n")) + 2),
        "server": bool(settings.MAIL_FROM),
        "would_not_leave": not letter.things and not choice_of(account).even_empty,
    }
    status = 422 if found else 200
    return answer(request, template="notices/preview.html", context=context, name="e-mail", status=status)


def _shown(request: HttpRequest, form: ChoiceForm | None = None) -> dict[str, Any]:
    lang, account = language(), account_of(request)
    chosen, person = choice_of(account), account_by_number(account)
    start = {
        "rhythm": chosen.rhythm.value,
        # What is proposed is what would be sent: mail is in the language of the account, whatever the page is in.
        "language": person.language if person else lang,
        "even_empty": chosen.even_empty,
        "address": own_address(),
    }
    return {
        "form": form or ChoiceForm(initial=start, lang=lang),
        "lead": say("notices.choice.lead", lang),
        "sent": bool(steps_of(account)),
        "is_set_up": bool(settings.MAIL_FROM),
        "chosen": say(
            "notices.choice.chosen",
            lang,
            rhythm=say(f"notices.choice.rhythm.{chosen.rhythm}", lang),
            at=minute_there(chosen.chosen_at),
        )
        if chosen.chosen_at is not None
        else say("notices.choice.not_chosen", lang),
    }


def _to_preferences() -> Crumb:
    return Crumb(say("ui.preferences", language()), reverse("ui:preferences"))
