"""By which version of a rulebook a grant is judged is switched by two people, and every switch stays."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from guohe.grants.models.awarded import Grant


class RuleSwitch(models.Model):
    """A grant is to be judged by another version of a rulebook from a day on, as one person prepared it and why.

    Without the version before it, it settles which one held where no source tells it.
    """

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    book = models.TextField()
    from_version = models.TextField()
    to_version = models.TextField()
    digest = models.TextField()
    in_force_from = models.DateField()
    clause = models.TextField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grant", "number"], name="switch_number_once_per_grant"),
            models.CheckConstraint(
                condition=~models.Q(from_version=models.F("to_version")), name="switch_to_another_version"
            ),
            models.CheckConstraint(condition=~models.Q(clause=""), name="switch_has_its_clause"),
        ]


class RuleSwitchApproval(models.Model):
    """Another person's approval of a switch: with it the version holds from the day that was prepared."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+")
    switch = models.OneToOneField(RuleSwitch, models.PROTECT, related_name="approval")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
