"""Guessing side by side gains nothing: every try is counted before its password is compared."""

from __future__ import annotations

import threading
from collections import Counter

from django.db import connection
from pytest_django import Settings

from guohe.identity.operations.sign_in import MOST_TRIES, sign_in
from guohe.kernel.findings import Refused
from tests.factories.identity import the_cast
from tests.factories.people import FINANCE_OFFICE, NOW


def test_eight_guesses_at_once_are_five_tries_and_three_waits(committed: str, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    the_cast()
    together, told = threading.Barrier(8), Counter[str]()

    def guess() -> None:
        together.wait(10)
        try:
            sign_in(username=FINANCE_OFFICE, password="wrong", now=NOW)
        except Refused as refusal:
            told[refusal.findings[0].code] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert told == {"ACC-622": MOST_TRIES, "ACC-623": 8 - MOST_TRIES}
