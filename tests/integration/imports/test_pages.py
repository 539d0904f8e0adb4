"""The pages of an import, from the file to the books and back, without script and in three languages."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pytest_django import Settings

from guohe.funds.queries import spend_facts
from guohe.identity.models import Account
from guohe.imports.operations.answer_question import answer_question
from guohe.imports.operations.confirm import confirm
from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.imports.queries import bank, jobs, questions
from guohe.project.cli import main
from tests.factories.identity import other_host
from tests.factories.imports import DEMO, RAIL, STEEL, Ground, demo_ground, listing, many_lines, row_counts
from tests.factories.people import AUDITOR, FINANCE_OFFICE, INVESTIGATOR, NOW, OTHER_OFFICER, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words

pytestmark = pytest.mark.usefixtures("demo_books")

LANGUAGES = ("en", "zh-hant", "zh-hans")


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ground:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


@pytest.fixture
def job(ground: Ground) -> int:
    with ground.stage.acting(FINANCE_OFFICE):
        return ground.read().job


def upload(client: Client, name: str, content: bytes, **more: str) -> object:
    host = re.search(r'name="host"[^>]*value="(\d+)"', client.get("/en/import/new").content.decode())
    assert host is not None
    told = {"kind": "erp", "host": host[1], "encoding": "", "project": "", "date_order": "", **more}
    return client.post("/en/import/new", {**told, "file": SimpleUploadedFile(name, content)})


def test_from_the_file_to_the_books_and_back_by_clicking(ground: Ground) -> None:
    client = seen_by(FINANCE_OFFICE)
    sent = upload(client, "erp.csv", (DEMO / "erp.csv").read_bytes())
    assert sent.status_code == 302  # type: ignore[attr-defined]
    checked = client.get(sent.url, follow=True)  # type: ignore[attr-defined]
    text = words(checked.content)
    assert "16 lines read. 11 ready. 1 to tick. 4 waiting for an answer. 0 cannot be read." in text
    assert (
        "HKD 503,830.50 in the file = 411,272.50 ready + 0.00 in the books + 92,558.00 waiting (needs a tick 3,480.00, waits for an answer 89,078.00) + 0.00 left out. Difference 0.00."
        in text
    )
    number = checked.redirect_chain[-1][0].split("/")[3]
    ticked = client.post(f"/en/import/{number}/ticks", {"code": "IMP-131"}, follow=True)
    assert "Lines made ready: 1." in words(ticked.content)
    for lang, told in (
        ("en", "Confirmed for 1 line: Mr Test Lau, 2019-07-02 "),
        ("zh-hant", "已確認 1 行：劉測試先生，2019-07-02 "),
        ("zh-hans", "已确认 1 行：刘测试先生，2019-07-02 "),
    ):
        assert told in words(client.get(f"/{lang}/import/{number}/check").content)
    line = CliRunner().invoke(main, ["import", "show", number, "--as", FINANCE_OFFICE]).stdout
    assert "IMP-131 Confirmed for 1 line: Mr Test Lau, 2019-07-02 " in line
    shown = client.get(f"/en/import/{number}/confirm").content.decode()
    boxes = re.findall(r'name="line" value="(\d+)"', shown)
    assert len(boxes) == 13
    posted = client.post(f"/en/import/{number}/confirm", {"line": boxes}, follow=True)
    assert "Posted: 12. Open orders noted: 0. Held: 0. Open orders held: 1." in words(posted.content)
    assert "CNY 182,258.06" in words(posted.content)
    undone = client.post(f"/en/import/{number}/undo", {"reason": "wrong period"}, follow=True)
    assert "Entries reversed: 12. Lines withdrawn: 5." in words(undone.content)
    assert "Undone by Mr Test Lau on 2019-07-02" in words(undone.content)


def test_a_bad_file_is_told_on_the_page_and_nothing_is_written(ground: Ground) -> None:
    client = seen_by(FINANCE_OFFICE)
    with ground.stage.acting(FINANCE_OFFICE):
        before = row_counts()
    answered = upload(client, "bad.csv", (DEMO / "bad" / "letter_in_amount.csv").read_bytes())
    assert answered.status_code == 422  # type: ignore[attr-defined]
    assert "IMP-103" in words(answered.content)  # type: ignore[attr-defined]
    assert "<title>Error: " in answered.content.decode()  # type: ignore[attr-defined]
    with ground.stage.acting(FINANCE_OFFICE):
        after = row_counts()
    assert {name: count for name, count in after.items() if name != "django_session"} == {
        name: count for name, count in before.items() if name != "django_session"
    }


def test_without_a_file_the_form_says_so(ground: Ground) -> None:
    client = seen_by(FINANCE_OFFICE)
    answered = client.post("/en/import/new", {"kind": "erp", "host": str(ground.stage.host)})
    assert answered.status_code == 422
    assert "No file was chosen." in words(answered.content)


def test_unclear_columns_are_named_on_the_next_page(ground: Ground) -> None:
    client = seen_by(FINANCE_OFFICE)
    unclear = listing((("02/05/2018", "AP18-1", "6110", "10.00"),)).replace(b",Amount,", b",Ziffer,")
    sent = upload(client, "unclear.csv", unclear)
    page = client.get(sent.url, follow=True)  # type: ignore[attr-defined]
    address = page.redirect_chain[-1][0]
    assert address.endswith("/map")
    chosen = dict(
        re.findall(
            r'name="role-([a-z_]+)">(?:(?!</select>).)*?<option value="([A-K])" selected',
            page.content.decode(),
        )
    )
    read = client.post(
        address,
        {**{f"role-{role}": letter for role, letter in chosen.items()}, "role-amount": "J"},
        follow=True,
    )
    assert "1 line read. 1 ready." in words(read.content)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_of_an_import_opens_in_each_language(ground: Ground, job: int, lang: str) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        line = jobs.lines(job)[0].number
        question = questions.of_job(job)[0].number
        statement = read_bank_statement(
            host_id=ground.stage.host, name="bank_cny.csv", content=(DEMO / "bank_cny.csv").read_bytes(),
            actor=ground.finance, now=NOW,
        ).job  # fmt: skip
        entries = [entry.number for entry in bank.of_job(statement)]
        confirm(job_id=job, actor=ground.finance, now=NOW)
    client = seen_by(FINANCE_OFFICE)
    for address in (
        "import", "import/new", f"import/{job}/check", f"import/{job}/check?code=IMP-121", f"import/{job}/check?state=posted",
        f"import/{job}/resolve", f"import/{job}/confirm", f"import/{job}/result", f"import/{statement}/entries",
        f"import/entries/{entries[0]}", f"import/entries/{entries[1]}", f"lines/{line}", f"questions/{question}",
        "questions", "questions?who=all", f"grants/{STEEL}/questions", f"grants/{STEEL}/lines",
        f"grants/{STEEL}/lines?group=category", f"grants/{STEEL}/lines?group=month&state=posted",
        f"grants/{STEEL}/lines?words=nothing-has-this", "grants/new/agreement",
    ):  # fmt: skip
        answered = client.get(f"/{lang}/{address}", follow=True)
        assert answered.status_code == 200, address
        assert answered.content.decode().count("<h1") == 1, address


def test_lists_and_records_are_also_json_and_csv(ground: Ground, job: int) -> None:
    client = seen_by(FINANCE_OFFICE)
    with ground.stage.acting(FINANCE_OFFICE):
        line = jobs.lines(job)[0].number
    for address in ("import", f"import/{job}/check", f"import/{job}/resolve", f"import/{job}/confirm", f"import/{job}/result",
                    f"grants/{STEEL}/lines", f"grants/{STEEL}/questions", "questions", f"lines/{line}"):  # fmt: skip
        told = client.get(f"/en/{address}.json")
        assert told.status_code == 200, address
        json.loads(told.content)
        assert client.get(f"/en/{address}.csv").content.startswith(b"\xef\xbb\xbf"), address
    record = json.loads(client.get(f"/en/import/{job}/check.json").content)
    assert {finding["code"] for finding in record["findings"]} >= {
        "IMP-121",
        "IMP-132",
        "BUD-403",
        "REP-702",
        "IMP-131",
    }


def test_the_fix_list_is_the_users_own_file_with_three_more_columns(ground: Ground, job: int) -> None:
    client = seen_by(FINANCE_OFFICE)
    told = client.get(f"/en/import/{job}/fix-list.csv").content.decode("utf-8-sig")
    assert "Result" in told.splitlines()[0] or "Result" in told
    assert told.count("Passed") >= 10
    assert "IMP-121" in told
    sheet = load_workbook(io.BytesIO(client.get(f"/en/import/{job}/fix-list.xlsx").content)).active
    assert sheet is not None
    assert sheet.max_column == 14


def test_a_page_of_a_grant_with_ten_thousand_lines_is_small_and_asks_few_questions(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        ground.read("many.csv", many_lines(10_000))
    client = seen_by(FINANCE_OFFICE)
    address = f"/en/grants/{STEEL}/lines?page=100"
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address)
    # Savepoints are there only because a test is one transaction around the request's own.
    queries = [query["sql"] for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(queries) <= 12, queries
    assert len(page.content) < 60_000
    assert "HKD 10,000.00" in words(page.content)


def test_filters_stand_in_the_address_and_totals_cover_the_whole_choice(ground: Ground, job: int) -> None:
    client = seen_by(INVESTIGATOR)
    page = words(client.get(f"/en/grants/{STEEL}/lines?category=labour").content)
    # Four salaries: 21,800.00 three times and 22,400.00.
    assert "All costs, lines: 4 HKD 87,800.00" in page
    assert "AP18-00901" not in page
    every = words(client.get(f"/en/grants/{STEEL}/lines").content)
    assert "All costs, lines: 16 HKD 503,830.50" in every
    assert "Open orders, kept apart: 1 HKD 40,000.00" in every
    bad = client.get(f"/en/grants/{STEEL}/lines?from=2018-13-45")
    assert bad.status_code == 400
    assert '"2018-13-45" is not a date' in words(bad.content)


def test_a_question_is_answered_on_its_card(ground: Ground, job: int) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        number = next(asked.number for asked in questions.of_job(job) if asked.kind == "duplicate")
    client = seen_by(INVESTIGATOR)
    page = client.get("/zh-hant/questions")
    assert "AP18-01120" in words(page.content)
    empty = client.post(f"/en/questions/{number}", {})
    assert empty.status_code == 422
    assert "Choose an answer." in words(empty.content)
    done = client.post(
        f"/en/questions/{number}", {f"q{number}-answer": "duplicate", "next": "/en/questions"}, follow=True
    )
    assert "AP18-01120: the line was left out." in words(done.content)


def test_a_refused_answer_keeps_the_way_back_to_where_it_was_given(ground: Ground, job: int) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        question = next(each for each in questions.of_job(job) if each.kind == "other_project")
    name, back = f"q{question.number}", f"/en/import/{job}/resolve"
    client = seen_by(RESEARCH_OFFICE)
    told = {f"{name}-answer": "move", f"{name}-note": "", "next": back}
    refused = client.post(f"/en/questions/{question.number}", told)
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert f'href="{back}"' in shown
    assert f'name="next" value="{back}"' in shown
    # An address elsewhere is no way back.
    elsewhere = client.post(f"/en/questions/{question.number}", {**told, "next": "https://evil.example/"})
    assert "evil.example" not in elsewhere.content.decode()


def test_a_held_line_leads_to_the_money_it_lacks_and_is_tried_again(ground: Ground, job: int) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        question = next(each for each in questions.of_job(job) if each.kind == "other_project")
    with ground.stage.acting(RESEARCH_OFFICE):
        answer_question(
            question_id=question.number,
            answer="move",
            chosen=RAIL,
            note="",
            actor=ground.stage.account(RESEARCH_OFFICE),
            now=NOW,
        )
    with ground.stage.acting(FINANCE_OFFICE):
        confirm(job_id=job, actor=ground.finance, now=NOW)
    client = seen_by(FINANCE_OFFICE)
    shown = client.get(f"/en/import/{job}/resolve").content.decode()
    assert f"/en/grants/{RAIL}/money" in shown
    # With it the order that is above its budget.
    assert "Try 2 held lines again" in shown
    again = client.post(f"/en/import/{job}/confirm", {"line": question.line.number}, follow=True)
    # Nothing came meanwhile, so the books refuse it once more, in words.
    assert (again.status_code, "MON-321" in words(again.content)) == (200, True)


def test_somebody_without_standing_is_told_who_can(ground: Ground, job: int) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        number = questions.of_job(job)[0].number
    answered = seen_by(AUDITOR).post(f"/en/questions/{number}", {f"q{number}-answer": "wait"})
    assert answered.status_code == 422
    assert "can answer this; you can add a note." in words(answered.content)


def test_a_receipt_is_recorded_from_the_statement(ground: Ground) -> None:
    client = seen_by(FINANCE_OFFICE)
    sent = upload(client, "bank_cny.csv", (DEMO / "bank_cny.csv").read_bytes(), kind="bank")
    page = client.get(sent.url, follow=True)  # type: ignore[attr-defined]
    assert "CNY 479,850.00" in words(page.content)
    entry = re.findall(r"/en/import/entries/(\d+)", page.content.decode())[-1]
    done = client.post(f"/en/import/entries/{entry}", {"instalment": f"{STEEL}/T2"}, follow=True)
    assert "Recorded as J-" in words(done.content)


def test_an_exchange_form_is_filled_from_the_narrative(ground: Ground) -> None:
    client = seen_by(FINANCE_OFFICE)
    sent = upload(client, "bank_cny.csv", (DEMO / "bank_cny.csv").read_bytes(), kind="bank")
    page = client.get(sent.url, follow=True)  # type: ignore[attr-defined]
    # The receipt and the exchange above it are in the books already and offer no link; their numbers come before.
    (receipt_to_come,) = set(re.findall(r"/en/import/entries/(\d+)", page.content.decode()))
    entry = int(receipt_to_come) - 1
    form = client.get(f"/en/import/entries/{entry}").content.decode()
    for told in ("1.2400", "892614.00", "DEMO-FX-1", "2018-04-20"):
        assert f'value="{told}"' in form


@pytest.mark.parametrize("username", [AUDITOR, RESEARCH_OFFICE, INVESTIGATOR])
def test_who_may_not_import_is_told_who_can(ground: Ground, job: int, username: str) -> None:
    client = seen_by(username)
    refused = client.get("/en/import/new")
    assert refused.status_code == 403
    assert "Mr Test Lau" in refused.content.decode()
    assert client.post(f"/en/import/{job}/confirm", {"all": "1"}).status_code == 403
    with ground.stage.acting(FINANCE_OFFICE):
        assert {fact.kind for fact in spend_facts.of_fund(STEEL)} == {"receipt"}


def test_another_host_finds_no_page_of_this_import(ground: Ground, job: int) -> None:
    other = other_host(ground.stage)
    client = Client()
    with other.acting(OTHER_OFFICER):
        account = Account.objects.get(username=OTHER_OFFICER)
    client.force_login(account, backend="guohe.identity.web.backend.AccountBackend")
    for address in (f"import/{job}/check", f"import/{job}/result", f"grants/{STEEL}/lines", "lines/1"):
        assert client.get(f"/en/{address}").status_code == 404, address


def test_a_grant_is_set_up_step_by_step_and_written_only_at_the_end(ground: Ground) -> None:
    client = seen_by(RESEARCH_OFFICE)
    begin = client.get("/en/grants/new", follow=True)
    assert "Step 1 of 6" in words(begin.content) or "Step 1 of 6" in begin.content.decode()
    names = {"title_en": "New joints", "title_zh_hant": "新節點", "title_zh_hans": "新节点", "funder_en": "Demo agency",
             "funder_zh_hant": "示範機構", "funder_zh_hans": "示例机构"}  # fmt: skip
    steps = (
        ("agreement", {"ref": "DEMO-NEW-2019-009", "pack": "DEMO-1@1.0", **names}),
        ("money", {"total": "1200000.00", "starts": "2019-07-01", "last_day": "2022-06-30", "amount_1": "720000.00",
                   "due_1": "2019-08-01", "condition_1": "sealed", "amount_2": "480000.00"}),
        ("people", {"unit": "CNERC-02", "investigator": str(ground.stage.account(INVESTIGATOR)), "project_codes": "ZZ09-DEMO", "partner_share": ""}),
        ("policy", {"lot_policy": "fifo", "fx_policy": "bank_actual", "book": str(ground.book)}),
    )  # fmt: skip
    for name, told in steps:
        answered = client.post(f"/en/grants/new/{name}", told)
        assert answered.status_code == 302, (name, words(answered.content)[:600])
    budget = SimpleUploadedFile("budget.csv", (DEMO / "budget_mainland.csv").read_bytes())
    answered = client.post("/en/grants/new/budget", {"file": budget, "approved_on": "2019-06-15"})
    assert answered.status_code == 302, words(answered.content)[:600]
    check = client.get("/en/grants/new/check")
    text = words(check.content)
    assert "720,000.00 + 480,000.00 = 1,200,000.00; the award is CNY 1,200,000.00. Difference 0.00." in text
    assert "壹佰贰拾万元整" in text
    # The capital numerals say the award, so nobody is asked about the unit; and every answer stands in words.
    assert "BUD-202" not in check.content.decode()
    assert "in ten-thousands" not in text
    assert "First in, first out" in text
    assert "The bank's actual rate" in text
    assert "fifo" not in text
    assert "bank_actual" not in text
    done = client.post("/en/grants/new/check", follow=True)
    assert "DEMO-NEW-2019-009 is set up with its budget as version 1." in words(done.content)


def test_instalments_that_do_not_add_to_the_award_set_nothing_up(ground: Ground) -> None:
    client = seen_by(RESEARCH_OFFICE)
    client.get("/en/grants/new", follow=True)
    bad = client.post(
        "/en/grants/new/money", {"total": "12o0", "starts": "soon", "last_day": "2022-06-30", "amount_1": "1"}
    )
    assert bad.status_code == 422
    assert '"12o0" is not an amount.' in words(bad.content)
    assert '"soon" is not a date' in words(bad.content)


def test_check_and_confirm_say_beforehand_what_the_books_would_hold(ground: Ground, job: int) -> None:
    client = seen_by(FINANCE_OFFICE)
    for page in ("check", "confirm"):
        text = words(client.get(f"/en/import/{job}/{page}").content)
        assert "Would be held when posted:" in text
        assert "This would take Equipment to CNY 182,258.06." in text


def test_a_field_that_some_answers_need_is_not_called_optional(ground: Ground, job: int) -> None:
    with ground.stage.acting(INVESTIGATOR):
        number = next(each.number for each in questions.of_job(job) if each.kind == "no_category")
    client = seen_by(INVESTIGATOR)
    text = words(client.get(f"/en/questions/{number}").content)
    assert "Which category" in text
    assert "Which category (optional)" not in text
    empty = client.post(
        f"/en/questions/{number}", {f"q{number}-answer": "category", f"q{number}-category": ""}
    )
    assert empty.status_code == 422
    assert "(travel)" in words(empty.content)
