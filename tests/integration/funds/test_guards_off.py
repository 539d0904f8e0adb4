"""What a superuser changes with the guards off, and guards and laws that were changed, are found by a proof."""

from __future__ import annotations

import psycopg
import pytest

from tests.integration.funds.strongest_role import books_to_attack, broken, owner

__all__ = ["books_to_attack", "owner"]


@pytest.mark.parametrize(
    ("edit", "laws"),
    [
        ("funds_posting SET amount = amount + 1 WHERE line = 1", {"entries", "seals", "balances"}),
        # A conversion whose four lines add up to what they did, though neither currency does.
        ("funds_posting SET amount = amount + CASE line WHEN 1 THEN 1 ELSE -1 END WHERE line IN (1, 4) AND journal_id IN"
         " (SELECT journal_id FROM funds_posting GROUP BY 1 HAVING min(currency) <> max(currency))", {"entries", "seals"}),
        ("funds_posting SET account_id = (SELECT id FROM funds_account WHERE code = '6510') WHERE account_id ="
         " (SELECT id FROM funds_account WHERE code = '6110')", {"balances", "seals"}),
        ("funds_posting SET effective_date = effective_date + 1 WHERE line = 1", {"entries", "seals"}),
        ("funds_posting SET host_id = host_id + 1 WHERE line = 2", {"entries", "seals"}),
        ("funds_journal SET memo = memo || 'x'", {"seals"}),
        ("funds_journal SET source = 'x' WHERE id = (SELECT max(id) FROM funds_journal)", {"seals"}),
        ("funds_journal SET posted_by = posted_by + 1", {"seals"}),
        ("funds_allocation SET source_amount = source_amount + 1", {"lots", "seals"}),
        ("funds_lot SET used = used + 1 WHERE used < amount", {"lots"}),
        ("funds_lot SET source_ref = 'x' WHERE parent_id IS NOT NULL", {"conversions", "seals"}),
        ("funds_balance SET debit = debit + 1", {"balances"}),
        ("funds_budget_line SET actual_minor = actual_minor + 1 WHERE current", {"budget"}),
        ("funds_fx_deal SET bought_minor = bought_minor + 1", {"conversions", "seals"}),
        ("funds_fx_deal SET rate = '1.2401'", {"seals"}),
        ("funds_seal SET root = content WHERE block = 2", {"seals"}),
        # Turned by no recorded act.
        ("funds_period SET state = 'held' WHERE starts = '2018-06-01'", {"periods"}),
        ("funds_period SET turned_by = (SELECT min(id) FROM identity_account) WHERE starts = '2018-06-01'", {"periods"}),
        ("funds_budget_line SET limit_minor = limit_minor + 1 WHERE code = 'equipment'", {"seals"}),
        ("funds_account SET code = 'x' WHERE code = '6110'", {"seals"}),
        ("funds_fund SET ref = 'x'", {"seals"}),
    ],
)  # fmt: skip
def test_what_a_superuser_changes_with_guards_off_is_found(
    owner: psycopg.Connection, edit: str, laws: set[str]
) -> None:
    table = edit.split()[0]
    with owner.transaction():
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner.execute(f"UPDATE {edit}")
        owner.execute(
            "DO $$ DECLARE t record; BEGIN FOR t IN SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = "
            f"'{table}'::regclass LOOP EXECUTE format('ALTER TABLE {table} ENABLE ALWAYS TRIGGER %I', t.tgname); "
            "END LOOP; END $$"
        )
    found = set(broken())
    assert laws <= found, found


def test_a_guard_that_was_switched_off_is_found(owner: psycopg.Connection) -> None:
    owner.execute("ALTER TABLE funds_posting DISABLE TRIGGER funds_posting_2_money")
    assert broken() == ["guards"]
    owner.execute("ALTER TABLE funds_posting ENABLE ALWAYS TRIGGER funds_posting_2_money")
    owner.execute("GRANT UPDATE ON funds_lot TO guohe_app")
    assert broken() == ["guards"]


