"""A grant is set up by command as on its page: whole or not at all, every fault of both files in one pass."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from guohe.grants.queries import budgets, find
from guohe.project.cli import main
from tests.factories.imports import DEMO, STEEL, Ground, demo_ground, row_counts
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, RESEARCH_OFFICE

pytestmark = pytest.mark.usefixtures("demo_books")

AGREEMENT = """
ref = "DEMO-NEW-2019-009"
pack = "DEMO-1"
total = "1200000.00"
starts = 2018-05-01
last_day = 2021-04-30
unit = "CNERC-02"
investigator = "demo.yip"
book = "{book}"
project_codes = ["ZZ09-DEMO"]
lot_policy = "fifo"
fx_policy = "bank_actual"
budget_approved_on = 2018-03-26
title = {{ en = "T", zh_hant = "題", zh_hans = "题" }}
funder = {{ en = "F", zh_hant = "資", zh_hans = "资" }}
[[instalments]]
amount = "720000.00"
[[instalments]]
amount = "{second}"
"""


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def run(
    folder: Path, *words: str, who: str = RESEARCH_OFFICE, text: str = "", table: str = "budget_mainland.csv"
) -> Result:
    file = folder / "agreement.toml"
    file.write_text(text or AGREEMENT.format(book="HK", second="480000.00"), encoding="utf-8")
    return CliRunner().invoke(main, ["grant", "set-up", str(file), str(DEMO / table), *words, "--as", who])


def test_a_dry_run_writes_nothing_and_the_command_sets_up_grant_and_budget(
    ground: Ground, tmp_path: Path
) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        before = row_counts()
    dry = run(tmp_path, "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "Read: DEMO-NEW-2019-009, CNY 1,200,000.00, 2 instalments, 10 rows of the budget." in dry.output
    with ground.stage.acting(FINANCE_OFFICE):
        assert row_counts() == before
    done = run(tmp_path)
    assert done.exit_code == 0, done.output
    assert (
        "The grant DEMO-NEW-2019-009 is set up: CNY 1,200,000.00, 2 instalments, budget version 1."
        in done.output
    )
    with ground.stage.acting(FINANCE_OFFICE):
        grant = find.grant("DEMO-NEW-2019-009")
        assert (grant.pack_version, grant.project_codes) == ("1.0", ("ZZ09-DEMO",))
        (version,) = budgets.versions("DEMO-NEW-2019-009")
        # demo/budget_mainland.csv: eight lowest rows, equipment 18.00 of 120.00 in ten thousand yuan.
        lowest = {row.category: row.amount.plain for row in version.rows if row.category}
        assert (len(lowest), lowest["equipment"]) == (8, "180000.00")


def test_every_fault_of_both_files_is_told_at_once_and_nothing_is_written(
    ground: Ground, tmp_path: Path
) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        before = row_counts()
    text = AGREEMENT.format(book="NONE", second="380000.00")
    for seen, read_as in (
        ("DEMO-NEW-2019-009", STEEL), ("CNERC-02", "NO-UNIT"), ("demo.yip", "nobody"), ('"fifo"', '"guess"'),
    ):  # fmt: skip
        text = text.replace(seen, read_as)
    refused = run(tmp_path, "--json", text=text)
    assert refused.exit_code == 1
    codes = {finding["code"] for finding in json.loads(refused.output)["findings"]}
    # The instalments make 1,100,000.00; 120.00 of the table are 1,200,000.00 in its own unit, so it has no fault.
    assert codes == {"BUD-211", "BUD-214", "BUD-247", "BUD-248", "ACC-606", "MON-385"}
    unknown = run(tmp_path, text=text.replace("DEMO-1", "NO-PACK"))
    assert 'BUD-237 There is no rule pack "NO-PACK".' in unknown.output + unknown.stderr
    with ground.stage.acting(FINANCE_OFFICE):
        assert row_counts() == before


def test_a_table_that_does_not_agree_is_refused_until_it_is_explained(ground: Ground, tmp_path: Path) -> None:
    text = AGREEMENT.format(book="HK", second="480001.00").replace("1200000.00", "1200001.00")
    refused = run(tmp_path, text=text)
    assert refused.exit_code == 1
    assert (
        "BUD-206 The table adds up to CNY 1,200,000.00 but the agreement says CNY 1,200,001.00."
        in refused.output
    )
    with ground.stage.acting(FINANCE_OFFICE), pytest.raises(find.GrantNotFound):
        find.grant("DEMO-NEW-2019-009")
    explained = run(tmp_path, "--explain", "the funder rounds its annex", text=text)
    assert "The grant DEMO-NEW-2019-009 is set up: CNY 1,200,001.00" in explained.output


def test_who_may_not_prepare_sets_nothing_up(ground: Ground, tmp_path: Path) -> None:
    refused = run(tmp_path, who=AUDITOR)
    assert refused.exit_code == 1
    assert "ACC-60" in refused.output + refused.stderr
