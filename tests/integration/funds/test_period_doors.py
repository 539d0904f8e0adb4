"""A period is held, closed by another and opened again from the keyboard, and every turn is in the audit log."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner

from guohe.audit.queries.facts import facts_about
from guohe.funds.operations.post_entries import post
from guohe.project.cli import main
from tests.factories.funds import Ground, books, funded, hkd, spend
from tests.factories.identity import Stage, add_person, the_cast
from tests.factories.people import ADMINISTRATOR, FINANCE_OFFICE
from tests.integration.funds.refusal import refused

MAY = date(2018, 5, 7)


@pytest.fixture
def ground(db: None) -> tuple[Stage, Ground]:
    """A book with money and one more person who may import and approve."""
    stage = the_cast()
    with stage.acting(ADMINISTRATOR):
        add_person(stage.host, "second.ho", "import", "approve")
    with stage.acting(FINANCE_OFFICE):
        made = books(stage.host)
        funded(made)
    return stage, made


def told(actor: str, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["period", *words, "--as", actor])
    return done.exit_code, done.output


def test_two_people_close_a_month_and_nothing_enters_it(ground: tuple[Stage, Ground]) -> None:
    stage, made = ground
    assert told(FINANCE_OFFICE, "hold", "HK", "2018-05-07", "--why", "month end") == (
        0,
        "The period 2018-05-01 to 2018-05-31 is held: nothing more is posted into it. Another person can close it.\n",
    )
    code, said = told(FINANCE_OFFICE, "close", "HK", "2018-05-07", "--why", "mine")
    assert (code, said.split()[0]) == (1, "MON-362")
    assert told("second.ho", "close", "HK", "2018-05-07", "--why", "looked at")[0] == 0
    with stage.acting(FINANCE_OFFICE):
        late = spend(made, "LATE", hkd("1.00"), on=MAY)
        assert refused(lambda: post(book=made.book, entries=[late])) == "MON-316"
        turned = facts_about("period:2018-05-01/2018-05-31")
    assert [fact.details["state"] for fact in turned] == ["held", "closed"]
    code, said = told(FINANCE_OFFICE, "list", "HK", "--json")
    assert code == 0
    (may,) = [row for row in json.loads(said)["rows"] if row["first_day"] == "2018-05-01"]
    assert (may["state"], may["reason"]) == ("closed", "looked at")


def test_a_day_of_no_period_and_a_step_out_of_order_are_told(ground: tuple[Stage, Ground]) -> None:
    code, said = told(FINANCE_OFFICE, "hold", "HK", "1999-01-01", "--why", "x")
    assert (code, said.split()[0]) == (1, "MON-315")
    code, said = told(FINANCE_OFFICE, "open", "HK", "2018-05-07", "--why", "x")
    assert (code, said.split()[0]) == (1, "MON-361")
    code, said = told(FINANCE_OFFICE, "hold", "HK", "2018-05-07", "--why", "   ")
    assert code == 1
    assert "Traceback" not in said
