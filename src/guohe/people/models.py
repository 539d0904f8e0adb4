"""People who are paid from projects. Everything is written once; of several rows of a person the last one holds.

Names, contracts, and what a person costs lie in tables of their own, because not everybody who sees a share may see them.
Amounts are minor units of the currency beside them; shares are basis points of a month, 10,000 being all of it; a month is
its first day; ``ends`` is the first day after.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


def _to(name: str, **options: Any) -> Any:
    return models.ForeignKey(name, models.PROTECT, related_name="+", **options)


class Person(models.Model):
    """Somebody who is paid, by number within the host: P-1. Who it is stands in ``Named``."""

    host = _to("identity.Host")
    number = models.PositiveIntegerField()
    recorded_by = _to(settings.AUTH_USER_MODEL)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host", "number"], name="person_number_once_per_host")]


class Named(models.Model):
    """What a person is called, in three languages."""

    host = _to("identity.Host")
    person = _to("people.Person")
    number = models.PositiveSmallIntegerField()
    name_en = models.TextField()
    name_zh_hant = models.TextField()
    name_zh_hans = models.TextField()
    recorded_by = _to(settings.AUTH_USER_MODEL)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "number"], name="person_name_once")]


class Contract(models.Model):
    """From when to when a person is employed, the months of notice it asks for, and the last day of a permit if there is one."""

    host = _to("identity.Host")
    person = _to("people.Person")
    number = models.PositiveSmallIntegerField()
    starts = models.DateField()
    ends = models.DateField(null=True)
    notice_months = models.PositiveSmallIntegerField()
    permit_until = models.DateField(null=True)
    evidence = models.TextField()
    recorded_by = _to(settings.AUTH_USER_MODEL)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "number"], name="person_contract_once"),
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True) | models.Q(starts__lt=models.F("ends")),
                name="contract_starts_before_it_ends",
            ),
        ]


class MonthlyCost(models.Model):
    """What a person costs in a whole month, from a month on."""

    host = _to("identity.Host")
    person = _to("people.Person")
    number = models.PositiveSmallIntegerField()
    from_month = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    source = models.TextField()
    recorded_by = _to(settings.AUTH_USER_MODEL)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "number"], name="person_cost_once"),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0, currency__regex="^[A-Z]{3}$"),
                name="person_cost_has_its_currency",
            ),
        ]


class Share(models.Model):
    """How much of a person's month one project pays for."""

    host = _to("identity.Host")
    person = _to("people.Person")
    grant = _to("grants.Grant")
    month = models.DateField()
    number = models.PositiveSmallIntegerField()
    basis_points = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)
    recorded_by = _to(settings.AUTH_USER_MODEL)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "grant", "month", "number"], name="person_share_once"),
            models.CheckConstraint(
                condition=models.Q(basis_points__lte=10_000, month__day=1), name="share_of_one_month"
            ),
        ]


class Payroll(models.Model):
    """One payroll file as it was read."""

    host = _to("identity.Host")
    file_name = models.TextField()
    digest = models.TextField()
    recorded_by = _to(settings.AUTH_USER_MODEL)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host", "digest"], name="payroll_file_once_per_host")]


class PayrollRow(models.Model):
    """What a payroll says was paid to a person for a month from a project, under which reference of the books."""

    host = _to("identity.Host")
    payroll = _to("people.Payroll")
    row_number = models.PositiveIntegerField()
    person = _to("people.Person")
    grant = _to("grants.Grant")
    month = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    reference = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payroll", "row_number"], name="payroll_row_once"),
            models.CheckConstraint(
                condition=models.Q(currency__regex="^[A-Z]{3}$", month__day=1),
                name="payroll_row_of_one_month",
            ),
        ]
