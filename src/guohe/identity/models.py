"""Hosts, accounts and dated capabilities; written only through the database's own functions (see migrations/sql)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from guohe.kernel.names import Name


class Host(models.Model):
    """A tenant: one university with its own books."""

    id = models.AutoField(primary_key=True)
    code = models.TextField(unique=True)
    name_en = models.TextField()
    name_zh_hant = models.TextField()
    name_zh_hans = models.TextField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        managed = False
        db_table = "identity_host"

    def __str__(self) -> str:
        return self.code


class Account(AbstractBaseUser):
    """A person or service that acts. What it may do is said by its capabilities alone; there is no superuser."""

    id = models.AutoField(primary_key=True)
    username = models.TextField(unique=True)
    # Another with each new password; the hash itself lies where the application cannot read.
    password_mark = models.UUIDField()
    name_en = models.TextField()
    name_zh_hant = models.TextField()
    name_zh_hans = models.TextField()
    language = models.TextField(default="en")
    email = models.TextField(blank=True, default="")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    # A sign-in is a fact in the audit log; the account's row stays as it was.
    last_login = None
    password = None  # type: ignore[assignment]

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name_en", "name_zh_hant", "name_zh_hans"]

    objects = BaseUserManager()

    class Meta:
        managed = False
        db_table = "identity_account"

    @property
    def name(self) -> Name:
        """The account's name in three languages."""
        return Name(self.name_en, self.name_zh_hant, self.name_zh_hans)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Django would sign the hash of the password; the mark changes with it and gives nothing away.
        return salted_hmac(
            "guohe.identity.session", str(self.password_mark), secret=secret, algorithm="sha256"
        ).hexdigest()


class Capability(models.Model):
    """One word given to one account in one scope, from ``starts`` to before ``ends``."""

    id = models.AutoField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    host = models.ForeignKey(Host, on_delete=models.PROTECT, related_name="+")
    capability = models.TextField()
    scope_kind = models.TextField(default="host")
    scope_ref = models.TextField(blank=True, default="")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta:
        managed = False
        db_table = "identity_capability"

    def __str__(self) -> str:
        return f"{self.capability} from {self.starts}"


class SignInAttempt(models.Model):
    """One failed or unfinished sign-in, by a digest of the name that was typed."""

    name_digest = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "identity_sign_in_attempt"

    def __str__(self) -> str:
        return self.at.isoformat()
