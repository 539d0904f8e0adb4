"""All grants beside each other: every figure of every grant, at the end of a month, with sums that add to the ledger's."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.kernel.money import Money, total
from guohe.project.cli import main
from guohe.reconciliation.domain.months import last_day
from guohe.reconciliation.queries.all_grants import Sum, all_grids, sums_of
from guohe.reconciliation.queries.three_way import Grid
from tests.factories.imports import DEMO, RAIL, STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, INVESTIGATOR, NOW
from tests.integration.imports.pages import seen_by, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    made = demo_ground()
    with made.stage.acting(FINANCE_OFFICE):
        made.confirmed()
        content = (DEMO / "bank_cny.csv").read_bytes()
        read_bank_statement(
            host_id=made.stage.host, name="bank_cny.csv", content=content, actor=made.finance, now=NOW
        )
    return made


def grids(ground: Ground, month: str | None = None) -> tuple[Grid, ...]:
    until = None if month is None else last_day(month)
    return all_grids([ground.stage.host], on=NOW.date(), until=until)


def row_of(found: tuple[Grid, ...], ref: str, key: str) -> tuple[str, str | None]:
    (row,) = [row for each in found if each.grant.ref == ref for row in each.rows if row.key == key]
    return row.ledger.plain, None if row.other is None else row.other.plain


def unidentified(found: tuple[Grid, ...], ref: str) -> str | None:
    (row,) = [row for each in found if each.grant.ref == ref for row in each.rows if row.key == "credited"]
    return None if row.unidentified is None else row.unidentified.plain


def test_every_grant_has_its_rows_and_the_sums_add_to_the_ledger(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        found = grids(ground)
    assert row_of(found, STEEL, "left") == ("477861.50", "388783.50")
    assert row_of(found, STEEL, "credited") == ("719850.00", "719850.00")
    assert unidentified(found, STEEL) == "479850.00"
    assert row_of(found, RAIL, "credited") == ("0.00", None)
    sums = sums_of(found)
    (credited,) = [each for each in sums if each.key == "credited" and each.other is not None]
    assert (credited.other, credited.unidentified, credited.difference) == (
        Money.of("CNY", "719850.00"),
        Money.of("CNY", "479850.00"),
        Money.of("CNY", "-479850.00"),
    )
    assert Sum("left", "erp", 1, Money.of("HKD", "477861.50"), Money.of("HKD", "388783.50")) in sums
    for key, currency in (("left", "HKD"), ("credited", "CNY")):
        ledger = total(currency, (row.ledger for each in found for row in each.rows if row.key == key))
        mine = [each for each in sums if each.key == key]
        assert total(currency, (each.ledger for each in mine)) == ledger
        assert sum(each.grants for each in mine) == len(found)
        apart = [row.difference for each in found for row in each.rows if row.key == key and row.difference]
        assert total(currency, (each.difference for each in mine if each.difference)) == total(
            currency, apart
        )


def test_a_month_holds_what_has_a_date_up_to_its_end_in_each_source(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        # 719,850.00 came on 2018-04-16 and was sold on 2018-04-20 at 1.2400; no line of the listing is of April but one of the
        # four that wait: 7,600.00 of 2018-04-18, before the project began.
        april = grids(ground, "2018-04")
        assert row_of(april, STEEL, "left") == ("892614.00", "885014.00")
        assert row_of(april, STEEL, "credited") == ("719850.00", "719850.00")
        march = grids(ground, "2018-03")
        assert row_of(march, STEEL, "left") == ("0.00", "0.00")
        assert row_of(march, STEEL, "credited") == ("0.00", "0.00")
        # The credit that nobody has identified is of 2019-06-21.
        assert row_of(grids(ground, "2019-05"), STEEL, "credited") == ("719850.00", "719850.00")
        assert unidentified(grids(ground, "2019-05"), STEEL) is None
        assert row_of(grids(ground, "2019-06"), STEEL, "credited") == ("719850.00", "719850.00")
        assert unidentified(grids(ground, "2019-06"), STEEL) == "479850.00"


def test_page_command_json_and_csv_are_one_table(ground: Ground) -> None:
    page = seen_by(FINANCE_OFFICE)
    shown = page.get("/en/recon?month=2019-06")
    assert shown.status_code == 200
    assert "up to 2019-06-30" in words(shown.content)
    rows = list(csv.reader(io.StringIO(page.get("/en/recon.csv?month=2019-06").content.decode("utf-8-sig"))))
    told = json.loads(page.get("/en/recon.json?month=2019-06").content)
    # Three grants of two rows, and four sums: two compared, two not read.
    assert len(told["rows"]) == 10
    assert sum(STEEL in row for row in rows) == 2
    # 719,850.00 that is identified, then what is not, then the difference: of the grant, and of the sum.
    figures = "719850.00,719850.00,479850.00,-479850.00"
    assert sum(figures in ",".join(cell for cell in row if cell[-1:].isdigit()) for row in rows) == 2
    run = CliRunner().invoke(main, ["recon", "--month", "2019-06", "--json", "--as", FINANCE_OFFICE])
    assert (run.exit_code, json.loads(run.stdout)["rows"]) == (2, told["rows"])
    assert "MON-351" in {finding["code"] for finding in json.loads(run.stdout)["findings"]}


def test_what_is_no_month_is_told_in_words_and_who_may_not_see_money_sees_none(ground: Ground) -> None:
    wrong = seen_by(FINANCE_OFFICE).get("/en/recon?month=2019-13")
    assert (wrong.status_code, '"2019-13" is no month.' in words(wrong.content)) == (422, True)
    told = CliRunner().invoke(main, ["recon", "--month", "June", "--as", FINANCE_OFFICE])
    assert (told.exit_code, "REC-117" in told.stderr) == (1, True)
    signed = CliRunner().invoke(main, ["recon", "--sign", "--as", FINANCE_OFFICE])
    assert (signed.exit_code, "REC-118" in signed.stderr) == (1, True)
    assert seen_by(INVESTIGATOR).get("/en/recon").status_code == 403
    assert CliRunner().invoke(main, ["recon", "--as", INVESTIGATOR]).exit_code == 1
