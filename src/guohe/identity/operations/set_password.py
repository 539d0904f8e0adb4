"""A password is set by its account or by an administrator of all its hosts, and every weakness is told at once."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    NumericPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.db import connection

from guohe.audit.operations.record_fact import record
from guohe.identity.domain.people import Person
from guohe.identity.domain.permissions import AccessFinding
from guohe.identity.models import Account
from guohe.identity.operations.explained import explained
from guohe.identity.operations.sign_in import forget_tries
from guohe.kernel.findings import Level, Refused
from guohe.kernel.names import Name

LEAST_CHARACTERS = 12
_CODES = {
    "password_too_short": "ACC-626",
    "password_too_common": "ACC-627",
    "password_entirely_numeric": "ACC-628",
    "password_too_similar": "ACC-629",
}


def set_password(*, person: Person, password: str, host: int, now: datetime) -> None:
    """Gives the account a new password; ``host`` is the host in whose log this stands. Raises Refused."""
    refuse_weak_password(password, username=person.username, name=person.name)
    with explained(username=person.username), connection.cursor() as cursor:
        cursor.execute("SELECT identity_set_password(%s, %s)", [person.account, make_password(password)])
        forget_tries(person.username)
        record(host_id=host, action="identity.password.set", subject=f"account:{person.username}", now=now)


def refuse_weak_password(password: str, *, username: str, name: Name, email: str = "") -> None:
    """Raises Refused with every weakness of a password."""
    owner = Account(
        username=username, name_en=name.en, name_zh_hant=name.zh_hant, name_zh_hans=name.zh_hans, email=email
    )
    findings = []
    for validator in (
        MinimumLengthValidator(LEAST_CHARACTERS),
        CommonPasswordValidator(),
        NumericPasswordValidator(),
        UserAttributeSimilarityValidator(("username", "name_en", "name_zh_hant", "name_zh_hans", "email")),
    ):
        try:
            validator.validate(password, owner)
        except ValidationError as weak:
            values = {"seen": str(len(password)), "least": str(LEAST_CHARACTERS)}
            findings += [
                AccessFinding(_CODES[error.code or ""], Level.STOP, values=values)
                for error in weak.error_list
            ]
    if findings:
        raise Refused(*findings)
