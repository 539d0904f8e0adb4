"""A bank to test against: the mock-bank package in a process of its own, on this machine's loopback alone.

It knows accounts by IBAN only. So the payer's account here is an IBAN, in CNY or HKD, and a Mainland or Hong Kong account
number is tested on the payee's side and by the schemas.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


def iban(number: int) -> str:
    """A made-up IBAN of the mock bank with right check digits."""
    own = f"MOCK{number:010d}"
    digits = "".join(str(int(sign, 36)) for sign in f"{own}NL00")
    return f"NL{98 - int(digits) % 97:02d}{own}"


@dataclass(frozen=True)
class Bank:
    """The running bank. Its mailbox gives each message once."""

    port: int

    def call(self, path: str, data: bytes | None = None, method: str = "GET") -> str:
        kind = "application/xml" if data and data.startswith(b"<") else "application/json"
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data=data, method=method, headers={"Content-Type": kind}
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
                return str(answer.read().decode())
        except urllib.error.HTTPError as refusal:
            return str(refusal.read().decode())

    def open_account(self, name: str, number: int, currency: str, **other: Any) -> str:
        """An account of a behaviour; returns its IBAN."""
        own = {
            "id": name,
            "name": name,
            "iban": iban(number),
            "currency": currency,
            "balance": 10**11,
            **other,
        }
        answer = json.loads(self.call("/_mock/accounts", json.dumps(own).encode(), "POST"))
        assert answer.get("iban") == own["iban"], answer
        return str(answer["iban"])

    def send(self, data: bytes) -> None:
        self.call("/payments", data, "POST")

    def advance(self, days: int) -> None:
        self.call(f"/_mock/advance?days={days}", b"", "POST")

    def collect(self, account: str) -> list[tuple[str, bytes]]:
        """Message type and bytes of what has come for an account since the last time."""
        found = json.loads(self.call("/_mock/mailbox"))
        messages = found["messages"] if isinstance(found, dict) else found
        return [(one["type"], one["body"].encode()) for one in messages if one["account"] == account]


@contextmanager
def mock_bank(clock: str) -> Iterator[Bank]:
    """Starts the bank at a moment of its own clock, and ends it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mockbank", "--port", str(port), "--clock", clock]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    bank = Bank(port)
    try:
        for _ in range(100):
            try:
                bank.call("/_mock/health")
                break
            except OSError:
                time.sleep(0.1)
        yield bank
    finally:
        process.kill()
        process.wait()
