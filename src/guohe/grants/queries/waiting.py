"""What of many grants waits for somebody: requests that are not done, partners' statements that are late, and where what a
partner says differs from what we sent; one read whatever the number of grants."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db import connection

from guohe.grants.domain.changes import Kind, State
from guohe.grants.domain.partners import Due
from guohe.grants.domain.waiting import Differs, LateStatement, OpenRequest
from guohe.kernel.money import Money
from guohe.kernel.utc8 import day_there

# A statement that was withdrawn, or that its partner called an error, does not answer for its days.
_OPEN: Final = """
    SELECT 'late', g.ref, jsonb_build_array(a.partner, due.first_day, due.last_day, due.due_on)
    FROM grants_grant AS g JOIN grants_partneragreement AS a ON a.grant_id = g.id
    CROSS JOIN LATERAL jsonb_to_recordset(a.dues) AS due (first_day date, last_day date, due_on date)
    WHERE g.ref = ANY (%(refs)s) AND a.agreed_on <= %(on)s AND due.due_on < %(on)s
      AND NOT EXISTS (SELECT FROM grants_partneragreement AS next WHERE next.grant_id = a.grant_id
                      AND next.partner = a.partner AND next.version > a.version AND next.agreed_on <= %(on)s)
      AND NOT EXISTS (
          SELECT FROM grants_partnerstatement AS s
          WHERE s.grant_id = a.grant_id AND s.partner = a.partner AND s.stated_on <= %(on)s
            AND (s.first_day, s.last_day) = (due.first_day, due.last_day)
            AND NOT EXISTS (SELECT FROM grants_partneract AS w WHERE w.grant_id = s.grant_id AND w.partner = s.partner
                            AND w.thing = 'statement' AND w.number = s.number AND w.deed = 'withdrawn'
                            AND w.happened_on <= %(on)s)
            AND coalesce((SELECT n.note FROM grants_partneract AS n WHERE n.grant_id = s.grant_id
                          AND n.partner = s.partner AND n.thing = 'statement' AND n.number = s.number
                          AND n.deed = 'answered' AND n.happened_on <= %(on)s ORDER BY n.step DESC LIMIT 1), '') <> 'error')
    UNION ALL
    SELECT 'change', g.ref, jsonb_build_array(r.number, r.kind, coalesce(last.state, 'prepared'), last.happened_on,
                                              r.prepared_at, coalesce(last.evidence, ''))
    FROM grants_grant AS g JOIN grants_changerequest AS r ON r.grant_id = g.id
    LEFT JOIN LATERAL (SELECT s.state, s.happened_on, s.evidence FROM grants_changestep AS s
                       WHERE s.request_id = r.id ORDER BY s.number DESC LIMIT 1) AS last ON true
    WHERE g.ref = ANY (%(refs)s) AND coalesce(last.state, 'prepared') IN ('prepared', 'sent', 'granted')
    UNION ALL
    SELECT 'short', g.ref, jsonb_build_array(t.currency, t.amount_minor, said.amount_minor, t.sent_on, said.evidence,
                                             said.recorded_at)
    FROM grants_grant AS g JOIN grants_partnertransfer AS t ON t.grant_id = g.id
    JOIN LATERAL (SELECT a.amount_minor, a.evidence, a.recorded_at FROM grants_partneract AS a
                  WHERE a.grant_id = t.grant_id AND a.partner = t.partner AND a.thing = 'transfer' AND a.number = t.number
                    AND a.deed = 'received' AND a.happened_on <= %(on)s ORDER BY a.step DESC LIMIT 1) AS said
      ON said.amount_minor <> t.amount_minor
    WHERE g.ref = ANY (%(refs)s)
      AND NOT EXISTS (SELECT FROM grants_partneract AS w WHERE w.grant_id = t.grant_id AND w.partner = t.partner
                      AND w.thing = 'transfer' AND w.number = t.number AND w.deed = 'withdrawn' AND w.happened_on <= %(on)s)
    UNION ALL
    SELECT 'unsupported', g.ref, jsonb_build_array(s.currency, bare.minor, s.used_minor, s.last_day, s.evidence, s.recorded_at)
    FROM grants_grant AS g JOIN grants_partnerstatement AS s ON s.grant_id = g.id
    JOIN LATERAL (SELECT sum((used->>'amount_minor')::bigint) AS minor FROM jsonb_array_elements(s.rows) AS used
                  WHERE coalesce(used->>'evidence', '') = '') AS bare ON bare.minor <> 0
    WHERE g.ref = ANY (%(refs)s) AND s.stated_on <= %(on)s
      AND EXISTS (SELECT FROM grants_partneract AS c WHERE c.grant_id = s.grant_id AND c.partner = s.partner
                  AND c.thing = 'statement' AND c.number = s.number AND c.deed = 'confirmed' AND c.happened_on <= %(on)s)
      AND NOT EXISTS (SELECT FROM grants_partneract AS w WHERE w.grant_id = s.grant_id AND w.partner = s.partner
                      AND w.thing = 'statement' AND w.number = s.number AND w.deed = 'withdrawn' AND w.happened_on <= %(on)s)
    ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class OpenThings:
    """Everything of some grants that waits here."""

    late: list[LateStatement] = field(default_factory=list)
    requests: list[OpenRequest] = field(default_factory=list)
    differs: list[Differs] = field(default_factory=list)


def open_things(refs: Iterable[str], *, on: date) -> OpenThings:
    """Of these grants, as it stands on a day."""
    found = OpenThings()
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, {"refs": sorted(refs), "on": on})
        for kind, ref, told in cursor.fetchall():
            _put(found, kind, ref, json.loads(told) if isinstance(told, str) else told)
    return found


def _put(found: OpenThings, kind: str, ref: str, told: list[Any]) -> None:
    if kind == "late":
        partner, *days = told
        found.late.append(LateStatement(ref, partner, Due(*map(date.fromisoformat, days))))
    elif kind == "change":
        number, what, state, since, prepared, evidence = told
        day = date.fromisoformat(since) if since else day_there(datetime.fromisoformat(prepared))
        found.requests.append(OpenRequest(ref, number, Kind(what), State(state), day, evidence))
    else:
        currency, first, second, on, evidence, recorded = told
        day, known = date.fromisoformat(on), day_there(datetime.fromisoformat(recorded))
        one, other = Money(currency, first), Money(currency, second)
        amount, whole = (abs(one - other), one) if kind == "short" else (one, other)
        found.differs.append(Differs(ref, kind, amount, whole, day, evidence, known))
