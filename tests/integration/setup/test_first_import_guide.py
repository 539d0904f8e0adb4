"""The guide to the first import is run as written, on books of one's own: from nothing to two reports that tie."""

import re
import subprocess
import textwrap
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

from setup.places import ROOT
from tests.integration.setup.checkout import Checkout
from tests.integration.setup.test_own_books import PASSWORD, address, own

__all__ = ["own"]
GUIDE = ROOT / "docs" / "guides" / "first-import.md"
SERVE = "./guohe serve"
WORDS = {f"{name}_{lang}": "Own" for name in ("title", "funder") for lang in ("en", "zh_hant", "zh_hans")}


def blocks() -> list[str]:
    """The guide's indented blocks, in order."""
    found = re.findall(r"(?:^    .*\n|^\n(?=    ))+", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    return [textwrap.dedent(block).strip() for block in found]


class Terminal:
    """One shell after another in the checkout, what was exported kept."""

    def __init__(self, own: Checkout) -> None:
        self.own, self.exported = own, ""

    def run(self, script: str) -> str:
        """What a block printed; a stop (exit 1) anywhere in it is a failure."""
        self.exported += "".join(f"{line}\n" for line in script.splitlines() if line.startswith("export "))
        # 2 and 3 say that something waits or was noted, as the guide's last section has it.
        checked = re.sub(r"^(\./guohe .*[^\\])$", r"\1 || [ $? -gt 1 ]", script, flags=re.MULTILINE)
        done = subprocess.run(
            ["bash", "-e", "-c", self.exported + checked], cwd=self.own.root, env=self.own.environ(), capture_output=True,
            text=True, timeout=200, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
        return done.stdout


class Browser:
    """A person without script at the pages."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        with self.opener.open(self.base + path, timeout=30) as answer:
            return str(answer.read().decode())

    def post(self, path: str, form: dict[str, str], file: Path | None = None) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path))
        assert token is not None
        told = {"csrfmiddlewaretoken": token[1], **form}
        body, kind = urllib.parse.urlencode(told).encode(), "application/x-www-form-urlencoded"
        if file is not None:
            parts = [
                f'--own\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                for name, value in told.items()
            ]
            parts.append(
                f'--own\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'
                f"{file.read_text(encoding='utf-8')}\r\n--own--\r\n"
            )
            body, kind = "".join(parts).encode(), "multipart/form-data; boundary=own"
        request = urllib.request.Request(self.base + path, body, {"Content-Type": kind})  # noqa: S310
        with self.opener.open(request, timeout=30) as answer:
            return str(answer.read().decode())


def set_up(own: Checkout) -> None:
    """The guide's table of answers, given on the pages."""
    browser = Browser(address(own))
    browser.post("/en/sign-in", {"username": "chan.tm", "password": PASSWORD, "next": "/"})
    first = browser.get("/en/grants/new")
    assert "PLAIN@1.0" in first
    assert "DEMO-" not in first.partition("<form method")[2].replace("DEMO-NKP-2018-001", "")
    browser.post("/en/grants/new/agreement", {"ref": "OWN-2019-001", "pack": "PLAIN@1.0", **WORDS})
    browser.post(
        "/en/grants/new/money",
        {
            "total": "100000.00",
            "starts": "2019-01-01",
            "last_day": "2020-12-31",
            "amount_1": "60000",
            "amount_2": "40000",
        },
    )
    people = browser.get("/en/grants/new/people")
    person = re.search(r'<option value="(\d+)">Chan Tin Mei', people)
    assert person is not None
    browser.post(
        "/en/grants/new/people", {"unit": "SKL-01", "investigator": person[1], "project_codes": "P-100"}
    )
    book = re.search(r'<option value="(\d+)">HK<', browser.get("/en/grants/new/policy"))
    assert book is not None
    browser.post("/en/grants/new/policy", {"lot_policy": "fifo", "fx_policy": "bank_actual", "book": book[1]})
    browser.post("/en/grants/new/budget", {"approved_on": "2018-12-20"}, own.root / "budget.csv")
    shown = re.search(r'name="shown" value="(\w+)"', browser.get("/en/grants/new/check"))
    assert shown is not None
    done = browser.post("/en/grants/new/check", {"shown": shown[1]})
    assert "OWN-2019-001 is set up with its budget as version 1." in done


def test_every_block_of_the_guide_runs_and_the_two_reports_tie(own: Checkout) -> None:
    terminal, said = Terminal(own), {}
    for block in blocks():
        if block == SERVE:
            own.begin("serve")
            set_up(own)
        else:
            said[block.splitlines()[-1]] = terminal.run(block)

    def after(command: str) -> str:
        return next(text for last, text in said.items() if last.startswith(command))

    assert "Book HK is open: 2019-01-01 to 2021-12-31, CNY, HKD." in after("./guohe book open")
    assert after("./guohe import erp listing.csv").count("REP-702") == 3
    mapped = after("./guohe mapping show")
    assert "3 accounts, 3 opened in the books, 3 waiting lines are ready now." in mapped
    assert "Version 1, decided by Chan Tin Mei" in mapped
    last = after("./guohe verify")
    # 11,500 + 2,300 + 5,750 HKD at 1.15, and the 150.00 that the bank kept of 60,000.00.
    for figure in ("19,550.00", "17,000.00", "17,150.00", "10,000.00", "2,000.00", "5,000.00"):
        assert figure in last, figure
    assert "Difference 0.00" in last
