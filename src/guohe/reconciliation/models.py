"""What was decided about an entry is written once. The tables are made by SQL (``migrations/sql``)."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Decision(models.Model):
    """One answer of one person about one bank entry."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    entry_id = models.BigIntegerField()
    item_ref = models.TextField()
    answer = models.TextField()
    words = models.TextField(default="")
    journal_id = models.BigIntegerField(null=True)
    confidence = models.IntegerField(null=True)
    reasons = models.JSONField(default=list)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "reconciliation_decision"

    def __str__(self) -> str:
        return f"{self.answer} {self.item_ref}"


class Choice(models.Model):
    """What a host chose about guesses; the newest is in force."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    threshold = models.IntegerField()
    old_after = models.IntegerField()
    why = models.TextField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "reconciliation_choice"

    def __str__(self) -> str:
        return f"from {self.threshold} points"


class Check(models.Model):
    """A check of one grant that found no difference, signed."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant_ref = models.TextField()
    checked_on = models.DateField()
    figures = models.JSONField()
    difference_minor = models.BigIntegerField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "reconciliation_check"

    def __str__(self) -> str:
        return f"{self.grant_ref} {self.checked_on}"
