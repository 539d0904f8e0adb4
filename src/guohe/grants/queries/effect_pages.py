"""What a page, a terminal and a file show of what granted changes brought, and of who may act for a grant since."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from guohe.grants.domain.changes import Change, Kind
from guohe.grants.domain.effects import Effect
from guohe.grants.domain.facts import EquipmentFacts, GrantFacts
from guohe.grants.models import ChangeEffect
from guohe.grants.queries import find
from guohe.identity.domain.people import joined
from guohe.identity.queries import capabilities_of
from guohe.identity.queries.capabilities import administrators_visible
from guohe.kernel.names import Name
from guohe.kernel.tables import Column, Table
from guohe.kernel.tables import Kind as Cells
from guohe.kernel.texts import say


def effect_text(effect: Effect, lang: str) -> str:
    """What holds, in a line."""
    if effect.kind is Kind.EXTENSION and effect.ends is not None:
        return say("grants.effect.extension", lang, last=(effect.ends - timedelta(days=1)).isoformat())
    if effect.kind is Kind.EQUIPMENT:
        words = "grants.effect.equipment" if effect.replaced else "grants.effect.equipment.added"
        return say(words, lang, model=effect.model, replaced=effect.replaced)
    name = effect.investigator or effect.partner
    return say(f"grants.effect.{effect.kind}", lang, name=name.in_language(lang) if name is not None else "-")


def holds_text(effect: Effect, on: date, lang: str) -> str:
    """The same, and that it does not hold yet where its day is still to come."""
    told = effect_text(effect, lang)
    return told if effect.since <= on else say("grants.effect.not_yet", lang, what=told)


def effects_table(grant: GrantFacts, on: date, lang: str) -> Table:
    """Everything that holds otherwise than it was agreed, from which day, and by which request; what is still to come says so."""
    kinds = {"on": Cells.DATE}
    return Table(
        say("grants.effect.title", lang),
        [
            Column(key, say(f"grants.change.head.{key}", lang), kinds.get(key, Cells.TEXT))
            for key in ("code", "kind", "since", "holds")
        ],
        [
            (each.code, say(f"grants.change.kind.{each.kind}", lang), each.since, holds_text(each, on, lang))
            for each in grant.effects
        ],
        lang=lang,
    )


def effect_of(grant: GrantFacts, change: Change) -> Effect | None:
    """What a request brought; None while it holds nothing."""
    return next((each for each in grant.effects if each.change == change.number), None)


def effect_record(effect: Effect | None) -> dict[str, Any] | None:
    """The same for a program."""
    if effect is None:
        return None
    name = effect.investigator or effect.partner
    return {
        "since": effect.since,
        "recorded_since": effect.recorded or effect.since,
        "last_day": effect.ends - timedelta(days=1) if effect.ends is not None else None,
        "name": name.en if name is not None else None,
        "model": effect.model or None,
        "in_place_of": effect.replaced or None,
    }


def rights_text(grant: GrantFacts, change: Change, on: date, lang: str) -> str:
    """What the person who leads a grant now may do for it, and who gives rights; nothing is given by a change."""
    told = ("investigator_id", "investigator__username", "investigator__name_en", "investigator__name_zh_hant",
            "investigator__name_zh_hans")  # fmt: skip
    rows = ChangeEffect.objects.filter(
        grant__ref=grant.ref, request__number=change.number, kind="investigator"
    )
    for account, username, *names in rows.values_list(*told):
        held = dict.fromkeys(
            each.word
            for each in capabilities_of(account, on)
            if each.covers(each.word, host=grant.host_id, grant=grant.ref, unit=None)
        )
        words = say("grants.change.joiner", lang).join(say(f"identity.doing.{word}", lang) for word in held)
        return say(
            "grants.effect.rights",
            lang,
            name=Name(*(text or "-" for text in names)).in_language(lang),
            held=words or say("grants.effect.rights.none", lang),
            who=joined(administrators_visible(), lang) or "-",
            username=username or "USERNAME",
            ref=grant.ref,
        )
    return ""


def lines_in_force(grant: GrantFacts) -> tuple[EquipmentFacts, ...]:
    """The approved lines of a grant that no change has replaced."""
    return tuple(
        each for each in find.equipment(grant.host_id) if each.grant_ref == grant.ref and each.until is None
    )
