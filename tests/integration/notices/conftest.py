"""The demo's books with its listing posted, a mail server that keeps what it gets, and people with addresses."""

from __future__ import annotations

import pytest
from django.core import mail
from pytest_django import Settings

from guohe.notices.operations.choose import choose
from tests.factories.imports import Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW

FROM = "guohe@polyu.example"


def chosen(ground: Ground, username: str, rhythm: str = "daily", *, even_empty: bool = False) -> int:
    """The person chooses, with an address made of their name; gives the account."""
    account = ground.stage.account(username)
    with ground.stage.acting(username):
        choose(
            rhythm=rhythm,
            even_empty=even_empty,
            address=f"{username}@polyu.example",
            actor=account,
            username=username,
            now=NOW,
        )
    return account


@pytest.fixture
def mail_set_up(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    settings.MODE = "demo"
    settings.MAIL_FROM, settings.MAIL_SITE = FROM, ""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    mail.outbox = []
    return settings


@pytest.fixture
def ground(db: None, mail_set_up: Settings) -> Ground:
    return _posted()


@pytest.fixture
def kept_ground(committed: str, mail_set_up: Settings) -> Ground:
    """Books in which each step commits, as outside of tests."""
    return _posted()


def _posted() -> Ground:
    found = demo_ground()
    with found.stage.acting(FINANCE_OFFICE):
        found.confirmed()
    return found
