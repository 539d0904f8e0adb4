"""A closed grant takes no entry, by nobody and through no door, until two people open it again with a reason."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from guohe.funds.operations.post_entries import Posted
from guohe.funds.operations.receive_instalment import receive
from guohe.funds.operations.reverse_journal import reverse
from guohe.grants.cli import close
from guohe.grants.domain.changes import Kind
from guohe.grants.domain.closing import Item, Stand
from guohe.grants.models import Closing, ClosingApproval, Grant, Reopening, ReopeningApproval
from guohe.grants.operations.close_grant import approve_closing, prepare_closing
from guohe.grants.operations.prepare_change import prepare_change
from guohe.grants.operations.reopen_grant import approve_reopening, prepare_reopening
from guohe.grants.operations.set_up_grant import set_up_grant
from guohe.grants.queries import find
from guohe.grants.queries.closing import closed_by, closings_of, reopenings_of
from guohe.imports.queries.foreseen import Wanted, of_closed
from guohe.imports.queries.host_facts import host_facts
from guohe.kernel.findings import Refused
from tests.factories.funds import Ground, books, cny, key
from tests.factories.grants import agreement
from tests.factories.identity import Stage, the_cast
from tests.factories.people import AUDITOR, FINANCE_OFFICE, INVESTIGATOR, NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words

pytestmark = pytest.mark.django_db
REF = "DEMO-TEST-1"
DAY = date(2018, 5, 7)


@pytest.fixture
def stage(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The cast; its grant's report is said to be signed and its accounting months closed."""
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    points = (Item("reports", Stand.DONE, evidence=("report 1",)),)
    monkeypatch.setattr("guohe.grants.queries.closing._sources", [lambda ref, on: points])
    monkeypatch.setattr("guohe.grants.queries.closing._books", lambda grant, on: ())
    return the_cast()


@pytest.fixture
def ground(stage: Stage) -> Ground:
    with stage.acting(FINANCE_OFFICE):
        made = books(stage.host)
    with stage.acting(RESEARCH_OFFICE):
        set_up_grant(
            host_id=stage.host,
            book=made.book,
            agreement=replace(agreement(), ends=date(2019, 6, 1)),
            investigator_id=stage.account(INVESTIGATOR),
            actor=stage.account(RESEARCH_OFFICE),
            now=NOW,
        )
    return made


def closed(stage: Stage) -> int:
    with stage.acting(RESEARCH_OFFICE):
        number = prepare_closing(
            ref=REF, note="kept", evidence="R-9", actor=stage.account(RESEARCH_OFFICE), now=NOW
        )
    with stage.acting(FINANCE_OFFICE):
        approve_closing(ref=REF, number=number, actor=stage.account(FINANCE_OFFICE), now=NOW)
    return number


def asked(
    stage: Stage, by: str = RESEARCH_OFFICE, reason: str = "an invoice came late", shows: str = "L-4"
) -> int:
    with stage.acting(by):
        return prepare_reopening(ref=REF, reason=reason, evidence=shows, actor=stage.account(by), now=NOW)


def opened(stage: Stage, number: int, by: str = FINANCE_OFFICE) -> None:
    with stage.acting(by):
        approve_reopening(ref=REF, number=number, actor=stage.account(by), now=NOW)


def paid(stage: Stage, ground: Ground, number: int) -> Posted:
    """An instalment of CNY 100.00 that arrived whole."""
    with stage.acting(FINANCE_OFFICE):
        return receive(
            book=ground.book,
            fund=REF,
            source_ref=f"{REF}/T{number}",
            sent=cny("100.00"),
            credited=cny("100.00"),
            on=DAY,
            source=f"slip {number}",
            key=key(f"closed {number}"),
        )


def test_a_closed_grant_takes_no_entry_and_no_reversal_until_two_people_open_it(
    stage: Stage, ground: Ground
) -> None:
    first = paid(stage, ground, 1)
    closed(stage)
    with pytest.raises(Refused) as refusal:
        paid(stage, ground, 2)
    (finding,) = refusal.value.findings
    assert (finding.code, finding.values["fund"], finding.values["source"]) == ("MON-481", REF, "slip 2")
    assert f"./guohe close reopen {REF}" in finding.sentence("en")
    with pytest.raises(Refused, match="MON-481"), stage.acting(FINANCE_OFFICE):
        reverse(journal_id=first.journal_id, reason="wrong", on=DAY, key=key("turned"))
    # What was posted before is answered, as before.
    assert paid(stage, ground, 1).was_there
    number = asked(stage)
    with pytest.raises(Refused, match="MON-481"):
        paid(stage, ground, 2)
    with pytest.raises(Refused, match="ACC-601"):
        opened(stage, number, RESEARCH_OFFICE)
    opened(stage, number)
    assert not paid(stage, ground, 2).was_there
    # It is closed again over its new figures, and the earlier closing stays.
    assert closed(stage) == 2
    with pytest.raises(Refused, match="MON-481"):
        paid(stage, ground, 3)
    with stage.acting(FINANCE_OFFICE):
        known, again = closings_of(REF), reopenings_of(REF)
        now = closed_by(known)
    assert [(each.number, each.undone) for each in known] == [(1, True), (2, False)]
    assert [(each.closing, each.approver is not None) for each in again] == [(1, True)]
    assert now is not None
    assert now.number == 2


