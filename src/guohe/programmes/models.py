"""What programmes remember: a check that somebody has begun, and the receipt of one that is done.

A draft is its owner's own and ends with the receipt; a receipt is written once.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models


class CheckDraft(models.Model):
    """The answers that one person has given so far for one call, as machine forms of facts; null is "I do not know"."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    call = models.TextField()
    answers = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["host", "account", "call"], name="check_draft_once_per_call")
        ]


class CheckReceipt(models.Model):
    """A check as it was answered: ``stored`` is canonical JSON, the same bytes whenever it is made again."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    number = models.TextField(unique=True)
    call = models.TextField()
    verdict = models.TextField()
    stored = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict__in=("can", "not_met", "ask")), name="check_receipt_verdict_known"
            )
        ]
