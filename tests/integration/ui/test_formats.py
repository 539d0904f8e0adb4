"""A suffix gives the same thing in another form; what a user wrote runs in none of them."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.test import Client
from django.urls import reverse

from guohe.kernel.money import Money, total
from guohe.ui.formats import MEDIA_TYPES, paths
from tests.integration.ui.gallery import ROWS, gallery

pytestmark = pytest.mark.usefixtures("gallery_settings")
BASE = "/en/gallery/DEMO-NKP-2018-001"
TOTAL = total("HKD", (row[4] for row in ROWS if row[4] is not None))


@pytest.mark.parametrize("fmt", MEDIA_TYPES)
def test_each_form_has_its_type_its_name_and_is_kept_by_no_cache(fmt: str) -> None:
    response = Client().get(f"{BASE}.{fmt}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == MEDIA_TYPES[fmt]
    assert f'filename="DEMO-NKP-2018-001-money.{fmt}"' in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_reference_that_ends_the_address_does_not_swallow_the_suffix() -> None:
    assert reverse("gallery.json", args=["D"]) == "/en/gallery/D.json"
    assert reverse("gallery", args=["D"]) == "/en/gallery/D"
    assert "DEMO-" in Client().get("/en/gallery/x.y.csv").headers["Content-Disposition"]


def test_json_says_demo_and_every_amount_with_its_currency() -> None:
    told = json.loads(Client().get(f"{BASE}.json").content)
    assert told["demo"] is True
    assert told["as_at"] == "2019-07-02T10:00:00+08:00"
    assert told["rows"][3]["amount"] == {"currency": "HKD", "amount": "-1250.00"}
    assert told["totals"]["amount"] == {"currency": "HKD", "amount": TOTAL.plain}


def test_the_same_figures_stand_in_csv_text_and_page() -> None:
    rows = list(csv.reader(io.StringIO(Client().get(f"{BASE}.csv").content.decode("utf-8-sig"))))
    assert rows[0][4] == "Amount [HKD]"
    read = total("HKD", (Money.of("HKD", row[4]) for row in rows[1:-1] if row[4]))
    assert read == TOTAL == Money.of("HKD", rows[-1][4])
    assert str(TOTAL) in Client().get(f"{BASE}.txt").content.decode()
    assert TOTAL.figure in Client().get(BASE).content.decode()


def test_hostile_text_is_text_in_page_and_csv() -> None:
    html = Client().get(BASE).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "'=HYPERLINK" in Client().get(f"{BASE}.csv").content.decode()


def test_an_unknown_form_is_refused_when_the_address_is_written() -> None:
    with pytest.raises(ValueError, match="docx"):
        paths("x", gallery, "x", formats=("docx",))
