"""A fund that is shut takes no entry: not the application's, not a batch, not the owner's raw SQL."""

from __future__ import annotations

import psycopg
import pytest
from django.db import Error, connection, connections, transaction

from guohe.funds.operations.post_entries import post
from tests.factories.funds import books, demo_spends, funded
from tests.factories.identity import the_cast
from tests.factories.people import FINANCE_OFFICE

TURN = "SELECT funds_turn_fund(%s, %s, 'closing 1')"
# The last entry again, under another key: head and lines in one statement, as the law asks.
AGAIN = """
    WITH old AS (SELECT * FROM funds_journal ORDER BY id DESC LIMIT 1), head AS (
        INSERT INTO funds_journal (id, xact, posted_at, book_id, host_id, period_id, effective_date, posted_by, line_count, key,
                                   digest, kind, source, memo)
        SELECT nextval('funds_journal_id'), pg_current_xact_id(), now(), book_id, host_id, period_id, effective_date, posted_by,
               line_count, gen_random_uuid(), digest, kind, source, memo FROM old RETURNING id)
    INSERT INTO funds_posting (journal_id, amount, account_id, fund_id, budget_line_id, period_id, host_id, effective_date,
                               line, currency)
    SELECT head.id, p.amount, p.account_id, p.fund_id, p.budget_line_id, p.period_id, p.host_id, p.effective_date, p.line, p.currency
    FROM head, old JOIN funds_posting AS p ON p.journal_id = old.id
"""


def test_the_owner_posts_nothing_in_a_shut_fund(committed: str) -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        ground = books(stage.host)
        funded(ground)
        post(book=ground.book, entries=demo_spends(ground)[:1])
    settings = connections["owner"].get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold", "server_side_binding"):
        settings.pop(name, None)
    with psycopg.connect(**{**settings, "dbname": committed}, autocommit=True) as owner:
        owner.execute("SELECT set_config('guohe.actor', %s, false)", [str(stage.account(FINANCE_OFFICE))])
        owner.execute(AGAIN)
        owner.execute(TURN, [ground.fund, "shut"])
        with pytest.raises(psycopg.Error, match="MON-481"):
            owner.execute(AGAIN)
        with pytest.raises(psycopg.Error, match="MON-482"):
            owner.execute(TURN, [ground.fund, "shut"])
        with pytest.raises(psycopg.Error):
            owner.execute("UPDATE funds_fund_event SET state = 'open'")
        owner.execute(TURN, [ground.fund, "open"])
        owner.execute(AGAIN)


@pytest.mark.django_db
def test_the_application_turns_no_fund_by_itself() -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        ground = books(stage.host)
        for statement in (
            f"SELECT funds_turn_fund({ground.fund}, 'shut', 'mine')",
            f"INSERT INTO funds_fund_event (host_id, fund_id, state, reason, turned_by) VALUES (1, {ground.fund}, 'open', 'x', 1)",
        ):
            with (
                pytest.raises(Error, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
