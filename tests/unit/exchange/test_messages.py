"""Every other message of files, listings, statements, budgets and verdicts, from real input, by its text in three languages.

The files of demo/bad have the rest, test_bank_messages.py those of banks. Together they leave no code without a proved sentence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from guohe.exchange.domain import delimited, open_text
from guohe.exchange.domain.banks import BankProfile
from guohe.exchange.domain.encodings import BIG5
from guohe.exchange.domain.heads import words_of
from guohe.exchange.domain.limits import CELL_CHARS, COLUMNS, FINDINGS_OF_A_CAUSE
from guohe.exchange.domain.profile_file import profiles, read_profile
from guohe.exchange.domain.read_budget import read_budget
from guohe.exchange.domain.read_listing import read_listing
from guohe.exchange.domain.read_statement import read_statement
from guohe.exchange.operations import open_file as operation
from guohe.exchange.operations.open_file import open_file, open_path
from guohe.imports.domain.facts import Before, Earlier
from guohe.imports.domain.judge import judge
from guohe.kernel.findings import Finding
from guohe.kernel.money import Money
from guohe.kernel.texts import catalogue, placeholders
from tests.unit.exchange import test_bank_messages
from tests.unit.exchange.demo import DEMO, budget_of, grid_of, line, listing_of, rows, statement_of, text_grid
from tests.unit.exchange.hostile import bomb, package, sheets, workbook
from tests.unit.imports.facts_of_the_demo import facts

EXPECTED: Final[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "messages.toml").read_text(encoding="utf-8")
)
BAD: Final[dict[str, Any]] = tomllib.loads((DEMO / "bad" / "expected.toml").read_text(encoding="utf-8"))
HERE: Final = Path(__file__).resolve().parents[3] / "src" / "guohe"
STATEMENT: Final = (
    "Account,DEMO01,CNY,,,,\nTxn date,Post date,Value date,Description,Withdrawal,Deposit,Balance\n"
)
PLAIN: Final = "Account,DEMO01,CNY,\nDate,Description,DR/CR,Amount\n"
OUT_IN: Final = "Account,DEMO01,CNY,\nDate,Description,Withdrawal,Deposit\n"
STATED: Final = (
    "Project,Account,Date,Amount,{}\nZZ01-DEMO,6110,2018-04-16,1.00,\nZZ01-DEMO,6110,2018-04-17,4.00,{}\n"
)
MARKS: Final = "Project,Account,Date,D/C,Amount\n"
CREDIT: Final = "ZZ01-DEMO,6110,2018-04-16,C,4.00\n"
BY_HAND: Final = {"narrative": "Description"}
NEXT_DAY: Final = '16/04/2018,17/04/2018,18/04/2018,IN,,"1.00","1.00"\n'


def listed(*lines: str, **how: object) -> tuple[Finding, ...]:
    return listing_of(rows(*lines), **how).findings


def judged(*lines: str, **changed: object) -> tuple[Finding, ...]:
    return judge(listing_of(rows(*lines)), facts(**changed)).findings


def marked(mark: str, beside: str, **mapping: str) -> tuple[Finding, ...]:
    grid = text_grid(f"{PLAIN}16/04/2018,IN{mark},1.00{beside}\n17/04/2018,OUT{mark},2.00\n")
    return read_statement(grid, mapping=mapping or None).findings


def closed() -> dict[str, Any]:
    """Every grant of the facts, closed on the first day of 2022."""
    return {code: replace(grant, closed_on=date(2022, 1, 1)) for code, grant in facts().projects.items()}


def profiled(counts: str) -> tuple[Finding, ...]:
    profile = BankProfile("TEST", "Test", counts=counts)  # type: ignore[arg-type]
    return read_statement(text_grid(STATEMENT + NEXT_DAY), profile=profile).findings


def came_before(became: Before) -> tuple[Finding, ...]:
    listing = listing_of(rows(line("1.00", day="2018-06-01")))
    mark = judge(listing, facts()).lines[0].fingerprint
    return judge(listing, facts(earlier={mark: Earlier("erp.csv", 7, became)})).findings


TWO: Final[list[tuple[object, ...]]] = [("Project", "Amount"), ("ZZ01", 1)]
CASES: Final[dict[str, Callable[[], tuple[Finding, ...]]]] = {
    "IMP-013": lambda: open_file(b"a,b\n" * 101).findings,
    "IMP-014": lambda: open_file(b"a,b\n" + b"x," * COLUMNS + b"x\n").findings,
    "IMP-015": lambda: open_file(b'a,b\nc,"' + b"x" * (CELL_CHARS + 1) + b'"\n').findings,
    "IMP-016": lambda: open_file(bomb()).findings,
    "IMP-020": lambda: open_file(workbook({"A1": "x", "B2": "y"}), sheet="Nothing").findings,
    "IMP-026": lambda: listed(line("1.00"), mapping={"amount": "Betrag"}),
    "IMP-027": lambda: listing_of("Project,Date,Amount\nZZ01,18/04/2018,1.00\n").findings,
    "IMP-028": lambda: listing_of("Account,Date,Amount\n6110,18/04/2018,1.00\n").findings,
    "IMP-029": lambda: open_file("項目,金額\nZZ01,7600\n".encode().decode("latin-1").encode()).findings,
    "IMP-030": lambda: open_file("項目,深水\N{REPLACEMENT CHARACTER}\n".encode(), encoding=BIG5).findings,
    "IMP-031": lambda: open_file(b"a,\xff\xff\xfe\xff\x81\x20\n" * 3).findings,
    "IMP-032": lambda: open_file(package(workbook({"A1": "x"}), {"xl/workbook.bin": b""})).findings,
    "IMP-033": lambda: open_file(workbook({"A1": "x", "B5000": "y"})).findings,
    "IMP-034": lambda: open_file(workbook({})).findings,
    "IMP-035": lambda: open_path(Path("nothing.csv")).findings,
    "IMP-036": lambda: open_path(Path("/")).findings,
    "IMP-037": lambda: open_path(Path("/dev/null")).findings,
    "IMP-260": lambda: open_file(sheets(("Page 1", "visible", TWO), ("Page 2", "visible", TWO))).findings,
    "IMP-261": lambda: open_file(sheets(("FY16 old", "hidden", TWO), ("FY18", "visible", TWO))).findings,
    "IMP-102": lambda: listed(line("12,30.00")),
    "IMP-104": lambda: listed(line("")),
    "IMP-107": lambda: listed(line("1.00", day="")),
    "IMP-108": lambda: listed(line("1.00", day="05/10/2018")),
    "IMP-110": lambda: listed(line("1.00", account="")),
    "IMP-111": lambda: listed(line("1.00"), 'Sub-total,,,,,,,"1.00",', line("2.00", project="")),
    "IMP-112": lambda: listed(line("1.00").replace("ACT", "BUD")),
    "IMP-113": lambda: listed(line("1.00"), line("0.00")),
    "IMP-116": lambda: listed(line("1.00").replace("HKD", "XYZ")),
    "IMP-117": lambda: listed(line("RMB 1.00")),
    "IMP-118": lambda: judged(line("1.00", day="2018-06-01").replace("HKD", "CNY")),
    "IMP-119": lambda: listed(line("1.00", project="")),
    "IMP-123": lambda: listed(line("1.00").replace("Bolts", "Subtotal 6110")),
    "IMP-122": lambda: came_before(Before.POSTED),
    "IMP-124": lambda: came_before(Before.WAITS),
    "IMP-125": lambda: came_before(Before.LEFT),
    "IMP-126": lambda: came_before(Before.STOPPED),
    "IMP-134": lambda: judged(line("1.00", project="QQ77-OTHER")),
    "IMP-135": lambda: judged(line("1.00", day="2019-07-03")),
    "IMP-140": lambda: statement_of("Account,DEMO01,CNY\nPost date,Description,Amount\n16/04/2018,IN,1.00\n").findings,
    "IMP-143": lambda: statement_of(STATEMENT + '16/04/2018,,,IN,"1.00","1.00","1.00"\n').findings,
    "IMP-146": lambda: profiled("value"),
    "IMP-147": lambda: profiled("txn"),
    "IMP-148": lambda: statement_of(STATEMENT.replace("CNY", "") + NEXT_DAY, "PLAIN").findings,
    "IMP-149": lambda: statement_of(STATEMENT + NEXT_DAY + "Account,DEMO02,CNY,,,,\n").findings,
    "IMP-193": lambda: read_statement(text_grid(STATEMENT + NEXT_DAY), profile=profiles()["DEMO-SPLIT"], mapping=BY_HAND).findings,
    "IMP-195": lambda: read_profile('code = "demo"\nname = "Demo"\nsource = "a test"\n')[1],
    "IMP-204": lambda: read_profile('code = "DEMO"\nname = ""\nsource = "a test"\n')[1],
    "IMP-205": lambda: read_profile('code = "DEMO"\nname = "Demo"\ncut 11\nsource = "a test"\n')[1],
    "IMP-199": lambda: listed(*[line("x")] * (FINDINGS_OF_A_CAUSE + 2)),
    "IMP-290": lambda: marked(",CR", ""),
    "IMP-291": lambda: statement_of(STATEMENT + NEXT_DAY.replace("1.00", "1.00CR") + NEXT_DAY.replace("1.00", "1.00DR")).findings,
    "IMP-292": lambda: marked(",D", " CR"),
    "IMP-293": lambda: listing_of(MARKS + CREDIT + CREDIT.replace("4.00", "-5.00")).findings,
    "IMP-294": lambda: listing_of(MARKS + CREDIT + CREDIT.replace(",C,", ",Q,")).findings,
    "IMP-295": lambda: listing_of((MARKS + CREDIT).replace("D/C", "Flag")).findings,
    "IMP-296": lambda: open_file(b'a,b,c\n1,"x,1.00\n2,"y,2.00\n3,z,3.00\n').findings,
    "IMP-297": lambda: statement_of(PLAIN + "16/04/2018,IN,,1.00\n,Total,,2.00\n").findings,
    "IMP-298": lambda: statement_of(PLAIN + "16/04/2018,IN,,1.00\n17/04/2018,Total,,2.00\n").findings,
    "IMP-299": lambda: marked(",CR", "", credit_means="in"),
    "IMP-315": lambda: statement_of(PLAIN + "16/04/2018,IN,,HKD 1.00\n").findings,
    "IMP-316": lambda: statement_of(PLAIN + "16/04/2018,IN,,1,000.00\n").findings,
    "IMP-317": lambda: statement_of(OUT_IN + "16/04/2018,OUT,3.00,\n17/04/2018,BACK,-3.00,\n").findings,
    "IMP-318": lambda: listed(line("1.00").replace("HKD", "USD"), line("2.00").replace("HKD", "")),
    "IMP-319": lambda: listing_of("Project,Account,Date,Outstanding amount\nZZ01-DEMO,6110,2018-04-16,4.00\n").findings,
    "IMP-320": lambda: listing_of("Project,Account,Date,金额（万元）\nZZ01-DEMO,6110,2018-04-16,4.00\n").findings,
    "IMP-321": lambda: listing_of("Project,Account,Date,Amount (USD)\nZZ01-DEMO,6110,2018-04-16,4.00\n").findings,
    "IMP-322": lambda: listing_of("Project,Account,Date,Amount (HKD),Currency\nZZ01-DEMO,6110,2018-04-16,4.00,USD\n").findings,
    "IMP-323": lambda: listing_of("Project,Account,Document date,Voucher date,Amount\nZ1,6110,2018-04-16,2018-05-16,4.00\n").findings,
    "IMP-324": lambda: listing_of("Project,Account,Date,Amount (GBP)\nZZ01-DEMO,6110,2018-04-16,4.00\n").findings,
    "IMP-325": lambda: listing_of("Project,Account,Date,Amount HKD/USD\nZZ01-DEMO,6110,2018-04-16,4.00\n").findings,
    "IMP-326": lambda: listing_of("单位：万元,\nProject,Account,Date,Amount\nZZ01-DEMO,6110,2018-04-16,4.00\n").findings,
    "IMP-327": lambda: listing_of("Currency:,USD\nProject,Account,Date,Amount\nZZ01-DEMO,6110,2018-04-16,4.00\n").findings,
    "IMP-330": lambda: statement_of(OUT_IN.replace("Deposit", "Deposit,存入") + "16/04/2018,IN,,1.00,7.20\n").findings,
    "IMP-331": lambda: listing_of("Project,Account,Date,Expenditure,Income\nZZ01-DEMO,6110,2018-04-16,0.00,400.00\n").findings,
    "IMP-332": lambda: listing_of(STATED.format("Status", "VOID")).findings,
    "IMP-333": lambda: listing_of(STATED.format("Status", "Parked")).findings,
    "IMP-334": lambda: listing_of(STATED.format("Doc type", "Credit note")).findings,
    "IMP-240": lambda: listed(line("10,000,000,000,000.00")),
    "IMP-241": lambda: listed(*[line("5,000,000,000,000.00"), line("-5,000,000,000,000.00")]),
    "BUD-204": lambda: budget_of("科目,金额\n设备费,18.00\n").findings,
    "BUD-206": lambda: read_budget(grid_of("budget_mainland.csv"), agreement=Money.of("CNY", "1300000.00")).findings,
    "BUD-207": lambda: budget_of("单位：元,\n科目,金额\n一、直接费用,43.00\n1、设备费,18.00\n2、材料费,24.00\n").findings,
    "BUD-208": lambda: budget_of("单位：元,,,\n科目,合计,专项经费,自筹经费\n1、设备费,18.00,10.00,9.00\n").findings,
    "BUD-209": lambda: budget_of("序号,合计,专项经费\n1,18.00,18.00\n").findings,
    "BUD-210": lambda: budget_of("单位：元,\n科目,金额\n设备费,18.00\n合计（大写）：人民币拾佰元整,\n").findings,
    "BUD-501": lambda: budget_of("金额单位：万美元,\n科目,金额\n设备费,120.00\n").findings,
    "BUD-404": lambda: judged(line("1.00", day="2021-05-01"), on=date(2022, 1, 1)),
    "BUD-472": lambda: judged(line("1.00"), projects=closed(), on=date(2022, 1, 2)),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _small_bounds(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two bounds are lowered where reaching the real one would take minutes."""
    if "IMP-013" in request.node.name:
        monkeypatch.setattr(delimited, "ROWS", 100)
        monkeypatch.setattr(open_text, "ROWS", 100)
    if "IMP-033" in request.node.name:
        monkeypatch.setattr(operation, "SHEET_CHARS", 1)


