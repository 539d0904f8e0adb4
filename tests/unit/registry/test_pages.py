"""Every page of the register can be said in every language, on days before, between and after its facts."""

from __future__ import annotations

from datetime import date

import pytest

from guohe.kernel.texts import LANGUAGES
from guohe.registry.queries.institution_pages import (
    institution_name,
    institution_page,
    institutions_page,
    listings_section,
)
from guohe.registry.queries.register import register
from guohe.registry.queries.sections import Section, together
from guohe.registry.queries.timeline_pages import timeline_page
from guohe.registry.queries.unit_pages import hosts, kinds, name_of, unit_page, units_page

DAYS = (date(2004, 1, 1), date(2010, 6, 1), date(2018, 5, 15), date(2019, 7, 2), date(2026, 11, 23))


def cells(*sections: Section) -> list[str]:
    return [cell.plain for section in sections for row in section.rows for cell in row]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("on", DAYS)
def test_every_page_has_its_words(on: date, lang: str) -> None:
    for unit in register().units:
        page = unit_page(unit.code, on=on, lang=lang)
        assert together(page.name, page.sections, lang).rows
    for institution in register().institutions:
        assert institution_page(institution.code, on=on, lang=lang).name
    assert len(cells(*institutions_page(on=on, lang=lang)))
    assert timeline_page(on=on, lang=lang).bodies.rows
    listings_section(on=on, lang=lang)


@pytest.mark.parametrize("on", DAYS)
def test_shown_and_hidden_units_are_all_units(on: date) -> None:
    page = units_page(on=on, lang="en")
    assert page.shown + page.hidden == len(register().units)
    assert page.shown == sum(len(section.rows) for section in page.sections)
    assert units_page(on=on, lang="en", everything=True).hidden == 0


def test_units_are_filtered_by_any_part_of_a_host_and_by_the_kind_of_the_day() -> None:
    forum = date(2018, 5, 15)
    everywhere = sum(units_page(on=forum, lang="en", kind=kind).shown for kind in kinds())
    assert everywhere == units_page(on=forum, lang="en").shown
    assert all(units_page(on=forum, lang="en", host=host, everything=True).shown for host in hosts())
    assert units_page(on=forum, lang="en", host="astri").shown == 1


def test_a_reader_of_chinese_is_told_that_the_partner_name_is_not_established() -> None:
    on = date(2018, 5, 15)
    assert unit_page("SKL-01", on=on, lang="en").remarks == ()
    assert len(unit_page("SKL-01", on=on, lang="zh-hant").remarks) == 1


def test_a_low_grade_of_the_chinese_form_is_shown_to_those_who_read_it() -> None:
    on = date(2026, 11, 1)
    marks = {lang: unit_page("NKL-08", on=on, lang=lang).name_mark for lang in LANGUAGES}
    assert (marks["en"], marks["zh-hant"], marks["zh-hans"]) == ("", "可信程度：低", "可信程度：低")


def test_a_director_carries_the_citation_and_says_when_it_came_later_than_the_day() -> None:
    page = unit_page("SKL-01", on=date(2018, 5, 15), lang="en")
    directors = next(section for section in page.sections if section.key == "directors")
    assert {(row[1].text, row[2].text, row[3].text) for row in directors.rows} == {
        ("Yuen Kwok-yung", "first stated 2025, after this day", "S40 (B)"),
        ("Guan Yi", "first stated 2025, after this day", "S40 (B)"),
    }


def test_what_is_not_established_is_said() -> None:
    page = unit_page("SKL-10", on=date(2018, 5, 15), lang="en")
    said = {
        section.key
        for section in page.sections
        if section.notes == ("Not established: no source that was read gives it.",)
    }
    assert said == {"partners", "directors"}


def test_the_sources_of_a_page_are_exactly_those_its_facts_name() -> None:
    page = unit_page("CNERC-02", on=date(2018, 5, 15), lang="en")
    assert [row[0].text for row in page.sources.rows] == ["SEED", "S62"]


def test_successor_and_predecessor_point_at_each_other() -> None:
    on = date(2026, 11, 1)
    for unit in register().units:
        for after in register().successors(unit.code):
            mine = unit_page(unit.code, on=on, lang="en").sections[-1]
            its = unit_page(after.code, on=on, lang="en").sections[-1]
            assert after.code in {cell.unit for row in mine.rows for cell in row}
            assert unit.code in {cell.unit for row in its.rows for cell in row}


def test_names_for_other_pages_follow_the_day_and_the_language() -> None:
    assert name_of("SKL-12", date(2018, 5, 15), "en") == "Partner State Key Laboratory of Chirosciences"
    assert institution_name("PolyU", date(2019, 7, 2), "zh-hant") == "香港理工大學"


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "Central Research Institute of Building and Construction, MCC Group, Beijing"),
        ("zh-hant", "中冶集團建築研究總院（北京）（本系統譯）"),
        ("zh-hans", "中冶集团建筑研究总院（北京）（本系统译）"),
    ],
)
def test_a_partner_is_told_as_it_was_read_or_by_a_translation_that_says_so(lang: str, told: str) -> None:
    page = unit_page("CNERC-02", on=date(2018, 5, 15), lang=lang)
    (row,) = next(section for section in page.sections if section.key == "partners").rows
    assert row[1].text == told


def test_every_partner_has_words_in_both_scripts() -> None:
    for unit in register().units:
        for partner in unit.partners:
            assert set(partner.translated) == {"zh-hant", "zh-hans"}
            assert all(partner.translated.values())
