"""An administrator of empty books opens a book by page and by command, and is told what the next step needs."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner
from django.test import Client

from guohe.funds.queries.books import all_books
from guohe.funds.queries.chart import account_for
from guohe.identity.models import Account
from guohe.project.cli import main
from tests.factories.identity import Stage, the_cast
from tests.factories.people import ADMINISTRATOR, AUDITOR, RESEARCH_OFFICE

pytestmark = pytest.mark.django_db
FORM = {
    "code": "HK", "name": "Research projects", "first_day": "2018-04-16", "months": "30", "currencies": ["CNY", "HKD"],
}  # fmt: skip


@pytest.fixture
def stage() -> Stage:
    """A host with its people and no book."""
    return the_cast()


def seen_by(stage: Stage, username: str) -> Client:
    client = Client()
    with stage.acting(username):
        account = Account.objects.get(username=username)
    client.force_login(account, backend="guohe.identity.web.backend.AccountBackend")
    return client


def test_the_administrator_opens_the_first_book_on_its_page(stage: Stage) -> None:
    client = seen_by(stage, ADMINISTRATOR)
    empty = client.get("/en/books").content.decode()
    assert "there is none yet" in empty
    page = client.get("/en/books/new").content.decode()
    assert "Open this book" in page
    # Everything is needed, and nothing says otherwise.
    assert "(optional)" not in page
    done = client.post("/en/books/new", {**FORM, "host": str(stage.host)}, follow=True).content.decode()
    # 30 months from April 2018 on end with September 2020.
    assert "Book HK is open: 2018-04-01 to 2020-09-30, CNY, HKD." in done
    assert "./guohe account grant admin.demo import" in done
    with stage.acting(RESEARCH_OFFICE):
        (book,) = all_books()
        assert (book.first_day, book.last_day, book.own_currency) == (
            date(2018, 4, 1),
            date(2020, 9, 30),
            "HKD",
        )
        assert account_for(book.number, "bank", "HKD") == "1000-HKD"


def test_every_fault_of_the_form_is_told_at_once_and_nothing_is_opened(stage: Stage) -> None:
    client = seen_by(stage, ADMINISTRATOR)
    bad = client.post(
        "/en/books/new",
        {"host": str(stage.host), "code": "H K", "name": "", "first_day": "2018-01-01", "months": "900"},
    )
    text = bad.content.decode()
    assert bad.status_code == 422
    assert all(words in text for words in ("Code of the book", "The book has no name", "900", "Currencies"))
    unread = client.post("/en/books/new", {**FORM, "host": str(stage.host), "first_day": "soon"})
    assert unread.status_code == 422
    assert "year-month-day" in unread.content.decode()
    with stage.acting(RESEARCH_OFFICE):
        assert all_books() == ()


def test_who_may_neither_administer_nor_prepare_opens_nothing(stage: Stage) -> None:
    refused = seen_by(stage, AUDITOR).get("/en/books/new")
    assert refused.status_code == 403
    assert "Ms Sample Ng" in refused.content.decode()


def test_the_command_opens_a_book_once_and_gives_it_more_months(stage: Stage) -> None:
    run = CliRunner().invoke
    words = ["book", "open", "HK", "--name", "Research projects", "--from", "2018-01-01", "--months", "12"]
    first = run(main, [*words, "--as", ADMINISTRATOR])
    assert first.output == "Book HK is open: 2018-01-01 to 2018-12-31, CNY, HKD.\n"
    assert run(main, [*words, "--as", ADMINISTRATOR]).output == first.output
    more = run(main, ["book", "extend", "HK", "--months", "6", "--as", ADMINISTRATOR])
    assert more.output == "Book HK is open until 2019-06-30 now.\n"
    listed = run(main, ["book", "list", "--json", "--as", ADMINISTRATOR])
    (row,) = json.loads(listed.output)["rows"]
    assert (row["code"], row["last_day"], row["currencies"]) == ("HK", "2019-06-30", "CNY, HKD")
    other = run(
        main, ["book", "open", "HK", "--name", "Another", "--from", "2018-01-01", "--as", ADMINISTRATOR]
    )
    assert other.exit_code == 1
    assert "MON-384" in other.output + other.stderr
    auditor = run(main, [*words, "--as", AUDITOR])
    assert auditor.exit_code == 1
    assert "ACC-603" in auditor.output + auditor.stderr
