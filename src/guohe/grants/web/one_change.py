"""One request: what it asks, what stands against it, who decides under which rule, its history, and its next step."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from guohe.grants.domain.changes import DECISIONS, Change, Kind, State
from guohe.grants.domain.effect_corrections import Correction, may_approve
from guohe.grants.domain.effects import Effect
from guohe.grants.domain.facts import GrantFacts
from guohe.grants.operations.move_change import bring_into_force, decide_change, send_change, withdraw_change
from guohe.grants.queries import change_pages
from guohe.grants.queries.changes import change_of
from guohe.grants.queries.corrections import corrections_of, corrections_record, corrections_table
from guohe.grants.queries.effect_pages import effect_of, effect_record, holds_text, rights_text
from guohe.grants.queries.judged_change import Judged, judged
from guohe.grants.web.doors import grant_of, may, to_changes
from guohe.grants.web.effect_forms import effect_form
from guohe.grants.web.forms import CorrectionForm, EffectForm, StepForm
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.texts import LANGUAGES, say
from guohe.kernel.utc8 import day_there
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import OWN_NAMES, TAGS, language
from guohe.ui.page import Frame


@require_safe
def one(request: HttpRequest, ref: str, number: int, fmt: str) -> HttpResponse:
    """The request."""
    return shown(request, ref, number, fmt=fmt)


@require_POST
def step(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Records the step whose button was pressed; a refusal says every reason and keeps what was typed."""
    grant_of(ref)
    lang, form = language(), StepForm(request.POST, lang=language())
    form.is_valid()
    try:
        state = State(request.POST.get("state", ""))
    except ValueError:
        raise Http404 from None
    try:
        with transaction.atomic():
            _record(ref, number, state, form, actor=account_of(request))
    except Refused as refusal:
        return shown(request, ref, number, found=refusal.findings, form=form)
    told = say("grants.change.recorded", lang, code=f"C-{number}", state=change_pages.state_text(state, lang))
    messages.success(request, told)
    return HttpResponseRedirect(reverse("grants:change", args=[ref, number]))


def _record(ref: str, number: int, state: State, form: StepForm, *, actor: int) -> None:
    now, told = clock.now(), form.cleaned_data
    if state is State.IN_FORCE:
        bring_into_force(ref=ref, number=number, actor=actor, now=now)
        return
    evidence, note = told.get("evidence", ""), told.get("note", "")
    try:
        on = date.fromisoformat(told.get("on", "").strip())
    except ValueError:
        # A day that cannot be read is told together with what else is missing: today stands in for it.
        seen = Finding("BUD-317", Level.STOP, Place(pointer="id_on"), {"seen": told.get("on", "")[:40]})
        try:
            with transaction.atomic():
                _write(ref, number, state, now.date(), evidence, note, actor=actor)
                raise Refused(seen)
        except Refused as refusal:
            raise Refused(*{each.code: each for each in (seen, *refusal.findings)}.values()) from None
    _write(ref, number, state, on, evidence, note, actor=actor)


def _write(ref: str, number: int, state: State, on: date, evidence: str, note: str, *, actor: int) -> None:
    now = clock.now()
    if state is State.SENT:
        send_change(ref=ref, number=number, on=on, evidence=evidence, note=note, actor=actor, now=now)
    elif state in DECISIONS:
        decide_change(
            ref=ref,
            number=number,
            decision=state,
            on=on,
            evidence=evidence,
            note=note,
            actor=actor,
            now=now,
        )
    else:
        withdraw_change(ref=ref, number=number, on=on, note=note, actor=actor, now=now)


def shown(
    request: HttpRequest,
    ref: str,
    number: int,
    *,
    fmt: str = "html",
    found: tuple[Finding, ...] = (),
    form: StepForm | None = None,
    effect: EffectForm | None = None,
    correction: CorrectionForm | None = None,
) -> HttpResponse:
    """The page of a request, with what a step was refused for and what was typed."""
    lang, now, grant = language(), clock.now(), grant_of(ref)
    try:
        change = change_of(ref, number)
    except Refused:
        raise Http404(str(number)) from None
    seen = judged(change, on=change_pages.day_of_route(change, now.date()))
    kind = say(f"grants.change.kind.{change.kind}", lang)
    frame = Frame(
        title=say("grants.change.one", lang, code=change.code, kind=kind),
        caption=grant.title.in_language(lang),
        command=f"guohe change show {ref} {number}",
        as_at=now,
        permalink=f"/grants/{ref}/changes/{number}",
        crumbs=to_changes(ref),
        faulty=bool(found),
    )
    lines, history = change_pages.lines_table(seen, lang), change_pages.steps_table(change, grant, lang)
    brought = effect_of(grant, change)
    known = corrections_of(ref, number) if brought is not None else ()
    context: dict[str, Any] = {
        "page": frame,
        "found": found,
        "change": change,
        "facts": _facts(grant, change, seen, now.date(), lang),
        "against": change_pages.shown_findings(change, seen),
        "lines": lines,
        "whys": [
            {**row, "url": reverse("programmes:rule", args=[row["book"], row["named"]])}
            for row in change_pages.why_rows(seen.route.said, lang)
        ],
        "history": history,
        "meanwhile": _meanwhile(change, lang),
        "rights": rights_text(grant, change, now.date(), lang) if change.kind is Kind.INVESTIGATOR else "",
        "letters": _letters(change, grant, seen, lang) if change.state is State.PREPARED else [],
        **_next(request, grant, change, seen, form, lang),
        "effect_form": _effect_form(request, grant, change, effect),
        "corrections": corrections_table(known, lang) if known else None,
        **_correcting(request, grant, change, brought, known, correction, lang),
    }
    return answer(
        request,
        template="grants/change.html",
        context=context,
        table=[lines, history] if lines is not None else history,
        record=change_pages.record_of(change, seen, lang)
        | {"effect": effect_record(brought), "corrections": corrections_record(known)},
        name=f"{ref}-{change.code}",
        fmt=fmt,
        status=422 if found else 200,
    )


