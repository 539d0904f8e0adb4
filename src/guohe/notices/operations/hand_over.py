"""The mail server's answer is yes, no, or not known: a line that broke after the mail began to leave is no answer."""

from __future__ import annotations

import smtplib
from contextlib import suppress

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from guohe.kernel.digest import digest_of
from guohe.notices.domain.letter import Letter
from guohe.notices.domain.steps import State


def hand_over(letter: Letter, *, to: str, account: int, day: str) -> tuple[State, str]:
    """Sends one mail and gives what became of it, with the server's number or the kind of fault: never its words.

    The message's own id is the same at every try of a day, so that a mail program knows a second copy as the same.
    """
    own = digest_of(["notices", account, day, settings.SECRET_KEY]).hex()[:32]
    line = get_connection()
    message = EmailMessage(
        subject=letter.subject,
        body=letter.body,
        from_email=settings.MAIL_FROM,
        to=[to],
        headers={
            "Message-ID": f"<{own}@{settings.MAIL_FROM.rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
        },
        connection=line,
    )
    try:
        line.open()
    except (OSError, smtplib.SMTPException) as fault:
        return State.REFUSED, _kind(fault)
    try:
        taken = message.send()
    except (
        smtplib.SMTPResponseException,
        smtplib.SMTPRecipientsRefused,
        smtplib.SMTPNotSupportedError,
    ) as fault:
        return State.REFUSED, _kind(fault)
    except (OSError, smtplib.SMTPException) as fault:
        return State.UNKNOWN, _kind(fault)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            line.close()
    return (State.SENT, "") if taken else (State.REFUSED, "none")


def _kind(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPResponseException):
        return str(fault.smtp_code)
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return str(next(iter(fault.recipients.values()), (0, b""))[0])
    return type(fault).__name__
