"""Both people who booked what a bank kept beyond what one person books are named, each with the day."""

from __future__ import annotations

from guohe.funds.domain.trace import LotsNamed, TwoPeople
from guohe.kernel.money import Money
from guohe.kernel.texts import say


def two_words(two: TwoPeople, lang: str) -> str:
    """Who prepared the charge and who confirmed it."""
    return say(
        "funds.step.two",
        lang,
        preparer=two.preparer.in_language(lang),
        prepared=two.prepared_on.isoformat(),
        confirmer=two.confirmer.in_language(lang),
        confirmed=two.confirmed_on.isoformat(),
    )


def named_words(named: LotsNamed, lang: str) -> str:
    """Who said which lots pay a cost, and when."""
    return say(
        "funds.step.named_by_file" if named.by_file else "funds.step.named",
        lang,
        who=named.who.in_language(lang),
        on=named.on.isoformat(),
    )


def share_words(part: Money, whole: Money, lang: str) -> str:
    """How much of a line one lot paid; nothing where it paid all."""
    return "" if part == whole else say("funds.step.share", lang, part=str(part), whole=str(whole))
