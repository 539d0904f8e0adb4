"""What was sent stays as it was told: reversals fall on days that have come, outside the years of signed reports, and say so."""

from __future__ import annotations

import json
from datetime import date
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse as url_of
from django.utils.translation import override
from pytest_django import Settings

from guohe.funds.models import Journal
from guohe.funds.operations.reverse_journal import reverse
from guohe.funds.operations.turn_entry import turn_entry
from guohe.funds.queries import spend_facts, trial_balance
from guohe.imports.models import Line
from guohe.imports.operations.undo_import import undo_import
from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES
from guohe.project.cli import main
from guohe.reporting.operations.issue_correction import issue_correction
from guohe.reporting.operations.prepare_report import prepare_report
from guohe.reporting.operations.sign_report import sign_report
from guohe.reporting.queries import copies, twin
from tests.factories.imports import STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW, RESEARCH_OFFICE, TODAY
from tests.integration.imports.pages import seen_by, words
from tests.integration.project.test_queries_of_pages import OF_THE_TEST, TARGET

pytestmark = pytest.mark.usefixtures("demo_books")
YEARS = "2018-FY2017-18"


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def sent(ground: Ground, years: str = YEARS) -> int:
    with ground.stage.acting(FINANCE_OFFICE):
        number = prepare_report(grant_ref=STEEL, years=years, actor=ground.finance, on=TODAY, now=NOW).number
    return signed(ground, number)


def signed(ground: Ground, number: int) -> int:
    by = ground.stage.account(RESEARCH_OFFICE)
    with ground.stage.acting(RESEARCH_OFFICE):
        return sign_report(grant_ref=STEEL, number=number, actor=by, on=TODAY, now=NOW).number


def entry_of(job: int, source: str) -> int:
    return Line.objects.get(job_id=job, doc_ref=source).journal_id or 0


def booked_2018(ground: Ground) -> str:
    return str(twin.of_years(twin.ground(STEEL, on=TODAY), YEARS).funder.total)


