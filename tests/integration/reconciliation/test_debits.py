"""Payments that we sent are open items: the bank's own statement of our own pain.001 is matched with reasons, and undone whole.

The statement is written by the mock-bank package, which knows nothing of ours but the pain.001 that it was sent.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from guohe.grants.queries import find
from guohe.imports.domain.accounts import OwnAccount
from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.imports.operations.record_conversion import record_conversion
from guohe.imports.operations.undo_import import undo_import
from guohe.imports.queries import bank
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money, total
from guohe.kernel.texts import LANGUAGES
from guohe.payments.operations.take_answer import take_answer
from guohe.payments.operations.take_status import take_status
from guohe.payments.queries.releases import all_releases
from guohe.project.cli import main
from guohe.reconciliation.domain.values import OpenItem
from guohe.reconciliation.operations.accept_group import accept_guess
from guohe.reconciliation.operations.refuse_match import refuse_match
from guohe.reconciliation.operations.undo_match import undo_match
from guohe.reconciliation.queries.inbox import Inbox, inbox
from guohe.reconciliation.queries.open_payments import open_payments
from guohe.reconciliation.queries.words import sentence
from tests.factories.counterparty import iban, mock_bank
from tests.factories.imports import own_account, row_counts
from tests.factories.payments import REF, Till, till
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by, words
from tests.integration.payments.test_release import answer

pytestmark = pytest.mark.django_db
PARTS = ("300000.00", "400000.00", "20000.00")
OWN = iban(301)
ITEMS = (f"payment:{REF}", f"payment:{REF}-2", f"payment:{REF}-3")


@cache
def answered(sent: bytes) -> bytes:
    """The bank's camt.053 of the day on which it was sent these instructions."""
    with mock_bank("2019-07-02T09:00") as own:
        own.open_account("CENTRE", 301, "CNY")
        own.send(sent)
        own.advance(1)
        return next(data for name, data in own.collect("CENTRE") if name.startswith("camt.053"))


def made_payments() -> Till:
    """Three payments of one instalment, released and in no file yet."""
    made = till(payer_number=OWN, is_iban=True)
    for part in PARTS:
        made.released(made.prepared(amount=Money.of("CNY", part), requested_on=date(2019, 7, 2)))
    return made


