"""No figure of a file breaks a page: what no amount reaches is a fault of its line or of its file, and sums have room."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from django.db import connection

from guohe.imports.models import Job
from guohe.imports.queries.what_waits import what_waits
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.project.cli import main
from tests.factories.imports import STEEL, Ground, demo_ground, listing
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by

pytestmark = pytest.mark.usefixtures("demo_books")


@pytest.fixture
def ground(db: None, settings: object, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"  # type: ignore[attr-defined]
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def rows(count: int, amount: str) -> list[tuple[str, str, str, str]]:
    return [("02/06/2018", f"HH-{number:03}", "6110", amount) for number in range(count)]


def test_an_amount_that_no_account_holds_is_a_fault_of_its_line(ground: Ground) -> None:
    # A hundred lines of it are 10^19 minor units, and a bigint ends at 9.2 x 10^18.
    with ground.stage.acting(FINANCE_OFFICE), pytest.raises(Refused) as refusal:
        ground.read("huge.csv", listing(rows(100, "999,999,999,999,999.99")))
    found = [finding for finding in refusal.value.findings if finding.code == "IMP-240"]
    assert [finding.place.row for finding in found] == list(range(2, 102))
    assert not Job.objects.exists()


def test_lines_that_are_too_much_together_stop_the_file(ground: Ground) -> None:
    # 11 x 999,999,999,999.99 is 10,999,999,999,999.89; ten of them are below 10,000,000,000,000.00.
    with ground.stage.acting(FINANCE_OFFICE):
        with pytest.raises(Refused) as refusal:
            ground.read("much.csv", listing(rows(11, "999,999,999,999.99")))
        assert [finding.code for finding in refusal.value.findings if finding.level == "stop"] == ["IMP-241"]
        assert not Job.objects.exists()
        assert ground.read("just.csv", listing(rows(10, "999,999,999,999.99"))).job


def test_what_waits_is_added_up_whatever_it_comes_to(ground: Ground) -> None:
    # Files below the bound, ten thousand of them, would pass a bigint together; the sums are asked for without its bound.
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("just.csv", listing([("02/06/2018", "HH-1", "6900", "9,999,999,999,999.99")])).job
        # Twelve copies stand for the files of other days: the table holds what no reader lets in.
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO imports_line (host_id, job_id, row_number, fingerprint, key, kind, project_code, account_code, "
                "account_name, posted_date, doc_ref, payee, description, order_no, currency, amount_minor, raw, verdict, state, "
                "grant_ref, category) SELECT host_id, job_id, row_number + n, fingerprint || n, gen_random_uuid(), kind, "
                "project_code, account_code, account_name, posted_date, doc_ref, payee, description, order_no, currency, "
                "%s, raw, 'ready', 'staged', grant_ref, category FROM imports_line, generate_series(1, 12) AS n WHERE job_id = %s",
                [9 * 10**17, job],
            )
        waits = what_waits([STEEL], files=5, digests=[])
        assert [each.amount for each in waits.files] == [Money("HKD", 12 * 9 * 10**17)]
    assert seen_by(FINANCE_OFFICE).get("/en/").status_code == 200
    told = CliRunner().invoke(main, ["status", "--json"])
    assert told.exception is None or isinstance(told.exception, SystemExit)
    assert json.loads(told.stdout)
