"""A grant is closed, and opened again, by two people each time; every paper is written once."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from guohe.grants.models.awarded import Grant


class Closing(models.Model):
    """The checklist of a grant as one person found it, with what they say of the points that no rule answers."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    items = models.JSONField()
    digest = models.TextField()
    note = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grant", "number"], name="closing_number_once_per_grant")
        ]


class ClosingApproval(models.Model):
    """Another person's approval of a checklist: with it the grant is closed, until two people open it again."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+")
    closing = models.OneToOneField(Closing, models.PROTECT, related_name="+")
    digest = models.TextField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()


class Reopening(models.Model):
    """What one person says why a closing is undone, and what shows it."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+")
    closing = models.ForeignKey(Closing, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    reason = models.TextField()
    evidence = models.TextField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grant", "number"], name="reopening_number_once_per_grant")
        ]


class ReopeningApproval(models.Model):
    """Another person's approval: with it the grant is open, and its fund takes entries again."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+")
    reopening = models.OneToOneField(Reopening, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
