"""The form by which a granted change is brought into force, and what was typed in it."""

from __future__ import annotations

from django.http import HttpRequest

from guohe.grants.domain.changes import Change, Kind
from guohe.grants.domain.effects import Told
from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries.effect_pages import lines_in_force
from guohe.grants.web.forms import EffectForm
from guohe.identity.queries import holders_of
from guohe.kernel import clock
from guohe.kernel.names import Name
from guohe.kernel.texts import say
from guohe.ui.languages import language


def effect_form(grant: GrantFacts, change: Change, request: HttpRequest | None = None) -> EffectForm:
    """The form of one kind, with what the request and its decision say already."""
    lang, asked = language(), change.draft.asked.get("to", "")
    choices: list[tuple[str, str]] = [("", say("grants.form.choose", lang))]
    initial = {"since": change.decision.on.isoformat() if change.decision is not None else ""}
    if change.kind is Kind.INVESTIGATOR:
        holders = holders_of(grant.host_id, clock.now().date())
        people = [each.person for each in holders if each.person.is_active]
        choices += [
            (str(each.account), say("ui.with", lang, what=each.name.in_language(lang), words=each.username))
            for each in people
        ]
        named = [each for each in people if asked in (each.name.en, each.name.zh_hant, each.name.zh_hans)]
        initial["investigator"] = str(named[0].account) if len(named) == 1 else ""
    elif change.kind is Kind.EQUIPMENT:
        choices += [(str(each.id), f"{each.model} · {each.description}") for each in lines_in_force(grant)]
    elif change.kind is Kind.PARTNER:
        initial |= dict.fromkeys(("partner_en", "partner_zh_hant", "partner_zh_hans"), asked)
    return EffectForm(
        request.POST if request is not None else None,
        lang=lang,
        kind=change.kind,
        choices=choices,
        initial=initial,
    )


def told_of(form: EffectForm) -> Told:
    """What was typed; the operation judges it."""
    told = {name: str(value).strip() for name, value in form.cleaned_data.items()}
    names = [told.get(name, "") for name in ("partner_en", "partner_zh_hant", "partner_zh_hans")]
    return Told(
        since=told.get("since", ""),
        investigator=_number(told.get("investigator", "")),
        partner=Name(*names) if any(names) else None,
        replaces=_number(told.get("replaces", "")),
        description=told.get("description", ""),
    )


def _number(text: str) -> int | None:
    """A number that was chosen; a text that no list offers becomes one that no row has."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
