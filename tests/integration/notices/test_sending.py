"""A digest leaves at most once a day: after a kill, beside another worker, after a no, after a line that broke."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from pytest_django import Settings

from guohe.kernel.findings import Refused
from guohe.notices.domain.steps import State
from guohe.notices.models import Step
from guohe.notices.operations.choose import choose
from guohe.notices.operations.order_digests import order_due
from guohe.notices.operations.send_digest import send_digest
from guohe.notices.queries.standing import mail_standing
from guohe.notices.tasks import NotTaken, send_one
from tests.factories.imports import Ground
from tests.factories.mail_peer import mail_peer
from tests.factories.people import FINANCE_OFFICE, INVESTIGATOR, NOW, RESEARCH_OFFICE, TODAY
from tests.integration.notices.conftest import chosen

pytestmark = pytest.mark.usefixtures("demo_books")

HERE = "tests.integration.notices.test_sending"


class KilledAfter(EmailBackend):
    """The mail is out, and the process is killed before it can write that down."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        super().send_messages(messages)
        raise KeyboardInterrupt


class KilledBefore(EmailBackend):
    """The process is killed on its way to the mail server."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        raise KeyboardInterrupt


def states(ground: Ground, username: str = FINANCE_OFFICE) -> list[tuple[str, str]]:
    with ground.stage.acting(username):
        return list(Step.objects.order_by("day", "number").values_list("state", "code"))


def jobs() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'account' FROM procrastinate_jobs WHERE task_name = 'notices.digest'")
        return [row[0] for row in cursor.fetchall()]


def test_it_is_sent_once_a_day(kept_ground: Ground) -> None:
    account = chosen(kept_ground, FINANCE_OFFICE)
    assert send_digest(account=account, now=NOW, door="job") == (State.SENT, "")
    with pytest.raises(Refused, match="ACC-691"):
        send_digest(account=account, now=NOW + timedelta(hours=3), door="cli")
    send_one(account=account, day=TODAY.isoformat())
    assert len(mail.outbox) == 1
    assert states(kept_ground) == [("handed", ""), ("sent", "")]
    assert send_digest(account=account, now=NOW + timedelta(days=1), door="job") == (State.SENT, "")
    first, second = (sent.extra_headers["Message-ID"] for sent in mail.outbox)
    assert first != second


@pytest.mark.parametrize(("backend", "left"), [("KilledAfter", 1), ("KilledBefore", 0)])
def test_after_a_kill_it_is_not_sent_again_and_health_tells(
    kept_ground: Ground, mail_set_up: Settings, backend: str, left: int
) -> None:
    """At most once: nobody can know whether the mail went, so that it is not sent a second time that day."""
    account = chosen(kept_ground, FINANCE_OFFICE)
    mail_set_up.EMAIL_BACKEND = f"{HERE}.{backend}"
    with pytest.raises(KeyboardInterrupt):
        send_digest(account=account, now=NOW, door="job")
    mail_set_up.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with pytest.raises(Refused, match="ACC-690"):
        send_digest(account=account, now=NOW, door="job")
    send_one(account=account, day=TODAY.isoformat())
    assert len(mail.outbox) == left
    assert states(kept_ground) == [("handed", "")]
    with kept_ground.stage.acting(FINANCE_OFFICE):
        assert (mail_standing().refused, mail_standing().unknown) == (0, 1)
    # The next day's tells of the same things.
    assert send_digest(account=account, now=NOW + timedelta(days=1), door="job") == (State.SENT, "")
    assert len(mail.outbox) == left + 1


def test_a_clear_no_is_tried_again_with_the_same_message(kept_ground: Ground, mail_set_up: Settings) -> None:
    account = chosen(kept_ground, FINANCE_OFFICE)
    mail_set_up.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    mail_set_up.EMAIL_HOST, mail_set_up.EMAIL_USE_TLS = "127.0.0.1", False
    with mail_peer(answer="451") as peer:
        mail_set_up.EMAIL_PORT = peer.port
        with pytest.raises(NotTaken, match="451"):
            send_one(account=account, day=TODAY.isoformat())
    # The server is not there at all.
    with pytest.raises(NotTaken, match="ConnectionRefusedError"):
        send_one(account=account, day=TODAY.isoformat())
    with kept_ground.stage.acting(FINANCE_OFFICE):
        assert mail_standing().refused == 1
    with mail_peer() as peer:
        mail_set_up.EMAIL_PORT = peer.port
        send_one(account=account, day=TODAY.isoformat())
        send_one(account=account, day=TODAY.isoformat())
        assert len(peer.taken) == 1
    text = peer.taken[0]
    for part in (
        b"Auto-Submitted: auto-generated",
        b'Content-Type: text/plain; charset="utf-8"',
        b"@polyu.example>",
    ):
        assert part in text
    kinds = [("handed", ""), ("refused", "451"), ("handed", ""), ("refused", "ConnectionRefusedError")]
    assert states(kept_ground) == [*kinds, ("handed", ""), ("sent", "")]
    with kept_ground.stage.acting(FINANCE_OFFICE):
        assert (mail_standing().refused, mail_standing().unknown) == (0, 0)


def test_a_line_that_breaks_after_the_mail_is_no_answer(kept_ground: Ground, mail_set_up: Settings) -> None:
    account = chosen(kept_ground, FINANCE_OFFICE)
    mail_set_up.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    mail_set_up.EMAIL_HOST, mail_set_up.EMAIL_USE_TLS = "127.0.0.1", False
    with mail_peer(answer="hang up") as peer:
        mail_set_up.EMAIL_PORT = peer.port
        send_one(account=account, day=TODAY.isoformat())
        send_one(account=account, day=TODAY.isoformat())
        assert len(peer.taken) == 1
    assert states(kept_ground) == [("handed", ""), ("unknown", "SMTPServerDisconnected")]


def test_the_worker_orders_what_is_due_once(kept_ground: Ground) -> None:
    daily, weekly = chosen(kept_ground, FINANCE_OFFICE), chosen(kept_ground, RESEARCH_OFFICE, "weekly")
    chosen(kept_ground, INVESTIGATOR, "off")
    assert order_due(now=NOW) == 0, "chosen after eight: tomorrow's is the first"
    tomorrow = NOW + timedelta(days=1)
    assert order_due(now=tomorrow) == 1
    assert order_due(now=tomorrow) == 0
    assert jobs() == [str(daily)]
    monday = datetime(2019, 7, 8, 8, 0, tzinfo=NOW.tzinfo)
    assert order_due(now=monday) == 2
    assert sorted(jobs()) == sorted([str(daily), str(daily), str(weekly)])
    send_digest(account=weekly, now=monday, door="job")
    # The job itself still waits in the queue; another is not ordered, today or on Tuesday.
    assert order_due(now=monday) == 0
    tuesday = monday + timedelta(days=1)
    assert order_due(now=tuesday) == 1
    assert jobs()[-1] == str(daily)


def test_without_a_mail_server_the_worker_orders_nothing(kept_ground: Ground, mail_set_up: Settings) -> None:
    chosen(kept_ground, FINANCE_OFFICE)
    mail_set_up.MAIL_FROM = ""
    assert order_due(now=NOW + timedelta(days=1)) == 0
    assert jobs() == []
    with kept_ground.stage.acting(FINANCE_OFFICE):
        told = mail_standing()
    assert (told.is_set_up, told.readers, told.last_sent) == (False, 1, None)


def test_a_job_that_ran_past_its_day_leaves_it_to_the_next(kept_ground: Ground) -> None:
    account = chosen(kept_ground, FINANCE_OFFICE)
    send_one(account=account, day="2019-07-01")
    assert (mail.outbox, states(kept_ground)) == ([], [])


def test_no_log_holds_the_address_or_an_amount(
    kept_ground: Ground, mail_set_up: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    account = chosen(kept_ground, FINANCE_OFFICE)
    with caplog.at_level(logging.DEBUG):
        send_digest(account=account, now=NOW, door="job")
        with kept_ground.stage.acting(FINANCE_OFFICE):
            choose(
                rhythm="off",
                even_empty=False,
                address="other@polyu.example",
                actor=account,
                username=FINANCE_OFFICE,
                now=NOW,
            )
    with kept_ground.stage.acting(FINANCE_OFFICE), connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(subject || details::text || action, ' ') FROM audit_fact")
        facts = cursor.fetchone()[0]
    assert "notices.digest_sent" in facts
    assert "identity.email.set" in facts
    # The log of SQL statements is Django's own and is off outside of tests.
    said = "".join(each.getMessage() for each in caplog.records if each.name != "django.db.backends")
    for text in (facts, said):
        assert "@" not in text
        assert "720,000" not in text