def _may_bring(request: HttpRequest, grant: GrantFacts, change: Change) -> bool:
    waits = change.state is State.GRANTED and change.kind is not Kind.BUDGET
    return waits and may(request, "approve", grant) and account_of(request) not in change.authors


def _effect_form(
    request: HttpRequest, grant: GrantFacts, change: Change, effect: EffectForm | None
) -> EffectForm | None:
    if not _may_bring(request, grant, change):
        return None
    return effect or effect_form(grant, change)


def _correcting(
    request: HttpRequest,
    grant: GrantFacts,
    change: Change,
    brought: Effect | None,
    known: tuple[Correction, ...],
    typed: CorrectionForm | None,
    lang: str,
) -> dict[str, Any]:
    """The form that asks for another day, and the corrections that this person may approve."""
    if brought is None or grant.closed_on is not None:
        return {}
    own = account_of(request)
    waits = [each for each in known if each.approved_at is None and each.before == brought.since]
    approves = may(request, "approve", grant)
    mine = [each.number for each in waits if approves and may_approve(change, each, brought, own)]
    return {
        "correction_form": (typed or CorrectionForm(lang=lang)) if may(request, "prepare", grant) else None,
        "approvable": mine,
        "another": bool(waits) and not mine,
    }


def _facts(grant: GrantFacts, change: Change, seen: Judged, on: date, lang: str) -> list[tuple[str, str]]:
    last = change.steps[-1] if change.steps else None
    told = [
        ("state", change_pages.standing_text(change, grant, on, lang)),
        ("evidence", change_pages.evidence_text(last.evidence if last is not None else "", lang)),
        ("wish", change_pages.wish_text(change, seen, lang)),
        ("reason", change.draft.reason or "-"),
        ("prepared", f"{day_there(change.prepared_at).isoformat()} · {change.preparer.in_language(lang)}"),
        ("decides", change_pages.deciders(seen, lang)),
    ]
    if seen.budget is not None:
        told.insert(3, ("amount", str(seen.budget.adds)))
    if (brought := effect_of(grant, change)) is not None:
        told[1:1] = [("holds", holds_text(brought, on, lang)), ("since", brought.since.isoformat())]
    return [(say(f"grants.change.head.{key}", lang), value) for key, value in told]


def _meanwhile(change: Change, lang: str) -> str:
    if change.state not in (State.PREPARED, State.SENT, State.GRANTED):
        return ""
    if change.draft.version is None:
        return say("grants.change.meanwhile", lang)
    return say("grants.change.meanwhile.budget", lang, number=str(change.draft.version))


def _letters(change: Change, grant: GrantFacts, seen: Judged, lang: str) -> list[dict[str, str]]:
    return [
        {
            "id": f"letter-{code}",
            "name": OWN_NAMES[code],
            "tag": TAGS[code],
            "text": change_pages.letter(change, grant, seen, code),
        }
        for code in (lang, *(other for other in LANGUAGES if other != lang))
    ]


def _next(
    request: HttpRequest, grant: GrantFacts, change: Change, seen: Judged, form: StepForm | None, lang: str
) -> dict[str, Any]:
    """The buttons that this person may press now, and why there is none where there is none."""
    own, following = account_of(request), change.next_states
    prepares, approves = may(request, "prepare", grant), may(request, "approve", grant)
    loads = may(request, "prepare", grant, whole_host=True)
    stops = any(each.level is Level.STOP for each in seen.findings)
    decider = change.decision
    buttons = []
    for state in following:
        if state in DECISIONS:
            allowed = approves and own not in change.authors
        elif state is State.IN_FORCE:
            # Anything but a budget has a form of its own.
            allowed = change.kind is Kind.BUDGET and loads and decider is not None and own != decider.by
        else:
            allowed = prepares and not (state is State.SENT and stops)
        if allowed:
            buttons.append(
                (state.value, say(f"grants.change.do.{state}", lang), state is not State.WITHDRAWN)
            )
    why = ""
    if change.state is State.SENT and not any(value in DECISIONS for value, _, _ in buttons):
        why = say("grants.change.another", lang)
    elif change.state is State.GRANTED and change.kind is Kind.BUDGET and not buttons:
        why = say("grants.change.another.loads", lang)
    elif (
        change.state is State.GRANTED
        and change.kind is not Kind.BUDGET
        and not _may_bring(request, grant, change)
    ):
        why = say("grants.change.another.effect", lang)
    elif change.state is State.PREPARED and stops:
        why = say("grants.change.faults_first", lang)
    return {
        "buttons": buttons,
        "asks": bool(buttons) and change.state is not State.GRANTED,
        "step_form": form or StepForm(lang=lang, initial={"on": clock.today().isoformat()}),
        "why_not": why,
        "may_rewrite": change.state is State.PREPARED and prepares,
    }
