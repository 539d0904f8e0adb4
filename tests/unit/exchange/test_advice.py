"""Each kind of file is told to go back to where such files come from: the ERP's advice stays with listings."""

from __future__ import annotations

import pytest

from guohe.exchange.domain.advice import FileKind, OfAKind, advised
from guohe.exchange.operations.open_file import open_file
from guohe.kernel.findings import Finding, Level
from guohe.kernel.texts import LANGUAGES, catalogue, placeholders, say
from tests.unit.exchange.demo import DEMO

PDF = (DEMO / "bad" / "pdf_renamed.csv").read_bytes()
ADVICE = {
    "listing": "This is a PDF. Export as CSV or Excel from the ERP: Reports › Project transactions.",
    "statement": "This is a PDF. Download the statement from the bank as camt.053, MT940, CSV or Excel.",
    "table": "This is a PDF. Save the table itself as CSV or Excel, or ask for it in that form.",
}
KEYS = [key for key in catalogue() if key.startswith(("exchange.statement.", "exchange.table."))]


@pytest.mark.parametrize("kind", ["listing", "statement", "table"])
def test_a_pdf_is_mended_where_such_files_come_from(kind: FileKind) -> None:
    (told,) = advised(open_file(PDF, name="x.csv").findings, kind)
    assert (told.code, told.level, told.sentence("en")) == ("IMP-001", Level.STOP, ADVICE[kind])


def test_a_finding_without_advice_of_its_own_stays_as_it_is() -> None:
    plain = Finding("IMP-006", Level.STOP)
    assert advised([plain], "statement") == (plain,)
    assert not any(
        isinstance(each, OfAKind) for each in advised([plain, Finding("IMP-001", Level.STOP)], "listing")
    )


@pytest.mark.parametrize("key", KEYS)
def test_no_advice_for_a_bank_or_a_table_names_the_erp_and_each_has_the_blanks_of_its_code(key: str) -> None:
    assert len(KEYS) > 15
    code = key.rpartition(".")[2]
    for lang in LANGUAGES:
        field = lang.replace("-", "_")
        assert "ERP" not in catalogue()[key][field]
        assert placeholders(catalogue()[key][field]) == placeholders(catalogue()[code][field])
    with pytest.raises(KeyError, match="no text"):
        say(f"{key}.none", "en")
