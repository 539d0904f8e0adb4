"""Raw SQL against noted rates, chosen policies and the reports that use them: the database itself refuses."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from guohe.reporting.models import FxApproval, FxChoice, Rate
from tests.factories.identity import other_host
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, OTHER_OFFICER, RESEARCH_OFFICE, TODAY
from tests.integration.reporting.conftest import GRANT, Books
from tests.integration.reporting.fx_steps import (
    approve,
    choose,
    confirm,
    law_of,
    note,
)


def rate_row(books: Books, **other: Any) -> dict[str, Any]:
    row = {
        "host_id": books.stage.host, "kind": "day", "on_day": date(2018, 5, 28), "base": "CNY", "quote": "HKD",
        "rate": "1.2250", "source": "board", "rated_at": NOW, "noted_by_id": 1, "noted_at": NOW,
    }  # fmt: skip
    return row | other


@pytest.mark.parametrize(
    ("other", "law"),
    [
        ({"rate": "0.0000"}, "reporting_rate_rate_check"),
        ({"rate": "1,2250"}, "reporting_rate_rate_check"),
        ({"source": " "}, "reporting_rate_source_check"),
        ({"rated_at": NOW + timedelta(days=1)}, "reporting_rate_known"),
        ({"on_day": TODAY + timedelta(days=1)}, "reporting_rate_known"),
        ({"kind": "month", "on_day": date(2019, 7, 1)}, "reporting_rate_known"),
        ({"noted_at": NOW + timedelta(days=1)}, "reporting_day"),
        ({"noted_at": NOW - timedelta(days=1)}, "reporting_day"),
        ({"kind": "budget", "grant_ref": "NO-SUCH"}, "reporting_of_one_host"),
        ({"confirmed_by_id": 1, "confirmed_at": NOW}, "reporting_rate_begins_noted"),
        ({"kind": "month"}, "reporting_rate_of_month"),
        ({"kind": "budget"}, "reporting_rate_of_grant"),
        ({"quote": "CNY"}, "reporting_rate_pair"),
    ],
)
def test_the_database_takes_no_rate_without_what_makes_it_one(
    books: Books, other: dict[str, Any], law: str
) -> None:
    with books.stage.acting(FINANCE_OFFICE):
        assert law_of(lambda: Rate.objects.create(**rate_row(books, **other))) == law


def test_who_notes_chooses_and_approves_is_whoever_acts_and_may(books: Books) -> None:
    with books.stage.acting(AUDITOR):
        assert law_of(lambda: Rate.objects.create(**rate_row(books))) == "reporting_rate_may_note"
    with books.stage.acting(FINANCE_OFFICE):
        Rate.objects.create(**rate_row(books, noted_by_id=books.stage.account(AUDITOR)))
        assert Rate.objects.get().noted_by_id == books.stage.account(FINANCE_OFFICE)
    note(books)
    number = choose(books)
    with books.stage.acting(FINANCE_OFFICE):
        chosen = FxChoice.objects.get(number=number)
    row = {"host_id": books.stage.host, "grant_ref": GRANT, "choice_id": chosen.pk}
    other = books.stage.account(RESEARCH_OFFICE)
    with books.stage.acting(FINANCE_OFFICE):
        # Naming somebody else does not help: the approval is that of whoever acts.
        alone = law_of(lambda: FxApproval.objects.create(**row, approved_by_id=other, approved_at=NOW))
    assert alone == "reporting_fxapproval_four_eyes"
    with books.stage.acting(AUDITOR):
        law = law_of(lambda: FxApproval.objects.create(**row, approved_by_id=other, approved_at=NOW))
    assert law == "reporting_fxapproval_may_approve"
    with books.stage.acting(RESEARCH_OFFICE):
        for moment in (NOW - timedelta(days=1), NOW + timedelta(days=1)):
            approval = FxApproval(**row, approved_by_id=other, approved_at=moment)
            law = law_of(approval.save)
            assert law == "reporting_day"
        early = NOW - timedelta(hours=1)
        law = law_of(lambda: FxApproval.objects.create(**row, approved_by_id=other, approved_at=early))
        assert law == "reporting_fxapproval_after"
        elsewhere = {**row, "grant_ref": "DEMO-RAIL-2018-002"}
        law = law_of(lambda: FxApproval.objects.create(**elsewhere, approved_by_id=other, approved_at=NOW))
        assert law == "reporting_fxapproval_of_one_grant"
        FxApproval.objects.create(**row, approved_by_id=other, approved_at=NOW)
        law = law_of(lambda: FxApproval.objects.create(**row, approved_by_id=other, approved_at=NOW))
        assert law == "reporting_fxapproval_once"


@pytest.mark.parametrize(
    ("other", "law"),
    [
        ({}, ""),
        ({"prepared_at": NOW + timedelta(days=1)}, "reporting_day"),
        ({"prepared_at": NOW - timedelta(days=1)}, "reporting_day"),
        ({"pack": "DEMO-2@1.0"}, "reporting_fxchoice_pack"),
        ({"grant_ref": "NO-SUCH"}, "reporting_of_one_host"),
    ],
)
def test_a_choice_is_of_the_hosts_own_grant_its_pack_and_the_day(
    books: Books, other: dict[str, Any], law: str
) -> None:
    row = {
        "host_id": books.stage.host, "grant_ref": GRANT, "policy": "bank_actual", "pack": "DEMO-1@1.0",
        "bearer": "host", "reason": "r", "effect": "e", "prepared_at": NOW,
    }  # fmt: skip
    with books.stage.acting(FINANCE_OFFICE):
        if law:
            assert law_of(lambda: FxChoice.objects.create(**row | other)) == law
        else:
            assert FxChoice.objects.create(**row).pk


def test_a_rate_is_confirmed_once_by_another_who_may_and_today(books: Books) -> None:
    note(books, confirmed=None)
    note(books, "1.2600", confirmed=None)
    with books.stage.acting(FINANCE_OFFICE):
        older, newer = Rate.objects.order_by("id").values_list("id", flat=True)
    other = books.stage.account(RESEARCH_OFFICE)

    def law(by: str, number: int, moment: datetime = NOW) -> str:
        with books.stage.acting(by):
            return law_of(
                lambda: Rate.objects.filter(pk=number).update(confirmed_by_id=other, confirmed_at=moment)
            )

    assert law(FINANCE_OFFICE, newer) == "reporting_rate_four_eyes", "naming another does not help"
    assert law(AUDITOR, newer) == "reporting_rate_may_confirm"
    assert law(RESEARCH_OFFICE, older) == "reporting_rate_newest"
    assert law(RESEARCH_OFFICE, newer, NOW + timedelta(days=1)) == "reporting_day"
    assert law(RESEARCH_OFFICE, newer, NOW - timedelta(hours=1)) == "reporting_rate_confirmed_after"
    assert confirm(books, newer) == 1
    assert law(RESEARCH_OFFICE, newer) == "reporting_rate_append_only"


@pytest.mark.parametrize("named", ["reporting_rate", "reporting_fxchoice", "reporting_fxapproval"])
def test_nothing_of_it_is_edited_or_deleted_by_the_application(books: Books, named: str) -> None:
    with books.stage.acting(FINANCE_OFFICE):
        for statement in (
            f"UPDATE {named} SET host_id = host_id",
            f"DELETE FROM {named}",
            f"TRUNCATE {named} CASCADE",
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(statement)


def test_not_even_the_owner_edits_a_rate_or_a_choice(kept_books: Books) -> None:
    note(kept_books)
    approve(kept_books, choose(kept_books))
    for named in ("reporting_rate", "reporting_fxchoice", "reporting_fxapproval"):
        for statement in (f"UPDATE {named} SET host_id = host_id", f"DELETE FROM {named}"):
            with (
                pytest.raises(DatabaseError) as told,
                transaction.atomic(using="owner"),
                connections["owner"].cursor() as cursor,
            ):
                cursor.execute(statement)
            assert told.value.__cause__.diag.constraint_name == f"{named}_append_only"  # type: ignore[union-attr]


def test_another_host_and_a_stranger_to_the_grant_see_none_of_it(books: Books) -> None:
    note(books)
    choose(books)
    with other_host(books.stage).acting(OTHER_OFFICER):
        assert (Rate.objects.count(), FxChoice.objects.count()) == (0, 0)


def test_what_the_law_asks_tells_nothing_to_another_host(books: Books) -> None:
    def asked(question: str) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(question, {"host": books.stage.host, "ref": GRANT, "now": NOW})
            return cursor.fetchone()[0]

    pack, row = (
        "SELECT reporting_pack_of(%(host)s, %(ref)s)",
        "SELECT reporting_row(%(host)s, %(ref)s, %(now)s)",
    )
    with books.stage.acting(FINANCE_OFFICE):
        assert asked(pack)
        asked(row)
    with other_host(books.stage).acting(OTHER_OFFICER):
        assert asked(pack) is None
        assert law_of(lambda: asked(row)) == "reporting_of_one_host"
