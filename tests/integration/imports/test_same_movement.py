"""The same bank day in two files is counted once; a table gets the verdict of a statement; what nobody can tell waits for a person."""

from __future__ import annotations

import csv
import io

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.imports.operations.read_file import FileRead
from guohe.imports.operations.say_same_movement import say_same_movement
from guohe.imports.operations.undo_import import undo_import
from guohe.imports.queries import bank
from guohe.imports.queries.jobs import all_findings, job
from guohe.imports.queries.lines_that_wait import lines_that_wait
from guohe.kernel.findings import Level, Refused
from guohe.kernel.money import Money
from guohe.portal.queries.attention import needs_attention
from guohe.project.cli import main
from tests.factories.imports import Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by, words
from tests.unit.exchange.camt_files import Entry, balance, document, statement_xml

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
HEAD = ("Txn date", "Post date", "Value date", "Description", "Withdrawal", "Deposit", "Balance")
PAYER = "INWARD TT SAMPLE PAYER"


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def table(opening: str, *rows: tuple[str, str, str], balances: bool = True, end: str = "") -> bytes:
    """(day, words, amount; negative is out) of the account ···MO01 in CNY, its balance running from ``opening``."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("Account", "***-***-DEMO01", "CNY"))
    writer.writerow(HEAD if balances else HEAD[:-1])
    standing = Money.of("CNY", opening)
    for day, text, plain in rows:
        amount = Money.of("CNY", plain)
        standing += amount
        sides = (abs(amount).plain, "") if amount.minor < 0 else ("", amount.plain)
        writer.writerow((day, day, day, text, *sides, *([standing.plain] if balances else [])))
    return (out.getvalue() + end).encode()


def mt940(day: str, opening: str, *lines: str, closing: str, number: str = "1/1", name: str = "S1") -> bytes:
    """A statement of one day (YYMMDD); a line is what follows the dates in field 61."""
    told = "".join(f":61:{day}{day[2:]}{line}\n:86:INWARD TT\n" for line in lines)
    return f":20:{name}\n:25:DEMO01\n:28C:{number}\n:60F:C{day}CNY{opening}\n{told}:62F:C{day}CNY{closing}\n".encode()


def camt(message: str, identity: str, *amounts: str, opening: str = "", closing: str = "") -> bytes:
    on = {"day": "2019-06-21", "currency": "CNY"}
    balances = balance("OPBD", opening, **on) + balance("CLBD", closing, **on) if opening else ""
    entries = [Entry(amount, booked="2019-06-21", valued="2019-06-21", currency="CNY") for amount in amounts]
    told = statement_xml(
        entries,
        8,
        box="Stmt" if message == "camt.053" else "Ntfctn",
        identity=identity,
        account="01287654DEMO01",
        currency="CNY",
        balances=balances,
    )
    return document(told, message=message).replace(b"<AcctSvcrRef>SVC</AcctSvcrRef>", b"")


def read(ground: Ground, content: bytes, name: str = "a.csv") -> FileRead:
    with ground.stage.acting(FINANCE_OFFICE):
        return read_bank_statement(
            host_id=ground.stage.host, name=name, content=content, actor=ground.finance, now=NOW
        )


def amounts(ground: Ground) -> list[str]:
    with ground.stage.acting(FINANCE_OFFICE):
        return sorted(each.amount.plain for each in bank.not_used())


def codes(done: FileRead) -> list[str]:
    return [finding.code for finding in done.findings]


CREDIT = ("21/06/2019", PAYER, "479850.00")
CHARGE = ("21/06/2019", "HANDLING CHARGE", "-50.00")
DAY = mt940("190621", "0,00", "C479850,00NTRFNONREF//B1", "D50,00NCHGNONREF//B2", closing="479800,00")


@pytest.mark.parametrize(
    "files",
    [
        (table("0.00", CREDIT, CHARGE), DAY),
        (DAY, table("0.00", CREDIT, CHARGE)),
        (table("0.00", CREDIT, CHARGE), table("0.00", CREDIT, CHARGE, balances=False)),
        (table("0.00", CREDIT, CHARGE, balances=False), table("0.00", CREDIT, CHARGE)),
    ],
)  # fmt: skip
def test_one_day_in_two_files_is_counted_once(ground: Ground, files: tuple[bytes, bytes]) -> None:
    read(ground, files[0])
    again = read(ground, files[1], "b.csv")
    assert amounts(ground) == ["-50.00", "479850.00"]
    assert {"IMP-250", "IMP-251"} <= set(codes(again))


def test_a_notice_and_the_statement_after_it_are_counted_once_without_the_banks_reference(
    ground: Ground,
) -> None:
    read(ground, camt("camt.054", "N1", "479850.00"), "n.xml")
    booked = read(
        ground, camt("camt.053", "S1", "479850.00", "20.00", opening="0.00", closing="479870.00"), "s.xml"
    )
    assert amounts(ground) == ["20.00", "479850.00"]
    assert "IMP-251" in codes(booked)
    assert "IMP-250" not in codes(booked)


def test_equal_lines_of_one_file_stay_two_and_what_another_file_has_more_of_is_new(ground: Ground) -> None:
    read(ground, table("0.00", CREDIT, CREDIT))
    assert amounts(ground) == ["479850.00", "479850.00"]
    line = "C479850,00NTRFNONREF"
    read(ground, mt940("190621", "0,00", line, line, line, closing="1439550,00"), "b.sta")
    assert amounts(ground) == ["479850.00"] * 3


def test_two_statements_of_a_day_of_which_one_begins_where_the_other_ends_are_two(ground: Ground) -> None:
    line = "C100,00NTRFNONREF"
    read(ground, mt940("190621", "0,00", line, closing="100,00", number="1/1"), "a.sta")
    read(ground, mt940("190621", "100,00", line, closing="200,00", number="2/1"), "b.sta")
    read(ground, table("200.00", ("21/06/2019", PAYER, "100.00")), "c.csv")
    assert amounts(ground) == ["100.00"] * 3


def test_a_line_of_which_nobody_can_tell_waits_and_is_neither_lost_nor_counted(ground: Ground) -> None:
    read(ground, table("0.00", ("21/06/2019", "INWARD TT FIRST", "100.00"), balances=False))
    done = read(
        ground,
        table(
            "0.00", ("21/06/2019", "INWARD TT OTHER", "100.00"), ("21/06/2019", "NEW", "7.00"), balances=False
        ),
        "b.csv",
    )
    assert amounts(ground) == ["100.00", "7.00"]
    (doubt,) = [finding for finding in done.findings if finding.code == "IMP-252"]
    assert (doubt.level, doubt.place.row, doubt.values["amount"]) == (Level.HOLD, 3, "CNY 100.00")
    with ground.stage.acting(FINANCE_OFFICE):
        assert "IMP-252" in [each.code for each in all_findings(done.job)]
        told = [each for each in needs_attention(on=NOW.date()) if each.page == "imports:entries"]
    assert [dict(each.values)["amount"] for each in told] == ["CNY 100.00"]
    client = seen_by(FINANCE_OFFICE)
    page = words(client.get(f"/en/import/{done.job}/entries").content)
    assert ("may stand twice" in page, "may be the line that import" in page) == (True, True)
    assert client.post(f"/en/import/{done.job}/waiting/1", {"same": "0"}).status_code == 302
    assert amounts(ground) == ["100.00", "100.00", "7.00"]
    again = client.post(f"/en/import/{done.job}/waiting/1", {"same": "1"})
    assert (again.status_code, "IMP-253" in words(again.content)) == (422, True)
    assert "may be the line that import" not in words(client.get(f"/en/import/{done.job}/entries").content)
    with ground.stage.acting(FINANCE_OFFICE):
        assert [each.same for each in lines_that_wait(job(done.job).reading)] == [False]
        assert not [each for each in needs_attention(on=NOW.date()) if each.page == "imports:entries"]


def test_the_same_movement_said_by_command_adds_nothing(ground: Ground) -> None:
    read(ground, table("0.00", ("21/06/2019", "INWARD TT FIRST", "100.00"), balances=False))
    done = read(ground, table("0.00", ("21/06/2019", "INWARD TT OTHER", "100.00"), balances=False), "b.csv")
    command = ["import", "movement", str(done.job), "1", "same", "--as", FINANCE_OFFICE]
    told = CliRunner().invoke(main, command)
    assert (told.exit_code, "adds nothing" in told.output) == (0, True)
    assert CliRunner().invoke(main, command).exit_code == 1
    assert amounts(ground) == ["100.00"]


def test_of_an_undone_statement_no_word_is_taken(ground: Ground) -> None:
    read(ground, table("0.00", ("21/06/2019", "INWARD TT FIRST", "100.00"), balances=False))
    done = read(ground, table("0.00", ("21/06/2019", "INWARD TT OTHER", "100.00"), balances=False), "b.csv")
    with ground.stage.acting(FINANCE_OFFICE):
        undo_import(job_id=done.job, reason="wrong file", actor=ground.finance, now=NOW)
        with pytest.raises(Refused) as refused:
            say_same_movement(job_id=done.job, line=1, same=False, actor=ground.finance, now=NOW)
    assert [finding.code for finding in refused.value.findings] == ["IMP-508"]
    assert amounts(ground) == ["100.00"]


def test_a_table_with_balances_is_chained_as_a_statement_is(ground: Ground) -> None:
    first = read(ground, table("0.00", ("03/06/2019", "A", "100.00")))
    assert codes(first) == ["IMP-176"]
    gap = read(ground, table("5000.00", ("05/06/2019", "B", "10.00")), "b.csv")
    (told,) = [finding for finding in gap.findings if finding.code == "IMP-161"]
    assert (told.level, told.values["opening"], told.values["closing"]) == (
        Level.HOLD,
        "CNY 5,000.00",
        "CNY 100.00",
    )
    other = read(ground, table("77.00", ("03/06/2019", "A", "100.00"), ("05/06/2019", "B", "10.00")), "c.csv")
    assert codes(other).count("IMP-252") == 2
    assert "IMP-162" in codes(other)
    assert amounts(ground) == ["10.00", "100.00"]


def test_a_table_exported_again_says_that_it_adds_nothing(ground: Ground) -> None:
    read(ground, table("0.00", CREDIT, CHARGE))
    again = read(ground, table("0.00", CREDIT, CHARGE, end="\r\n"), "b.csv")
    assert {"IMP-160", "IMP-250"} <= set(codes(again))
    next_one = read(ground, table("479800.00", ("22/06/2019", "B", "10.00")), "c.csv")
    assert codes(next_one) == ["IMP-176"]


def test_a_statement_of_the_next_year_under_the_same_number_is_no_duplicate(ground: Ground) -> None:
    read(ground, mt940("180621", "0,00", "C5,00NTRFNONREF", closing="5,00", name="STARTUMS"), "a.sta")
    second = mt940("190621", "5,00", "C7,00NTRFNONREF", closing="12,00", name="STARTUMS")
    assert codes(read(ground, second, "b.sta")) == ["IMP-176"]
    # The same statement in another file is one.
    assert "IMP-160" in codes(read(ground, second + b"\n", "c.sta"))
    assert amounts(ground) == ["5.00", "7.00"]
