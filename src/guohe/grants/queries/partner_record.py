"""The money passed to a partner for a program: the sums are those of the page, to the fen."""

from __future__ import annotations

from datetime import date
from typing import Any

from guohe.grants.domain.partner_advice import Advice
from guohe.grants.domain.partners import Partner, account_of, late, questions


def record_of(partner: Partner, advice: Advice, on: date, lang: str) -> dict[str, Any]:
    """One partner for a program; the sums are those of the page."""
    sums, agreed = account_of(partner), partner.agreement
    keys = (
        "sent",
        "received",
        "short",
        "unstated",
        "stated",
        "supported",
        "unsupported",
        "beyond",
        "reported",
    )
    return {
        "partner": partner.number,
        "name": partner.name.in_language(lang),
        "in_the_books": False,
        "agreement": None
        if agreed is None
        else {
            "version": agreed.version,
            "reference": agreed.reference,
            "agreed_on": agreed.agreed_on,
            "evidence": agreed.evidence,
            "share": agreed.share,
            "spent_percent": agreed.spent_percent,
            "clause": agreed.clause,
            "tranches": [
                {
                    "number": each.number,
                    "amount": each.amount,
                    "planned_on": each.planned_on,
                    "condition": each.condition,
                    "met": each.met.evidence if each.met is not None else None,
                }
                for each in agreed.tranches
            ],
            "statements_due": [
                {"first_day": due.first_day, "last_day": due.last_day, "due_on": due.due_on}
                for due in agreed.dues
            ],
        },
        "sums": {**{key: getattr(sums, key) for key in keys}, "balance": sums.balance},
        "transfers": [
            {
                "number": each.number,
                "tranche": each.tranche,
                "sent": each.amount,
                "sent_on": each.sent_on,
                "evidence": each.evidence,
                "withdrawn": each.withdrawn,
                "received": each.receipt.amount if each.receipt is not None else None,
                "received_on": each.receipt.on if each.receipt is not None else None,
                "receipt_evidence": each.receipt.evidence if each.receipt is not None else None,
            }
            for each in partner.transfers
        ],
        "statements": [
            {
                "number": each.number,
                "first_day": each.first_day,
                "last_day": each.last_day,
                "stated_on": each.stated_on,
                "state": each.state.value,
                "answer": each.answer,
                "used": each.used,
                "unsupported": each.unsupported,
                "counted": each.confirmation.amount if each.confirmation is not None else None,
                "evidence": each.evidence,
                "rows": [
                    {"category": row.category, "amount": row.amount, "evidence": row.evidence}
                    for row in each.rows
                ],
            }
            for each in partner.statements
        ],
        "late": [
            {"first_day": due.first_day, "last_day": due.last_day, "due_on": due.due_on}
            for due in late(partner, on)
        ],
        "advice": {
            "tranche": advice.tranche.number if advice.tranche is not None else None,
            "against": advice.against,
            "reasons": [{"side": each.side.value, "key": each.key, **each.values} for each in advice.reasons],
        },
        "findings": [each.as_json(lang) for each in questions(partner)],
    }