@pytest.mark.parametrize("code", sorted(CASES))
def test_message_by_its_text(code: str) -> None:
    found = next(finding for finding in CASES[code]() if finding.code == code)
    said = {
        "level": found.level.value,
        "en": found.sentence("en"),
        "zh_hant": found.sentence("zh-hant"),
        "zh_hans": found.sentence("zh-hans"),
    }
    assert said == EXPECTED[code]


def test_size_is_said_in_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(1024**3)
    (found,) = open_path(path).findings
    assert [found.sentence(lang) for lang in ("en", "zh-hant", "zh-hans")] == [
        "The file is 1,024 MB; the limit is 64 MB. It was not read. Export one year or one project at a time.",
        "檔案為 1,024 MB，上限為 64 MB，未有讀取。請按年度或按項目分次匯出。",
        "文件为 1,024 MB，上限为 64 MB，未读取。按年度或按项目分次导出。",
    ]


def _codes_in(*folders: str) -> set[str]:
    found: set[str] = set()
    for folder in folders:
        for path in (HERE / folder).rglob("*.py"):
            found |= set(re.findall(r'"((?:IMP|BUD|REP|PAY)-\d{3})"', path.read_text(encoding="utf-8")))
    return found


def test_no_code_of_the_readers_is_without_a_proved_sentence() -> None:
    proved = set(CASES) | {said["code"] for file in BAD.values() for said in file["findings"]} | {"IMP-012"}
    # The judge's other codes are proved by their text in tests/unit/imports/test_judge.py.
    proved |= {"IMP-121", "IMP-131", "IMP-132", "IMP-133", "BUD-403", "REP-702"}
    proved |= set(test_bank_messages.CASES)
    assert _codes_in("exchange") - proved == set()
    judge_codes = set(
        re.findall(
            r'"((?:IMP|BUD|REP)-\d{3})"', (HERE / "imports/domain/judge.py").read_text(encoding="utf-8")
        )
    )
    assert judge_codes - proved == set()


