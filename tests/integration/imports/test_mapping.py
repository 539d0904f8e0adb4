"""A mapping is decided by a person, from a file or on the page; what waited for nothing else than a category is ready then."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from guohe.funds.queries.chart import account_ids
from guohe.grants.domain.facts import MappingRowFacts
from guohe.grants.operations.decide_mapping import decide_mapping
from guohe.grants.queries import mapping
from guohe.imports.models import Line, Question
from guohe.imports.operations.adopt_mapping import adopt_rows
from guohe.imports.operations.check_again import check_again
from guohe.project.cli import main
from tests.factories.imports import DEMO, Ground, demo_ground, listing
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW, RESEARCH_OFFICE, TODAY
from tests.integration.imports.pages import seen_by, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
NEW = b"account,account_name,category,why\n6110,Consumables,materials,Used up\n6999,Books,publication,Read\n"
# Two lines of an account that nobody mapped, one of them dated before the grant's start (1 May 2018).
LINES = listing(
    [("02/05/2018", "AP-1", "6999", "10.00"), ("01/04/2018", "AP-2", "6999", "20.00"), ("03/05/2018", "AP-3", "6110", "30.00")]
)  # fmt: skip


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ground:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def states(ground: Ground) -> dict[str, tuple[str, str | None]]:
    with ground.stage.acting(FINANCE_OFFICE):
        return {line.doc_ref: (line.state, line.category) for line in Line.objects.all()}


def read(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        ground.read("own.csv", LINES)


def test_a_line_that_waited_for_a_category_alone_is_ready_and_its_question_is_withdrawn(
    ground: Ground,
) -> None:
    read(ground)
    assert states(ground)["AP-1"] == ("question", None)
    client = seen_by(RESEARCH_OFFICE)
    text = words(client.get("/en/mapping").content)
    assert "6999 Account 6999: 2 lines wait for a category." in text
    file = SimpleUploadedFile("mapping.csv", NEW)
    done = client.post("/en/mapping/decide", {"file": file, "in_force_from": "2019-07-02"}, follow=True)
    assert (
        "Mapping DEMO-1 version 2 is decided: 2 accounts, 2 opened in the books, 1 waiting lines are ready now."
        in words(done.content)
    )
    # The other line has its category, and still waits for somebody to say whether its day counts.
    assert states(ground) == {
        "AP-1": ("staged", "publication"),
        "AP-2": ("question", "publication"),
        "AP-3": ("staged", "materials"),
    }
    with ground.stage.acting(FINANCE_OFFICE):
        assert sorted(Question.objects.values_list("kind", "state")) == [
            ("no_category", "withdrawn"),
            ("outside_period", "open"),
        ]
        assert account_ids(ground.book)["6999"][1] == "HKD"


def test_on_the_page_the_accounts_that_wait_stand_beside_those_decided(ground: Ground) -> None:
    read(ground)
    client = seen_by(RESEARCH_OFFICE)
    page = client.get("/en/mapping/decide").content.decode()
    # Seven accounts are mapped by demo/mapping.csv; the eighth is the one that lines wait for.
    assert "6999 Account 6999" in page
    # The day stands as the form reads it, in every language.
    for lang in ("en", "zh-hant", "zh-hans"):
        assert 'value="2019-07-02"' in client.get(f"/{lang}/mapping/decide").content.decode()
    # It stands first, whichever page the others are on.
    known = re.findall(r'name="known" value="([^"]+)"', page)
    assert known[0] == "6999"
    assert len(known) == 8
    mapped = page.partition("5210 Research staff")[2].partition("7310 ")[0]
    assert "(optional)" not in mapped
    told = {"in_force_from": "2019-07-02", "note": "Settled with the finance office", "known": known}
    assert client.post("/en/mapping/decide", {**told, "category_0": "other?"}).status_code == 422
    chosen = {f"category_{number}": "materials" for number in range(1, 8)}
    done = client.post("/en/mapping/decide", {**told, **chosen, "category_0": "publication"}, follow=True)
    assert "version 2 is decided: 8 accounts" in words(done.content)
    with ground.stage.acting(FINANCE_OFFICE):
        decided = mapping.in_force(ground.stage.host, "DEMO-1", TODAY)
        assert decided is not None
        assert decided.category_of("6999") == "publication"
        assert decided.decided_by.en == "Ms Sample Ng"
        assert {row.why for row in decided.rows if row.account == "6999"} == {
            "Settled with the finance office"
        }
        assert len(mapping.versions(ground.stage.host, "DEMO-1")) == 2


MANY = 500


def fields_of(page: str) -> dict[str, Any]:
    """What a browser sends of the form as it stands."""
    form = page.partition('<form method="post" novalidate')[2].partition("</form>")[0]
    sent: dict[str, Any] = {"known": re.findall(r'name="known" value="([^"]+)"', form)}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] not in ("known", "csrfmiddlewaretoken", "file"):
            sent[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


def test_a_long_mapping_is_decided_a_page_at_a_time_and_the_rest_stays(ground: Ground) -> None:
    rows = [
        MappingRowFacts(f"{7000 + number}", f"Account {number}", "materials", "Used up")
        for number in range(MANY)
    ]
    with ground.stage.acting(FINANCE_OFFICE):
        decide_mapping(
            host_id=ground.stage.host, pack="DEMO-1", in_force_from=TODAY, rows=rows, note="", actor=ground.finance, now=NOW
        )  # fmt: skip
    client = seen_by(RESEARCH_OFFICE)
    for lang in ("en", "zh-hant", "zh-hans"):
        for address in ("mapping", "mapping?page=10", "mapping/decide", "mapping/decide?page=7"):
            assert len(client.get(f"/{lang}/{address}").content) <= 60_000, (lang, address)
    whole = client.get("/en/mapping.csv").content.decode()
    assert whole.count("Used up") == MANY
    page = client.get("/en/mapping/decide?page=7").content.decode()
    assert "Accounts 121 to 140 of 500" in words(page.encode())
    seen = fields_of(page)
    assert seen["known"] == [f"{7000 + number}" for number in range(120, 140)]
    # One account of the page is decided anew, one of another page is typed, and everything else is sent as it was.
    changed = {**seen, "category_3": "travel", "why_3": "Field work"}
    changed |= {
        "account_20": "7499",
        "category_20": "testing",
        "why_20": "Tests",
        "account_name_20": "Last one",
    }
    done = client.post("/en/mapping/decide?page=7", changed, follow=True)
    assert "version 3 is decided: 500 accounts" in words(done.content)
    expected = {row.account: row for row in rows}
    expected["7123"] = MappingRowFacts("7123", "Account 123", "travel", "Field work")
    expected["7499"] = MappingRowFacts("7499", "Last one", "testing", "Tests")
    with ground.stage.acting(FINANCE_OFFICE):
        decided = mapping.in_force(ground.stage.host, "DEMO-1", TODAY)
        assert decided is not None
        assert {row.account: row for row in decided.rows} == expected
    # The same page, kept open since: it was seen of version 2, and would take the decision back.
    late = client.post("/en/mapping/decide?page=7", seen)
    assert late.status_code == 422
    assert "Somebody decided version 3 of this mapping while you looked at version 2." in words(late.content)
    with ground.stage.acting(FINANCE_OFFICE):
        assert len(mapping.versions(ground.stage.host, "DEMO-1")) == 3


def test_faults_are_told_together_and_nothing_is_decided(ground: Ground) -> None:
    client = seen_by(RESEARCH_OFFICE)
    file = SimpleUploadedFile("mapping.csv", b"account,category,why\n1,nonsense,x\n1,travel,\n")
    bad = client.post("/en/mapping/decide", {"file": file, "in_force_from": "2019-07-02"})
    text = words(bad.content)
    assert bad.status_code == 422
    assert 'Row 2 of the mapping: "nonsense" is not a category' in text
    assert "Row 3 of the mapping names account 1 again" in text
    assert "Row 3 of the mapping, account 1: nobody says why." in text
    with ground.stage.acting(FINANCE_OFFICE):
        assert len(mapping.versions(ground.stage.host, "DEMO-1")) == 1


def test_who_may_not_prepare_sees_the_mapping_and_decides_nothing(ground: Ground) -> None:
    client = seen_by(AUDITOR)
    text = words(client.get("/en/mapping").content)
    assert "Version 1, decided by Ms Sample Ng" in text
    assert "Decide the mapping" not in text
    assert client.get("/en/mapping/decide").status_code == 403


def test_the_command_shows_and_decides_the_demos_own_form(ground: Ground) -> None:
    run = CliRunner().invoke
    shown = run(main, ["mapping", "show", "--json", "--as", FINANCE_OFFICE])
    record = json.loads(shown.output)
    assert len(record["mapping"]["rows"]) == 7
    path = str(DEMO / "mapping.csv")
    dry = run(main, ["mapping", "decide", path, "--dry-run", "--as", RESEARCH_OFFICE])
    assert dry.exit_code == 0, dry.output
    done = run(main, ["mapping", "decide", path, "--pack", "DEMO-1", "--as", RESEARCH_OFFICE])
    assert "Mapping DEMO-1 version 2 is decided: 7 accounts, 7 opened in the books, 0 waiting" in done.output
    unknown = run(main, ["mapping", "decide", path, "--pack", "X", "--as", RESEARCH_OFFICE])
    assert unknown.exit_code == 1
    assert 'BUD-237 There is no rule pack "X".' in unknown.output + unknown.stderr
    auditor = run(main, ["mapping", "decide", path, "--as", AUDITOR])
    assert auditor.exit_code == 1
    assert "ACC-603" in auditor.output + auditor.stderr


def decide(ground: Ground, category: str, since: date, now: datetime = NOW) -> int:
    """Gives account 6999 this category from a day on, the others as before; returns the lines made ready."""
    with ground.stage.acting(RESEARCH_OFFICE, on=now.date()):
        held = mapping.in_force(ground.stage.host, "DEMO-1", now.date())
        assert held is not None
        rows = {row.account: row for row in held.rows} | {
            "6999": MappingRowFacts("6999", "Account 6999", category, "said")
        }
        return adopt_rows(
            host_id=ground.stage.host, pack_id="DEMO-1", in_force_from=since, rows=list(rows.values()), note="said",
            actor=ground.stage.account(RESEARCH_OFFICE), now=now,
        ).ready  # fmt: skip


def test_a_mapping_decided_for_a_day_to_come_holds_from_that_day_whatever_was_decided_since(
    ground: Ground,
) -> None:
    decide(ground, "travel", date(2020, 1, 1))
    decide(ground, "publication", TODAY)
    with ground.stage.acting(RESEARCH_OFFICE):
        held = {day: mapping.in_force(ground.stage.host, "DEMO-1", day) for day in (TODAY, date(2020, 1, 1))}
        assert [each and (each.number, each.category_of("6999")) for each in held.values()] == [
            (3, "publication"),
            (2, "travel"),
        ]


def test_a_mapping_that_another_outlasts_already_judges_nothing(ground: Ground) -> None:
    read(ground)
    decide(ground, "", TODAY)
    assert decide(ground, "publication", date(2018, 1, 1)) == 0
    assert states(ground)["AP-1"] == ("question", None)


def test_when_its_day_has_come_checking_again_frees_the_lines_that_waited_for_it(ground: Ground) -> None:
    read(ground)
    tomorrow = NOW + timedelta(days=1)
    decide(ground, "publication", tomorrow.date())
    assert states(ground)["AP-1"] == ("question", None)
    with ground.stage.acting(FINANCE_OFFICE, on=tomorrow.date()):
        check_again(job_id=Line.objects.get(doc_ref="AP-1").job_id, actor=ground.finance, now=tomorrow)
    assert states(ground)["AP-1"] == ("staged", "publication")


def test_a_mapping_frees_many_lines_with_as_few_statements_as_few(ground: Ground) -> None:
    decide(ground, "", TODAY)
    asked = []
    for name, many in (("few", 2), ("many", 40)):
        rows = [("05/06/2018", f"{name}-{number}", "6999", "1.00") for number in range(many)]
        with ground.stage.acting(FINANCE_OFFICE):
            ground.read(f"{name}.csv", listing(rows))
        with CaptureQueriesContext(connection) as told:
            assert decide(ground, "publication", TODAY) == many
        asked.append(len(told))
        # The next file is asked about again.
        decide(ground, "", TODAY)
    assert asked[0] == asked[1]
