"""Reports, remarks, noted rates and chosen policies; their law stands in the database (see migrations/sql)."""

from __future__ import annotations

from django.db import models


class Report(models.Model):
    """One prepared, signed or corrected report, yearly or final; ``frozen`` are its bytes, ``digest`` their SHA-256."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant_ref = models.TextField()
    number = models.IntegerField(default=0)
    kind = models.TextField(default="yearly")
    side = models.TextField()
    years = models.TextField()
    state = models.TextField(default="prepared")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    correction = models.IntegerField(default=0)
    frozen = models.BinaryField()
    digest = models.BinaryField()
    prepared_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "reporting_report"

    def __str__(self) -> str:
        return f"{self.grant_ref} report {self.number}"


class Remark(models.Model):
    """What a person said about one line; the newest counts."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant_ref = models.TextField()
    journal_id = models.BigIntegerField()
    line = models.SmallIntegerField()
    words = models.TextField()
    said_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "reporting_remark"

    def __str__(self) -> str:
        return f"{self.grant_ref} {self.journal_id}/{self.line}"


class Rate(models.Model):
    """A noted rate: ``rate`` of ``quote`` for 1 of ``base``; the newest of a day, month or budget counts."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    kind = models.TextField()
    grant_ref = models.TextField(default="")
    on_day = models.DateField()
    base = models.TextField()
    quote = models.TextField()
    rate = models.TextField()
    source = models.TextField()
    rated_at = models.DateTimeField()
    noted_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "reporting_rate"

    def __str__(self) -> str:
        return f"{self.on_day} {self.rate}"


class FxChoice(models.Model):
    """A policy somebody prepared for a grant's reports; no clause means that the host chose."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant_ref = models.TextField()
    number = models.IntegerField(default=0)
    policy = models.TextField()
    pack = models.TextField()
    clause = models.JSONField(null=True)
    bearer = models.TextField()
    reason = models.TextField()
    effect = models.TextField()
    prepared_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "reporting_fxchoice"

    def __str__(self) -> str:
        return f"{self.grant_ref} policy {self.number}"


class FxApproval(models.Model):
    """What puts a prepared policy in force for reports prepared from then on."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant_ref = models.TextField()
    choice = models.ForeignKey(FxChoice, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "reporting_fxapproval"

    def __str__(self) -> str:
        return f"{self.grant_ref} policy approved"
