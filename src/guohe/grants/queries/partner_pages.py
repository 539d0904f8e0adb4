"""What a page, a terminal and a file show of the money passed to a partner: the same finished values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from guohe.grants.domain.facts import GrantFacts
from guohe.grants.domain.partner_advice import Advice
from guohe.grants.domain.partners import (
    Account,
    Deed,
    Due,
    Partner,
    Statement,
    Transfer,
    account_of,
    late,
    sent_of,
)
from guohe.kernel.money import Money, total
from guohe.kernel.tables import Cell, Column, Kind, Table
from guohe.kernel.texts import LANGUAGES, say
from guohe.programmes.domain.packs import CategoryUnknown
from guohe.programmes.queries.packs import pack

_KINDS: Final = {
    **dict.fromkeys(("on", "planned", "due"), Kind.DATE),
    **dict.fromkeys(
        ("amount", "sent", "received", "short", "used", "counted", "supported", "unsupported", "balance"),
        Kind.MONEY,
    ),
}


def codes_of(grant: GrantFacts) -> dict[str, str]:
    """What may be written for each category of the grant's pack: its code, its names and its other spellings, casefolded."""
    found = {}
    for each in pack(grant.pack, grant.pack_version).categories:
        for text in (each.code, *(each.names.in_language(lang) for lang in LANGUAGES), *each.also):
            found[text.casefold()] = each.code
    return found


def category_name(grant: GrantFacts, code: str, lang: str) -> str:
    """A category in words; a code that the grant's pack does not know stands as it is."""
    try:
        return pack(grant.pack, grant.pack_version).category(code).names.in_language(lang)
    except CategoryUnknown:
        return code


def shown_evidence(evidence: str, lang: str) -> str:
    """The evidence, or that there is none."""
    return evidence or say("grants.change.no_evidence", lang)


def facts_of(partner: Partner, lang: str) -> list[tuple[str, str]]:
    """The agreement and the sums, each with what it is made of."""
    agreed, sums = partner.agreement, account_of(partner)
    told = [("name", partner.name.in_language(lang))]
    if agreed is not None:
        told += [
            ("share", str(agreed.share)),
            (
                "agreement",
                say(
                    "grants.partner.agreed",
                    lang,
                    reference=agreed.reference,
                    version=str(agreed.version),
                    on=agreed.agreed_on.isoformat(),
                    who=agreed.who.in_language(lang),
                ),
            ),
            ("agreement_evidence", shown_evidence(agreed.evidence, lang)),
        ]
    nothing, words = say("grants.partner.nothing_recorded", lang), _words(sums)
    told += [("advanced", str(sums.sent)), ("arrived", _arrived(partner, sums, lang) or nothing)]
    if any(each.confirmation is not None for each in partner.statements):
        support = "support" if sums.unsupported.minor else "support.whole"
        reported = "reported" if sums.beyond.minor else "reported.whole"
        told += [
            ("reported", say(f"grants.partner.{reported}", lang, **words)),
            ("support", say(f"grants.partner.{support}", lang, **words)),
        ]
    else:
        told.append(("reported", nothing))
    told.append(("balance", say("grants.partner.balance", lang, **words)))
    return [(say(f"grants.partner.head.{key}", lang), value) for key, value in told]


def _arrived(partner: Partner, sums: Account, lang: str) -> str:
    """What the partner says it received, what it has not said, and what did not arrive; a part of 0.00 is not said."""
    answered = any(each.receipt is not None and not each.withdrawn for each in partner.transfers)
    parts = [
        ("arrived", answered),
        ("arrived.unstated", bool(sums.unstated.minor)),
        ("arrived.short", bool(sums.short.minor)),
    ]
    words = [say(f"grants.partner.{key}", lang, **_words(sums)) for key, holds in parts if holds]
    return say("ui.semicolon", lang).join(words)


def tables_of(grant: GrantFacts, partner: Partner, on: date, lang: str) -> list[Table]:
    """Every table of one partner: what moved, the tranches, the transfers, the statements, the use by category."""
    return [
        moves_table(partner, lang),
        tranches_table(partner, lang),
        transfers_table(partner, lang),
        statements_table(partner, on, lang),
        use_table(grant, partner, lang),
    ]


