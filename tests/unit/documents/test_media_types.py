"""A file is what its first bytes say; its name is only a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.documents.domain.media_types import SHOWN, media_type_of, safe_name


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("scan.pdf", b"%PDF-1.7 ...", "application/pdf"),
        ("renamed.csv", b"%PDF-1.7 ...", "application/pdf"),
        ("photo", b"\x89PNG\r\n\x1a\n...", "image/png"),
        ("a.xlsx", b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.zip", b"PK\x03\x04", "application/zip"),
        ("erp.CSV", "科目".encode("big5"), "text/csv"),
        ("page.html", b"<script>alert(1)</script>", "application/octet-stream"),
        ("picture.svg", b"<svg onload='alert(1)'/>", "application/octet-stream"),
    ],
)
def test_the_first_bytes_decide(name: str, content: bytes, expected: str) -> None:
    assert media_type_of(name, content) == expected


def test_a_browser_shows_nothing_that_can_run() -> None:
    assert set(SHOWN) == {"application/pdf", "image/png", "image/jpeg"}


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\scans\\發票 1.pdf", "發票 1.pdf"),
        (".hidden", "hidden"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_keeps_no_path_and_no_control_signs(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


@given(st.text())
def test_a_safe_name_is_what_the_table_takes(name: str) -> None:
    kept = safe_name(name)
    assert 0 < len(kept) <= 120
    assert not set(kept) & set("/\\\n\r\x00")


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("HSBC 012-345-678833 6225880112345678.csv", "HSBC …8833 …5678.csv"),
        ("statement 2019-06-01 to 2019-06-30.csv", "statement 2019-06-01 to 2019-06-30.csv"),
        ("export_20190702091400.xlsx", "export_20190702091400.xlsx"),
        ("erp_20180401-20190331.csv", "erp_20180401-20190331.csv"),
        ("ZZ01-DEMO.csv", "ZZ01-DEMO.csv"),
    ],
)
def test_the_number_of_an_account_in_a_name_keeps_its_last_four_figures(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept
