"""A payment is written into a file while somebody withdraws it: it leaves or it is withdrawn, and never both."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from guohe.kernel.findings import Refused
from guohe.payments.models import FiledRelease, Withdrawal
from guohe.payments.operations import export_file as filing
from tests.factories.payments import REF, Till, till
from tests.factories.people import FINANCE_OFFICE
from tests.integration.payments.test_withdrawal import refused, states, withdrawn


class AtOnce:
    """A withdrawal by another person on a connection of its own, and what came of it."""

    def __init__(self, place: Till, number: int) -> None:
        self.told: list[str] = []
        self.thread = threading.Thread(target=self._act, args=(place, number))

    def _act(self, place: Till, number: int) -> None:
        try:
            withdrawn(place, number)
            self.told.append("withdrawn")
        except Refused as refusal:
            self.told += [finding.code for finding in refusal.findings]
        finally:
            connection.close()


def test_what_is_being_written_into_a_file_is_not_withdrawn(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = till()
    number = place.prepared()
    place.released(number)
    other, real = AtOnce(place, number), filing.write_pain001

    def while_it_is_written(file: Any) -> bytes:
        other.thread.start()
        other.thread.join(1)
        # It waits for the instalment.
        assert other.thread.is_alive()
        return real(file)

    monkeypatch.setattr(filing, "write_pain001", while_it_is_written)
    place.exported()
    other.thread.join(30)
    assert (other.told, states(place)) == (["PAY-409"], {REF: "in_file"})


def test_what_is_withdrawn_while_the_file_waits_is_not_written(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = till()
    number = place.prepared()
    place.released(number)
    other, real = AtOnce(place, number), filing.hold_instalments

    def after_the_other(refs: Any) -> None:
        other.thread.start()
        other.thread.join(30)
        real(refs)

    monkeypatch.setattr(filing, "hold_instalments", after_the_other)
    assert refused(place.exported) == ["PAY-368"]
    assert (other.told, states(place)) == (["withdrawn"], {REF: "withdrawn"})
    with place.stage.acting(FINANCE_OFFICE):
        assert (Withdrawal.objects.count(), FiledRelease.objects.count()) == (1, 0)
