"""One bank charge is booked once, whichever of the statement and the ERP's listing comes first; a person says where it is another."""

from __future__ import annotations

import csv
import io

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from guohe.funds.queries import lots
from guohe.imports.domain.standing import QuestionFacts
from guohe.imports.operations.answer_question import answer_question
from guohe.imports.operations.confirm import confirm
from guohe.imports.queries import bank, questions
from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES
from guohe.project.cli import main
from guohe.reconciliation.operations.accept_group import accept_guess
from guohe.reconciliation.operations.undo_match import undo_match
from tests.factories.imports import HEAD, STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, INVESTIGATOR, NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words
from tests.integration.reconciliation.test_groups import PAYER, SECOND, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
ITEM = f"receipt-charge:{SECOND}"
CAME = ("21/06/2019", f"INWARD TT {SECOND}\n{PAYER}", "480000.00")
TAKEN = ("21/06/2019", f"HANDLING CHARGE {SECOND}", "-50.00")


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def charges_listed(*rows: tuple[str, str, str], currency: str = "CNY") -> bytes:
    """(day, document, description) of charges of 50.00 that the ERP lists under bank charges."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEAD)
    for day, source, text in rows:
        cells = (
            "ZZ01-DEMO",
            "6420",
            "Bank charges",
            day,
            source,
            "Demo Bank",
            text,
            "",
            currency,
            "50.00",
            "ACT",
        )
        writer.writerow(cells)
    return out.getvalue().encode()


LISTED = charges_listed(("24/06/2019", "AP19-0777", "Handling charge"))


def credited(ground: Ground, *charges: tuple[str, str, str]) -> list[int]:
    """The statement is read and its credit said to be the second instalment: the lines of the charges."""
    with ground.stage.acting(FINANCE_OFFICE):
        job = read(ground, CAME, *charges)
        credit, *lines = (each.number for each in bank.of_job(job))
    accept(ground, credit, SECOND)
    return lines


def accept(ground: Ground, entry: int, item: str = ITEM, another: str = "") -> tuple[int, ...]:
    with ground.stage.acting(FINANCE_OFFICE):
        return accept_guess(entry_id=entry, item_ref=item, another=another, actor=ground.finance, now=NOW)


def answered(ground: Ground, asked: int, said: str) -> int | None:
    with ground.stage.acting(RESEARCH_OFFICE):
        return answer_question(
            question_id=asked, answer=said, note="by the bank's slip", actor=ground.stage.account(RESEARCH_OFFICE), now=NOW
        ).next_question  # fmt: skip


def asked_of(ground: Ground, job: int) -> list[QuestionFacts]:
    with ground.stage.acting(FINANCE_OFFICE):
        return [each for each in questions.of_job(job) if each.kind == "bank_charge"]


def made_ready(ground: Ground, job: int) -> None:
    """Whatever else waits about the lines (a currency that is not the book's) is answered; a booked charge is not."""
    with ground.stage.acting(FINANCE_OFFICE):
        waiting = [each for each in questions.of_job(job) if each.kind != "bank_charge"]
    for each in waiting:
        answered(ground, each.number, "count")


def posted(ground: Ground, job: int) -> tuple[int, list[str]]:
    with ground.stage.acting(FINANCE_OFFICE):
        done = confirm(job_id=job, total_explained="As the bank took it", actor=ground.finance, now=NOW)
        return done.posted, [finding.code for _, finding in done.held]


def taken(ground: Ground) -> str:
    """What the books say that was taken from the second instalment of 480,000.00."""
    with ground.stage.acting(FINANCE_OFFICE):
        (lot,) = [
            each
            for each in lots.of_fund(STEEL)
            if each.source_ref == SECOND and each.parent is None and not each.reversed
        ]
        return lot.used.plain


def listed(ground: Ground, content: bytes = LISTED, name: str = "july.csv") -> int:
    with ground.stage.acting(FINANCE_OFFICE):
        return ground.read(name, content).job


def test_a_listing_that_brings_a_booked_charge_asks_and_leaves_it_out_by_a_persons_word(
    ground: Ground,
) -> None:
    (charge,) = credited(ground, TAKEN)
    (journal,) = accept(ground, charge)
    (asked,) = asked_of(ground, listed(ground))
    assert asked.finding is not None
    told = {
        "en": f"may be a bank charge that the books hold already: CNY 50.00 of 2019-06-21, booked as J-{journal} from june.csv, row",
        "zh-hant": "可能是帳目已有的銀行手續費：2019-06-21 的 CNY 50.00，已按 june.csv 第",
        "zh-hans": "可能是账目已有的银行手续费：2019-06-21 的 CNY 50.00，已按 june.csv 第",
    }
    assert (asked.finding.code, asked.ready) == ("IMP-207", ("duplicate", "count", "wait"))
    for lang in LANGUAGES:
        assert told[lang] in asked.finding.sentence(lang)
    answered(ground, asked.number, "duplicate")
    with pytest.raises(Refused, match="IMP-509"):
        posted(ground, asked.line.job)
    assert taken(ground) == "50.00"


def test_another_charge_is_taken_by_a_persons_word_and_not_asked_about_again(ground: Ground) -> None:
    (charge,) = credited(ground, TAKEN)
    accept(ground, charge)
    job = listed(ground)
    (asked,) = asked_of(ground, job)
    # Who read the file does not count a cost in, and it is counted with a reason.
    with ground.stage.acting(FINANCE_OFFICE), pytest.raises(Refused, match="ACC-611"):
        answer_question(question_id=asked.number, answer="count", note="x", actor=ground.finance, now=NOW)
    answered(ground, asked.number, "count")
    made_ready(ground, job)
    assert posted(ground, job) == (1, [])
    assert taken(ground) == "100.00"


def test_a_listing_that_was_read_before_the_charge_was_accepted_asks_when_it_is_confirmed(
    ground: Ground,
) -> None:
    (charge,) = credited(ground, TAKEN)
    job = listed(ground)
    assert asked_of(ground, job) == []
    made_ready(ground, job)
    accept(ground, charge)
    assert posted(ground, job) == (0, ["IMP-207"])
    (asked,) = asked_of(ground, job)
    answered(ground, asked.number, "count")
    assert posted(ground, job) == (1, [])
    assert taken(ground) == "100.00"


def test_an_answer_meets_the_charge_that_was_accepted_meanwhile(ground: Ground) -> None:
    (charge,) = credited(ground, TAKEN)
    job = listed(ground)
    with ground.stage.acting(FINANCE_OFFICE):
        (other,) = questions.of_job(job)
    accept(ground, charge)
    following = answered(ground, other.number, "count")
    with ground.stage.acting(FINANCE_OFFICE):
        assert following is not None
        assert questions.question(following).kind == "bank_charge"


def test_of_two_listed_charges_the_one_that_is_left_out_stands_for_the_booked_one(ground: Ground) -> None:
    (charge,) = credited(ground, TAKEN)
    accept(ground, charge)
    twice = charges_listed(
        ("24/06/2019", "AP19-0777", "Handling charge"), ("25/06/2019", "AP19-0778", "Handling charge")
    )
    first, second = asked_of(ground, listed(ground, twice))
    answered(ground, first.number, "duplicate")
    answered(ground, second.number, "count")
    made_ready(ground, first.line.job)
    assert posted(ground, first.line.job) == (1, [])
    assert taken(ground) == "100.00"
    # The booked charge has its line: a third one of July is not asked about.
    third = charges_listed(("28/06/2019", "AP19-0779", "Handling charge"))
    assert asked_of(ground, listed(ground, third, "more.csv")) == []


def test_what_shares_no_account_currency_or_word_is_no_question(ground: Ground) -> None:
    (charge,) = credited(ground, TAKEN)
    accept(ground, charge)
    hkd = charges_listed(("24/06/2019", "AP19-0777", "Handling charge"), currency="HKD")
    goods = LISTED.replace(b"Bank charges", b"Consumables")
    late = charges_listed(("30/07/2019", "AP19-0777", "Handling charge"))
    for number, content in enumerate((hkd, goods, late)):
        assert asked_of(ground, listed(ground, content, f"{number}.csv")) == []


def test_a_charge_that_was_undone_is_asked_about_no_more(ground: Ground) -> None:
    (charge,) = credited(ground, TAKEN)
    accept(ground, charge)
    with ground.stage.acting(FINANCE_OFFICE):
        undo_match(entry_id=charge, reason="Another's", actor=ground.finance, now=NOW)
    assert asked_of(ground, listed(ground)) == []


def test_a_charge_within_a_receipt_is_a_booked_charge_too(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = read(ground, ("21/06/2019", f"INWARD TT {SECOND}\n{PAYER}", "479950.00"))
        (credit,) = (each.number for each in bank.of_job(job))
    accept(ground, credit, SECOND)
    (asked,) = asked_of(ground, listed(ground))
    assert asked.finding is not None
    assert asked.finding.values["entry"] == str(credit)


def test_a_charge_of_a_listing_near_the_line_is_not_booked_again_until_a_person_says_it_is_another(
    ground: Ground,
) -> None:
    (charge,) = credited(ground, TAKEN)
    job = listed(ground)
    made_ready(ground, job)
    assert posted(ground, job) == (1, [])
    with pytest.raises(Refused) as refusal:
        accept(ground, charge)
    (finding,) = refusal.value.findings
    assert (finding.code, finding.values["on"], finding.values["source"]) == (
        "REC-139",
        "2019-06-24",
        "AP19-0777",
    )
    assert taken(ground) == "50.00"
    with pytest.raises(Refused, match="MON-521"):
        accept(ground, charge, another="a\x00b")
    accept(ground, charge, another="Two transfers were charged")
    assert taken(ground) == "100.00"


def test_of_two_lines_near_one_listed_charge_one_is_booked(ground: Ground) -> None:
    first, second = credited(ground, TAKEN, ("25/06/2019", f"CHARGE {SECOND}", "-50.00"))
    job = listed(ground)
    made_ready(ground, job)
    assert posted(ground, job) == (1, [])
    accept(ground, first)
    with pytest.raises(Refused, match="REC-139"):
        accept(ground, second)
    assert taken(ground) == "100.00"


def test_a_line_of_the_listing_that_was_said_to_be_another_does_not_stand_in_the_way(ground: Ground) -> None:
    (charge,) = credited(ground, TAKEN)
    accept(ground, charge)
    job = listed(ground)
    (asked,) = asked_of(ground, job)
    answered(ground, asked.number, "count")
    made_ready(ground, job)
    posted(ground, job)
    with ground.stage.acting(FINANCE_OFFICE):
        undo_match(entry_id=charge, reason="Wrong receipt", actor=ground.finance, now=NOW)
    accept(ground, charge)
    assert taken(ground) == "100.00"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_inbox_asks_and_takes_either_answer(ground: Ground, lang: str) -> None:
    (charge,) = credited(ground, TAKEN)
    job = listed(ground)
    made_ready(ground, job)
    posted(ground, job)
    client = seen_by(FINANCE_OFFICE)
    page = f"/{lang}/bank/inbox"
    why = {
        "en": "Why it is another charge",
        "zh-hant": "為何與帳目已有的不是同一筆",
        "zh-hans": "为何与账目已有的不是同一笔",
    }[lang]
    assert why not in words(client.get(page).content)
    refused = client.post(f"{page}/{charge}", {"answer": "is", "item": ITEM})
    assert (refused.status_code, "REC-139" in words(refused.content), why in words(refused.content)) == (
        422,
        True,
        True,
    )
    done = client.post(
        f"{page}/{charge}", {"answer": "is", "item": ITEM, "words": "Two transfers"}, follow=True
    )
    said = {
        "en": "another than the books held: Two transfers",
        "zh-hant": "不是同一筆：Two transfers",
        "zh-hans": "不是同一笔：Two transfers",
    }[lang]
    assert said in words(done.content)
    client.post(f"{page}/{charge}", {"answer": "undo", "words": "No"})
    arguments = ["bank", "accept", str(charge), ITEM, "--lang", lang, "--as", FINANCE_OFFICE]
    told = CliRunner().invoke(main, arguments)
    assert (told.exit_code, "REC-139" in told.output) == (1, True)
    assert CliRunner().invoke(main, [*arguments, "--another", "Two transfers"]).exit_code == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_questions_asks_in_the_readers_language(ground: Ground, lang: str) -> None:
    (charge,) = credited(ground, TAKEN)
    accept(ground, charge)
    (asked,) = asked_of(ground, listed(ground))
    told = words(seen_by(INVESTIGATOR).get(f"/{lang}/questions/{asked.number}").content)
    # What was compared stands in the sentence of the check.
    statement = {
        "en": "bank statement june.csv",
        "zh-hant": "銀行結單 june.csv",
        "zh-hans": "银行对账单 june.csv",
    }[lang]
    leave_out = {"en": "leave this one out", "zh-hant": "剔除此行", "zh-hans": "剔除此行"}[lang]
    assert (statement in told, leave_out in told) == (True, True)
