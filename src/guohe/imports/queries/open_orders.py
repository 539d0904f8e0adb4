"""The open orders of a grant as a table: what each still binds, in its own currency and in the award's."""

from __future__ import annotations

from guohe.funds.queries import commitments
from guohe.grants.domain.facts import GrantFacts
from guohe.imports.queries.categories import pack_categories
from guohe.kernel.money import total
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say


def orders_table(grant: GrantFacts, lang: str) -> Table:
    """Every order with something open, by the day on which it was first promised."""
    names = {code: name.in_language(lang) for code, name in pack_categories(grant).items()}
    orders = commitments.open_of(grant.ref)
    bound = total(grant.currency, (order.in_award_currency for order in orders))
    return Table(
        say("imports.orders.title", lang, ref=grant.ref),
        [
            Column("order", say("imports.orders.order", lang)),
            Column("since", say("imports.orders.since", lang), Kind.DATE),
            Column("category", say("imports.column.category", lang)),
            Column("open", say("imports.orders.open", lang), Kind.MONEY),
            Column("promised", say("imports.orders.promised", lang, currency=grant.currency), Kind.MONEY),
        ],
        [
            (
                order.order_no,
                order.since,
                names.get(order.budget or "", order.budget or "–"),
                order.amount,
                order.in_award_currency,
            )
            for order in orders
        ],
        totals=(say("imports.orders.total", lang), None, None, None, bound) if orders else None,
        lang=lang,
    )