@pytest.fixture
def place(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Till:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return made_payments()


def read(place: Till, content: bytes, name: str = "jul.xml") -> int:
    with place.stage.acting(FINANCE_OFFICE):
        return read_bank_statement(
            host_id=place.stage.host,
            name=name,
            content=content,
            actor=place.stage.account(FINANCE_OFFICE),
            now=NOW,
        ).job


def box_of(place: Till) -> Inbox:
    with place.stage.acting(FINANCE_OFFICE):
        return inbox(place.stage.host, on=NOW.date())


def still_to_leave(place: Till) -> Money:
    return total("CNY", (-item.amount for item in expected(place)))


def expected(place: Till) -> tuple[OpenItem, ...]:
    with place.stage.acting(FINANCE_OFFICE):
        return open_payments(place.stage.host)


def accept(place: Till, entry: int, item: str) -> None:
    with place.stage.acting(FINANCE_OFFICE):
        accept_guess(entry_id=entry, item_ref=item, actor=place.stage.account(FINANCE_OFFICE), now=NOW)


def refused(place: Till, entry: int, item: str) -> list[str]:
    with pytest.raises(Refused) as refusal:
        accept(place, entry, item)
    return [finding.code for finding in refusal.value.findings]


def proved(place: Till) -> list[tuple[str, bool]]:
    """What is said of the instalment, and whether a paper shows it."""
    with place.stage.acting(FINANCE_OFFICE):
        return [(claim.station, bool(claim.evidence)) for claim in find.claims("DEMO-TEST-1")]


def csv_of(*rows: tuple[str, str, str, str], account: str = OWN) -> bytes:
    """A plain statement: day, words, money out, balance."""
    head = f"Account,{account},CNY,,\nPost date,Description,Withdrawal,Deposit,Balance\n"
    return (head + "".join(f"{day},{said},{out},,{left}\n" for day, said, out, left in rows)).encode()


def test_nothing_is_expected_to_leave_before_the_file_is_written(place: Till) -> None:
    assert expected(place) == ()
    place.exported()
    assert [item.id for item in expected(place)] == list(ITEMS)
    assert still_to_leave(place) == Money.of("CNY", "720000.00")


def test_the_banks_statement_of_our_own_file_is_matched_line_by_line_to_zero(place: Till) -> None:
    read(place, answered(place.exported().content))
    box = box_of(place)
    # Every debit of the statement is a payment, each surely and each another one; nothing is left over on either side.
    assert [each.sure for each in box.debits] == [True] * 3
    assert sorted(each.guesses[0].items for each in box.debits) == [(item,) for item in ITEMS]
    assert total("CNY", (each.entry.amount for each in box.debits)) == Money.of("CNY", "-720000.00")
    assert proved(place) == []
    with place.stage.acting(FINANCE_OFFICE):
        before = row_counts()
    for debit in box.debits:
        accept(place, debit.entry.number, debit.guesses[0].items[0])
    assert still_to_leave(place) == Money.of("CNY", "0.00")
    box = box_of(place)
    assert (box.debits, box.credits, len(box.settled)) == ((), (), 3)
    assert charges(place) == [Money.of("CNY", "0.00")] * 3
    with place.stage.acting(FINANCE_OFFICE):
        after = row_counts()
        assert [one.state for one in all_releases()] == ["settled"] * 3
    assert (after["funds_journal"], after["funds_lot"]) == (before["funds_journal"], before["funds_lot"])
    # That it left is proved once; nobody has said that it arrived.
    assert proved(place) == [("sent", True)]


def charges(place: Till) -> list[Money]:
    with place.stage.acting(FINANCE_OFFICE):
        return [one.debit.charge for one in all_releases() if one.debit]


def test_reference_and_uetr_and_name_and_days_are_the_reasons(place: Till) -> None:
    content = place.exported().content
    with place.stage.acting(FINANCE_OFFICE):
        uetr = next(one.uetr for one in all_releases() if one.end_to_end_id == REF)
    statement = answered(content)
    if f"<UETR>{uetr}<".encode() not in statement:
        # The mock bank keeps the EndToEndId alone; a bank of CBPR+ keeps both.
        mark = f"<EndToEndId>{REF}</EndToEndId>".encode()
        assert statement.count(mark) == 1
        statement = statement.replace(mark, mark + f"<UETR>{uetr}</UETR>".encode())
    read(place, statement)
    (guess,) = [each.guesses[0] for each in box_of(place).debits if each.guesses[0].items == (ITEMS[0],)]
    told = [sentence(each, guess, "en") for each in guess.speaks_for]
    assert told == [
        f"Its reference {REF} and its UETR {uetr} stand on the line",
        'Payee text "DEMO UNIVERSITY" is the payee\'s name',
        f"CNY 300,000.00 left = payment {REF}, to the last unit",
        "Asked for on 2019-07-02, 0 working days before the debit",
    ]
    assert guess.speaks_against == ()


def test_another_account_leaves_it_to_a_person_who_is_refused(place: Till) -> None:
    place.exported()
    line = ("02/07/2019", f"DEMO UNIVERSITY EREF {REF}", "300000.00", "700000.00")
    own_account(place.stage, OwnAccount("9999", "CNY"))
    read(place, csv_of(line, account="NL00MOCK9999"))
    (debit,) = box_of(place).debits
    assert (debit.sure, [each.key for each in debit.guesses[0].speaks_against]) == (False, ["other_account"])
    assert refused(place, debit.entry.number, ITEMS[0]) == ["REC-123"]


def test_amount_alone_is_no_reason_and_less_than_the_payment_is_none(place: Till) -> None:
    place.exported()
    read(
        place,
        csv_of(
            ("02/07/2019", "OUTWARD TT", "300000.00", "700000.00"),
            ("02/07/2019", f"OUTWARD TT EREF {REF}-3", "19000.00", "681000.00"),
        ),
    )
    plain, less = box_of(place).debits
    assert (plain.guesses, less.guesses) == ((), ())
    assert refused(place, less.entry.number, ITEMS[2]) == ["REC-122"]
    # A person may know; then the word is theirs, and no points stand beside it.
    accept(place, plain.entry.number, ITEMS[0])
    (settled,) = box_of(place).settled
    assert settled.said is not None
    assert (settled.said.item, settled.said.confidence) == (ITEMS[0], None)


def test_charges_stand_apart_and_the_next_time_are_usual(place: Till) -> None:
    place.exported()
    read(place, csv_of(("02/07/2019", f"DEMO UNIVERSITY EREF {REF}", "300150.00", "0.00")))
    (debit,) = box_of(place).debits
    assert [each.key for each in debit.guesses[0].speaks_for if "charge" in each.key] == ["paid_charge_new"]
    accept(place, debit.entry.number, ITEMS[0])
    assert charges(place) == [Money.of("CNY", "150.00")]
    read(place, csv_of(("02/07/2019", f"DEMO UNIVERSITY EREF {REF}-2", "400150.00", "0.00")), "aug.csv")
    (debit,) = box_of(place).debits
    told = [sentence(each, debit.guesses[0], "en") for each in debit.guesses[0].speaks_for]
    assert (
        f"CNY 400,150.00 left = payment {REF}-2 (CNY 400,000.00) and CNY 150.00 of charges, the same as with payment {REF}"
        in told
    )


def test_one_debit_of_a_whole_batch_is_its_payments(place: Till) -> None:
    place.exported()
    said = f"DEMO UNIVERSITY EREF {REF} {REF}-2 {REF}-3"
    read(place, csv_of(("02/07/2019", said, "720000.00", "0.00")))
    (debit,) = box_of(place).debits
    key = f"{debit.entry.number}={'+'.join(ITEMS)}"
    assert [each.kind for each in debit.guesses][:1] == ["bundle"]
    accept(place, debit.entry.number, key)
    assert still_to_leave(place) == Money.of("CNY", "0.00")
    with place.stage.acting(FINANCE_OFFICE):
        actor = place.stage.account(FINANCE_OFFICE)
        assert undo_match(entry_id=debit.entry.number, reason="Not ours", actor=actor, now=NOW) == ()
    assert still_to_leave(place) == Money.of("CNY", "720000.00")


def test_a_match_is_undone_whole_and_what_the_bank_said_before_stays(place: Till) -> None:
    file = place.exported()
    with place.stage.acting(FINANCE_OFFICE):
        actor = place.stage.account(FINANCE_OFFICE)
        data = answer(file.message_id, "ACCP")
        take_status(data=data, actor=actor, now=NOW)
    assert proved(place) == [("sent", False)]
    job = read(place, answered(file.content))
    number = next(each.entry.number for each in box_of(place).debits if each.guesses[0].items == (ITEMS[0],))
    accept(place, number, ITEMS[0])
    assert proved(place) == [("sent", False), ("sent", True)]
    with place.stage.acting(FINANCE_OFFICE):
        undo_match(entry_id=number, reason="Another year's", actor=actor, now=NOW)
        states = {one.end_to_end_id: one.state for one in all_releases()}
    assert (proved(place), states[REF]) == ([("sent", False)], "accepted")
    box = box_of(place)
    (debit,) = [each for each in box.debits if each.entry.number == number]
    # The guess that was wrong does not come back; by a person's own word it may still be that payment.
    assert ITEMS[0] not in {item for guess in debit.guesses for item in guess.items}
    assert [each.answer for each in debit.said] == ["is", "undone"]
    accept(place, number, ITEMS[0])
    with place.stage.acting(FINANCE_OFFICE):
        undo_import(job_id=job, reason="Wrong file", actor=actor, now=NOW)
    assert (still_to_leave(place), proved(place)) == (Money.of("CNY", "720000.00"), [("sent", False)])
    assert [each.said.item for each in box_of(place).taken_back] == [ITEMS[0]]


def test_two_payments_of_an_instalment_prove_it_each(place: Till) -> None:
    read(place, answered(place.exported().content))
    first, second, _ = sorted(box_of(place).debits, key=lambda each: each.guesses[0].items)
    for each in (first, second):
        accept(place, each.entry.number, each.guesses[0].items[0])
    with place.stage.acting(FINANCE_OFFICE):
        actor = place.stage.account(FINANCE_OFFICE)
        undo_match(entry_id=first.entry.number, reason="Another's", actor=actor, now=NOW)
        (claim,) = find.claims("DEMO-TEST-1")
    # The first proved the station; without it the second does.
    assert (claim.station, f"entry {second.entry.number} " in claim.evidence) == ("sent", True)


def test_a_payment_leaves_once_and_a_debit_is_one_thing(place: Till) -> None:
    content = place.exported().content
    read(place, answered(content))
    first, second, _ = sorted(box_of(place).debits, key=lambda each: each.guesses[0].items)
    accept(place, first.entry.number, ITEMS[0])
    assert refused(place, second.entry.number, ITEMS[0]) == ["REC-120"]
    assert refused(place, first.entry.number, ITEMS[1]) == ["REC-122"]
    with place.stage.acting(FINANCE_OFFICE):
        actor = place.stage.account(FINANCE_OFFICE)
        with pytest.raises(Refused, match="REC-101"):
            refuse_match(entry_id=first.entry.number, item_ref=ITEMS[1], actor=actor, now=NOW)
        with pytest.raises(Refused, match="PAY-394"):
            record_conversion(
                entry_id=first.entry.number, instalment_ref=REF, bought=Money.of("HKD", "372000.00"), rate="1.2400",
                deal_no="D1", dealt_at=NOW, actor=actor, now=NOW,
            )  # fmt: skip
        refuse_match(entry_id=second.entry.number, item_ref=ITEMS[1], actor=actor, now=NOW)
    (shown,) = [each for each in box_of(place).debits if each.entry.number == second.entry.number]
    assert ITEMS[1] not in {item for guess in shown.guesses for item in guess.items}


def test_who_may_not_import_decides_nothing(place: Till) -> None:
    read(place, answered(place.exported().content))
    debit = box_of(place).debits[0]
    with place.stage.acting(AUDITOR), pytest.raises(Refused, match="ACC-60"):
        accept_guess(
            entry_id=debit.entry.number,
            item_ref=debit.guesses[0].items[0],
            actor=place.stage.account(AUDITOR),
            now=NOW,
        )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_and_the_command_accept_and_undo(place: Till, lang: str) -> None:
    read(place, answered(place.exported().content))
    client = seen_by(FINANCE_OFFICE)
    shown = words(client.get(f"/{lang}/bank/inbox").content)
    assert {
        "en": "Money out that may be a payment of ours",
        "zh-hant": "可能是我方付款的扣款",
        "zh-hans": "可能是我方付款的扣款",
    }[lang] in shown
    first, second, _ = sorted(box_of(place).debits, key=lambda each: each.guesses[0].items)
    done = client.post(
        f"/{lang}/bank/inbox/{first.entry.number}", {"answer": "is", "item": ITEMS[0]}, follow=True
    )
    assert {"en": "it has left", "zh-hant": "款項已匯出", "zh-hans": "款项已汇出"}[lang] in words(
        done.content
    )
    undone = client.post(
        f"/{lang}/bank/inbox/{first.entry.number}", {"answer": "undo", "words": "No"}, follow=True
    )
    assert {"en": "still to leave", "zh-hant": "仍待扣出", "zh-hans": "仍待扣出"}[lang] in words(
        undone.content
    )
    told = CliRunner().invoke(main, ["bank", "inbox", "--as", FINANCE_OFFICE, "--lang", lang]).stdout
    command = f"./guohe bank accept {second.entry.number} {ITEMS[1]}"
    assert command in told
    ran = CliRunner().invoke(main, [*command.split()[1:], "--as", FINANCE_OFFICE, "--lang", lang])
    assert (ran.exit_code, f"{REF}-2" in ran.stdout) == (0, True)
    with place.stage.acting(FINANCE_OFFICE):
        number = next(one.number for one in all_releases() if one.end_to_end_id == f"{REF}-2")
        row = bank.entry(second.entry.number).row
    paid = words(client.get(f"/{lang}/agency/releases/{number}").content)
    assert f"jul.xml row {row}" in paid
    back = CliRunner().invoke(
        main, ["bank", "undo", str(second.entry.number), "--reason", "No", "--as", FINANCE_OFFICE]
    )
    assert (back.exit_code, "still to leave" in back.stdout) == (0, True)


def test_the_same_statement_at_both_doors_proves_it_once(place: Till) -> None:
    statement = answered(place.exported().content)
    with place.stage.acting(FINANCE_OFFICE):
        actor = place.stage.account(FINANCE_OFFICE)
        assert take_answer(data=statement, name="jul.xml", actor=actor, now=NOW).payments == len(PARTS)
    assert proved(place) == [("sent", True)]
    # The bank's word settled them; the inbox still asks for the debit of each, and adds no second proof.
    assert still_to_leave(place) == Money.of("CNY", "720000.00")
    read(place, statement)
    for debit in box_of(place).debits:
        accept(place, debit.entry.number, debit.guesses[0].items[0])
    assert (still_to_leave(place), proved(place)) == (Money.of("CNY", "0.00"), [("sent", True)])
    number = box_of(place).settled[0].entry.number
    with place.stage.acting(FINANCE_OFFICE):
        undo_match(entry_id=number, reason="Another's", actor=place.stage.account(FINANCE_OFFICE), now=NOW)
        assert [one.state for one in all_releases()] == ["settled"] * 3
    assert proved(place) == [("sent", True)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_only_debits_wait_it_is_not_said_that_all_is_done(place: Till, lang: str) -> None:
    read(place, answered(place.exported().content))
    said = {
        "en": "is identified; 3 debits wait for an answer.",
        "zh-hant": "所有入帳均已認定；另有 3 筆扣款待答覆。",
        "zh-hans": "所有到账均已认定；另有 3 笔扣款待答复。",
    }[lang]
    strong = {"en": "Strong guess", "zh-hant": "把握較大", "zh-hans": "把握较大"}[lang]
    page = words(seen_by(FINANCE_OFFICE).get(f"/{lang}/bank/inbox").content)
    told = CliRunner().invoke(main, ["bank", "inbox", "--lang", lang, "--as", FINANCE_OFFICE])
    assert (said in page, page.count(strong) >= 3, said in told.output) == (True, True, True)
    for debit in box_of(place).debits:
        accept(place, debit.entry.number, debit.guesses[0].items[0])
    done = {"en": "read is identified.", "zh-hant": "均已認定。", "zh-hans": "均已认定。"}[lang]
    assert done in words(seen_by(FINANCE_OFFICE).get(f"/{lang}/bank/inbox").content)
