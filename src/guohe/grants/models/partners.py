"""Money passed to a partner, what it says it was used for, and what was done about both; nothing is edited."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from guohe.grants.models.awarded import Grant


class OfPartner(models.Model):
    """A row about partner ``partner`` of a grant, counted from 1, and who wrote it."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+")
    partner = models.PositiveSmallIntegerField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True


class PartnerAgreement(OfPartner):
    """What was agreed with a partner of a grant; a change of it is the next version. Tranches and statements due are in order."""

    version = models.PositiveSmallIntegerField()
    name_en = models.TextField()
    name_zh_hant = models.TextField()
    name_zh_hans = models.TextField()
    currency = models.CharField(max_length=3)
    share_minor = models.BigIntegerField()
    reference = models.TextField()
    agreed_on = models.DateField()
    evidence = models.TextField(blank=True)
    tranches = models.JSONField()
    dues = models.JSONField()
    spent_percent = models.PositiveSmallIntegerField(null=True)
    clause = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grant", "partner", "version"], name="partner_agreed")]


class PartnerTransfer(OfPartner):
    """Money that was sent to a partner, with its evidence or without. It is a recorded fact beside the books, no entry in them."""

    number = models.PositiveSmallIntegerField()
    tranche = models.PositiveSmallIntegerField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    sent_on = models.DateField()
    evidence = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grant", "partner", "number"], name="partner_sent")]


class PartnerStatement(OfPartner):
    """A partner's use of some days by category, as one person entered it; ``used_minor`` is the sum of its rows."""

    number = models.PositiveSmallIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    stated_on = models.DateField()
    evidence = models.TextField(blank=True)
    currency = models.CharField(max_length=3)
    used_minor = models.BigIntegerField()
    rows = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grant", "partner", "number"], name="partner_said")]


class PartnerAct(OfPartner):
    """What was done to a tranche, a transfer or a statement: condition met, received, answered, confirmed, withdrawn."""

    thing = models.TextField()
    number = models.PositiveSmallIntegerField()
    step = models.PositiveSmallIntegerField()
    deed = models.TextField()
    happened_on = models.DateField()
    currency = models.CharField(max_length=3, blank=True)
    amount_minor = models.BigIntegerField(null=True)
    evidence = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "partner", "thing", "number", "step"], name="partner_act_once"
            )
        ]
