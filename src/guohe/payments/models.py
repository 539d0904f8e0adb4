"""A payment is told by rows that are written once: who prepared it, who released it, which file it left in, what came back.

Amounts are minor units of the payment's currency. The full number of an account stands in one column, for the file
alone; everything else shows its last four signs.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Account(models.Model):
    """A payer's or payee's account as recorded once; a change is the next row, with a call-back of its own."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    role = models.TextField()
    holder = models.TextField()
    latin_name = models.TextField(blank=True)
    town = models.TextField()
    country = models.CharField(max_length=2)
    street = models.TextField(blank=True)
    number = models.TextField()
    currency = models.CharField(max_length=3)
    is_iban = models.BooleanField(default=False)
    bic = models.TextField(blank=True)
    clearing_system = models.TextField(blank=True)
    member = models.TextField(blank=True)
    payer_kind = models.TextField(blank=True)
    guangdong = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=["payer", "payee"]), name="account_is_of_payer_or_payee"
            )
        ]


class CallBack(models.Model):
    """Somebody called the payee on a number known from before, and the payee confirmed; ``evidence`` is the note of it."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    called_on = models.DateField()
    spoke_to = models.TextField()
    number_known_from = models.TextField()
    evidence = models.TextField()
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()


class Retirement(models.Model):
    """An account is not to be paid to, or from, any more, and why: what has not left to it does not leave."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    account = models.OneToOneField(Account, models.PROTECT, related_name="+")
    reason = models.TextField()
    retired_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    retired_at = models.DateTimeField()


class Release(models.Model):
    """A payment as one person prepared it; ``digest`` is over everything that a second person releases.

    ``request_key`` is the asker's own name of the asking: the same asking, sent twice, makes one payment.
    """

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    grant_ref = models.TextField()
    instalment = models.PositiveSmallIntegerField()
    payer = models.ForeignKey(Account, models.PROTECT, related_name="+")
    payee = models.ForeignKey(Account, models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    end_to_end_id = models.TextField(unique=True)
    uetr = models.UUIDField(unique=True)
    purpose_code = models.TextField(blank=True)
    statistics_code = models.TextField(blank=True)
    remittance = models.TextField(blank=True)
    requested_on = models.DateField()
    request_key = models.UUIDField(null=True, unique=True)
    digest = models.TextField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="release_is_positive")
        ]


class Approval(models.Model):
    """A second person released the payment, as it was prepared."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    release = models.OneToOneField(Release, models.PROTECT, related_name="+")
    digest = models.TextField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    released_at = models.DateTimeField()


class Withdrawal(models.Model):
    """A prepared payment that left in no file is not to leave any more, and why; its instalment may be paid by another."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    release = models.OneToOneField(Release, models.PROTECT, related_name="+")
    reason = models.TextField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField()


class PaymentFile(models.Model):
    """The bytes that went to the bank, once and for ever; the names of its batches begin with ``payment_information_id``."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    payer = models.ForeignKey(Account, models.PROTECT, related_name="+")
    message_id = models.TextField(unique=True)
    payment_information_id = models.TextField(unique=True)
    content = models.BinaryField()
    sha256 = models.TextField(unique=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()


class FiledRelease(models.Model):
    """In which file a payment left: in exactly one."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    file = models.ForeignKey(PaymentFile, models.PROTECT, related_name="+")
    release = models.OneToOneField(Release, models.PROTECT, related_name="+")


class Answer(models.Model):
    """What one report of the bank says of one payment; ``source_digest`` is that of the report's bytes.

    ``said_at`` is when the bank wrote it: its latest word counts, in whatever order its reports are read.
    """

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    source_digest = models.TextField()
    source_name = models.TextField()
    validated = models.BooleanField()
    said_at = models.DateTimeField()
    state = models.TextField()
    code = models.TextField()
    reason = models.TextField(blank=True)
    words = models.TextField(blank=True)
    reference = models.TextField(blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "source_digest", "state"], name="answer_once_per_report"
            )
        ]


class Debit(models.Model):
    """A line of the payer's statement is this payment; ``takes_back`` names the debit that was wrong.

    ``line`` is the number that the statements above give the line, ``evidence`` names its file and row. ``charge_minor`` is what the bank took beside the payment in the same line.
    """

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    takes_back = models.ForeignKey("self", models.PROTECT, related_name="+", null=True)
    line = models.BigIntegerField()
    booked_on = models.DateField()
    charge_minor = models.BigIntegerField(default=0)
    evidence = models.TextField()
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()


class Paper(models.Model):
    """A paper of the filing checklist that is there: its number or name, never its text."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    code = models.TextField()
    reference = models.TextField()
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()


class Movement(models.Model):
    """A line of the payer's statement that belongs to a payment beside its debit: its ``return``, or a ``charge`` on its own line.

    ``amount_minor`` is what came back, or what the bank took; ``takes_back`` names the movement that was wrong.
    """

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    takes_back = models.ForeignKey("self", models.PROTECT, related_name="+", null=True)
    kind = models.TextField()
    line = models.BigIntegerField()
    booked_on = models.DateField()
    amount_minor = models.BigIntegerField()
    evidence = models.TextField()
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()


class Clarification(models.Model):
    """What one person says became of a payment that the bank only called a duplicate, and the bank's paper or line that shows it.

    ``other`` is the message or reference under which it was paid; ``happened_on`` the day on which it was, or that of the paper.
    """

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    became = models.TextField()
    other = models.TextField(blank=True)
    happened_on = models.DateField()
    evidence = models.TextField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()


class ClarificationAnswer(models.Model):
    """A second person confirmed what was said of a payment, or somebody dismissed it, and why."""

    host = models.ForeignKey("identity.Host", models.PROTECT, related_name="+")
    clarification = models.OneToOneField(Clarification, models.PROTECT, related_name="answer")
    confirmed = models.BooleanField()
    reason = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()
