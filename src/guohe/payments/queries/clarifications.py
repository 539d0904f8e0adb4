"""What people said became of payments that a bank called duplicates; the oldest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Exists, OuterRef

from guohe.payments.domain.release import SILENT, ClarificationFacts
from guohe.payments.models import Answer, Clarification, ClarificationAnswer, Debit


def clarifications_of(releases: Collection[int]) -> dict[int, tuple[ClarificationFacts, ...]]:
    """By payment; one question, none where there is no payment to ask about."""
    if not releases:
        return {}
    found: dict[int, list[ClarificationFacts]] = defaultdict(list)
    rows = Clarification.objects.filter(release_id__in=releases).select_related("answer").order_by("pk")
    for row in rows:
        answer = getattr(row, "answer", None)
        found[row.release_id].append(
            ClarificationFacts(
                number=row.pk,
                became=row.became,  # type: ignore[arg-type]
                other=row.other,
                on=row.happened_on,
                evidence=row.evidence,
                by=row.said_by_id,
                at=row.said_at,
                answered="" if answer is None else "confirmed" if answer.confirmed else "dismissed",
                answered_by=None if answer is None else answer.answered_by_id,
                answered_at=None if answer is None else answer.answered_at,
                reason="" if answer is None else answer.reason,
            )
        )
    return {release: tuple(told) for release, told in found.items()}


def never_paid(release: str) -> Exists:
    """In a question about payments: whether two people said that the one in its field was never paid, and nothing says more."""
    confirmed = ClarificationAnswer.objects.filter(
        confirmed=True, clarification__release=OuterRef(release), clarification__became="unpaid"
    )
    answers = Answer.objects.filter(release=OuterRef("clarification__release")).exclude(state__in=SILENT)
    debits = Debit.objects.filter(release=OuterRef("clarification__release"), takes_back=None).exclude(
        Exists(Debit.objects.filter(takes_back=OuterRef("pk")))
    )
    return Exists(confirmed.exclude(Exists(answers)).exclude(Exists(debits)))
