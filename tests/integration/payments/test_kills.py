"""A process killed between release and bank file leaves none or the whole of it; asked again, there is exactly one."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest
from django.db import connections

from guohe.kernel.findings import Refused
from guohe.payments.models import FiledRelease, PaymentFile
from guohe.payments.operations import export_file as operation
from tests.factories.payments import Till, till
from tests.factories.people import FINANCE_OFFICE


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before_the_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operation, "write_pain001", die)


def before_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operation, "record", die)


def after_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is there and nobody has been told."""


def killed_while_exporting(place: Till) -> None:
    """A child process exports and is killed on the way, at the latest when it is done."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            place.exported()
        finally:
            die()
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.parametrize(
    ("story", "left"), [(before_the_bytes, 0), (before_the_commit, 0), (after_the_commit, 1)]
)
def test_a_kill_between_release_and_file_ends_in_exactly_one_file(
    committed: str, monkeypatch: pytest.MonkeyPatch, story: Callable[[pytest.MonkeyPatch], None], left: int
) -> None:
    place = till()
    place.released(place.prepared())
    with monkeypatch.context() as patched:
        story(patched)
        killed_while_exporting(place)
    with place.stage.acting(FINANCE_OFFICE):
        assert PaymentFile.objects.count() == left
    if left:
        with pytest.raises(Refused, match="PAY-368"):
            place.exported()
    else:
        place.exported()
    with place.stage.acting(FINANCE_OFFICE):
        assert (PaymentFile.objects.count(), FiledRelease.objects.count()) == (1, 1)
        content = bytes(PaymentFile.objects.get().content)
    assert content.count(b"<EndToEndId>DEMO-TEST-1/T1<") == 1
