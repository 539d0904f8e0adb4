"""A retry is answered, other content under its key is refused, and what loses a race is told to try again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import psycopg
import pytest
from django.db import connections

from guohe.funds.models import Journal
from guohe.funds.operations.bulk_post import post_many
from guohe.funds.operations.load_budget import BudgetLimit, load_budget
from guohe.funds.operations.open_books import open_account, open_book, open_fund
from guohe.funds.operations.post_entries import as_json, post
from guohe.funds.operations.receive_instalment import receive
from guohe.funds.operations.refusals import finding_of
from guohe.funds.operations.reverse_journal import reverse
from guohe.funds.operations.verify_books import verify
from tests.factories.funds import (
    OPENED,
    REF,
    Ground,
    add_fund,
    books,
    cny,
    converted,
    funded,
    hkd,
    key,
    received,
    spend,
)
from tests.factories.identity import Stage, approver, the_cast
from tests.factories.people import FINANCE_OFFICE, RESEARCH_OFFICE
from tests.integration.funds.refusal import refused

DAY = date(2018, 8, 1)


def test_a_batch_key_with_other_content_is_refused(ground: Ground) -> None:
    funded(ground)
    first, other = (spend(ground, name, hkd("10.00"), on=DAY) for name in ("B1", "B2"))
    post_many(book=ground.book, entries=[first], batch_key=key("batch"))
    assert post_many(book=ground.book, entries=[first], batch_key=key("batch")).were_there == 1
    assert refused(lambda: post_many(book=ground.book, entries=[other], batch_key=key("batch"))) == "MON-381"
    assert not Journal.objects.filter(source="B2").exists()


def test_a_key_twice_in_a_bulk_batch_is_refused_in_words(ground: Ground) -> None:
    funded(ground)
    twice = [spend(ground, "S", hkd("1.00"), on=DAY, entry_key=key("twice"))] * 2
    assert refused(lambda: post_many(book=ground.book, entries=twice)) == "MON-336"


def test_a_retry_is_answered_after_its_category_left_the_budget(ground: Ground) -> None:
    funded(ground)
    cost = spend(ground, "T", hkd("1.00"), on=DAY, account="6420")
    [posted] = post(book=ground.book, entries=[cost])
    reverse(journal_id=posted.journal_id, reason="x", on=DAY, key=key())
    lines = [BudgetLimit("materials", cny("90.00")), BudgetLimit("bank charge", cny("1000.00"), False)]
    load_budget(approved_by=approver(), fund=ground.fund, version=2, lines=lines)
    [again] = post(book=ground.book, entries=[cost])
    assert (again.journal_id, again.was_there) == (posted.journal_id, True)


def test_another_approver_is_other_content(stage: Stage, ground: Ground) -> None:
    funded(ground)
    cost = spend(ground, "AP", hkd("1.00"), on=DAY)
    post(book=ground.book, entries=[cost])
    approved = replace(cost, approved_by=stage.account(RESEARCH_OFFICE))
    assert refused(lambda: post(book=ground.book, entries=[approved])) == "MON-381"


def test_who_loses_a_deadlock_is_told_to_try_again() -> None:
    finding = finding_of(psycopg.errors.DeadlockDetected())
    assert finding is not None
    assert finding.code == "MON-335"
    assert all(finding.sentence(lang) for lang in ("en", "zh-hant", "zh-hans"))


@pytest.fixture
def world(committed: str) -> Iterator[tuple[Ground, Callable[[], psycopg.Connection]]]:
    """Committed books, and sessions of the application in which the finance officer acts."""
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        ground = books(stage.host)
        funded(ground)
    settings = connections["default"].get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold", "server_side_binding"):
        settings.pop(name, None)
    opened: list[psycopg.Connection] = []

    def session(level: psycopg.IsolationLevel = psycopg.IsolationLevel.READ_COMMITTED) -> psycopg.Connection:
        opened.append(link := psycopg.connect(**{**settings, "dbname": committed}))
        link.isolation_level = level
        link.execute("SELECT set_config('guohe.actor', %s, true), set_config('guohe.on', '2019-07-02', true),"
                     " set_config('guohe.door', 'cli', true), set_config('lock_timeout', '5s', true)",
                     [str(stage.account(FINANCE_OFFICE))])  # fmt: skip
        return link

    yield ground, session
    for link in opened:
        link.close()


def put(link: psycopg.Connection, ground: Ground) -> None:
    entry = json.dumps([as_json(spend(ground, "PUT", hkd("1.00"), on=DAY))])
    link.execute("SELECT * FROM funds_post(%s, %s::jsonb)", [ground.book, entry])


def test_an_older_snapshot_does_not_post(world: tuple[Ground, Callable[..., psycopg.Connection]]) -> None:
    ground, session = world
    link = session(psycopg.IsolationLevel.REPEATABLE_READ)
    with pytest.raises(psycopg.Error) as refusal:
        put(link, ground)
    assert refusal.value.sqlstate == "GM337"


def test_sealing_between_two_posts_does_not_wait_for_the_other(
    world: tuple[Ground, Callable[..., psycopg.Connection]],
) -> None:
    ground, session = world
    one, two = session(), session()
    put(one, ground)
    # An empty batch holds the book as any post does, and no balance that the first would wait for.
    two.execute("SELECT * FROM funds_post(%s, '[]'::jsonb)", [ground.book])
    assert one.execute("SELECT funds_seal_pending(%s)", [ground.book]).fetchone() == (0,)
    two.rollback()
    assert one.execute("SELECT funds_seal_pending(%s)", [ground.book]).fetchone() == (1,)
    one.commit()


def test_an_instalment_arrives_once(ground: Ground) -> None:
    first = received(ground)

    def again(fund: str, ref: str) -> object:
        return receive(book=ground.book, fund=fund, source_ref=ref, sent=cny("1.00"), credited=cny("1.00"), on=DAY,
                       source="same credit", key=key())  # fmt: skip

    add_fund(ground.book, ref="OTHER")
    assert refused(lambda: again(REF, f"{REF}/T1")) == "MON-334"
    assert refused(lambda: again("OTHER", f"{REF}/T1")) == "MON-334"
    again(REF, f"{REF}/T1-2")
    back = reverse(journal_id=first.journal_id, reason="never came", on=DAY, key=key())
    again(REF, f"{REF}/T1")
    assert (
        refused(lambda: reverse(journal_id=back.journal_id, reason="it did", on=DAY, key=key())) == "MON-393"
    )
    assert [proof.name for proof in verify() if proof.broken] == []


def test_a_grant_has_one_fund_in_a_host(stage: Stage, ground: Ground) -> None:
    mainland = open_book(host_id=stage.host, code="ML", name="ML", on=OPENED)
    assert refused(lambda: open_fund(book=mainland, ref=REF, currency="CNY")) == "MON-340"
    assert open_fund(book=ground.book, ref=REF, currency="CNY") == ground.fund


def test_a_purpose_is_served_by_one_account_of_the_fitting_role(ground: Ground) -> None:
    def opened(code: str, role: str, currency: str) -> object:
        return open_account(
            book=ground.book, code=code, name="x", currency=currency, role=role, on=OPENED, purpose="bank"
        )

    assert refused(lambda: opened("X1", "bank", "HKD")) == "MON-338"
    assert refused(lambda: opened("X2", "memo", "USD")) == "MON-339"
    assert opened("1000-HKD", "bank", "HKD")


def test_what_is_sold_in_an_exchange_was_there(ground: Ground) -> None:
    received(ground)
    assert refused(lambda: converted(ground, sold="720000.00", bought="892800.00")) == "MON-321"
