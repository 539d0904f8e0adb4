"""The log's table, for reading. Rows are written by record_fact, completed and linked by the database."""

from __future__ import annotations

from django.db import models


class Fact(models.Model):
    """Who did what, to what, when, for whom and through which door."""

    host_id = models.IntegerField()
    at = models.DateTimeField()
    actor = models.IntegerField()
    on_behalf_of = models.IntegerField(null=True)
    door = models.TextField()
    action = models.TextField()
    subject = models.TextField()
    details = models.JSONField(default=dict)
    digest = models.BinaryField()

    class Meta:
        managed = False
        db_table = "audit_fact"

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"
