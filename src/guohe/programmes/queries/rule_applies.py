"""When a rule applies, in a reader's words: what a book writes under ``when``, ``after``, ``starts`` and ``ends``."""

from __future__ import annotations

from guohe.kernel.texts import say
from guohe.rules.domain.values import Rule
from guohe.rules.domain.words import fact_text, fact_words


def applies_text(rule: Rule, lang: str) -> str:
    """When a rule applies: its conditions, the rules it waits for, its own days; nothing where it always does."""
    either = say("programmes.rules.when.or", lang)
    told = [
        say(
            "programmes.rules.when.fact",
            lang,
            fact=fact_words(name, lang),
            values=either.join(fact_text(fact, lang) for fact in among),
        )
        for name, among in rule.when.items()
    ]
    told += [say("programmes.rules.when.after", lang, rule=each) for each in rule.after]
    days = {"starts": rule.starts, "ends": rule.ends}
    told += [
        say(f"programmes.rules.when.{key}", lang, day=day.isoformat())
        for key, day in days.items()
        if day is not None
    ]
    if not told:
        return ""
    return say("programmes.rules.when", lang, conditions=say("programmes.rules.when.and", lang).join(told))
