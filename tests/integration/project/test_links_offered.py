"""No page offers a link that answers this person with a refusal, a missing page or a fault.

Each member of the demo's cast reads on from the front page, as far as links and forms that read lead them; of the many
addresses of one page (a line, an instalment) the first few are followed.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from pytest_django import Settings

from guohe.identity.domain.demo_cast import CAST
from guohe.imports.operations.read_bank_statement import read_bank_statement
from tests.factories.imports import DEMO, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW

pytestmark = pytest.mark.usefixtures("demo_books")

# Addresses of one page that are followed from one other page, and from all of them; of its file, one.
OF_EACH, OF_ALL = 1, 3
# They leave the books, change who reads, or are the same page in another language.
NOT_FOLLOWED = {"identity:sign-out", "identity:be", "ui:preferences"}


class Offered(HTMLParser):
    """The addresses a page offers: links, and forms that read."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes a link's target or that of a form without a method."""
        named = dict(attrs)
        if tag == "a" and named.get("href"):
            self.addresses.append(named["href"] or "")
        if tag == "form" and (named.get("method") or "get").lower() == "get" and named.get("action"):
            self.addresses.append(named["action"] or "")


@dataclass
class Walk:
    """What one reader was offered, and what refused them."""

    client: Client
    followed: Counter[str] = field(default_factory=Counter)
    faults: dict[str, tuple[int, str]] = field(default_factory=dict)

    def on_from(self, start: str) -> None:
        """Follows what is offered, page after page."""
        waiting, seen = deque([(start, "")]), {start}
        while waiting:
            address, found_on = waiting.popleft()
            if not self._is_next(address, found_on):
                continue
            answered = self.client.get(address, follow=True)
            if answered.status_code >= 400:
                self.faults[address] = (answered.status_code, found_on)
            if answered.status_code != 200 or not answered["Content-Type"].startswith("text/html"):
                continue
            page = Offered()
            page.feed(answered.content.decode())
            here = answered.redirect_chain[-1][0] if answered.redirect_chain else address
            for offered in page.addresses:
                if " " in offered:
                    self.faults[offered] = (0, here)
                target = urlsplit(urljoin(here, offered))
                found = target.path + (f"?{target.query}" if target.query else "")
                if not target.netloc and target.scheme in ("", "http") and found not in seen:
                    seen.add(found)
                    waiting.append((found, here))

    def _is_next(self, address: str, found_on: str) -> bool:
        """Whether it is a page of these books of which not enough was read yet."""
        if not address.startswith("/en/"):
            return address == "/"
        kind, page = _kind(address), _kind(found_on)
        counted = (f"{page} > {kind}", kind)
        self.followed.update(counted)
        near, all_of_it = (self.followed[each] for each in counted)
        view = kind.partition("?")[0]
        return view not in NOT_FOLLOWED and near <= OF_EACH and all_of_it <= (1 if "." in view else OF_ALL)


def _kind(address: str) -> str:
    """The page's name and the names of what is asked of it; an address of no page is of its own kind."""
    path, _, asked = address.partition("?")
    try:
        view = resolve(path).view_name
    except Resolver404:
        return path
    return f"{view}?{'&'.join(sorted(each.partition('=')[0] for each in asked.split('&')))}"


@pytest.fixture(params=("unread", "read"))
def books(
    request: pytest.FixtureRequest,
    db: None,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """The demo's books as they begin, and with the listing posted and the bank statement read."""
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    ground = demo_ground()
    if request.param == "unread":
        return
    with ground.stage.acting(FINANCE_OFFICE):
        ground.confirmed()
        name, host = "bank_cny.csv", ground.stage.host
        content = (DEMO / name).read_bytes()
        read_bank_statement(host_id=host, name=name, content=content, actor=ground.finance, now=NOW)


# Books with everything in them offer most, and each reads on in them; as they begin, whoever has work in them.
@pytest.mark.parametrize(
    ("books", "member"),
    [("unread", FINANCE_OFFICE), *(("read", member.username) for member in CAST)],
    indirect=["books"],
)
def test_no_page_offers_what_it_would_refuse(books: None, member: str) -> None:
    client = Client(raise_request_exception=False)
    client.post(f"/en/demo/be/{member}")
    walk = Walk(client)
    walk.on_from("/en/")
    assert len(walk.followed) > 20, "too few pages were read to say anything"
    assert "\n".join(f"{status} {address} on {on}" for address, (status, on) in walk.faults.items()) == ""


@pytest.mark.parametrize("books", ["unread"], indirect=True)
def test_a_refused_page_says_what_is_missing_for_which_grant_and_who_can_give_it(
    books: None, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client()
    client.post("/en/demo/be/audit.ho")
    answered = client.get("/en/grants/DEMO-NKP-2018-001/people")
    page = answered.content.decode()
    assert answered.status_code == 403
    assert "<title>This needs a permission that you do not have" in page
    assert "the right to view people for DEMO-NKP-2018-001" in page
    assert "Demo Administrator can give the right." in page
    assert "Nothing has been saved" not in page
    refused = client.get("/en/import/new")
    assert "the right to import for The Hong Kong Polytechnic University" in refused.content.decode()
    assert [(each.getMessage(), each.exc_info) for each in caplog.records] == [
        ("Forbidden: /en/grants/DEMO-NKP-2018-001/people", None),
        ("Forbidden: /en/import/new", None),
    ]


@pytest.mark.parametrize("books", ["unread"], indirect=True)
def test_what_is_called_by_words_with_spaces_has_an_address_without_and_a_command_to_type(
    books: None,
) -> None:
    client = Client()
    client.post("/en/demo/be/test.lau")
    # The demo's first instalment was credited by row 3 of a statement.
    page = client.get("/en/trace/bank_cny.csv%20row%203").content.decode()
    assert 'href="/en/trace/bank_cny.csv%20row%203.json"' in page
    assert "guohe trace &#x27;bank_cny.csv row 3&#x27; --to-source" in page
