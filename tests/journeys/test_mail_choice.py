"""A person chooses the digest, looks at the mail, keeps a search: in three languages, wide and narrow, with a wrong address."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default

import pytest
from playwright.sync_api import Page

from guohe.kernel.texts import LANGUAGES, say
from tests.factories.mail_peer import mail_peer
from tests.journeys.conftest import ROOT, faults_of

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def posted(command: Callable[..., str], address: str) -> str:
    """The demo books with the listing posted."""
    command("import", "erp", str(ROOT / "demo" / "erp.csv"), "--yes-ticks", "--confirm")
    return address


@pytest.mark.parametrize("lang", LANGUAGES)
def test_choose_look_and_keep(page: Page, posted: str, lang: str) -> None:
    page.goto(f"{posted}/{lang}/preferences")
    assert faults_of(page, "choice", in_every_language=True) == []
    page.get_by_label(say("notices.choice.rhythm.weekly", lang)).check()
    page.get_by_label("English", exact=True).check()
    page.get_by_label(say("notices.choice.address", lang), exact=False).fill("lau@polyu")
    page.get_by_role("button", name=say("notices.choice.save", lang)).click()
    # The server's own answer to a form with faults is a page.
    assert "ACC-683" in page.locator("main").inner_text()
    assert faults_of(page, "choice-refused", in_every_language=True) == []
    page.get_by_label(say("notices.choice.address", lang), exact=False).fill("lau@polyu.example")
    page.get_by_role("button", name=say("notices.choice.save", lang)).click()
    assert page.get_by_role("status").inner_text() == say(
        "notices.choice.saved", lang, rhythm=say("notices.choice.rhythm.weekly", lang)
    )
    assert faults_of(page, "choice-saved", in_every_language=True) == []
    page.get_by_role("link", name=say("notices.choice.look", lang)).click()
    # The language that was chosen, whatever the page's.
    assert "not seen in Hong Kong" in page.locator("#mail-body").input_value()
    assert "720,000" not in page.locator("#mail-body").input_value()
    assert faults_of(page, "mail", in_every_language=True) == []

    page.goto(f"{posted}/{lang}/preferences")
    page.get_by_role("link", name=say("identity.calendar.open", lang)).click()
    assert faults_of(page, "calendar", in_every_language=True) == []
    page.get_by_label(say("identity.calendar.label", lang)).fill(f"phone {lang}")
    page.get_by_role("button", name=say("identity.calendar.make", lang)).click()
    assert len(page.locator("#password").inner_text()) == 27
    assert faults_of(page, "calendar-made", in_every_language=True) == []

    page.goto(f"{posted}/{lang}/search?q=186000")
    page.get_by_role("link", name=say("notices.keep.title", lang)).click()
    page.get_by_label(say("notices.keep.name", lang)).fill(f"steel {lang}")
    page.get_by_label(say("notices.keep.digest", lang)).check()
    page.get_by_role("button", name=say("notices.keep.save", lang)).click()
    assert page.url.endswith("/search?q=186000")
    assert faults_of(page, "kept-search", in_every_language=True) == []
    kept = page.get_by_role("listitem").filter(has_text=f"steel {lang}")
    kept.get_by_role("button").click()
    assert kept.count() == 0


def test_a_mail_that_was_refused_is_sent_by_the_worker_once(books: dict[str, str]) -> None:
    """The product's own processes: a command that meets no mail server, the worker that meets one, a real SMTP talk."""

    def run(port: int, *words: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "guohe.project", "notices", *words],
            env=set_up(port), cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def set_up(port: int) -> dict[str, str]:
        return {
            **books,
            "GUOHE_MAIL": f"smtp://127.0.0.1:{port}/?from=guohe@polyu.example",
            "GUOHE_ACTOR": "sample.ng",
        }

    with mail_peer() as gone:
        closed = gone.port
    assert run(closed, "choose", "weekly", "--to", "ng@polyu.example")[0] == 0
    code, told = run(closed, "digest")
    assert (code, told[:7]) == (1, "ACC-689")
    with mail_peer() as peer:
        worker = subprocess.Popen(
            [sys.executable, "-m", "guohe.project", "worker"], env=set_up(peer.port), cwd=ROOT
        )
        try:
            end = time.monotonic() + 90
            while not peer.taken and time.monotonic() < end:
                time.sleep(0.2)
        finally:
            worker.terminate()
            worker.wait(30)
        assert len(peer.taken) == 1
        sent = message_from_bytes(peer.taken[0], policy=default)
        assert (sent["To"], sent["From"]) == ("ng@polyu.example", "guohe@polyu.example")
        assert sent["Subject"].startswith("DEMO 過河：有 "), "the account reads Traditional Chinese"
        assert "香港尚未見到入帳" in sent.get_content()
        code, told = run(peer.port, "digest")
        assert (code, told[:7]) == (1, "ACC-691")
        assert len(peer.taken) == 1
    assert "taken by the mail server" in run(closed, "show")[1]
