"""Whatever the books refuse of a grant or a payment reaches a person as a coded sentence: none is a fault of the program."""

from __future__ import annotations

import re
from datetime import date

import pytest
from click.testing import CliRunner
from django.db import connection
from pytest_django import Settings

from guohe.grants.domain.changes import Kind, State
from guohe.grants.models import ChangeStep, Grant
from guohe.grants.operations import refusals as of_grants
from guohe.grants.operations.move_change import decide_change, send_change
from guohe.grants.operations.prepare_change import prepare_change
from guohe.grants.operations.switch_rules import approve_switch, prepare_switch
from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES, say
from guohe.payments.operations import refusals as of_payments
from guohe.project.cli import main
from tests.factories.imports import RAIL, STEEL, Ground, demo_ground
from tests.factories.people import AUDITOR, FINANCE_OFFICE, INVESTIGATOR, NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
ON = date(2019, 6, 20)
# A law is named where a refusal is raised: the last argument of grants_change_refuse, or CONSTRAINT.
NAMED = re.compile(r"grants_change_refuse\(.*?'([a-z_]+)'\);|CONSTRAINT = '([a-z_]+)'", re.DOTALL)
# grants_paper(paper, …) names its laws by the paper: change_of_one_host, closing_by_the_actor.
PAPER = re.compile(r"grants_paper\('([a-z]+)'")


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def laws(context: str) -> set[str]:
    """The names by which the triggers of a context refuse, from the database itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname LIKE %s", [f"{context}\\_%"])
        sources = [row[0] for row in cursor.fetchall()]
    found = {
        name
        for source in sources
        for pair in NAMED.findall(source)
        for name in pair
        if name.strip("_") == name != ""
    }
    for source in sources:
        found |= {
            f"{paper}_{law}" for paper in PAPER.findall(source) for law in ("of_one_host", "by_the_actor")
        }
    return found


def stands(context: str, law: str) -> bool:
    """Whether a function of the context says the law's name, or one of its tables has a constraint of this name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_proc WHERE proname LIKE %(of)s AND position(%(quoted)s IN prosrc) > 0) "
            "OR EXISTS (SELECT FROM pg_constraint WHERE conname = %(law)s AND conrelid::regclass::text LIKE %(of)s)",
            {"of": f"{context}\\_%", "quoted": f"'{law}'", "law": law},
        )
        return bool(cursor.fetchone()[0]) or law in laws(context)


@pytest.mark.parametrize(("context", "known"), [("grants", of_grants.LAWS), ("payments", of_payments.LAWS)])
def test_every_law_of_the_database_has_its_code(context: str, known: dict[str, str]) -> None:
    named = laws(context)
    assert len(named) > 20
    assert named - set(known) == set()
    assert {law for law in known if not stands(context, law)} == set(), (
        "a code for a law that the database does not have"
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_says_what_to_do_and_what_happened_to_the_data(lang: str) -> None:
    recorded = {
        "en": "othing has been recorded",
        "zh-hant": "沒有記錄任何內容",
        "zh-hans": "没有记录任何内容",
    }
    for code in {*of_grants.LAWS.values(), *of_grants.STATES.values(), *of_payments.LAWS.values()}:
        told = say(code, lang, law="the_law")
        assert "the_law" in told
        assert recorded[lang] in told


def test_a_law_that_an_operation_forgot_is_told_and_nothing_is_written(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The checks before the write are taken away, one after the other; the law behind them speaks."""
    own, other = ground.stage.account(INVESTIGATOR), ground.stage.account(FINANCE_OFFICE)
    with ground.stage.acting(INVESTIGATOR):
        number = prepare_change(
            ref=STEEL, kind=Kind.EXTENSION, asked={"to": "2021-10-31"}, reason="why", actor=own, now=NOW
        )
    monkeypatch.setattr("guohe.grants.operations.move_change.check_step", lambda *a, **k: ())
    monkeypatch.setattr("guohe.grants.operations.move_change.require", lambda *a, **k: None)
    monkeypatch.setattr("guohe.grants.operations.move_change.require_approver", lambda *a, **k: None)

    def sent(by: str, evidence: str = "L-1") -> None:
        with ground.stage.acting(by):
            send_change(ref=STEEL, number=number, on=ON, evidence=evidence, note="", actor=own, now=NOW)

    def decided(by: str, actor: int) -> None:
        with ground.stage.acting(by):
            decide_change(
                ref=STEEL,
                number=number,
                decision=State.GRANTED,
                on=ON,
                evidence="R-1",
                note="",
                actor=actor,
                now=NOW,
            )

    with pytest.raises(Refused, match="RUL-900") as lacks:
        sent(INVESTIGATOR, evidence="")
    assert lacks.value.findings[0].values == {"law": "change_step_evidenced"}
    with pytest.raises(Refused, match="RUL-901"):
        sent(AUDITOR)
    sent(INVESTIGATOR)
    with ground.stage.acting(FINANCE_OFFICE):
        assert [each.state for each in ChangeStep.objects.filter(request__number=number)] == ["sent"]
    decided(FINANCE_OFFICE, other)


def test_a_table_that_refuses_by_itself_is_told_too(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guohe.grants.operations.switch_rules.check_switch", lambda *a, **k: ())
    with ground.stage.acting(RESEARCH_OFFICE), pytest.raises(Refused, match="RUL-900") as refusal:
        prepare_switch(
            ref=RAIL,
            label="demo-terms@1.0",
            starts=NOW.date(),
            clause="c",
            actor=ground.stage.account(RESEARCH_OFFICE),
            now=NOW,
        )
    assert refusal.value.findings[0].values == {"law": "switch_to_another_version"}


def test_ones_own_is_told_on_the_page_and_in_the_terminal(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ground.stage.acting(RESEARCH_OFFICE):
        number = prepare_switch(
            ref=RAIL,
            label="demo-terms@1.1",
            starts=NOW.date(),
            clause="Letter L-7",
            actor=ground.stage.account(RESEARCH_OFFICE),
            now=NOW,
        )
    monkeypatch.setattr("guohe.grants.operations.switch_rules.require_approver", lambda *a, **k: None)
    page = seen_by(RESEARCH_OFFICE).post(f"/en/grants/{RAIL}/rules/{number}/approve")
    assert (page.status_code, "RUL-902" in words(page.content)) == (422, True)
    line = ["rules", "approve-switch", RAIL, str(number), "--as", RESEARCH_OFFICE]
    told = CliRunner().invoke(main, line)
    assert (told.exit_code, "RUL-902" in told.output) == (1, True)


def test_two_approvals_at_one_moment_and_other_faults_stay_themselves(ground: Ground) -> None:
    @of_grants.told_in_words
    def twice() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    with ground.stage.acting(FINANCE_OFFICE), pytest.raises(Exception, match="division by zero"):
        twice()
    with ground.stage.acting(FINANCE_OFFICE):
        assert Grant.objects.filter(ref=RAIL).exists()
        with pytest.raises(Refused, match="RUL-858"):
            approve_switch(ref=RAIL, number=7, actor=ground.finance, now=NOW)
