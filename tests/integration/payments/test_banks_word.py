"""What may move a payment: its own account, its own name, a day on which it can have happened, and the bank's latest word."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from guohe.grants.queries import find
from guohe.kernel.findings import Refused
from guohe.payments.operations.take_answer import take_answer
from guohe.payments.queries.releases import all_releases
from guohe.project.cli import main
from tests.factories.payments import Till, till
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by, words
from tests.integration.payments.test_release import answer
from tests.unit.exchange.camt_files import Entry, document, statement_xml

pytestmark = pytest.mark.django_db
PAYER, PAYEE = "6200000000001234", "0128765432101"
WHOLE = "720000.00"
LATER = NOW + timedelta(days=10)


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", LATER.isoformat())


def line(sign: str, day: str, *, amount: str = WHOLE, reason: str = "", name: str = "DEMO-TEST-1/T1", uetr: str = "") -> Entry:  # fmt: skip
    """A booked line that names the payment, as a notice writes it."""
    why = f"<RtrInf><Rsn><Cd>{reason}</Cd></Rsn></RtrInf>" if reason else ""
    own = f"<UETR>{uetr}</UETR>" if uetr else ""
    details = (
        f"<TxDtls><Refs><EndToEndId>{name}</EndToEndId>{own}</Refs><Amt Ccy='CNY'>{amount}</Amt>"
        f"<CdtDbtInd>{sign}</CdtDbtInd>{why}</TxDtls>"
    )
    return Entry(amount, sign, booked=day, valued=day, currency="CNY", details=details)


def notice(*lines: Entry, account: str = PAYER, identity: str = "N1", made: str = "2019-07-04") -> bytes:
    box = statement_xml(lines, 8, account=account, currency="CNY", box="Ntfctn", identity=identity)
    return document(box, message="camt.054").replace(b"2026-11-02T", f"{made}T".encode())


def read(place: Till, data: bytes) -> tuple[int, list[str]]:
    """Of how many payments it speaks, and the codes of what is told; a refusal speaks of none."""
    with place.stage.acting(FINANCE_OFFICE):
        actor = place.stage.account(FINANCE_OFFICE)
        try:
            taken = take_answer(data=data, name="bank.xml", actor=actor, now=LATER)
        except Refused as refusal:
            return 0, [each.code for each in refusal.findings]
    return taken.payments, [each.code for each in taken.findings]


def state(place: Till) -> str:
    with place.stage.acting(FINANCE_OFFICE):
        return all_releases()[-1].state


def path(place: Till) -> list[tuple[str, bool]]:
    with place.stage.acting(FINANCE_OFFICE):
        return [(claim.station, bool(claim.evidence)) for claim in find.claims("DEMO-TEST-1")]


@pytest.fixture
def place() -> Till:
    return till()


@pytest.fixture
def message(place: Till) -> str:
    place.released(place.prepared())
    return place.exported().message_id


def test_the_payees_own_notice_is_no_return_and_the_instalment_is_not_free(place: Till, message: str) -> None:
    assert read(place, answer(message, "ACSC")) == (1, [])
    credited = notice(line("CRDT", "2019-07-03"), account=PAYEE)
    assert read(place, credited) == (0, ["PAY-420", "PAY-421"])
    assert (state(place), path(place)) == ("settled", [("sent", True)])
    with pytest.raises(Refused, match="PAY-365"):
        place.prepared()


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        # Nobody's account; the payer's own in name only.
        ({"account": "999999999999"}, ["PAY-420"]),
        # The file is of 2 July 2019, and it is read on 12 July.
        ({"day": "2001-01-01"}, ["PAY-395"]),
        ({"day": "2019-07-01"}, ["PAY-395"]),
        ({"day": "2019-07-13"}, ["PAY-396"]),
        ({"amount": "719999.99"}, ["PAY-422"]),
        ({"amount": "720000.01"}, ["PAY-422"]),
        ({"uetr": "3a2f0d4e-1111-4222-8333-000000000001"}, ["PAY-423"]),
        (
            {"account": "999999999999", "day": "2019-07-13", "amount": "1.00"},
            ["PAY-420", "PAY-422", "PAY-396"],
        ),
    ],
)
def test_a_line_that_cannot_be_the_payments_is_told_and_settles_nothing(
    place: Till, message: str, told: dict[str, str], codes: list[str]
) -> None:
    account, day = told.pop("account", PAYER), told.pop("day", "2019-07-03")
    assert read(place, notice(line("DBIT", day, **told), account=account)) == (0, codes)
    assert (state(place), path(place)) == ("in_file", [])


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        ({}, ["PAY-421"]),
        ({"reason": "AC04", "day": "2029-07-04"}, ["PAY-396"]),
        # What the bank kept of it is told, never dropped: a person says in the inbox that it is the return.
        ({"reason": "AC04", "amount": "719800.00"}, ["PAY-422"]),
    ],
)
def test_a_credit_without_the_banks_reason_or_of_another_amount_is_told(
    place: Till, message: str, told: dict[str, str], codes: list[str]
) -> None:
    assert read(place, notice(line("DBIT", "2019-07-03"))) == (1, [])
    back = line("CRDT", told.pop("day", "2019-07-04"), **told)
    assert read(place, notice(back, identity="N2")) == (0, codes)
    assert (state(place), path(place)) == ("settled", [("sent", True)])


@pytest.mark.parametrize("newest_first", [False, True])
def test_debit_and_return_of_one_file_are_both_kept_in_the_order_of_booking(
    place: Till, message: str, newest_first: bool
) -> None:
    both = [line("DBIT", "2019-07-03"), line("CRDT", "2019-07-04", reason="AC04")]
    assert read(place, notice(*(reversed(both) if newest_first else both))) == (1, [])
    assert state(place) == "returned"
    assert path(place) == [("sent", True), ("bounced", True), ("returned", True)]
    with place.stage.acting(FINANCE_OFFICE):
        assert [claim.happened_on.day for claim in find.claims("DEMO-TEST-1")] == [3, 4, 4]


def test_a_return_that_is_read_before_the_debit_tells_the_same_way(place: Till, message: str) -> None:
    back = notice(line("CRDT", "2019-07-04", reason="AC04"), identity="N2", made="2019-07-05")
    assert read(place, back) == (1, [])
    assert read(place, notice(line("DBIT", "2019-07-03"), made="2019-07-03")) == (1, [])
    assert state(place) == "returned"
    assert path(place) == [("sent", True), ("bounced", True), ("returned", True)]


def said(message: str, code: str, moment: str, reason: str = "") -> bytes:
    data = answer(message, code, reason).replace(NOW.isoformat().encode(), moment.encode())
    assert moment.encode() in data
    return data


def test_the_word_that_the_bank_wrote_last_counts_in_whatever_order_it_is_read(
    place: Till, message: str
) -> None:
    rejected = said(message, "RJCT", "2019-07-05T10:00:00Z", "AC04")
    accepted = said(message, "ACCP", "2019-07-03T10:00:00Z")
    assert (read(place, rejected), state(place)) == ((1, []), "rejected")
    assert (read(place, accepted), state(place)) == ((1, []), "rejected")
    # It was on its way, and bounced: the instalment is free, and the way is told in its order.
    assert [station for station, _ in path(place)] == ["sent", "bounced", "returned"]
    assert place.prepared()


def test_an_older_rejection_does_not_undo_what_settled_since(place: Till, message: str) -> None:
    # One day, two moments, the later one in another zone: 09:00 and 03:00 at UTC+8.
    assert read(place, said(message, "ACSC", "2019-07-05T01:00:00Z")) == (1, [])
    assert read(place, said(message, "RJCT", "2019-07-05T03:00:00+08:00", "AC04")) == (1, [])
    assert (state(place), path(place)) == ("settled", [("sent", True)])
    with pytest.raises(Refused, match="PAY-365"):
        place.prepared()


@pytest.mark.parametrize("moment", ["2019-07-01T23:59:00+08:00", "2019-07-13T00:00:00+08:00"])
def test_a_report_of_a_day_on_which_nobody_answered_is_refused(
    place: Till, message: str, moment: str
) -> None:
    assert read(place, said(message, "RJCT", moment)) == (0, ["PAY-424"])
    assert state(place) == "in_file"


def own_uetr(place: Till) -> str:
    with place.stage.acting(FINANCE_OFFICE):
        return all_releases()[-1].uetr


def with_uetr(data: bytes, uetr: str, *, name: str = "DEMO-TEST-1/T1") -> bytes:
    plain = b"<OrgnlEndToEndId>DEMO-TEST-1/T1</OrgnlEndToEndId>"
    named = f"<OrgnlEndToEndId>{name}</OrgnlEndToEndId>" if name else ""
    return data.replace(plain, f"{named}<OrgnlUETR>{uetr}</OrgnlUETR>".encode())


def test_a_report_that_names_the_uetr_alone_finds_the_payment(place: Till, message: str) -> None:
    data = with_uetr(answer(message, "RJCT", "AC04"), own_uetr(place), name="")
    assert (read(place, data), state(place)) == ((1, []), "rejected")


@pytest.mark.parametrize("name", ["DEMO-TEST-1/T1", "DEMO-TEST-1/T9"])
def test_a_name_and_a_uetr_of_two_payments_say_nothing_of_either(
    place: Till, message: str, name: str
) -> None:
    other = "3a2f0d4e-1111-4222-8333-000000000001" if name.endswith("T1") else own_uetr(place)
    data = with_uetr(answer(message, "RJCT", "AC04"), other, name=name)
    assert (read(place, data), state(place)) == ((0, ["PAY-423"]), "in_file")


def test_a_payment_that_is_not_in_the_file_is_told(place: Till, message: str) -> None:
    data = answer(message, "RJCT", "AC04").replace(b"DEMO-TEST-1/T1", b"DEMO-TEST-1/T7")
    # Of the file as a whole it says that a part was taken, and that is all that it says of our payment.
    assert (read(place, data), state(place)) == ((1, ["PAY-426"]), "in_file")


def test_one_payment_is_counted_once_and_a_report_that_was_read_says_so(
    place: Till, message: str, tmp_path: Any
) -> None:
    file = tmp_path / "r.xml"
    # A version without a schema: a note, so the command ends with 3.
    file.write_bytes(answer(message, "ACCP").replace(b"pain.002.001.12", b"pain.002.001.10"))
    first, second = (
        CliRunner().invoke(main, ["release", "status", str(file), "--as", FINANCE_OFFICE]) for _ in range(2)
    )
    assert ("of our payments 1 time." in first.output, first.exit_code) == (True, 3)
    assert ("PAY-425" in first.output, "PAY-425" in second.output) == (False, True)


def test_the_page_tells_what_a_line_did_not_change(place: Till, message: str) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    data = notice(line("DBIT", "2019-07-03"), account="999999999999")
    sent = SimpleUploadedFile("n.xml", data, "application/xml")
    page = seen_by(FINANCE_OFFICE).post("/en/agency/answers", {"file": sent})
    assert (page.status_code, "PAY-420" in words(page.content)) == (422, True)
    assert state(place) == "in_file"
