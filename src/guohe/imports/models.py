"""What a file said, what was asked about it and what was answered is written once; only where a line stands moves on.

The tables are made by SQL (``migrations/sql``); these classes only read and write them.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Job(models.Model):
    """One file of a host, and how far its lines have come."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    kind = models.TextField()
    file_digest = models.TextField()
    file_name = models.TextField()
    document_id = models.BigIntegerField(null=True)
    state = models.TextField()
    reader = models.TextField()
    reading = models.JSONField()
    column_mapping = models.IntegerField(null=True)
    category_mapping = models.IntegerField(null=True)
    currency = models.CharField(max_length=3, null=True)
    file_total_minor = models.BigIntegerField(null=True)
    rows_read = models.IntegerField(default=0)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    reversed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reversed_at = models.DateTimeField(null=True)
    reverse_reason = models.TextField(null=True)

    class Meta:
        managed = False
        db_table = "imports_job"

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Line(models.Model):
    """One line as read, beside the row as it was."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    job = models.ForeignKey(Job, models.PROTECT, related_name="+")
    row_number = models.IntegerField()
    fingerprint = models.TextField()
    key = models.UUIDField(unique=True)
    kind = models.TextField()
    project_code = models.TextField()
    account_code = models.TextField()
    account_name = models.TextField()
    posted_date = models.DateField()
    doc_ref = models.TextField()
    payee = models.TextField()
    description = models.TextField()
    order_no = models.TextField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    repairs = models.JSONField(default=list)
    raw = models.JSONField()
    verdict = models.TextField()
    state = models.TextField()
    grant_ref = models.TextField(null=True)
    category = models.TextField(null=True)
    journal_id = models.BigIntegerField(null=True)
    hold = models.JSONField(null=True)
    lot = models.TextField(default="")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "imports_line"

    def __str__(self) -> str:
        return f"row {self.row_number}"


class FindingRow(models.Model):
    """One finding about a line, or about the file when ``line`` is None."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    job = models.ForeignKey(Job, models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, null=True, related_name="+")
    code = models.TextField()
    level = models.TextField()
    row_number = models.IntegerField(null=True)
    column_letter = models.TextField(null=True)
    header = models.TextField(null=True)
    pointer = models.TextField(null=True)
    facts = models.JSONField(default=dict)
    rule = models.TextField(null=True)
    minor = models.BigIntegerField(default=0)

    class Meta:
        managed = False
        db_table = "imports_finding"

    def __str__(self) -> str:
        return self.code


class Question(models.Model):
    """One thing asked about one line; its answers stand apart and are never edited."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    job = models.ForeignKey(Job, models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    grant_ref = models.TextField()
    kind = models.TextField()
    finding = models.ForeignKey(FindingRow, models.PROTECT, null=True, related_name="+")
    words = models.TextField(default="")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_of = models.TextField()
    asked_at = models.DateTimeField()
    due_date = models.DateField()
    ready = models.JSONField()
    state = models.TextField()

    class Meta:
        managed = False
        db_table = "imports_question"

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Answer(models.Model):
    """Who said what, when, and what it did to the line; ``note`` alone is a note by someone without standing."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()
    answer = models.TextField()
    chosen = models.TextField(default="")
    note = models.TextField(default="")
    effect = models.TextField()

    class Meta:
        managed = False
        db_table = "imports_answer"

    def __str__(self) -> str:
        return self.answer


class Tick(models.Model):
    """Somebody agreed to a proposed repair of one line."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    code = models.TextField()
    ticked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "imports_tick"

    def __str__(self) -> str:
        return self.code


class LotChoice(models.Model):
    """Which lots pay one line, as a person named them for its grant; the last row of the line holds."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    grant_ref = models.TextField()
    lots = models.JSONField()
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "imports_lot_choice"

    def __str__(self) -> str:
        return f"lots of line {self.line_id}"


class ColumnMapping(models.Model):
    """Which head of a host's files is which column; a change is the next version."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    kind = models.TextField()
    version = models.IntegerField()
    heads_digest = models.TextField()
    columns = models.JSONField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "imports_column_mapping"

    def __str__(self) -> str:
        return f"{self.kind} version {self.version}"


class BankRow(models.Model):
    """One entry of a bank statement, and what it turned out to be."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    job = models.ForeignKey(Job, models.PROTECT, related_name="+")
    row_number = models.IntegerField()
    fingerprint = models.TextField()
    account_mask = models.TextField()
    currency = models.CharField(max_length=3)
    transaction_date = models.DateField(null=True)
    posted_date = models.DateField()
    value_date = models.DateField(null=True)
    narrative = models.TextField()
    amount_minor = models.BigIntegerField()
    balance_minor = models.BigIntegerField(null=True)
    balance_agrees = models.BooleanField(null=True)
    raw = models.JSONField()
    bank_reference = models.TextField(default="")
    bank_statement = models.TextField(default="")
    used_as = models.TextField(null=True)
    used_for = models.TextField(null=True)
    journal_id = models.BigIntegerField(null=True)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "imports_bank_entry"

    def __str__(self) -> str:
        return f"row {self.row_number}"


class ChargeRow(models.Model):
    """What a bank kept of a receipt beyond what one person books, as one person prepared it."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    entry = models.ForeignKey(BankRow, models.PROTECT, related_name="+")
    instalment_ref = models.TextField()
    currency = models.CharField(max_length=3)
    sent_minor = models.BigIntegerField()
    credited_minor = models.BigIntegerField()
    reason = models.TextField()
    evidence = models.TextField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "imports_charge"

    def __str__(self) -> str:
        return f"charge {self.pk}"


class ChargeAnswer(models.Model):
    """Whether a second person confirmed a charge or refused it."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    charge = models.OneToOneField(ChargeRow, models.PROTECT, related_name="said")
    answer = models.TextField()
    words = models.TextField(default="")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "imports_charge_answer"

    def __str__(self) -> str:
        return self.answer


class Run(models.Model):
    """How far one long piece of work has come."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    what = models.TextField()
    file_name = models.TextField()
    order_of = models.JSONField()
    state = models.TextField()
    step = models.TextField(default="")
    done = models.IntegerField(default=0)
    total = models.IntegerField(null=True)
    findings = models.JSONField(default=list)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "imports_run"

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"


class Account(models.Model):
    """A host's own account: last four signs, currency, and how its statements are read; the newest row is in force."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    tail = models.TextField()
    currency = models.CharField(max_length=3)
    counts = models.TextField()
    cut = models.IntegerField()
    date_order = models.TextField()
    profile = models.TextField(default="PLAIN")
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "imports_account"

    def __str__(self) -> str:
        return f"{self.currency} {self.tail}"


class BankProfileRow(models.Model):
    """How a bank writes, as a person of the host wrote it; the newest version of a code is in force."""

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    code = models.TextField()
    version = models.IntegerField()
    body = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "imports_bank_profile"

    def __str__(self) -> str:
        return f"{self.code} version {self.version}"
