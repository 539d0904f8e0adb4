"""Books of one's own, with the whole product: made without a terminal, served, signed in to, and free of the demo."""

import http.cookiejar
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from guohe.identity.domain.demo_cast import CAST
from setup.places import ROOT
from tests.integration.setup.checkout import Checkout, share_compiled, wait_until

PASSWORD = "seven lotuses over the river"
OPTIONS = (
    *("--host-code", "hku", "--host-name", "The University of Hong Kong"),
    *("--host-name-hant", "香港大學", "--host-name-hans", "香港大学"),
    *("--admin", "chan.tm", "--admin-name", "Chan Tin Mei", "--password-stdin"),
)


@pytest.fixture
def own(checkout: Checkout) -> Checkout:
    """The checkout with the real product in place of the stand-in."""
    shutil.rmtree(checkout.root / "src")
    left_out = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src", checkout.root / "src", ignore=left_out)
    share_compiled(ROOT / "src", checkout.root / "src", checkout.root)
    shutil.copytree(ROOT / "demo", checkout.root / "demo", ignore=left_out)
    return checkout


def init(own: Checkout, *words: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "guohe", "init", *words], cwd=own.root, env=own.environ(), input=typed,
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def address(own: Checkout) -> str:
    note = own.root / "var" / "live" / "serving.json"
    wait_until(
        lambda: note.exists() and bool(json.loads(note.read_text(encoding="utf-8"))["address"]), seconds=90
    )
    return str(json.loads(note.read_text(encoding="utf-8"))["address"])


def demo_words() -> set[str]:
    """What would betray demo data: its references, and the names of its invented people."""
    names = {name for role in CAST for name in (role.username, role.name.en, role.name.zh_hant)}
    return names | {"DEMO-"}


def test_broken_off_it_is_not_served_and_repeated_it_is_whole(own: Checkout) -> None:
    lacking = init(own, "--host-code", "hku", "--admin", " ")
    assert lacking.returncode == 1
    assert "ACC-676" in lacking.stderr
    assert (
        "missing: --host-name, --host-name-hant, --host-name-hans, --admin, --admin-name, --password-stdin."
        in lacking.stderr
    )
    refused = own.run("serve")
    assert refused.returncode == 1
    assert "ACC-677 These books have no administrator yet" in refused.stderr
    assert "Complete it with ./guohe init, then ./guohe serve." in refused.stderr
    assert "http://" not in refused.stdout
    unsound = init(own, *(word if word != "hku" else "HK U!" for word in OPTIONS), typed=f"{PASSWORD}\n")
    assert unsound.returncode == 1
    assert 'ACC-618 Host code "HK U!"' in unsound.stderr
    weak = init(own, *OPTIONS, typed="12345\n")
    assert weak.returncode == 1
    assert "ACC-626" in weak.stderr

    made = init(own, *OPTIONS, typed=f"{PASSWORD}\n")
    assert made.returncode == 0, made.stderr
    assert "./guohe account grant chan.tm import" in made.stdout
    assert "export GUOHE_BOOKS=var/live" in made.stdout
    assert made.stdout.startswith('Your books are ready and empty. "chan.tm" is the administrator.')
    twice = init(own, *OPTIONS, typed=f"{PASSWORD}\n")
    assert twice.returncode == 1
    assert "ACC-615 These books already have a host and an administrator." in twice.stderr

    assert "for example: --as USERNAME." in own.run("account", "list").stderr
    assert own.run("account", "list", "--as", "chan.tm").stdout.split() == ["chan.tm", "Chan", "Tin", "Mei"]

    # Whoever administers sees no money until somebody says so.
    given = own.run("account", "grant", "chan.tm", "view_money", "--as", "chan.tm")
    assert given.returncode == 0, given.stderr
    own.begin("serve")
    pages = signed_in(address(own))
    for name, page in pages.items():
        assert not [word for word in demo_words() if word in page], name
    assert "Chan Tin Mei" in pages["/"]


def signed_in(base: str) -> dict[str, str]:
    """Sign in as a browser does; gives some pages by their path."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(jar)

    def get(path: str, form: dict[str, str] | None = None) -> str:
        body = urllib.parse.urlencode(form).encode() if form else None
        with browser.open(urllib.request.Request(base + path, body), timeout=30) as answer:  # noqa: S310
            return str(answer.read().decode())

    door = get("/sign-in")
    assert 'name="password"' in door
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', door)
    action = re.search(r'action="([^"]+/sign-in)"', door)
    assert token is not None
    assert action is not None
    form = {"csrfmiddlewaretoken": token[1], "username": "chan.tm", "password": PASSWORD, "next": "/"}
    home = get(action[1], form)
    assert 'name="password"' not in home
    return {"/": home, **{path: get(path) for path in ("/grants", "/import", "/health")}}


def test_at_a_terminal_an_empty_answer_is_asked_again(own: Checkout) -> None:
    answers = [
        "HK U!",
        "hku",
        "",
        "HKU",
        "港大",
        "港大",
        "Chan Tin Mei",
        "chan.tm",
        "Chan",
        "short",
        PASSWORD,
        PASSWORD,
    ]
    code, shown = at_terminal(own.root, ["init", "--lang", "en"], answers, own.environ())
    assert code == 0, shown
    assert shown.count("Host name in English") == 2
    # A fault is told where the answer was given, and only that answer is asked again.
    assert shown.index("ACC-618") < shown.index("Host name in English")
    assert shown.index("ACC-608") < shown.index("Their name as shown to others")
    assert shown.count("Host code (short") == 2
    assert shown.count("Password of the administrator") == 2
    assert "Nothing was typed, and the books need this answer." in shown
    assert "ACC-626" in shown
    assert PASSWORD not in shown
    assert '"chan.tm" is the administrator' in shown


def at_terminal(root: Path, words: list[str], answers: list[str], environ: dict[str, str]) -> tuple[int, str]:
    """Run a command in a terminal of its own and answer each question as it appears."""
    here, there = os.openpty()
    running = subprocess.Popen(
        [sys.executable, "guohe", *words], cwd=root, env=environ, stdin=there, stdout=there, stderr=there,
        start_new_session=True,
    )  # fmt: skip
    os.close(there)
    shown, waiting, left = "", "", list(answers)
    while True:
        try:
            piece = os.read(here, 4096).decode(errors="replace")
        except OSError:
            break
        shown, waiting = shown + piece, waiting + piece
        if waiting.endswith(": ") and left:
            waiting = ""
            os.write(here, f"{left.pop(0)}\n".encode())
    os.close(here)
    return running.wait(60), shown
