"""The pages of reports, as the demo's cast sees them, in three languages and every form."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from guohe.kernel.texts import LANGUAGES
from guohe.reporting.domain.report import Waiting
from guohe.reporting.queries import provided
from tests.factories.identity import Stage, the_cast
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, RESEARCH_OFFICE
from tests.integration.reporting.ground import GRANT, demo_grant
from tests.unit.reporting.ledger import DEMO

YEARS = "2018-FY2018-19"
TWIN = f"/en/grants/{GRANT}/reports/{YEARS}"


@pytest.fixture
def stage(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Stage:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    monkeypatch.setattr(provided, "_waiting", [lambda ref: Waiting(read_to=date(2019, 3, 31))])
    stage = the_cast()
    demo_grant(stage, DEMO)
    return stage


def seen_by(username: str) -> Client:
    client = Client()
    assert client.post(f"/en/demo/be/{username}").status_code == 302
    return client


def words(page: str) -> str:
    """The page's text without its tags."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2])))


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content[:500]
    return response.content.decode()


def prepared(client: Client) -> int:
    response = client.post(f"{TWIN}/prepare")
    assert response.status_code == 302, words(response.content.decode())
    return int(response.headers["Location"].rsplit("/", 1)[1])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_twin_page_shows_both_tables_the_bridge_and_its_difference(stage: Stage, lang: str) -> None:
    page = words(text_of(seen_by(FINANCE_OFFICE), f"/{lang}/grants/{GRANT}/reports/{YEARS}"))
    for figure in (
        "150,000.00",
        "48,145.16",
        "15,526.21",
        "52,741.94",
        "316,563.31",
        "92,250.00",
        "322,502.50",
    ):
        assert figure in page
    assert "− 22,400.00" in page
    assert "392,352.50 ÷ 1.2400 = 316,413.31" in page
    with translation.override(lang):
        assert {"en": "Difference 0.00.", "zh-hant": "差額 0.00。", "zh-hans": "差额 0.00。"}[lang] in page
    assert page.index("150,000.00") < page.index("92,250.00") < page.index("÷ 1.2400")


def test_in_ten_thousands_the_column_adds_and_the_note_stands_below(stage: Stage) -> None:
    page = words(text_of(seen_by(FINANCE_OFFICE), f"{TWIN}?unit=wan"))
    assert "4.82" in page
    assert "31.66" in page
    assert '"材料费" is shown as 4.82 instead of 4.81 so that the column adds.' in page


def test_the_cumulative_view_teaches_the_one_fen_lesson(stage: Stage) -> None:
    page = words(text_of(seen_by(FINANCE_OFFICE), f"{TWIN}?cumulative=1"))
    assert "Labour 52,741.94 + 18,064.51 = 70,806.45" in page


def test_another_pack_is_one_click_away(stage: Stage) -> None:
    page = text_of(seen_by(FINANCE_OFFICE), TWIN)
    assert "?pack=DEMO-2" in page
    assert "Business costs" in words(text_of(seen_by(FINANCE_OFFICE), f"{TWIN}?pack=DEMO-2"))


def test_every_cell_opens_its_lines_and_they_add_to_the_cell(stage: Stage) -> None:
    client = seen_by(FINANCE_OFFICE)
    page = text_of(client, TWIN)
    links = [
        html.unescape(link)
        for link in re.findall(rf'href="(/en/grants/{GRANT}/reports/{YEARS}/lines\?[^"]+)"', page)
    ]
    assert len(links) == 6 + 8  # six categories of one year; six cost codes, two of them in both years
    for link in links:
        told = json.loads(client.get(link.replace("/lines?", "/lines.json?")).content)
        side = "carried" if "category=" in link else "amount"
        total = told["totals"][side]["amount"]
        assert f"{float(total):,.2f}" in page
    page = text_of(client, f"{TWIN}/lines?category=labour&period=2018")
    assert text_of(client, re.findall(r'href="(/en/trace/PY18-05-077)"', page)[0])
    labour = words(page)
    assert "PY18-05-077" in labour
    assert "PY19-01-084" not in labour


