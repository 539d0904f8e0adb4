"""What the bank answers is seen on the money page of the instalment: reported, evidenced, bounced, returned, sent again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from guohe.exchange.domain.camt import CamtEntry, CamtHead, CamtPayment
from guohe.grants.queries import find
from guohe.kernel.money import Money
from guohe.payments.cli import release
from guohe.payments.operations.take_status import take_bookings, take_status
from guohe.portal.queries.money import money_of
from tests.factories.payments import Till, till
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.payments.test_release import answer, of_file
from tests.unit.exchange.test_pain002 import report

pytestmark = pytest.mark.django_db
DAY = date(2019, 7, 20)
LATER = NOW + timedelta(days=8)
# The payer's account of the till.
HEADS = (CamtHead("S1", 1, "1234", "CNY", None, None, ()),)


def stations(place: Till) -> dict[str, tuple[str, str, str]]:
    """How each station is known, on which evidence, under which reference."""
    with place.stage.acting(FINANCE_OFFICE):
        found = money_of("DEMO-TEST-1", on=DAY, account=place.stage.account(FINANCE_OFFICE), today=DAY)
    assert found is not None
    return {
        each.name: (each.how, each.claim.evidence if each.claim else "", each.claim.reference if each.claim else "")
        for each in found.ways[0].stations
    }  # fmt: skip


def path(place: Till) -> list[str]:
    with place.stage.acting(FINANCE_OFFICE):
        return [claim.station for claim in find.claims("DEMO-TEST-1")]


def say(place: Till, data: bytes) -> None:
    with place.stage.acting(FINANCE_OFFICE):
        take_status(data=data, actor=place.stage.account(FINANCE_OFFICE), now=NOW)


@pytest.fixture
def place() -> Till:
    return till()


def sent(place: Till, **other: Any) -> str:
    place.released(place.prepared(**other))
    return place.exported().message_id


@pytest.mark.parametrize("version", [3, 10, 12])
def test_accepted_is_reported_as_sent_in_every_version(place: Till, version: int) -> None:
    message = sent(place)
    data = report(version, statuses=(("DEMO-TEST-1/T1", "ACSP", ""),))
    say(place, of_file(message, data))
    shown = stations(place)
    assert (shown["sent"][:2], shown["credited"][0]) == (("reported", ""), "expected")
    assert shown["sent"][2] != ""


def test_a_file_alone_says_nothing_of_a_station(place: Till) -> None:
    sent(place)
    assert path(place) == []


def test_settled_by_a_validated_report_is_evidenced_and_nobody_sees_it_arrive(place: Till) -> None:
    message = sent(place)
    say(place, answer(message, "ACCP"))
    say(place, answer(message, "ACCC"))
    how, evidence, _ = stations(place)["sent"]
    assert (how, evidence.startswith("pain.002.001.12 "), path(place)) == (
        "evidenced",
        True,
        ["sent", "sent"],
    )
    assert stations(place)["credited"][0] == "expected"


def test_the_same_report_moves_nothing_twice(place: Till) -> None:
    message = sent(place)
    for _ in range(2):
        say(place, answer(message, "ACCP"))
    assert path(place) == ["sent"]


def test_a_rejection_reopens_the_station_and_the_next_payment_is_the_sending_again(place: Till) -> None:
    first = sent(place)
    say(place, answer(first, "ACCP"))
    say(place, answer(first, "RJCT", "AC04"))
    assert path(place) == ["sent", "bounced", "returned"]
    assert stations(place)["sent"][0] == "returned"
    second = sent(place, requested_on=date(2019, 7, 8))
    data = answer(second, "ACCP").replace(b"DEMO-TEST-1/T1<", b"DEMO-TEST-1/T1-2<")
    say(place, data)
    assert (path(place)[-1], stations(place)["sent"][0]) == ("resent", "reported")


def test_what_was_never_said_to_be_sent_does_not_come_back(place: Till) -> None:
    say(place, answer(sent(place), "RJCT", "AM04"))
    assert path(place) == []


def entry(amount: Money, on: date, reference: str, reason: str = "") -> CamtEntry:
    payment = CamtPayment(None, "DEMO-TEST-1/T1", return_reason=reason)
    return CamtEntry(0, 1, amount, "BOOK", on, None, reference, "", "", False, (), (payment,), None, "")


def test_a_return_on_a_statement_is_evidenced_by_its_entry(place: Till) -> None:
    say(place, answer(sent(place), "ACCP"))
    amount = Money.of("CNY", "720000.00")
    entries = [entry(-amount, date(2019, 7, 4), "B-1")]
    returned = [entry(amount, date(2019, 7, 9), "B-9", reason="AC04")]
    actor = place.stage.account(FINANCE_OFFICE)
    for digest, moved in (("one", entries), ("two", returned), ("two", returned)):
        with place.stage.acting(FINANCE_OFFICE):
            take_bookings(
                entries=moved,
                heads=HEADS,
                source_name="jul.xml",
                source_digest=digest,
                actor=actor,
                now=LATER,
            )
        if digest == "one":
            assert stations(place)["sent"] == ("evidenced", "jul.xml B-1", "B-1")
    assert path(place) == ["sent", "sent", "bounced", "returned"]
    assert stations(place)["sent"][0] == "returned"
    with place.stage.acting(FINANCE_OFFICE):
        last = find.claims("DEMO-TEST-1")[-1]
    assert (last.happened_on, last.evidence, last.reference) == (date(2019, 7, 9), "jul.xml B-9", "B-9")


def test_a_file_of_another_kind_is_refused_by_the_command(place: Till, tmp_path: Any) -> None:
    file = tmp_path / "x.xml"
    file.write_bytes(b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08'/>")
    told = CliRunner().invoke(release, ["status", str(file), "--as", FINANCE_OFFICE])
    assert (told.exit_code, "PAY-331" in told.output) == (1, True)
