"""A grant is what runs after the award: its agreement, instalments, budget versions, and who decided what.

Amounts are minor units of the grant's currency. Versions, mappings and claims are written once.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Grant(models.Model):
    """One running grant of one host; ``ends`` is the first day after it."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    ref = models.TextField(unique=True)
    title_en = models.TextField()
    title_zh_hant = models.TextField()
    title_zh_hans = models.TextField()
    unit_code = models.TextField()
    funder_en = models.TextField()
    funder_zh_hant = models.TextField()
    funder_zh_hans = models.TextField()
    pack = models.TextField()
    pack_version = models.TextField()
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    starts = models.DateField()
    ends = models.DateField()
    fx_policy = models.TextField()
    lot_policy = models.TextField()
    book = models.IntegerField()
    fund = models.IntegerField()
    investigator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    partner_en = models.TextField(blank=True)
    partner_zh_hant = models.TextField(blank=True)
    partner_zh_hans = models.TextField(blank=True)
    partner_minor = models.BigIntegerField(default=0)
    set_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_up_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts__lt=models.F("ends")), name="grant_starts_before_it_ends"
            ),
            models.CheckConstraint(condition=models.Q(total_minor__gt=0), name="grant_total_is_positive"),
            models.CheckConstraint(
                condition=models.Q(partner_minor__gte=0, partner_minor__lte=models.F("total_minor")),
                name="grant_partner_share_within_total",
            ),
        ]


class ProjectCode(models.Model):
    """The host's own code of a project, as its ERP prints it; a code without a grant is another project."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    code = models.TextField()
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host", "code"], name="project_code_once_per_host")]


class Instalment(models.Model):
    """One payment the agreement plans; its reference is GRANT/T<number>."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    amount_minor = models.BigIntegerField()
    due_date = models.DateField(null=True)
    condition = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grant", "number"], name="instalment_number_once_per_grant"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="instalment_is_positive"),
        ]


class BudgetVersion(models.Model):
    """A budget as approved on one day; a change is the next version."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    approved_on = models.DateField()
    unit = models.TextField()
    file_digest = models.TextField(blank=True)
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grant", "number"], name="budget_version_once_per_grant")
        ]


class BudgetRow(models.Model):
    """A row of the agreement's budget table, with the funder's own name for it."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    version = models.ForeignKey(BudgetVersion, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    category = models.TextField(blank=True)
    name = models.TextField()
    level = models.PositiveSmallIntegerField()
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="budget_row_position_once")
        ]


class MappingVersion(models.Model):
    """Which funder category each host account reports under, as decided by a person on a day."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    pack = models.TextField()
    in_force_from = models.DateField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["host", "pack", "number"], name="mapping_version_once")
        ]


class MappingRow(models.Model):
    """One host account; an empty category means: ask a person each time."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    version = models.ForeignKey(MappingVersion, models.PROTECT, related_name="+")
    account = models.TextField()
    account_name = models.TextField()
    category = models.TextField(blank=True)
    why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "account"], name="mapping_account_once_per_version")
        ]


class PurchaseOrder(models.Model):
    """An order number and the project it was placed for."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    number = models.TextField()
    project_code = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host", "number"], name="order_number_once_per_host")]


class ApprovedEquipment(models.Model):
    """Equipment as the agreement names it, by model; ``priced_on`` is the day of its price, ``source`` what shows the line."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+")
    model = models.TextField()
    description = models.TextField()
    currency = models.CharField(max_length=3, blank=True, default="")
    price_minor = models.BigIntegerField(null=True)
    priced_on = models.DateField(null=True)
    purpose = models.TextField(blank=True, default="")
    sharing = models.TextField(blank=True, default="")
    source = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price_minor__isnull=True, priced_on__isnull=True, currency="")
                | models.Q(
                    price_minor__isnull=False,
                    price_minor__gt=0,
                    priced_on__isnull=False,
                    currency__regex="^[A-Z]{3}$",
                ),
                name="approved_price_has_its_currency_and_day",
            )
        ]


class Claim(models.Model):
    """Somebody's dated statement that an instalment reached a station, with its evidence or without."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    instalment = models.ForeignKey(Instalment, models.PROTECT, related_name="+")
    station = models.TextField()
    happened_on = models.DateField()
    source = models.TextField()
    evidence = models.TextField(blank=True)
    reference = models.TextField(blank=True)
    currency = models.CharField(max_length=3, blank=True)
    amount_minor = models.BigIntegerField(null=True)
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__isnull=True, currency="")
                | models.Q(amount_minor__gt=0, currency__regex="^[A-Z]{3}$"),
                name="claim_amount_has_its_currency",
            )
        ]


class Transfer(models.Model):
    """An earlier payment of a route, sent and credited on days that a document shows; usual times are computed from these."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    route = models.TextField()
    reference = models.TextField()
    sent_on = models.DateField()
    credited_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    source = models.TextField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["host", "reference"], name="transfer_once_per_host"),
            models.CheckConstraint(
                condition=models.Q(sent_on__lte=models.F("credited_on")),
                name="transfer_is_credited_after_sent",
            ),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="transfer_is_positive"),
        ]


class StationSharing(models.Model):
    """The host's dated decision whether the other side sees the stations inside it; the latest holds."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+")
    shared = models.BooleanField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()


class ChangeRequest(models.Model):
    """A request to change what was approved; what it asks and what became of it stand in rows of their own."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    kind = models.TextField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grant", "number"], name="change_number_once_per_grant")
        ]


class ChangeDraft(models.Model):
    """What a request asks, as it was typed; a change of it is the next draft."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+")
    request = models.ForeignKey(ChangeRequest, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField(null=True)
    before = models.JSONField()
    asked = models.JSONField()
    reason = models.TextField(blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "number"], name="change_draft_once")]


class ChangeStep(models.Model):
    """A dated act on a request: sent, granted, refused, withdrawn, in force. ``route`` has what rulebooks decided as it was sent."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+")
    request = models.ForeignKey(ChangeRequest, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    state = models.TextField()
    happened_on = models.DateField()
    evidence = models.TextField(blank=True)
    note = models.TextField(blank=True)
    route = models.TextField(blank=True)
    version = models.PositiveSmallIntegerField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "number"], name="change_step_once")]


class ChangeEffect(models.Model):
    """What a granted request brings, from the day ``since`` on; ``ends`` is the first day after the grant, as in Grant."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+")
    request = models.OneToOneField(ChangeRequest, models.PROTECT, related_name="+")
    kind = models.TextField()
    since = models.DateField()
    ends = models.DateField(null=True)
    investigator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    partner_en = models.TextField(blank=True)
    partner_zh_hant = models.TextField(blank=True)
    partner_zh_hans = models.TextField(blank=True)
    replaces = models.ForeignKey(ApprovedEquipment, models.PROTECT, null=True, related_name="+")
    equipment = models.ForeignKey(ApprovedEquipment, models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()


class EffectCorrection(models.Model):
    """Another day from which an effect holds, in place of ``before``: what one person says, why, and what shows it."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+")
    effect = models.ForeignKey(ChangeEffect, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    before = models.DateField()
    since = models.DateField()
    reason = models.TextField()
    evidence = models.TextField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["effect", "number"], name="effect_correction_once")]


class EffectCorrectionApproval(models.Model):
    """Another person's approval: from then on the effect holds from the corrected day."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+")
    correction = models.OneToOneField(EffectCorrection, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
