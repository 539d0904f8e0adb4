"""What a cost check knows: the budget in force with its costs and open orders, the lots, and the funder's rulebook."""

from __future__ import annotations

from datetime import date

from guohe.funds.queries import budget, lots
from guohe.grants.queries import find
from guohe.grants.queries.rule_versions import books_of
from guohe.identity.queries.sight import see_money
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.money import EXPONENTS, AmountNotReadable, Money
from guohe.portal.domain.cost_check import Answer, Asked, GrantState, LineState, LotState, check_cost
from guohe.programmes.domain.packs import Kind, Mode, Pack
from guohe.programmes.queries.packs import pack


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
                position.code, category.names, position.limit, position.actual, position.committed, direct
            )
        )
    held = [
        LotState(lot.source_ref, lot.rate or "", lot.amount, lot.cost, lot.left)
        for lot in lots.of_fund(ref)
        if not lot.reversed and lot.cost.minor > 0
    ]
    lump_sum = asks.mode is Mode.LUMP_SUM
    return GrantState(ref, lump_sum, grant.total, grant.starts, grant.ends, tuple(lines), tuple(held)), asks


def cost_check(ref: str, *, amount: str, currency: str, category: str, on: str) -> Answer:
    """The answer for what was typed. Raises Refused with every field that is not readable, and GrantNotFound."""
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
    if faults or money is None or day is None:
        raise Refused(*faults)
    named = asks.category_named(category.strip())
    asked = Asked(money, named.code if named is not None else category.strip(), day)
    return check_cost(asked, state, next(iter(books_of(find.grant(ref), day)), None))


def _fault(code: str, pointer: str, seen: str, **values: str) -> Finding:
    return Finding(code, Level.STOP, Place(pointer=pointer), {"seen": seen[:40], **values})
