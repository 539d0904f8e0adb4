"""The mock bank's nine behaviours on the rails: two people, the file, the bank's every word, and the books tie out at each day's end.

Each payment is released by two people and leaves in our own file; the bank answers by its own software; whatever it sends is read at
the door for bank answers. At the end of each day the laws of the books are proved, and at each statement what the bank holds is what it
held at first less what we say has settled.
"""

from __future__ import annotations

import importlib
import io
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from guohe.exchange.domain.payment_file import Account
from guohe.exchange.domain.payment_file import Bank as BankOfAccount
from guohe.exchange.operations.read_camt import CamtReader
from guohe.funds.operations.verify_books import verify
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money, total
from guohe.payments.models import Answer
from guohe.payments.operations.record_account import record_account
from guohe.payments.operations.take_answer import take_answer
from guohe.payments.queries.releases import all_releases
from tests.factories.counterparty import Bank, iban, mock_bank
from tests.factories.payments import PAYEE, Till, called_back, till
from tests.factories.people import FINANCE_OFFICE, NOW, RESEARCH_OFFICE

pytestmark = pytest.mark.django_db
OWN, THEIRS = 401, 402
PLENTY = 10**11
WHOLE, PARTS = ("720000.00",), ("300000.00", "400000.00", "20000.00")


@dataclass(frozen=True)
class Story:
    """What a behaviour makes of our payments: their states one after the other, the last reason, and what is refused on the way.

    ``of_payee`` says that it is the payee's account that behaves so; ``balance`` is what the payer's holds at first.
    """

    states: tuple[str, ...]
    reason: str = ""
    of_payee: bool = False
    balance: int = PLENTY
    amounts: tuple[str, ...] = WHOLE
    refused: tuple[str, ...] = ()
    copies: int = 1
    parameters: dict[str, Any] = field(default_factory=dict)


# When the bank's last day of the story is over.
LATER = NOW + timedelta(days=8)
NINE = {
    "accept": Story(("in_file", "accepted", "settled")),
    "closed-account": Story(("in_file", "rejected"), "AC04", of_payee=True),
    "bad-bank-id": Story(("in_file", "rejected"), "RC01", of_payee=True),
    "insufficient-funds": Story(("in_file", "rejected"), "AM04", balance=100),
    "reject-file": Story(("in_file", "rejected"), "FF01"),
    # The second copy is refused; what was taken with the first is not rejected by that.
    "duplicate-file": Story(("in_file", "accepted", "settled"), "DUPL", copies=2),
    # No report at all: the bank's notice tells that it left.
    "silent": Story(("in_file", "settled")),
    # The statement that lacks an entry is refused whole; the notices have told.
    "statement-gap": Story(("in_file", "accepted", "settled"), amounts=PARTS, refused=("IMP-155",)),
    # The bank's notice brings it back; its pacs.004 is a message between banks, and refused as none of ours.
    "return-later": Story(
        ("in_file", "accepted", "settled", "returned"),
        "AC04",
        refused=("PAY-331",),
        parameters={"days": 2, "reason": "AC04"},
    ),
}


def test_the_nine_are_those_of_the_bank() -> None:
    assert sorted(NINE) == sorted(importlib.import_module("mockbank.accounts").BEHAVIOURS)


@pytest.mark.parametrize("behaviour", sorted(NINE))
def test_the_rails_follow_the_bank_and_tie_out_each_day(behaviour: str) -> None:
    story = NINE[behaviour]
    place = till(payer_number=iban(OWN), is_iban=True)
    payee = payee_at_the_bank(place) if story.of_payee else place.payee
    for amount in story.amounts:
        place.released(
            place.prepared(amount=Money.of("CNY", amount), payee_account=payee, requested_on=date(2019, 7, 2))
        )
    content = place.exported().content
    seen, refused = Seen(place), set[str]()
    with mock_bank("2019-07-02T09:00") as own:
        opened(own, behaviour, story)
        for _ in range(story.copies):
            own.send(content)
        for _ in range(5):
            # A statement closes the day before; what else has come is of the new day.
            for name, data in sorted(
                own.collect("CENTRE"), key=lambda each: not each[0].startswith("camt.053")
            ):
                refused |= seen.take(name, data)
                if name.startswith("camt.053"):
                    tie_out(place, Money("CNY", story.balance), closing_of(data))
            the_books_hold(place)
            own.advance(1)
    assert (tuple(seen.states), tuple(sorted(refused))) == (story.states, story.refused)
    assert seen.reason == story.reason
    # An instalment that nothing was paid of in the end may be paid again; one that was paid may not.
    if story.states[-1] in ("rejected", "returned"):
        place.prepared()
    else:
        with pytest.raises(Refused, match="PAY-365"):
            place.prepared()


def payee_at_the_bank(place: Till) -> int:
    """The payee's account at the mock bank itself, which behaves as the story says."""
    with place.stage.acting(RESEARCH_OFFICE):
        number = record_account(
            host_id=place.stage.host,
            role="payee",
            party=PAYEE,
            account=Account(iban(THEIRS), "CNY", is_iban=True),
            bank=BankOfAccount(bic="MOCKNL2AXXX"),
            actor=place.stage.account(RESEARCH_OFFICE),
            now=NOW,
        )
    called_back(place.stage, number)
    return number


def opened(own: Bank, behaviour: str, story: Story) -> None:
    given = {"behaviour": behaviour, **({"parameters": story.parameters} if story.parameters else {})}
    own.open_account("CENTRE", OWN, "CNY", balance=story.balance, **({} if story.of_payee else given))
    if story.of_payee:
        own.open_account("PAYEE", THEIRS, "CNY", **given)


class Seen:
    """Whatever the bank sent, read at our door; the states that our payments went through, and the last reason of a report."""

    def __init__(self, place: Till) -> None:
        self.place = place
        self.states: list[str] = []
        self._look()

    def take(self, name: str, data: bytes) -> set[str]:
        """Reads one message; the codes of what it is refused by."""
        actor = self.place.stage.account(FINANCE_OFFICE)
        try:
            with self.place.stage.acting(FINANCE_OFFICE):
                take_answer(data=data, name=name, actor=actor, now=LATER)
        except Refused as refusal:
            return {finding.code for finding in refusal.findings}
        self._look()
        return set()

    def _look(self) -> None:
        with self.place.stage.acting(FINANCE_OFFICE):
            now = {each.state for each in all_releases()}
        # Payments of one file stand alike once a message is read whole, or differ while notices come one by one.
        if len(now) == 1 and self.states[-1:] != [state := now.pop()]:
            self.states.append(state)

    @property
    def reason(self) -> str:
        """The last reason that a report or a return gave."""
        with self.place.stage.acting(FINANCE_OFFICE):
            told = [each.reason for each in Answer.objects.order_by("pk") if each.reason]
        return told[-1] if told else ""


def closing_of(data: bytes) -> Money:
    """What the account holds at the end of the statement's day, as the bank writes it, whether the rest can be trusted or not."""
    reader = CamtReader(io.BytesIO(data))
    list(reader)
    closing = reader.chain.standings[-1].closing
    assert closing is not None
    return closing


def tie_out(place: Till, opening: Money, held: Money) -> None:
    """The bank holds what it held at first, less what we say has settled."""
    with place.stage.acting(FINANCE_OFFICE):
        left = total("CNY", (each.amount for each in all_releases() if each.state == "settled"))
    assert held == opening - left


def the_books_hold(place: Till) -> None:
    """Every law of the books, over every row."""
    with place.stage.acting(FINANCE_OFFICE):
        assert [proof.name for proof in verify() if proof.broken] == []
