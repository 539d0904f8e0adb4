"""What a bank says of a payment becomes a claim about its instalment, in the transaction that writes what it said."""

from __future__ import annotations

from datetime import date, datetime

from guohe.grants.domain.facts import ClaimFacts
from guohe.grants.operations.state_claim import state_claim
from guohe.grants.queries import find
from guohe.identity.domain.capabilities import Word
from guohe.kernel.money import Money
from guohe.payments.domain.news import PATH, news_of
from guohe.payments.domain.release import Said
from guohe.payments.models import Release
from guohe.programmes.domain.routes import NoRoute
from guohe.programmes.queries.routes import route_of


def move_stations(
    row: Release,
    *,
    state: Said,
    proved: bool,
    on: date,
    source: str,
    paper: str,
    reference: str,
    actor: int,
    now: datetime,
    needs: Word = "import",
) -> None:
    """States what the bank's word adds, dated ``on``; ``paper`` names the report or line that shows it.

    ``needs`` is the capability of whoever brings it. The reference of the claim is the bank's where it gives one, else ours: the one that the money page shows.
    """
    if route_of(find.grant(row.grant_ref).pack) is NoRoute.PARALLEL:
        return
    for news in news_of(state, proved=proved, told=_told(row)):
        state_claim(
            instalment_ref=f"{row.grant_ref}/T{row.instalment}",
            station=news.station,
            happened_on=on,
            source=source,
            evidence=paper if news.evidenced else "",
            reference=reference or row.end_to_end_id,
            amount=Money(row.currency, row.amount_minor),
            actor=actor,
            now=now,
            needs=needs,
        )


def nothing_told(row: Release) -> bool:
    """Nobody has said that the instalment went, or that it came back."""
    return not any(claim.station in PATH for claim in _told(row))


def _told(row: Release) -> list[ClaimFacts]:
    """What stands of the payment's instalment, in the order in which it was stated."""
    ref = f"{row.grant_ref}/T{row.instalment}"
    claims = (claim for claim in find.claims(row.grant_ref) if claim.instalment_ref == ref)
    return sorted(claims, key=lambda claim: claim.stated_at)
