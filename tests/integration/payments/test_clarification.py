"""A payment that only the bank called a duplicate has a way out by two people, and its instalment follows what they said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from pytest_django import Settings

from guohe.grants.queries import find
from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES
from guohe.payments.operations.clarify import clarify, confirm_clarification, dismiss_clarification
from guohe.payments.queries.beyond_plan import told_of
from guohe.payments.queries.debits import expected_debits
from guohe.payments.queries.releases import all_releases
from guohe.project.cli import main
from tests.factories.identity import add_person, other_host
from tests.factories.payments import REF, Till, till
from tests.factories.people import (
    ADMINISTRATOR,
    AUDITOR,
    FINANCE_OFFICE,
    NOW,
    OTHER_OFFICER,
    RESEARCH_OFFICE,
    TODAY,
)
from tests.integration.imports.pages import seen_by, words
from tests.integration.payments.test_answers_at_once import answered
from tests.integration.payments.test_law import run
from tests.integration.payments.test_release import answer

pytestmark = pytest.mark.django_db
LETTER = "Letter of 2 July 2019, no. 118"


@pytest.fixture(autouse=True)
def _demo_day(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.MODE = "demo"
    monkeypatch.setattr("guohe.kernel.clock.now", lambda: NOW)


def duplicate(place: Till) -> tuple[int, str]:
    """A payment of which the bank says only that it is a duplicate, and the message that it left in."""
    number = place.prepared()
    place.released(number)
    message = place.exported().message_id
    answered(place, answer(message, "RJCT", "DUPL"))
    return number, message


def says(place: Till, number: int, became: Any = "unpaid", by: str = RESEARCH_OFFICE, **other: Any) -> None:
    plain = {"other": "M-0" if became == "paid" else "", "on": TODAY, "evidence": LETTER}
    with place.stage.acting(by):
        clarify(number=number, became=became, actor=place.stage.account(by), now=NOW, **{**plain, **other})


def confirms(place: Till, number: int, by: str = FINANCE_OFFICE, **other: Any) -> None:
    with place.stage.acting(by):
        confirm_clarification(number=number, actor=place.stage.account(by), now=NOW, **other)


def dismisses(place: Till, number: int, by: str = FINANCE_OFFICE, reason: str = "Another payment's") -> None:
    with place.stage.acting(by):
        dismiss_clarification(number=number, reason=reason, actor=place.stage.account(by), now=NOW)


def refused(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refusal:
        act()
    return [finding.code for finding in refusal.value.findings]


def states(place: Till) -> dict[str, str]:
    with place.stage.acting(FINANCE_OFFICE):
        return {each.end_to_end_id: each.state for each in all_releases()}


def stations(place: Till) -> list[tuple[str, str, str]]:
    with place.stage.acting(FINANCE_OFFICE):
        return [
            (each.station, each.evidence, each.reference)
            for each in find.claims("DEMO-TEST-1")
            if each.instalment_ref == REF
        ]


def test_what_was_never_paid_frees_its_instalment_when_another_confirms() -> None:
    place = till()
    number, _ = duplicate(place)
    says(place, number)
    assert states(place) == {REF: "duplicate"}
    assert refused(place.prepared) == ["PAY-365"]
    confirms(place, number)
    assert (states(place), stations(place)) == ({REF: "unpaid"}, [])
    with place.stage.acting(FINANCE_OFFICE):
        # It is no longer expected on a statement.
        assert [each.end_to_end_id for each in expected_debits(place.stage.host)] == []
    second = place.prepared()
    place.released(second)
    place.exported()
    assert states(place) == {REF: "unpaid", f"{REF}-2": "in_file"}
    with place.stage.acting(FINANCE_OFFICE):
        assert told_of(["DEMO-TEST-1"]) == {}
        assert [each.end_to_end_id for each in expected_debits(place.stage.host)] == [f"{REF}-2"]


def test_what_was_paid_as_another_message_is_evidenced_as_sent() -> None:
    place = till()
    number, _ = duplicate(place)
    says(place, number, "paid")
    assert stations(place) == []
    confirms(place, number)
    assert (states(place), stations(place)) == ({REF: "settled"}, [("sent", LETTER, "M-0")])
    assert refused(place.prepared) == ["PAY-365"]


def test_the_banks_own_word_goes_before_and_the_instalment_is_then_told_as_paid_twice() -> None:
    place = till()
    number, message = duplicate(place)
    says(place, number)
    confirms(place, number)
    second = place.prepared()
    place.released(second)
    place.exported()
    answered(place, answer(message, "ACCP"))
    assert states(place) == {REF: "accepted", f"{REF}-2": "in_file"}
    with place.stage.acting(FINANCE_OFFICE):
        assert [each.code for each in told_of(["DEMO-TEST-1"])[REF]] == ["PAY-406"]


def test_it_is_confirmed_by_another_once_and_dismissed_with_a_reason() -> None:
    place = till()
    number, _ = duplicate(place)
    assert refused(lambda: confirms(place, number)) == ["PAY-417"]
    says(place, number, by=FINANCE_OFFICE)
    assert refused(lambda: confirms(place, number)) == ["PAY-416"]
    assert refused(lambda: says(place, number)) == ["PAY-415"]
    assert refused(lambda: dismisses(place, number, reason=" ")) == ["PAY-418"]
    # One's own word is taken back, and something else said.
    dismisses(place, number)
    assert states(place) == {REF: "duplicate"}
    says(place, number, "paid")
    assert refused(lambda: confirms(place, number, clarification=0)) == ["PAY-417"]
    confirms(place, number)
    assert refused(lambda: confirms(place, number)) == ["PAY-417"]
    assert refused(lambda: says(place, number)) == ["PAY-412"]


def test_what_the_bank_said_meanwhile_is_not_confirmed_away() -> None:
    place = till()
    number, message = duplicate(place)
    says(place, number)
    answered(place, answer(message, "ACCP"))
    assert refused(lambda: confirms(place, number)) == ["PAY-412"]
    dismisses(place, number)
    assert states(place) == {REF: "accepted"}


def test_everything_is_told_at_once_and_rights_are_asked() -> None:
    place = till()
    number, _ = duplicate(place)
    late = TODAY + timedelta(days=1)
    assert refused(lambda: says(place, number, "paid", other=" ", evidence="", on=late)) == [
        "PAY-413",
        "PAY-414",
        "PAY-419",
    ]
    assert refused(lambda: says(place, number, by=AUDITOR)) == ["ACC-603"]
    assert refused(lambda: says(place, 999)) == ["PAY-367"]
    says(place, number)
    assert refused(lambda: confirms(place, number, by=AUDITOR)) == ["ACC-603"]
    assert refused(lambda: dismisses(place, number, by=AUDITOR)) == ["ACC-603"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_confirms_and_dismisses(lang: str) -> None:
    place = till()
    number, _ = duplicate(place)
    page = f"/{lang}/agency/releases/{number}"
    asks = {"en": "What became of this payment", "zh-hant": "此筆付款的結果", "zh-hans": "此笔付款的结果"}[
        lang
    ]
    confirm = {"en": "I have seen the paper", "zh-hant": "已核對文件", "zh-hans": "已核对文件"}[lang]
    one, other = seen_by(RESEARCH_OFFICE), seen_by(FINANCE_OFFICE)
    assert asks in words(one.get(page).content)
    assert asks not in words(seen_by(AUDITOR).get(page).content)
    empty = one.post(f"{page}/clarification", {"answer": "say", "evidence": " ", "on": "2019-07-02"})
    assert (empty.status_code, "PAY-414" in words(empty.content)) == (422, True)
    faulty = {"answer": "say", "became": "paid", "evidence": " ", "on": "2019-07-02"}
    told = words(one.post(f"{page}/clarification", faulty).content)
    assert ("PAY-413" in told, "PAY-414" in told) == (True, True)
    said = {"answer": "say", "became": "unpaid", "evidence": LETTER, "on": "2019-07-02"}
    shown = words(one.post(f"{page}/clarification", said, follow=True).content)
    assert (LETTER in shown, confirm in shown, "PAY-410" in shown) == (True, False, True)
    assert confirm in words(other.get(page).content)
    bare = other.post(f"{page}/clarification", {"answer": "dismiss", "reason": " "})
    assert (bare.status_code, "PAY-417" in words(bare.content)) == (422, True)
    with place.stage.acting(FINANCE_OFFICE):
        waiting = all_releases()[0].to_confirm
    assert waiting is not None
    bare = other.post(
        f"{page}/clarification", {"answer": "dismiss", "reason": " ", "said": str(waiting.number)}
    )
    assert (bare.status_code, "PAY-418" in words(bare.content)) == (422, True)
    own = one.post(f"{page}/clarification", {"answer": "confirm", "said": str(waiting.number)})
    assert own.status_code in (403, 422)
    done = other.post(
        f"{page}/clarification", {"answer": "confirm", "said": str(waiting.number)}, follow=True
    )
    shown = words(done.content)
    state = {
        "en": "never paid, as two people said",
        "zh-hant": "經兩人說明從未支付",
        "zh-hans": "经两人说明从未支付",
    }[lang]
    assert (state in shown, "PAY-410" in shown, LETTER in shown) == (True, False, True)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_commands_say_confirm_and_dismiss(lang: str) -> None:
    place = till()
    number, _ = duplicate(place)

    def told(by: str, *arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["release", *arguments, "--lang", lang, "--as", by])
        return result.exit_code, result.output

    say = ("clarify", str(number), "paid", "--on", "2019-07-02", "--evidence", LETTER)
    code, output = told(RESEARCH_OFFICE, *say)
    assert (code, "PAY-414" in output) == (1, True)
    assert told(RESEARCH_OFFICE, *say, "--other", "M-0")[0] == 0
    code, output = told(RESEARCH_OFFICE, "dismiss", str(number), "--reason", "")
    assert (code, "PAY-418" in output) == (1, True)
    assert told(RESEARCH_OFFICE, "dismiss", str(number), "--reason", "Misread")[0] == 0
    assert told(RESEARCH_OFFICE, *say, "--other", "M-0")[0] == 0
    code, output = told(FINANCE_OFFICE, "confirm", str(number))
    assert (code, str(number) in output) == (0, True)
    assert states(place) == {REF: "settled"}


def row(place: Till, number: int, by: str = RESEARCH_OFFICE, **other: str) -> str:
    told = {
        "became": "'unpaid'",
        "other": "''",
        "on": f"'{TODAY}'",
        "evidence": f"'{LETTER}'",
        "who": str(place.stage.account(by)),
        "at": f"'{NOW}'",
        "host": "host_id",
    } | other
    return (
        "INSERT INTO payments_clarification (host_id, release_id, became, other, happened_on, evidence, said_by_id, said_at) "
        f"SELECT {told['host']}, id, {told['became']}, {told['other']}, {told['on']}, {told['evidence']}, {told['who']}, {told['at']} "
        f"FROM payments_release WHERE id = {number}"
    )


def reply(place: Till, by: str = FINANCE_OFFICE, **other: str) -> str:
    told = {
        "confirmed": "true",
        "reason": "''",
        "who": str(place.stage.account(by)),
        "at": f"'{NOW}'",
        "host": "host_id",
    } | other
    return (
        "INSERT INTO payments_clarificationanswer (host_id, clarification_id, confirmed, reason, answered_by_id, answered_at) "
        f"SELECT {told['host']}, max(id), {told['confirmed']}, {told['reason']}, {told['who']}, {told['at']} "
        "FROM payments_clarification GROUP BY host_id"
    )


def test_the_database_holds_the_law_of_what_is_said() -> None:
    place = till()
    number = place.prepared()
    assert run(place, RESEARCH_OFFICE, row(place, number)) == "payments_clarification_of_a_duplicate"
    place.released(number)
    message = place.exported().message_id
    assert run(place, RESEARCH_OFFICE, row(place, number)) == "payments_clarification_of_a_duplicate"
    answered(place, answer(message, "RJCT", "DUPL"))
    tomorrow = f"'{TODAY + timedelta(days=1)}'"
    for by, other, law in (
        (RESEARCH_OFFICE, {"became": "'lost'"}, "payments_clarification_"),
        (RESEARCH_OFFICE, {"became": "'paid'"}, "payments_clarification_is_told"),
        (RESEARCH_OFFICE, {"other": "'M-0'"}, "payments_clarification_is_told"),
        (RESEARCH_OFFICE, {"evidence": "E' \\n'"}, "payments_clarification_is_told"),
        (RESEARCH_OFFICE, {"on": tomorrow}, "payments_clarification_day"),
        (RESEARCH_OFFICE, {"on": "'-infinity'"}, "payments_clarification_day"),
        (RESEARCH_OFFICE, {"at": "'2019-07-01T23:00+08'"}, "payments_clarification_day"),
        (RESEARCH_OFFICE, {"who": str(place.stage.account(FINANCE_OFFICE))}, "payments_by_the_actor"),
        (AUDITOR, {}, "payments_by_the_actor"),
        (RESEARCH_OFFICE, {"host": "host_id + 1"}, "payments_"),
    ):
        assert law in run(place, by, row(place, number, by, **other)) != "", other
    assert run(place, RESEARCH_OFFICE, row(place, number)) == ""
    assert run(place, RESEARCH_OFFICE, row(place, number)) == "payments_clarification_of_a_duplicate"
    assert "permission denied" in run(
        place, RESEARCH_OFFICE, "UPDATE payments_clarification SET became = 'paid'"
    )
    assert "permission denied" in run(place, RESEARCH_OFFICE, "DELETE FROM payments_clarification")


def test_the_database_holds_the_law_of_who_confirms() -> None:
    place = till()
    number, message = duplicate(place)
    says(place, number, by=FINANCE_OFFICE)
    assert run(place, FINANCE_OFFICE, reply(place)) == "payments_clarified_by_another"
    dismisses(place, number)
    says(place, number)
    for by, other, law in (
        (AUDITOR, {}, "payments_by_the_actor"),
        (FINANCE_OFFICE, {"who": str(place.stage.account(RESEARCH_OFFICE))}, "payments_by_the_actor"),
        (FINANCE_OFFICE, {"at": "'infinity'"}, "payments_clarification_day"),
        (FINANCE_OFFICE, {"host": "host_id + 1"}, "payments_"),
        (FINANCE_OFFICE, {"confirmed": "false"}, "payments_clarification_dismissed_with_reason"),
    ):
        assert law in run(place, by, reply(place, by, **other)) != "", other
    # What the bank says meanwhile goes before.
    answered(place, answer(message, "ACCP"))
    assert run(place, FINANCE_OFFICE, reply(place)) == "payments_clarification_of_a_duplicate"


def test_the_database_frees_the_instalment_only_when_two_people_have_spoken() -> None:
    place = till()
    number, message = duplicate(place)

    def ended() -> bool:
        with place.stage.acting(FINANCE_OFFICE), connection.cursor() as cursor:
            cursor.execute("SELECT payments_ended(%s)", [number])
            found: bool = cursor.fetchone()[0]
        return found

    says(place, number)
    assert not ended()
    assert run(place, FINANCE_OFFICE, reply(place)) == ""
    assert ended()
    answered(place, answer(message, "ACCP"))
    assert not ended()


def test_who_said_what_is_seen_by_those_who_see_the_payment() -> None:
    place = till()
    number, _ = duplicate(place)
    says(place, number)
    confirms(place, number)
    with place.stage.acting(ADMINISTRATOR):
        add_person(place.stage.host, "this.only", "view_money", scope=("grant", "DEMO-TEST-1"))
        add_person(place.stage.host, "that.only", "view_money", scope=("grant", "DEMO-TEST-2"))
    other = other_host(place.stage)
    for stage, username, expected in (
        (place.stage, FINANCE_OFFICE, 1),
        (place.stage, "this.only", 1),
        (place.stage, "that.only", 0),
        (other, OTHER_OFFICER, 0),
    ):
        for table in ("payments_clarification", "payments_clarificationanswer"):
            with stage.acting(username), connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone() == (expected,), (username, table)


def test_a_word_across_midnight_is_refused_in_words() -> None:
    place = till()
    number, _ = duplicate(place)
    with place.stage.acting(RESEARCH_OFFICE):
        by = place.stage.account(RESEARCH_OFFICE)
        late = NOW + timedelta(days=1)
        said = {"became": "unpaid", "other": "", "on": date(2019, 7, 1), "evidence": LETTER}
        assert refused(lambda: clarify(number=number, actor=by, now=late, **said)) == ["RUL-899"]  # type: ignore[arg-type]
