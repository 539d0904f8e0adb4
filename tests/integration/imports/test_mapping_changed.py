"""What was checked with one mapping is not posted under another: the confirmation says what changed and posts nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from guohe.funds.queries import budget
from guohe.grants.domain.facts import MappingRowFacts
from guohe.grants.queries import mapping
from guohe.imports.models import Job, Line, Question
from guohe.imports.operations.adopt_mapping import adopt_rows
from guohe.imports.operations.answer_question import answer_question
from guohe.imports.operations.check_again import check_again
from guohe.imports.operations.confirm import confirm
from guohe.imports.operations.undo_import import undo_import
from guohe.imports.queries.categories import in_words
from guohe.kernel.findings import Refused
from guohe.project.cli import main
from tests.factories.imports import STEEL, Ground, listing, row_counts
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, RESEARCH_OFFICE, TODAY
from tests.integration.imports.pages import seen_by, shown_on, words

pytestmark = pytest.mark.usefixtures("demo_books")

ROWS = (("02/05/2018", "AP-1", "6110", "100.00"), ("03/05/2018", "AP-2", "6420", "20.00"))
TOTAL = "120.00"


def decide(ground: Ground, changed: Mapping[str, str]) -> None:
    """The next version of the mapping: as it is, but for these accounts."""
    with ground.stage.acting(RESEARCH_OFFICE):
        now = mapping.in_force(ground.stage.host, "DEMO-1", TODAY)
        assert now is not None
        rows = {row.account: row for row in now.rows} | {
            account: MappingRowFacts(account, account, category, "said in a test")
            for account, category in changed.items()
        }
        adopt_rows(
            host_id=ground.stage.host, pack_id="DEMO-1", in_force_from=TODAY, rows=list(rows.values()),
            note="said in a test", actor=ground.stage.account(RESEARCH_OFFICE), now=NOW,
        )  # fmt: skip


def categories(job: int) -> dict[str, tuple[str, str | None]]:
    return {line.doc_ref: (line.state, line.category) for line in Line.objects.filter(job_id=job)}


def read(ground: Ground, rows: tuple[tuple[str, str, str, str], ...] = ROWS, total: str = TOTAL) -> int:
    with ground.stage.acting(FINANCE_OFFICE):
        return ground.read("two.csv", listing(rows, total=total)).job


def test_a_mapping_changed_after_the_check_is_said_and_nothing_is_posted(ground: Ground) -> None:
    job = read(ground)
    decide(ground, {"6110": "testing"})
    with ground.stage.acting(FINANCE_OFFICE):
        before = row_counts()
        with pytest.raises(Refused) as refused:
            confirm(job_id=job, actor=ground.finance, now=NOW)
        assert row_counts() == before
        (finding,) = refused.value.findings
        assert finding.code == "IMP-534"
        assert [in_words(finding, lang) for lang in ("en", "zh-hant", "zh-hans")] == [
            'Account 6110 was "Materials" when the import was checked (mapping version 1). Version 2, decided by Ms '
            'Sample Ng on 2019-07-02, says "Testing and processing": 1 line, HKD 100.00. Check the import again (./guohe '
            f"import check {job}), then confirm. Nothing has been posted.",
            "會計科目 6110 於檢查匯入時屬「材料費」（科目對照第 1 版）。吳樣本女士 於 2019-07-02 決定的第 2 版改為「測試化驗加工費」："
            f"涉及 1 行，HKD 100.00。請再次檢查此匯入（./guohe import check {job}），然後確認。尚未入帳。",
            "会计科目 6110 在检查导入时属于“材料费”（科目对照第 1 版）。吴样本女士 于 2019-07-02 决定的第 2 版改为“测试化验加工费”："
            f"涉及 1 行，HKD 100.00。再次检查该导入（./guohe import check {job}），然后确认。尚未入账。",
        ]
        assert categories(job) == {"AP-1": ("staged", "materials"), "AP-2": ("staged", "travel")}


def test_checked_again_the_lines_are_posted_under_the_mapping_in_force(ground: Ground) -> None:
    job = read(ground)
    decide(ground, {"6110": "testing"})
    with ground.stage.acting(FINANCE_OFFICE):
        done = check_again(job_id=job, actor=ground.finance, now=NOW)
        assert (done.version, done.changed, done.asked) == (2, 1, 0)
        assert Job.objects.get(pk=job).category_mapping == 2
        assert confirm(job_id=job, actor=ground.finance, now=NOW).posted == 2
        used = {line.code: line.actual.minor for line in budget.position(STEEL)}
        # HKD 100.00 at 1.2400 is CNY 80.65, rounded once.
        assert (used["testing"], used["materials"]) == (8065, 0)


def test_an_account_that_is_asked_about_now_makes_its_ready_line_wait(ground: Ground) -> None:
    job = read(ground)
    decide(ground, {"6110": ""})
    with ground.stage.acting(FINANCE_OFFICE):
        with pytest.raises(Refused) as refused:
            confirm(job_id=job, actor=ground.finance, now=NOW)
        assert 'says "Ask each time"' in in_words(refused.value.findings[0], "en")
        done = check_again(job_id=job, actor=ground.finance, now=NOW)
        assert (done.changed, done.asked) == (1, 1)
        assert categories(job)["AP-1"] == ("question", None)
        (asked,) = Question.objects.filter(job_id=job, state="open")
        assert asked.kind == "no_category"
        assert confirm(job_id=job, actor=ground.finance, now=NOW).posted == 1


def test_a_change_that_touches_no_line_of_the_file_stands_in_nobodys_way(ground: Ground) -> None:
    job = read(ground)
    decide(ground, {"5210": "indirect"})
    with ground.stage.acting(FINANCE_OFFICE):
        assert confirm(job_id=job, actor=ground.finance, now=NOW).posted == 2


def test_a_line_made_ready_by_one_mapping_is_not_posted_after_the_next_changed_it(ground: Ground) -> None:
    job = read(ground, (("02/05/2018", "AP-1", "6999", "100.00"),), "100.00")
    decide(ground, {"6999": "publication"})
    with ground.stage.acting(FINANCE_OFFICE):
        assert categories(job) == {"AP-1": ("staged", "publication")}
    decide(ground, {"6999": "indirect"})
    with ground.stage.acting(FINANCE_OFFICE):
        with pytest.raises(Refused) as refused:
            confirm(job_id=job, actor=ground.finance, now=NOW)
        assert [finding.code for finding in refused.value.findings] == ["IMP-534"]
        assert "Publication" in in_words(refused.value.findings[0], "en")


def test_a_category_that_a_person_gave_in_an_answer_stays(ground: Ground) -> None:
    job = read(ground, (("02/05/2018", "AP-1", "6900", "100.00"),), "100.00")
    with ground.stage.acting(RESEARCH_OFFICE):
        answer_question(
            question_id=Question.objects.get(job_id=job).pk, answer="category", chosen="travel",
            actor=ground.stage.account(RESEARCH_OFFICE), now=NOW,
        )  # fmt: skip
    decide(ground, {"6900": "indirect"})
    with ground.stage.acting(FINANCE_OFFICE):
        assert check_again(job_id=job, actor=ground.finance, now=NOW).changed == 0
        assert categories(job) == {"AP-1": ("staged", "travel")}
        Job.objects.filter(pk=job).update(category_mapping=1)
        assert confirm(job_id=job, actor=ground.finance, now=NOW).posted == 1


def test_checking_again_needs_the_capability_and_an_import_that_stands(ground: Ground) -> None:
    job = read(ground)
    with ground.stage.acting(AUDITOR), pytest.raises(Refused) as refused:
        check_again(job_id=job, actor=ground.stage.account(AUDITOR), now=NOW)
    assert refused.value.findings[0].code == "ACC-603"
    with ground.stage.acting(FINANCE_OFFICE):
        undo_import(job_id=job, reason="wrong file", actor=ground.finance, now=NOW)
        with pytest.raises(Refused) as undone:
            check_again(job_id=job, actor=ground.finance, now=NOW)
    assert undone.value.findings[0].code == "IMP-508"


def test_page_and_command_check_again(
    ground: Ground, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    job = read(ground)
    decide(ground, {"6110": "testing"})
    client = seen_by(FINANCE_OFFICE)
    page = client.get(f"/en/import/{job}/confirm").content.decode()
    assert f"/en/import/{job}/check-again" not in page
    boxes = re.findall(r'name="line" value="(\d+)"', page)
    refused = client.post(f"/en/import/{job}/confirm", {"line": boxes, "shown": shown_on(page)})
    assert refused.status_code == 422
    assert 'says "Testing and processing": 1 line' in words(refused.content)
    assert f'action="/en/import/{job}/check-again"' in refused.content.decode()
    done = client.post(f"/en/import/{job}/check-again", follow=True)
    assert "Checked again with mapping version 2: the category of 1 line changed, 0 wait" in words(
        done.content
    )
    decide(ground, {"6420": ""})
    told = CliRunner().invoke(main, ["import", "check", str(job), "--as", FINANCE_OFFICE])
    assert told.exit_code == 2
    assert "Checked again with mapping version 3: the category of 1 line changed, 1 wait" in told.output
