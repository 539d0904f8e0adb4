"""The database holds the law of a partner's money by itself: who writes, who confirms, what adds, what stays."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from pytest_django import Settings

from guohe.grants.domain.partners import Answer
from guohe.grants.models import Grant, PartnerAct, PartnerAgreement, PartnerStatement, PartnerTransfer
from tests.factories.identity import Stage
from tests.factories.partners import REF, agreed, answered, received, sent, stage_with_partner, stated
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, RESEARCH_OFFICE

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """200,000.00 passed on; PS-1 of 1,000.00 waits for a second person."""
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    stage = stage_with_partner()
    agreed(stage)
    received(stage, sent(stage))
    stated(stage, ("equipment", "1000.00", "V-1"))
    return stage


def insert(stage: Stage, by: str, model: type[Model], **row: Any) -> None:
    with stage.acting(by), transaction.atomic():
        grant = Grant.objects.get(ref=REF)
        whose = {"host_id": stage.host, "grant": grant, "partner": 1, "recorded_at": NOW}
        model._default_manager.create(**{**whose, "recorded_by_id": stage.account(by), **row})


AGREEMENT: dict[str, Any] = {
    "version": 2,
    "name_en": "Demo",
    "name_zh_hant": "示範",
    "name_zh_hans": "示例",
    "currency": "CNY",
    "share_minor": 25_000_000,
    "reference": "PA-2",
    "agreed_on": date(2019, 2, 1),
    "tranches": [{"amount_minor": 25_000_000, "planned_on": "", "condition": ""}],
    "dues": [],
}
TRANSFER: dict[str, Any] = {
    "number": 2, "tranche": 2, "currency": "CNY", "amount_minor": 5_000_000, "sent_on": date(2019, 2, 1),
}  # fmt: skip
STATEMENT: dict[str, Any] = {
    "number": 2,
    "first_day": date(2019, 4, 1),
    "last_day": date(2019, 6, 30),
    "stated_on": date(2019, 7, 1),
    "currency": "CNY",
    "used_minor": 100,
    "rows": [{"category": "equipment", "amount_minor": 100, "evidence": ""}],
}
CONFIRMED: dict[str, Any] = {
    "thing": "statement", "number": 1, "step": 1, "deed": "confirmed", "happened_on": date(2019, 7, 2),
    "currency": "CNY", "amount_minor": 100_000,
}  # fmt: skip


@pytest.mark.parametrize(
    ("model", "row", "other", "law"),
    [
        (PartnerAgreement, AGREEMENT, {"version": 3}, "next version"),
        (PartnerAgreement, AGREEMENT, {"reference": ""}, "a reference"),
        (PartnerAgreement, AGREEMENT, {"agreed_on": date(2019, 7, 3)}, "day that has come"),
        (PartnerAgreement, AGREEMENT, {"tranches": []}, "above zero"),
        (PartnerAgreement, AGREEMENT, {"share_minor": 24_999_999}, "within the share"),
        (PartnerAgreement, AGREEMENT, {"share_minor": 120_000_001}, "within the award"),
        (PartnerAgreement, AGREEMENT, {"spent_percent": 101}, "is_a_share"),
        (PartnerAgreement, AGREEMENT, {"currency": "HKD"}, "currency of the award"),
        (PartnerTransfer, TRANSFER, {"tranche": 3}, "under a tranche"),
        (PartnerTransfer, TRANSFER, {"amount_minor": 5_000_001}, "than the share"),
        (PartnerTransfer, TRANSFER, {"amount_minor": 0}, "is_positive"),
        (PartnerTransfer, TRANSFER, {"sent_on": date(2019, 7, 3)}, "day that has come"),
        (PartnerTransfer, TRANSFER, {"partner": 2}, "under a tranche"),
        (PartnerStatement, STATEMENT, {"first_day": date(2019, 4, 2)}, "agreement asks for"),
        (
            PartnerStatement,
            STATEMENT,
            {"first_day": date(2019, 1, 1), "last_day": date(2019, 3, 31)},
            "a statement already",
        ),
        (PartnerStatement, STATEMENT, {"used_minor": 99}, "sum of its rows"),
        (PartnerStatement, STATEMENT, {"stated_on": date(2019, 7, 3)}, "day that has come"),
        (PartnerAct, CONFIRMED, {}, "one who acts and may|nobody confirms"),
        (
            PartnerAct,
            CONFIRMED,
            {"deed": "answered", "note": "perhaps", "evidence": "L", "currency": "", "amount_minor": None},
            "evidence or its reason",
        ),
        (
            PartnerAct,
            CONFIRMED,
            {"thing": "tranche", "deed": "met", "number": 3, "evidence": "L"},
            "does not follow",
        ),
        (
            PartnerAct,
            CONFIRMED,
            {"thing": "transfer", "deed": "received", "amount_minor": 0, "step": 2},
            "an amount",
        ),
        (
            PartnerAct,
            CONFIRMED,
            {"thing": "transfer", "deed": "received", "happened_on": date(2019, 1, 9), "step": 2},
            "what was sent and not before",
        ),
    ],
)
def test_raw_rows_cannot_bend_the_law(
    paid: Stage, model: type[Model], row: dict[str, Any], other: dict[str, Any], law: str
) -> None:
    with pytest.raises(DatabaseError, match=law):
        insert(paid, RESEARCH_OFFICE, model, **{**row, **other})


@pytest.mark.parametrize(
    ("model", "row"),
    [(PartnerAgreement, AGREEMENT), (PartnerTransfer, TRANSFER), (PartnerStatement, STATEMENT)],
)
def test_the_rows_that_were_bent_stand_unbent(paid: Stage, model: type[Model], row: dict[str, Any]) -> None:
    """Otherwise a refusal above would prove nothing."""
    if model is PartnerAgreement:
        row = {**row, "tranches": [{"amount_minor": 25_000_000, "planned_on": "", "condition": ""}]}
    insert(paid, RESEARCH_OFFICE, model, **row)
    with pytest.raises(DatabaseError, match="one who acts"):
        insert(paid, AUDITOR, model, **row)
    with pytest.raises(DatabaseError, match="one who acts"):
        insert(paid, FINANCE_OFFICE, model, **{**row, "recorded_by_id": paid.account(RESEARCH_OFFICE)})


@pytest.mark.parametrize(
    ("by", "other", "law"),
    [
        (RESEARCH_OFFICE, {}, "nobody confirms"),
        (AUDITOR, {}, "may"),
        (FINANCE_OFFICE, {"amount_minor": 100_001}, "up to what was received"),
        (FINANCE_OFFICE, {"amount_minor": 99_999}, "up to what was received"),
        (FINANCE_OFFICE, {"number": 2}, "does not follow"),
    ],
)
def test_raw_rows_cannot_confirm_alone_or_another_sum(
    paid: Stage, by: str, other: dict[str, Any], law: str
) -> None:
    with pytest.raises(DatabaseError, match=law):
        insert(paid, by, PartnerAct, **{**CONFIRMED, **other})
    insert(paid, FINANCE_OFFICE, PartnerAct, **CONFIRMED)
    with pytest.raises(DatabaseError, match="confirmed once"):
        insert(paid, FINANCE_OFFICE, PartnerAct, **{**CONFIRMED, "step": 2})


def test_raw_rows_cannot_count_more_than_was_received_without_an_answer(paid: Stage) -> None:
    """PS-1 waits with 1,000.00; PS-2 of 212,000.00 is more than the 200,000.00 received."""
    row = {**STATEMENT, "used_minor": 21_200_000}
    row["rows"] = [{"category": "equipment", "amount_minor": 21_200_000, "evidence": ""}]
    insert(paid, RESEARCH_OFFICE, PartnerStatement, **row)
    told = {**CONFIRMED, "number": 2, "amount_minor": 20_000_000}
    with pytest.raises(DatabaseError, match="has an answer"):
        insert(paid, FINANCE_OFFICE, PartnerAct, **told)
    answered(paid, 2, Answer.ERROR)
    with pytest.raises(DatabaseError, match="an error counts for nothing"):
        insert(paid, FINANCE_OFFICE, PartnerAct, **{**told, "step": 2})


@pytest.mark.parametrize(
    "other",
    [
        {"deed": "received", "amount_minor": 99_999},
        {"deed": "withdrawn", "note": "other grant", "currency": "", "amount_minor": None},
    ],
)
def test_raw_rows_cannot_take_away_money_whose_use_is_confirmed(paid: Stage, other: dict[str, Any]) -> None:
    """PS-1 counts 1,000.00 of the 200,000.00 received of PT-1, which the research office recorded."""
    insert(paid, FINANCE_OFFICE, PartnerAct, **CONFIRMED)
    row = {**CONFIRMED, "thing": "transfer", "step": 2, "happened_on": date(2019, 7, 2), **other}
    with pytest.raises(DatabaseError, match="take the use back first"):
        insert(paid, FINANCE_OFFICE, PartnerAct, **row)
    # As much as is used may be said to have come; and without the use nothing holds the money.
    told = {**row, "deed": "received", "currency": "CNY", "amount_minor": 100_000}
    insert(paid, FINANCE_OFFICE, PartnerAct, **told)
    back = {"deed": "withdrawn", "note": "twice", "currency": "", "amount_minor": None, "step": 2}
    insert(paid, FINANCE_OFFICE, PartnerAct, **{**CONFIRMED, **back})
    insert(paid, FINANCE_OFFICE, PartnerAct, **{**row, "step": 3})


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE grants_partneragreement SET share_minor = 1",
        "UPDATE grants_partnertransfer SET amount_minor = 1",
        "UPDATE grants_partnerstatement SET used_minor = 1",
        "DELETE FROM grants_partneract",
        "TRUNCATE grants_partnertransfer CASCADE",
    ],
)
def test_raw_sql_changes_nothing_written(paid: Stage, sql: str) -> None:
    with (
        paid.acting(FINANCE_OFFICE),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