def moves_table(partner: Partner, lang: str) -> Table:
    """What the partner received and what it used, day by day, with the balance after each; the totals are the columns' sums."""
    moves: list[tuple[date, int, str, Money | None, Money | None]] = []
    for each in partner.transfers:
        if not each.withdrawn and each.receipt is not None:
            words = say("grants.partner.move.received", lang, number=str(each.number))
            moves.append((each.receipt.on, 0, words, each.receipt.amount, None))
    for stated in partner.statements:
        if stated.confirmation is not None:
            words = say("grants.partner.move.used", lang, number=str(stated.number))
            moves.append((stated.confirmation.on, 1, words, None, stated.confirmation.amount))
    left, rows = Money(partner.currency, 0), []
    for on, _, words, received, used in sorted(moves, key=lambda move: move[:3]):
        left += (received or Money(partner.currency, 0)) - (used or Money(partner.currency, 0))
        rows.append((words, on, received, used, left))
    sums = account_of(partner)
    return Table(
        say("grants.partner.moves", lang),
        _columns(("what", "on", "received", "counted", "balance"), lang),
        rows,
        totals=(say("grants.partner.total", lang), None, sums.received, sums.reported, sums.balance),
        lang=lang,
    )


def tranches_table(partner: Partner, lang: str) -> Table:
    """The tranches as agreed, what was sent of each, and what shows that its condition is met."""
    rows: list[Sequence[Cell]] = []
    planned: list[Money] = []
    for each in partner.agreement.tranches if partner.agreement is not None else ():
        shows = each.met.evidence if each.met is not None else ""
        planned.append(each.amount)
        rows.append(
            (
                f"T{each.number}",
                each.amount,
                each.planned_on,
                each.condition or say("grants.partner.unconditional", lang),
                shown_evidence(shows, lang) if each.condition else "–",
                sent_of(partner, each),
            )
        )
    sums = (total(partner.currency, planned), account_of(partner).sent)
    return Table(
        say("grants.partner.tranches", lang),
        _columns(("number", "amount", "planned", "condition", "met", "sent"), lang),
        rows,
        totals=(say("grants.partner.total", lang), sums[0], None, "", "", sums[1]),
        lang=lang,
    )


def transfers_table(partner: Partner, lang: str) -> Table:
    """What was sent, and its receipt as the partner states it; one that was taken back stays and counts for nothing."""
    rows = [_transfer_row(each, lang) for each in partner.transfers]
    sums = account_of(partner)
    return Table(
        say("grants.partner.transfers", lang),
        _columns(("number", "tranche", "on", "sent", "evidence", "receipt", "received", "short"), lang),
        rows,
        totals=(
            *(say("grants.partner.total", lang), "", None, sums.sent, "", "", sums.received, sums.short),
        ),
        lang=lang,
    )


def _transfer_row(each: Transfer, lang: str) -> Sequence[Cell]:
    code, tranche = f"PT-{each.number}", f"T{each.tranche}"
    if each.withdrawn:
        back = next(act for act in each.acts if act.deed is Deed.WITHDRAWN)
        who = back.who.in_language(lang)
        words = say(
            "grants.partner.taken_back",
            lang,
            amount=str(each.amount),
            who=who,
            on=back.on.isoformat(),
            why=back.note,
        )
        return (code, tranche, each.sent_on, None, shown_evidence(each.evidence, lang), words, None, None)
    told = each.receipt
    words = say("grants.partner.not_stated", lang)
    if told is not None:
        words = say(
            "grants.partner.stated",
            lang,
            on=told.on.isoformat(),
            evidence=shown_evidence(told.evidence, lang),
        )
    received = told.amount if told is not None else None
    short = each.amount - received if received is not None else None
    evidence = shown_evidence(each.evidence, lang)
    return (code, tranche, each.sent_on, each.amount, evidence, words, received, short)


def statements_table(partner: Partner, on: date, lang: str) -> Table:
    """Every period that the agreement asks for with its statement or its absence; the totals are of what is confirmed."""
    missing = late(partner, on)
    dues = partner.agreement.dues if partner.agreement is not None else ()
    rows: list[Sequence[Cell]] = []
    for due in dues:
        of_due = [each for each in partner.statements if each.first_day == due.first_day]
        if not any(each.stands for each in of_due):
            words = say("grants.partner.late" if due in missing else "grants.partner.not_due", lang)
            rows.append(
                (
                    say("grants.partner.no_statement", lang),
                    _days(due),
                    due.due_on,
                    None,
                    None,
                    None,
                    words,
                    "–",
                )
            )
        rows += [_statement_row(each, due.due_on, lang) for each in of_due]
    asked = {due.first_day for due in dues}
    rows += [_statement_row(each, None, lang) for each in partner.statements if each.first_day not in asked]
    sums = account_of(partner)
    return Table(
        say("grants.partner.statements", lang),
        _columns(("number", "days", "due", "used", "unsupported", "counted", "state", "evidence"), lang),
        rows,
        totals=(
            say("grants.partner.total.confirmed", lang),
            *("", None, sums.stated, sums.unsupported, sums.reported, "", ""),
        ),
        lang=lang,
    )


