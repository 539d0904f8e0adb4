"""The database lets nothing take effect but what was granted, within the days of its grant and while that is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from guohe.grants.domain.changes import Kind
from guohe.grants.domain.facts import BudgetRowFacts
from guohe.grants.models import (
    ApprovedEquipment,
    BudgetVersion,
    ChangeDraft,
    ChangeEffect,
    ChangeStep,
    Grant,
)
from guohe.grants.operations.load_budget_version import load_budget_version
from guohe.grants.operations.move_change import bring_into_force, send_change
from guohe.grants.operations.prepare_change import prepare_change, rewrite_change
from guohe.grants.operations.reopen_grant import approve_reopening, prepare_reopening
from guohe.grants.queries import find
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.people.models import Person, Share
from guohe.people.operations.plan_share import plan_share
from tests.factories import changes
from tests.factories.effects import LATE, SENT, brought, closed, effect_row, granted
from tests.factories.identity import add_person, other_host, person
from tests.factories.imports import RAIL, STEEL, Ground, demo_ground
from tests.factories.people import (
    ADMINISTRATOR,
    FINANCE_OFFICE,
    INVESTIGATOR,
    NOW,
    OTHER_OFFICER,
    OTHER_OFFICER_NAME,
    RESEARCH_OFFICE,
    TODAY,
)
from tests.integration.imports.pages import seen_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
THREE = {"partner_en": "Test University", "partner_zh_hant": "測試大學", "partner_zh_hans": "测试大学"}


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def refused(
    ground: Ground, number: int, law: str, on: date = TODAY, by: str = RESEARCH_OFFICE, **other: Any
) -> None:
    """The bare row of an effect is refused by this law."""
    told = effect_row(ground, number, by, **other)
    with pytest.raises(DatabaseError, match=law), ground.stage.acting(by, on=on), transaction.atomic():
        ChangeEffect.objects.create(**told)


@pytest.mark.parametrize("to", ["9999-12-31", "20211031", "2021-W43-7", "2021-02-30"])
def test_an_extension_is_not_sent_without_a_day_that_the_database_reads_alike(
    ground: Ground, to: str
) -> None:
    own = ground.stage.account(INVESTIGATOR)
    with ground.stage.acting(INVESTIGATOR):
        number = prepare_change(
            ref=STEEL, kind=Kind.EXTENSION, asked={"to": to}, reason="why", actor=own, now=NOW
        )
        with pytest.raises(Refused, match="BUD-310"):
            send_change(ref=STEEL, number=number, on=SENT, evidence="L-1", note="", actor=own, now=NOW)
        draft = ChangeDraft.objects.get(request__number=number)
        with pytest.raises(DatabaseError, match="asks for a day"), transaction.atomic():
            ChangeStep.objects.create(
                host_id=draft.host_id,
                grant_id=draft.grant_id,
                request_id=draft.request_id,
                number=1,
                state="sent",
                happened_on=SENT,
                evidence="L-1",
                recorded_by_id=own,
                recorded_at=NOW,
            )
    for page in (f"changes/{number}", "changes"):
        assert seen_by(INVESTIGATOR).get(f"/en/grants/{STEEL}/{page}").status_code == 200


@pytest.mark.parametrize(
    ("other", "law"),
    [
        ({"partner_en": "Quite Another College"}, "called as it was granted"),
        ({"partner_zh_hans": "\u200b"}, "called as it was granted"),
        ({"partner_zh_hant": "\t"}, "called as it was granted"),
        ({"since": date(9999, 12, 31)}, "by the last day"),
        # The last day of the grant is 2021-04-30.
        ({"since": date(2021, 5, 1)}, "by the last day"),
        ({"recorded_at": NOW - timedelta(days=9999)}, "recorded after its decision"),
        ({"recorded_at": NOW + timedelta(days=9999)}, "recorded after its decision"),
    ],
)
def test_a_partner_is_the_granted_one_within_the_grant(
    ground: Ground, other: dict[str, Any], law: str
) -> None:
    number = granted(ground, Kind.PARTNER, "Test University")
    refused(ground, number, law, **({"kind": "partner", "ends": None} | THREE | other))


def test_a_slip_of_the_hand_in_the_day_blocks_nothing(ground: Ground) -> None:
    number = granted(ground, Kind.PARTNER, "Test University")
    names = Name("Test University", "測試大學", "测试大学")
    for slip in ("9999-12-31", "2021-05-01"):
        with pytest.raises(Refused, match="BUD-462"):
            brought(ground, number, since=slip, partner=names)
    with pytest.raises(Refused, match="BUD-474"):
        brought(ground, number, partner=Name("Quite Another College", "別校", "别校"))
    brought(ground, number, since="2019-07-01", partner=names)
    following = granted(ground, Kind.PARTNER, "次大學")
    refused(
        ground,
        following,
        "after the one before it",
        kind="partner",
        ends=None,
        partner_en="Second",
        partner_zh_hant="次大學",
        partner_zh_hans="次大学",
    )
    brought(ground, following, since="2019-07-01", partner=Name("Second", "次大學", "次大学"))


def test_who_leads_is_of_the_host_and_called_as_granted(ground: Ground) -> None:
    other_host(ground.stage)
    number = granted(ground, Kind.INVESTIGATOR, OTHER_OFFICER_NAME.en)
    stranger, own = person(OTHER_OFFICER).account, ground.stage.account(FINANCE_OFFICE)
    for account in (stranger, own):
        refused(ground, number, "of the host", kind="investigator", ends=None, investigator_id=account)
    with pytest.raises(Refused, match="BUD-464"):
        brought(ground, number, investigator=stranger)
    with pytest.raises(Refused, match="BUD-475"):
        brought(ground, number, investigator=ground.stage.account(INVESTIGATOR))
    for approver in (RESEARCH_OFFICE, FINANCE_OFFICE):
        number = granted(ground, Kind.INVESTIGATOR, person(approver).name.zh_hant)
        account = person(approver).account
        refused(ground, number, "own hands", kind="investigator", ends=None, investigator_id=account)
        with pytest.raises(Refused, match="BUD-476"):
            brought(ground, number, investigator=account)


def test_a_line_of_the_list_is_replaced_once(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        grant = find.grant(STEEL)
        old = next(each for each in find.equipment(grant.host_id) if each.grant_ref == STEEL).id
    brought(ground, granted(ground, Kind.EQUIPMENT, "NEW-9"), replaces=old)
    number = granted(ground, Kind.EQUIPMENT, "NEW-10")
    with pytest.raises(Refused, match="BUD-466"):
        brought(ground, number, replaces=old)
    with ground.stage.acting(RESEARCH_OFFICE):
        grant_id = Grant.objects.get(ref=STEEL).pk
        new = ApprovedEquipment.objects.create(host_id=grant.host_id, grant_id=grant_id, model="NEW-10")
    told: dict[str, Any] = {"kind": "equipment", "ends": None, "equipment_id": new.pk}
    refused(ground, number, "replaced once", **told, replaces_id=old)


def test_an_extension_moves_the_end_on(ground: Ground) -> None:
    first = granted(ground, Kind.EXTENSION, "2021-10-31")
    brought(ground, granted(ground, Kind.EXTENSION, "2021-12-31"))
    refused(ground, first, "moves the end on")
    with pytest.raises(Refused, match="BUD-463"):
        brought(ground, first)


def test_nothing_of_a_closed_grant_is_changed(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    stage, on = ground.stage, LATE.date()
    extended = granted(ground, Kind.EXTENSION, "2021-10-31")
    moved = changes.prepared(ground)
    changes.sent(ground, moved)
    changes.decided(ground, moved, RESEARCH_OFFICE)
    draft = changes.prepared(ground)
    closed(ground, monkeypatch)
    refused(ground, extended, "closed grant is not changed", on=on, recorded_at=LATE)
    own = stage.account(FINANCE_OFFICE)
    row = BudgetRowFacts(1, "equipment", "设备费", 3, Money.of("CNY", "180000.00"))
    with stage.acting(FINANCE_OFFICE, on=on):
        grant = Grant.objects.get(ref=STEEL)
        somebody = Person.objects.get(host_id=stage.host, number=1)

    def plan() -> None:
        office = stage.account(RESEARCH_OFFICE)
        plan_share(ref=STEEL, person=1, first="2019-09", last="", share="1", note="", actor=office, now=LATE)

    def load() -> None:
        load_budget_version(
            ref=STEEL,
            approved_on=on,
            unit="yuan",
            rows=[row],
            file_digest="",
            actor=own,
            now=LATE,
            approved_by=stage.account(RESEARCH_OFFICE),
        )

    def force() -> None:
        bring_into_force(ref=STEEL, number=moved, actor=own, now=LATE)

    def rewrite() -> None:
        office = stage.account(RESEARCH_OFFICE)
        rewrite_change(ref=STEEL, number=draft, asked=changes.MOVE, reason="why", actor=office, now=LATE)

    operations: tuple[tuple[str, Callable[[], None]], ...] = (
        (RESEARCH_OFFICE, plan),
        (FINANCE_OFFICE, load),
        (FINANCE_OFFICE, force),
        (RESEARCH_OFFICE, rewrite),
    )
    for by, act in operations:
        with pytest.raises(Refused, match="BUD-468"), stage.acting(by, on=on):
            act()

    def version() -> None:
        BudgetVersion.objects.create(
            host_id=stage.host,
            grant=grant,
            number=2,
            approved_on=on,
            unit="yuan",
            file_digest="",
            loaded_by_id=own,
            loaded_at=LATE,
        )

    def share() -> None:
        Share.objects.create(
            host_id=stage.host,
            person=somebody,
            grant=grant,
            month=date(2020, 9, 1),
            number=1,
            basis_points=100,
            recorded_by_id=stage.account(RESEARCH_OFFICE),
            recorded_at=LATE,
        )

    def limits() -> None:
        lines = '[{"code": "equipment", "minor": 1, "enforced": true}]'
        with connection.cursor() as cursor:
            approver = stage.account(RESEARCH_OFFICE)
            cursor.execute("SELECT funds_load_budget(%s, 9, %s, %s)", [grant.fund, lines, approver])

    rows: tuple[tuple[str, Callable[[], None], str], ...] = (
        (FINANCE_OFFICE, version, "no further budget"),
        (RESEARCH_OFFICE, share, "closed grant"),
        (FINANCE_OFFICE, limits, "MON-484"),
    )
    for by, act, law in rows:
        with pytest.raises(DatabaseError, match=law), stage.acting(by, on=on), transaction.atomic():
            act()


def test_effects_and_reopenings_are_seen_by_those_of_the_grant_alone(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, on = ground.stage, LATE.date()
    brought(ground, granted(ground, Kind.EXTENSION, "2021-10-31"))
    closed(ground, monkeypatch)
    own, other = stage.account(RESEARCH_OFFICE), stage.account(FINANCE_OFFICE)
    with stage.acting(RESEARCH_OFFICE, on=on):
        number = prepare_reopening(ref=STEEL, reason="late", evidence="L-4", actor=own, now=LATE)
    with stage.acting(FINANCE_OFFICE, on=on):
        approve_reopening(ref=STEEL, number=number, actor=other, now=LATE)
    with stage.acting(ADMINISTRATOR):
        add_person(stage.host, "steel.only", "view_money", scope=("grant", STEEL))
        add_person(stage.host, "rail.only", "view_money", scope=("grant", RAIL))
    tables = ("grants_changeeffect", "grants_reopening", "grants_reopeningapproval", "funds_fund_event")

    def seen(by: str) -> list[int]:
        with stage.acting(by), connection.cursor() as cursor:
            found = []
            for table in tables:
                cursor.execute(f"SELECT count(*) FROM {table}")
                found.append(cursor.fetchone()[0])
        return found

    # The fund was shut once and opened once.
    assert seen("steel.only") == seen(FINANCE_OFFICE) == [1, 1, 1, 2]
    assert seen("rail.only") == [0, 0, 0, 0]
