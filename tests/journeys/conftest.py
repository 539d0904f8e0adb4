"""Journeys use the product as a person does: the demo books behind a real server, in a real browser."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from guohe.kernel.texts import LANGUAGES
from setup.system_packages import BROWSERS
from tests.factories.in_memory import InMemory, in_memory

ROOT = Path(__file__).resolve().parents[2]
AXE = Path(__file__).with_name("vendor") / "axe.min.js"
_TEMPLATE = "guohe_journeys"
WIDTHS = (1280, 390)
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def _on_database(url: str, name: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{quote(name)}"))


def _server() -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(_on_database(os.environ["DATABASE_URL"], "postgres"), autocommit=True)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def run_product(product: InMemory, *words: str) -> str:
    done = product.run(*words)
    assert done.returncode in (0, 2, 3), done.stdout + done.stderr
    return done.stdout


def _environ(folder: Path, name: str) -> dict[str, str]:
    environ = {
        **os.environ,
        "DATABASE_URL": _on_database(os.environ["DATABASE_URL"], name),
        "GUOHE_MODE": "demo",
        "GUOHE_CLOCK": "2019-07-02T10:00:00+08:00",
        "GUOHE_BOOKS": str(folder),
        "GUOHE_SECRET_KEY": "journey",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    if os.environ.get("GUOHE_APP_DATABASE_URL"):
        environ["GUOHE_APP_DATABASE_URL"] = _on_database(os.environ["GUOHE_APP_DATABASE_URL"], name)
    return environ


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of demo books that nobody writes in, loaded once for all workers; their database is the template."""
    own = tmp_path_factory.getbasetemp()
    # A worker's folder lies in the folder of the whole run; without workers there is only the one.
    folder = (own if worker_id == "master" else own.parent) / "demo-books"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            # A load that failed before leaves its folder; the next worker shall fail of the same cause, not of this.
            shutil.rmtree(unfinished, ignore_errors=True)
            (unfinished / "static").mkdir(parents=True)
            environ = _environ(unfinished, _TEMPLATE)
            with _server() as admin:
                admin.execute(f'DROP DATABASE IF EXISTS "{_TEMPLATE}" WITH (FORCE)')
                admin.execute(f'CREATE DATABASE "{_TEMPLATE}"')
            with in_memory(environ) as product:
                run_product(product, "migrate")
                run_product(product, "demo", "load")
            unfinished.rename(folder)
    return folder


@pytest.fixture(scope="module")
def books(loaded: Path, worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of freshly loaded demo books in a database of their own, gone afterwards."""
    with fresh_books(loaded, worker_id, tmp_path_factory.mktemp("books")) as environ:
        yield environ


@contextmanager
def fresh_books(loaded: Path, worker_id: str, folder: Path) -> Iterator[dict[str, str]]:
    """The demo's books as they were loaded, in this folder and a database of their own, gone afterwards; one of a worker at a time."""
    name = f"guohe_journey_{worker_id}"
    shutil.copytree(loaded, folder, dirs_exist_ok=True)
    with _server() as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{_TEMPLATE}"')
    yield _environ(folder, name)
    with _server() as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def product(books: dict[str, str]) -> Iterator[InMemory]:
    """The product's commands on the same books."""
    with in_memory(books) as held:
        yield held


@pytest.fixture(scope="module")
def command(product: InMemory) -> Callable[..., str]:
    """Runs a command of the product on the same books and gives what it printed."""
    return lambda *words: run_product(product, *words)


@pytest.fixture(scope="module")
def address(books: dict[str, str]) -> Iterator[str]:
    """The product served on loopback over these books."""
    with served(books) as front:
        yield front


@contextmanager
def served(books: dict[str, str]) -> Iterator[str]:
    """The product on loopback over some books, ended afterwards."""
    port = _free_port()
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "guohe.project.wsgi:application"),
            *("--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "4"),
            *("--log-level", "error"),
        ],
        env=books,
        cwd=ROOT,
    )
    front = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            try:
                urllib.request.urlopen(f"{front}/en/help", timeout=5)  # noqa: S310  (loopback)
                break
            except OSError:
                time.sleep(0.2)
        yield front
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="session", autouse=True)
def _pages_read_whole() -> Iterator[None]:
    """After a press the answer is there to its last line: Playwright itself waits for its first only."""
    press = Locator.click

    def press_and_read(pressed: Locator, **how: Any) -> None:
        press(pressed, **how)
        pressed.page.wait_for_load_state("domcontentloaded")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Locator, "click", press_and_read)
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, kept from calling home."""
    program = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )
        yield started
        started.close()


@pytest.fixture
def reader(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A reader's own browser window; parametrise it to switch script off or make it narrow."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, **getattr(request, "param", {}))
    yield context
    context.close()


@pytest.fixture
def page(reader: BrowserContext) -> Iterator[Page]:
    """One page; whatever the browser complains of fails the journey."""
    opened = reader.new_page()
    complaints: list[str] = []
    # A page that does not exist, or a refusal, is no fault of the page that says so.
    opened.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if message.type == "error" and not any(f"status of {told}" in message.text for told in (404, 422))
            else None
        ),
    )
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    assert complaints == []


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA and its best practices, one line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: Any = page.evaluate(
        # What passed is not asked for: to describe it costs a fifth of the time.
        """standards => axe.run(document, {runOnly: standards, resultTypes: ["violations"]})
            .then(told => told.violations)""",
        STANDARDS,
    )
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]


def overflow(page: Page) -> int:
    """By how many pixels the page scrolls sideways."""
    # Asked two frames later, when what follows a change of width has been drawn.
    told: int = page.evaluate(
        """() => new Promise(answer => requestAnimationFrame(() => requestAnimationFrame(() =>
            answer(document.documentElement.scrollWidth - document.documentElement.clientWidth))))"""
    )
    return told


def faults_of(page: Page, name: str, *, in_every_language: bool = False) -> list[str]:
    """What is wrong with the page as it stands, wide and narrow; with a folder named, its pictures.

    Languages share structure and style: of a page that a journey looks at in every language, axe asks one language at each
    width, and the two Chinese scripts, whose words are as long, share the widths; with pictures, all is asked.
    """
    shots, lang = os.environ.get("GUOHE_SCREENSHOTS"), urlsplit(page.url).path.split("/")[1]
    found = []
    for width in WIDTHS:
        turn = LANGUAGES[zlib.crc32(f"{name} {width}".encode()) % len(LANGUAGES)]
        whole = shots or not in_every_language or turn == lang
        if not whole and lang == ("zh-hans" if turn == "zh-hant" else "zh-hant"):
            continue
        page.set_viewport_size({"width": width, "height": 900})
        if (sideways := overflow(page)) > 0:
            found.append(f"{name}, {lang}, {width}: {sideways} px sideways")
        if whole:
            found.extend(f"{name}, {lang}, {width}: {each}" for each in violations(page))
        if shots:
            file = re.sub("[/?]", "_", name)
            page.screenshot(path=str(Path(shots) / f"{file}-{lang}-{width}.png"), full_page=True)
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    return found
