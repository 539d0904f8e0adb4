"""A search is kept by one person for themselves, by page and command, and the digest tells what it finds that is new."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.core import mail

from guohe.kernel.findings import Refused
from guohe.notices.operations.keep_search import keep_search, withdraw_search
from guohe.notices.operations.send_digest import letter_now, send_digest
from guohe.notices.queries.saved import saved_searches
from guohe.portal.cli.search import search_command
from tests.factories.imports import Ground, listing
from tests.factories.people import FINANCE_OFFICE, INVESTIGATOR, NOW, TODAY
from tests.integration.imports.pages import seen_by, words
from tests.integration.notices.conftest import chosen

pytestmark = pytest.mark.usefixtures("demo_books")

NEW_ROWS = [("02/06/2019", f"AP19-9{number:04}", "6110", "86.00") for number in range(3)]


def kept(ground: Ground, name: str = "office", words: str = "DEMO LTD", *, digest: bool = True) -> int:
    account = ground.stage.account(FINANCE_OFFICE)
    with ground.stage.acting(FINANCE_OFFICE):
        return keep_search(name=name, words=words, in_digest=digest, actor=account, now=NOW)


def test_the_digest_tells_what_is_new_since_the_last(ground: Ground) -> None:
    account = chosen(ground, FINANCE_OFFICE)
    kept(ground)
    with ground.stage.acting(FINANCE_OFFICE):
        assert (
            "- office: nothing new since 2019-07-02" in letter_now(account=account, lang="en", on=TODAY).body
        )
    send_digest(account=account, now=NOW, door="job")
    with ground.stage.acting(FINANCE_OFFICE):
        ground.read("new.csv", listing(NEW_ROWS, total="258.00"))
    later = NOW + timedelta(days=1)
    send_digest(account=account, now=later, door="job")
    assert "- office: 3 new since 2019-07-02 (Lines of imported files 3)" in mail.outbox[-1].body
    send_digest(account=account, now=later + timedelta(days=1), door="job")
    assert "- office: nothing new since 2019-07-03" in mail.outbox[-1].body


def test_what_is_kept_beside_the_digest_is_not_told(ground: Ground) -> None:
    account = chosen(ground, FINANCE_OFFICE)
    kept(ground, digest=False)
    with ground.stage.acting(FINANCE_OFFICE):
        assert "office" not in letter_now(account=account, lang="en", on=TODAY).body


def test_a_name_is_used_once_and_free_again_after_its_search_was_removed(ground: Ground) -> None:
    number, account = kept(ground), ground.stage.account(FINANCE_OFFICE)
    with pytest.raises(Refused, match="ACC-686"):
        kept(ground, words="186000")
    with ground.stage.acting(FINANCE_OFFICE):
        withdraw_search(number=number, actor=account, now=NOW)
        with pytest.raises(Refused, match="ACC-688"):
            withdraw_search(number=number, actor=account, now=NOW)
    kept(ground, words="186000")
    with ground.stage.acting(FINANCE_OFFICE):
        assert [(each.name, each.words) for each in saved_searches(account)] == [("office", "186000")]


def test_the_page_keeps_lists_and_removes(ground: Ground) -> None:
    client = seen_by(FINANCE_OFFICE)
    found = client.get("/en/search", {"q": "186000"}).content.decode()
    assert 'href="/en/search/keep?q=186000"' in found
    assert 'value="186000"' in client.get("/en/search/keep?q=186000").content.decode()
    told = client.post("/en/search/keep", {"name": "", "words": "6222020012345678"})
    assert told.status_code == 422
    assert "ACC-685" in words(told.content)
    assert "ACC-687" in words(told.content)
    told = client.post("/en/search/keep", {"name": "steel  one", "words": "186000", "digest": "on"})
    assert (told.status_code, told["Location"]) == (302, "/en/search?q=186000")
    page = client.get("/en/search")
    assert "steel one" in words(page.content)
    assert "In the e-mail" in words(page.content)
    assert "steel one" not in words(seen_by(INVESTIGATOR).get("/en/search").content)
    with ground.stage.acting(FINANCE_OFFICE):
        number = saved_searches(ground.finance)[0].number
    assert seen_by(INVESTIGATOR).post(f"/en/search/kept/{number}/remove").status_code == 403
    assert client.post(f"/en/search/kept/{number}/remove").status_code == 302
    assert "steel one" not in words(client.get("/en/search").content.partition(b"<h1")[2])


def test_the_command_keeps_lists_and_removes(ground: Ground) -> None:
    def run(*line: str) -> tuple[int, str]:
        told = CliRunner(env={"GUOHE_ACTOR": FINANCE_OFFICE}).invoke(search_command, line)
        return told.exit_code, told.output

    code, output = run("186000", "--keep", "steel", "--in-digest")
    assert (code, "AP18-00901" in output, 'The search "steel" is saved.' in output) == (0, True, True)
    code, output = run("--saved")
    assert code == 0
    assert output.split("steel")[1].split()[:2] == ["186000", "yes"]
    code, output = run("--remove", "steel")
    assert (code, "steel" in output) == (0, False)
    assert run()[0] in (1, 2)
