"""What is taken from an entry's text is what its elements say, and what another reader of XML finds in the same bytes."""

from __future__ import annotations

import xml.etree.ElementTree as Plain  # the standard library's own reader: shares nothing with ours
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from guohe.exchange.domain.camt import CamtEntry
from guohe.exchange.operations import usual_entries
from guohe.exchange.operations.camt_entries import entry_of
from guohe.exchange.operations.read_camt import CamtReader
from guohe.exchange.operations.usual_entries import EntriesOfFile
from tests.unit.exchange.camt_files import Entry, balance, document, payment, source, statement_xml

SPACE = "{urn:iso:std:iso:20022:tech:xsd:camt.053.001.08}"
WORDS = st.text(st.sampled_from("Ab9 示例'\"-/0123\N{FULLWIDTH DIGIT ONE}"), min_size=1, max_size=30).filter(
    str.strip
)
FIGURES = st.integers(min_value=1, max_value=10**11).map(lambda minor: f"{minor // 100}.{minor % 100:02d}")
SIGNS = st.sampled_from(["CRDT", "DBIT"])
REFERENCES = st.one_of(st.just("NOTPROVIDED"), st.just("NOTPROVIDED 1"), WORDS)
CODE = "<Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>XBCT</SubFmlyCd></Fmly></Domn>"
OWN = "<Prtry><Cd>A1</Cd></Prtry>"
DAYS = st.sampled_from(["<Dt>2026-11-02</Dt>", "<DtTm>2026-11-02T23:59:59+08:00</DtTm>"])
AGENTS = "<RltdAgts><DbtrAgt><FinInstnId><BICFI>EXAMHKHH</BICFI></FinInstnId></DbtrAgt></RltdAgts>"
RETURNED = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"


