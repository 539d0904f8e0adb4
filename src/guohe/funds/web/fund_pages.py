"""Two pages of one fund: its lots with their rates, and its entries."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from guohe.funds.domain.printed import journals_table
from guohe.funds.domain.printed_lots import free_by_currency, lots_proof, lots_table, money_and_slips
from guohe.funds.queries import journals as entries
from guohe.funds.queries import lots as positions
from guohe.funds.queries.chart import FundInBook, fund
from guohe.funds.web.tracing import keys_of
from guohe.identity.queries.sight import see_money
from guohe.kernel import clock
from guohe.kernel.findings import Refused
from guohe.kernel.texts import say
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Frame
from guohe.ui.way_back import to_grant

# So many that a page stays under 60 kB (docs/reference/performance.md).
ROWS_A_PAGE = 48


def _fund(ref: str) -> FundInBook:
    try:
        found = fund(ref)
    except Refused:
        raise Http404(ref) from None
    see_money(found.host_id, ref)
    return found


@require_safe
def lots(request: HttpRequest, ref: str, fmt: str = "html") -> HttpResponse:
    """The lots of a fund: bought, rate, used, left; and the rule by which costs are turned back."""
    lang, own = language(), _fund(ref)
    found = positions.of_fund(ref)
    title = say("funds.lots.title", lang, ref=ref)
    table = lots_table(found, lang, title)
    proof, agrees = lots_proof(found, own.currency, lang)
    money, slips = money_and_slips(table, lang)
    context = {
        "page": Frame(
            title=title,
            command=f"guohe fx show {ref}",
            as_at=clock.now(),
            crumbs=to_grant(ref),
        ),
        "policy": say(
            "funds.lots.policy",
            lang,
            currency=own.currency,
            policy=say(f"funds.policy.{own.lot_policy}", lang),
        ),
        "free": say(
            "funds.lots.free", lang, amounts=" · ".join(str(each) for each in free_by_currency(found))
        ),
        "table": money if found else None,
        "slips": slips,
        "cell_links": {
            (at, "instalment"): reverse("funds:trace", args=[lot.source_ref]) for at, lot in enumerate(found)
        },
        "proof": proof,
        "agrees": agrees,
    }
    return answer(
        request, template="funds/lots.html", context=context, table=table, name=f"{ref}-lots", fmt=fmt
    )


@require_safe
def journals(request: HttpRequest, ref: str, fmt: str = "html") -> HttpResponse:
    """The entries of a fund, newest first; files hold all of them."""
    lang = language()
    _fund(ref)
    number = request.GET.get("page", "1")
    at = max(int(number), 1) if number.isdecimal() and len(number) < 7 else 1
    rows, count = entries.of_fund(
        ref,
        rows=ROWS_A_PAGE if fmt == "html" else 1_000_000,
        after=(at - 1) * ROWS_A_PAGE if fmt == "html" else 0,
    )
    title = say("funds.journals.title", lang, ref=ref)
    table = journals_table(rows, lang, title)
    context = {
        "page": Frame(
            title=title,
            command=f"guohe journal list {ref}",
            as_at=clock.now(),
            crumbs=to_grant(ref),
        ),
        "count": say("funds.journals.count", lang, count=str(count)),
        "table": table if rows else None,
        "cell_links": {
            (place, key): reverse(
                "funds:trace", args=[f"J-{row.journal_id}" if key == "entry" else row.source]
            )
            for place, row in enumerate(rows)
            for key in ("entry", "source")
        }
        if fmt == "html"
        else {},
        "row_keys": {
            at: keys_of(row.journal_id, 1, row.reversed_by, f"J-{row.journal_id}")
            for at, row in enumerate(rows if fmt == "html" else ())
        },
        "page_obj": Paginator(range(count), ROWS_A_PAGE).get_page(at),
    }
    return answer(
        request, template="funds/journals.html", context=context, table=table, name=f"{ref}-entries", fmt=fmt
    )
