"""A mistyped day of effect is put right by two people; what was recorded first stays, and the database holds the same law."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from guohe.grants.cli import change
from guohe.grants.domain.changes import Kind
from guohe.grants.models import ChangeEffect, EffectCorrection, EffectCorrectionApproval
from guohe.grants.operations.correct_effect import approve_correction, prepare_correction
from guohe.grants.queries import find
from guohe.grants.queries.corrections import corrections_of
from guohe.kernel.findings import Refused
from guohe.kernel.names import Name
from guohe.kernel.texts import LANGUAGES
from guohe.people.operations.plan_share import plan_share
from guohe.portal.queries.attention import needs_attention
from tests.factories.effects import LATE, brought, closed, granted
from tests.factories.identity import add_person
from tests.factories.imports import RAIL, STEEL, Ground, demo_ground
from tests.factories.people import ADMINISTRATOR, FINANCE_OFFICE, INVESTIGATOR, NOW, RESEARCH_OFFICE, TODAY
from tests.integration.imports.pages import seen_by, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
THREE = Name("Test University", "測試大學", "测试大学")
# Decided 2019-06-28, the grant ends 2021-04-30: the year was mistyped, and the day lies within the grant.
MISTYPED, MEANT = date(2020, 7, 1), date(2019, 7, 1)


@pytest.fixture
def ground(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def mistyped(ground: Ground, to: str = "Test University", name: Name = THREE) -> int:
    """Another partner, brought by the research office into force a year too late."""
    number = granted(ground, Kind.PARTNER, to)
    brought(ground, number, since=MISTYPED.isoformat(), partner=name)
    return number


def asked(ground: Ground, number: int, by: str = RESEARCH_OFFICE, **other: str) -> int:
    told = {"since": MEANT.isoformat(), "reason": "year mistyped", "evidence": "R-1"} | other
    with ground.stage.acting(by):
        return prepare_correction(ref=STEEL, number=number, **told, actor=ground.stage.account(by), now=NOW)


def approved(ground: Ground, number: int, correction: int, by: str = FINANCE_OFFICE) -> None:
    with ground.stage.acting(by):
        own = ground.stage.account(by)
        approve_correction(ref=STEEL, number=number, correction=correction, actor=own, now=NOW)


def partner_on(ground: Ground, day: date) -> str:
    with ground.stage.acting(FINANCE_OFFICE):
        return find.grant(STEEL).at(day).partner.en


def test_two_people_move_the_day_and_what_was_recorded_stays(ground: Ground) -> None:
    number = mistyped(ground)
    assert partner_on(ground, MEANT) != "Test University"
    correction = asked(ground, number)
    # Prepared, it changes nothing.
    assert partner_on(ground, MEANT) != "Test University"
    for by in (RESEARCH_OFFICE, INVESTIGATOR):
        with pytest.raises(Refused, match="ACC-60"):
            approved(ground, number, correction, by)
    approved(ground, number, correction)
    assert partner_on(ground, MEANT) == "Test University"
    assert partner_on(ground, MEANT - timedelta(days=1)) != "Test University"
    with ground.stage.acting(FINANCE_OFFICE):
        assert ChangeEffect.objects.get(request__number=number).since == MISTYPED
        (kept,) = corrections_of(STEEL, number)
        (effect,) = find.grant(STEEL).effects
    assert (kept.before, kept.since, kept.approver is not None) == (MISTYPED, MEANT, True)
    assert (effect.since, effect.recorded) == (MEANT, MISTYPED)
    # A correction can be corrected, and only from the day that holds now.
    with pytest.raises(Refused, match="BUD-494"):
        asked(ground, number)
    with pytest.raises(Refused, match="BUD-496"):
        approved(ground, number, correction)
    approved(ground, number, asked(ground, number, since="2019-06-30"))
    assert partner_on(ground, date(2019, 6, 30)) == "Test University"


def test_the_end_of_the_grant_in_the_database_follows_the_corrected_day(ground: Ground) -> None:
    number = granted(ground, Kind.EXTENSION, "2021-10-31")
    brought(ground, number, since="2020-07-01")

    def planned() -> None:
        own = ground.stage.account(RESEARCH_OFFICE)
        with ground.stage.acting(RESEARCH_OFFICE):
            plan_share(ref=STEEL, person=1, first="2021-10", last="", share="10", note="", actor=own, now=NOW)

    # Today, 2019-07-02, the grant ends in April 2021: neither the operation nor the database plans October.
    with pytest.raises(Refused):
        planned()
    approved(ground, number, asked(ground, number))
    planned()
    with ground.stage.acting(FINANCE_OFFICE):
        grant = find.grant(STEEL)
    assert [grant.at(day).ends for day in (MEANT, date(2019, 6, 30))] == [date(2021, 11, 1), date(2021, 5, 1)]


def test_everything_that_stands_against_a_correction_is_told_at_once(ground: Ground) -> None:
    number = mistyped(ground)
    for day in ("2019-06-27", "2021-05-01", "2019-7-1", "soon"):
        with pytest.raises(Refused) as refusal:
            asked(ground, number, since=day, reason=" ", evidence="")
        assert [each.code for each in refusal.value.findings] == ["BUD-493", "BUD-495"]
    with pytest.raises(Refused, match="BUD-477"):
        asked(ground, number, reason="a\x00b")
    with pytest.raises(Refused, match="BUD-492"):
        asked(ground, granted(ground, Kind.EXTENSION, "2021-10-31"))
    with pytest.raises(Refused, match="BUD-497"):
        approved(ground, number, 7)
    with ground.stage.acting(FINANCE_OFFICE):
        assert corrections_of(STEEL, number) == ()


def test_a_corrected_day_stays_between_the_changes_of_its_kind(ground: Ground) -> None:
    first = mistyped(ground)
    second = granted(ground, Kind.PARTNER, "次大學")
    brought(ground, second, since="2020-09-01", partner=Name("Second", "次大學", "次大学"))
    with pytest.raises(Refused, match="BUD-493"):
        asked(ground, first, since="2020-09-02")
    with pytest.raises(Refused, match="BUD-493"):
        asked(ground, second, since="2020-06-30")
    late = asked(ground, first, since="2020-09-01")
    approved(ground, second, asked(ground, second, since="2020-08-01"))
    # What was prepared before its neighbour moved is looked at again.
    with pytest.raises(Refused, match="BUD-493"):
        approved(ground, first, late)
    assert partner_on(ground, date(2020, 8, 1)) == "Second"


def row(ground: Ground, of: int, by: str, **other: Any) -> dict[str, Any]:
    with ground.stage.acting(FINANCE_OFFICE):
        effect = ChangeEffect.objects.get(request__number=of)
    return {
        "host_id": effect.host_id,
        "grant_id": effect.grant_id,
        "effect_id": effect.pk,
        "number": 1,
        "before": MISTYPED,
        "since": MEANT,
        "reason": "why",
        "evidence": "R-1",
        "prepared_by_id": ground.stage.account(by),
        "prepared_at": NOW,
    } | other


@pytest.mark.parametrize(
    ("by", "other", "law"),
    [
        ("wang.shili", {}, "may prepare"),
        (RESEARCH_OFFICE, {"reason": "\u200b"}, "reason and what shows it"),
        (RESEARCH_OFFICE, {"evidence": " "}, "reason and what shows it"),
        (RESEARCH_OFFICE, {"before": MEANT}, "another day than the one in force"),
        (RESEARCH_OFFICE, {"since": MISTYPED}, "between its neighbours"),
        (RESEARCH_OFFICE, {"since": date(2019, 6, 27)}, "between its neighbours"),
        (RESEARCH_OFFICE, {"since": date(2021, 5, 1)}, "between its neighbours"),
        (RESEARCH_OFFICE, {"prepared_at": NOW - timedelta(days=9999)}, "recorded after its effect"),
        (RESEARCH_OFFICE, {"prepared_at": NOW + timedelta(days=9999)}, "recorded after its effect"),
    ],
)
def test_raw_rows_cannot_bend_a_correction(ground: Ground, by: str, other: dict[str, Any], law: str) -> None:
    told = row(ground, mistyped(ground), by, **other)
    with pytest.raises(DatabaseError, match=law), ground.stage.acting(by), transaction.atomic():
        EffectCorrection.objects.create(**told)


def test_raw_rows_need_another_approver_and_are_never_changed(ground: Ground) -> None:
    number = mistyped(ground)
    correction = asked(ground, number, FINANCE_OFFICE)
    with ground.stage.acting(FINANCE_OFFICE):
        kept = EffectCorrection.objects.get(number=correction)
    told = {"host_id": kept.host_id, "grant_id": kept.grant_id, "correction_id": kept.pk, "approved_at": NOW}
    refusals: tuple[tuple[str, dict[str, Any], str], ...] = (
        (FINANCE_OFFICE, {}, "nobody approves the correction"),
        # The investigator wrote the request, and may not approve either.
        (INVESTIGATOR, {}, "may approve"),
        (RESEARCH_OFFICE, {"approved_at": NOW - timedelta(days=1)}, "after it was prepared"),
    )
    for by, other, law in refusals:
        own = {"approved_by_id": ground.stage.account(by)}
        with pytest.raises(DatabaseError, match=law), ground.stage.acting(by), transaction.atomic():
            EffectCorrectionApproval.objects.create(**(told | own | other))
    approved(ground, number, correction, RESEARCH_OFFICE)
    for table in ("grants_effectcorrection", "grants_effectcorrectionapproval"):
        for sql in (f"UPDATE {table} SET host_id = host_id", f"DELETE FROM {table}"):
            with (
                ground.stage.acting(FINANCE_OFFICE),
                pytest.raises(DatabaseError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(sql)


def test_whoever_wrote_the_request_does_not_approve_its_day(ground: Ground) -> None:
    """Asked and prepared by the research office; the finance office decided it and brought it into force."""
    from guohe.grants.domain.changes import State
    from guohe.grants.operations.move_change import decide_change, send_change
    from guohe.grants.operations.prepare_change import prepare_change
    from tests.factories.effects import DECIDED, SENT

    own, other = ground.stage.account(RESEARCH_OFFICE), ground.stage.account(FINANCE_OFFICE)
    with ground.stage.acting(RESEARCH_OFFICE):
        number = prepare_change(
            ref=STEEL, kind=Kind.EXTENSION, asked={"to": "2021-10-31"}, reason="why", actor=own, now=NOW
        )
        send_change(ref=STEEL, number=number, on=SENT, evidence="L-1", note="", actor=own, now=NOW)
    with ground.stage.acting(FINANCE_OFFICE):
        decide_change(
            ref=STEEL,
            number=number,
            decision=State.GRANTED,
            on=DECIDED,
            evidence="R-1",
            note="",
            actor=other,
            now=NOW,
        )
    brought(ground, number, FINANCE_OFFICE, since=MISTYPED.isoformat())
    correction = asked(ground, number, FINANCE_OFFICE)
    with pytest.raises(Refused, match="ACC-601"):
        approved(ground, number, correction, RESEARCH_OFFICE)
    with ground.stage.acting(RESEARCH_OFFICE):
        kept = EffectCorrection.objects.get(number=correction)
    with (
        pytest.raises(DatabaseError, match="of what they asked for"),
        ground.stage.acting(RESEARCH_OFFICE),
        transaction.atomic(),
    ):
        EffectCorrectionApproval.objects.create(
            host_id=kept.host_id, grant_id=kept.grant_id, correction=kept, approved_by_id=own, approved_at=NOW
        )


def test_nothing_of_a_closed_grant_is_corrected(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    number = mistyped(ground)
    correction = asked(ground, number)
    closed(ground, monkeypatch)
    on, stage = LATE.date(), ground.stage
    with pytest.raises(Refused, match="BUD-468"), stage.acting(FINANCE_OFFICE, on=on):
        approve_correction(
            ref=STEEL, number=number, correction=correction, actor=stage.account(FINANCE_OFFICE), now=LATE
        )
    with pytest.raises(Refused, match="BUD-468"), stage.acting(FINANCE_OFFICE, on=on):
        prepare_correction(
            ref=STEEL,
            number=number,
            since="2019-07-02",
            reason="why",
            evidence="R-1",
            actor=stage.account(FINANCE_OFFICE),
            now=LATE,
        )
    told = row(ground, number, FINANCE_OFFICE, number=2, prepared_at=LATE)
    with (
        pytest.raises(DatabaseError, match="closed grant is not changed"),
        stage.acting(FINANCE_OFFICE, on=on),
        transaction.atomic(),
    ):
        EffectCorrection.objects.create(**told)


def test_corrections_are_seen_by_those_of_the_grant_alone(ground: Ground) -> None:
    number = mistyped(ground)
    approved(ground, number, asked(ground, number))
    with ground.stage.acting(ADMINISTRATOR):
        add_person(ground.stage.host, "steel.only", "view_money", scope=("grant", STEEL))
        add_person(ground.stage.host, "rail.only", "view_money", scope=("grant", RAIL))

    def seen(by: str) -> tuple[int, int]:
        with ground.stage.acting(by):
            return EffectCorrection.objects.count(), EffectCorrectionApproval.objects.count()

    assert (seen("steel.only"), seen(FINANCE_OFFICE), seen("rail.only")) == ((1, 1), (1, 1), (0, 0))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_from_when_and_corrects_it(ground: Ground, lang: str) -> None:
    number = mistyped(ground)
    page = f"/{lang}/grants/{STEEL}/changes/{number}"
    office, finance = seen_by(RESEARCH_OFFICE), seen_by(FINANCE_OFFICE)
    standing = {
        "en": "in force from 2020-07-01, not yet",
        "zh-hant": "將於 2020-07-01 起生效",
        "zh-hans": "将于 2020-07-01 起生效",
    }
    happened = {
        "en": f"Change C-{number} recorded as in force from 2020-07-01",
        "zh-hant": f"記錄更改申請 C-{number} 自 2020-07-01 起生效",
        "zh-hans": f"记录变更申请 C-{number} 自 2020-07-01 起生效",
    }
    assert TODAY < MISTYPED
    for address in (page, f"/{lang}/grants/{STEEL}/changes"):
        assert standing[lang] in words(office.get(address).content)
    assert happened[lang] in words(office.get(f"/{lang}/grants/{STEEL}").content)
    refused = office.post(f"{page}/correct", {"since": "2019-01-01", "reason": "typed wrongly"})
    told = words(refused.content)
    assert (refused.status_code, "BUD-493" in told, "BUD-495" in told) == (422, True, True)
    assert "typed wrongly" in refused.content.decode()
    typed = {"since": MEANT.isoformat(), "reason": "year", "evidence": "R-1"}
    assert office.post(f"{page}/correct", typed).status_code == 302
    assert "correct/1/approve" not in office.get(page).content.decode()
    assert "correct/1/approve" in finance.get(page).content.decode()
    assert office.post(f"{page}/correct/1/approve").status_code == 422
    assert finance.post(f"{page}/correct/1/approve").status_code == 302
    assert "correct/1/approve" not in finance.get(page).content.decode()
    record = office.get(f"{page}.json").json()
    assert (record["effect"]["since"], record["effect"]["recorded_since"]) == ("2019-07-01", "2020-07-01")
    assert record["corrections"][0]["approved_by"]
    assert standing[lang] not in words(office.get(page).content)
    timeline = words(office.get(f"/{lang}/grants/{STEEL}").content)
    assert "2020-07-01" in timeline
    assert "2019-07-01" in timeline


def test_the_command_corrects_it(ground: Ground) -> None:
    number = str(mistyped(ground))

    def run(*line: str, by: str = RESEARCH_OFFICE) -> tuple[int, str]:
        done = CliRunner().invoke(change, [*line, "--as", by])
        return done.exit_code, done.output

    assert "in force from 2020-07-01, not yet" in run("show", STEEL, number)[1]
    assert run("correct", STEEL, number, "--since", "2019-07-01")[1].split()[0] == "BUD-495"
    wanted = ("--since", "2019-07-01", "--reason", "year", "--evidence", "R-1")
    assert run("correct", STEEL, number, *wanted, "--dry-run")[0] == 0
    code, said = run("correct", STEEL, number, *wanted)
    assert (code, f"./guohe change approve-correction {STEEL} {number} 1" in said) == (0, True)
    assert run("approve-correction", STEEL, number, "1")[0] == 1
    code, said = run("approve-correction", STEEL, number, "1", "--json", by=FINANCE_OFFICE)
    assert (code, json.loads(said)["effect"]["since"]) == (0, "2019-07-01")
    assert "in force since 2019-07-01" in run("list", STEEL)[1]


def waiting(ground: Ground, by: str) -> list[tuple[str, str, int | None]]:
    with ground.stage.acting(by):
        return [
            (each.key, each.subject, each.number)
            for each in needs_attention(on=TODAY)
            if each.key == "portal.attention.correction"
        ]


def test_a_correction_waits_on_today_of_those_who_may_let_it_hold(ground: Ground) -> None:
    number = mistyped(ground)
    assert waiting(ground, FINANCE_OFFICE) == []
    correction = asked(ground, number)
    assert waiting(ground, FINANCE_OFFICE) == [("portal.attention.correction", STEEL, number)]
    # Who prepared it, and who wrote the request, may not let it hold.
    assert waiting(ground, RESEARCH_OFFICE) == waiting(ground, INVESTIGATOR) == []
    for lang in LANGUAGES:
        page = seen_by(FINANCE_OFFICE).get(f"/{lang}/").content.decode()
        assert f'href="/{lang}/grants/{STEEL}/changes/{number}"' in page
        assert MEANT.isoformat() in page
    overtaken = asked(ground, number, since="2019-06-30")
    approved(ground, number, correction)
    assert overtaken != correction
    assert waiting(ground, FINANCE_OFFICE) == [], "the day that it starts from is another by now"