class Draw:
    """Parts of an entry; those that make it unusual only where the entry is to be odd."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw, self.odd = draw, draw(st.booleans())

    def one(self, *usual: str, odd: tuple[str, ...] = ()) -> str:
        return self.draw(st.sampled_from([*usual, *(odd if self.odd else ())]))

    def maybe(self, tag: str, values: st.SearchStrategy[str] = REFERENCES) -> str:
        if self.odd:
            values = (
                st.one_of(values, st.sampled_from(["A & B", "<a>"]))
                if values in (WORDS, REFERENCES)
                else values
            )
        return f"<{tag}>{escape(self.draw(values))}</{tag}>" if self.draw(st.booleans()) else ""

    def party(self, tag: str, *, odd: bool = False) -> str:
        name = self.maybe("Nm", WORDS) or "<Nm>Example</Nm>"
        inside = self.one(
            name, name + "<PstlAdr><Ctry>HK</Ctry></PstlAdr>", odd=("<CtryOfRes>HK</CtryOfRes>",)
        )
        # A name space declared on the way, even one nobody uses, is no usual writing.
        own = self.one("", odd=(" xmlns:x='urn:x'",))
        whole = f"<{tag}{own}><Pty>{inside}</Pty></{tag}>"
        return self.one("", odd=(whole,)) if odd else self.one("", whole)

    def payment(self, figures: str, sign: str) -> str:
        refs = "".join(map(self.maybe, ("MsgId", "AcctSvcrRef", "PmtInfId", "InstrId", "EndToEndId", "TxId")))
        amount = self.one(figures, "", odd=("1.00",))
        parties = self.party("InitgPty", odd=True) + self.party("Dbtr") + self.party("Cdtr")
        text = self.maybe("Ustrd", WORDS) + self.one("", odd=("<Ustrd>more</Ustrd>",))
        return (
            "<TxDtls>"
            + (f"<Refs>{refs}</Refs>" if refs else "")
            + (f'<Amt Ccy="HKD">{amount}</Amt>' if amount else "")
            + (f"<CdtDbtInd>{self.one(sign, odd=('CRDT', 'DBIT'))}</CdtDbtInd>" if amount else "")
            + (f"<RltdPties>{parties}</RltdPties>" if parties else "")
            + self.one("", AGENTS)
            + (f"<RmtInf>{text}</RmtInf>" if text else "")
            + self.one("", odd=(RETURNED,))
            + "</TxDtls>"
        )


@st.composite
def entries(draw: st.DrawFn) -> str:
    made = Draw(draw)
    figures, sign = draw(FIGURES), draw(SIGNS)
    paid = made.one(
        "", made.payment(figures, sign), odd=(made.payment(figures, sign) + made.payment(figures, sign),)
    )
    charge = f'<Rcrd><Amt Ccy="HKD">15.00</Amt>{made.maybe("CdtDbtInd", SIGNS)}</Rcrd>'
    return (
        "<Ntry>"
        + made.maybe("NtryRef")
        + f'<Amt Ccy="{made.one("HKD", odd=("CNY",))}">{figures}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'
        + made.maybe("RvslInd", st.sampled_from(["true", "false", "1"]))
        + f"<Sts>{made.one('<Cd>BOOK</Cd>', '<Cd>PDNG</Cd>', odd=('<Prtry>X</Prtry>',))}</Sts>"
        + made.one("", f"<BookgDt>{draw(DAYS)}</BookgDt>")
        + made.one("", f"<ValDt>{draw(DAYS)}</ValDt>")
        + made.maybe("AcctSvcrRef")
        + f"<BkTxCd>{made.one(CODE, CODE + OWN, odd=(OWN,))}</BkTxCd>"
        + made.one("", f"<Chrgs>{charge}</Chrgs>", odd=(f"<Chrgs>{charge}{charge}</Chrgs>",))
        + (f"<NtryDtls>{paid}</NtryDtls>" if paid else "")
        + made.maybe("AddtlNtryInf", WORDS)
        + "</Ntry>"
    )


def _file(written: list[str], *, prefixed: bool, spaced: bool) -> bytes:
    """The entries in a statement; with a prefix on each element, or each element on a line of its own."""
    whole = document(
        statement_xml([], 8, balances=balance("OPBD", "0.00")).replace(
            "</Stmt>", "".join(written) + "</Stmt>"
        )
    )
    if spaced:
        whole = whole.replace(b"><", b">\n  <")
    if prefixed:
        text = (
            whole.decode().replace("</", "\0").replace("<", "<b:").replace("\0", "</b:").replace("<b:?", "<?")
        )
        whole = text.replace("xmlns=", "xmlns:b=").encode()
    return whole


def _text(element: Plain.Element, path: str) -> str:
    found = element.find("/".join(SPACE + name for name in path.split("/")))
    text = "" if found is None else (found.text or "").strip()
    return "" if text == "NOTPROVIDED" else text


def _plainly(element: Plain.Element) -> tuple[object, ...]:
    """The main values of an entry as the standard library's reader finds them."""
    sign = -1 if _text(element, "CdtDbtInd") == "DBIT" else 1
    amount = element.find(f"{SPACE}Amt")
    assert amount is not None
    booked = _text(element, "BookgDt/Dt") or _text(element, "BookgDt/DtTm")
    paid = []
    for details in element.iter(f"{SPACE}TxDtls"):
        own = {"DBIT": -1, "CRDT": 1}.get(_text(details, "CdtDbtInd"), sign)
        party = "Dbtr" if own > 0 else "Cdtr"
        stated = _text(details, "Amt")
        paid.append(
            (
                None if not stated else own * int(Decimal(stated) * 100),
                *(
                    _text(details, f"Refs/{name}")
                    for name in ("EndToEndId", "TxId", "InstrId", "PmtInfId", "AcctSvcrRef")
                ),
                _text(details, f"RltdPties/{party}/Pty/Nm"),
                _text(details, "RtrInf/Rsn/Cd"),
            )
        )
    return (
        (amount.get("Ccy"), sign * int(Decimal(amount.text or "") * 100)),
        _text(element, "Sts/Cd") or _text(element, "Sts/Prtry"),
        date.fromisoformat(booked[:10]) if booked else None,
        _text(element, "AcctSvcrRef"),
        _text(element, "NtryRef"),
        _text(element, "RvslInd") in ("true", "1"),
        paid,
    )


