"""Who works on what in which month, what it costs, and who may know it: by operations, commands, pages and raw SQL."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from guohe.identity.domain.demo_cast import SINCE
from guohe.kernel.findings import Refused
from guohe.kernel.names import Name
from guohe.kernel.texts import LANGUAGES
from guohe.people.cli import people
from guohe.people.models import Contract, MonthlyCost, Named, Payroll, PayrollRow, Person, Share
from guohe.people.operations.plan_share import plan_share
from guohe.people.operations.read_payroll import read_payroll
from guohe.people.operations.record_person import add_person, name_person
from guohe.people.queries import pages
from guohe.people.queries.found import months_in_view
from tests.factories.identity import add_person as add_account
from tests.factories.identity import other_host
from tests.factories.imports import DEMO, RAIL, STEEL, Ground, demo_ground
from tests.factories.people import (
    ADMINISTRATOR,
    AUDITOR,
    FINANCE_OFFICE,
    INVESTIGATOR,
    NOW,
    OTHER_OFFICER,
    PROGRAMME_OFFICER,
    RESEARCH_OFFICE,
    TODAY,
)
from tests.integration.imports.pages import seen_by
from tests.integration.project.test_scope import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
TABLES = (Person, Named, Contract, MonthlyCost, Share, Payroll, PayrollRow)
NAMES = ("DEMO STAFF", "示範職員", "示例职员")
SALARIES = ("28000", "28,000", "27250", "27,250", "22,400", "224,000", "22400", "224000")


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def run(*line: str, by: str = FINANCE_OFFICE) -> Result:
    return CliRunner().invoke(people, [*line, "--as", by])


def planned(
    ground: Ground, *, by: str = RESEARCH_OFFICE, ref: str = STEEL, person: int = 1, **told: str
) -> list[str]:
    typed = {"first": "2019-06", "last": "", "share": "50", "note": "", **told}
    with ground.stage.acting(by):
        found = plan_share(ref=ref, person=person, **typed, actor=ground.stage.account(by), now=NOW)
    return [each.code for each in found]


def payroll(ground: Ground, content: bytes | None = None, by: str = FINANCE_OFFICE) -> int:
    data = (DEMO / "payroll.csv").read_bytes() if content is None else content
    with ground.stage.acting(by):
        return read_payroll(
            host_id=ground.stage.host,
            file_name="payroll.csv",
            content=data,
            actor=ground.stage.account(by),
            now=NOW,
        )


def account(ground: Ground, username: str, *held: Any, ref: str | None = None) -> None:
    with ground.stage.acting(ADMINISTRATOR, on=SINCE):
        add_account(ground.stage.host, username, *held, scope=("grant", ref) if ref else ("host", ""))


def test_the_demos_person_is_at_120_percent_and_is_found(ground: Ground) -> None:
    told = run("plan", STEEL)
    assert told.exit_code == 2
    assert (
        "BUD-451 DEMO STAFF A (P-1) is above 100% in 2019-01 at 120% (80% here, 40% DEMO-RAIL-2018-002)."
        in told.output
    )
    # 22,400.00 a month from July 2019 to April 2020: ten months; 224,000.00 / 1.24 = 180,645.161..., rounded once.
    assert "HKD 224,000.00 = CNY 180,645.16 from 2019-07 to 2020-04" in told.output
    assert "at 1.2400 of DEMO-NKP-2018-001/T1, 2018-04-20" in told.output
    with ground.stage.acting(FINANCE_OFFICE):
        _, view = pages.of_grant(STEEL, TODAY)
    facts = dict(pages.facts(view.people[0], view, "en"))
    assert facts["Contract"] == "2018-05-01 to 2020-04-30"
    assert facts["Notice"] == "needs 3 months of notice: by 2020-01-31"


def test_without_a_rate_the_other_currency_is_absent_and_says_why(ground: Ground) -> None:
    told = run("show", RAIL).output
    assert "HKD 90,000.00 from 2019-07 to 2019-12" in told
    assert "The other currency is left out" in told


def test_what_one_may_not_see_is_elsewhere(ground: Ground) -> None:
    told = run("plan", STEEL, by=INVESTIGATOR)
    assert "(80% here, 40% elsewhere)" in told.output
    record = json.loads(run("plan", STEEL, "--json", by=INVESTIGATOR).output)
    (january,) = [each for each in record["people"][0]["months"] if each["month"] == "2019-01"]
    assert january == {"month": "2019-01", "shares": {STEEL: 8000}, "elsewhere": 4000, "total": 12000}
    # The cost of the steel grant is the same for both readers, to the cent.
    both = [json.loads(run("plan", STEEL, "--json", by=who).output) for who in (INVESTIGATOR, FINANCE_OFFICE)]
    assert both[0]["people"][0]["cost_to_end"] == both[1]["people"][0]["cost_to_end"]


def test_a_share_is_followed_by_the_next_and_stays(ground: Ground) -> None:
    assert planned(ground, ref=RAIL, first="2019-01", share="20") == []
    assert planned(ground, ref=RAIL, first="2019-01", share="20.01") == ["BUD-451"]
    assert planned(ground, ref=RAIL, first="2019-01", share="0") == []
    with ground.stage.acting(FINANCE_OFFICE):
        rows = Share.objects.filter(grant__ref=RAIL, month=date(2019, 1, 1), person__number=1).order_by(
            "number"
        )
        assert [row.basis_points for row in rows] == [4000, 2000, 2001, 0]
        assert [each.total for each in months_in_view(STEEL) if each.month == date(2019, 1, 1)] == [8000]


def test_everything_against_a_plan_is_told_and_nothing_is_written(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        before = Share.objects.count()
    told = run("plan", STEEL, "--person", "9", "--from", "soon", "--share", "101", by=RESEARCH_OFFICE)
    assert told.exit_code == 1
    assert [line[:7] for line in told.output.splitlines()] == ["PPL-101", "PPL-102", "PPL-102", "PPL-103"]
    dry = run(
        "plan", STEEL, "--person", "1", "--from", "2019-06", "--share", "50", "--dry-run", by=RESEARCH_OFFICE
    )
    assert "nothing has been recorded" in dry.output
    for by in (AUDITOR, PROGRAMME_OFFICER):
        with pytest.raises(Refused, match="ACC-60"):
            planned(ground, by=by)
    with ground.stage.acting(FINANCE_OFFICE):
        assert Share.objects.count() == before
    assert planned(ground, by=INVESTIGATOR) == []
    with pytest.raises(LookupError):
        planned(ground, by=INVESTIGATOR, ref=RAIL)


def test_the_payroll_agrees_with_the_books_or_shows_the_difference(ground: Ground) -> None:
    assert payroll(ground) == 5
    before = run("check", STEEL)
    assert (before.exit_code, before.output.count("only in the payroll")) == (2, 4)
    with ground.stage.acting(FINANCE_OFFICE):
        ground.confirmed()
    steel = json.loads(run("check", STEEL, "--json").output)
    assert [row["stand"] for row in steel["rows"]] == ["≡ agrees"] * 4
    assert {row["person"] for row in steel["rows"]} == {"P-1"}
    rail = json.loads(run("check", RAIL, "--json").output)
    assert [(row["reference"], row["stand"]) for row in rail["rows"]] == [
        ("PY19-01-085", "only in the payroll")
    ]


def test_labour_in_the_books_that_no_payroll_names_is_shown(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        ground.confirmed()
    short = (
        b"person,month,project,amount,currency,reference\nP-1,2019-01,ZZ01-DEMO,22399.99,HKD,PY19-01-084\n"
    )
    payroll(ground, short)
    told = json.loads(run("check", STEEL, "--json").output)["rows"]
    assert [(row["reference"], row["stand"]) for row in told] == [
        ("PY18-05-077", "only in the books"),
        ("PY18-06-081", "only in the books"),
        ("PY18-07-080", "only in the books"),
        ("PY19-01-084", "differs"),
    ]
    assert told[-1]["difference"] in ("-0.01", {"currency": "HKD", "amount": "-0.01"})
    # The corrected payroll is another file; the earlier one stays.
    payroll(ground)
    assert "differs" not in run("check", STEEL).output
    with ground.stage.acting(FINANCE_OFFICE):
        assert PayrollRow.objects.count() == 6


def test_a_payroll_is_read_once_and_whole(ground: Ground, tmp_path: Path) -> None:
    bad = tmp_path / "payroll.csv"
    bad.write_text(
        "person,month,project,amount,currency,reference\nP-1,2019-01,ZZ01-DEMO,1.00,HKD,A\nP-7,x,ZZ01-DEMO,1.00,HKD,A\n"
    )
    told = run("payroll", str(bad))
    assert (told.exit_code, [line[:7] for line in told.output.splitlines()]) == (1, ["PPL-122", "PPL-123"])
    with ground.stage.acting(FINANCE_OFFICE):
        assert Payroll.objects.count() == PayrollRow.objects.count() == 0
    good = str(DEMO / "payroll.csv")
    assert "nothing has been recorded" in run("payroll", good, "--dry-run").output
    assert run("payroll", good).exit_code == 0
    assert "PPL-126" in run("payroll", good).output
    for by in (RESEARCH_OFFICE, INVESTIGATOR, AUDITOR):
        with pytest.raises(Refused, match="ACC-60"):
            payroll(ground, b"x", by=by)


def test_nobody_without_view_people_sees_anything_and_nobody_without_view_money_a_salary(
    ground: Ground,
) -> None:
    payroll(ground)
    account(ground, "money.only", "view_money", "prepare", "import")
    account(ground, "people.only", "view_people")
    account(ground, "rail.people", "view_people", ref=RAIL)
    for by in ("money.only", AUDITOR, PROGRAMME_OFFICER):
        with ground.stage.acting(by):
            assert [table.objects.count() for table in TABLES] == [0] * 7, by
            assert months_in_view() == ()
        for line in (
            ("show", STEEL),
            ("plan", STEEL),
            ("check", STEEL),
            ("show",),
            ("show", STEEL, "--json"),
        ):
            told = run(*line, by=by)
            assert (told.exit_code, told.output[:6]) == (1, "ACC-60"), (by, line)
            assert not any(name in told.output for name in NAMES)
        client = signed_in(by)
        for page in (
            f"grants/{STEEL}/people",
            f"grants/{STEEL}/people/payroll",
            f"grants/{STEEL}/people/plan",
            "people",
            "people/new",
        ):
            for lang in LANGUAGES:
                answer = client.get(f"/{lang}/{page}")
                assert answer.status_code == 403, (by, page)
                assert not any(name in answer.content.decode() for name in NAMES)
    with ground.stage.acting("people.only"):
        assert (Named.objects.count(), MonthlyCost.objects.count(), PayrollRow.objects.count()) == (2, 0, 0)
    for line in (("show", STEEL), ("show",), ("show", STEEL, "--json"), ("show", "--json")):
        told = run(*line, by="people.only")
        assert ("P-1" in told.output, any(figure in told.output for figure in SALARIES)) == (True, False), (
            line
        )
    assert run("check", STEEL, by="people.only").exit_code == 1
    with ground.stage.acting("rail.people"):
        # Both are paid from the rail grant; of the steel grant nothing is seen but a sum.
        assert (Named.objects.count(), MonthlyCost.objects.count()) == (2, 0)
        assert set(Share.objects.values_list("grant__ref", flat=True)) == {RAIL}
        assert {part.ref for each in months_in_view() for part in each.parts} == {RAIL}
    assert run("show", STEEL, by="rail.people").exit_code == 1


def test_a_person_on_no_grant_of_mine_is_not_there(ground: Ground) -> None:
    with ground.stage.acting(INVESTIGATOR):
        assert [row.person.number for row in Named.objects.all()] == [1]
        assert list(MonthlyCost.objects.values_list("person__number", flat=True)) == [1, 1]
    other = other_host(ground.stage)
    with other.acting(OTHER_OFFICER):
        assert [table.objects.count() for table in TABLES] == [0] * 7


def test_a_search_finds_no_person(ground: Ground) -> None:
    told = seen_by(FINANCE_OFFICE).get("/en/search.json?q=DEMO STAFF B").content.decode()
    assert "P-2" not in told


@pytest.mark.parametrize("table", [each._meta.db_table for each in TABLES])
def test_raw_sql_can_neither_edit_nor_delete(ground: Ground, table: str) -> None:
    for sql in (f"UPDATE {table} SET host_id = host_id", f"DELETE FROM {table}"):
        with (
            ground.stage.acting(FINANCE_OFFICE),
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_raw_rows_cannot_bend_who_works_on_what(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        share = Share.objects.filter(grant__ref=STEEL).order_by("pk").first()
    assert share is not None
    own = ground.stage.account(RESEARCH_OFFICE)
    base = {"host_id": share.host_id, "person_id": share.person_id, "recorded_by_id": own, "recorded_at": NOW}
    of_grant = {**base, "grant_id": share.grant_id, "month": date(2019, 6, 1), "number": 2, "basis_points": 1}
    cases: list[tuple[Any, dict[str, Any], str]] = [
        (Share, {**of_grant, "number": 1}, "does not follow|person_share_once"),
        (Share, {**of_grant, "number": 3}, "does not follow"),
        (Share, {**of_grant, "month": date(2019, 6, 2), "number": 1}, "share_of_one_month"),
        (Share, {**of_grant, "basis_points": 10_001}, "share_of_one_month"),
        (Share, {**of_grant, "month": date(2018, 4, 1), "number": 1}, "in the project period"),
        (Share, {**of_grant, "month": date(2021, 5, 1), "number": 1}, "in the project period"),
        (Share, {**of_grant, "recorded_by_id": ground.finance}, "the one who acts"),
        (Contract, {**base, "number": 3, "starts": TODAY, "notice_months": 1, "evidence": "x"}, "does not follow"),
        (Contract, {**base, "number": 2, "starts": TODAY, "ends": TODAY, "notice_months": 1, "evidence": "x"}, "before_it_ends"),
        (MonthlyCost, {**base, "number": 3, "from_month": TODAY, "currency": "HKD", "amount_minor": 0, "source": "x"}, "its_currency"),
        (Payroll, {key: base[key] for key in ("host_id", "recorded_by_id", "recorded_at")} | {"file_name": "f", "digest": "d"}, "and may"),
    ]  # fmt: skip
    for table, row, law in cases:
        with (
            ground.stage.acting(RESEARCH_OFFICE),
            pytest.raises(DatabaseError, match=law),
            transaction.atomic(),
        ):
            table.objects.create(**row)
    with (
        ground.stage.acting(INVESTIGATOR),
        pytest.raises(DatabaseError, match="and may"),
        transaction.atomic(),
    ):
        Contract.objects.create(
            **{**base, "recorded_by_id": ground.stage.account(INVESTIGATOR)},
            number=2, starts=TODAY, notice_months=1, evidence="x",
        )  # fmt: skip


def test_who_writes_second_looks_again(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    own = ground.stage.account(RESEARCH_OFFICE)
    with ground.stage.acting(RESEARCH_OFFICE):
        add_person(host_id=ground.stage.host, name=Name("DEMO C", "丙", "丙"), actor=own, now=NOW)
        first = Person.objects.get(number=1)
        monkeypatch.setattr("guohe.people.operations.record_person.newest", lambda host_id: first)
        with pytest.raises(Refused, match="PPL-112"):
            add_person(host_id=ground.stage.host, name=Name("DEMO D", "丁", "丁"), actor=own, now=NOW)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (("plan", STEEL, "--person", "1", "--from", "9999-12", "--share", "1"), "PPL-102"),
        (("plan", STEEL, "--person", "99999999999", "--from", "2019-06", "--share", "1"), "PPL-101"),
        (("contract", "1", "--starts", "9999-12-31", "--evidence", "x"), "PPL-106"),
        (
            ("contract", "1", "--starts", "2019-01-01", "--last-day", "9999-12-31", "--evidence", "x"),
            "PPL-106",
        ),
        (
            ("cost", "1", "--from", "2019-01", "--amount", "9" * 30, "--currency", "HKD", "--source", "x"),
            "PPL-107",
        ),
    ],
)
def test_what_no_book_can_hold_is_refused_in_words(ground: Ground, line: tuple[str, ...], code: str) -> None:
    told = run(*line, by=RESEARCH_OFFICE)
    assert (told.exit_code, told.output[:7]) == (1, code)


def test_a_name_is_followed_by_the_next(ground: Ground) -> None:
    own = ground.stage.account(RESEARCH_OFFICE)
    with ground.stage.acting(RESEARCH_OFFICE):
        number = add_person(host_id=ground.stage.host, name=Name("DEMO C", "丙", "丙"), actor=own, now=NOW)
        name_person(
            host_id=ground.stage.host, number=number, name=Name("DEMO D", "丁", "丁"), actor=own, now=NOW
        )
        assert (number, Named.objects.filter(person__number=3).count()) == (3, 2)
    told = run("show").output
    assert ("P-3 DEMO D" in told, "DEMO C" in told) == (True, False)


def test_the_commands_record_a_person(ground: Ground) -> None:
    for line, code in (
        (("add", "--en", "DEMO STAFF E"), 0),
        (("add",), 1),
        (("contract", "3", "--starts", "2019-08-01", "--notice-months", "1", "--evidence", "E"), 0),
        (("contract", "9", "--starts", "2019-08-01", "--evidence", "E"), 1),
        (("cost", "3", "--from", "2019-08", "--amount", "30000", "--currency", "HKD", "--source", "scale"), 0),
        (("cost", "3", "--from", "2019-08"), 1),
        (("plan", RAIL, "--person", "3", "--from", "2019-08", "--to", "2019-10", "--share", "33.33"), 2),
        (("show", "NO-SUCH-GRANT"), 1),
    ):  # fmt: skip
        told = run(*line, by=RESEARCH_OFFICE)
        assert told.exit_code == code, (line, told.output)
    # 33.33 % of 30,000.00 is 9,999.00, three times.
    assert "HKD 29,997.00 from 2019-08 to 2019-10" in run("show", RAIL).output
    assert "ACC-60" in run("add", "--en", "X", by=AUDITOR).output
