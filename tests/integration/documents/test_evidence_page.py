"""The evidence page shows what is there and what is missing, and its file never runs as a page of ours."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, override_settings

from guohe.documents.domain.lines import Line
from guohe.documents.queries import lines
from guohe.kernel.money import Money
from tests.factories.identity import Stage, other_host, the_cast
from tests.factories.people import AUDITOR, FINANCE_OFFICE, INVESTIGATOR, OTHER_OFFICER, PROGRAMME_OFFICER

pytestmark = pytest.mark.django_db
STEEL = "DEMO-NKP-2018-001"
ADDRESS = "/en/evidence/journal/1042/1"
PDF = b"%PDF-1.7 invented"


@pytest.fixture(autouse=True)
def _pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The demo, at its fixed moment, with one line known to the books."""
    monkeypatch.setenv("GUOHE_CLOCK", "2019-07-02T10:00:00+08:00")
    monkeypatch.setattr(lines, "_finders", {})
    lines.find_lines_of("journal", a_line)
    with override_settings(
        ROOT_URLCONF="tests.integration.documents.pages",
        AUTHENTICATION_BACKENDS=["guohe.identity.web.backend.AccountBackend"],
        MODE="demo",
        STATIC_ROOT=Path(__file__).parent,
    ):
        yield


def a_line(subject: str) -> Line | None:
    if subject != "journal/1042/1":
        return None
    return Line(subject, "AP18-01120", STEEL, Money.of("HKD", "62000.00"), "testing", "/en/grants")


def client_of(stage: Stage, username: str) -> Client:
    client = Client()
    answer = client.post(f"/en/demo/be/{username}", {"next": "/en/help"})
    assert answer.status_code == 302
    return client


def send(client: Client, address: str = ADDRESS, content: bytes = PDF, **told: str) -> HttpResponse:
    file = SimpleUploadedFile("發票 1.pdf", content)
    answer = client.post(address, {"slot": "invoice", "file": file, **told})
    assert isinstance(answer, HttpResponse)
    return answer


def test_an_empty_line_says_what_is_still_needed() -> None:
    html = client_of(the_cast(), FINANCE_OFFICE).get(ADDRESS).content.decode()
    assert "No paper is attached to this line yet." in html
    for words in ("Contract", "Invoice or fapiao", "Proof of payment"):
        assert f"<li>{words}</li>" in html


def test_a_paper_is_attached_listed_downloaded_and_withdrawn() -> None:
    client = client_of(the_cast(), FINANCE_OFFICE)
    told = {"number": "25312000", "amount": "HKD 62,000.00", "original": "shelf 3"}
    assert send(client, **told).status_code == 302
    html = client.get(ADDRESS).content.decode()
    assert "Invoice or fapiao attached: 發票 1.pdf" in html
    for words in ("25312000", "62,000.00", "shelf 3", "Mr Test Lau", "2019-07-02"):
        assert words in html
    link = re.search(r'href="(/en/files/[0-9a-f]{64})"', html)
    assert link is not None
    file = client.get(link[1])
    assert file.content == PDF
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Content-Disposition"].startswith("inline;")
    number = re.search(r'<option value="(\d+)"[^>]*>\d+: ', html)
    assert number is not None
    assert client.post(f"{ADDRESS}/withdraw", {"attachment": number[1], "why": ""}).status_code == 422
    assert (
        client.post(f"{ADDRESS}/withdraw", {"attachment": number[1], "why": "wrong line"}).status_code == 302
    )
    assert "Withdrawn 2019-07-02: wrong line" in client.get(ADDRESS).content.decode()


