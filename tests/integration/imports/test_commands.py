"""The commands do what the pages do, with the same words and their own exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from pytest_django import Settings

from guohe.grants.queries import budgets
from guohe.identity.domain.demo_cast import SINCE
from guohe.imports.cli import commands
from guohe.imports.models import BankRow
from guohe.imports.queries import jobs
from guohe.imports.web.forms import AnswerForm
from tests.factories.identity import add_person
from tests.factories.imports import DEMO, RAIL, STEEL, Ground, demo_ground, listing, row_counts
from tests.factories.people import ADMINISTRATOR, AUDITOR, FINANCE_OFFICE, INVESTIGATOR, NOW, RESEARCH_OFFICE

pytestmark = pytest.mark.usefixtures("demo_books")

LISTING = str(DEMO / "erp.csv")


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def run(*words: str) -> Result:
    group = click.Group("guohe", commands={command.name or "": command for command in commands})
    return CliRunner().invoke(group, list(words), catch_exceptions=False)


def test_a_dry_run_reports_everything_and_writes_nothing(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        before = row_counts()
    answered = run("import", "erp", LISTING, "--dry-run", "--json")
    assert answered.exit_code == 2
    told = json.loads(answered.stdout)
    assert told["books"] is True
    assert told["totals"]["stated"] == {"currency": "HKD", "amount": "503830.50"}
    assert told["totals"]["ready"] == {"lines": 11, "amount": {"currency": "HKD", "amount": "411272.50"}}
    assert told["totals"]["tick"]["amount"]["amount"] == "3480.00"
    assert told["totals"]["question"]["amount"]["amount"] == "89078.00"
    assert told["totals"]["difference"]["amount"] == "0.00"
    assert {finding["code"] for finding in told["findings"]} == {
        "IMP-133", "IMP-121", "IMP-132", "BUD-403", "REP-702", "IMP-131",
    }  # fmt: skip
    with ground.stage.acting(FINANCE_OFFICE):
        assert row_counts() == before


@pytest.mark.parametrize(
    ("lang", "name"), [("en", "Equipment"), ("zh-hant", "設備費"), ("zh-hans", "设备费")]
)
def test_a_dry_run_says_what_confirming_would_hold_by_the_name_of_the_budget_line(
    ground: Ground, lang: str, name: str
) -> None:
    # CNY 150,000.00 of HKD 186,000.00 and an order of HKD 40,000.00, both at 1.2400: 182,258.06 of 180,000.00.
    told = run("import", "erp", LISTING, "--dry-run", "--lang", lang).stdout
    held = next(line for line in told.splitlines() if "BUD-402" in line)
    assert all(word in held for word in (name, "HKD 40,000.00", "CNY 182,258.06", "CNY 180,000.00"))
    posted = run("import", "erp", LISTING, "--yes-ticks", "--confirm", "--lang", lang).output
    assert held.partition("BUD-402")[2] in posted
    # The line is named by its document and row, before and after.
    assert [line for line in posted.splitlines() if "BUD-402" in line and "PO-7790" in line]
    assert "24" in held.partition("HKD 40,000.00")[0].partition("PO-7790")[2]


def test_many_held_lines_are_told_in_one_sentence_with_their_count_and_sum(
    ground: Ground, tmp_path: Path
) -> None:
    # Travel has a budget of CNY 90,000.00, HKD 111,600.00 at 1.2400: two of the six fit, 200,018.00 does not.
    rows = [(f"0{day}/06/2018", f"AP18-{day}", "6420", f"{50_000 + day}.00") for day in range(1, 7)]
    file = tmp_path / "june.csv"
    file.write_bytes(listing(rows, total="300021.00"))
    told = run("import", "erp", str(file), "--confirm").stdout
    (sentence,) = [line for line in told.splitlines() if line.startswith("BUD-402")]
    assert sentence.startswith(
        "BUD-402, lines: 4, HKD 200,018.00 together. The biggest: AP18-6 (row 7), HKD 50,006.00. AP18-5 (row 6),"
    )
    assert "More: 1." in sentence


def test_a_day_outside_the_grant_and_an_account_without_a_category_name_row_and_document(
    ground: Ground,
) -> None:
    told = run("import", "erp", LISTING, "--dry-run").stdout
    assert "BUD-403 Row 4, AP18-00412. 2018-04-18 is before the project starts" in told
    assert "REP-702 Row 23, ST19-0107. Account 6900 Entertainment" in told


def test_a_dry_run_needs_no_books(db: None, settings: Settings) -> None:
    settings.MODE = "test"
    answered = run("import", "erp", LISTING, "--dry-run", "--json")
    told = json.loads(answered.stdout)
    assert (told["books"], told["lines"], told["totals"]["read"]["lines"]) == (False, 17, 16)
    assert answered.exit_code in (0, 3)


@pytest.mark.parametrize("lang", ["en", "zh-hant", "zh-hans"])
def test_a_dry_run_speaks_each_language(ground: Ground, lang: str) -> None:
    answered = run("import", "erp", LISTING, "--dry-run", "--lang", lang)
    assert answered.exit_code == 2
    assert "IMP-131" in answered.stdout


def test_a_dry_run_writes_the_fix_list(ground: Ground, tmp_path: Path) -> None:
    target = tmp_path / "fix.xlsx"
    run("import", "erp", LISTING, "--dry-run", "--fix-list", str(target))
    sheet = load_workbook(target).active
    assert sheet is not None
    assert sheet.max_column == 14


def test_ticks_and_confirmation_on_the_command_line(ground: Ground) -> None:
    answered = run("import", "erp", LISTING, "--yes-ticks", "--confirm")
    assert answered.exit_code == 2
    assert "Posted: 12. Open orders noted: 0. Held: 0. Open orders held: 1." in answered.stdout
    again = run("import", "erp", LISTING, "--confirm")
    assert again.exit_code == 2
    assert "IMP-501" in again.stdout
    assert "Posted:" not in again.stdout
    with ground.stage.acting(FINANCE_OFFICE):
        assert jobs.latest()[0].standing.posted.lines == 12


def test_the_same_cells_in_another_file_add_nothing_and_are_no_failure(ground: Ground) -> None:
    run("import", "erp", LISTING, "--yes-ticks", "--confirm")
    other = str(DEMO / "erp.xlsx")
    looked = run("import", "erp", other, "--dry-run")
    assert (
        "414,752.50 in the books + 89,078.00 waiting in an earlier import = HKD 503,830.50" in looked.stdout
    )
    answered = run("import", "erp", other, "--confirm", "--yes-ticks")
    assert answered.exit_code == 3
    assert "All 16 lines are in the books already or waiting; nothing added." in answered.stdout
    assert "IMP-509" not in answered.output
    with ground.stage.acting(FINANCE_OFFICE):
        number = jobs.latest()[0].number
    assert "16 lines read." in run("import", "show", str(number)).stdout


def test_an_import_shows_ready_to_tick_and_held_before_it_is_confirmed(ground: Ground) -> None:
    told = run("import", "erp", LISTING).stdout
    assert "411,272.50 ready + 3,480.00 to tick + 89,078.00 waiting = HKD 503,830.50" in told


def test_questions_are_listed_and_answered(ground: Ground) -> None:
    run("import", "erp", LISTING)
    listed = json.loads(run("questions", "--json", "--as", INVESTIGATOR).stdout)
    number = {row["source"]: row["question"] for row in listed["rows"]}
    told = run("answer", str(number["AP18-01120"]), "duplicate", "--as", INVESTIGATOR)
    assert told.stdout.strip() == "AP18-01120: the line was left out."
    moved = run("answer", str(number["AP19-00188"]), "move", "--grant", RAIL, "--as", RESEARCH_OFFICE)
    assert moved.exit_code == 0
    refused = run("answer", str(number["ST19-0107"]), "category", "--category", "travel", "--as", AUDITOR)
    assert refused.exit_code == 1
    assert "can answer this; you can add a note." in refused.stderr


def test_a_line_is_asked_about_by_its_document(ground: Ground) -> None:
    run("import", "erp", LISTING)
    assert run("ask", "AP18-00901", "Which set is this?").exit_code == 0
    assert "Which set is this?" in run("questions", "--all").stdout
    unknown = run("ask", "AP18-99999", "What?")
    assert unknown.exit_code == 1
    assert 'IMP-528 Nothing here is called "AP18-99999"' in unknown.stderr


def test_a_bad_file_is_a_stop(ground: Ground) -> None:
    answered = run("import", "erp", str(DEMO / "bad" / "pdf_renamed.csv"))
    assert answered.exit_code == 1
    assert answered.stderr.startswith("IMP-001 This is a PDF.")
    missing = run("import", "erp", str(DEMO / "no_such_file.csv"))
    assert (missing.exit_code, "IMP-035" in missing.stderr) == (1, True)


def test_lines_are_chosen_and_added_up(ground: Ground) -> None:
    run("import", "erp", LISTING)
    told = json.loads(run("lines", STEEL, "--category", "labour", "--json").stdout)
    assert len(told["rows"]) == 4
    assert "5210 Research staff" in run("lines", STEEL, "--group", "account").stdout
    grouped = run("lines", STEEL, "--group", "state").stdout
    assert "ready" in grouped
    assert run("lines", STEEL, "--from", "yesterday").exit_code == 1


def test_an_import_is_shown_confirmed_and_undone_by_number(ground: Ground) -> None:
    number = str(json.loads(run("import", "erp", LISTING, "--json").stdout)["import"])
    assert "16 lines read." in run("import", "show", number).stdout
    assert run("import", "confirm", number, "--yes-ticks").exit_code == 2
    undone = run("import", "undo", number, "--why", "wrong period")
    assert undone.stdout.strip() == "Entries reversed: 12. Lines withdrawn: 5."
    assert run("import", "confirm", number).exit_code == 1
    assert "undone" in run("import", "list").stdout


def test_a_statement_and_a_receipt(ground: Ground) -> None:
    read = run("import", "bank", str(DEMO / "bank_cny.csv"), "--json")
    assert read.exit_code in (0, 3)
    with ground.stage.acting(FINANCE_OFFICE):
        entry = BankRow.objects.order_by("-pk").values_list("pk", flat=True)[0]
    assert run("import", "receipt", str(entry), f"{STEEL}/T2").stdout.startswith("Recorded as J-")


def test_an_exchange_of_an_amount_that_is_none_is_refused_in_words(ground: Ground) -> None:
    run("import", "bank", str(DEMO / "bank_cny.csv"))
    with ground.stage.acting(FINANCE_OFFICE):
        entry = BankRow.objects.filter(amount_minor__lt=0).values_list("pk", flat=True)[0]
    slip = ("--rate", "1.2400", "--deal", "DEMO-FX-9", "--bought")
    told = run("import", "conversion", str(entry), f"{STEEL}/T1", *slip, "68.827,50")
    assert told.exit_code == 1
    assert 'IMP-525 "68.827,50" is not an amount.' in told.stdout + told.stderr


def test_a_changed_budget_is_loaded_by_no_file_and_approved_by_no_typed_name(ground: Ground) -> None:
    words = ("import", "budget", str(DEMO / "budget_mainland.csv"), "--grant", STEEL, "--as", RESEARCH_OFFICE)
    refused = run(*words)
    assert (refused.exit_code, "IMP-226" in refused.stderr) == (1, True)
    assert f"./guohe change new {STEEL}" in refused.stderr
    # The name of a colleague is no approval: there is no such option.
    assert run(*words, "--approved-by", FINANCE_OFFICE).exit_code != 0
    with ground.stage.acting(FINANCE_OFFICE):
        assert [version.number for version in budgets.versions(STEEL)] == [1]


def test_a_budget_is_looked_at(ground: Ground) -> None:
    looked = run("import", "budget", str(DEMO / "budget_mainland.csv"), "--dry-run")
    assert looked.exit_code in (0, 2, 3)
    assert "设备费" in looked.stdout
    crooked = run(
        "import", "budget", str(DEMO / "bad" / "budget_sum.csv"), "--grant", STEEL, "--as", RESEARCH_OFFICE
    )
    assert crooked.exit_code == 1
    assert "BUD-201" in crooked.stdout + crooked.stderr


def test_without_the_capability_a_command_stops(ground: Ground) -> None:
    refused = run("import", "erp", LISTING, "--as", AUDITOR)
    assert refused.exit_code == 1
    assert "ACC-603" in refused.stderr


def test_who_may_import_and_not_see_money_is_told_no_amount_and_posts_nothing(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read().job
    with ground.stage.acting(ADMINISTRATOR, on=SINCE):
        add_person(ground.stage.host, "clerk", "import")
    refused = run("import", "confirm", str(job), "--as", "clerk")
    assert refused.exit_code == 1
    assert "ACC-603" in refused.output + refused.stderr
    assert "HKD" not in refused.output
    with ground.stage.acting(FINANCE_OFFICE):
        assert jobs.job(job).standing.posted.lines == 0


def test_an_import_tells_a_sentence_a_reason_and_each_finding_when_asked(ground: Ground) -> None:
    # The equipment budget is CNY 180,000.00 = HKD 223,200.00; the first fits, the other ten wait for one reason.
    rows = [(f"{day:02}/05/2018", f"AP-{day:02}", "7310", "200,000.00") for day in range(2, 13)]
    with ground.stage.acting(FINANCE_OFFICE):
        job = str(ground.read("many.csv", listing(rows, total="2,200,000.00")).job)
    assert "Posted: 1. Open orders noted: 0. Held: 10." in run("import", "confirm", job).stdout
    shown = run("import", "show", job)
    told = [line for line in shown.stdout.splitlines() if line.startswith("BUD-402")]
    assert len(told) == 1
    # The head is row 1, so the ten lines after the first stand in rows 3 to 12.
    assert told[0].endswith("(the first of 10, in rows 3, 4, 5, 6, 7, 8, 9, 10 and 2 more)")
    assert f"Each one: ./guohe import show {job} --all" in shown.stdout
    assert shown.stdout.index("HKD 2,200,000.00") < shown.stdout.index("BUD-402")
    each = run("import", "show", job, "--all")
    assert sum(line.startswith("BUD-402") for line in each.stdout.splitlines()) == 10


def test_only_the_answers_one_may_give_are_listed_with_who_gives_the_others(ground: Ground) -> None:
    run("import", "erp", LISTING)
    # Whoever read the file asked, and counting a cost in is decided by somebody else.
    asker, other = (run("questions", "--as", who).stdout for who in (FINANCE_OFFICE, RESEARCH_OFFICE))
    assert "    count " not in asker
    assert "Ms Sample Ng" in asker
    assert "    count " in other
    told = json.loads(run("questions", "--json", "--as", FINANCE_OFFICE).stdout)["rows"]
    assert not [row for row in told if "count" in row["ready"]]


def test_the_hint_of_an_answer_speaks_of_counting_in_only_where_that_is_offered() -> None:
    hints = [
        AnswerForm(lang="zh-hant", ready=ready, grants=(), categories={}).fields["note"].help_text
        for ready in (("count",), ("not_ours",))
    ]
    assert ["計入支出" in hint for hint in hints] == [True, False]


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (("erp",), "Export as CSV or Excel from the ERP"),
        (("bank",), "Download the statement from the bank"),
        (("budget", "--dry-run"), "Save the table itself"),
    ],
)
def test_a_pdf_is_told_by_the_kind_of_file_it_was_given_for(
    ground: Ground, words: tuple[str, ...], advice: str
) -> None:
    kind, *more = words
    told = run("import", kind, str(DEMO / "bad" / "pdf_renamed.csv"), *more)
    assert (told.exit_code, "IMP-001" in told.output, advice in told.output) == (1, True, True), told.output
    if kind != "erp":
        assert "ERP" not in told.output


def test_ticks_and_confirmation_begin_with_what_the_ticks_made_ready(ground: Ground) -> None:
    first, second, *_ = run("import", "erp", LISTING, "--yes-ticks", "--confirm").stdout.splitlines()
    # 11 lines of 411,272.50 and the ticked one of 3,480.00.
    assert first.startswith("16 lines read. 12 ready. 0 to tick. 4 waiting for an answer.")
    assert second.startswith("414,752.50 ready")


@pytest.mark.parametrize("kind", ["erp", "bank"])
def test_a_dry_run_for_a_host_or_a_person_that_was_named_wrongly_says_so(ground: Ground, kind: str) -> None:
    file = LISTING if kind == "erp" else str(DEMO / "bank_cny.csv")
    for more, code in ((["--host", "nowhere"], "IMP-516"), (["--as", AUDITOR], "ACC-60")):
        told = run("import", kind, file, "--dry-run", *more)
        assert (told.exit_code, code in told.output) == (1, True), told.output
        assert "2019-06-21" not in told.output
        assert "16 lines" not in told.output
