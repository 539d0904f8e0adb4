"""Both people who booked what a bank kept beyond what one person books are named, each with the day."""

from __future__ import annotations

from guohe.funds.domain.trace import TwoPeople
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
