"""A page offers what this person may do, says who may do the rest, and tells what is missing without quoting nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from click.testing import CliRunner
from django.test import Client
from pytest_django import Settings

from guohe.funds.domain.lots import Lot, Policy
from guohe.imports.operations.answer_question import answer_question
from guohe.imports.operations.confirm import confirm
from guohe.imports.queries import foreseen, jobs, questions
from guohe.imports.queries.foreseen import Wanted
from guohe.imports.queries.if_posted import held_if_posted
from guohe.imports.queries.tables import questions_table
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.project.cli import main
from guohe.ui.plain import table_record
from tests.factories.imports import DEMO, RAIL, STEEL, Ground, demo_ground, listing
from tests.factories.people import AUDITOR, FINANCE_OFFICE, INVESTIGATOR, NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words

pytestmark = pytest.mark.usefixtures("demo_books")


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def asked(ground: Ground, kind: str) -> int:
    with ground.stage.acting(FINANCE_OFFICE):
        return next(each.number for each in questions.of_job(ground.read().job) if each.kind == kind)


def card(client: Client, number: int) -> str:
    return client.get(f"/en/questions/{number}").content.decode()


def test_whoever_read_the_file_is_not_offered_to_count_a_cost_and_is_told_who_can(ground: Ground) -> None:
    number = asked(ground, "outside_period")
    importer, other = card(seen_by(FINANCE_OFFICE), number), card(seen_by(INVESTIGATOR), number)
    assert 'value="count"' not in importer
    assert re.search(
        r'"Count it[^"]*": not for you to answer\. [^.]*Dr Demo Yip[^.]* can\.', words(importer.encode())
    )
    assert 'value="count"' in other
    assert "not for you to answer" not in other
    # A form that comes back with a fault offers no more than it did.
    faulty = seen_by(FINANCE_OFFICE).post(f"/en/questions/{number}", {})
    told = faulty.content.decode()
    assert (faulty.status_code, 'value="count"' in told) == (422, False)
    assert "not for you to answer" in told


def test_somebody_without_standing_is_offered_a_note_alone(ground: Ground) -> None:
    told = card(seen_by(AUDITOR), asked(ground, "other_project"))
    assert re.findall(r'type="radio"[^>]*value="([a-z_]+)"|value="([a-z_]+)"[^>]*type="radio"', told)
    assert [word for word in ("count", "move", "not_ours", "wait") if f'value="{word}"' in told] == []
    assert 'value="note"' in told
    assert "not for you to answer." in told


def test_a_question_of_the_check_is_not_said_to_be_a_persons(ground: Ground) -> None:
    told = words(card(seen_by(INVESTIGATOR), asked(ground, "duplicate")).encode())
    assert "The check asked when Mr Test Lau read the file in on 2019-07-02; wanted by 2019-07-09." in told
    assert "Asked by" not in told


@pytest.mark.parametrize(
    ("answer", "kind", "code"), [("move", "other_project", "IMP-531"), ("category", "no_category", "IMP-532")]
)
def test_an_empty_choice_is_called_no_choice(ground: Ground, answer: str, kind: str, code: str) -> None:
    number = asked(ground, kind)
    with ground.stage.acting(RESEARCH_OFFICE), pytest.raises(Refused) as refused:
        answer_question(
            question_id=number, answer=answer, actor=ground.stage.account(RESEARCH_OFFICE), now=NOW
        )
    (finding,) = refused.value.findings
    assert finding.code == code
    assert '""' not in finding.sentence("en")


def test_who_sees_no_other_grant_is_told_who_may_move_the_cost_there(ground: Ground) -> None:
    """Dr Demo Yip sees his own grant alone, so there is none to choose; the finance officer asked, so does not decide."""
    number = asked(ground, "other_project")
    own, office = card(seen_by(INVESTIGATOR), number), card(seen_by(RESEARCH_OFFICE), number)
    assert ('value="move"' in own, "Which grant" in own, 'value="not_ours"' in own) == (False, False, True)
    assert '"It belongs to another grant": not for you to answer. Ms Sample Ng can.' in words(own.encode())
    assert ('value="move"' in office, f'value="{RAIL}"' in office) == (True, True)
    assert "not for you to answer" not in office
    listed = CliRunner().invoke(main, ["questions", "--as", INVESTIGATOR]).stdout
    assert '"It belongs to another grant": not for you to answer. Ms Sample Ng can.' in listed
    for chosen in ([], ["--grant", RAIL]):
        told = CliRunner().invoke(main, ["answer", str(number), "move", *chosen, "--as", INVESTIGATOR])
        assert told.exit_code == 1
        assert "IMP-360" in told.output
        assert "You can choose no other grant for this cost; Ms Sample Ng can." in told.output
    sent = {f"q{number}-answer": "move", f"q{number}-grant": "", f"q{number}-note": ""}
    faulty = seen_by(INVESTIGATOR).post(f"/en/questions/{number}", sent)
    page = faulty.content.decode()
    assert (faulty.status_code, "IMP-360" in page, "Which grant" in page) == (422, True, False)


def test_a_wrong_choice_is_told_which_grants_there_are(ground: Ground) -> None:
    number = asked(ground, "other_project")
    told = CliRunner().invoke(
        main, ["answer", str(number), "move", "--grant", "NONE", "--as", RESEARCH_OFFICE]
    )
    assert re.search(rf'"NONE" is none of the grants that you can choose here: [^.]*{RAIL}', told.output)


def test_a_reason_that_may_be_needed_is_not_called_optional(ground: Ground) -> None:
    told = words(card(seen_by(INVESTIGATOR), asked(ground, "outside_period")).encode())
    assert "Reason or note (optional)" not in told
    number = int(
        re.findall(r"q(\d+)-answer", card(seen_by(INVESTIGATOR), asked(ground, "outside_period")))[0]
    )
    done = seen_by(INVESTIGATOR).post(f"/en/questions/{number}", {f"q{number}-answer": "wait"}, follow=True)
    assert "the line goes on waiting" in words(done.content)


@pytest.mark.parametrize("lang", ["en", "zh-hant", "zh-hans"])
def test_a_stopped_file_is_named_and_nothing_of_it_is_said_to_be_written(ground: Ground, lang: str) -> None:
    client = seen_by(FINANCE_OFFICE)
    with (DEMO / "bad" / "letter_in_amount.csv").open("rb") as file:
        told = client.post(
            f"/{lang}/import/new", {"kind": "erp", "host": str(ground.stage.host), "file": file}
        )
    page = words(told.content)
    assert told.status_code == 422
    assert "letter_in_amount.csv" in page
    assert [
        word for word in ("Note: written", "備註：已寫入", "备注：已写入", "set aside") if word in page
    ] == []


def test_two_spellings_of_one_supplier_stay_as_in_the_file(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read().job
    page = words(seen_by(FINANCE_OFFICE).get(f"/en/import/{job}/check").content)
    assert "示例钢材有限公司 stands as in the file; it and 示例鋼材有限公司 are one supplier" in page
    assert "示例钢材有限公司 → 示例鋼材有限公司" not in page


def moved_to_rail(ground: Ground) -> int:
    """The listing with the line of the rail project's order answered as that project's; its import."""
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read().job
        number = next(each.number for each in questions.of_job(job) if each.kind == "other_project")
    with ground.stage.acting(RESEARCH_OFFICE):
        actor = ground.stage.account(RESEARCH_OFFICE)
        answer_question(question_id=number, answer="move", chosen=RAIL, actor=actor, now=NOW)
    return job


def test_a_line_given_to_a_grant_without_money_is_told_before_it_is_confirmed(ground: Ground) -> None:
    job = moved_to_rail(ground)
    page = words(seen_by(FINANCE_OFFICE).get(f"/en/import/{job}/confirm").content)
    # HKD 15,210.00 for a grant that has received nothing, and the order of 40,000.00 that would pass its budget.
    assert "2 lines of those below would be held, HKD 55,210.00." in page
    assert "in no books and in no report; it is tried again once it has what it lacks" in page
    assert (
        f"MON-321 AP19-00188 HKD 15,210.00 is not linked to any receipt: {RAIL} lacks HKD 15,210.00." in page
    )
    with ground.stage.acting(FINANCE_OFFICE):
        foretold = {each.finding.code: each.row for each in foreseen.of_job(job)}
        done = confirm(job_id=job, actor=ground.finance, now=NOW)
        # What was foretold is what the books held.
        held = {
            finding.code: line.row for line in jobs.lines(job, states=("held",)) if (finding := line.hold)
        }
    assert set(foretold) == {"MON-321", "BUD-402"}
    assert held == foretold
    assert len(done.held) == 2


def test_an_answer_says_what_the_books_would_hold(ground: Ground) -> None:
    job = moved_to_rail(ground)
    with ground.stage.acting(FINANCE_OFFICE):
        (number,) = (each.number for each in questions.of_job(job, state="answered"))
        (told,) = held_if_posted(number, account=ground.finance, on=NOW.date(), lang="en")
    assert told.startswith("Would be held when posted: ")
    assert f"{RAIL} lacks HKD 15,210.00" in told
    shown = CliRunner().invoke(main, ["import", "show", str(job), "--as", FINANCE_OFFICE]).stdout
    assert f"hold {told}" in shown.splitlines()


def test_lines_that_use_the_last_money_of_their_day_are_told_apart(ground: Ground) -> None:
    """HKD 892,614.00 came in on 2018-04-20; three costs take 880,000.00, so that 12,614.00 are left: not 100,000.00, but 12,614.00."""
    rows = [
        ("02/05/2018", "AP-1", "5210", "440000.00"),
        ("03/05/2018", "AP-2", "6110", "290000.00"),
        ("04/05/2018", "AP-3", "7310", "150000.00"),
        ("05/05/2018", "AP-4", "6510", "100000.00"),
        ("06/05/2018", "AP-5", "6420", "12614.00"),
    ]
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("may.csv", listing(rows)).job
        foretold = {each.source: each.finding.code for each in foreseen.of_job(job)}
        confirm(job_id=job, actor=ground.finance, now=NOW)
        held = {
            line.source: finding.code for line in jobs.lines(job, states=("held",)) if (finding := line.hold)
        }
    assert held == foretold == {"AP-4": "MON-321"}


def test_a_return_of_more_than_was_spent_is_told_before_it_is_confirmed(ground: Ground) -> None:
    """100.00 are spent, so 60.00 may come back and then no 50.00; of 40.00 that are left the whole may."""
    rows = [
        ("02/05/2018", "AP-1", "6110", "100.00"),
        ("03/05/2018", "AP-2", "6110", "-60.00"),
        ("04/05/2018", "AP-3", "6110", "-50.00"),
        ("05/05/2018", "AP-4", "6110", "-40.00"),
    ]
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("may.csv", listing(rows)).job
        foretold = {each.source: each.finding for each in foreseen.of_job(job)}
        confirm(job_id=job, actor=ground.finance, now=NOW)
        held = {line.source: finding for line in jobs.lines(job, states=("held",)) if (finding := line.hold)}
    assert {source: each.code for source, each in held.items()} == {"AP-3": "MON-322"}
    assert {source: (each.code, each.values) for source, each in foretold.items()} == {
        source: (each.code, each.values) for source, each in held.items()
    }


def test_a_page_leaves_out_columns_that_are_empty_throughout_and_a_file_keeps_them(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("may.csv", listing([("02/05/2018", "AP-1", "5210", "440.00")])).job
        confirm(job_id=job, actor=ground.finance, now=NOW)
    client = seen_by(FINANCE_OFFICE)
    page = client.get(f"/en/import/{job}/result").content.decode()
    heads = re.findall(r"<th scope=\"col\"[^>]*>([^<]+)<?", page)
    assert ("AP-1" in page, "Order" in heads, "Entry" in heads) == (True, False, True)
    assert '"order"' in client.get(f"/en/import/{job}/result.json").content.decode()


def test_a_row_as_it_was_stands_under_the_heads_of_its_file_and_its_pack_by_title(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read().job
        line = next(
            each for each in jobs.lines(job) if any(found.code == "REP-702" for found in each.findings)
        )
    for lang, title, pack in (
        ("en", ":", 'no category in pack "Demo pack 1: eight lines before 2021" (DEMO-1).'),
        ("zh-hant", "：", "在報告範本「示範報告範本一：2021 年前八個科目」（DEMO-1）中沒有對應的預算科目"),
        ("zh-hans", "：", "在报告模板“示例报告模板一：2021 年前的八个科目”（DEMO-1）中没有对应的预算科目"),
    ):
        page = words(seen_by(FINANCE_OFFICE).get(f"/{lang}/lines/{line.number}").content)
        assert pack in page
        assert re.search(rf"(Amount|Amt|金额|金額)[^{title}]*{title} ?4,?268", page), page


@pytest.mark.parametrize("policy", ["fifo", "pooled", "specified"])
def test_what_is_foretold_follows_the_grants_own_way_of_taking_lots(
    ground: Ground, policy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HKD 892,614.00 cost CNY 719,850.00 and HKD 100,000.00 more cost CNY 200,000.00. Of 500,000.00 the first lot pays the whole, which is
    CNY 403,225.81 (÷ 1.24); or both pay in proportion, and the second is the dearer."""
    lot, dear = Lot(1, 89261400, 71985000), Lot(2, 10000000, 20000000)
    wanted = Wanted(3, "AP-1", STEEL, "travel", False, Money("HKD", 50000000), NOW.date())
    kind = Policy(policy)
    fund = foreseen._Fund(STEEL, kind, [], {"travel": 0}, {"travel": 10**12}, "CNY")
    fund.lots = [foreseen._Lot("HKD", NOW.date(), each) for each in (lot, dear)]
    if kind is Policy.SPECIFIED:
        refusal = fund.refusal(wanted)
        assert refusal is not None
        assert refusal.code == "MON-323"
        with ground.stage.acting(FINANCE_OFFICE):
            job = ground.read("may.csv", listing([("02/05/2018", "AP-1", "5210", "440.00")])).job
            known = tuple(replace(each, lot_policy=policy) for each in foreseen.find.all_grants())
            monkeypatch.setattr("guohe.imports.queries.foreseen.find.all_grants", lambda: known)
            assert [each.finding.code for each in foreseen.of_job(job)] == ["MON-323"]
        return
    # 500,000 × 892,614 ÷ 992,614 is 449,627.952, so 449,627.95 and 50,372.05; ÷ 1.24 is 362,603.185, and × 2 is 100,744.10.
    cost = 40322581 if kind is Policy.FIFO else 36260319 + 10074410
    fund.limits["travel"] = cost - 1
    refusal = fund.refusal(wanted)
    assert refusal is not None
    assert (refusal.code, refusal.values["over"]) == ("BUD-402", "CNY 0.01")
    fund.limits["travel"] = cost
    assert fund.refusal(wanted) is None
    fund.take(wanted)
    back = wanted._replace(amount=Money("HKD", -50000000))
    assert fund.refusal(back) is None
    fund.take(back)
    assert [each.stands for each in fund.lots] == [lot, dear]


