"""Lines of open orders that an earlier file brought word for word, while the books hold something else open by now."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Q

from guohe.funds.queries import commitments
from guohe.imports.domain.facts import Before, Earlier
from guohe.imports.domain.judgement import JudgedLine
from guohe.imports.models import Line

Order = tuple[str, str, str]


def restated(*, host_id: int, lines: Iterable[JudgedLine], known: Mapping[str, Earlier]) -> Mapping[str, str]:
    """Fingerprint of such a line to that under which it says again what is open.

    A cost is an event and comes once; an open order is a state, which may come back. Each state has its own fingerprint,
    by the line that last said what was open.
    """
    said: dict[Order, int] = defaultdict(int)
    came: dict[Order, list[str]] = defaultdict(list)
    for judged in lines:
        line = judged.line
        if line is None or line.kind != "commitment" or judged.grant is None:
            continue
        order = (judged.grant, line.order_no or line.doc_ref, line.amount.currency)
        said[order] += line.amount.minor
        if judged.fingerprint in known and known[judged.fingerprint].became is Before.POSTED:
            came[order].append(judged.fingerprint)
    open_now = _open_of({grant for grant, _, _ in came})
    return {
        mark: _again(mark, _last_said(host_id, order))
        for order, marks in came.items()
        if said[order] != open_now.get(order, 0)
        for mark in marks
    }


def _open_of(grants: Iterable[str]) -> Mapping[Order, int]:
    found: dict[Order, int] = defaultdict(int)
    for grant in grants:
        for each in commitments.open_of(grant):
            found[grant, each.order_no, each.amount.currency] += each.amount.minor
    return found


def _last_said(host_id: int, order: Order) -> int:
    grant, number, _ = order
    same = Q(order_no=number) | Q(order_no="", doc_ref=number)
    of_it = Line.objects.filter(same, host_id=host_id, grant_ref=grant, kind="commitment", state="posted")
    return int(of_it.order_by("-pk").values_list("pk", flat=True).first() or 0)


def _again(mark: str, after: int) -> str:
    return hashlib.blake2b(f"{mark}\x1f{after}".encode(), digest_size=16).hexdigest()