@pytest.mark.parametrize(
    ("lang", "name"), [("en", "Bank charges"), ("zh-hant", "銀行手續費"), ("zh-hans", "银行手续费")]
)
def test_the_account_of_bank_charges_has_its_name_beside_its_code(stage: Stage, lang: str, name: str) -> None:
    lines = words(text_of(seen_by(FINANCE_OFFICE), f"{TWIN}/lines".replace("/en/", f"/{lang}/")))
    assert f"5900-CNY {name}" in lines


def test_the_other_forms_hold_the_same_figures(stage: Stage) -> None:
    client = seen_by(FINANCE_OFFICE)
    rows = list(csv.DictReader(io.StringIO(client.get(f"{TWIN}.csv").content.decode("utf-8-sig"))))
    assert len(rows) == 6 + 2 * 6
    told = json.loads(client.get(f"{TWIN}.json").content)
    assert told["bridge"]["difference"] == "CNY 0.00"
    assert told["funder"]["total"] == "CNY 316563.31"
    assert "316,563.31" in client.get(f"{TWIN}.txt").content.decode()
    assert client.get(f"{TWIN}.xlsx").content.startswith(b"PK")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_printed_report_is_a_pdf_with_its_fonts(stage: Stage, lang: str) -> None:
    response = seen_by(FINANCE_OFFICE).get(f"/{lang}/grants/{GRANT}/reports/{YEARS}.pdf")
    assert response.status_code == 200
    assert response.content.startswith(b"%PDF")


def test_preparing_signing_and_refusing_go_through_the_pages(stage: Stage) -> None:
    finance, research = seen_by(FINANCE_OFFICE), seen_by(RESEARCH_OFFICE)
    number = prepared(finance)
    copy = f"/en/grants/{GRANT}/reports/copy/{number}"
    own = words(text_of(finance, copy))
    assert "You prepared this report, so someone else must approve it." in own
    assert "Ms Sample Ng" in own
    refused = finance.post(f"{copy}/sign")
    assert refused.status_code == 422
    assert "ACC-601" in refused.content.decode()

    assert "Sign the report" in text_of(research, copy)
    assert research.post(f"{copy}/sign").status_code == 302
    signed = words(text_of(research, copy))
    assert "Signed by Ms Sample Ng, 2019-07-02 10:00 (UTC+8)." in signed
    again = finance.post(f"{TWIN}/prepare")
    assert again.status_code == 422
    assert "REP-713" in again.content.decode()


def test_the_page_prepares_a_final_report_and_says_why_a_yearly_one_may_not_follow(stage: Stage) -> None:
    client = seen_by(FINANCE_OFFICE)
    address = f"/en/grants/{GRANT}/reports/2018+2019-FY2018-19"
    assert "Final report: tells all years together" in words(text_of(client, address))
    done = client.post(f"{address}/prepare", {"kind": "final", "side": "funder"})
    copy = done.headers["Location"]
    assert "Final report 1" in words(text_of(client, copy))
    assert seen_by(RESEARCH_OFFICE).post(f"{copy}/sign").status_code == 302
    refused = client.post(f"{TWIN}/prepare", {"side": "funder"})
    assert refused.status_code == 422
    assert "Final report 1 tells the Mainland side 2018 already." in words(refused.content.decode())


def test_years_that_were_told_are_offered_last_with_the_report_that_told_them(stage: Stage) -> None:
    client = seen_by(FINANCE_OFFICE)
    copy = client.post(f"{TWIN}/prepare", {"side": "funder"}).headers["Location"]
    assert seen_by(RESEARCH_OFFICE).post(f"{copy}/sign").status_code == 302
    listed = text_of(client, f"/en/grants/{GRANT}/reports")
    assert "2019 2018 (told by report 1)" in words(listed)
    assert re.findall(r'name="mainland" id="[^"]+" value="(\d+)" checked', listed) == ["2019"]
    # Of a report that one looks at, its own years are chosen.
    shown = text_of(client, TWIN)
    assert "2018 (told by report 1)" in words(shown)
    assert re.findall(r'name="mainland" id="[^"]+" value="(\d+)" checked', shown) == ["2018"]


