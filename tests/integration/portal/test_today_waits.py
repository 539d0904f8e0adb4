"""Today names what waits and belongs to no grant, and the demo's listing until somebody has read it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from pytest_django import Settings

from guohe.grants.operations.pass_money_to_partner import record_receipt
from guohe.grants.operations.state_claim import state_claim
from guohe.project.commands import status
from guohe.reporting.domain.noting import ToNote
from guohe.reporting.operations.note_rates import note_rates
from guohe.reporting.queries import rates
from tests.factories.changes import decided, loaded, prepared, sent
from tests.factories.imports import RAIL, STEEL, Ground, demo_ground, listing
from tests.factories.people import (
    ADMINISTRATOR,
    AUDITOR,
    FINANCE_OFFICE,
    INVESTIGATOR,
    NOW,
    PROGRAMME_OFFICER,
    RESEARCH_OFFICE,
)

pytestmark = pytest.mark.usefixtures("demo_books")

# The 16 costs of demo/erp.csv come to its own grand total.
LISTING = "Not imported yet: 16 lines, total HKD 503,830.50."


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ground:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def told(person: str) -> str:
    answer = CliRunner().invoke(status, ["--as", person], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.output


def page(person: str) -> str:
    client = Client()
    client.post(f"/en/demo/be/{person}")
    return client.get("/en/").content.decode()


def test_the_demos_listing_waits_until_somebody_has_read_it(ground: Ground) -> None:
    assert f"□ demo/erp.csv  {LISTING}" in told(FINANCE_OFFICE)
    assert LISTING in page(FINANCE_OFFICE)
    assert "./guohe import erp demo/erp.csv" in told(FINANCE_OFFICE)
    with ground.stage.acting(FINANCE_OFFICE):
        ground.read()
    assert "Not imported yet" not in told(FINANCE_OFFICE)
    assert "Not imported yet" not in page(FINANCE_OFFICE)
    assert "import erp" not in told(FINANCE_OFFICE)
    assert "import bank demo/bank_cny.csv" in told(FINANCE_OFFICE)


def test_who_may_see_no_money_is_not_told_that_nothing_waits_for_anybody(ground: Ground) -> None:
    assert LISTING in page(FINANCE_OFFICE)
    assert "Nothing waits that you may see." in page(ADMINISTRATOR)
    assert "Nothing waits that you may see." in told(ADMINISTRATOR)
    assert "that you may see" not in page(FINANCE_OFFICE)


def test_a_noted_rate_waits_on_today_until_a_second_person_confirms_it(ground: Ground) -> None:
    sentence = "1 exchange rate was noted and waits for a second person to confirm."
    assert sentence not in page(FINANCE_OFFICE)
    with ground.stage.acting(FINANCE_OFFICE):
        note_rates(
            [ToNote("2018-05-28", "1.2250", "bank board", "2018-05-28T11:00")],
            host_id=ground.stage.host,
            base="CNY",
            quote="HKD",
            actor=ground.finance,
            now=NOW,
            sure=True,
        )
        (waits,) = rates.waiting_everywhere([ground.stage.host])
    # It is of the whole host, so it leads to the rates of its first grant.
    assert (waits.grant, waits.count) == ("", 1)
    assert sentence in page(FINANCE_OFFICE)
    assert sentence in told(RESEARCH_OFFICE)


@pytest.mark.parametrize("person", [AUDITOR, PROGRAMME_OFFICER])
def test_who_may_not_read_files_is_not_told_to(ground: Ground, person: str) -> None:
    shown = page(person)
    assert "Not imported yet" not in shown
    assert "Import a file" not in shown
    assert "Set up a grant" not in shown


def test_lines_of_no_grant_are_named_with_their_money(ground: Ground) -> None:
    rows = [("05/06/2018", "AP-1", "6110", "100.10"), ("06/06/2018", "AP-2", "6110", "20.05")]
    with ground.stage.acting(FINANCE_OFFICE):
        ground.read("unknown.csv", listing(rows, project="QQ77-NOBODYS"))
    sentence = "2 lines of no grant wait for an answer: which grant? In no report until then."
    assert f"HKD 120.15  {sentence}" in told(FINANCE_OFFICE)
    shown = page(FINANCE_OFFICE)
    assert sentence in shown
    assert 'href="/en/questions"' in shown
    assert sentence not in page(PROGRAMME_OFFICER)


def test_the_same_items_for_a_program(ground: Ground) -> None:
    answer = CliRunner().invoke(status, ["--as", FINANCE_OFFICE, "--json"], catch_exceptions=False)
    found = {each["subject"]: each["sentence"] for each in json.loads(answer.output)}
    assert found["demo/erp.csv"] == LISTING


def test_where_a_partners_papers_differ_is_told_to_both_sides_with_the_paper(ground: Ground) -> None:
    """The demo's rail partner: 120,000.00 sent, 119,950.00 received by its letter; 3,150.00 of 86,750.00 without a voucher."""
    short = "Sent to the partner on 2018-07-16: CNY 120,000.00. Its letter (DEMO-RAIL-LETTER-1) states another amount: the difference is CNY 50.00."
    bare = "Of the CNY 86,750.00 that the partner states as used to 2018-12-31 (DEMO-RAIL-LETTER-2), CNY 3,150.00 has no evidence."
    for person in (FINANCE_OFFICE, PROGRAMME_OFFICER):
        assert f"≠ {RAIL}  {short}" in told(person)
        assert f"∅ {RAIL}  {bare}" in told(person)
        assert f'href="/en/grants/{RAIL}/partners"' in page(person)
    # The investigator of another grant sees nothing of it.
    assert RAIL not in told(INVESTIGATOR)
    with ground.stage.acting(RESEARCH_OFFICE):
        at = {"ref": RAIL, "partner": 1, "actor": ground.stage.account(RESEARCH_OFFICE), "now": NOW}
        record_receipt(**at, transfer=1, amount="120000.00", on="2018-07-18", evidence="DEMO-RAIL-LETTER-3")
    # Stated again as it was sent, nothing is apart any more.
    assert "Sent to the partner on 2018-07-16: CNY 120,000.00" not in told(FINANCE_OFFICE)
    assert bare in told(FINANCE_OFFICE)


