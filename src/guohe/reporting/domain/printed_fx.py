"""Policies of exchange, what each would change, and noted rates as tables, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from guohe.kernel.money import Money
from guohe.kernel.tables import Cell, Column, Kind, Table
from guohe.kernel.texts import say
from guohe.kernel.utc8 import minute_there
from guohe.programmes.domain.packs import RatePolicy
from guohe.reporting.domain.fx import FxTerms, NotedRate, Stand, UsedRate
from guohe.reporting.domain.fx_choices import FxChoiceFacts, effect_words
from guohe.reporting.domain.fx_effect import FxEffect, PolicyEffect
from guohe.reporting.domain.periods import years_text

# More days than these are counted, not named: a page names what a person can note at once.
_NAMED_DAYS: Final = 3


def policy_name(policy: RatePolicy, lang: str) -> str:
    """The short name of a policy."""
    return say(f"reporting.fx.name.{policy.value}", lang)


def policy_words(terms: FxTerms, lang: str) -> str:
    """The policy in words, where it is written, and which choice put it in force."""
    source = terms.clause.in_language(lang) if terms.clause else say("reporting.fx.hosts_choice", lang)
    since = (
        say("reporting.fx.chosen", lang, number=str(terms.choice))
        if terms.choice
        else say("reporting.fx.agreed", lang)
    )
    return say(
        "reporting.fx.policy",
        lang,
        words=say(f"reporting.fx.words.{terms.policy.value}", lang),
        source=source,
        since=since,
    )


def bearer_words(terms: FxTerms, lang: str) -> str:
    """Who bears the difference, or that nobody has said so."""
    return say(f"reporting.fx.bearer.{terms.bearer.value}", lang)


def policy_facts(found: FxEffect, lang: str) -> Table:
    """The policy in words and the differences, for paper."""
    rows: list[Sequence[Cell]] = [(policy_words(found.in_force, lang),)]
    rows += [(sentence,) for sentence in differences(found, lang)]
    return Table(
        say("reporting.fx.report", lang, grant=found.grant),
        (Column("words", say("reporting.paper.fx", lang)),),
        rows,
        lang=lang,
    )


def effect_table(found: FxEffect, lang: str) -> Table:
    """Each policy with its clause, the total it gives, and the difference to the one in force."""
    rows: list[Sequence[Cell]] = [
        (
            policy_name(each.policy, lang),
            _clause(each, lang),
            each.total,
            found.change(each.policy),
            _stand(found, each, lang),
        )
        for each in found.policies
    ]
    return Table(
        say("reporting.fx.effect.title", lang, years=years_text(found.years, lang)),
        (
            Column("policy", say("reporting.fx.head.policy", lang)),
            Column("clause", say("reporting.fx.head.clause", lang)),
            Column("total", say("reporting.head.total", lang), Kind.MONEY),
            Column("change", say("reporting.head.change", lang), Kind.MONEY),
            Column("stand", say("reporting.fx.head.stand", lang)),
        ),
        rows,
        lang=lang,
    )


def categories_table(found: FxEffect, lang: str) -> Table:
    """Each category as the policy in force tells it, and by how much each other policy would change it."""
    others = [each.policy for each in found.policies if each.policy is not found.in_force.policy]
    rows: list[Sequence[Cell]] = [
        (
            name.in_language(lang),
            found.now.of_category(code),
            *(found.change_of(policy, code) for policy in others),
        )
        for code, name in found.categories
    ]
    totals: list[Cell] = [
        say("reporting.head.total", lang),
        found.now.total,
        *(found.change(policy) for policy in others),
    ]
    columns = (
        Column("category", say("reporting.head.category", lang)),
        Column("in_force", policy_name(found.in_force.policy, lang), Kind.MONEY),
        *(
            Column(
                policy.value,
                say("reporting.fx.head.would", lang, policy=policy_name(policy, lang)),
                Kind.MONEY,
            )
            for policy in others
        ),
    )
    return Table(
        say("reporting.fx.categories.title", lang, years=years_text(found.years, lang)),
        columns,
        rows,
        totals,
        lang=lang,
    )


def differences(found: FxEffect, lang: str) -> tuple[str, ...]:
    """What the policy in force tells beside what the lots cost, and what the rate did since the budget; last who bears it.

    Where the budget rate is in force both are one difference, which is told once.
    """
    said = []
    policy = found.in_force.policy
    lots, budget = found.of(RatePolicy.BANK_ACTUAL).total, found.of(RatePolicy.BUDGET_RATE).total
    since, rate = found.since_budget, found.budget_rate
    since_budget = ""
    if since is None or budget is None or lots is None:
        since_budget = say("reporting.fx.no_budget", lang, grant=found.grant)
    elif rate:
        since_budget = say(
            "reporting.fx.since_budget",
            lang,
            rate=rate.rate,
            day=rate.on.isoformat(),
            source=rate.source,
            lots=str(lots),
            budget=str(budget),
            difference=str(since),
        )
    told_below = policy is RatePolicy.BUDGET_RATE and since is not None
    if (
        policy is not RatePolicy.BANK_ACTUAL
        and not told_below
        and found.now.total is not None
        and lots is not None
    ):
        said.append(
            say(
                "reporting.fx.since_lots",
                lang,
                told=str(found.now.total),
                lots=str(lots),
                difference=str(found.now.total - lots),
            )
        )
    if since_budget:
        said.append(since_budget)
    return (*said, bearer_words(found.in_force, lang))


def used_rates_table(used: Sequence[UsedRate], lang: str) -> Table:
    """Which noted rates turned a report's costs back, with their source and time, and what each gave."""
    rows: list[Sequence[Cell]] = [
        (
            _of_what(each.rate, lang),
            each.rate.rate,
            each.rate.source,
            minute_there(each.rate.rated_at),
            each.amount,
            each.carried,
            each.rounding if each.rounding else None,
        )
        for each in used
    ]
    paid = {each.amount.currency for each in used}
    totals: list[Cell] | None = None
    if len(paid) == 1:
        carried = Money(used[0].carried.currency, sum(each.carried.minor for each in used))
        whole = Money(paid.pop(), sum(each.amount.minor for each in used))
        totals = [say("reporting.head.total", lang), None, None, None, whole, carried, None]
    return Table(
        say("reporting.fx.used.title", lang),
        (
            *_rate_columns(lang),
            Column("amount", say("reporting.head.paid", lang), Kind.MONEY),
            Column("carried", say("reporting.fx.head.turned_back", lang), Kind.MONEY),
            Column("rounding", say("reporting.fx.head.fen", lang), Kind.MONEY),
        ),
        rows,
        totals,
        lang=lang,
    )


