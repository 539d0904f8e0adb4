"""What needs somebody in all the grants one sees, in a number of reads that does not grow with the grants."""

from __future__ import annotations

from datetime import date

from guohe.grants.queries import find
from guohe.grants.queries.many import in_books_of
from guohe.identity.queries.sight import grants_in_view
from guohe.imports.queries.what_waits import what_waits
from guohe.portal.domain.attention import Item, longest_wait_first
from guohe.portal.queries.demo_files import demo_listing, waiting_demo_listing
from guohe.portal.queries.home import money_of_each, station_rows
from guohe.portal.queries.waiting import (
    LATEST,
    waiting_charges,
    waiting_corrections,
    waiting_entries,
    waiting_files,
    waiting_lines,
    waiting_of_grants,
    waiting_payments,
    waiting_rates,
)


def needs_attention(*, on: date) -> tuple[Item, ...]:
    """Every waiting thing whose money one may see, the longest wait first."""
    grants = find.all_grants()
    shown = grants_in_view(tuple((grant.host_id, grant.ref) for grant in grants))
    open_to_me = [grant for grant in grants if grant.ref in shown]
    listing = demo_listing()
    files = what_waits(shown, files=LATEST, digests=listing)
    stations = station_rows(open_to_me)
    items: list[Item] = [*waiting_files(files.files, on=on), *waiting_entries(on=on)]
    items.extend(waiting_charges(files.charges, on=on))
    items.extend(
        money_of_each([(grant, stations[grant.ref]) for grant in open_to_me], in_books_of(shown), on)
    )
    items.extend(waiting_lines(files.questions, open_to_me, on=on))
    items.extend(waiting_of_grants(open_to_me, on=on))
    items.extend(waiting_payments(shown))
    items.extend(waiting_corrections(grants, on=on))
    items.extend(waiting_rates(open_to_me, on=on))
    items.extend(waiting_demo_listing(listing - files.read, on=on))
    return longest_wait_first(items)