STRUCTURE = (
    "DROP TRIGGER funds_account_kept ON funds_account",
    "DROP TRIGGER funds_allocation_by_law ON funds_allocation",
    "DROP TRIGGER funds_journal_papers ON funds_journal",
    "ALTER TABLE funds_lot DROP CONSTRAINT funds_lot_used",
    "ALTER TABLE funds_budget_line DROP CONSTRAINT funds_budget_line_limit",
    "DROP INDEX funds_journal_reversed_once",
    "GRANT UPDATE (memo) ON funds_journal TO guohe_app",
    "GRANT EXECUTE ON FUNCTION funds_take(funds_line, text) TO guohe_app",
    "CREATE OR REPLACE FUNCTION funds_money_law() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "ALTER POLICY funds_journal_of_visible_hosts ON funds_journal USING (true)",
    # What the books' own guards ask, and other records that must stay as they were written.
    "CREATE OR REPLACE FUNCTION guohe_held() RETURNS SETOF identity_capability LANGUAGE sql STABLE AS"
    " 'SELECT held.* FROM identity_capability AS held'",
    "CREATE OR REPLACE FUNCTION guohe_whole_hosts(money boolean) RETURNS integer[] LANGUAGE sql STABLE SECURITY DEFINER"
    " SET search_path = public, pg_temp AS 'SELECT array_agg(id) FROM identity_host'",
    "CREATE OR REPLACE FUNCTION project_single_funds(money boolean) RETURNS integer[] LANGUAGE sql STABLE SECURITY DEFINER"
    " SET search_path = public, pg_temp AS 'SELECT array_agg(id) FROM funds_fund'",
    "ALTER TABLE reporting_report DISABLE TRIGGER reporting_report_keep",
    "ALTER TABLE identity_capability DISABLE TRIGGER identity_capability_kept",
    "ALTER TABLE imports_answer DROP CONSTRAINT imports_answer_question_id_fkey",
    "GRANT UPDATE ON reporting_report TO guohe_app",
    "GRANT DELETE ON audit_fact TO guohe_app",
    "ALTER POLICY reporting_report_in_scope ON reporting_report TO CURRENT_USER",
    "ALTER POLICY imports_line_in_scope ON imports_line USING (true)",
    "ALTER TABLE imports_line DISABLE ROW LEVEL SECURITY",
    "CREATE RULE kept AS ON INSERT TO audit_fact DO INSTEAD NOTHING",
    "CREATE FUNCTION public.door() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM audit_fact'",
)


def test_a_law_that_was_changed_is_found(owner: psycopg.Connection) -> None:
    """Each change is undone again; only the first is left to the whole proof, the others ask the guards alone."""
    assert broken() == []
    actor = "SELECT set_config('guohe.actor', %s, true), set_config('guohe.on', '2019-07-02', true)"
    (account,) = owner.execute("SELECT min(posted_by)::text FROM funds_journal").fetchone() or ("",)
    for change in STRUCTURE:
        with owner.transaction(force_rollback=True):
            owner.execute(actor, [account])
            owner.execute(change)
            found = owner.execute("SELECT broken > 0 FROM funds_prove('guards', 0, 0)").fetchone()
            assert found == (True,), change


@pytest.mark.parametrize("sql", [
    "DELETE FROM funds_posting WHERE journal_id = (SELECT max(id) FROM funds_journal) AND line = 1",
    "DELETE FROM funds_posting WHERE journal_id = (SELECT max(id) FROM funds_journal)",
    "DELETE FROM funds_journal WHERE id = (SELECT max(id) FROM funds_journal)",
])  # fmt: skip
def test_a_row_that_was_taken_out_is_found(owner: psycopg.Connection, sql: str) -> None:
    table = sql.split()[2]
    owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    owner.execute(sql)
    assert {"entries", "guards", "seals"} <= set(broken())