def test_the_json_form_of_a_copy_is_the_frozen_file_of_the_printed_digest(stage: Stage) -> None:
    client = seen_by(FINANCE_OFFICE)
    number = prepared(client)
    copy = f"/en/grants/{GRANT}/reports/copy/{number}"
    digest = hashlib.sha256(client.get(f"{copy}.json").content).hexdigest()
    assert f"SHA-256 {digest}" in words(text_of(client, copy))


def test_the_auditor_reads_but_finds_no_button_that_works(stage: Stage) -> None:
    auditor = seen_by(AUDITOR)
    assert "316,563.31" in text_of(auditor, TWIN)
    refused = auditor.post(f"{TWIN}/prepare")
    assert refused.status_code == 422
    assert "ACC-603" in refused.content.decode()


def test_a_remark_is_written_on_the_lines_page_and_shown_there(stage: Stage) -> None:
    client = seen_by(FINANCE_OFFICE)
    page = text_of(client, f"{TWIN}/lines?category=equipment")
    (link,) = re.findall(r"remark=(\d+-\d+)", page)
    response = client.post(
        f"{TWIN}/remark?category=equipment", {"line": link, "words": "Load cells\nas approved"}
    )
    assert response.status_code == 302
    assert "Load cells as approved" in text_of(client, response.headers["Location"])
    long = client.post(f"{TWIN}/remark", {"line": link, "words": "x" * 501})
    assert long.status_code == 422
    assert "REP-721" in long.content.decode()


@pytest.mark.parametrize(
    ("years", "code"), [("18-FY2018-19", "REP-710"), ("2018-FY2018-20", "REP-711"), ("2018", "REP-711")]
)
def test_years_that_do_not_exist_are_named(stage: Stage, years: str, code: str) -> None:
    page = text_of(seen_by(FINANCE_OFFICE), f"/en/grants/{GRANT}/reports/{years}", status=422)
    assert code in page


def test_an_unknown_pack_is_refused_with_those_that_exist(stage: Stage) -> None:
    page = words(text_of(seen_by(FINANCE_OFFICE), f"{TWIN}?pack=NONE", status=422))
    assert 'Pack "NONE" is not known.' in page
    assert "DEMO-1" in page


def test_a_grant_or_a_copy_that_is_not_there_is_a_missing_page(stage: Stage) -> None:
    client = seen_by(FINANCE_OFFICE)
    for address in (
        f"/en/grants/OTHER/reports/{YEARS}",
        "/en/grants/OTHER/reports",
        f"/en/grants/{GRANT}/reports/copy/7",
    ):
        assert client.get(address).status_code == 404


def test_the_list_offers_the_years_and_leads_to_the_twin(stage: Stage) -> None:
    client = seen_by(FINANCE_OFFICE)
    page = text_of(client, f"/en/grants/{GRANT}/reports")
    assert "No report has been prepared yet." in page
    response = client.get(f"/en/grants/{GRANT}/reports?mainland=2018&host=FY2018-19")
    assert response.headers["Location"] == reverse("reporting:twin", args=[GRANT, YEARS]).replace(
        "/en-us/", "/en/"
    )
    prepared(client)
    assert "waits for signature" in text_of(client, f"/en/grants/{GRANT}/reports")


def test_the_twin_page_is_small_and_asks_the_database_little(
    stage: Stage, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = seen_by(FINANCE_OFFICE)
    client.get(TWIN)
    with django_assert_max_num_queries(20):
        page = client.get(TWIN).content
    assert len(page) < 60_000
