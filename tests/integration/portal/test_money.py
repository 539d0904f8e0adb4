"""Where the money is: the page, the files, the command and the reminders say the same, in three languages, to each as they may."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.conf import settings as product
from django.test import Client
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries, Settings

from guohe.grants.operations.share_stations import share_stations
from guohe.grants.operations.state_claim import state_claim
from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES
from guohe.portal.cli import grant as grant_group
from guohe.portal.cli import money as money_command
from guohe.portal.queries.attention import needs_attention
from guohe.portal.queries.money import money_of
from guohe.project.cli import main
from guohe.registry.queries.register import register
from tests.factories.demo import demo_loaded
from tests.factories.identity import Stage
from tests.factories.people import (
    FINANCE_OFFICE,
    INVESTIGATOR,
    NOW,
    PROGRAMME_OFFICER,
    RESEARCH_OFFICE,
    TODAY,
)

pytestmark = pytest.mark.usefixtures("demo_books")

REF = "DEMO-NKP-2018-001"
PAGE = f"/en/grants/{REF}/money"
LATE = (
    "Sent 18 Jun 2019, not yet seen in Hong Kong. 9 working days; 9 in 10 earlier transfers took 6 or fewer. "
    "Ask the bank with reference DEMO-UETR-2."
)


@pytest.fixture
def stage(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Stage:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return Stage(demo_loaded().host, "polyu")


def seen_by(username: str) -> Client:
    client = Client()
    assert client.post(f"/en/demo/be/{username}").status_code == 302
    return client


def words(content: bytes) -> str:
    main = content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))


def text_of(client: Client, address: str = PAGE, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content[:500]
    return words(response.content)


def credited(stage: Stage) -> None:
    with stage.acting(FINANCE_OFFICE):
        state_claim(
            instalment_ref=f"{REF}/T2",
            station="credited",
            happened_on=date(2019, 6, 21),
            source="Host bank (demo)",
            evidence="bank_cny.csv row 6",
            reference="DEMO-UETR-2",
            actor=stage.account(FINANCE_OFFICE),
            now=NOW,
        )


def test_the_page_answers_the_first_question(stage: Stage) -> None:
    page = text_of(seen_by(INVESTIGATOR))
    assert LATE in page
    assert "36 days so far since 27 May 2019: authority 22, not yet seen 14." in page
    assert "64 days from 5 Mar 2018 to 8 May 2018: authority 38, banks 4, host 22." in page
    assert "40 working days were open in both places (the Mainland and Hong Kong)." in page
    assert "Usual for this route: half within 3 working days, 9 in 10 within 6 (11 transfers)" in page
    assert "Nobody here has seen it. Waiting for: Credited in Hong Kong." in page
    # The newest instalment, which is missing, stands first.
    assert page.index("Instalment 2: CNY 480,000.00") < page.index("Instalment 1: CNY 720,000.00")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", LATE),
        (
            "zh-hant",
            "2019 年 6 月 18 日匯出，香港尚未見到入帳。已 9 個工作天；以往九成在 6 個工作天內到帳。"
            "可憑參考號 DEMO-UETR-2 向銀行查詢。",
        ),
        (
            "zh-hans",
            "2019 年 6 月 18 日汇出，香港尚未确认到账。已 9 个工作日；以往九成在 6 个工作日内到账。"
            "可凭参考号 DEMO-UETR-2 向银行查询。",
        ),
    ],
)
def test_page_and_command_say_the_same_in_three_languages(stage: Stage, lang: str, said: str) -> None:
    assert said in text_of(seen_by(INVESTIGATOR), f"/{lang}/grants/{REF}/money")
    told = command(REF, "--lang", lang)
    assert said in told.stdout
    # Something waits for a person: exit code 2.
    assert told.exit_code == 2


def command(*arguments: str) -> Result:
    return CliRunner().invoke(money_command, [*arguments, "--as", RESEARCH_OFFICE], catch_exceptions=False)


def test_every_day_that_does_not_count_is_listed_with_its_reason(stage: Stage) -> None:
    page = text_of(seen_by(INVESTIGATOR))
    assert "Days that do not count (24)" in page
    assert "2018-03-30 Hong Kong: Good Friday" in page
    assert "2018-04-05 the Mainland: Tomb-sweeping Day; Hong Kong: Ching Ming Festival" in page
    assert "2018-04-08 Hong Kong: weekend" in page
    assert "2019-07-01 Hong Kong: Hong Kong Special Administrative Region Establishment Day" in page


def test_reported_is_not_arrived_and_the_credit_is_late(stage: Stage) -> None:
    record = json.loads(seen_by(INVESTIGATOR).get(f"{PAGE}.json").content)
    second = record["instalments"][1]
    how = {each["station"]: each["how"] for each in second["stations"]}
    assert how == {
        "approved": "evidenced",
        "conditions_met": "evidenced",
        "tax_filing": "evidenced",
        "sent": "reported",
        "credited": "late",
        "converted": "expected",
        "posted": "expected",
        "spendable": "expected",
    }
    assert second["clock"]["by_holder"] == {"authority": 22, "unseen": 14}
    assert record["usual"]["working_days"] == [2, 2, 2, 3, 3, 3, 3, 4, 5, 6, 9]
    assert [each["code"] for each in second["findings"]] == ["MON-301"]
    first = record["instalments"][0]["clock"]
    assert (first["days"], first["working_days"]) == (64, 40)
    assert len(first["excluded"]) == 24


def test_a_bank_line_moves_the_clock(stage: Stage) -> None:
    credited(stage)
    page = text_of(seen_by(INVESTIGATOR))
    assert LATE not in page
    assert "Credited 21 Jun 2019, identified 2 Jul 2019: 11 days unnoticed." in page
    assert "Held now by: host. Waiting for: Converted." in page
    # The first instalment was entered long after its days, but it went on: nobody left it unnoticed.
    assert page.count("unnoticed") == 1


def test_as_of_an_earlier_day_it_was_still_in_its_usual_time(stage: Stage) -> None:
    page = text_of(seen_by(INVESTIGATOR), f"{PAGE}?as_at=2019-06-21")
    assert "3 working days; 9 in 10 earlier transfers took 6 or fewer, so it is in its usual time." in page
    assert "MON-301" not in page
    # On 1 September 2018 only six of the eleven had arrived; on 1 April only two.
    assert "(6 transfers)" in text_of(seen_by(INVESTIGATOR), f"{PAGE}?as_at=2018-09-01")
    early = text_of(seen_by(INVESTIGATOR), f"{PAGE}?as_at=2018-04-01")
    assert "Fewer than five earlier transfers" in early
    assert "27 days so far since 5 Mar 2018" in early


def test_a_day_that_is_none_is_said_and_today_shown(stage: Stage) -> None:
    page = text_of(seen_by(INVESTIGATOR), f"{PAGE}?as_at=soon", 400)
    assert '"soon" is not a day.' in page
    assert LATE in page


def test_past_the_horizon_working_days_are_not_guessed(stage: Stage) -> None:
    page = text_of(seen_by(INVESTIGATOR), f"{PAGE}?as_at=2027-02-01")
    assert "CAL-101" in page
    assert "Working days are not counted" in page
    assert "MON-301" not in page


def test_the_other_side_sees_the_stations_inside_the_host_as_one(stage: Stage) -> None:
    page = text_of(seen_by(PROGRAMME_OFFICER))
    assert "Ready to spend at the host" in page
    assert "Posted to the project" not in page
    assert "Journal of 3 May 2018" not in page
    # The split stays the same.
    assert "authority 38, banks 4, host 22." in page
    record = json.loads(seen_by(PROGRAMME_OFFICER).get(f"{PAGE}.json").content)
    first = record["instalments"][0]
    assert [each["station"] for each in first["stations"]][-2:] == ["credited", "at_host"]
    (inside,) = [part for part in first["clock"]["parts"] if part["station"] == "at_host"]
    assert inside["days"] == 22
    assert sum(part["working_days"] for part in first["clock"]["parts"]) == 40
    told = seen_by(PROGRAMME_OFFICER).get(f"{PAGE}.csv").content.decode("utf-8-sig")
    assert "Posted" not in told


@pytest.mark.parametrize("form", ["", ".json"])
def test_a_grants_home_hides_from_the_other_side_what_the_money_page_hides(stage: Stage, form: str) -> None:
    address = f"/en/grants/{REF}{form}"
    theirs = seen_by(PROGRAMME_OFFICER).get(address).content.decode().lower()
    ours = seen_by(INVESTIGATOR).get(address).content.decode().lower()
    for word in ("posted", "converted"):
        assert word in ours
        assert word not in theirs
    shown = CliRunner().invoke(grant_group, ["show", REF, "--as", PROGRAMME_OFFICER], catch_exceptions=False)
    assert "Ready to spend at the host  2018-05-08  evidenced" in shown.stdout
    assert "posted" not in shown.stdout.lower()


def test_the_host_may_share_them(stage: Stage) -> None:
    with stage.acting(FINANCE_OFFICE):
        share_stations(ref=REF, shared=True, actor=stage.account(FINANCE_OFFICE), now=NOW)
    assert "Posted to the project" in text_of(seen_by(PROGRAMME_OFFICER))
    told = CliRunner().invoke(grant_group, ["share", REF, "--no-stations", "--as", FINANCE_OFFICE])
    assert told.exit_code == 0, told.output
    assert "Posted to the project" not in text_of(seen_by(PROGRAMME_OFFICER))
    assert "Posted to the project" in text_of(seen_by(INVESTIGATOR))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_message_to_the_bank_names_the_payment_and_no_account(stage: Stage, lang: str) -> None:
    content = seen_by(INVESTIGATOR).get(f"/{lang}/grants/{REF}/money").content.decode()
    messages = re.findall(r"<textarea[^>]*lang=\"([^\"]+)\"[^>]*>([^<]*)</textarea>", content)
    assert len(messages) == 3
    assert {tag for tag, _ in messages} == {"en", "zh-Hant-HK", "zh-Hans-CN"}
    for _, message in messages:
        assert "DEMO-UETR-2" in message
        assert "CNY 480,000.00" in message
        assert "DEMO01" not in message


def test_the_table_is_the_same_for_a_program(stage: Stage) -> None:
    content = seen_by(INVESTIGATOR).get(f"{PAGE}.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert len(rows) == 1 + 16
    assert rows[4][:7] == ["1", "Sent", "2018-04-12", "evidenced", "authority", "1", "1"]


def test_the_reminder_is_the_first_day_past_the_usual_time(stage: Stage) -> None:
    answer = seen_by(INVESTIGATOR).get(f"{PAGE}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    # The sixth working day after 18 June is the 26th.
    assert event.decoded("dtstart") == date(2019, 6, 27)
    assert str(event["uid"]) == f"{REF}/T2/ask@guohe"
    assert "DEMO-UETR-2" in str(event["summary"])
    # The lump sum is planned for 30 September 2019.
    (due,) = Calendar.from_ical(
        seen_by(RESEARCH_OFFICE).get("/en/grants/DEMO-YSF-2019-003/money.ics").content
    ).walk("VEVENT")
    assert due.decoded("dtstart") == date(2019, 9, 30)


def test_an_instalment_nobody_claimed_anything_of_shows_all_its_stations(stage: Stage) -> None:
    page = text_of(seen_by(RESEARCH_OFFICE), "/en/grants/DEMO-YSF-2019-003/money")
    assert "No station had been reached by this day." in page
    assert page.count("expected") >= 8


def test_a_grant_of_somebody_else_is_not_there(stage: Stage) -> None:
    assert seen_by(INVESTIGATOR).get("/en/grants/NOBODYS-1/money").status_code == 404
    told = CliRunner().invoke(money_command, ["NOBODYS-1", "--as", RESEARCH_OFFICE])
    assert told.exit_code == 1


def test_the_command_gives_json_and_takes_a_day(stage: Stage) -> None:
    told = command(REF, "--json", "--as-at", "2019-06-21")
    record = json.loads(told.stdout)
    assert record["on"] == "2019-06-21"
    assert [each["code"] for each in record["instalments"][1]["findings"]] == ["MON-302"]
    assert told.exit_code == 3


def test_a_grants_home_leads_here(stage: Stage) -> None:
    content = seen_by(INVESTIGATOR).get(f"/en/grants/{REF}").content.decode()
    assert f'href="{PAGE}"' in content
    page = words(content.encode())
    assert (
        "Instalment 2, CNY 480,000.00: sent 2019-06-18 (reported), not seen in Hong Kong. 9 working days."
        in page
    )
    assert "Credited in Hong Kong ◆ late" in page
    told = CliRunner().invoke(grant_group, ["show", REF, "--as", RESEARCH_OFFICE], catch_exceptions=False)
    assert "Credited in Hong Kong    late" in told.stdout


@pytest.mark.parametrize(
    ("on", "shape", "days"), [(date(2019, 6, 26), "reported", "6"), (date(2019, 6, 27), "late", "7")]
)
def test_what_is_in_its_usual_time_is_not_called_late(stage: Stage, on: date, shape: str, days: str) -> None:
    with stage.acting(RESEARCH_OFFICE):
        (item,) = [each for each in needs_attention(on=on) if each.key == "portal.attention.not_seen"]
    assert (item.shape, item.named["days"], item.page) == (shape, days, "portal:money")


def test_what_was_credited_is_no_longer_missed(stage: Stage) -> None:
    credited(stage)
    with stage.acting(RESEARCH_OFFICE):
        assert [each for each in needs_attention(on=TODAY) if each.key == "portal.attention.not_seen"] == []


def test_past_the_horizon_the_wait_is_told_in_days(stage: Stage) -> None:
    with stage.acting(RESEARCH_OFFICE):
        (item,) = [
            each
            for each in needs_attention(on=date(2027, 1, 1))
            if each.key == "portal.attention.not_counted"
        ]
    # 18 June 2019 to 1 January 2027.
    assert (item.shape, item.named["days"]) == ("reported", "2754")


def test_the_query_costs_the_same_whatever_the_grant(
    stage: Stage, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert product.MODE == "demo"
    with stage.acting(RESEARCH_OFFICE):
        register()
        with django_assert_max_num_queries(13):
            found = money_of(REF, on=TODAY, account=stage.account(RESEARCH_OFFICE), today=TODAY)
    assert found is not None


def test_an_earlier_transfer_is_noted_from_the_keyboard_once(stage: Stage) -> None:
    noted = ["note-transfer", REF, "H12", "--sent", "2019-05-07", "--credited", "2019-05-09"]
    rest = ["--amount", "1000.00", "--source", "slip", "--as", RESEARCH_OFFICE]
    first, again = (CliRunner().invoke(grant_group, [*noted, *rest], catch_exceptions=False) for _ in "12")
    assert (first.exit_code, first.stdout) == (
        0,
        "Transfer H12 is noted. Usual times count it from now on.\n",
    )
    assert again.stdout == "Transfer H12 was noted before. Nothing has been changed.\n"
    assert "(12 transfers)" in text_of(seen_by(INVESTIGATOR))


def test_an_amount_that_is_none_notes_nothing(stage: Stage) -> None:
    noted = [
        "note-transfer",
        REF,
        "H12",
        "--sent",
        "2019-05-09",
        "--credited",
        "2019-05-07",
        "--source",
        "slip",
    ]
    told = CliRunner().invoke(main, ["grant", *noted, "--amount", "l000", "--as", RESEARCH_OFFICE])
    assert told.exit_code == 1
    assert 'IMP-525 "l000" is not an amount. Write digits, for example 892614.00.' in told.stderr
    with pytest.raises(Refused) as refused:
        CliRunner().invoke(
            grant_group, [*noted, "--amount", "0.00", "--as", RESEARCH_OFFICE], catch_exceptions=False
        )
    assert [finding.code for finding in refused.value.findings] == ["MON-307", "MON-308"]
    assert "(11 transfers)" in text_of(seen_by(INVESTIGATOR))


def claimed(*arguments: str) -> Result:
    words = ["claim", f"{REF}/T2", *arguments, "--source", "Host bank (demo)", "--as", RESEARCH_OFFICE]
    return CliRunner().invoke(grant_group, words, catch_exceptions=False)


def test_a_payment_that_came_back_is_followed_from_the_keyboard_to_the_page(stage: Stage) -> None:
    assert claimed("bounced", "2019-06-24", "--evidence", "Advice A-1").exit_code == 0
    page = text_of(seen_by(INVESTIGATOR))
    assert ("06-18 ⇤ bounced" in page, "by: banks. Waiting for: returned." in page) == (True, True)
    assert (LATE in page, "Came back" in page) == (False, False)
    claimed("returned", "2019-06-26")
    back = ("by: authority. Waiting for: sent again.", "06-18 ← returned", "Came back on 26 Jun 2019. ")
    assert [each for each in back if each not in text_of(seen_by(INVESTIGATOR))] == []
    claimed("resent", "2019-06-27", "--reference", "DEMO-UETR-2B")
    page = text_of(seen_by(INVESTIGATOR))
    # 28 June and 2 July: the 1st was a holiday in Hong Kong.
    assert "Sent 27 Jun 2019, not yet seen in Hong Kong. 2 working days;" in page
    assert "Reference DEMO-UETR-2B." in page


def test_a_claim_that_breaks_a_rule_is_saved_and_said_to_wait(stage: Stage) -> None:
    told = claimed("credited", "2019-06-21", "--evidence", "line 6", "--amount", "479850.00")
    assert (told.exit_code, told.stdout) == (0, f"Saved as said of {REF}/T2.\n")
    again = claimed("sent", "2019-06-18", "--evidence", "slip", "--amount", "479000.00")
    assert again.exit_code == 2
    assert "MON-304  Credited CNY 479,850.00 is 850.00 more than the CNY 479,000.00 sent." in again.stdout
    assert "Credited in Hong Kong 2019-06-21 ■ held" in text_of(seen_by(INVESTIGATOR))
