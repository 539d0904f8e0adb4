"""Claims, transfers and sharing are written once, by those who may, and what breaks a rule waits instead of vanishing."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from guohe.audit.queries import latest_facts
from guohe.calendars.domain.days import Region
from guohe.calendars.queries.published import calendars
from guohe.grants.domain.usual import Transfer
from guohe.grants.operations.note_transfer import note_transfer
from guohe.grants.operations.share_stations import share_stations
from guohe.grants.operations.state_claim import state_claim
from guohe.grants.queries import find
from guohe.grants.queries.transfers import earlier, shares_stations
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.money import Money
from guohe.programmes.domain.routes import NoRoute
from guohe.programmes.queries.routes import all_routes
from tests.factories.identity import Stage, other_host, the_cast
from tests.factories.people import (
    AUDITOR,
    FINANCE_OFFICE,
    NOW,
    OTHER_OFFICER,
    PROGRAMME_OFFICER,
    RESEARCH_OFFICE,
    TODAY,
)
from tests.integration.grants.test_set_up_grant import set_up

pytestmark = pytest.mark.django_db

REF = "DEMO-TEST-1"
BOTH = calendars((Region.MAINLAND, Region.HONG_KONG))


def state(
    stage: Stage, station: str, day: date, evidence: str = "", amount: str | None = None
) -> tuple[Finding, ...]:
    return state_claim(
        instalment_ref=f"{REF}/T1",
        station=station,
        happened_on=day,
        source="agency",
        evidence=evidence,
        reference="R-1",
        actor=stage.account(RESEARCH_OFFICE),
        now=NOW,
        amount=Money.of("CNY", amount) if amount else None,
    )


def note(stage: Stage, reference: str, sent: date, credited: date) -> bool:
    return note_transfer(
        host_id=stage.host,
        route="guangdong",
        reference=reference,
        sent_on=sent,
        credited_on=credited,
        amount=Money.of("CNY", "1000.00"),
        source="slip",
        actor=stage.account(RESEARCH_OFFICE),
        now=NOW,
    )


def test_a_sending_before_the_agreement_is_written_and_said_to_wait() -> None:
    stage = the_cast()
    set_up(stage)
    with stage.acting(RESEARCH_OFFICE):
        assert state(stage, "agreement", date(2018, 3, 26), "A-1") == ()
        (finding,) = state(stage, "sent", date(2018, 3, 20), "slip")
        assert finding.code == "MON-303"
        assert [each.station for each in find.claims(REF)] == ["sent", "agreement"]
        assert state(stage, "allowed", date(2018, 3, 19), "Letter L-9") == ()


def test_more_credited_than_sent_is_written_and_said_to_wait() -> None:
    stage = the_cast()
    set_up(stage)
    with stage.acting(RESEARCH_OFFICE):
        assert state(stage, "sent", date(2018, 4, 12), "slip", "720000.00") == ()
        (finding,) = state(stage, "credited", date(2018, 4, 16), "line", "720150.00")
        assert finding.code == "MON-304"
        assert [each.amount for each in find.claims(REF)] == [
            Money.of("CNY", "720000.00"),
            Money.of("CNY", "720150.00"),
        ]


def test_a_bounce_may_be_claimed_and_an_unknown_station_not() -> None:
    stage = the_cast()
    set_up(stage)
    with stage.acting(RESEARCH_OFFICE):
        assert state(stage, "bounced", date(2018, 4, 17), "advice") == ()
        with pytest.raises(Refused, match="MON-314"):
            state(stage, "lead_received", date(2018, 4, 17))


def test_money_that_does_not_cross_has_no_stations(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = the_cast()
    set_up(stage)
    monkeypatch.setattr("guohe.grants.operations.state_claim.route_of", lambda _: NoRoute.PARALLEL)
    with stage.acting(RESEARCH_OFFICE), pytest.raises(Refused, match="MON-306"):
        state(stage, "sent", date(2018, 4, 17))


def transfers(
    stage: Stage, *, route: str = "guangdong", besides: str = "DEMO-OTHER", on: date = TODAY
) -> tuple[Transfer, ...]:
    chosen = next(each for each in all_routes() if each.code == route)
    return earlier(stage.host, chosen, besides=besides, on=on, calendars=BOTH)


def test_a_grants_transfer_counts_for_the_others_once_both_ends_have_evidence() -> None:
    stage = the_cast()
    set_up(stage)
    with stage.acting(RESEARCH_OFFICE):
        state(stage, "sent", date(2018, 4, 12), "slip")
        state(stage, "credited", date(2018, 4, 16))
        assert transfers(stage) == ()
        state(stage, "credited", date(2018, 4, 16), "bank line")
        # Friday the 13th and Monday the 16th.
        assert [(each.sent_on, each.working_days) for each in transfers(stage)] == [(date(2018, 4, 12), 2)]
        assert transfers(stage, besides=REF) == ()
        assert transfers(stage, on=date(2018, 4, 15)) == ()
        assert transfers(stage, route="shenzhen-c") == ()
        state(stage, "taken_back", date(2018, 4, 17), "bank line")
        assert transfers(stage) == ()
        state(stage, "credited", date(2018, 4, 16), "another bank line")
        assert len(transfers(stage)) == 1
        state(stage, "bounced", date(2018, 4, 17), "advice")
        assert transfers(stage) == ()


def test_a_transfer_is_noted_once_and_counted_in_working_days() -> None:
    stage = the_cast()
    with stage.acting(RESEARCH_OFFICE):
        assert note(stage, "H1", date(2018, 8, 14), date(2018, 8, 20))
        assert not note(stage, "H1", date(2018, 8, 14), date(2018, 8, 21))
        assert note(stage, "H2", date(2019, 6, 25), date(2019, 7, 3))
        with pytest.raises(Refused, match="MON-307"):
            note(stage, "H3", date(2018, 8, 20), date(2018, 8, 14))
        found = transfers(stage)
        # Wednesday 15 to Monday 20 August without the weekend; H2 had not arrived on that day.
        assert [(each.sent_on, each.working_days) for each in found] == [(date(2018, 8, 14), 4)]
        assert transfers(stage, route="shenzhen-c") == ()
        # Each noted transfer is a fact of its route, once; what was refused or known already is none.
        told = [fact for fact in latest_facts(stage.host) if fact.action == "grants.transfer_noted"]
        assert [fact.details["sent_on"] for fact in told] == ["2019-06-25", "2018-08-14"]


def test_another_host_sees_none_of_it() -> None:
    stage = the_cast()
    with stage.acting(RESEARCH_OFFICE):
        note(stage, "H1", date(2018, 8, 14), date(2018, 8, 20))
    other_host(stage)
    with stage.acting(OTHER_OFFICER):
        assert transfers(stage) == ()


@pytest.mark.parametrize("who", [AUDITOR, PROGRAMME_OFFICER])
def test_only_the_host_notes_and_shares(who: str) -> None:
    stage = the_cast()
    set_up(stage)
    with stage.acting(who):
        with pytest.raises(Refused):
            note_transfer(
                host_id=stage.host,
                route="guangdong",
                reference="H1",
                sent_on=TODAY,
                credited_on=TODAY,
                amount=Money.of("CNY", "1.00"),
                source="",
                actor=stage.account(who),
                now=NOW,
            )
        with pytest.raises((Refused, find.GrantNotFound)):
            share_stations(ref=REF, shared=True, actor=stage.account(who), now=NOW)


def test_the_latest_decision_to_share_holds() -> None:
    stage = the_cast()
    set_up(stage)
    with stage.acting(FINANCE_OFFICE):
        assert not shares_stations(REF)
        for shared in (True, False, True):
            share_stations(ref=REF, shared=shared, actor=stage.account(FINANCE_OFFICE), now=NOW)
            assert shares_stations(REF) is shared
        with pytest.raises(find.GrantNotFound):
            share_stations(ref="NOBODYS", shared=True, actor=stage.account(FINANCE_OFFICE), now=NOW)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE grants_transfer SET credited_on = sent_on",
        "DELETE FROM grants_transfer",
        "UPDATE grants_stationsharing SET shared = false",
        "DELETE FROM grants_stationsharing",
        "INSERT INTO grants_transfer SELECT nextval('grants_transfer_id_seq'), route, 'H9', credited_on, sent_on, currency,"
        " amount_minor, source, noted_at, host_id, noted_by_id FROM grants_transfer",
        "INSERT INTO grants_claim (station, happened_on, source, evidence, reference, currency, amount_minor, stated_at,"
        " host_id, instalment_id, stated_by_id) SELECT 'sent', current_date, '', '', '', '', 5, now(), i.host_id, i.id,"
        " (SELECT min(noted_by_id) FROM grants_transfer) FROM grants_instalment AS i",
    ],
)
def test_the_database_holds_the_law_as_well(attack: str) -> None:
    stage = the_cast()
    set_up(stage)
    with stage.acting(FINANCE_OFFICE):
        share_stations(ref=REF, shared=True, actor=stage.account(FINANCE_OFFICE), now=NOW)
    with stage.acting(RESEARCH_OFFICE):
        note(stage, "H1", date(2018, 8, 14), date(2018, 8, 20))
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attack)
