"""What became of a payment that the bank only called a duplicate: said by one person, confirmed or dismissed by another."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localtime

from guohe.identity.domain.capabilities import Word
from guohe.identity.queries import permission_to
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.payments.domain.release import ClarificationFacts
from guohe.payments.operations.clarify import clarify, confirm_clarification, dismiss_clarification
from guohe.payments.queries.accounts import person
from guohe.payments.queries.payment import Payment
from guohe.payments.web.forms import ClarifyForm, DismissForm
from guohe.ui.acting import account_of
from guohe.ui.languages import language


@dataclass(frozen=True, slots=True)
class Clarifying:
    """What a person may do about it on the page: ``form`` to say it, or ``said`` with what may be done with that."""

    form: ClarifyForm | None = None
    said: str = ""
    number: int = 0
    may_confirm: bool = False
    own: bool = False
    dismiss: DismissForm | None = None


def clarifying(
    request: HttpRequest, seen: Payment, bound: ClarifyForm | DismissForm | None = None
) -> Clarifying | None:
    """None where nothing is to be said; ``bound`` is the form that came back with a fault."""
    lang, waiting = language(), seen.facts.to_confirm
    unclear = seen.facts.state == "duplicate"
    if waiting is not None:
        own = waiting.by == account_of(request)
        either = _may("prepare", request, seen) or _may("approve", request, seen)
        again = bound if isinstance(bound, DismissForm) else DismissForm(lang=lang)
        return Clarifying(
            said=told(waiting, lang),
            number=waiting.number,
            may_confirm=not own and unclear and _may("approve", request, seen),
            own=own,
            dismiss=again if either else None,
        )
    if isinstance(bound, ClarifyForm):
        return Clarifying(form=bound)
    if unclear and _may("prepare", request, seen):
        return Clarifying(form=ClarifyForm(lang=lang, payment=seen.facts.end_to_end_id))
    return None


def _may(word: Word, request: HttpRequest, seen: Payment) -> bool:
    account, grant = account_of(request), seen.grant
    return permission_to(word, account=account, host=grant.host_id, on=clock.today(), grant=grant.ref).allowed


def told(said: ClarificationFacts, lang: str) -> str:
    """What somebody said became of it, and what another answered."""
    words = say(
        f"payments.clarified.{said.became}",
        lang,
        on=said.on.isoformat(),
        other=said.other,
        evidence=said.evidence,
        who=person(said.by, lang),
        said=f"{localtime(said.at):%Y-%m-%d}",
    )
    if not said.answered or said.answered_by is None or said.answered_at is None:
        return words
    answer = say(
        f"payments.clarified.{said.answered}",
        lang,
        who=person(said.answered_by, lang),
        on=f"{localtime(said.answered_at):%Y-%m-%d}",
        why=said.reason,
    )
    return say("payments.letter.joint", lang).join((words, answer))


@dataclass(frozen=True, slots=True)
class Said:
    """What became of a posted answer: the page goes on, or comes back with findings or a form that has faults."""

    response: HttpResponse | None = None
    found: tuple[Finding, ...] = ()
    form: ClarifyForm | DismissForm | None = None


def say_it(request: HttpRequest, number: int, payment: str) -> Said:
    """Does what the pressed button says; ``payment`` is what the payment is called."""
    lang, pressed = language(), request.POST.get("answer", "")
    by, seen = account_of(request), _number(request.POST.get("said", ""))
    if pressed == "confirm":
        try:
            with transaction.atomic():
                confirm_clarification(number=number, clarification=seen, actor=by, now=clock.now())
        except Refused as refusal:
            return Said(found=refusal.findings)
        return _done(request, number, "confirmed")
    form: ClarifyForm | DismissForm
    form = (
        DismissForm(request.POST, lang=lang)
        if pressed == "dismiss"
        else ClarifyForm(request.POST, lang=lang, payment=payment)
    )
    if not form.is_valid():
        return Said(form=form)
    try:
        with transaction.atomic():
            if isinstance(form, DismissForm):
                reason = form.cleaned_data["reason"]
                dismiss_clarification(
                    number=number, reason=reason, clarification=seen, actor=by, now=clock.now()
                )
            else:
                clarify(number=number, actor=by, now=clock.now(), **form.cleaned_data)
    except Refused as refusal:
        form.tell(refusal.findings)
        return Said(form=form)
    return _done(request, number, "dismissed" if pressed == "dismiss" else "said")


def _done(request: HttpRequest, number: int, what: str) -> Said:
    messages.success(request, say(f"payments.cli.clarification.{what}", language(), number=str(number)))
    return Said(HttpResponseRedirect(reverse("payments:release", args=[number])))


def _number(text: str) -> int | None:
    """The number of what the page showed; what is none was shown by no page."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0
