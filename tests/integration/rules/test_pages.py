"""Rulebooks are open to everybody, in every language and form; a day leads to the version then in force."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from django.test import Client

from guohe.kernel.texts import LANGUAGES, say
from guohe.programmes.queries.rulebooks import all_books

PAGES = (
    "rules",
    "rules/nkrd-fund@2016",
    "rules/nkrd-fund/indirect-ceiling@2016",
    "rules/nkrd-fund/text-not-obtained@2025",
    "rules/demo-budgeted/budget-line@1.0",
)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_answers_in_its_language_with_one_heading_and_no_inline_code(
    visitor: Client, page: str, lang: str
) -> None:
    answer = visitor.get(f"/{lang}/{page}")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert len(re.findall("<h1", text)) == 1
    assert " style=" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_of_every_book_has_its_page_with_words_clause_and_who_decides(
    visitor: Client, lang: str
) -> None:
    for book in all_books():
        for rule in book.rules:
            text = visitor.get(f"/{lang}/rules/{book.id}/{rule.id}@{book.version}").content.decode()
            document = rule.clause.document.parts(lang)[0][0]
            for shown in (document, book.people[rule.decides].in_language(lang), rule.id):
                assert shown.replace("&", "&amp;").replace("'", "&#x27;") in text, (
                    book.label,
                    rule.id,
                    shown,
                )


def test_what_is_not_verified_is_marked_on_the_list_and_on_its_page(visitor: Client) -> None:
    mark = say("programmes.rules.mark.unverified", "en")
    for page in (
        "rules/nkrd-fund@2021",
        "rules/nkrd-fund/indirect-ceiling@2021",
        "rules/nkrd-fund/text-not-obtained@2025",
    ):
        assert mark in visitor.get(f"/en/{page}").content.decode()
    assert mark not in visitor.get("/en/rules/nkrd-fund/indirect-ceiling@2016").content.decode()


def test_a_book_names_the_command_that_gives_its_own_rules(visitor: Client) -> None:
    text = visitor.get("/en/rules/nkrd-fund@2021").content.decode()
    assert "guohe rules table nkrd-fund@2021 --out nkrd-fund-2021.csv" in text
    assert "guohe rules list" not in text


def test_own_knowledge_says_on_its_face_that_it_only_notes(visitor: Client) -> None:
    text = visitor.get("/en/rules/nkrd-fund/indirect-ceiling@2021").content.decode()
    assert say("programmes.rules.capped.note", "en") in text


def test_a_day_leads_to_the_version_then_in_force(visitor: Client) -> None:
    answer = visitor.get("/en/rules/nkrd-fund/indirect-ceiling@2016?as_at=2022-03-01")
    assert (answer.status_code, answer["Location"]) == (
        302,
        "/en/rules/nkrd-fund/indirect-ceiling@2021?as_at=2022-03-01",
    )
    assert visitor.get(answer["Location"]).status_code == 200


def test_a_day_without_a_version_says_so_beside_the_version_asked_for(visitor: Client) -> None:
    text = visitor.get("/en/rules/nkrd-fund/indirect-ceiling@2016?as_at=2016-01-01").content.decode()
    assert "RUL-802" in text
    text = visitor.get("/en/rules/nkrd-fund/indirect-ceiling@2016?as_at=2021-06-01").content.decode()
    assert "RUL-803" in text


def test_a_slip_in_the_day_is_said_and_answers_400(visitor: Client) -> None:
    answer = visitor.get("/en/rules?as_at=2019-13-01")
    assert answer.status_code == 400
    assert "RUL-824" in answer.content.decode()


@pytest.mark.parametrize(
    "page", ["rules/none", "rules/nkrd-fund@1999", "rules/nkrd-fund/none@2016", "rules/none/x@1"]
)
def test_what_does_not_exist_is_not_found(visitor: Client, page: str) -> None:
    assert visitor.get(f"/en/{page}").status_code == 404


def test_the_other_forms_hold_the_same(visitor: Client) -> None:
    told = json.loads(visitor.get("/en/rules/nkrd-fund/indirect-ceiling@2016.json").content)
    assert (told["clause"]["number"], told["version"], told["verified"]) == (
        "财科教〔2016〕113号",
        "2016",
        True,
    )
    rows = list(csv.reader(io.StringIO(visitor.get("/en/rules.csv").content.decode("utf-8-sig"))))
    assert {"nkrd-fund@2016", "mo-fdct@as-read"} <= {cell for row in rows for cell in row}
    assert "CNY 1,450,000.00" in visitor.get("/en/rules/nkrd-fund/indirect-ceiling@2016.txt").content.decode()
