"""What happened to a piece of equipment is written once; where it stands is read from what happened.

Amounts are minor units of the currency beside them.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Event(models.Model):
    """One dated act on one piece: its order, delivery, tag, place, loan, count, notice, disposal, or an act taken back.

    ``item`` is the number of the piece within its grant, ``number`` that of the act within the piece. ``approved`` is
    the line of the agreement's list that the piece was bought for, empty when it is on no list.
    """

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant = models.ForeignKey("grants.Grant", models.PROTECT, related_name="+")
    item = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    act = models.TextField()
    happened_on = models.DateField()
    approved = models.ForeignKey("grants.ApprovedEquipment", models.PROTECT, null=True, related_name="+")
    model = models.TextField(blank=True)
    currency = models.CharField(max_length=3, blank=True)
    amount_minor = models.BigIntegerField(null=True)
    reference = models.TextField(blank=True)
    tag = models.TextField(blank=True)
    place = models.TextField(blank=True)
    custodian = models.TextField(blank=True)
    across = models.BooleanField(default=False)
    customs = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    note = models.TextField(blank=True)
    takes_back = models.PositiveSmallIntegerField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grant", "item", "number"], name="equipment_event_once"),
            models.CheckConstraint(
                condition=models.Q(amount_minor__isnull=True, currency="")
                | models.Q(amount_minor__isnull=False, amount_minor__gt=0, currency__regex="^[A-Z]{3}$"),
                name="equipment_amount_has_its_currency",
            ),
        ]