def test_a_request_waits_with_whoever_has_the_next_step(ground: Ground) -> None:
    number = prepared(ground)
    waits = f"{STEEL}  Request C-{number} for a change: prepared 2019-07-02, not sent yet."
    assert waits in told(INVESTIGATOR)
    # Who may not prepare is not told of a draft, and of what was sent to be decided by the other side is.
    assert waits not in told(PROGRAMME_OFFICER)
    sent(ground, number)
    awaited = f"Request C-{number} for a change: sent 2019-06-20 (L-2019-17), waits for the decision."
    for person in (INVESTIGATOR, PROGRAMME_OFFICER, FINANCE_OFFICE):
        assert f"○ {STEEL}  {awaited}" in told(person)
    assert f'href="/en/grants/{STEEL}/changes"' in page(PROGRAMME_OFFICER)
    decided(ground, number, FINANCE_OFFICE)
    granted = f"Request C-{number} for a change: granted 2019-06-28 (R-2019-4), not in force yet."
    assert granted in told(INVESTIGATOR)
    assert granted not in told(PROGRAMME_OFFICER)
    loaded(ground, number, RESEARCH_OFFICE)
    assert f"C-{number}" not in told(INVESTIGATOR)


def test_questions_are_told_to_who_may_answer_as_theirs(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        ground.read()
    assert "4 lines wait for an answer, and you may answer: HKD 89,078.00." in told(INVESTIGATOR)
    assert "4 lines wait for an answer: HKD 89,078.00." in told(PROGRAMME_OFFICER)


def test_money_on_a_desk_is_told_with_whose_desk_it_is(ground: Ground) -> None:
    """Instalment 2 was credited on 2019-06-21 and not converted: 11 days with the host on 2019-07-02."""
    with ground.stage.acting(FINANCE_OFFICE):
        state_claim(
            instalment_ref=f"{STEEL}/T2",
            station="credited",
            happened_on=date(2019, 6, 21),
            source="bank_cny.csv row 5",
            evidence="bank_cny.csv row 5",
            reference="",
            actor=ground.finance,
            now=NOW,
        )
    desk = f"◇ {STEEL}  Instalment 2, CNY 480,000.00: with the host since 2019-06-21, 11 days."
    for person in (INVESTIGATOR, PROGRAMME_OFFICER):
        assert desk in told(person)
        assert "not seen in Hong Kong" not in told(person)
