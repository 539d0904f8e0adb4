"""A return after its debit was matched, and a charge on its own line: guessed with reasons, accepted with one button, undone whole."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from django.test import Client
from pytest_django import Settings

from guohe.imports.operations.record_receipt import record_receipt
from guohe.imports.operations.undo_import import undo_import
from guohe.imports.queries import bank
from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES
from guohe.payments.queries.releases import all_releases
from guohe.project.cli import main
from guohe.reconciliation.operations.refuse_match import refuse_match
from guohe.reconciliation.operations.undo_match import undo_match
from tests.factories.imports import row_counts
from tests.factories.payments import REF, Till
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by, words
from tests.integration.reconciliation.test_debits import (
    ITEMS,
    OWN,
    accept,
    box_of,
    made_payments,
    proved,
    read,
    refused,
)
from tests.integration.reconciliation.test_debits_law import Raw

pytestmark = pytest.mark.django_db
BACK, CHARGE = f"return:{REF}", f"charge:{REF}"
HEAD = f"Account,{OWN},CNY,,\nPost date,Description,Withdrawal,Deposit,Balance\n"
# Day, words, out, in: the payment leaves with a charge of 50.00 on its own line, and comes back the same day less 20.00.
LEFT = f"02/07/2019,DEMO UNIVERSITY EREF {REF},300000.00,,700000.00\n"
TAKEN = f"02/07/2019,HANDLING CHARGE EREF {REF},50.00,,699950.00\n"
CAME = f"02/07/2019,RETURNED DEMO UNIVERSITY EREF {REF},,299980.00,999930.00\n"
BACK_SAID = {
    "en": (
        "Came back on 2 Jul 2019: CNY 299,980.00 of CNY 300,000.00; the bank kept CNY 20.00. "
        "The bank took CNY 50.00 beside it."
    ),
    "zh-hant": (
        "2019 年 7 月 2 日退回 CNY 299,980.00（原匯出 CNY 300,000.00），銀行扣起 CNY 20.00。銀行另收費用 CNY 50.00。"
    ),
    "zh-hans": (
        "2019 年 7 月 2 日退回 CNY 299,980.00（原汇出 CNY 300,000.00），银行扣下 CNY 20.00。银行另收费用 CNY 50.00。"
    ),
}


@pytest.fixture
def place(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Till:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    made = made_payments()
    made.exported()
    return made


def matched(place: Till) -> int:
    """The debit is read and said to be the payment; its number."""
    read(place, (HEAD + LEFT).encode(), "left.csv")
    (debit,) = box_of(place).debits
    accept(place, debit.entry.number, ITEMS[0])
    return debit.entry.number


def came_back(place: Till) -> int:
    """The return is read a day later; its number."""
    job = read(place, (HEAD + CAME).encode(), "came.csv")
    with place.stage.acting(FINANCE_OFFICE):
        (entry,) = bank.of_job(job)
    return entry.number


def undo(place: Till, entry: int, reason: str = "Another's") -> None:
    with place.stage.acting(FINANCE_OFFICE):
        undo_match(entry_id=entry, reason=reason, actor=place.stage.account(FINANCE_OFFICE), now=NOW)


def states(place: Till) -> dict[str, str]:
    with place.stage.acting(FINANCE_OFFICE):
        return {each.end_to_end_id: each.state for each in all_releases()}


def test_a_return_after_its_debit_was_matched_is_offered_accepted_and_undone_whole(place: Till) -> None:
    matched(place)
    entry = came_back(place)
    (credit,) = box_of(place).credits
    assert (credit.sure, credit.guesses[0].items) == (True, (BACK,))
    assert {each.key for each in credit.guesses[0].speaks_for} >= {
        "reference",
        "back_charge_new",
        "return_word",
    }
    with place.stage.acting(FINANCE_OFFICE):
        before = row_counts()
    accept(place, entry, BACK)
    assert proved(place) == [("sent", True), ("bounced", True), ("returned", True)]
    assert states(place)[REF] == "returned"
    box = box_of(place)
    assert (box.credits, len(box.settled), box.parked) == ((), 2, ())
    with place.stage.acting(FINANCE_OFFICE):
        after = row_counts()
        assert (after["funds_journal"], after["funds_lot"]) == (before["funds_journal"], before["funds_lot"])
    undo(place, entry)
    assert (proved(place), states(place)[REF]) == ([("sent", True)], "settled")
    (credit,) = box_of(place).credits
    # The guess that was wrong does not come back; by a person's own word it may still be that return.
    assert BACK not in {item for guess in credit.guesses for item in guess.items}
    accept(place, entry, BACK)
    assert states(place)[REF] == "returned"


def test_a_charge_on_its_own_line_is_offered_accepted_and_undone(place: Till) -> None:
    matched(place)
    read(place, (HEAD + TAKEN).encode(), "taken.csv")
    (debit,) = box_of(place).debits
    assert (debit.sure, debit.guesses[0].items) == (True, (CHARGE,))
    accept(place, debit.entry.number, CHARGE)
    assert box_of(place).debits == ()
    with place.stage.acting(FINANCE_OFFICE):
        (facts,) = [each for each in all_releases() if each.end_to_end_id == REF]
    assert [(each.kind, each.amount.plain) for each in facts.movements] == [("charge", "50.00")]
    # A charge says nothing of where the payment is.
    assert (proved(place), facts.state) == ([("sent", True)], "settled")
    undo(place, debit.entry.number)
    assert [each.entry.number for each in box_of(place).debits] == [debit.entry.number]


def test_debit_charge_and_return_of_one_statement_go_with_it(place: Till) -> None:
    job = read(place, (HEAD + LEFT + TAKEN + CAME).encode(), "all.csv")
    with place.stage.acting(FINANCE_OFFICE):
        left, taken, came = (each.number for each in bank.of_job(job))
    accept(place, left, ITEMS[0])
    accept(place, taken, CHARGE)
    accept(place, came, BACK)
    # A second charge or return is none of these lines, and a line is one thing.
    assert refused(place, came, BACK) == ["REC-101"]
    assert refused(place, taken, f"charge:{REF}-2") == ["REC-101"]
    assert refused(place, left, CHARGE) == ["REC-101"]
    with place.stage.acting(FINANCE_OFFICE):
        actor = place.stage.account(FINANCE_OFFICE)
        with pytest.raises(Refused, match="PAY-394"):
            record_receipt(entry_id=came, instalment_ref=REF, actor=actor, now=NOW)
        with pytest.raises(Refused, match="REC-101"):
            refuse_match(entry_id=came, item_ref=BACK, actor=actor, now=NOW)
        # What came back left: the debit stays until the return is undone.
        with pytest.raises(Refused, match="PAY-404"):
            undo_match(entry_id=left, reason="x", actor=actor, now=NOW)
        undo_import(job_id=job, reason="Wrong file", actor=actor, now=NOW)
    assert (proved(place), states(place)[REF]) == ([], "in_file")
    assert sorted(each.said.item for each in box_of(place).taken_back) == sorted([ITEMS[0], CHARGE, BACK])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_money_page_tells_what_came_back_and_what_the_bank_took(place: Till, lang: str) -> None:
    job = read(place, (HEAD + LEFT + TAKEN + CAME).encode(), "all.csv")
    with place.stage.acting(FINANCE_OFFICE):
        left, taken, came = (each.number for each in bank.of_job(job))
    accept(place, left, ITEMS[0])
    accept(place, taken, CHARGE)
    grant = REF.partition("/")[0]
    client, page = seen_by(FINANCE_OFFICE), f"/{lang}/grants/{grant}/money"
    assert BACK_SAID[lang] not in words(client.get(page).content)
    accept(place, came, BACK)
    shown = words(client.get(page).content)
    word = {"en": "← returned", "zh-hant": "← 已退回", "zh-hans": "← 已退回"}[lang]
    assert (BACK_SAID[lang] in shown, word in shown, "↺" in shown) == (True, True, False)
    first = json.loads(client.get(f"{page}.json").content)["instalments"][0]
    assert BACK_SAID[lang] in first["sentences"]
    assert "returned" in {each["how"] for each in first["stations"]}
    told = CliRunner().invoke(main, ["money", grant, "--lang", lang, "--as", FINANCE_OFFICE])
    (line,) = [each for each in told.output.splitlines() if each.strip().startswith("← ")]
    assert (BACK_SAID[lang] in told.output, word.removeprefix("← ") in line) == (True, True)


def test_what_is_no_return_or_charge_is_refused_by_its_reason(place: Till) -> None:
    entry = came_back(place)
    # No line has shown that it left.
    assert refused(place, entry, BACK) == ["REC-131"]
    assert refused(place, entry, f"return:{REF}-9") == ["REC-131"]
    assert refused(place, entry, CHARGE) == ["REC-132"]
    matched(place)
    job = read(place, (HEAD + CAME.replace("299980.00", "299000.00")).encode(), "less.csv")
    with place.stage.acting(FINANCE_OFFICE):
        (less,) = bank.of_job(job)
    assert refused(place, less.number, BACK) == ["REC-133"]
    accept(place, entry, BACK)
    assert refused(place, less.number, BACK) == ["REC-131"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_and_the_command_say_accept_and_undo(place: Till, lang: str) -> None:
    matched(place)
    entry = came_back(place)
    client: Client = seen_by(FINANCE_OFFICE)
    page = f"/{lang}/bank/inbox"
    offered = {
        "en": f"the return of payment {REF}",
        "zh-hant": f"付款 {REF} 的退回",
        "zh-hans": f"付款 {REF} 的退回",
    }[lang]
    assert offered in words(client.get(page).content)
    done = client.post(f"{page}/{entry}", {"answer": "is", "item": BACK}, follow=True)
    said = {"en": "can be paid again", "zh-hant": "可再次支付", "zh-hans": "可再次支付"}[lang]
    assert said in words(done.content)
    # 299,980.00 came back of 300,000.00: said when it is accepted, and beside the line for good.
    short = {
        "en": f"the return of payment {REF}, CNY 20.00 less than the CNY 300,000.00 that left",
        "zh-hant": f"付款 {REF} 的退回，較匯出的 CNY 300,000.00 少 CNY 20.00",
        "zh-hans": f"付款 {REF} 的退回，比汇出的 CNY 300,000.00 少 CNY 20.00",
    }[lang]
    missing = {
        "en": "CNY 299,980.00 came back of the CNY 300,000.00 that left: CNY 20.00 is missing.",
        "zh-hant": "沒有記帳。匯出 CNY 300,000.00，退回 CNY 299,980.00，少了 CNY 20.00。",
        "zh-hans": "没有记账。汇出 CNY 300,000.00，退回 CNY 299,980.00，少了 CNY 20.00。",
    }[lang]
    assert all(told in words(done.content) for told in (short, missing))
    undone = client.post(f"{page}/{entry}", {"answer": "undo", "words": "No"}, follow=True)
    assert {"en": "Undone", "zh-hant": "已還原", "zh-hans": "已还原"}[lang] in words(undone.content)
    told = CliRunner().invoke(
        main, ["bank", "accept", str(entry), BACK, "--lang", lang, "--as", FINANCE_OFFICE]
    )
    assert (told.exit_code, said in told.output, missing in told.output) == (0, True, True)
    told = CliRunner().invoke(main, ["bank", "inbox", "--lang", lang, "--as", FINANCE_OFFICE])
    assert short in told.output
    with place.stage.acting(FINANCE_OFFICE):
        (number,) = [each.number for each in all_releases() if each.end_to_end_id == REF]
    assert "came.csv row 3" in words(client.get(f"/{lang}/agency/releases/{number}").content)


def moved(raw: Raw, ref: str, entry: int, **other: object) -> str:
    """That a line is a return or a charge, as the operation would write it, but for what is said."""
    told = {
        "kind": "return",
        "on": "2019-07-02",
        "amount": 29998000,
        "evidence": csv_evidence(raw, entry),
        "back": "NULL",
    }
    told |= {"who": raw.who, "at": NOW} | other
    return (
        "INSERT INTO payments_movement (host_id, release_id, kind, line, booked_on, amount_minor, evidence, stated_by_id, stated_at, "
        f"takes_back_id) SELECT {raw.place.stage.host}, id, '{told['kind']}', {entry}, '{told['on']}', {told['amount']}, "
        f"'{told['evidence']}', {told['who']}, '{told['at']}', {told['back']} FROM payments_release WHERE end_to_end_id = '{ref}'"
    )


def csv_evidence(raw: Raw, entry: int) -> str:
    return raw.evidence(entry).replace(f" entry {entry}", "")


def test_the_database_holds_the_law_by_itself(place: Till) -> None:
    raw = Raw(place)
    entry = came_back(place)
    assert raw.run(moved(raw, REF, entry), raw.said(entry, BACK)) == "payments_movement_after_debit"
    left = matched(place)
    assert raw.run(moved(raw, REF, entry), raw.said(entry, BACK)) == ""
    for attack, law in (
        ([moved(raw, REF, entry)], "reconciliation_said_and_moved"),
        ([raw.said(entry, BACK)], "reconciliation_movement_is_stated"),
        ([moved(raw, REF, entry), raw.said(entry, f"return:{REF}-2")], "reconciliation_movement_is_stated"),
        ([moved(raw, REF, entry), raw.said(entry, f"{entry}={BACK}")], "reconciliation_decision_"),
        ([moved(raw, f"{REF}-2", entry)], "payments_movement_after_debit"),
        ([moved(raw, REF, entry, amount=29998001)], "payments_movement_as_its_line"),
        ([moved(raw, REF, entry, kind="charge")], "payments_movement_as_its_line"),
        ([moved(raw, REF, entry, kind="refund")], "payments_movement"),
        ([moved(raw, REF, entry, on="2019-07-01")], "payments_movement_day"),
        ([moved(raw, REF, entry, on="2019-07-03")], "payments_movement_day"),
        ([moved(raw, REF, entry, evidence="x")], "payments_movement_names_its_line"),
        ([moved(raw, REF, left)], "payments_movement_of_a_line"),
        ([moved(raw, REF, 0)], "payments_movement_of_a_line"),
        ([moved(raw, REF, entry, who=place.stage.account(AUDITOR))], "payments_by_the_actor"),
        ([moved(raw, REF, entry, at="2019-07-01T23:00+08")], "payments_movement_stated_today"),
    ):
        assert law in raw.run(*attack), attack
    accept(place, entry, BACK)
    own = f"(SELECT id FROM payments_movement WHERE line = {entry} AND takes_back_id IS NULL)"
    for attack, law in (
        ([raw.back(REF, left), raw.said(left, ITEMS[0], "undone")], "payments_debit_came_back"),
        ([raw.said(entry, BACK, "undone")], "reconciliation_said_and_moved"),
        ([moved(raw, REF, entry, back=own)], "reconciliation_said_and_moved"),
        ([moved(raw, REF, entry, back=own, amount=1)], "payments_movement_taken_back"),
        (
            [f"UPDATE imports_bank_entry SET withdrawn_at = '{NOW}' WHERE id = {entry}"],
            "reconciliation_line_is_a_movement",
        ),
        (["UPDATE payments_movement SET amount_minor = 1"], "payments_movement"),
        (["DELETE FROM payments_movement"], "payments_movement"),
        ([raw.stated(f"{REF}-2", entry, evidence=csv_evidence(raw, entry))], ""),
    ):
        assert law in raw.run(*attack), attack
    assert raw.run(raw.stated(f"{REF}-2", entry, evidence=csv_evidence(raw, entry))) != ""
    assert raw.run(moved(raw, REF, entry, back=own), raw.said(entry, BACK, "undone")) == ""


def test_more_than_a_charge_is_none_in_sql_too(place: Till) -> None:
    raw = Raw(place)
    job = read(place, (HEAD + TAKEN.replace(",50.00,", ",500.01,")).encode(), "taken.csv")
    with place.stage.acting(FINANCE_OFFICE):
        (entry,) = bank.of_job(job)
    stated = moved(raw, REF, entry.number, kind="charge", amount=50001)
    assert raw.run(stated, raw.said(entry.number, CHARGE)) == "payments_movement_charge"
