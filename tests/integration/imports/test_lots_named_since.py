"""A held line whose lots were named since says so, wherever its reason is told, until the next confirmation says more."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from guohe.imports.models import Line
from guohe.imports.operations.confirm import confirm
from guohe.imports.operations.name_lots import name_lots
from guohe.imports.queries.jobs import all_findings
from guohe.project.cli import main
from tests.factories.imports import Ground
from tests.factories.named_lots import bought, file_of, paid_from_named_lots
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by, words

pytestmark = pytest.mark.usefixtures("demo_books")

SAID = {
    "en": "SP-1: lots are named for it; the next confirmation tries it again.",
    "zh-hant": "SP-1：已指定批次，下次確認時會再處理。",
    "zh-hans": "SP-1：已指定批次，下次确认时再处理。",
}


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return paid_from_named_lots()


def held(ground: Ground, *rows: tuple[str, str, str, str]) -> int:
    """An import whose lines name no lot, after its confirmation."""
    job = ground.read("july.csv", file_of(*rows)).job
    done = confirm(job_id=job, actor=ground.finance, now=NOW)
    assert {finding.code for _, finding in done.held} == {"MON-323"}
    return job


def name_all(ground: Ground, job: int) -> None:
    for line in Line.objects.filter(job_id=job):
        name_lots(line_id=line.pk, named=[(bought()[0].code, None)], actor=ground.finance, now=NOW)


def said_of(job: int) -> set[str]:
    return {finding.code for finding in all_findings(job)} & {"MON-323", "IMP-285", "MON-551"}


def test_pages_and_command_say_that_lots_are_named(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = held(ground, ("01/07/2018", "SP-1", "1,240.00", ""))
        assert said_of(job) == {"MON-323"}
        name_all(ground, job)
        line = Line.objects.get(job_id=job)
    client = seen_by(FINANCE_OFFICE)
    for lang, said in SAID.items():
        for address in (f"lines/{line.pk}", f"import/{job}/resolve", f"import/{job}/check"):
            shown = words(client.get(f"/{lang}/{address}").content)
            assert (said in shown, "MON-323" in shown) == (True, False), address
        told = CliRunner().invoke(main, ["import", "show", str(job), "--lang", lang, "--as", FINANCE_OFFICE])
        assert (said in told.output, "MON-323" in told.output) == (True, False), told.output
    with ground.stage.acting(FINANCE_OFFICE):
        assert confirm(job_id=job, actor=ground.finance, now=NOW).posted == 1
        # In the books it waits for nothing.
        assert said_of(job) == set()


def test_a_line_that_is_held_for_its_lots_again_says_so_again(ground: Ground) -> None:
    """D-1 has HKD 74,400.00: two lines name all of it and more, and one waits anew, for what is left and not for a name."""
    with ground.stage.acting(FINANCE_OFFICE):
        job = held(ground, ("01/07/2018", "SP-1", "74,400.00", ""), ("02/07/2018", "SP-2", "10.00", ""))
        name_all(ground, job)
        kept = Line.objects.filter(job_id=job).values_list("hold__code", flat=True)
        assert list(kept) == ["IMP-285"] * 2
        again = confirm(job_id=job, actor=ground.finance, now=NOW)
        assert (again.posted, [finding.code for _, finding in again.held]) == (1, ["MON-551"])
        assert said_of(job) == {"MON-551"}
