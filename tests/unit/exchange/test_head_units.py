"""A head that names a currency or a unit is never dropped, and of two columns of one kind none is taken by its place alone."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.exchange.demo import codes, listing_of, statement_of

ROW = "ZZ01-DEMO,6110,2018-04-16,1.50\n"


def listed(head: str, row: str = ROW) -> tuple[list[str], list[str]]:
    """The amounts that are read, and what is asked."""
    found = listing_of(f"Project,Account,Date,{head}\n{row}")
    return [str(line.amount) for line in found.lines], codes(found.findings)


@pytest.mark.parametrize(
    "head", ["Amount (USD)", "Amount RMB", "金额（人民币元）", "金额(美元)", "US$ amount"]
)
def test_amounts_of_another_currency_are_not_read_as_the_books(head: str) -> None:
    assert listed(head) == ([], ["IMP-321"])
    with_column = (
        ROW.replace("\n", ",RMB\n") if "美" not in head and "US" not in head else ROW.replace("\n", ",USD\n")
    )
    amounts, asked = listed(f"{head},Currency", with_column)
    assert asked == ["IMP-203"]
    assert amounts == ["CNY 1.50"] or amounts == ["USD 1.50"]


@pytest.mark.parametrize(
    "head",
    [
        "金额（万元）",
        "Amount (HK$'000)",
        "Amount HK$’000",
        "支出金額（千元）",
        "Amount in thousands",
        "Amount (HK$k)",
        "Amount (HK$M)",
        "Amount (000)",
        "金额（分）",
        "Amount in cents",
    ],
)
def test_another_unit_than_one_is_refused(head: str) -> None:
    assert listed(head) == ([], ["IMP-320"])


@pytest.mark.parametrize(
    "head",
    [
        "Amount",
        "Amount HKD",
        "Amount (HK$)",
        "金額（港元）",
        "Local amount",
        "本币金额",
        "金额（元）",
        "分攤金額",
    ],
)
def test_amounts_of_the_books_are_read(head: str) -> None:
    assert listed(head) == (["HKD 1.50"], ["IMP-203"])


@pytest.mark.parametrize(
    "heads",
    [
        "金额(原币),本币金额",
        "Amount (FC),HKD equivalent",
        "Original amount,Amount in HKD",
        "外币金额,折合港币",
    ],
)
def test_of_two_currencies_the_amount_of_the_books_is_taken(heads: str) -> None:
    assert listed(heads, ROW.replace("1.50", "1.50,11.70")) == (["HKD 11.70"], ["IMP-203"])
    turned = ",".join(reversed(heads.split(",")))
    assert listed(turned, ROW.replace("1.50", "11.70,1.50")) == (["HKD 11.70"], ["IMP-203"])


@pytest.mark.parametrize("head", ["Amount (HKD)", "Local amount", "本币金额"])
def test_currency_of_the_document_is_not_that_of_the_amount(head: str) -> None:
    found = listing_of(f"Project,Account,Date,{head},Currency\n{ROW.strip()},USD\n{ROW.strip()},HKD\n")
    assert [str(line.amount) for line in found.lines] == ["HKD 1.50"]
    assert codes(found.findings)[0] == "IMP-322"


def test_statement_whose_heads_name_another_currency_is_refused() -> None:
    head = "Account,DEMO01,CNY,\nDate,Description,Withdrawal ({0}),Deposit ({0})\n16/04/2018,IN,,1.00\n"
    assert codes(statement_of(head.format("HKD")).findings) == ["IMP-321", "IMP-321"]
    assert len(statement_of(head.format("RMB")).entries) == 1


@pytest.mark.parametrize(
    "heads", ["Document date,Posting date", "凭证日期,记账日期", "Invoice date,Transaction date"]
)
def test_posting_date_is_the_day_of_the_books_wherever_it_stands(heads: str) -> None:
    """Of a document date and a posting date, which every SAP listing has."""
    one, other = heads.split(",")
    for names, days in ((heads, "2018-06-28,2018-07-05"), (f"{other},{one}", "2018-07-05,2018-06-28")):
        found = listing_of(f"Project,Account,{names},Amount\nZZ01-DEMO,6110,{days},1.00\n")
        assert [line.post_date for line in found.lines] == [date(2018, 7, 5)], names


def test_two_dates_of_one_kind_are_asked_about_where_they_differ() -> None:
    text = "Project,Account,Document date,Voucher date,Amount\nZZ01-DEMO,6110,{},1.00\n"
    assert codes(listing_of(text.format("2018-06-28,2018-07-05")).findings) == ["IMP-323"]
    assert len(listing_of(text.format("2018-06-28,2018-06-28")).lines) == 1


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("AmountUSD", "IMP-321"),
        ("Amount (£)", "IMP-324"),
        ("Amount JPY", "IMP-324"),
        ("金額（HKD/USD）", "IMP-325"),
    ],
)
def test_currency_is_heard_however_the_head_writes_it(head: str, code: str) -> None:
    assert listed(head) == ([], [code])


def test_heads_of_debits_and_credits_are_heard_as_well() -> None:
    heads = "Debit (USD),Credit (USD)"
    assert listed(heads, ROW.replace("1.50", "1.50,")) == ([], ["IMP-321", "IMP-321"])
    assert listed(f"{heads},Currency", ROW.replace("1.50", "1.50,,"))[0] == ["USD 1.50"]
    assert listed(f"{heads},Currency", ROW.replace("1.50", "1.50,,HKD"))[1][0] == "IMP-322"


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("单位：万元,", ["IMP-326"]),
        ("单位：,万元", ["IMP-326"]),
        ("(in HK$'000),", ["IMP-326"]),
        ("Currency: USD,", ["IMP-327"]),
        ("Amounts in RMB,", ["IMP-327"]),
        ("单位：元,", ["IMP-203"]),
        ("单位：香港千禧研究所,", ["IMP-203"]),
        ("Currency:,HKD", ["IMP-203"]),
        ("Award currency: CNY,", ["IMP-203"]),
    ],
)
def test_unit_and_currency_above_the_table_are_heard(title: str, asked: list[str]) -> None:
    found = listing_of(f"{title}\nProject,Account,Date,Amount\n{ROW}")
    assert codes(found.findings) == asked
    assert len(found.lines) == (asked == ["IMP-203"])


def test_column_of_currencies_does_not_turn_a_statement_into_another() -> None:
    text = "Account,DEMO01,CNY,\nDate,Description,Currency,Deposit (HKD)\n16/04/2018,IN,{},1.00\n"
    assert codes(statement_of(text.format("")).findings) == ["IMP-321"]


@pytest.mark.parametrize(
    "heads",
    [
        "借方(原币),贷方(原币),借方(本币),贷方(本币)",
        "Debit (Entered),Credit (Entered),Debit (Functional),Credit (Functional)",
        "Entered Dr,Entered Cr,Accounted Dr,Accounted Cr",
        "Debit,Credit,Debit (local currency),Credit (local currency)",
    ],
)
def test_debit_and_credit_of_the_document_are_not_those_of_the_books(heads: str) -> None:
    amounts, asked = listed(heads, ROW.replace("1.50", "1.50,,11.70,"))
    assert (amounts, asked) in ((["HKD 11.70"], ["IMP-203"]), ([], ["IMP-330"]))
    assert listed(heads, ROW.replace("1.50", "11.70,,11.70,")) == (["HKD 11.70"], ["IMP-203"])


@pytest.mark.parametrize("kinds", ["原币,本币,原币,本币", "Original,Local currency,Original,Local currency"])
def test_merged_upper_head_is_of_all_its_columns(kinds: str) -> None:
    lines = f"Project,Account,Date,{kinds},余额\nZZ01-DEMO,6110,2018-04-16,1.50,11.70,,,11.70\n"
    for upper in (",,,借方,,贷方,,\n", ",,,Debit,,Credit,,\n"):
        assert [str(line.amount) for line in listing_of(upper + lines).lines] == ["HKD 11.70"]
    below = "项目编号,科目编码,日期,借方,,贷方,,余额\n,,,原币,本币,原币,本币,\n"
    found = listing_of(below + "ZZ01-DEMO,6110,2018-04-16,1.50,11.70,,,11.70\n")
    assert [str(line.amount) for line in found.lines] == ["HKD 11.70"]


def test_quantity_below_a_merged_head_is_no_sum() -> None:
    upper = "项目编号,科目编码,日期,借方,,贷方,\n,,,数量,金额,数量,金额\n"
    found = listing_of(upper + "ZZ01-DEMO,6110,2018-04-16,3.00,11.70,,\n")
    assert [str(line.amount) for line in found.lines] == ["HKD 11.70"]


def test_two_columns_of_one_side_of_a_statement_are_asked_about() -> None:
    head = "Account,DEMO01,CNY,,,,\nDate,Description,{}\n16/04/2018,IN,,,1.00,7.20\n"
    asked = head.format("Withdrawal,支出,Deposit,存入")
    assert codes(statement_of(asked).findings) == ["IMP-330"]
    assert len(statement_of(asked.replace("7.20", "1.00")).entries) == 1
    read = statement_of(head.format("Withdrawal (orig),Withdrawal (CNY),Deposit (orig),Deposit (CNY)"))
    assert [str(entry.amount) for entry in read.entries] == ["CNY 7.20"]
