"""Choices, the steps of each day's digest, and kept searches. Every row is written once and seen by its person alone."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Choice(models.Model):
    """How often a person wants the digest, from ``chosen_at`` until the next row."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    rhythm = models.TextField()
    even_empty = models.BooleanField()
    chosen_at = models.DateTimeField()


class Step(models.Model):
    """One step of the digest of one person and day; of the text its digest alone is kept.

    ``found`` holds, by the number of a kept search, the marks of what it found.
    """

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    day = models.DateField()
    number = models.PositiveSmallIntegerField()
    state = models.TextField()
    things = models.PositiveIntegerField()
    text_digest = models.TextField()
    found = models.JSONField()
    code = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("account", "day", "number"), name="notices_step_once"),
        ]


class SavedSearch(models.Model):
    """A search under a name; ``found`` are the marks of what it found when it was kept."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.TextField()
    words = models.TextField()
    in_digest = models.BooleanField()
    found = models.JSONField()
    kept_at = models.DateTimeField()


class SearchWithdrawal(models.Model):
    """From here on a search is kept no more."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    search = models.OneToOneField(SavedSearch, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField()