def test_a_closed_grant_is_told_by_what_is_asked_of_it(stage: Stage, ground: Ground) -> None:
    with stage.acting(FINANCE_OFFICE):
        assert find.grant(REF).closed_on is None
    closed(stage)
    with stage.acting(FINANCE_OFFICE):
        grant = find.grant(REF)
        facts = host_facts(
            host_id=grant.host_id, currency="HKD", on=NOW.date(), projects_in_file=["ZZ01-TEST"]
        )
    assert (grant.closed_on, facts.projects["ZZ01-TEST"].closed_on) == (NOW.date(), NOW.date())
    with pytest.raises(Refused, match="BUD-468"), stage.acting(RESEARCH_OFFICE):
        prepare_change(
            ref=REF,
            kind=Kind.EXTENSION,
            asked={"to": "2020-01-01"},
            reason="late",
            actor=stage.account(RESEARCH_OFFICE),
            now=NOW,
        )
    opened(stage, asked(stage))
    with stage.acting(FINANCE_OFFICE):
        assert find.grant(REF).closed_on is None


def test_a_file_that_was_checked_before_says_before_posting_that_its_grant_was_closed() -> None:
    lines = [
        Wanted(3, "AP-1", REF, "travel", False, cny("5.00"), DAY),
        Wanted(4, "AP-2", "OTHER", None, False, cny("6.00"), DAY),
    ]
    (held,) = of_closed(lines, {REF: date(2019, 7, 1)})
    assert (held.row, held.source, held.amount, held.finding.code) == (3, "AP-1", cny("5.00"), "BUD-472")
    assert "was closed on 2019-07-01" in held.finding.sentence("en")


def test_only_what_is_closed_is_opened_and_once_with_a_reason(stage: Stage, ground: Ground) -> None:
    with pytest.raises(Refused, match="BUD-469"):
        asked(stage)
    closed(stage)
    with pytest.raises(Refused, match="BUD-470"):
        asked(stage, shows=" ")
    with pytest.raises(Refused, match="BUD-471"):
        opened(stage, 1)
    first, second = asked(stage), asked(stage)
    opened(stage, second)
    with pytest.raises(Refused, match="BUD-469"):
        opened(stage, first)


@pytest.mark.parametrize(
    ("by", "other", "law"),
    [
        (AUDITOR, {}, "may prepare"),
        (RESEARCH_OFFICE, {"reason": " "}, "its reason"),
        (RESEARCH_OFFICE, {"evidence": ""}, "its reason"),
        (RESEARCH_OFFICE, {"reason": "\n"}, "its reason"),
        (RESEARCH_OFFICE, {"evidence": "\t"}, "its reason"),
        (RESEARCH_OFFICE, {"evidence": "\u200b\u3000"}, "its reason"),
        (RESEARCH_OFFICE, {"at": NOW - timedelta(days=1)}, "after its closing"),
        (RESEARCH_OFFICE, {"at": NOW + timedelta(days=9)}, "after its closing"),
        (RESEARCH_OFFICE, {"prepared": FINANCE_OFFICE}, "the one who acts"),
    ],
)
def test_raw_rows_cannot_bend_a_reopening(
    stage: Stage, ground: Ground, by: str, other: dict[str, Any], law: str
) -> None:
    closed(stage)
    told: dict[str, Any] = {"reason": "late", "evidence": "L-4", "prepared": by, "at": NOW} | other
    with pytest.raises(DatabaseError, match=law), stage.acting(by), transaction.atomic():
        Reopening.objects.create(
            host_id=stage.host,
            grant=Grant.objects.get(ref=REF),
            closing=Closing.objects.get(),
            number=1,
            reason=told["reason"],
            evidence=told["evidence"],
            prepared_by_id=stage.account(told["prepared"]),
            prepared_at=told["at"],
        )


