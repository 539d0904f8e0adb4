"""Reports and remarks; their law stands in the database (see migrations/sql)."""

from __future__ import annotations

from django.db import models


class Report(models.Model):
    """One prepared, signed or corrected report; ``frozen`` are its bytes, ``digest`` their SHA-256."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant_ref = models.TextField()
    number = models.IntegerField(default=0)
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