def test_an_undone_import_leaves_the_years_that_were_told_as_they_were(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job, _ = ground.confirmed()
    number = sent(ground)
    with ground.stage.acting(FINANCE_OFFICE):
        before = booked_2018(ground), repr(trial_balance.as_of(ground.book, date(2018, 12, 31)))
        done = undo_import(job_id=job, reason="wrong period", actor=ground.finance, now=NOW)
        assert (booked_2018(ground), repr(trial_balance.as_of(ground.book, date(2018, 12, 31)))) == before
        days = {
            (turned.reverses, turned.effective_date)
            for turned in Journal.objects.filter(reverses__isnull=False)
        }
        # Told: 2018 and FY2017/18. The cost of January 2019 is in neither, and is taken back on its own day.
        late = entry_of(job, "PY19-01-084")
        assert {day for first, day in days if first != late} == {TODAY}
        assert {day for first, day in days if first == late} == {date(2019, 1, 29)}
        # What was sent is named, with what follows, and is corrected by the next version of itself.
        (report,) = done.sent
        assert "correction 1 is to be issued" in report.says.en
        base = twin.ground(STEEL, on=TODAY)
        assert [copy.number for copy, _ in copies.effects(base)] == [number]
        again = issue_correction(grant_ref=STEEL, number=number, actor=ground.finance, on=TODAY, now=NOW)
    signed(ground, again.number)
    with ground.stage.acting(FINANCE_OFFICE):
        # The bank's charge on the first receipt is all that the corrected 2018 holds.
        assert copies.opened(STEEL, again.number).report.funder.total.plain == "150.00"
        assert copies.effects(twin.ground(STEEL, on=TODAY)) == ()


def test_the_page_of_an_import_says_before_its_undo_which_reports_were_sent(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job, _ = ground.confirmed()
    client = seen_by(FINANCE_OFFICE)
    page = f"/en/import/{job}/result"
    assert "is to be issued" not in words(client.get(page).content)
    sent(ground)
    # All of 2018 but the bank's charge: 316,413.31; of FY2017/18 92,250.00.
    assert "change by CNY −316,413.31 / HKD −92,250.00" in words(client.get(page).content)
    done = client.post(f"/en/import/{job}/undo", {"reason": "wrong period"}, follow=True)
    assert "change by CNY −316,413.31 / HKD −92,250.00" in words(done.content)


def test_an_import_that_no_report_told_is_taken_back_on_its_own_days(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job, _ = ground.confirmed()
        done = undo_import(job_id=job, reason="wrong period", actor=ground.finance, now=NOW)
        assert done.sent == ()
        first = {each.pk: each.effective_date for each in Journal.objects.filter(reverses__isnull=True)}
        turned = Journal.objects.filter(reverses__isnull=False)
        assert [each.effective_date for each in turned] == [first[each.reverses or 0] for each in turned]


def test_nothing_is_taken_back_on_a_day_to_come(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job, _ = ground.confirmed()
        entry = entry_of(job, "AP18-00901")
        for day in (date(2019, 7, 3), date(2020, 6, 30)):
            with pytest.raises(Refused) as refused, transaction.atomic():
                reverse(journal_id=entry, reason="x", on=day, key=uuid4())
            (finding,) = refused.value.findings
            assert (finding.code, finding.values["latest"]) == ("MON-530", TODAY.isoformat())
        used = sum(fact.carried.minor for fact in spend_facts.of_fund(STEEL))
        reverse(journal_id=entry, reason="x", on=TODAY, key=uuid4())
        # HKD 186,000.00 at 1.2400.
        assert used - sum(fact.carried.minor for fact in spend_facts.of_fund(STEEL)) == 150_000_00


def test_a_person_names_no_day_that_was_told(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job, _ = ground.confirmed()
    sent(ground)
    with ground.stage.acting(FINANCE_OFFICE):
        entry = entry_of(job, "AP18-00901")
        for day in (date(2018, 8, 20), date(2018, 12, 31)):
            with pytest.raises(Refused) as refused:
                turn_entry(journal_id=entry, reason="x", on=day, key=uuid4(), now=NOW)
            (finding,) = refused.value.findings
            assert (finding.code, finding.values["number"], finding.values["first"]) == (
                "MON-531",
                "1",
                TODAY.isoformat(),
            )
        turn_entry(journal_id=entry, reason="x", on=date(2019, 2, 1), key=uuid4(), now=NOW)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_which_sent_reports_hold_the_entry_and_what_follows(ground: Ground, lang: str) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job, _ = ground.confirmed()
        entry, late = entry_of(job, "AP18-00901"), entry_of(job, "PY19-01-084")
    number = sent(ground)
    client = seen_by(FINANCE_OFFICE)
    address = f"/{lang}/entries/{entry}/reverse"
    told = words(client.get(address).content)
    # Told the funder in 2018; the host was told FY2017/18 alone.
    assert "CNY −150,000.00" in told
    assert "CNY −150,000.00 / HKD" not in told
    with override(lang):
        copy = url_of("reporting:copy", args=[STEEL, number])
    assert f'href="{copy}"' in client.get(address).content.decode()
    assert "CNY −" not in words(client.get(f"/{lang}/entries/{late}/reverse").content)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len(asked) <= TARGET + OF_THE_TEST, [query["sql"][:90] for query in asked]
    form = {"reason": "wrong project", "on": "2018-12-31", "key": str(uuid4())}
    refused = client.post(address, form)
    assert (refused.status_code, "MON-531" in refused.content.decode()) == (422, True)
    done = client.post(address, {**form, "on": "2019-07-02"}, follow=True)
    assert "CNY −150,000.00" in words(done.content)


def test_the_command_says_the_same(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job, _ = ground.confirmed()
        entry = entry_of(job, "AP18-00901")
    sent(ground)
    line = ["reverse", f"J-{entry}", "--why", "wrong project", "--as", FINANCE_OFFICE, "--json"]
    ahead = CliRunner().invoke(main, [*line, "--on", "2020-06-30"])
    assert (ahead.exit_code, "MON-530" in ahead.output) == (1, True), ahead.output
    told = CliRunner().invoke(main, [*line, "--on", "2018-08-20"])
    assert (told.exit_code, "MON-531" in told.output) == (1, True)
    done = CliRunner().invoke(main, line)
    assert done.exit_code == 0, done.output
    (report,) = json.loads(done.output)["sent_reports"]
    assert report["number"] == 1
    assert "CNY −150,000.00" in report["says"]
