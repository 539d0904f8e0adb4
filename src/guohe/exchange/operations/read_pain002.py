"""A pain.002 is read whole, validated where an official schema can be had, and says so where none can.

Versions .03, .12, .14 and .15 have their schema in a package; .10, the natural answer to pain.001.001.09, has none.
"""

from __future__ import annotations

import io
from typing import Any, Final

from lxml import etree

from guohe.exchange.domain.account_numbers import without_account_numbers
from guohe.exchange.domain.limits import UPLOAD_BYTES
from guohe.exchange.domain.payment_status import PaymentStatus, Scope, StatusReport, state_of
from guohe.exchange.operations.camt_entries import all_kids, moment_of, text_at
from guohe.exchange.operations.iso_schemas import schema
from guohe.exchange.operations.xml_stream import SAFE, fault_words, first_break, sort_of_message
from guohe.kernel.findings import Finding, Level, Place

FIRST_VERSION: Final = 3


def read_pain002(data: bytes) -> StatusReport:
    """Every status of the file, or every reason why it cannot be trusted. Never raises for what a file says."""
    if len(data) > UPLOAD_BYTES:
        values = {"seen": f"{len(data) / 1e9:.1f} GB", "bound": f"{UPLOAD_BYTES / 1e9:.1f} GB"}
        return StatusReport(findings=(Finding("IMP-167", Level.STOP, values=values),))
    sort = sort_of_message(io.BytesIO(data))
    if isinstance(sort, Finding):
        return StatusReport(findings=(sort if sort.code != "IMP-150" else _unknown(sort.values["seen"]),))
    message, version = sort
    name = f"{message}.001.{version:02d}"
    if message != "pain.002" or version < FIRST_VERSION:
        return StatusReport(findings=(_unknown(name),))
    try:
        root = etree.fromstring(data, etree.XMLParser(**SAFE))
    except etree.XMLSyntaxError:
        return StatusReport(findings=(first_break(io.BytesIO(data)),))
    validator = schema(name)
    notes = []
    if validator is None:
        notes.append(Finding("PAY-332", Level.NOTE, values={"seen": name}))
    elif not validator.validate(root):
        return StatusReport(
            name=name,
            findings=tuple(
                Finding(
                    "IMP-153",
                    Level.STOP,
                    Place(row=entry.line),
                    {"seen": fault_words(entry.message), "schema": name},
                )
                for entry in validator.error_log
            ),
        )
    return _report(root, name, validator is not None, notes)


def _unknown(seen: str) -> Finding:
    return Finding("PAY-331", Level.STOP, values={"seen": seen})


def _report(root: Any, name: str, validated: bool, notes: list[Finding]) -> StatusReport:
    body = root[0] if len(root) else root
    group = next(iter(all_kids(body, "OrgnlGrpInfAndSts")), None)
    original = "" if group is None else text_at(group, "OrgnlMsgId")
    if not original:
        # Only a file without its schema can come here: it answers no file of ours.
        return StatusReport(
            name=name, findings=(*notes, Finding("PAY-333", Level.STOP, values={"seen": name}))
        )
    found: list[PaymentStatus] = []
    _take(found, group, "file", original, text_at(group, "GrpSts"))
    for batch in all_kids(body, "OrgnlPmtInfAndSts"):
        _take(found, batch, "batch", text_at(batch, "OrgnlPmtInfId"), text_at(batch, "PmtInfSts"))
        for one in all_kids(batch, "TxInfAndSts"):
            _take(found, one, "payment", text_at(one, "OrgnlEndToEndId"), text_at(one, "TxSts"))
    return StatusReport(
        name,
        text_at(body, "GrpHdr", "MsgId"),
        original,
        validated,
        tuple(found),
        tuple(notes),
        moment_of(text_at(body, "GrpHdr", "CreDtTm")),
    )


def _take(found: list[PaymentStatus], element: Any, scope: Scope, reference: str, code: str) -> None:
    """A status with its first coded reason and all of the bank's words."""
    if not code:
        return
    reasons = all_kids(element, "StsRsnInf")
    coded = [text_at(reason, "Rsn", "Cd") or text_at(reason, "Rsn", "Prtry") for reason in reasons]
    words = " ".join((line.text or "").strip() for reason in reasons for line in all_kids(reason, "AddtlInf"))
    found.append(
        PaymentStatus(
            scope,
            reference,
            state_of(code),
            code,
            text_at(element, "OrgnlUETR"),
            next((reason for reason in coded if reason), ""),
            without_account_numbers(words),
            text_at(element, "AcctSvcrRef"),
        )
    )
