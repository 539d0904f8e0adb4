"""A file is read whole or not at all, and the same thing twice adds nothing."""

from __future__ import annotations

import tomllib

import pytest
from django.db import connection

from guohe.imports.models import ColumnMapping, Line
from guohe.imports.operations.map_columns import map_columns
from guohe.imports.operations.read_file import read_file
from guohe.imports.queries import jobs
from guohe.kernel.findings import Level, Refused
from tests.factories.identity import other_host
from tests.factories.imports import DEMO, HEAD, Ground, listing, many_lines, row_counts
from tests.factories.people import AUDITOR, FINANCE_OFFICE, INVESTIGATOR, NOW, OTHER_OFFICER, RESEARCH_OFFICE

pytestmark = pytest.mark.usefixtures("demo_books")

TWO_LINES = (("02/05/2018", "AP18-1", "6110", "10.00"), ("03/05/2018", "AP18-2", "6110", "20.00"))
EXPECTED = tomllib.loads((DEMO / "bad" / "expected.toml").read_text(encoding="utf-8"))
BAD_LISTINGS = sorted(
    name
    for name, told in EXPECTED.items()
    if told["reader"] == "listing" and any(finding["level"] == "stop" for finding in told["findings"])
)


def test_the_same_file_twice_is_the_earlier_import_and_says_so(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        first = ground.read()
        before = row_counts()
        again = ground.read()
        assert (again.job, again.was_there) == (first.job, True)
        assert row_counts() == before
    (finding,) = again.findings
    assert finding.sentence("en") == (
        'This is the same file as "erp.csv", read on 2019-07-02 by Mr Test Lau (import 1). Its lines are not added a second time.'
    ).replace("import 1", f"import {first.job}")
    assert finding.sentence("zh-hant").endswith("各行不會重複加入。")
    assert finding.sentence("zh-hans").endswith("各行不会重复加入。")


@pytest.mark.parametrize("name", ["erp-utf8.csv", "erp-utf16.tsv", "erp-gb18030.csv", "erp.xlsx"])
def test_the_same_lines_in_another_encoding_or_kind_of_file_add_nothing(ground: Ground, name: str) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        first = ground.read("erp.csv")
        lines = Line.objects.count()
        again = ground.read(name)
        assert again.job != first.job
        assert Line.objects.count() == lines
        standing = jobs.job(again.job).standing
        # Nothing of the first file is posted yet, so all of it waits there and none is in the books.
        assert (standing.already_waits.lines, standing.already.lines) == (16, 0)
        assert standing.already_waits.amount == jobs.job(first.job).standing.total
        assert not standing.difference


def test_a_longer_file_adds_only_its_new_lines(ground: Ground) -> None:
    longer = (*TWO_LINES, ("04/05/2018", "AP18-3", "6110", "30.00"))
    with ground.stage.acting(FINANCE_OFFICE):
        ground.read("may.csv", listing(TWO_LINES, total="30.00"))
        job = ground.read("june.csv", listing(longer, total="60.00")).job
        assert [line.source for line in jobs.lines(job)] == ["AP18-3"]
        standing = jobs.job(job).standing
        assert (standing.already_waits.lines, standing.ready.lines, standing.difference.minor) == (2, 1, 0)


def test_two_equal_lines_of_one_file_are_told_apart(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("twice.csv", listing((TWO_LINES[0], TWO_LINES[0]), total="20.00")).job
        assert [line.state for line in jobs.lines(job)] == ["staged", "question"]


@pytest.mark.parametrize("name", BAD_LISTINGS)
def test_a_bad_listing_writes_nothing(ground: Ground, name: str) -> None:
    content = (DEMO / "bad" / name).read_bytes()
    with ground.stage.acting(FINANCE_OFFICE):
        before = row_counts()
        with pytest.raises(Refused) as refused:
            read_file(host_id=ground.stage.host, name=name, content=content, actor=ground.finance, now=NOW)
        assert row_counts() == before
    stops = [finding for finding in refused.value.findings if finding.level is Level.STOP]
    wanted = [finding for finding in EXPECTED[name]["findings"] if finding["level"] == "stop"]
    assert [
        (stop.code, stop.sentence("en"), stop.sentence("zh-hant"), stop.sentence("zh-hans")) for stop in stops
    ] == [(told["code"], told["en"], told["zh_hant"], told["zh_hans"]) for told in wanted]


def test_there_are_bad_listings_to_test() -> None:
    assert len(BAD_LISTINGS) >= 15


def test_all_faults_of_a_file_come_at_once(ground: Ground) -> None:
    rows = (("02/05/2018", "AP18-1", "6110", "1O.00"), ("99/05/2018", "AP18-2", "6110", "20.00"))
    with ground.stage.acting(FINANCE_OFFICE), pytest.raises(Refused) as refused:
        ground.read("bad.csv", listing(rows, total="30.00"))
    codes = [finding.code for finding in refused.value.findings]
    assert {"IMP-103", "IMP-105"} <= set(codes)


@pytest.mark.parametrize("username", [AUDITOR, INVESTIGATOR, RESEARCH_OFFICE])
def test_nobody_without_the_capability_imports(ground: Ground, username: str) -> None:
    content = (DEMO / "erp.csv").read_bytes()
    with ground.stage.acting(username):
        before = row_counts()
        with pytest.raises(Refused) as refused:
            read_file(
                host_id=ground.stage.host,
                name="erp.csv",
                content=content,
                actor=ground.stage.account(username),
                now=NOW,
            )
        assert row_counts() == before
    (finding,) = refused.value.findings
    assert finding.code == "ACC-603"
    assert "Mr Test Lau" in finding.sentence("en")


def test_another_host_sees_nothing_of_an_import(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        ground.read()
    other = other_host(ground.stage)
    with other.acting(OTHER_OFFICER):
        assert jobs.latest() == ()
        with connection.cursor() as cursor:
            for table in (
                "job",
                "line",
                "finding",
                "question",
                "answer",
                "tick",
                "column_mapping",
                "bank_entry",
                "run",
            ):
                cursor.execute(f"SELECT count(*) FROM imports_{table}")
                assert cursor.fetchone() == (0,), table


def test_a_file_whose_columns_are_unclear_is_kept_and_read_when_a_person_names_them(ground: Ground) -> None:
    unclear = listing(TWO_LINES).replace(b",Amount,", b",Ziffer,")
    with ground.stage.acting(FINANCE_OFFICE):
        read = read_file(
            host_id=ground.stage.host, name="unclear.csv", content=unclear, actor=ground.finance, now=NOW,
            keep_for_columns=True,
        )  # fmt: skip
        assert read.state == "read"
        assert jobs.lines(read.job) == ()
        map_columns(job_id=read.job, columns=columns(), actor=ground.finance, now=NOW)
        assert jobs.job(read.job).state == "checked"
        assert [line.amount.plain for line in jobs.lines(read.job)] == ["10.00", "20.00"]


def test_named_columns_are_remembered_for_the_next_file_of_the_host(ground: Ground) -> None:
    first = listing(TWO_LINES[:1]).replace(b",Amount,", b",Ziffer,")
    second = listing(TWO_LINES[1:]).replace(b",Amount,", b",Ziffer,")
    with ground.stage.acting(FINANCE_OFFICE):
        read = read_file(
            host_id=ground.stage.host,
            name="1.csv",
            content=first,
            actor=ground.finance,
            now=NOW,
            keep_for_columns=True,
        )
        map_columns(job_id=read.job, columns=columns(), actor=ground.finance, now=NOW)
        again = ground.read("2.csv", second)
        assert (again.state, jobs.job(again.job).column_mapping) == ("checked", 1)


ASKED = b'Project,Account,Date,Doc ref,Description,Betrag\nZZ01-DEMO,6110,22/05/2019,LM-5,buy,"1,000.00"\n'
OTHER = b'Project,Account,Date,Doc ref,Description,Balance,Amount\nZZ01-DEMO,6110,23/05/2019,LM-6,buy,"77,000.00","1,000.00"\n'


def answered(ground: Ground, name: str, content: bytes, amount: str) -> int:
    """Reads a file whose columns are asked, and says by letters what they are."""
    read = read_file(
        host_id=ground.stage.host, name=name, content=content, actor=ground.finance, now=NOW, keep_for_columns=True
    )  # fmt: skip
    assert read.state == "read"
    letters = dict(zip(("project", "account", "post_date", "doc_ref", "description"), "ABCDE", strict=True))
    map_columns(job_id=read.job, columns={**letters, "amount": amount}, actor=ground.finance, now=NOW)
    return read.job


def test_an_answer_about_one_head_row_says_nothing_of_another(ground: Ground) -> None:
    """Column F was the amount of the file that asked; in the next it is the balance, and "Amount" is known by its own word."""
    with ground.stage.acting(FINANCE_OFFICE):
        answered(ground, "lm5.csv", ASKED, "F")
        kept = ColumnMapping.objects.get(kind="erp")
        assert (kept.columns["amount"], kept.columns["doc_ref"]) == ("Betrag", "Doc ref")
        other = ground.read("lm6.csv", OTHER).job
        assert [line.amount.plain for line in jobs.lines(other)] == ["1000.00"]
        assert jobs.job(other).column_mapping is None
        # The demo's own listing, which that answer once made unreadable.
        assert jobs.job(ground.read("erp.csv").job).standing.total.plain == "503830.50"


def test_columns_kept_before_heads_were_are_applied_to_no_file(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        ColumnMapping.objects.create(
            host_id=ground.stage.host, kind="erp", version=1, heads_digest="of the choice alone",
            columns={"amount": "F"}, decided_by_id=ground.finance, decided_at=NOW,
        )  # fmt: skip
        other = ground.read("lm6.csv", OTHER).job
        assert [line.amount.plain for line in jobs.lines(other)] == ["1000.00"]


def test_a_later_answer_about_the_same_heads_takes_the_place_of_the_earlier(ground: Ground) -> None:
    """Both files were asked before either was answered, so the second answer changes the first one's columns."""
    two = b"Project,Account,Date,Doc ref,Description,Brutto,Netto\nZZ01-DEMO,6110,2%b/05/2019,LM-%b,buy,110.00,100.00\n"
    letters = dict(zip(("project", "account", "post_date", "doc_ref", "description"), "ABCDE", strict=True))
    with ground.stage.acting(FINANCE_OFFICE):
        asked = [
            read_file(
                host_id=ground.stage.host, name=f"{n}.csv", content=two % (b"%d" % n, b"%d" % n), actor=ground.finance,
                now=NOW, keep_for_columns=True,
            ).job
            for n in (1, 2)
        ]  # fmt: skip
        for job, amount in zip(asked, "FG", strict=True):
            map_columns(job_id=job, columns={**letters, "amount": amount}, actor=ground.finance, now=NOW)
        third = ground.read("3.csv", two % (b"3", b"3")).job
        assert (jobs.job(third).column_mapping, [line.amount.plain for line in jobs.lines(third)]) == (
            2,
            ["100.00"],
        )
        # What was read by the first answer is read by it again, as in its fix list.
        assert jobs.job(asked[0]).reading["how"]["columns"]["amount"] == "F"
        assert jobs.job(third).reading["how"]["columns"]["amount"] == "Netto"


def test_one_column_is_not_two_things(ground: Ground) -> None:
    unclear = listing(TWO_LINES).replace(b",Amount,", b",Ziffer,")
    with ground.stage.acting(FINANCE_OFFICE):
        read = read_file(
            host_id=ground.stage.host, name="unclear.csv", content=unclear, actor=ground.finance, now=NOW,
            keep_for_columns=True,
        )  # fmt: skip
        with pytest.raises(Refused) as refused:
            map_columns(job_id=read.job, columns={**columns(), "kind": "J"}, actor=ground.finance, now=NOW)
    assert [finding.code for finding in refused.value.findings] == ["IMP-523"]


def columns() -> dict[str, str]:
    """Each head of a plain listing by the letter of its column."""
    roles = (
        "project", "account", "account_name", "post_date", "doc_ref", "payee", "description", "order_no", "currency",
        "amount", "kind",
    )  # fmt: skip
    assert len(roles) == len(HEAD)
    return {role: "ABCDEFGHIJK"[at] for at, role in enumerate(roles)}


def test_ten_thousand_lines_are_staged_in_few_statements(
    ground: Ground, django_assert_max_num_queries: object
) -> None:
    content = many_lines(10_000)
    with ground.stage.acting(FINANCE_OFFICE), django_assert_max_num_queries(60):  # type: ignore[operator]
        job = ground.read("many.csv", content).job
    with ground.stage.acting(FINANCE_OFFICE):
        standing = jobs.job(job).standing
        assert (standing.ready.lines, standing.ready.amount.plain) == (10_000, "10000.00")