def test_texts_of_the_readers_have_the_same_blanks_in_three_languages() -> None:
    for path in (*(HERE / "exchange/texts").glob("*.toml"), HERE / "imports/texts/domain.toml"):
        for key, texts in tomllib.loads(path.read_text(encoding="utf-8")).items():
            assert set(texts) == {"en", "zh_hant", "zh_hans"}, key
            assert len({frozenset(placeholders(text)) for text in texts.values()}) == 1, key


def test_every_repair_met_in_the_files_has_its_words() -> None:
    """Whatever the demo, the bad files and a listing of oddities are read as, the page can say it."""
    odd = [
        line("(1.00)"), line("1.00 CR"), line("12 300.00"), line("12.300,00"), line("0.00"), line("-"),
        line("1.00", day="20180914"), line("1.00", day="2018年9月14日"), ",,,,,and nuts,,,", 'Balance b/f,,,,,,,"1.00",',
    ]  # fmt: skip
    repairs = [*listing_of(rows("Project: ZZ01-DEMO,,,,,,,,", *odd)).repairs]
    repairs += [*read_statement(grid_of("bank_hkd.tsv")).repairs, *read_listing(grid_of("erp.csv")).repairs]
    repairs += budget_of(
        "单位：元,\n科目,金额\n一、直接费用,18.00\n1、设备费,18.00\n其中：购置,10.00\n"
    ).repairs
    kinds = {repair.kind for repair in repairs}
    assert len(kinds) >= 20
    assert {f"exchange.repair.{kind}" for kind in kinds} <= set(catalogue())


def test_every_column_that_can_be_found_has_its_words() -> None:
    roles = {
        role for section in ("listing", "statement", "budget") for role in set(words_of(section).values())
    }
    assert {f"exchange.column.{role}" for role in roles} <= set(catalogue())
