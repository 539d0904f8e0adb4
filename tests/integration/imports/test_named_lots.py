"""A grant whose policy is "specified" pays each cost from the lots that its file or a person names, and from no other.

CNY 60,000.00 bought HKD 74,400.00 at 1.2400, and CNY 40,000.00 bought HKD 48,000.00 at 1.2000.
"""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, transaction

from guohe.funds.operations.open_books import open_account
from guohe.funds.operations.post_entries import Entry, post
from guohe.funds.operations.post_entries import Line as FundLine
from guohe.funds.operations.verify_books import verify
from guohe.funds.queries import lots
from guohe.funds.queries import trace as traces
from guohe.funds.queries.chart import account_for
from guohe.imports.domain.named_lots import Part
from guohe.imports.models import Line, LotChoice
from guohe.imports.operations.confirm import Confirmed, confirm
from guohe.imports.operations.map_columns import map_columns
from guohe.imports.operations.mark_lines import mark_posted
from guohe.imports.operations.name_lots import name_lots
from guohe.imports.operations.read_file import read_file
from guohe.imports.operations.undo_import import undo_import
from guohe.imports.queries import foreseen
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.project.cli import main
from tests.factories.imports import STEEL, Ground
from tests.factories.named_lots import SPEC, bought, file_of, hkd, paid_from_named_lots
from tests.factories.people import FINANCE_OFFICE, NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words

pytestmark = pytest.mark.usefixtures("demo_books")


