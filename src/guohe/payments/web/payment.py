"""One payment: what it is, its papers, its release by another person, its bank file, and what the bank said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_POST

from guohe.identity.queries import permission_to
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import LANGUAGES, say
from guohe.payments.domain.bank_letter import without_letter
from guohe.payments.domain.release import ReleaseFacts
from guohe.payments.operations.export_file import export_file, stored_file
from guohe.payments.operations.release import release
from guohe.payments.operations.state_paper import state_paper
from guohe.payments.operations.withdraw import may_withdraw, withdraw
from guohe.payments.queries.accounts import person
from guohe.payments.queries.papers import papers_open
from guohe.payments.queries.payment import Payment, answers_table, checklist_table, payment_of
from guohe.payments.web.clarification import clarifying, say_it
from guohe.payments.web.clarification import told as clarified_words
from guohe.payments.web.doors import prepares, to_releases
from guohe.payments.web.forms import ClarifyForm, DismissForm, PaperForm, WithdrawForm
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import OWN_NAMES, TAGS, language
from guohe.ui.page import Frame

# One code where the other stands.
_NONE: Final = "–"


@require_http_methods(["GET", "HEAD", "POST"])
def payment_page(request: HttpRequest, number: int) -> HttpResponse:
    """The payment; posting to it releases it."""
    if request.method != "POST":
        return _page(request, number)
    done = say("payments.cli.released", language(), number=str(number))
    return _do(request, number, lambda: _release(request, number), done)


def _release(request: HttpRequest, number: int) -> None:
    release(number=number, actor=account_of(request), now=clock.now())


@require_POST
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """States that a paper is there."""
    seen = _payment(number)
    form = _paper_form(request, seen)
    if not form.is_valid():
        return _page(request, number, form=form)
    code, reference = form.cleaned_data["code"], form.cleaned_data["reference"]
    name = say(f"payments.paper.{code}", language())

    def write() -> None:
        state_paper(number=number, code=code, reference=reference, actor=account_of(request), now=clock.now())

    done = say("payments.cli.paper", language(), paper=name, number=str(number))
    return _do(request, number, write, done)


@require_POST
def withdraw_it(request: HttpRequest, number: int) -> HttpResponse:
    """Withdraws the payment; whatever stands against it is told beside the reason, with the reason as it was typed."""
    form = WithdrawForm(request.POST, lang=language())
    if form.is_valid():
        _payment(number)
        try:
            with transaction.atomic():
                withdraw(
                    number=number,
                    reason=form.cleaned_data["reason"],
                    actor=account_of(request),
                    now=clock.now(),
                )
        except Refused as refusal:
            form.tell(refusal.findings)
        else:
            messages.success(request, say("payments.cli.withdrawn", language(), number=str(number)))
            return HttpResponseRedirect(reverse("payments:release", args=[number]))
    return _page(request, number, withdrawing=form)


@require_POST
def clarification(request: HttpRequest, number: int) -> HttpResponse:
    """Says, confirms or dismisses what became of a payment that the bank only called a duplicate."""
    done = say_it(request, number, _payment(number).facts.end_to_end_id)
    return done.response or _page(request, number, found=done.found, clarified=done.form)


@require_POST
def write_file(request: HttpRequest, number: int) -> HttpResponse:
    """Writes everything released from this payment's account into one bank file."""
    seen = _payment(number)

    def write() -> None:
        file = export_file(payer_account=seen.payer_account, actor=account_of(request), now=clock.now())
        for each in file.held:
            messages.warning(request, f"{each.code} {each.sentence(language())}")
        for sentence in papers_open(file.payments, language()):
            messages.warning(request, sentence)

    return _do(request, number, write, "")


