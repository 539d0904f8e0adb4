"""A grant is set up whole by someone who may prepare, and nothing of it can be changed or seen from outside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from guohe.funds.operations.open_books import open_book
from guohe.grants.domain.facts import BudgetRowFacts, MappingRowFacts
from guohe.grants.domain.set_up import Agreement
from guohe.grants.models import BudgetRow, BudgetVersion, Grant
from guohe.grants.operations.decide_mapping import decide_mapping
from guohe.grants.operations.load_budget_version import load_budget_version
from guohe.grants.operations.set_up_grant import set_up_grant
from guohe.grants.operations.state_claim import state_claim
from guohe.grants.queries import budgets, find, mapping
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from tests.factories.grants import agreement
from tests.factories.identity import Stage, other_host, the_cast
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, OTHER_OFFICER, RESEARCH_OFFICE, TODAY

pytestmark = pytest.mark.django_db

AGREEMENT = agreement()


def set_up(stage: Stage, agreement: Agreement = AGREEMENT, *, by: str = RESEARCH_OFFICE) -> None:
    with stage.acting(FINANCE_OFFICE):
        book = open_book(host_id=stage.host, code="HK", name="test", on=date(2018, 1, 1))
    with stage.acting(by):
        set_up_grant(
            host_id=stage.host,
            book=book,
            agreement=agreement,
            investigator_id=stage.account("demo.yip"),
            actor=stage.account(by),
            now=NOW,
        )


def test_a_grant_is_read_back_as_its_agreement_says() -> None:
    stage = the_cast()
    set_up(stage)
    with stage.acting(FINANCE_OFFICE):
        grant = find.grant("DEMO-TEST-1")
        planned = find.instalments("DEMO-TEST-1")
    assert grant.total == AGREEMENT.total
    assert grant.project_codes == ("ZZ01-TEST",)
    assert [(plan.ref, plan.amount.plain) for plan in planned] == [
        ("DEMO-TEST-1/T1", "720000.00"),
        ("DEMO-TEST-1/T2", "480000.00"),
    ]


def test_instalments_that_do_not_add_up_write_nothing() -> None:
    stage = the_cast()
    with pytest.raises(Refused, match="BUD-211"):
        set_up(stage, replace(AGREEMENT, total=Money.of("CNY", "1200000.01")))
    with stage.acting(FINANCE_OFFICE):
        assert find.all_grants() == ()


def test_a_reference_is_used_once() -> None:
    stage = the_cast()
    set_up(stage)
    with pytest.raises(Refused, match="BUD-214"):
        set_up(stage)


def test_an_auditor_may_not_set_up_a_grant() -> None:
    stage = the_cast()
    with pytest.raises(Refused, match="ACC-"):
        set_up(stage, by=AUDITOR)


def test_another_host_sees_nothing_of_it() -> None:
    stage = the_cast()
    set_up(stage)
    other = other_host(stage)
    with other.acting(OTHER_OFFICER):
        assert find.all_grants() == ()
        with pytest.raises(find.GrantNotFound):
            find.grant("DEMO-TEST-1")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE grants_grant SET total_minor = total_minor + 1",
        "DELETE FROM grants_instalment",
        "UPDATE grants_claim SET happened_on = happened_on",
        "TRUNCATE grants_mappingrow",
    ],
)
def test_raw_sql_of_the_application_changes_nothing_written(sql: str) -> None:
    stage = the_cast()
    set_up(stage)
    with (
        stage.acting(FINANCE_OFFICE),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_the_budget_in_force_is_the_latest_approved_on_the_day() -> None:
    stage = the_cast()
    set_up(stage)
    with stage.acting(RESEARCH_OFFICE):
        actor = stage.account(RESEARCH_OFFICE)
        load_budget_version(
            ref="DEMO-TEST-1",
            approved_on=date(2018, 3, 5),
            unit="wan",
            rows=[BudgetRowFacts(1, "equipment", "设备费", 3, Money.of("CNY", "180000.00"))],
            file_digest="",
            actor=actor,
            now=NOW,
        )
        grant = Grant.objects.get(ref="DEMO-TEST-1")
        later_version = BudgetVersion.objects.create(
            host_id=stage.host,
            grant=grant,
            number=2,
            approved_on=date(2019, 3, 12),
            unit="wan",
            file_digest="",
            loaded_by_id=actor,
            loaded_at=NOW,
        )
        BudgetRow.objects.create(
            host_id=stage.host,
            version=later_version,
            position=1,
            category="equipment",
            name="设备费",
            level=3,
            amount_minor=21000000,
        )
        earlier = budgets.in_force("DEMO-TEST-1", date(2019, 3, 11))
        later = budgets.in_force("DEMO-TEST-1", date(2019, 3, 12))
        before = budgets.in_force("DEMO-TEST-1", date(2018, 3, 4))
    assert before is None
    assert earlier is not None
    assert earlier.rows[0].amount == Money.of("CNY", "180000.00")
    assert later is not None
    assert (later.number, later.rows[0].amount) == (2, Money.of("CNY", "210000.00"))


def test_a_mapping_change_is_a_new_version_and_the_old_day_keeps_the_old_one() -> None:
    stage = the_cast()
    with stage.acting(RESEARCH_OFFICE):
        for day, category in ((date(2018, 1, 1), "materials"), (date(2019, 1, 1), "testing")):
            decide_mapping(
                host_id=stage.host,
                pack="DEMO-1",
                in_force_from=day,
                rows=[MappingRowFacts("6110", "Consumables", category, "test")],
                note="",
                actor=stage.account(RESEARCH_OFFICE),
                now=NOW,
            )
        old = mapping.in_force(stage.host, "DEMO-1", date(2018, 12, 31))
        new = mapping.in_force(stage.host, "DEMO-1", TODAY)
        none = mapping.in_force(stage.host, "DEMO-1", date(2017, 12, 31))
    assert none is None
    assert old is not None
    assert old.category_of("6110") == "materials"
    assert new is not None
    assert (new.category_of("6110"), new.category_of("9999")) == ("testing", None)


def test_a_claim_about_an_unknown_station_is_refused_with_the_known_ones() -> None:
    stage = the_cast()
    set_up(stage)
    with stage.acting(RESEARCH_OFFICE), pytest.raises(Refused) as refused:
        state_claim(
            instalment_ref="DEMO-TEST-1/T1",
            station="arrived",
            happened_on=TODAY,
            source="agency",
            evidence="",
            reference="",
            actor=stage.account(RESEARCH_OFFICE),
            now=NOW,
        )
    (finding,) = refused.value.findings
    assert finding.code == "MON-314"
    assert "approved, agreement, conditions_met, tax_filing, sent, credited" in finding.sentence("en")
