"""What needs somebody in all the grants one sees."""

from __future__ import annotations

from datetime import date

from guohe.grants.queries import find
from guohe.portal.domain.attention import Item, longest_wait_first
from guohe.portal.queries.home import items_of, position_of, station_rows
from guohe.portal.queries.waiting import waiting_credits, waiting_jobs


def needs_attention(*, on: date) -> tuple[Item, ...]:
    """Every waiting thing, the longest wait first."""
    items: list[Item] = [*waiting_jobs(on=on), *waiting_credits(on=on)]
    for grant in find.all_grants():
        _, received = position_of(grant, on)
        items.extend(items_of(grant, station_rows(grant.ref), received, on))
    return longest_wait_first(items)
