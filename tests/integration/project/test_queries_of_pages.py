"""No page asks the database more than twelve times: session, account, who acts and the navigation counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from guohe.imports.models import Line, Question
from guohe.imports.operations.prepare_charge import prepare_charge
from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.imports.queries import bank
from tests.factories.imports import DEMO, RAIL, STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW

pytestmark = pytest.mark.usefixtures("demo_books")

TARGET = 12
# A test lies inside a transaction: its savepoint, its release, who acted before and who acts again are no questions of a
# request outside.
OF_THE_TEST = 4
GRANT = f"grants/{STEEL}"
PARTNERS = f"grants/{RAIL}/partners"
REPORT = f"{GRANT}/reports/2018-FY2018-19"
# {job}, {statement}, {question}, {line} and {charge} are numbers of what the demo's files brought.
PAGES = (
    *("", "grants", GRANT, f"{GRANT}/money", f"{GRANT}/money?as_at=2018-04-14", f"{GRANT}/lines"),
    *(
        f"{GRANT}/lines?group=account",
        f"{GRANT}/questions",
        f"{GRANT}/budget",
        f"{GRANT}/orders",
        f"{GRANT}/check",
        f"{GRANT}/fx",
        f"{GRANT}/fx/lots",
        f"{GRANT}/fx/rates",
    ),
    *(f"{GRANT}/journals", f"{GRANT}/reports", REPORT, f"{REPORT}?unit=wan", f"{REPORT}/lines"),
    *(PARTNERS, f"{PARTNERS}?as_at=2019-08-01", f"{PARTNERS}/1/statement/2", f"{PARTNERS}/1/transfer/2"),
    *("grants/new/agreement", "import", "import/new", "import/{job}/check", "import/{job}/resolve"),
    *("import/{job}/confirm", "import/{job}/result", "import/{statement}/entries", "lines/{line}"),
    *(f"{GRANT}/equipment", f"{GRANT}/equipment/new/ordered", f"{GRANT}/people", f"{GRANT}/people/plan"),
    *(f"{GRANT}/people/payroll", "people", "people/new", "people/payroll"),
    *("bank/accounts", "bank/accounts/register", "bank/profiles", "bank/profiles/write"),
    *("bank/charges", "bank/charges/{charge}"),
    *("bank/inbox", f"recon/{STEEL}", "mapping", "mapping/decide", "agency/releases", "questions"),
    *(
        "questions/{question}",
        "books",
        "books/new",
        "trace/AP18-00901",
        f"trace/{STEEL}/T1",
        "search?q=186000",
    ),
    *("rules", "rules/changes/demo-terms", "rules/changes/demo-budgeted", f"{GRANT}/rules"),
    *("units", "units/CNERC-02", "institutions", "institutions/PolyU", "timeline", "health"),
    *("help", "preferences", "sign-in", "nowhere"),
    *("rules", "units", "units/CNERC-02", "institutions", "institutions/PolyU", "timeline", "health"),
    *(
        "help",
        "preferences",
        "preferences/mail",
        "preferences/mail/now",
        "preferences/calendar",
        "search/keep?q=186000",
    ),
    *("sign-in", "nowhere"),
)


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ground:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


@pytest.fixture
def numbers(ground: Ground) -> dict[str, int]:
    """The demo's listing confirmed, its statement read."""
    with ground.stage.acting(FINANCE_OFFICE):
        job, _ = ground.confirmed()
        name = "bank_cny.csv"
        statement = read_bank_statement(
            host_id=ground.stage.host,
            name=name,
            content=(DEMO / name).read_bytes(),
            actor=ground.finance,
            now=NOW,
        ).job
        # A credit that lacks more than one person books, prepared and not confirmed.
        part = (DEMO / name).read_text(encoding="utf-8").replace("479,850.00", "1.00").encode()
        host, actor = ground.stage.host, ground.finance
        beside = read_bank_statement(host_id=host, name="part.csv", content=part, actor=actor, now=NOW).job
        kept = prepare_charge(
            entry_id=bank.of_job(beside)[-1].number, instalment_ref=f"{STEEL}/T2", reason="Kept", evidence="A letter",
            actor=actor, now=NOW,
        )  # fmt: skip
        question = Question.objects.filter(job_id=job).order_by("pk").first()
        line = Line.objects.filter(job_id=job, doc_ref="AP18-00901").first()
        assert question is not None
        assert line is not None
        return {"job": job, "statement": statement, "question": question.pk, "line": line.pk, "charge": kept}


def asked_by(client: Client, address: str) -> int:
    asked = 0

    def count(execute: Callable[..., Any], *values: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*values)

    client.get(address)
    with connection.execute_wrapper(count):
        assert client.get(address).status_code == (404 if address.endswith("nowhere") else 200), address
    return asked - OF_THE_TEST


def test_no_page_asks_more_often_than_twelve_times(numbers: dict[str, int]) -> None:
    client = Client()
    client.post(f"/en/demo/be/{FINANCE_OFFICE}")
    asked = {page: asked_by(client, f"/en/{page.format(**numbers)}") for page in PAGES}
    over = {page: count for page, count in asked.items() if count > TARGET}
    assert over == {}
