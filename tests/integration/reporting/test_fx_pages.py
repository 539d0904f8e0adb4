"""The page and the commands of a grant's exchange policy, on the demo's books with its listing posted."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner, Result
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from guohe.kernel.texts import LANGUAGES
from guohe.project.cli import main
from tests.factories.imports import STEEL, Ground, demo_ground
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
BUDGET = {
    "when": "2018-03-05", "rate": "1.2500", "source": "letter of the funder", "rated_at": "2018-03-05 11:00", "budget": "on",
}  # fmt: skip
# 392,352.50 of 2018 at 1.2500, and the charge of 150.00 that was never converted.
AT_LOTS, AT_BUDGET = "316,563.31", "314,032.00"


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ground:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    ground = demo_ground()
    with ground.stage.acting(FINANCE_OFFICE):
        ground.confirmed("erp.csv")
    return ground


def page_of(lang: str = "en", rest: str = "") -> str:
    return f"/{lang}/grants/{STEEL}/fx{rest}"


def run(*line: str, by: str = FINANCE_OFFICE) -> Result:
    return CliRunner(env={"GUOHE_ACTOR": by}).invoke(main, ["fx", *line])


def confirm_all() -> None:
    """Another person ticks and confirms every rate that waits; the page ticks none for them."""
    client = seen_by(RESEARCH_OFFICE)
    page = client.get(page_of("en", "/rates")).content.decode()
    ticks = [each for each in re.findall(r"<input[^>]*>", page) if 'name="numbers"' in each]
    assert ticks
    assert not any("checked" in each for each in ticks)
    numbers = [each.partition('value="')[2].partition('"')[0] for each in ticks]
    assert client.post(page_of("en", "/rates/confirm"), {"numbers": numbers}).status_code == 302


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_people_choose_a_policy_on_the_page(ground: Ground, lang: str) -> None:
    first, second = seen_by(FINANCE_OFFICE), seen_by(RESEARCH_OFFICE)
    before = words(first.get(page_of(lang)).content)
    in_force, fixed, bearer = {
        "en": ("at the rate of the lot they used", "No confirmed budget rate", "Nobody has said who bears"),
        "zh-hant": ("按所用批次的匯率折算", "沒有已確認的預算匯率", "未有人說明匯兌差額由誰承擔"),
        "zh-hans": ("按所用批次的汇率折算", "没有已确认的预算汇率", "尚无人说明汇兑差额由谁承担"),
    }[lang]
    for each in (in_force, fixed, bearer, AT_LOTS, "Difference 0.00" if lang == "en" else "0.00"):
        assert each in before, each
    asked = {"policy": "budget_rate", "bearer": "host", "reason": ""}
    refused = first.post(page_of(lang, "/choose"), asked)
    assert refused.status_code == 422
    assert all(code in refused.content.decode() for code in ("REP-735", "REP-732"))
    assert 'value="budget_rate"' in refused.content.decode()

    assert first.post(page_of(lang, "/rates/note"), BUDGET).status_code == 302
    own = first.get(page_of(lang, "/rates")).content.decode()
    assert 'name="numbers"' not in own, "nobody confirms what they noted"
    assert {
        "en": "You noted this rate, so someone else must confirm it. Ms Sample Ng",
        "zh-hant": "吳樣本",
        "zh-hans": "吴样本",
    }[lang] in own
    assert first.post(page_of(lang, "/rates/confirm"), {"numbers": ["x", "99"]}).status_code == 422
    assert AT_BUDGET not in words(first.get(page_of(lang)).content)
    for_you = {"en": "1 rate waits for you", "zh-hant": "待你確認", "zh-hans": "待您确认"}[lang]
    assert for_you not in own
    assert for_you in second.get(page_of(lang, "/rates")).content.decode()
    confirm_all()
    seen = words(first.get(page_of(lang)).content)
    assert AT_BUDGET in seen, "what it would change is seen before anything is chosen"
    assert "−2,531.31" in seen
    asked["reason"] = "the funder's letter"
    assert first.post(page_of(lang, "/choose"), asked).status_code == 302
    own, other = first.get(page_of(lang)).content.decode(), second.get(page_of(lang)).content.decode()
    assert "fx/approve/1" not in own
    assert "fx/approve/1" in other
    yours = {"en": "waits for your approval", "zh-hant": "待你核准", "zh-hans": "待您批准"}[lang]
    assert (yours in own, yours in other) == (False, True)
    assert first.post(page_of(lang, "/approve/1")).status_code == 422
    assert second.post(page_of(lang, "/approve/1")).status_code == 302
    told = first.get(page_of(lang, ".json")).json()
    assert (told["policy"], told["bearer"], told["choice"]) == ("budget_rate", "host", 1)
    # The record keeps the years as an address has them; a reader is told them in words.
    assert told["choices"][0]["effect"].startswith("2018-FY20")
    years = {"en": "2018 (Mainland) and FY20", "zh-hant": "2018", "zh-hans": "2018 年（内地）和 FY20"}[lang]
    for shown in (other, first.get(page_of(lang)).content.decode()):
        assert "2018-FY2017-18+FY2018-19" not in words(shown.encode())
        assert years in words(shown.encode())
    assert told["choices"][0]["effect"].endswith(f"CNY {AT_LOTS} → CNY {AT_BUDGET}")

    report = words(first.get(f"/{lang}/grants/{STEEL}/reports/2018-FY2018-19").content)
    assert AT_BUDGET in report
    assert "letter of the funder" in report, "the rate stands with its source"
    assert "−2,531.31" in report
    assert first.get(f"/{lang}/grants/{STEEL}/reports/2018-FY2018-19/lines").status_code == 200
    assert first.get(f"/{lang}/grants/{STEEL}/reports").status_code == 200
    assert first.get(f"/{lang}/grants/{STEEL}/closing").status_code == 200
    prepared = first.post(f"/{lang}/grants/{STEEL}/reports/2018-FY2018-19/prepare", follow=True)
    assert AT_BUDGET in words(prepared.content)
    frozen = first.get(f"/{lang}/grants/{STEEL}/reports/copy/1.json").json()
    assert frozen["terms"]["fx"]["policy"] == "budget_rate"
    assert frozen["rates"][0]["source"] == "letter of the funder"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_difference_report_prints_on_one_page(ground: Ground, lang: str) -> None:
    client = seen_by(FINANCE_OFFICE)
    client.post(page_of(lang, "/rates/note"), BUDGET)
    confirm_all()
    paper = pypdf.PdfReader(io.BytesIO(client.get(page_of(lang, ".pdf")).content))
    assert len(paper.pages) == 1
    assert paper.pages[0].mediabox.height > paper.pages[0].mediabox.width
    text = paper.pages[0].extract_text()
    for figure in (AT_LOTS, AT_BUDGET, "2,531.31", "892,614.00", "1.2500"):
        assert figure in text, figure


def test_every_form_of_the_pages_answers(ground: Ground) -> None:
    client = seen_by(FINANCE_OFFICE)
    client.post(page_of("en", "/rates/note"), BUDGET)
    for form in ("json", "csv", "txt", "xlsx", "pdf"):
        assert client.get(page_of("en", f".{form}")).status_code == 200, form
    assert b"budget_rate" in client.get(page_of("en", ".json")).content
    table = client.get(page_of("en", "/rates.csv")).content.decode()
    assert "letter of the funder" in table
    assert client.get(page_of("en") + "?years=2018-FY2018-19").status_code == 200
    assert client.get(page_of("en") + "?years=soon").status_code == 422
    assert client.get("/en/grants/NOPE/fx").status_code == 404


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rates_are_refused_on_the_page_with_what_was_typed_kept(ground: Ground, lang: str) -> None:
    client = seen_by(FINANCE_OFFICE)
    wrong = {"when": "2018-05-28", "rate": "0.8065", "source": "", "rated_at": "2018-05-28 11:00"}
    answered = client.post(page_of(lang, "/rates/note"), wrong)
    page = words(answered.content)
    assert answered.status_code == 422
    asked = {"en": "Enter it that way round.", "zh-hant": "請按此方向填寫。", "zh-hans": "按此方向填写。"}[
        lang
    ]
    assert (asked in page, "MON-464" in page, 'value="0.8065"' in answered.content.decode()) == (
        True,
        True,
        True,
    )
    # Each fault stands at its field too.
    assert all(f"id_{name}_error" in answered.content.decode() for name in ("rate", "source"))
    assert "id_when_error" not in answered.content.decode()
    text = "for,rate,source,rated_at\n2018-05-28,1.2250,board,2018-05-28 11:00\n2018-05-29,1.4250,board,2018-05-29 11:00\n"
    sent = {"file": SimpleUploadedFile("rates.csv", text.encode())}
    answered = client.post(page_of(lang, "/rates/file"), sent)
    row = {"en": "Row 3:", "zh-hant": "第 3 行：", "zh-hans": "第 3 行："}[lang]
    assert (answered.status_code, row in words(answered.content)) == (422, True)
    # The fault stands at the field of the file too, and the summary leads there.
    assert 'id="file_file_error"' in answered.content.decode()
    assert 'href="#file_file"' in answered.content.decode()
    sent = {"file": SimpleUploadedFile("rates.csv", text.encode()), "sure": "on"}
    assert client.post(page_of(lang, "/rates/file"), sent).status_code == 302
    assert "1.4250" in words(client.get(page_of(lang, "/rates")).content)
    assert client.post(page_of(lang, "/rates/file")).status_code == 422


def test_who_may_not_prepare_sees_no_form_and_is_told_who_can(ground: Ground) -> None:
    client = seen_by(AUDITOR)
    assert "fx/choose" not in client.get(page_of()).content.decode()
    assert "rates/note" not in client.get(page_of("en", "/rates")).content.decode()
    asked = {"policy": "day_rate", "bearer": "host", "reason": "x"}
    answered = client.post(page_of("en", "/choose"), asked)
    assert (answered.status_code, "ACC-603" in answered.content.decode()) == (422, True)


def test_the_commands_choose_a_policy(ground: Ground, tmp_path: Path) -> None:
    shown = run("show", STEEL)
    assert shown.exit_code == 0, shown.output
    assert "Costs are turned back at the rate of the lot they used." in shown.output
    assert "1.2400" in shown.output
    effect = run("effect", STEEL, "--json")
    assert effect.exit_code == 2, "rates are missing"
    by_policy = {each["policy"]: each for each in json.loads(effect.output)["policies"]}
    assert by_policy["bank_actual"]["total"] == {"currency": "CNY", "amount": "316563.31"}
    assert by_policy["day_rate"]["total"] is None
    assert len(by_policy["monthly_average"]["missing_rates"]) == 8
    rates = tmp_path / "rates.csv"
    rows = [f"2018-{month:02d},1.2{month:02d}0,table of the test,2019-01-31 18:00" for month in range(5, 13)]
    rates.write_text("\n".join(["for,rate,source,rated_at", *rows]), encoding="utf-8")
    assert run("rate", "note", STEEL, "--csv", str(rates)).exit_code == 0
    assert "table of the test" in run("rate", "list", STEEL).output
    note = (
        "rate",
        "note",
        STEEL,
        "--for",
        "2018-03-05",
        "--rate",
        "1.2500",
        "--source",
        "letter",
        "--budget",
    )
    assert "MON-465 The time of the rate is missing. Write it as" in run(*note).output
    assert run(*note, "--at", "2018-03-05 11:00").exit_code == 0
    listed = json.loads(run("rate", "list", STEEL, "--json").output)["rows"]
    numbers = [str(each["number"]) for each in listed]
    assert "ACC-601" in run("rate", "confirm", STEEL, *numbers).output
    assert run("rate", "confirm", STEEL, *numbers, by=RESEARCH_OFFICE).exit_code == 0
    choose = (
        "choose",
        STEEL,
        "--policy",
        "monthly_average",
        "--bearer",
        "project",
        "--reason",
        "host rule 4",
    )
    assert run(*choose).exit_code == 0
    assert "ACC-601" in run("approve", STEEL, "1").output
    assert run("approve", STEEL, "1", by=RESEARCH_OFFICE).exit_code == 0
    told = json.loads(run("show", STEEL, "--json").output)
    assert (told["policy"], told["choice"], told["bearer"]) == ("monthly_average", 1, "project")
    report = CliRunner(env={"GUOHE_ACTOR": FINANCE_OFFICE}).invoke(
        main, ["report", STEEL, "--mainland", "2018", "--host", "FY2018/19"]
    )
    assert "Difference 0.00." in report.output
    assert "average rate of the month" in report.output
    assert "table of the test" in report.output
    assert run("show", "NO-SUCH-GRANT").exit_code == 1