@require_POST
def take_file(request: HttpRequest, number: int) -> HttpResponse:
    """The bytes of the bank file, as they were written; who takes them is recorded."""
    message = _payment(number).facts.message_id
    try:
        file = stored_file(message, actor=account_of(request), now=clock.now())
    except Refused as refusal:
        return _page(request, number, found=refusal.findings)
    response = HttpResponse(file.content, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{file.message_id}.xml"'
    response["Cache-Control"] = "private, no-store"
    return response


def _do(request: HttpRequest, number: int, write: Callable[[], None], done: str) -> HttpResponse:
    try:
        with transaction.atomic():
            write()
    except Refused as refusal:
        return _page(request, number, found=refusal.findings)
    if done:
        messages.success(request, done)
    return HttpResponseRedirect(reverse("payments:release", args=[number]))


def _payment(number: int) -> Payment:
    try:
        return payment_of(number)
    except Refused as refusal:
        if [finding.code for finding in refusal.findings] == ["PAY-367"]:
            raise Http404(str(number)) from None
        raise


def _paper_form(request: HttpRequest, seen: Payment) -> PaperForm:
    codes = [item.code for item in seen.checklist]
    return PaperForm(request.POST or None, lang=language(), codes=codes)


def _page(
    request: HttpRequest,
    number: int,
    *,
    found: tuple[Finding, ...] = (),
    form: PaperForm | None = None,
    withdrawing: WithdrawForm | None = None,
    clarified: ClarifyForm | DismissForm | None = None,
) -> HttpResponse:
    lang, seen = language(), _payment(number)
    may_prepare = prepares(request, host=seen.grant.host_id, grant=seen.grant.ref)
    checklist = checklist_table(seen, lang)
    faulty = bool(found or any(each is not None and each.errors for each in (form, withdrawing, clarified)))
    gone = seen.facts.state in ("withdrawn", "unpaid")
    waits_here = not seen.facts.message_id and not gone
    frame = Frame(
        title=say("payments.payment.title", lang, reference=seen.facts.end_to_end_id),
        caption=seen.grant.title.in_language(lang),
        command=f"guohe release papers {number}",
        as_at=clock.now(),
        crumbs=(to_releases(),),
        faulty=faulty,
    )
    context: dict[str, Any] = {
        "page": frame,
        "found": found,
        "payment": seen,
        "facts": _facts(seen, lang),
        "checklist": checklist,
        "answers": answers_table(seen, lang) if seen.answers else None,
        "letters": []
        if gone or without_letter(seen.facts) is not None
        else [
            {"id": f"letter-{code}", "name": OWN_NAMES[code], "tag": TAGS[code], "text": seen.letter(code)}
            for code in (lang, *(other for other in LANGUAGES if other != lang))
        ],
        "may_release": seen.facts.state == "prepared" and _may_release(request, seen),
        "waits": seen.facts.state == "prepared",
        "may_write": may_prepare and seen.facts.state == "released",
        "may_take": may_prepare and bool(seen.facts.message_id),
        "form": (form or PaperForm(lang=lang, codes=[item.code for item in seen.checklist]))
        if may_prepare and not gone
        else None,
        # After a refusal the words that were typed are shown again, whatever stands against them.
        "clarifying": clarifying(request, seen, clarified),
        "faults": clarified,
        "withdraw": withdrawing
        or (WithdrawForm(lang=lang) if waits_here and _may_withdraw(request, seen) else None),
    }
    return answer(
        request,
        template="payments/payment.html",
        context=context,
        table=checklist,
        name=f"payment-{number}",
        status=422 if faulty else 200,
    )


def _may_release(request: HttpRequest, seen: Payment) -> bool:
    own = account_of(request)
    permission = permission_to(
        "approve", account=own, host=seen.grant.host_id, on=clock.today(), grant=seen.grant.ref
    )
    return permission.allowed and seen.facts.prepared_by != own


def _may_withdraw(request: HttpRequest, seen: Payment) -> bool:
    return may_withdraw(account_of(request), host=seen.grant.host_id, grant=seen.grant.ref, on=clock.today())


def _facts(seen: Payment, lang: str) -> list[tuple[str, str]]:
    """What there is to tell of it; a row that holds nothing yet is left out."""
    known = seen.facts
    told = {
        "amount": str(known.amount),
        "state": say(f"payments.state.{known.state}", lang),
        "from": f"{seen.payer} …{seen.payer_tail}",
        "to": f"{known.payee.holder} …{known.payee.tail}",
        "verified": _verified(known, lang),
        "on": known.requested_on.isoformat(),
        "codes": f"{seen.purpose_code or _NONE} · {seen.statistics_code or _NONE}"
        if seen.purpose_code or seen.statistics_code
        else "",
        "remittance": seen.remittance,
        "prepared": _by(known.prepared_at, known.prepared_by, lang),
        "released": _by(known.released_at, known.released_by, lang)
        if known.released_at and known.released_by
        else "",
        "withdrawn": _withdrawn(known, lang),
        "file": known.message_id,
        "clarified": say("payments.letter.joint", lang).join(
            clarified_words(each, lang) for each in known.clarifications
        ),
        "debited": _debited(known, lang),
        "moved": _moved(known, lang),
        "digest": known.file_digest,
        "uetr": known.uetr,
    }
    return [(say(f"payments.payment.{key}", lang), value) for key, value in told.items() if value]


def _by(at: datetime, who: int, lang: str) -> str:
    return say("payments.payment.by", lang, on=f"{at:%Y-%m-%d}", who=person(who, lang))


def _withdrawn(known: ReleaseFacts, lang: str) -> str:
    told = known.withdrawal
    if told is None:
        return ""
    on, who = f"{localtime(told.at):%Y-%m-%d}", person(told.by, lang)
    return say("payments.payment.withdrawn.by", lang, on=on, who=who, why=told.reason)


def _debited(known: ReleaseFacts, lang: str) -> str:
    """By which line of the payer's statement it left, and what the bank took beside it."""
    debit = known.debit
    if debit is None:
        return ""
    return say(
        "payments.payment.debited.by",
        lang,
        on=debit.booked_on.isoformat(),
        evidence=debit.evidence,
        charge=str(debit.charge),
    )


def _moved(known: ReleaseFacts, lang: str) -> str:
    """What came back of it, and what the bank took for it on lines of its own."""
    told = [
        say(
            f"payments.movement.{each.kind}",
            lang,
            on=each.booked_on.isoformat(),
            amount=str(each.amount),
            evidence=each.evidence,
        )
        for each in known.movements
    ]
    return say("payments.letter.joint", lang).join(told)


def _verified(known: ReleaseFacts, lang: str) -> str:
    call = known.payee.verified
    if call is None:
        return ""
    who = person(call.called_by, lang)
    return say(
        "payments.account.called", lang, who=who, on=call.called_on.isoformat(), evidence=call.evidence
    )