def noted_words(rate: NotedRate, lang: str) -> str:
    """One noted rate as whoever confirms it compares it with its source."""
    return say(
        "reporting.rate.words",
        lang,
        number=str(rate.number),
        of=_of_what(rate, lang),
        rate=rate.rate,
        pair=f"{rate.quote} / 1 {rate.base}",
        source=rate.source,
        at=minute_there(rate.rated_at),
        who=rate.noted_by.in_language(lang),
    )


def noted_table(noted: Sequence[tuple[NotedRate, Stand]], lang: str) -> Table:
    """Every noted rate, the newest note first: one that waits for a second person or is corrected says so."""
    rows: list[Sequence[Cell]] = [
        (
            str(rate.number),
            _of_what(rate, lang),
            rate.rate,
            rate.source,
            minute_there(rate.rated_at),
            f"{rate.quote} / 1 {rate.base}",
            rate.noted_by.in_language(lang),
            minute_there(rate.noted_at),
            f"{rate.confirmed_by.in_language(lang)} {minute_there(rate.confirmed_at)}"
            if rate.confirmed_by and rate.confirmed_at
            else None,
            say(f"reporting.rate.{stand.value}", lang),
        )
        for rate, stand in noted
    ]
    return Table(
        say("reporting.rate.title", lang),
        (
            Column("number", say("reporting.fx.head.note", lang)),
            *_rate_columns(lang),
            Column("pair", say("reporting.fx.head.pair", lang)),
            Column("who", say("reporting.fx.head.noted_by", lang)),
            Column("noted_at", say("reporting.fx.head.noted_at", lang)),
            Column("confirmed", say("reporting.fx.head.confirmed", lang)),
            Column("stand", say("reporting.fx.head.stand", lang)),
        ),
        rows,
        lang=lang,
    )


