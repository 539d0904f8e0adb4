"""A payment file becomes the bytes of a pain.001.001.09: checked by our rules, then by the official schema, or refused.

The same value always gives the same bytes, so that a file can be written again and compared with what was sent.
"""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from guohe.exchange.domain.payment_file import (
    Account,
    Bank,
    Batch,
    Party,
    PaymentFile,
    Transfer,
    check_payment_file,
    is_latin,
)
from guohe.exchange.operations.iso_schemas import NAMESPACE, schema
from guohe.exchange.operations.xml_stream import fault_words
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.money import total

NAME: Final = "pain.001.001.09"
_SPACE: Final = f"{NAMESPACE}{NAME}"
# ISO's external purpose codes have four letters; longer ones, such as the CNY ones, are the bank's own.
_ISO_PURPOSE_CHARS: Final = 4


def write_pain001(file: PaymentFile) -> bytes:
    """The file's bytes. Raises Refused with every finding at once; what is returned is valid by the official XSD."""
    findings = check_payment_file(file)
    if findings:
        raise Refused(*findings)
    root = _document(file)
    against = _by_schema(root, file)
    if against:
        raise Refused(*against)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def judge_payment_file(file: PaymentFile) -> tuple[Finding, ...]:
    """Everything that ``write_pain001`` would refuse; nothing is written. The schema is asked where our rules find nothing."""
    return check_payment_file(file) or _by_schema(_document(file), file)


def _by_schema(root: Any, file: PaymentFile) -> tuple[Finding, ...]:
    """PAY-315 for each fault that the official XSD finds; it names the payment where the file holds but one."""
    validator = schema(NAME)
    if validator.validate(root):
        return ()
    at = file.transfers[0].end_to_end_id if len(file.transfers) == 1 else file.message_id
    return tuple(
        Finding("PAY-315", Level.STOP, Place(pointer=at), {"payment": at, "seen": fault_words(entry.message)})
        for entry in validator.error_log
    )


def _add(parent: Any, name: str, text: str = "", **attributes: str) -> Any:
    child = etree.SubElement(parent, f"{{{_SPACE}}}{name}", attributes)
    if text:
        child.text = text
    return child


def _some(parent: Any, name: str, text: str) -> None:
    if text:
        _add(parent, name, text)


def _sum(transfers: tuple[Transfer, ...], currency: str) -> str:
    return total(currency, (transfer.amount for transfer in transfers)).plain


def _document(file: PaymentFile) -> Any:
    root = etree.Element(f"{{{_SPACE}}}Document", nsmap={None: _SPACE})
    body = _add(root, "CstmrCdtTrfInitn")
    head = _add(body, "GrpHdr")
    _add(head, "MsgId", file.message_id)
    _add(head, "CreDtTm", file.created_at.isoformat(timespec="seconds"))
    _add(head, "NbOfTxs", str(len(file.transfers)))
    _add(head, "CtrlSum", _sum(file.transfers, file.batches[0].account.currency))
    _add(_add(head, "InitgPty"), "Nm", file.initiator)
    for batch in file.batches:
        _batch(body, batch)
    return root


def _batch(body: Any, batch: Batch) -> None:
    box = _add(body, "PmtInf")
    _add(box, "PmtInfId", batch.payment_information_id)
    _add(box, "PmtMtd", "TRF")
    # Each payment is booked alone, so that a statement can be matched one to one.
    _add(box, "BtchBookg", "false")
    _add(box, "NbOfTxs", str(len(batch.transfers)))
    _add(box, "CtrlSum", _sum(batch.transfers, batch.account.currency))
    _add(_add(box, "ReqdExctnDt"), "Dt", batch.requested_on.isoformat())
    _party(box, "Dbtr", batch.debtor)
    _account(box, "DbtrAcct", batch.account)
    _bank(box, "DbtrAgt", batch.bank)
    _add(box, "ChrgBr", batch.charges)
    for transfer in batch.transfers:
        _transfer(box, transfer)


def _transfer(box: Any, transfer: Transfer) -> None:
    one = _add(box, "CdtTrfTxInf")
    identity = _add(one, "PmtId")
    _add(identity, "EndToEndId", transfer.end_to_end_id)
    _add(identity, "UETR", transfer.uetr)
    _add(_add(one, "Amt"), "InstdAmt", transfer.amount.plain, Ccy=transfer.amount.currency)
    _bank(one, "CdtrAgt", transfer.bank)
    _party(one, "Cdtr", transfer.creditor)
    _account(one, "CdtrAcct", transfer.account)
    if transfer.purpose_code:
        kind = "Cd" if len(transfer.purpose_code) == _ISO_PURPOSE_CHARS else "Prtry"
        _add(_add(one, "Purp"), kind, transfer.purpose_code)
    if transfer.statistics_code:
        _add(_add(_add(one, "RgltryRptg"), "Dtls"), "Cd", transfer.statistics_code)
    if transfer.remittance:
        _add(_add(one, "RmtInf"), "Ustrd", transfer.remittance)


def _party(parent: Any, name: str, party: Party) -> None:
    box = _add(parent, name)
    _add(box, "Nm", party.name)
    address = _add(box, "PstlAdr")
    _some(address, "StrtNm", party.address.street)
    _some(address, "BldgNm", party.address.building)
    _some(address, "PstCd", party.address.post_code)
    _add(address, "TwnNm", party.address.town)
    _add(address, "Ctry", party.address.country)
    for line in party.address.lines:
        _add(address, "AdrLine", line)
    if not is_latin(party.name):
        _add(_add(box, "CtctDtls"), "Nm", party.latin_name)


def _account(parent: Any, name: str, account: Account) -> None:
    box = _add(parent, name)
    identity = _add(box, "Id")
    _add(
        identity if account.is_iban else _add(identity, "Othr"),
        "IBAN" if account.is_iban else "Id",
        account.number,
    )
    _add(box, "Ccy", account.currency)


def _bank(parent: Any, name: str, bank: Bank) -> None:
    box = _add(_add(parent, name), "FinInstnId")
    _some(box, "BICFI", bank.bic)
    if bank.member:
        member = _add(box, "ClrSysMmbId")
        _add(_add(member, "ClrSysId"), "Cd", bank.clearing_system)
        _add(member, "MmbId", bank.member)