def test_raw_rows_open_nothing_alone_and_close_nothing_twice(stage: Stage, ground: Ground) -> None:
    closed(stage)
    asked(stage)
    with stage.acting(FINANCE_OFFICE):
        grant, closing, again = Grant.objects.get(ref=REF), Closing.objects.get(), Reopening.objects.get()

    def approve(by: str, at: datetime = NOW) -> None:
        with stage.acting(by), transaction.atomic():
            ReopeningApproval.objects.create(
                host_id=stage.host,
                grant=grant,
                reopening=again,
                approved_by_id=stage.account(by),
                approved_at=at,
            )

    for by, law in (
        (RESEARCH_OFFICE, "nobody approves the reopening they prepared"),
        (AUDITOR, "may approve"),
    ):
        with pytest.raises(DatabaseError, match=law):
            approve(by)
    for wrong in (NOW - timedelta(days=400), NOW + timedelta(days=9)):
        with pytest.raises(DatabaseError, match="after it was prepared"):
            approve(FINANCE_OFFICE, wrong)
    with (
        pytest.raises(DatabaseError, match="closed already"),
        stage.acting(FINANCE_OFFICE),
        transaction.atomic(),
    ):
        ClosingApproval.objects.create(
            host_id=stage.host,
            grant=grant,
            closing=closing,
            digest=closing.digest,
            approved_by_id=stage.account(FINANCE_OFFICE),
            approved_at=NOW,
        )
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        stage.acting(FINANCE_OFFICE),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT funds_turn_fund(%s, 'open', 'mine')", [grant.fund])
    approve(FINANCE_OFFICE)
    with (
        pytest.raises(DatabaseError, match="only a grant that is closed"),
        stage.acting(RESEARCH_OFFICE),
        transaction.atomic(),
    ):
        Reopening.objects.create(
            host_id=stage.host,
            grant=grant,
            closing=closing,
            number=2,
            reason="late",
            evidence="L-4",
            prepared_by_id=stage.account(RESEARCH_OFFICE),
            prepared_at=NOW,
        )


def test_raw_rows_open_nothing_twice(stage: Stage, ground: Ground) -> None:
    closed(stage)
    first, second = asked(stage), asked(stage)
    opened(stage, second)
    with (
        pytest.raises(DatabaseError, match="open again already"),
        stage.acting(FINANCE_OFFICE),
        transaction.atomic(),
    ):
        ReopeningApproval.objects.create(
            host_id=stage.host,
            grant=Grant.objects.get(ref=REF),
            reopening=Reopening.objects.get(number=first),
            approved_by_id=stage.account(FINANCE_OFFICE),
            approved_at=NOW,
        )


@pytest.mark.parametrize(("reason", "shows"), [("a\x00", "x"), ("a", "\ud800")])
def test_what_cannot_be_stored_is_told(stage: Stage, ground: Ground, reason: str, shows: str) -> None:
    closed(stage)
    with pytest.raises(Refused, match="BUD-477"):
        asked(stage, reason=reason, shows=shows)


def test_the_commands_open_a_grant_again(stage: Stage, ground: Ground) -> None:
    def run(*line: str, by: str = FINANCE_OFFICE) -> tuple[int, str]:
        done = CliRunner().invoke(close, [*line, "--as", by])
        return done.exit_code, done.output

    closed(stage)
    line = ("reopen", REF, "--reason", "late", "--evidence", "L-4")
    assert run(*line, "--dry-run", by=RESEARCH_OFFICE)[0] == 0
    assert run("approve-reopening", REF, "1")[0] == 1
    assert run(*line, by=RESEARCH_OFFICE)[0] == 0
    assert run("approve-reopening", REF, "1", by=RESEARCH_OFFICE)[0] == 1
    assert run("approve-reopening", REF, "1")[0] == 0
    told = json.loads(run("plan", REF, "--json")[1])
    assert (told["closed"], told["reopenings"][0]["reason"]) == (False, "late")
    assert "L-4" in run("plan", REF)[1]


@pytest.mark.parametrize("lang", ["en", "zh-hant", "zh-hans"])
def test_pages_open_a_grant_again(stage: Stage, ground: Ground, lang: str) -> None:
    first, second = seen_by(RESEARCH_OFFICE), seen_by(FINANCE_OFFICE)
    page = f"/{lang}/grants/{REF}/closing"
    assert "closing/reopen" not in first.get(page).content.decode()
    closed(stage)
    assert "closing/reopen" in first.get(page).content.decode()
    short = first.post(f"{page}/reopen", {"reason": "too late", "evidence": ""})
    assert (short.status_code, "BUD-470" in words(short.content), "too late" in short.content.decode()) == (
        422,
        True,
        True,
    )
    assert first.post(f"{page}/reopen", {"reason": "too late", "evidence": "L-4"}).status_code == 302
    assert "reopen/1/approve" not in first.get(page).content.decode()
    assert "reopen/1/approve" in second.get(page).content.decode()
    assert first.post(f"{page}/reopen/1/approve").status_code == 422
    assert second.post(f"{page}/reopen/1/approve").status_code == 302
    told = second.get(f"{page}.json").json()
    assert (told["closed"], told["reopenings"][0]["evidence"]) == (False, "L-4")
    assert b"too late" in second.get(page).content
