"""The register's pages answer anyone, in every language and form, and keep the day asked for."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from django.test import Client

from guohe.kernel.texts import LANGUAGES, say

PAGES = ("units", "units/SKL-12", "units/NKL-15", "institutions", "institutions/PolyU", "timeline")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_answers_in_its_language_with_one_heading_and_no_inline_code(
    visitor: Client, page: str, lang: str
) -> None:
    answer = visitor.get(f"/{lang}/{page}?as_at=2026-11-01")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert len(re.findall("<h1", text)) == 1
    assert " style=" not in text
    assert "2026-11-01" in text
    assert say("registry.real", lang) in text


@pytest.mark.parametrize("page", PAGES)
def test_links_to_other_pages_of_the_register_keep_the_day(visitor: Client, page: str) -> None:
    text = visitor.get(f"/en/{page}?as_at=2018-05-15").content.decode()
    links = re.findall(r'href="(/en/(?:units|institutions|timeline)[^".]*)"', text.split("<main", 1)[1])
    assert links
    assert [link for link in links if "as_at=2018-05-15" not in link] == []


def test_a_unit_bears_the_name_of_the_day(visitor: Client) -> None:
    def heading(day: str) -> str:
        text = visitor.get(f"/en/units/SKL-12?as_at={day}").content.decode()
        found = re.search(r"<h1[^>]*>(.*?)</h1>", text)
        assert found
        return found.group(1)

    assert heading("2018-05-15") == "Partner State Key Laboratory of Chirosciences"
    assert heading("2018-09-20") == "State Key Laboratory of Chemical Biology and Drug Discovery"


def test_words_of_another_script_carry_their_language(visitor: Client) -> None:
    text = visitor.get("/en/units/SKL-10").content.decode()
    assert '<span lang="zh-Hant-HK">肝病研究國家重點實驗室</span>' in text
    assert '<span lang="zh-Hans-CN">肝病研究国家重点实验室</span>' in text


def test_json_holds_every_fact_with_its_evidence(visitor: Client) -> None:
    record = json.loads(visitor.get("/en/units/NKL-10.json").content)
    assert record["unit"]["code"] == "NKL-10"
    facts = [
        fact
        for key in ("names", "hosts", "approvals", "directors", "predecessors")
        for fact in record["unit"][key]
    ]
    assert facts
    assert all(fact["evidence"]["sources"] or fact["evidence"]["basis"] == "own" for fact in facts)
    assert {source["id"] for source in record["sources"]} >= {
        key for fact in facts for key in fact["evidence"]["sources"]
    }


def test_csv_of_the_list_has_a_row_for_each_unit_shown(visitor: Client) -> None:
    query = "as_at=2019-07-02&host=PolyU"
    record = json.loads(visitor.get(f"/en/units.json?{query}").content)
    sheet = visitor.get(f"/en/units.csv?{query}").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sheet)))
    assert len(rows) - 1 == record["shown"] == len(record["units"]) > 0


def test_the_permanent_address_leads_to_the_page_in_the_readers_language(visitor: Client) -> None:
    answer = visitor.get(
        "/id/unit/SKL-12?as_at=2018-05-15", headers={"accept-language": "zh-hant"}, follow=True
    )
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == "/zh-hant/units/SKL-12?as_at=2018-05-15"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_day_that_cannot_be_read_is_named_and_today_is_shown(visitor: Client, lang: str) -> None:
    answer = visitor.get(f"/{lang}/units", {"as_at": "2 July"})
    assert answer.status_code == 400
    assert say("UNT-203", lang, seen="2 July").replace('"', "&quot;") in answer.content.decode()
    record = json.loads(visitor.get(f"/{lang}/units.json", {"as_at": "2 July"}).content)
    assert [finding["code"] for finding in record["findings"]] == ["UNT-203"]


def test_an_unknown_institution_in_the_filter_is_named(visitor: Client) -> None:
    answer = visitor.get("/en/units", {"host": "<b>"})
    assert answer.status_code == 400
    assert "&lt;b&gt;" in answer.content.decode()


@pytest.mark.parametrize("page", ["units/SKL-99", "units/SKL-99.json", "institutions/ZZU", "timeline/1"])
def test_what_is_not_in_the_register_is_not_found(visitor: Client, page: str) -> None:
    assert visitor.get(f"/en/{page}").status_code == 404


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_timeline_says_no_code_of_the_data_files(visitor: Client, lang: str) -> None:
    assert "cross_boundary" not in visitor.get(f"/{lang}/timeline?as_at=2026-11-01").content.decode()


def test_the_command_of_the_list_asks_what_the_page_was_asked(visitor: Client) -> None:
    asked = {"as_at": "2010-02-01", "host": "PolyU", "kind": "<b>", "all": "1"}
    page = visitor.get("/en/units", asked).content.decode()
    assert "./guohe units --as-at 2010-02-01 --host PolyU --all<" in page
