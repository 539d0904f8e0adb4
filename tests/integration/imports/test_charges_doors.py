"""What a bank kept beyond what one person books, by page and by command: two people, in three languages, and on Today for who may."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.test import Client
from pytest_django import Settings

from guohe.funds.queries import lots, trace
from guohe.imports.queries import bank
from guohe.kernel.texts import LANGUAGES
from guohe.portal.queries.attention import needs_attention
from guohe.project.cli import main
from tests.factories.imports import DEMO, STEEL, Ground, demo_ground
from tests.factories.people import AUDITOR, FINANCE_OFFICE, INVESTIGATOR, NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words
from tests.integration.imports.test_bank import SECOND, credit, read

pytestmark = pytest.mark.usefixtures("demo_books")
WAITS = "portal.attention.charge"


@pytest.fixture
def ground(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ground:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


@pytest.fixture
def entry(ground: Ground) -> int:
    """A credit of 1.00 of 480,000.00."""
    text = (DEMO / "bank_cny.csv").read_text(encoding="utf-8").replace("479,850.00", "1.00")
    with ground.stage.acting(FINANCE_OFFICE):
        return credit(read(ground, "part.csv", text.encode())).number


def run(*typed: str) -> Result:
    return CliRunner().invoke(main, list(typed))


def prepared(client: Client, entry: int) -> int:
    told = {"instalment": SECOND, "reason": "The correspondent kept it", "evidence": "Letter of 2019-06-25"}
    sent = client.post(f"/en/import/entries/{entry}", told)
    assert sent.status_code == 302, words(sent.content)
    return int(sent["Location"].rpartition("/")[2])


def waiting(ground: Ground, who: str) -> list[tuple[str, str]]:
    with ground.stage.acting(who):
        return [(item.subject, item.page) for item in needs_attention(on=NOW.date()) if item.key == WAITS]


def test_what_a_bank_kept_is_prepared_by_one_command_and_confirmed_by_anothers(entry: int) -> None:
    typed = ("import", "receipt", str(entry), SECOND)
    assert run(*typed, "--charge-allowed-by", RESEARCH_OFFICE).exit_code != 0
    alone = run(*typed)
    assert (alone.exit_code, "IMP-533" in alone.stderr) == (1, True)
    prepared = run(*typed, "--reason", "The bank kept it", "--evidence", "Letter of 2019-06-25", "--json")
    number = str(json.loads(prepared.stdout)["charge"])
    assert "Mr Test Lau prepared it on 2019-07-02" in run("bank", "inbox").stdout
    own = run("import", "confirm-charge", number)
    assert (own.exit_code, "ACC-601" in own.stderr) == (1, True)
    assert "Waits for a second person" in run("import", "charges").stdout
    assert run("import", "confirm-charge", "999", "--as", RESEARCH_OFFICE).exit_code == 1
    done = run("import", "confirm-charge", number, "--as", RESEARCH_OFFICE)
    assert done.stdout.startswith("Confirmed. The receipt is recorded as J-"), done.stderr
    traced = run("trace", SECOND).stdout
    told = "charge prepared by Mr Test Lau on 2019-07-02, confirmed by Ms Sample Ng on 2019-07-02"
    assert told in " ".join(traced.split())
    (row,) = json.loads(run("import", "charges", "--json").stdout)["rows"]
    assert (row["preparer"], row["answerer"]) == ("Mr Test Lau", "Ms Sample Ng")
    late = run("import", "refuse-charge", number, "--why", "No", "--as", RESEARCH_OFFICE)
    assert "IMP-221" in late.stderr


def test_the_form_prepares_and_the_second_persons_page_posts(ground: Ground, entry: int) -> None:
    finance, office = seen_by(FINANCE_OFFICE), seen_by(RESEARCH_OFFICE)
    alone = finance.post(f"/en/import/entries/{entry}", {"instalment": SECOND, "reason": "", "evidence": ""})
    assert alone.status_code == 422
    assert "If it is a part payment, leave it" in words(alone.content)
    half = finance.post(
        f"/en/import/entries/{entry}", {"instalment": SECOND, "reason": "Kept", "evidence": ""}
    )
    assert "IMP-220" in half.content.decode()
    number = prepared(finance, entry)
    page = f"/en/bank/charges/{number}"
    own = words(finance.get(page).content)
    assert "so someone else who may approve confirms it" in own
    assert 'value="confirm"' not in finance.get(page).content.decode()
    refused = finance.post(page, {"answer": "confirm"})
    assert (refused.status_code, "ACC-601" in refused.content.decode()) == (422, True)
    # The one who may confirm is told on Today; the one who prepared it, and who may not, is not.
    assert waiting(ground, RESEARCH_OFFICE) == [(SECOND, "imports:charge")]
    assert waiting(ground, FINANCE_OFFICE) == waiting(ground, AUDITOR) == waiting(ground, INVESTIGATOR) == []
    assert page.removeprefix("/en") in office.get("/en/").content.decode()
    assert 'value="confirm"' in office.get(page).content.decode()
    done = office.post(page, {"answer": "confirm"}, follow=True)
    assert "The receipt is recorded as J-" in words(done.content)
    assert waiting(ground, RESEARCH_OFFICE) == []
    with ground.stage.acting(FINANCE_OFFICE):
        journal = bank.entry(entry).journal_id
        assert trace.forward(SECOND).proof.charge.plain == "479999.00"
    for what in (SECOND, f"J-{journal}"):
        told = words(finance.get(f"/en/trace/{what}").content)
        assert "charge prepared by Mr Test Lau on 2019-07-02, confirmed by Ms Sample Ng on 2019-07-02" in told
    assert seen_by(AUDITOR).post(page, {"answer": "refuse", "words": "No"}).status_code in (403, 422)
    assert finance.get("/en/bank/charges/99999999999999999999").status_code == 404
    assert finance.post(page, {"answer": "other"}).status_code == 404


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_inbox_the_list_and_the_charge_say_who_waits_for_whom(entry: int, lang: str) -> None:
    finance = seen_by(FINANCE_OFFICE)
    number = prepared(finance, entry)
    who = {"en": "Mr Test Lau", "zh-hant": "劉測試先生", "zh-hans": "刘测试先生"}[lang]
    inbox = finance.get(f"/{lang}/bank/inbox")
    assert who in words(inbox.content)
    assert f"/{lang}/bank/charges/{number}" in inbox.content.decode()
    for page in (f"/{lang}/bank/charges", f"/{lang}/bank/charges/{number}"):
        said = words(finance.get(page).content)
        assert who in said
        assert "479,999.00" in said
    (row,) = json.loads(finance.get(f"/{lang}/bank/charges.json").content)["rows"]
    assert (row["number"], row["evidence"]) == (number, "Letter of 2019-06-25")
    assert finance.get(f"/{lang}/bank/charges.csv").status_code == 200


def test_a_refused_charge_is_in_the_inbox_again(ground: Ground, entry: int) -> None:
    number = prepared(seen_by(FINANCE_OFFICE), entry)
    office = seen_by(RESEARCH_OFFICE)
    page = f"/en/bank/charges/{number}"
    assert office.post(page, {"answer": "refuse", "words": " "}).status_code == 422
    assert office.post(page, {"answer": "refuse", "words": "The rest came"}).status_code == 302
    said = words(office.get(page).content)
    assert "Refused" in said
    assert "The rest came" in said
    with ground.stage.acting(FINANCE_OFFICE):
        assert SECOND not in {lot.source_ref for lot in lots.of_fund(STEEL)}
    assert f"charges/{number}" not in seen_by(FINANCE_OFFICE).get("/en/bank/inbox").content.decode()


def test_a_receipt_that_was_recorded_at_its_statement_is_undone_from_the_inbox(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        number = credit(read(ground)).number
    recorded = run("import", "receipt", str(number), SECOND)
    assert recorded.stdout.startswith("Recorded as J-")
    finance = seen_by(FINANCE_OFFICE)
    shown = finance.get("/en/bank/inbox").content.decode()
    assert re.search(rf'action="/en/bank/inbox/{number}"[^§]*?value="undo"', shown)
    undone = finance.post(f"/en/bank/inbox/{number}", {"answer": "undo", "words": "Another's"}, follow=True)
    assert "Another's" in words(undone.content)
    with ground.stage.acting(FINANCE_OFFICE):
        assert bank.entry(number).used_as is None
    # The same by command, and as often as it was recorded.
    assert run("import", "receipt", str(number), SECOND).exit_code == 0
    assert run("bank", "undo", str(number), "--reason", "Again").exit_code == 0
    assert run("bank", "undo", str(number), "--reason", "Again").exit_code == 1
