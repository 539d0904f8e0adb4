"""A line that moves to another grant is moved by somebody of that grant, and is asked what that grant asks of any line."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from guohe.grants.queries import find
from guohe.identity.domain.capabilities import Word
from guohe.identity.domain.people import Person
from guohe.identity.operations.act_as import acting
from guohe.identity.operations.grant_capability import grant_capability
from guohe.imports.models import FindingRow, Line, Question
from guohe.imports.operations.answer_question import Answered, answer_question
from guohe.imports.operations.confirm import confirm
from guohe.kernel.findings import Refused
from tests.factories.identity import SINCE, add_person
from tests.factories.imports import RAIL, STEEL, Ground, demo_ground
from tests.factories.people import ADMINISTRATOR, FINANCE_OFFICE, NOW, TODAY
from tests.integration.imports.test_orders import file_of, row

pytestmark = pytest.mark.usefixtures("demo_books")
STEEL_ONLY, BOTH = "steel.only", "both.answer"


@pytest.fixture
def ground(db: None) -> Ground:
    return demo_ground()


def somebody(ground: Ground, name: str, *refs: str) -> Person:
    """Somebody who may answer for these grants alone."""
    with ground.stage.acting(ADMINISTRATOR):
        person = add_person(ground.stage.host, name, "view_money", "answer", scope=("grant", refs[0]))
    for ref in refs[1:]:
        give(ground, person, ref, "view_money", "answer")
    return person


def give(ground: Ground, person: Person, ref: str, *words: Word) -> None:
    with acting(ground.stage.account(ADMINISTRATOR), on=SINCE):
        for word in words:
            grant_capability(
                person=person, host=ground.stage.host, word=word, starts=SINCE, scope_kind="grant", scope_ref=ref,
                now=NOW,
            )  # fmt: skip


def read(ground: Ground, day: str = "18/04/2018", account: str = "6110") -> int:
    """A line of the steel project that quotes an order of the rail project, and is of a day before both; its import."""
    with ground.stage.acting(FINANCE_OFFICE):
        assert find.grant(RAIL).starts > NOW.date().replace(year=2018, month=4, day=18)
        return ground.read("m.csv", file_of(row(day, "MV-1", account, "1,240.00", "ACT", "PO-8802"))).job


def open_question(ground: Ground, job: int) -> Question:
    with ground.stage.acting(FINANCE_OFFICE):
        return Question.objects.get(job_id=job, state="open")


def answered(
    ground: Ground, who: Person | int, number: int, said: str, chosen: str = "", note: str = ""
) -> Answered:
    account = who if isinstance(who, int) else who.account
    with acting(account, on=TODAY):
        return answer_question(
            question_id=number, answer=said, chosen=chosen, note=note, actor=account, now=NOW
        )


def refused(
    ground: Ground, who: Person | int, number: int, said: str, chosen: str = "", note: str = ""
) -> str:
    with pytest.raises(Refused) as refusal, transaction.atomic():
        answered(ground, who, number, said, chosen, note)
    return refusal.value.findings[0].code


def test_who_moves_a_line_holds_the_right_in_the_grant_that_pays_and_did_not_ask(ground: Ground) -> None:
    asked = open_question(ground, read(ground))
    assert (asked.kind, asked.grant_ref) == ("other_project", STEEL)
    assert refused(ground, ground.finance, asked.pk, "move", RAIL) == "ACC-611"
    steel = somebody(ground, STEEL_ONLY, STEEL)
    # Whoever does not see the grant does not choose it, and whoever sees it needs the right to answer there.
    assert refused(ground, steel, asked.pk, "move", RAIL) == "IMP-360"
    give(ground, steel, RAIL, "view_money")
    assert refused(ground, steel, asked.pk, "move", RAIL) == "ACC-611"
    assert answered(ground, somebody(ground, BOTH, STEEL, RAIL), asked.pk, "move", RAIL).effect == "ready"


def test_the_grant_that_pays_asks_about_its_own_days_before_anything_is_posted(ground: Ground) -> None:
    job = read(ground)
    both, steel = somebody(ground, BOTH, STEEL, RAIL), somebody(ground, STEEL_ONLY, STEEL)
    done = answered(ground, both, open_question(ground, job).pk, "move", RAIL)
    assert done.line_state == "question"
    asked = open_question(ground, job)
    with ground.stage.acting(FINANCE_OFFICE):
        cause = FindingRow.objects.get(pk=asked.finding_id)
        starts = find.grant(RAIL).starts.isoformat()
        # The steel grant found the same of its own days; of a line that it does not pay nobody is asked about them.
        assert FindingRow.objects.filter(line_id=asked.line_id, code="BUD-403").count() == 2
    assert (asked.grant_ref, asked.kind, cause.code) == (RAIL, "outside_period", "BUD-403")
    assert (cause.facts["grant"], cause.facts["starts"]) == (RAIL, starts)
    with ground.stage.acting(FINANCE_OFFICE), pytest.raises(Refused) as refusal:
        confirm(job_id=job, actor=ground.finance, now=NOW)
    assert refusal.value.findings[0].code == "IMP-509"
    give(ground, steel, RAIL, "view_money")
    assert refused(ground, steel, asked.pk, "count", note="agreed") == "ACC-611"
    assert answered(ground, both, asked.pk, "count", note="agreed in writing").line_state == "staged"
    with ground.stage.acting(FINANCE_OFFICE):
        # Nothing was received for it: the books hold it, under the grant to which it moved.
        confirm(job_id=job, actor=ground.finance, now=NOW)
        line = Line.objects.get(job_id=job)
        assert (line.grant_ref, line.state, line.hold["code"]) == (RAIL, "held", "MON-321")


def test_a_line_of_a_day_of_the_grant_that_pays_is_ready_at_once(ground: Ground) -> None:
    job = read(ground, "27/02/2019")
    done = answered(ground, somebody(ground, BOTH, STEEL, RAIL), open_question(ground, job).pk, "move", RAIL)
    assert (done.line_state, done.next_question) == ("staged", None)


def test_an_account_without_a_category_there_is_asked_about_there(ground: Ground) -> None:
    job = read(ground, "27/02/2019", "6999")
    answered(ground, somebody(ground, BOTH, STEEL, RAIL), open_question(ground, job).pk, "move", RAIL)
    asked = open_question(ground, job)
    assert (asked.kind, asked.grant_ref) == ("no_category", RAIL)


def test_whoever_answers_writes_no_other_finding(ground: Ground) -> None:
    asked = open_question(ground, read(ground))
    person = somebody(ground, BOTH, STEEL, RAIL)
    with acting(person.account, on=TODAY), pytest.raises(DatabaseError), transaction.atomic():
        FindingRow.objects.create(
            host_id=ground.stage.host,
            job_id=asked.job_id,
            line_id=asked.line_id,
            code="IMP-121",
            level="hold",
        )


def test_a_line_in_a_currency_in_which_the_book_has_no_bank_waits_alone(ground: Ground) -> None:
    lines = [
        (*row("15/06/2018", f"{currency}-1", account, "100.00", order="")[:8], currency, "100.00", "ACT")
        for currency, account in (("USD", "6110"), ("USD", "6777"), ("HKD", "6110"))
    ]
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("c.csv", file_of(*lines)).job
    second = somebody(ground, BOTH, STEEL, RAIL)
    with ground.stage.acting(FINANCE_OFFICE):
        open_ones = list(Question.objects.filter(job_id=job, state="open").order_by("pk"))
    for asked in open_ones:
        said = "category" if asked.kind == "no_category" else "count"
        after = answered(ground, second, asked.pk, said, "materials" if said == "category" else "", "yes")
        if after.next_question is not None:
            answered(ground, second, after.next_question, "category", "materials", "yes")
    with ground.stage.acting(FINANCE_OFFICE):
        assert Line.objects.filter(job_id=job, state="staged").count() == 3
        done = confirm(job_id=job, actor=ground.finance, now=NOW)
        assert done.posted == 1, done
        told = [
            (finding.code, finding.values["currency"], finding.values["account"]) for _, finding in done.held
        ]
        assert told == [("IMP-242", "USD", "6110"), ("IMP-242", "USD", "6777")]
        states = list(Line.objects.filter(job_id=job).order_by("row_number").values_list("state", flat=True))
        assert states == ["question", "question", "posted"]
        asked = Question.objects.filter(job_id=job, state="open").order_by("pk")[0]
        assert asked.kind == "other_currency"
    assert answered(ground, second, asked.pk, "not_ours", note="listed in HKD").line_state == "rejected"