def test_an_uploaded_page_is_saved_and_never_shown() -> None:
    client = client_of(the_cast(), FINANCE_OFFICE)
    send(client, content=b"<script>alert(1)</script>")
    link = re.search(r'href="(/en/files/[0-9a-f]{64})"', client.get(ADDRESS).content.decode())
    assert link is not None
    file = client.get(link[1])
    assert file.headers["Content-Type"] == "application/octet-stream"
    assert file.headers["Content-Disposition"].startswith("attachment;")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"amount": "62,000.00"}, "is not an amount with its currency"),
        ({"slot": "nothing"}, "govuk-error-message"),
    ],
)
def test_faults_are_told_and_nothing_is_saved(told: dict[str, str], words: str) -> None:
    client = client_of(the_cast(), FINANCE_OFFICE)
    answer = send(client, **told)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert words in html
    assert "<title>Error: " in html
    assert "No paper is attached" in html


def test_an_empty_file_and_no_file_are_told_apart() -> None:
    client = client_of(the_cast(), FINANCE_OFFICE)
    assert "DOC-903" in send(client, content=b"").content.decode()
    assert "none was chosen" in client.post(ADDRESS, {"slot": "invoice"}).content.decode()


def test_a_file_above_the_limit_is_refused_with_both_sizes() -> None:
    client = client_of(the_cast(), FINANCE_OFFICE)
    with override_settings(UPLOAD_LIMIT_BYTES=1024 * 1024):
        html = send(client, content=b"x" * (2 * 1024 * 1024)).content.decode()
    assert "has 2 MB; the limit is 1 MB" in html


def test_a_differing_amount_is_said_on_the_next_page() -> None:
    client = client_of(the_cast(), FINANCE_OFFICE)
    send(client, amount="HKD 26,000.00")
    html = client.get(ADDRESS).content.decode()
    assert "DOC-912 The invoice says HKD 26,000.00, the line says HKD 62,000.00." in html


def test_who_may_read_sees_no_form_and_may_not_send() -> None:
    stage = the_cast()
    for username in (AUDITOR, PROGRAMME_OFFICER):
        client = client_of(stage, username)
        html = client.get(ADDRESS).content.decode()
        assert "attaching needs the right to prepare" in html
        assert 'type="file"' not in html
        assert send(client).status_code == 422
    assert send(client_of(stage, INVESTIGATOR)).status_code == 302


def test_a_stranger_finds_neither_line_nor_file() -> None:
    stage = the_cast()
    other_host(stage)
    client = client_of(stage, FINANCE_OFFICE)
    send(client)
    link = re.search(r'href="(/en/files/[0-9a-f]{64})"', client.get(ADDRESS).content.decode())
    assert link is not None
    stranger = Client()
    stranger.force_login(_account(OTHER_OFFICER), backend="guohe.identity.web.backend.AccountBackend")
    assert stranger.get(link[1]).status_code == 404
    # The finder of this test knows the line for everyone; a real one sees only its own host.
    assert "發票 1.pdf" not in stranger.get(ADDRESS).content.decode()
    assert client.get("/en/evidence/journal/1/1").status_code == 404


def _account(username: str):  # type: ignore[no-untyped-def]
    from guohe.identity.operations.sign_in import account_for_request

    return account_for_request(username)


def test_nobody_is_sent_to_sign_in() -> None:
    the_cast()
    with override_settings(MODE="live"):
        answer = Client().get(ADDRESS)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/en/sign-in")


def test_the_same_papers_in_other_forms() -> None:
    client = client_of(the_cast(), FINANCE_OFFICE)
    send(client, number="25312000")
    told = json.loads(client.get(f"{ADDRESS}.json").content)
    assert [row["number"] for row in told["rows"]] == ["25312000"]
    rows = list(csv.reader(io.StringIO(client.get(f"{ADDRESS}.csv").content.decode("utf-8-sig"))))
    assert rows[1][0] == "發票 1.pdf"


def test_a_page_is_read_in_simplified_chinese() -> None:
    html = client_of(the_cast(), FINANCE_OFFICE).get("/zh-hans/evidence/journal/1042/1").content.decode()
    assert '<html lang="zh-Hans-CN"' in html
    assert "AP18-01120 的凭证" in html
