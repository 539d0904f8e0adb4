"""What a cost check knows: the budget in force with its costs and open orders, the lots, and every rulebook that judges it."""

from __future__ import annotations

from datetime import date

from guohe.equipment.queries.found import approved_of
from guohe.funds.queries import budget, lots
from guohe.grants.queries import find
from guohe.grants.queries.rule_versions import books_of, left_out
from guohe.identity.queries.sight import holds, see_money
from guohe.imports.queries.categories import kinds_of_cost
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.money import EXPONENTS, AmountNotReadable, Money
from guohe.kernel.names import Name
from guohe.kernel.texts import LANGUAGES
from guohe.portal.domain.cost_check import Answer, Asked, GrantState, LineState, Piece, check_cost
from guohe.portal.domain.cost_price import LotState
from guohe.programmes.domain.packs import Kind, Mode, Pack
from guohe.programmes.queries.packs import pack
from guohe.rules.domain.words import fact_text


def grant_state(ref: str) -> tuple[GrantState, Pack]:
    """The grant as the books have it now. Raises GrantNotFound, and Refused (ACC-603)."""
    grant = find.grant(ref)
    see_money(grant.host_id, ref)
    asks = pack(grant.pack, grant.pack_version)
    lines = []
    for position in budget.position(ref):
        category = asks.category(position.code)
        direct = category.kind is Kind.DIRECT
        lines.append(
            LineState(
                position.code,
                category.names,
                position.limit,
                position.actual,
                position.committed,
                direct,
                category.group,
            )
        )
    held = [
        LotState(lot.source_ref, lot.rate or "", lot.amount, lot.cost, lot.left)
        for lot in lots.of_fund(ref)
        if not lot.reversed and lot.cost.minor > 0
    ]
    lump_sum = asks.mode is Mode.LUMP_SUM
    return GrantState(ref, lump_sum, grant.total, grant.starts, grant.ends, tuple(lines), tuple(held)), asks


def may_draft(ref: str) -> bool:
    """Whether the acting person may draft a change of the grant: who may not is offered none, and a closed grant takes none."""
    grant = find.grant(ref)
    return grant.closed_on is None and holds("prepare", grant.host_id, ref)


def kinds_of(ref: str, state: GrantState, asks: Pack, on: date) -> dict[str, Name]:
    """What a cost may be for, by its code: a line of the budget, or any kind of cost and what the rules of a lump sum name."""
    if not state.lump_sum:
        return {line.code: line.name for line in state.lines}
    own = {each.code for each in asks.categories}
    named = {code: name for code, name in kinds_of_cost().items() if code not in own}
    for rules in books_of(find.grant(ref), on):
        for rule in rules.rules:
            if rule.parameters.get("measured") == "category":
                for code in rule.parameters["values"]:
                    named.setdefault(code, Name(*(fact_text(code, lang) for lang in LANGUAGES)))
    return named


def pieces_of(ref: str) -> tuple[Piece, ...]:
    """The lines of the approved list that a request has not put another in the place of."""
    return tuple(
        Piece(each.code, each.model, each.price, each.priced_on, each.source)
        for each in approved_of(ref)
        if each.until is None
    )


def cost_check(
    ref: str, *, amount: str, currency: str, category: str, on: str, equipment: str = ""
) -> Answer:
    """The answer for what was typed; ``equipment`` names the line of the approved list that it buys (A-1).

    Raises Refused with every field that is not readable, and GrantNotFound.
    """
    state, asks = grant_state(ref)
    faults = []
    money, day = None, None
    code = currency.strip().upper()
    if code not in EXPONENTS:
        faults.append(_fault("BUD-433", "currency", currency, known=", ".join(EXPONENTS)))
    else:
        try:
            money = Money.of(code, amount)
        except AmountNotReadable:
            money = None
        if money is None or money.minor <= 0:
            faults.append(_fault("BUD-434", "amount", amount))
    try:
        day = date.fromisoformat(on.strip())
    except ValueError:
        faults.append(_fault("RUL-824", "date", on))
    if not category.strip():
        faults.append(
            _fault("BUD-431", "category", category, known=", ".join(each.code for each in state.lines))
        )
    wanted = equipment.strip().upper()
    piece = next((each for each in pieces_of(ref) if each.code == wanted), None) if wanted else None
    if wanted and piece is None:
        faults.append(_fault("RUL-905", "equipment", equipment, ref=ref))
    if faults or money is None or day is None:
        raise Refused(*faults)
    asked = Asked(money, _code_of(ref, state, asks, category.strip(), day), day, piece)
    grant = find.grant(ref)
    return check_cost(asked, state, books_of(grant, day), left_out(grant, day))


def _code_of(ref: str, state: GrantState, asks: Pack, typed: str, on: date) -> str:
    """The code of what was typed, as a code or as a name in any language; what nobody knows stays as it is."""
    named = asks.category_named(typed)
    if named is not None or not state.lump_sum:
        return typed if named is None else named.code
    kinds = kinds_of(ref, state, asks, on)
    said = {name.in_language(lang).casefold(): code for code, name in kinds.items() for lang in LANGUAGES}
    return said.get(typed.casefold(), typed)


def _fault(code: str, pointer: str, seen: str, **values: str) -> Finding:
    return Finding(code, Level.STOP, Place(pointer=pointer), {"seen": seen[:40], **values})
