"""One person's digest of one day is made as that person, written down, handed over, and written down again.

What it promises is at most once: ``handed`` is committed before the mail leaves, and a process killed before it could
write the answer leaves a digest of which nobody knows whether it went, and which is not sent again. A clear no is tried again.
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from guohe.audit.operations.record_fact import record
from guohe.identity.operations.act_as import Door, acting
from guohe.identity.queries.accounts import account_by_number, own_address
from guohe.kernel.findings import Finding, Level, Refused
from guohe.notices.domain.letter import Letter
from guohe.notices.domain.steps import State, may_hand_over
from guohe.notices.models import Step
from guohe.notices.operations.hand_over import hand_over
from guohe.notices.queries.choice import choice_of, keeping_host, last_step
from guohe.notices.queries.digest import Digest, digest_for


def send_digest(*, account: int, now: datetime, door: Door) -> tuple[State, str]:
    """Sends the digest of the day of ``now`` and gives what became of it, with the mail server's number.

    It is called outside every transaction: its own commit between the steps. Raises Refused, with nothing sent: no mail
    server is set up (ACC-681), no address (ACC-682), sent today already (ACC-691), not known whether it went (ACC-690).
    """
    day = now.date()
    with acting(account, on=day, door=door):
        refuse_if_not_sendable(account, now=now)
        last, person, to = last_step(account, day), account_by_number(account), own_address()
        if person is None:
            raise Refused(Finding("ACC-682", Level.STOP))
        digest = digest_for(account, lang=person.language, on=day)
        if not digest.letter.things and not choice_of(account).even_empty:
            if last is None or last.state is not State.EMPTY:
                _write(account, day, State.EMPTY, digest, "", now)
            return State.EMPTY, ""
        _write(account, day, State.HANDED, digest, "", now)
    state, code = hand_over(digest.letter, to=to, account=account, day=day.isoformat())
    with acting(account, on=day, door=door):
        _write(account, day, state, digest, code, now)
        record(
            host_id=keeping_host(),
            action=f"notices.digest_{state}",
            subject=f"account:{person.username}",
            details={"things": digest.letter.things, "text": digest.fingerprint},
            now=now,
        )
    return state, code


def refuse_if_not_sendable(account: int, *, now: datetime) -> None:
    """Nothing if the digest of the account, which acts, may leave today. Raises Refused."""
    if not settings.MAIL_FROM:
        raise Refused(Finding("ACC-681", Level.STOP))
    last = last_step(account, now.date())
    if last is not None and not may_hand_over(last.state):
        code = "ACC-691" if last.state is State.SENT else "ACC-690"
        raise Refused(Finding(code, Level.STOP, values={"at": f"{last.at.astimezone(now.tzinfo):%H:%M}"}))
    if not own_address():
        raise Refused(Finding("ACC-682", Level.STOP))


def letter_now(*, account: int, lang: str, on: date) -> Letter:
    """The mail as it would leave now; nothing is sent or written."""
    return digest_for(account, lang=lang, on=on).letter


def _write(account: int, day: date, state: State, digest: Digest, code: str, now: datetime) -> None:
    before = last_step(account, day)
    try:
        with transaction.atomic():
            Step.objects.create(
                host_id=keeping_host(),
                account_id=account,
                day=day,
                number=1 if before is None else before.number + 1,
                state=state.value,
                things=digest.letter.things,
                text_digest=digest.fingerprint,
                found=digest.found,
                code=code,
                at=now,
            )
    except IntegrityError:
        # Another process took the same step of the same digest at this moment: the mail is its to send.
        raise Refused(Finding("ACC-690", Level.STOP, values={"at": f"{now:%H:%M}"})) from None
