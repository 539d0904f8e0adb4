"""The tables of files and evidence, written once; the law stands in migrations/sql."""

from __future__ import annotations

from django.db import models


class File(models.Model):
    """The bytes of one content in one host."""

    host = models.ForeignKey("identity.Host", on_delete=models.PROTECT, related_name="+")
    sha256 = models.BinaryField()
    name = models.TextField()
    media_type = models.TextField()
    size = models.BigIntegerField()
    content = models.BinaryField()
    stored_by = models.ForeignKey("identity.Account", on_delete=models.PROTECT, related_name="+")
    stored_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "documents_file"

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """One paper on one line."""

    host = models.ForeignKey("identity.Host", on_delete=models.PROTECT, related_name="+")
    subject = models.TextField()
    label = models.TextField(default="", blank=True)
    grant_ref = models.TextField(default="", blank=True)
    slot = models.TextField()
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    # Completed by the database from the file, so that the index of contents needs no join.
    sha256 = models.BinaryField()
    fapiao_code = models.TextField(default="", blank=True)
    fapiao_number = models.TextField(default="", blank=True)
    currency = models.CharField(max_length=3, null=True)
    amount_minor = models.BigIntegerField(null=True)
    original_location = models.TextField(default="", blank=True)
    attached_by = models.ForeignKey("identity.Account", on_delete=models.PROTECT, related_name="+")
    attached_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "documents_attachment"

    def __str__(self) -> str:
        return f"{self.slot} of {self.subject}"


class Withdrawal(models.Model):
    """A paper taken back, with its reason."""

    host = models.ForeignKey("identity.Host", on_delete=models.PROTECT, related_name="+")
    attachment = models.OneToOneField(
        Attachment, on_delete=models.PROTECT, related_name="withdrawal", primary_key=True
    )
    why = models.TextField()
    withdrawn_by = models.ForeignKey("identity.Account", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "documents_withdrawal"

    def __str__(self) -> str:
        return self.why