def _statement_row(each: Statement, due_on: date | None, lang: str) -> Sequence[Cell]:
    counted = each.confirmation.amount if each.confirmation is not None else None
    return (
        f"PS-{each.number}",
        _days(each),
        due_on,
        each.used,
        each.unsupported,
        counted,
        state_text(each, lang),
        shown_evidence(each.evidence, lang),
    )


def state_text(each: Statement, lang: str) -> str:
    """Where a statement stands, with the people and days that it went through."""
    words = say("grants.partner.entered", lang, who=each.who.in_language(lang), on=each.stated_on.isoformat())
    parts = [words]
    for act in each.acts:
        answer = say(f"grants.partner.answer.{act.note}", lang) if act.deed is Deed.ANSWERED else act.note
        parts.append(
            say(
                f"grants.partner.act.{act.deed}",
                lang,
                who=act.who.in_language(lang),
                on=act.on.isoformat(),
                note=answer,
                evidence=act.evidence,
            )
        )
    if each.confirmation is None:
        parts.append(say(f"grants.partner.state.{each.state}", lang))
    return say("grants.change.joiner", lang).join(parts)


def use_table(grant: GrantFacts, partner: Partner, lang: str) -> Table:
    """Use stated and confirmed, by category, with what is supported and what is not; a note says what of it does not count."""
    rows_of = [row for each in partner.statements if each.confirmation is not None for row in each.rows]
    order = [each.code for each in pack(grant.pack, grant.pack_version).categories]
    codes = sorted(
        {row.category for row in rows_of}, key=lambda code: order.index(code) if code in order else len(order)
    )

    def add(code: str, supported: bool) -> Money:
        return total(
            partner.currency,
            (row.amount for row in rows_of if row.category == code and bool(row.evidence) is supported),
        )

    rows: list[Sequence[Cell]] = []
    for code in codes:
        known, unknown = add(code, supported=True), add(code, supported=False)
        rows.append((category_name(grant, code, lang), known, unknown, known + unknown))
    sums = account_of(partner)
    notes = (say("grants.partner.beyond", lang, **_words(sums)),) if sums.beyond else ()
    return Table(
        say("grants.partner.use", lang),
        _columns(("category", "supported", "unsupported", "used"), lang),
        rows,
        totals=(say("grants.partner.total", lang), sums.supported, sums.unsupported, sums.stated),
        notes=notes,
        lang=lang,
    )


def advice_lines(advice: Advice, lang: str) -> list[tuple[str, str]]:
    """Each reason with the side on which it stands, in words."""
    return [
        (
            say(f"grants.partner.side.{reason.side}", lang),
            say(f"grants.partner.reason.{reason.key}", lang, **reason.values),
        )
        for reason in advice.reasons
    ]


def advice_text(partner: Partner, advice: Advice, lang: str) -> str:
    """What is advised, in a sentence; a person decides."""
    if partner.agreement is None:
        return say("grants.partner.advice.no_agreement", lang)
    if advice.tranche is None:
        return say("grants.partner.advice.all_sent", lang)
    values = {"number": f"T{advice.tranche.number}", "amount": str(advice.tranche.amount)}
    if not advice.against:
        return say("grants.partner.advice.may_go", lang, **values)
    return say("grants.partner.advice.not_yet", lang, **values, count=str(advice.against))


def _words(sums: Account) -> dict[str, str]:
    return {
        "sent": str(sums.sent),
        "received": str(sums.received),
        "short": str(sums.short),
        "unstated": str(sums.unstated),
        "stated": str(sums.stated),
        "supported": str(sums.supported),
        "unsupported": str(sums.unsupported),
        "beyond": str(sums.beyond),
        "reported": str(sums.reported),
        "balance": str(sums.balance),
    }


def _days(of: Due | Statement) -> str:
    return f"{of.first_day.isoformat()} – {of.last_day.isoformat()}"


def _columns(keys: Sequence[str], lang: str) -> list[Column]:
    return [Column(key, say(f"grants.partner.head.{key}", lang), _KINDS.get(key, Kind.TEXT)) for key in keys]