def choices_table(choices: Sequence[FxChoiceFacts], lang: str) -> Table:
    """Every choice of a grant, the newest first: what, why, what it changed, by whom and by whom approved."""
    rows: list[Sequence[Cell]] = [
        (
            each.number,
            policy_name(each.policy, lang),
            each.clause.in_language(lang) if each.clause else say("reporting.fx.hosts_choice", lang),
            say(f"reporting.fx.bears.{each.terms.bearer.value}", lang),
            each.reason,
            effect_words(each.effect, lang),
            f"{each.preparer.in_language(lang)} {minute_there(each.prepared_at)}",
            f"{each.approver.in_language(lang)} {minute_there(each.approved_at)}"
            if each.approver and each.approved_at
            else say("reporting.fx.waits", lang),
        )
        for each in reversed(choices)
    ]
    heads = ("number", "policy", "clause", "bearer", "reason", "effect", "prepared", "approved")
    kinds = {"number": Kind.NUMBER}
    return Table(
        say("reporting.fx.choices.title", lang),
        [Column(key, say(f"reporting.fx.head.{key}", lang), kinds.get(key, Kind.TEXT)) for key in heads],
        rows,
        lang=lang,
    )


def record_of(found: FxEffect, choices: Sequence[FxChoiceFacts]) -> dict[str, Any]:
    """The policy, its alternatives and the choices for a program."""
    return {
        "policy": found.in_force.policy.value,
        "clause": found.in_force.clause.en if found.in_force.clause else None,
        "bearer": found.in_force.bearer.value,
        "choice": found.in_force.choice,
        "years": found.years,
        "policies": [
            {
                "policy": each.policy.value,
                "allowed": each.allowed,
                "clause": each.clause.en if each.clause else None,
                "total": each.total,
                "change": found.change(each.policy),
                "categories": {code: each.of_category(code) for code, _ in found.categories},
                "missing_rates": [{"code": finding.code, **dict(finding.values)} for finding in each.missing],
            }
            for each in found.policies
        ],
        "since_budget": found.since_budget,
        "choices": [
            {
                "number": each.number,
                "policy": each.policy.value,
                "clause": each.clause.en if each.clause else None,
                "bearer": each.bearer.value,
                "reason": each.reason,
                "effect": each.effect,
                "prepared_by": each.preparer.en,
                "prepared_at": each.prepared_at,
                "approved_by": each.approver.en if each.approver else None,
                "approved_at": each.approved_at,
            }
            for each in choices
        ],
    }


def _rate_columns(lang: str) -> tuple[Column, ...]:
    return (
        Column("for", say("reporting.fx.head.for", lang)),
        Column("rate", say("reporting.fx.head.rate", lang)),
        Column("source", say("reporting.fx.head.rate_source", lang)),
        Column("rated_at", say("reporting.fx.head.rated_at", lang)),
    )


def _of_what(rate: NotedRate, lang: str) -> str:
    return say(f"reporting.rate.for.{rate.kind.value}", lang, when=rate.label, grant=rate.grant)


def _clause(each: PolicyEffect, lang: str) -> str:
    if not each.allowed:
        return say("reporting.fx.not_allowed", lang)
    return each.clause.in_language(lang) if each.clause else say("reporting.fx.hosts_choice", lang)


def _stand(found: FxEffect, each: PolicyEffect, lang: str) -> str:
    if each.missing:
        labels = [finding.values["when"] for finding in each.missing]
        if not labels[0]:
            return say("reporting.fx.stand.no_budget", lang)
        named = say("ui.comma", lang).join(labels[:_NAMED_DAYS])
        more = len(labels) - _NAMED_DAYS
        words = say("reporting.fx.stand.missing", lang, days=named)
        if more <= 0:
            return words
        counted = "more_months" if each.policy is RatePolicy.MONTHLY_AVERAGE else "more"
        return say(f"reporting.fx.stand.{counted}", lang, words=words, more=str(more))
    return (
        say("reporting.fx.stand.in_force", lang)
        if each is found.now
        else say("reporting.fx.stand.ready", lang)
    )
