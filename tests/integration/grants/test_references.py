"""A reference that no address holds is refused at every door; the page of one that is there already is still found."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.db import DatabaseError, IntegrityError, connections
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from hypothesis import example, given
from hypothesis import strategies as st
from pytest_django import Settings

from guohe.funds.queries.budget import position
from guohe.grants.domain import set_up as domain
from guohe.imports.operations.set_up_from_files import set_up_from_files
from guohe.kernel.findings import Level, Refused
from guohe.kernel.references import addressable
from tests.factories.imports import DEMO, Ground, demo_ground
from tests.factories.people import NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words

pytestmark = pytest.mark.usefixtures("demo_books")
SLASH = "N_PolyU504/18"
TABLE = (DEMO / "budget_mainland.csv").read_bytes()
# As tables before 2021 are: what the pack has as one category stands in three rows.
APART = "单位：元\n预算科目,金额\n一、设备费,600000\n二、会议费,{0}\n三、差旅费,{1}\n四、国际合作与交流费,100000\n合计,1200000\n"
AGREEMENT = """
ref = "{ref}"
pack = "DEMO-1"
total = "1200000.00"
starts = 2018-05-01
last_day = 2021-04-30
unit = "CNERC-02"
investigator = "demo.yip"
book = "HK"
project_codes = ["NP"]
lot_policy = "fifo"
fx_policy = "bank_actual"
budget_approved_on = 2018-03-26
title = {{ en = "T", zh_hant = "T", zh_hans = "T" }}
funder = {{ en = "F", zh_hant = "F", zh_hans = "F" }}
[[instalments]]
amount = "1200000.00"
"""


@pytest.fixture(autouse=True)
def demo_mode(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())


def set_up(ground: Ground, ref: str, *, budget: bytes = TABLE, code: str = "NP") -> None:
    with ground.stage.acting(RESEARCH_OFFICE):
        set_up_from_files(
            agreement=AGREEMENT.format(ref=ref).replace('["NP"]', f'["{code}"]').encode(),
            budget=budget,
            budget_name="b.csv",
            live=False,
            actor=ground.stage.account(RESEARCH_OFFICE),
            now=NOW,
        )


def test_file_page_and_table_refuse_it(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ground = demo_ground()
    with pytest.raises(Refused) as refused:
        set_up(ground, SLASH)
    assert [finding.code for finding in refused.value.findings] == ["RUL-910"]
    client: Client = seen_by(RESEARCH_OFFICE)
    typed = client.post("/en/grants/new/agreement", {"ref": SLASH})
    assert 'for example as "N_PolyU504-18"' in words(typed.content)
    # And an operation that forgot to ask is refused by the table itself.
    monkeypatch.setattr(domain, "addressable", lambda _: True)
    for ref in (SLASH, "..", "new", "A B", "R" * 61, "X.json"):
        with pytest.raises(Refused) as by_law:
            set_up(ground, ref)
        assert isinstance(by_law.value.__cause__, IntegrityError | DatabaseError), ref
        assert "grant_ref_in_an_address" in str(by_law.value.__cause__), ref
    monkeypatch.undo()
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    set_up(ground, "N_PolyU504-18")


def test_rows_of_one_category_are_added_to_its_limit(db: None) -> None:
    ground = demo_ground()
    set_up(ground, "APART-1", budget=APART.format("300000", "200000").encode())
    with ground.stage.acting(RESEARCH_OFFICE):
        limits = {line.code: line.limit.plain for line in position("APART-1") if line.limit.minor}
    assert limits == {"equipment": "600000.00", "travel": "600000.00"}


def test_a_row_below_nothing_and_a_code_of_another_project_are_told_as_they_are(db: None) -> None:
    ground = demo_ground()
    with pytest.raises(Refused) as below:
        set_up(ground, "APART-2", budget=APART.format("600000", "-100000").encode())
    assert [finding.code for finding in below.value.findings] == ["RUL-915"]
    assert 'Row 5 "差旅费" is ' in below.value.findings[0].sentence("en")
    with pytest.raises(Refused) as taken:
        set_up(ground, "APART-3", code="ZZ01-DEMO")
    assert [finding.code for finding in taken.value.findings if finding.level is Level.STOP] == ["RUL-914"]


def test_one_that_is_there_already_takes_no_page_away(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = demo_ground()
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE grants_grant DROP CONSTRAINT grant_ref_in_an_address")
    monkeypatch.setattr(domain, "addressable", lambda _: True)
    set_up(ground, SLASH)
    client: Client = seen_by(RESEARCH_OFFICE)
    for page in ("/en/", "/zh-hant/", "/en/grants", "/en/search?q=PolyU504"):
        assert client.get(page).status_code == 200, page
    (link, *_) = re.findall(
        r'href="(/en/grants/[^"]*504[^"]*|/en/grants/%25[^"]*)"', client.get("/en/grants").content.decode()
    )
    own = client.get(link)
    assert own.status_code == 200
    assert SLASH in words(own.content)
    for other in set(re.findall(rf'href="({re.escape(link)}/[a-z]+)"', own.content.decode())):
        assert client.get(other).status_code == 200, other


@given(st.text(min_size=1))
@example(SLASH)
@example("..")
@example("new")
@example("A.csv")
@example("%41")
def test_every_reference_has_an_address_that_leads_back_to_it(ref: str) -> None:
    if "\x00" in ref:
        with pytest.raises(Resolver404):
            resolve("/en/grants/%00/budget")
        return
    for name in ("portal:grant", "portal:money"):
        address = reverse(name, args=[ref])
        if addressable(ref):
            assert ref in address
        # A server hands on the address with its signs of percent read once.
        found = resolve(unquote(address))
        assert (found.view_name, found.kwargs["ref"]) == (name, ref)
