"""A return that is undone after the instalment was paid again: what has not left is held, what left is told as paid twice."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, connection
from pytest_django import Settings

from guohe.imports.queries import bank
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.kernel.texts import LANGUAGES
from guohe.payments.operations import take_debit as debits
from guohe.payments.operations import take_movement as movements
from guohe.payments.operations.release import release_together
from guohe.payments.queries.releases import all_releases
from guohe.portal.queries.attention import needs_attention
from guohe.project.cli import main
from tests.factories.payments import REF, Till, till
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by, words
from tests.integration.payments.test_law import FILE, approval
from tests.integration.payments.test_law import run as raw
from tests.integration.reconciliation.test_debits import ITEMS, OWN, accept, box_of, made_payments, read
from tests.integration.reconciliation.test_movements import (
    BACK,
    CAME,
    CHARGE,
    HEAD,
    LEFT,
    TAKEN,
    matched,
    undo,
)
from tests.integration.reconciliation.test_movements import came_back as read_return

AGAIN = f"{REF}-4"


@pytest.fixture
def place(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Till:
    return ready(settings, monkeypatch)


def ready(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Till:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    made = made_payments()
    made.exported()
    return made


def again(place: Till, entry: int) -> int:
    """The return is accepted, and the 300,000.00 that are open again are prepared a second time."""
    accept(place, entry, BACK)
    return place.prepared(amount=Money.of("CNY", "300000.00"))


def refused(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refusal:
        act()
    return [finding.code for finding in refusal.value.findings]


def told(place: Till) -> list[tuple[str, str]]:
    """What Today tells of payments."""
    with place.stage.acting(FINANCE_OFFICE):
        return [
            (each.key, each.subject) for each in needs_attention(on=NOW.date()) if each.key.startswith("PAY-")
        ]


def test_what_is_prepared_is_not_released_after_the_return_was_undone(place: Till) -> None:
    matched(place)
    entry = read_return(place)
    number = again(place, entry)
    assert told(place) == []
    undo(place, entry)
    # 300,000.00 + 400,000.00 + 20,000.00 are the plan's 720,000.00, and all of it has left.
    assert refused(lambda: place.released(number)) == ["PAY-405"]

    def together() -> None:
        with place.stage.acting(FINANCE_OFFICE):
            release_together(numbers=[number], actor=place.stage.account(FINANCE_OFFICE), now=NOW)

    assert refused(together) == ["PAY-405"]
    assert raw(place, FINANCE_OFFICE, approval(place, number, FINANCE_OFFICE)) == "payments_within_plan"
    assert told(place) == [("PAY-405", "DEMO-TEST-1")]
    accept(place, entry, BACK)
    assert told(place) == []
    place.released(number)
    assert AGAIN.encode() in place.exported().content


def test_what_is_released_does_not_leave_after_the_return_was_undone(place: Till) -> None:
    matched(place)
    entry = read_return(place)
    number = again(place, entry)
    place.released(number)
    undo(place, entry)
    assert refused(place.exported) == ["PAY-405"]
    # To release what is released changes nothing, as before.
    place.released(number)
    by = place.stage.account(FINANCE_OFFICE)
    file = FILE.format(message="'M'", digest="encode(sha256('abc'), 'hex')", by=by, number=number)
    assert raw(place, FINANCE_OFFICE, file) == ""
    filed = (
        "INSERT INTO payments_filedrelease (host_id, file_id, release_id) SELECT r.host_id, f.id, r.id "
        f"FROM payments_release r, payments_paymentfile f WHERE r.id = {number} AND f.message_id = 'M'"
    )
    assert raw(place, FINANCE_OFFICE, filed) == "payments_within_plan"
    accept(place, entry, BACK)
    assert raw(place, FINANCE_OFFICE, filed) == ""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_left_already_is_told_as_paid_twice_and_the_undo_stands(place: Till, lang: str) -> None:
    matched(place)
    entry = read_return(place)
    place.released(again(place, entry))
    place.exported()
    assert told(place) == []
    undo(place, entry)
    assert told(place) == [("PAY-406", "DEMO-TEST-1")]
    said = {
        "en": f"{REF} was paid twice",
        "zh-hant": f"{REF} 期款已重複支付",
        "zh-hans": f"{REF} 期款已重复支付",
    }
    client = seen_by(FINANCE_OFFICE)
    for page in (f"/{lang}/", f"/{lang}/agency/releases"):
        shown = words(client.get(page).content)
        assert (said[lang] in shown, "CNY 1,020,000.00" in shown, AGAIN in shown) == (True, True, True), page
    plan = CliRunner().invoke(main, ["release", "plan", "--lang", lang, "--as", FINANCE_OFFICE])
    assert (plan.exit_code, "PAY-406" in plan.output, said[lang] in plan.output) == (0, True, True)
    record = CliRunner().invoke(main, ["release", "plan", "--json", "--lang", lang, "--as", FINANCE_OFFICE])
    served = client.get(f"/{lang}/agency/releases.json").json()
    for told_of_it in (json.loads(record.output), served):
        assert [(each["code"], said[lang] in each["message"]) for each in told_of_it["findings"]] == [
            ("PAY-406", True)
        ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_held_payment_says_so_on_its_own_page_and_is_withdrawn(place: Till, lang: str) -> None:
    matched(place)
    entry = read_return(place)
    number = again(place, entry)
    undo(place, entry)
    client = seen_by(FINANCE_OFFICE)
    page = f"/{lang}/agency/releases/{number}"
    held = {
        "en": "would pay its instalment twice",
        "zh-hant": "會令本期重複支付",
        "zh-hans": "会造成本期重复支付",
    }[lang]
    papers = ["release", "papers", str(number), "--lang", lang, "--as", FINANCE_OFFICE]
    own = f"PAY-405 Payment {AGAIN}" if lang == "en" else f"PAY-405 付款 {AGAIN}"
    assert (held in words(client.get(page).content), own in CliRunner().invoke(main, papers).output) == (
        True,
        True,
    )
    record = CliRunner().invoke(main, ["release", "plan", "--json", "--lang", lang, "--as", FINANCE_OFFICE])
    assert [each["code"] for each in json.loads(record.output)["findings"]] == ["PAY-405"]
    # The first payment of the instalment is not the one that is held.
    with place.stage.acting(FINANCE_OFFICE):
        first = next(each.number for each in all_releases() if each.end_to_end_id == REF)
    assert held not in words(client.get(f"/{lang}/agency/releases/{first}").content)
    done = client.post(f"{page}/withdraw", {"reason": "The first one arrived after all"}, follow=True)
    assert held not in words(done.content)
    assert told(place) == []
    assert "PAY-405" not in CliRunner().invoke(main, papers).output


def test_the_others_of_the_account_leave_and_what_is_held_is_told(
    db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    place = till(payer_number=OWN, is_iban=True)
    place.released(place.prepared(amount=Money.of("CNY", "300000.00")))
    place.exported()
    matched(place)
    entry = read_return(place)
    accept(place, entry, BACK)
    # 300,000.00 goes beside the 300,000.00 that left after all; 420,000.00 more would be 1,020,000.00 of 720,000.00.
    numbers = [place.prepared(amount=Money.of("CNY", part)) for part in ("300000.00", "420000.00")]
    for number in numbers:
        place.released(number)
    undo(place, entry)
    done = CliRunner().invoke(
        main, ["release", "export", str(place.payer), str(tmp_path), "--as", FINANCE_OFFICE]
    )
    assert (
        done.exit_code,
        f"PAY-405 Payment {REF}-3" in done.output,
        "PAY-405 Payment " + ITEMS[1] in done.output,
    ) == (
        0,
        True,
        False,
    )
    assert refused(place.exported) == ["PAY-405"]
    assert told(place) == [("PAY-405", "DEMO-TEST-1")]


def test_a_file_named_with_a_percent_sign_shows_payment_charge_and_return(place: Till) -> None:
    job = read(place, (HEAD + LEFT + TAKEN + CAME).encode(), "ca%sme %1$s.csv")
    with place.stage.acting(FINANCE_OFFICE):
        left, taken, came = (each.number for each in bank.of_job(job))
    for entry, item in ((left, ITEMS[0]), (taken, CHARGE), (came, BACK)):
        accept(place, entry, item)
    assert len(box_of(place).settled) == 3


@pytest.mark.parametrize("kind", ["return", "debit"])
def test_two_people_who_say_it_at_once_are_told_who_was_first(
    committed: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    place = ready(settings, monkeypatch)
    if kind == "return":
        matched(place)
    line = CAME if kind == "return" else LEFT
    # Two lines of one file, each with words of its own: of two files the second would wait to be told from the first.
    told = "".join(line.replace("DEMO UNIVERSITY", f"DEMO UNIVERSITY {name}") for name in ("one", "two"))
    job = read(place, (HEAD + told).encode(), "two.csv")
    with place.stage.acting(FINANCE_OFFICE):
        entries = [each.number for each in bank.of_job(job)]
    assert len(entries) == len(("one", "two"))
    item, module = (BACK, movements) if kind == "return" else (ITEMS[0], debits)
    both, said, real = threading.Barrier(2), Counter[str](), module.of_its_day

    def after_reading(*told: Any) -> Any:
        """Both have read what stands before either writes, if both can."""
        with suppress(threading.BrokenBarrierError):
            both.wait(2)
        return real(*told)

    monkeypatch.setattr(module, "of_its_day", after_reading)

    def say(entry: int) -> None:
        try:
            accept(place, entry, item)
            said["said"] += 1
        except Refused as refusal:
            said[refusal.findings[0].code] += 1
        except IntegrityError as broken:
            said[str(broken)] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=say, args=[entry]) for entry in entries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert said == {"said": 1, "PAY-402" if kind == "return" else "PAY-392": 1}
