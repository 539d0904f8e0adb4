"""Each status names its payment and its reason; a version without an official schema is read and said to be unproved."""

from __future__ import annotations

import pytest

from guohe.exchange.operations.read_pain002 import read_pain002

REASON = (
    "<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn><AddtlInf>account 012-876543-2101 is shut</AddtlInf></StsRsnInf>"
)


def report(version: int, *, group: str = "PART", statuses: tuple[tuple[str, str, str], ...] = ()) -> bytes:
    uetr = "<OrgnlUETR>3a2f0d4e-1111-4222-8333-000000000001</OrgnlUETR>" if version >= 10 else ""
    each = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId>{uetr}<TxSts>{code}</TxSts>"
        f"{REASON.format(code=reason) if reason else ''}</TxInfAndSts>"
        for reference, code, reason in statuses
    )
    batch = f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>B1</OrgnlPmtInfId>{each}</OrgnlPmtInfAndSts>" if each else ""
    return (
        f"<?xml version='1.0'?>\n<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version:02d}'><CstmrPmtStsRpt>\n"
        "<GrpHdr><MsgId>R1</MsgId><CreDtTm>2026-11-27T10:00:00Z</CreDtTm></GrpHdr>\n<OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId>"
        f"<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>{group}</GrpSts></OrgnlGrpInfAndSts>\n{batch}"
        "</CstmrPmtStsRpt></Document>"
    ).encode()


FOUR = (("T1", "ACCP", ""), ("T2", "RJCT", "AC04"), ("T3", "PDNG", ""), ("T4", "ACSC", ""))


@pytest.mark.parametrize(("version", "validated"), [(3, True), (10, False), (12, True), (15, True)])
def test_every_version_gives_the_same_statuses(version: int, validated: bool) -> None:
    found = read_pain002(report(version, statuses=FOUR))
    assert (found.original_message_id, found.validated, found.refused) == ("M1", validated, False)
    assert [finding.code for finding in found.findings] == ([] if validated else ["PAY-332"])
    payments = [status for status in found.statuses if status.scope == "payment"]
    assert [(status.reference, status.state, status.reason) for status in payments] == [
        ("T1", "accepted", ""),
        ("T2", "rejected", "AC04"),
        ("T3", "pending", ""),
        ("T4", "settled", ""),
    ]
    assert payments[0].uetr == ("3a2f0d4e-1111-4222-8333-000000000001" if version >= 10 else "")


def test_the_reason_is_said_in_plain_words_and_the_banks_words_keep_four_signs() -> None:
    status = read_pain002(report(12, statuses=FOUR)).of_payment("T2", "B1")
    assert status is not None
    assert [status.reason_words(lang) for lang in ("en", "zh-hant", "zh-hans")] == [
        "The account is closed.",
        "帳戶已結束。",
        "账户已销户。",
    ]
    assert status.words == "account …2101 is shut"


def test_a_file_rejected_as_a_whole_rejects_each_of_its_payments() -> None:
    found = read_pain002(report(12, group="RJCT"))
    status = found.of_payment("T9", "B9")
    assert status is not None
    assert (status.scope, status.state) == ("file", "rejected")


def test_an_unknown_code_proves_nothing() -> None:
    status = read_pain002(report(10, statuses=(("T1", "ZZZZ", "ZZ99"),))).of_payment("T1", "B1")
    assert status is not None
    assert (status.state, status.reason_words("en")) == ("pending", "account …2101 is shut")


@pytest.mark.parametrize(
    ("data", "code", "row"),
    [
        (report(12).replace(b"<GrpSts>PART", b"<GrpSts>TOO LONG"), "IMP-153", 4),
        (report(12)[:-30], "IMP-151", 4),
        (report(2), "PAY-331", None),
        (report(12).replace(b"pain.002", b"pain.001"), "PAY-331", None),
        (b"<a/>", "PAY-331", None),
        (b"", "IMP-151", None),
        (
            report(12).replace(b"<Document", b"<!DOCTYPE Document [<!ENTITY a 'x'>]><Document"),
            "IMP-152",
            None,
        ),
        (report(10).replace(b"<OrgnlMsgId>M1</OrgnlMsgId>", b""), "PAY-333", None),
    ],
)
def test_a_report_that_cannot_be_trusted_changes_nothing(data: bytes, code: str, row: int | None) -> None:
    found = read_pain002(data)
    stop = found.findings[-1]
    assert (stop.code, found.refused, found.statuses) == (code, True, ())
    if row is not None:
        assert stop.place.row == row