def test_only_who_may_in_fact_decide_is_named_on_a_question(ground: Ground) -> None:
    """The finance officer read the file: whoever asks does not decide, whatever a rulebook says of the office."""
    number = asked(ground, "duplicate")
    for person in (FINANCE_OFFICE, INVESTIGATOR):
        told = words(card(seen_by(person), number).encode())
        assert "Who may decide: Dr Demo Yip or Ms Sample Ng." in told
        assert "Who may decide otherwise" not in told
        assert "Mr Test Lau, finance office" not in told


@pytest.mark.parametrize(
    ("kind", "day", "inputs"),
    [
        ("duplicate", "2018-10-05", "reference AP18-01120, day of the line 2018-10-05, amount HKD 62,000.00, seen 2 times"),
        ("other_project", "2019-02-27", f"project of the line ZZ01-DEMO, order PO-8802, project of the order {RAIL}"),
        ("outside_period", "2018-04-18", "day of the line 2018-04-18, first day of the project 2018-05-01"),
        ("no_category", "2019-03-08", "account 6900 Entertainment 招待, category of the account none"),
    ],
)  # fmt: skip
def test_a_question_says_as_at_which_day_it_was_judged_and_on_what(
    ground: Ground, kind: str, day: str, inputs: str
) -> None:
    number = asked(ground, kind)
    sentence = (
        f"Judged as at {day}, the day of the line, when the file was read on 2019-07-02. Compared: {inputs}."
    )
    assert sentence in words(card(seen_by(INVESTIGATOR), number).encode())
    with ground.stage.acting(INVESTIGATOR):
        table = questions_table([questions.question(number)], "en", title="Questions")
    assert table_record(table)["rows"][0]["judged"] == sentence