def _told(entry: CamtEntry) -> tuple[object, ...]:
    return (
        (entry.amount.currency, entry.amount.minor),
        entry.status,
        entry.booked_on,
        entry.reference,
        entry.entry_reference,
        entry.is_reversal,
        [
            (
                None if one.amount is None else one.amount.minor,
                *(
                    one.end_to_end_id,
                    one.transaction_id,
                    one.instruction_id,
                    one.payment_information_id,
                    one.service_reference,
                ),
                one.counterparty,
                one.return_reason,
            )
            for one in entry.payments
        ],
    )


@given(written=st.lists(entries(), min_size=1, max_size=4), prefixed=st.booleans(), spaced=st.booleans())
@settings(max_examples=100, deadline=None)
def test_three_ways_to_read_an_entry_agree(written: list[str], prefixed: bool, spaced: bool) -> None:
    data = _file(written, prefixed=prefixed, spaced=spaced)
    reader = CamtReader(source(data))
    by_text = list(reader)
    assert not [finding for finding in reader.report.findings if finding.code in ("IMP-151", "IMP-153")]
    by_element = [entry_of(element, 0) for element in etree.fromstring(data).iter(f"{SPACE}Ntry")]
    assert by_text == by_element
    assert [_told(entry) for entry in by_text] == [
        _plainly(one)
        for one in Plain.fromstring(data).iter(f"{SPACE}Ntry")  # noqa: S314 -- our own bytes
    ]


@pytest.mark.parametrize("version", [2, 4, 6, 7, 8, 10, 13])
@pytest.mark.parametrize("spaced", [False, True])
def test_a_plain_entry_of_each_version_is_a_usual_one(
    version: int, spaced: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usual_entries, "entry_of", None)
    entry = Entry("100.00", details=payment(version))
    data = document(statement_xml([entry], version), version=version)
    (read,) = CamtReader(source(data.replace(b"><", b">\n<") if spaced else data))
    assert read.payments[0].counterparty == "Example Science Fund"


def test_a_file_of_unusual_entries_is_not_looked_at_forever(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = 0

    def look(*_: object) -> None:
        nonlocal looked
        looked += 1

    monkeypatch.setattr(usual_entries, "usual_entry", look)
    data = document(statement_xml([Entry("1.00")] * 200, 8))
    assert len(list(CamtReader(source(data)))) == 200
    assert looked == 32


@pytest.mark.parametrize("sign", ["CRDT", "DBIT"])
@pytest.mark.parametrize(
    ("usual", "odd"),
    [
        ("<RltdPties>", "<RltdPties><InitgPty><Pty><Nm>Other</Nm></Pty></InitgPty>"),
        ("Example Science Fund", "Example &amp; Fund"),
        (">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Rltd", ">99.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Rltd"),
        (">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Rltd", ">100.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Rltd"),
        ("<Sts>", "<RvslInd>false</RvslInd><Sts>"),
        ("<Pty><Nm>", "<Pty xmlns:x='urn:x'><Nm>"),
        ("<Nm>Example", "<Nm xmlns:x='urn:x'>Example"),
    ],
)
def test_one_oddity_in_an_entry_is_read_as_its_elements_say(sign: str, usual: str, odd: str) -> None:
    text = statement_xml([Entry("100.00", sign, details=payment(8))], 8).replace(usual, odd)
    data = document(text.replace("Dbtr>", "Cdtr>").replace("CRDT", "DBIT") if sign == "DBIT" else text)
    (element,) = etree.fromstring(data).iter(f"{SPACE}Ntry")
    assert EntriesOfFile().entry(element, 0) == entry_of(element, 0)