@pytest.fixture
def ground(db: None, settings: object, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"  # type: ignore[attr-defined]
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return paid_from_named_lots()


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [each.code for each in refused.value.findings]


def confirmed(ground: Ground, name: str, *rows: tuple[str, str, str, str]) -> tuple[int, Confirmed]:
    """What the check foretells is what the books hold."""
    job = ground.read(name, file_of(*rows)).job
    told = {(each.row, each.finding.code) for each in foreseen.of_job(job)}
    done = confirm(job_id=job, actor=ground.finance, now=NOW)
    rows_of = dict(Line.objects.filter(job_id=job).values_list("pk", "row_number"))
    assert {(rows_of[number], finding.code) for number, finding in done.held} == told
    return job, done


def test_each_exchange_takes_the_instalment_that_it_names_and_so_does_a_charge(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        told = [
            (lot.source_ref, lot.deal_no, str(lot.amount), str(lot.cost), str(lot.left))
            for lot in lots.of_fund(SPEC)
        ]
        assert told == [
            (f"{SPEC}/T1", None, "CNY 60,000.00", "CNY 60,000.00", "CNY 0.00"),
            (f"{SPEC}/T2", None, "CNY 40,100.00", "CNY 40,100.00", "CNY 0.00"),
            (f"{SPEC}/T1", "D-1", "HKD 74,400.00", "CNY 60,000.00", "HKD 74,400.00"),
            (f"{SPEC}/T2", "D-2", "HKD 48,000.00", "CNY 40,000.00", "HKD 48,000.00"),
        ]


def test_a_listing_names_a_lot_in_its_own_column(ground: Ground) -> None:
    """Row 2 takes the deal D-2: HKD 1,200.00 ÷ 1.2000 = CNY 1,000.00; by the older lot it would be 967.74."""
    with ground.stage.acting(FINANCE_OFFICE):
        job, done = confirmed(
            ground, "july.csv",
            ("01/07/2018", "SP-1", "1,200.00", "D-2"), ("01/07/2018", "SP-2", "1,240.00", "t1"),
            ("01/07/2018", "SP-3", "10.00", "D-9"), ("01/07/2018", "SP-4", "10.00", ""),
            ("01/06/2018", "SP-5", "10.00", "D-2"), ("02/07/2018", "SP-6", "80,000.00", "D-1"),
        )  # fmt: skip
        assert done.posted == 2
        held = {Line.objects.get(pk=number).doc_ref: finding.code for number, finding in done.held}
        assert held == {"SP-3": "IMP-281", "SP-4": "MON-323", "SP-5": "MON-550", "SP-6": "MON-551"}
        assert [str(lot.cost_used) for lot in bought()] == ["CNY 1,000.00", "CNY 1,000.00"]
        line = Line.objects.get(job_id=job, doc_ref="SP-1")
        [told] = traces.back(line.journal_id or 0)
        assert told.named is not None
        assert told.named.by_file
        # What comes back goes to the lot that is named for it: 120.00 ÷ 1.2000 = CNY 100.00 of the 1,000.00.
        later, back = confirmed(
            ground,
            "aug.csv",
            ("01/08/2018", "SP-7", "-120.00", "D-2"),
            ("01/08/2018", "SP-8", "-1,250.00", "D-1"),
        )
        assert [(finding.code, finding.values["left"]) for _, finding in back.held] == [
            ("MON-552", "HKD 1,240.00")
        ]
        assert [str(lot.cost_used) for lot in bought()] == ["CNY 1,000.00", "CNY 900.00"]
        undo_import(job_id=later, reason="wrong", actor=ground.finance, now=NOW)
        undo_import(job_id=job, reason="wrong file", actor=ground.finance, now=NOW)
        assert [str(lot.used) for lot in bought()] == ["HKD 0.00", "HKD 0.00"]
        assert [proof.law for proof in verify() if proof.broken] == []


def test_a_lot_column_that_a_person_named_is_remembered(ground: Ground) -> None:
    """Neither file's last head is known as anything; of the first a person says that it is the lot."""
    letters = {
        "project": "A",
        "account": "B",
        "account_name": "C",
        "post_date": "D",
        "doc_ref": "E",
        "amount": "J",
        "lot": "L",
    }

    def odd(*row: str) -> bytes:
        return file_of(row).replace(b"Amount,Type,Lot", b"Ziffer,Type,Topf")  # type: ignore[arg-type]

    with ground.stage.acting(FINANCE_OFFICE):
        first = read_file(
            host_id=ground.stage.host,
            name="1.csv",
            content=odd("01/07/2018", "SP-1", "1,200.00", "D-2"),
            actor=ground.finance,
            now=NOW,
            keep_for_columns=True,
        )
        map_columns(job_id=first.job, columns=letters, actor=ground.finance, now=NOW)
        again = ground.read("2.csv", odd("02/07/2018", "SP-2", "2,400.00", "T1")).job
        assert list(
            Line.objects.filter(job_id__in=(first.job, again)).order_by("pk").values_list("lot", flat=True)
        ) == ["D-2", "T1"]
    client = seen_by(FINANCE_OFFICE)
    for lang, word in (("en", "Lot"), ("zh-hant", "批次"), ("zh-hans", "批次")):
        page = client.get(f"/{lang}/import/{again}/check")
        assert (page.status_code, word in words(page.content)) == (200, True)


def test_a_line_that_waits_is_given_its_lots_by_a_person_and_then_posted(ground: Ground) -> None:
    """HKD 1,240.00 from D-1 is CNY 1,000.00, and 1,200.00 from D-2 is CNY 1,000.00."""
    with ground.stage.acting(FINANCE_OFFICE):
        job, done = confirmed(ground, "july.csv", ("01/07/2018", "SP-1", "2,440.00", ""))
        assert [finding.code for _, finding in done.held] == ["MON-323"]
        line = Line.objects.get(job_id=job)
        one, two = bought()
    client = seen_by(FINANCE_OFFICE)
    assert f"/en/lines/{line.pk}#lots" in client.get(f"/en/import/{job}/resolve").content.decode()
    page = words(client.get(f"/en/lines/{line.pk}").content)
    for fact in (one.code, "2018-05-20", "1.2400", "74,400.00", "HKD 48,000.00 free", "D-2", "2018-06-22"):
        assert fact in page, fact
    sent = client.post(f"/en/lines/{line.pk}/lots", {one.code: "1,240.00", two.code: "1,300.00"})
    assert sent.status_code == 400
    assert "HKD 2,540.00" in words(sent.content)
    assert 'value="1,300.00"' in sent.content.decode()
    assert client.post(f"/en/lines/{line.pk}/lots", {one.code: "x"}).status_code == 400
    assert (
        client.post(f"/en/lines/{line.pk}/lots", {one.code: "1,240.00", two.code: "1,200.00"}).status_code
        == 302
    )
    with ground.stage.acting(FINANCE_OFFICE):
        told = foreseen.of_job(job)
        again = confirm(job_id=job, actor=ground.finance, now=NOW)
        assert (told, again.posted, again.held) == ((), 1, ())
        line.refresh_from_db()
        back = traces.back(line.journal_id or 0)
        assert [(str(each.amount), str(each.carried)) for each in back] == [
            ("HKD 1,240.00", "CNY 1,000.00"),
            ("HKD 1,200.00", "CNY 1,000.00"),
        ]
        assert all(each.named is not None and not each.named.by_file for each in back)
        assert [proof.law for proof in verify() if proof.broken] == []
    for address in (f"/en/lines/{line.pk}", f"/en/trace/J-{line.journal_id}"):
        page = words(client.get(address).content)
        assert "Lau" in page, address
        assert "amed" in page, address
    record = json.loads(client.get(f"/en/lines/{line.pk}.json").content)
    assert [each["lot"] for each in record["lots"]["named"][0]["lots"]] == [one.code, two.code]


def test_the_same_by_command(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job, _ = confirmed(ground, "july.csv", ("01/07/2018", "SP-1", "2,440.00", ""))
        one, two = bought()

    def run(*words_of: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, [*words_of, "--as", FINANCE_OFFICE])
        return done.exit_code, done.output

    code, told = run("lot", "list", "SP-1")
    assert (code, one.code in told, "1.2400" in told) == (0, True, True)
    assert run("lot", "name", "SP-1", "D-1=2,000.00")[0] == 1
    assert run("lot", "name", "SP-1", "D-1=1,240.00", two.code)[0] == 0
    assert run("import", "confirm", str(job))[0] == 0
    assert "Named" in run("lot", "list", "SP-1")[1]
    assert "named by" in run("trace", "SP-1", "--to-source")[1]


def test_what_cannot_pay_a_line_is_refused_by_the_operation_with_every_reason(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read(
            "may.csv", file_of(("01/06/2018", "SP-1", "2,000.00", ""), ("02/07/2018", "SP-2", "-5.00", ""))
        ).job
        line, back = Line.objects.filter(job_id=job).order_by("row_number")
        one, two = bought()
        cny = next(lot for lot in lots.of_fund(SPEC) if lot.parent is None)
        other = lots.of_fund(STEEL)[0]

        def said(of: Line, *named: tuple[str, Money | None]) -> list[str]:
            with pytest.raises(Refused) as refused:
                name_lots(line_id=of.pk, named=named, actor=ground.finance, now=NOW)
            return codes(refused)

        assert said(line, (one.code, hkd("1999.00"))) == ["IMP-280"]
        assert said(line, (one.code, hkd("1000.00")), (one.code, hkd("1000.00"))) == ["IMP-280"]
        assert said(line, (other.code, None)) == ["IMP-281"]
        assert said(line, (cny.code, None)) == ["IMP-281"]
        assert said(line, (two.code, None)) == ["MON-550"]
        assert said(back, (one.code, None)) == ["MON-552"]
        late = ground.read("late.csv", file_of(("02/07/2018", "SP-9", "80,000.00", ""))).job
        assert said(Line.objects.get(job_id=late), (one.code, None)) == ["MON-551"]
        plain = Line.objects.filter(job_id=ground.read("erp.csv").job, grant_ref=STEEL, kind="actual").first()
        assert plain is not None
        assert said(plain, (other.code, None)) == ["IMP-283"]
        aside = file_of(("02/07/2018", "SP-10", "5.00", "L-1")).replace(b"ZZ99-DEMO", b"ZZ01-DEMO")
        named = Line.objects.get(job_id=ground.read("aside.csv", aside).job)
    page = words(seen_by(FINANCE_OFFICE).get(f"/en/lines/{named.pk}").content)
    assert 'names lot "L-1". It was left aside: the rule of the grant (first in, first out)' in page


def test_the_database_refuses_the_same_in_raw_rows_and_keeps_every_word(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("july.csv", file_of(("01/06/2018", "SP-1", "2,000.00", ""))).job
        line = Line.objects.get(job_id=job)
        one, two = bought()
        cny = next(lot for lot in lots.of_fund(SPEC) if lot.parent is None)
        other = next(lot for lot in lots.of_fund(STEEL) if lot.amount.currency == "HKD")

        def put(*parts: tuple[int, int], by: int = ground.finance, ref: str = SPEC) -> None:
            LotChoice.objects.create(
                host_id=ground.stage.host,
                line=line,
                grant_ref=ref,
                lots=[{"lot": lot, "minor": minor} for lot, minor in parts],
                named_by_id=by,
                named_at=NOW,
            )

        for law, parts, more in (
            ("MON-325", [(other.id, 200000)], {}),
            ("MON-325", [(cny.id, 200000)], {}),
            ("MON-550", [(two.id, 200000)], {}),
            ("add to it", [(one.id, 199999)], {}),
            ("add to it", [(one.id, 100000), (one.id, 100000)], {}),
            ("add to it", [(one.id, 300000), (two.id, -100000)], {}),
            ("one who acts", [(one.id, 200000)], {"by": ground.stage.account(RESEARCH_OFFICE)}),
            ("cost that waits", [(one.id, 200000)], {"ref": STEEL}),
        ):
            with pytest.raises(DatabaseError, match=law), transaction.atomic():
                put(*parts, **more)
        put((one.id, 200000))
        with pytest.raises(DatabaseError), transaction.atomic():
            LotChoice.objects.update(named_at=NOW + timedelta(days=1))
        # What a person named is what pays: an entry by another lot does not become the line's.
        open_account(
            book=ground.book,
            code="6110",
            name="Materials",
            currency="HKD",
            role="expense",
            on=date(2017, 1, 1),
        )
        bank = account_for(ground.book, "bank", "HKD")
        cost = FundLine("6110", hkd("2000.00"), SPEC, lot=two.id), FundLine(bank, hkd("-2000.00"), SPEC)

        def by_another_lot() -> None:
            entry = Entry(line.key, "spend", date(2018, 7, 1), "SP-1", "x", cost)
            [posted] = post(book=ground.book, entries=[entry])
            mark_posted([(line.pk, posted.journal_id)], actor=ground.finance, now=NOW)

        with pytest.raises(DatabaseError, match="that a person named"), transaction.atomic():
            by_another_lot()
        assert name_lots(line_id=line.pk, named=[(one.code, None)], actor=ground.finance, now=NOW) == (
            Part(one.id, hkd("2000.00")),
        )
        assert confirm(job_id=job, actor=ground.finance, now=NOW).posted == 1
        with pytest.raises(DatabaseError, match="cost that waits"), transaction.atomic():
            put((one.id, 200000))
