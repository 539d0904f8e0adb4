"""Capabilities are given and ended by administrators, by day; the database judges as the domain does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guohe.audit.queries import facts_about
from guohe.identity.domain.capabilities import WORDS, Word
from guohe.identity.domain.permissions import may
from guohe.identity.operations import (
    acting,
    add_account,
    add_host,
    close_account,
    end_capability,
    found_deployment,
    grant_capability,
    open_account,
    require,
    require_approver,
    set_password,
)
from guohe.identity.queries import capabilities_of, capability_history_of, hosts_visible
from guohe.kernel.findings import Refused
from guohe.kernel.names import Name
from tests.factories.identity import Stage, add_person, other_host, person, the_cast
from tests.factories.people import (
    ADMINISTRATOR,
    AUDITOR,
    FINANCE_OFFICE,
    INVESTIGATOR,
    NOW,
    OTHER_OFFICER,
    RESEARCH_OFFICE,
    TODAY,
)

pytestmark = pytest.mark.django_db
STEEL = "DEMO-NKP-2018-001"


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    for finding in refused.value.findings:
        for lang in ("en", "zh-hant", "zh-hans"):
            assert "{" not in finding.sentence(lang)
    return [finding.code for finding in refused.value.findings]


def database_may(host: int, word: str, ref: str | None = None) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT guohe_may(%s, %s, %s)", [host, word, ref])
        allowed: bool = cursor.fetchone()[0]
        return allowed


def grant(stage: Stage, username: str, word: Word, starts: date, ends: date | None = None) -> None:
    grant_capability(person=person(username), host=stage.host, word=word, starts=starts, ends=ends, now=NOW)


def test_a_capability_starts_and_ends_on_its_days() -> None:
    stage = the_cast()
    with stage.acting(ADMINISTRATOR):
        grant(stage, AUDITOR, "approve", TODAY, TODAY + timedelta(days=2))
    answers = {}
    for offset in (-1, 0, 1, 2, 3):
        day = TODAY + timedelta(days=offset)
        with stage.acting(AUDITOR, on=day):
            held = capabilities_of(stage.account(AUDITOR), day)
            answers[offset] = bool(may(held, "approve", host=stage.host, on=day))
            assert database_may(stage.host, "approve") == answers[offset]
    assert answers == {-1: False, 0: True, 1: True, 2: False, 3: False}


def test_the_last_capability_ended_takes_the_host_out_of_sight() -> None:
    stage = the_cast()
    with stage.acting(ADMINISTRATOR):
        for held in capability_history_of(stage.account(AUDITOR)):
            end_capability(
                person=person(AUDITOR), host=stage.host, word=held.word, ends=date(2019, 7, 10), now=NOW
            )
    with stage.acting(AUDITOR, on=date(2019, 7, 9)):
        assert [host.code for host in hosts_visible()] == ["polyu"]
    with stage.acting(AUDITOR, on=date(2019, 7, 10)):
        assert hosts_visible() == ()


def test_only_an_administrator_gives_and_ends() -> None:
    stage = the_cast()
    with stage.acting(FINANCE_OFFICE):
        with pytest.raises(Refused) as refused:
            grant(stage, FINANCE_OFFICE, "administer", TODAY)
        assert codes(refused) == ["ACC-603"]
        with pytest.raises(Refused) as refused:
            end_capability(person=person(AUDITOR), host=stage.host, word="audit", ends=TODAY, now=NOW)
        assert codes(refused) == ["ACC-603"]
        with pytest.raises(Refused) as refused:
            add_account(host=stage.host, username="new.one", name=Name("a", "b", "c"), now=NOW)
        assert codes(refused) == ["ACC-603"]
        with pytest.raises(Refused) as refused:
            add_host(code="new", name=Name("a", "b", "c"), now=NOW)
        assert codes(refused) == ["ACC-603"]


def test_an_administrator_of_one_host_has_no_say_in_another() -> None:
    stage = the_cast()
    other = other_host(stage)
    with other.acting(OTHER_OFFICER):
        with pytest.raises(Refused) as refused:
            grant_capability(
                person=person(OTHER_OFFICER), host=stage.host, word="view", starts=TODAY, now=NOW
            )
        assert codes(refused) == ["ACC-603"]
        with pytest.raises(Refused) as refused:
            set_password(person=person(FINANCE_OFFICE), password="a long way over", host=other.host, now=NOW)
        assert codes(refused) == ["ACC-616"]


def test_a_capability_is_given_once_ended_once_and_never_backwards() -> None:
    stage = the_cast()
    with stage.acting(ADMINISTRATOR):
        with pytest.raises(Refused) as refused:
            grant(stage, AUDITOR, "audit", TODAY)
        assert codes(refused) == ["ACC-612"]
        with pytest.raises(Refused) as refused:
            grant(stage, AUDITOR, "import", TODAY, TODAY - timedelta(days=1))
        assert codes(refused) == ["ACC-617"]
        with pytest.raises(Refused) as refused:
            end_capability(
                person=person(AUDITOR), host=stage.host, word="audit", ends=TODAY - timedelta(days=1), now=NOW
            )
        assert codes(refused) == ["ACC-614"]
        end_capability(person=person(AUDITOR), host=stage.host, word="audit", ends=TODAY, now=NOW)
        with pytest.raises(Refused) as refused:
            end_capability(person=person(AUDITOR), host=stage.host, word="audit", ends=TODAY, now=NOW)
        assert codes(refused) == ["ACC-613"]
        grant(stage, AUDITOR, "audit", TODAY + timedelta(days=5))


@pytest.mark.django_db(databases=["default", "owner"])
def test_not_even_the_owner_of_the_tables_rewrites_what_was_given() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT host, account FROM identity_found('h', 'h', 'h', 'h', true, 'an.owner', 'x', 'n', 'n', 'n', '', "
            "'2018-01-01')"
        )
        for statement in (
            "UPDATE identity_capability SET starts = '2017-01-01'",
            "UPDATE identity_capability SET capability = 'approve', ends = '2030-01-01'",
            "DELETE FROM identity_capability",
            "TRUNCATE identity_capability",
        ):
            with pytest.raises(IntegrityError), transaction.atomic("owner"):
                cursor.execute(statement)
        cursor.execute("UPDATE identity_capability SET ends = '2030-01-01'")
        with pytest.raises(IntegrityError), transaction.atomic("owner"):
            cursor.execute("UPDATE identity_capability SET ends = '2031-01-01'")


def test_the_books_are_founded_once() -> None:
    the_cast()
    with pytest.raises(Refused) as refused:
        found_deployment(
            host_code="second",
            host_name=Name("a", "b", "c"),
            username="second.admin",
            name=Name("a", "b", "c"),
            starts=TODAY,
            now=NOW,
        )
    assert codes(refused) == ["ACC-615"]


def test_bad_accounts_and_hosts_are_refused_in_words() -> None:
    stage = the_cast()
    name = Name("New", "新", "新")
    with stage.acting(ADMINISTRATOR):
        for username, expected in ((FINANCE_OFFICE, "ACC-607"), ("Test Lau", "ACC-608"), ("劉", "ACC-608")):
            with pytest.raises(Refused) as refused:
                add_account(host=stage.host, username=username, name=name, now=NOW)
            assert codes(refused) == [expected]
        with pytest.raises(Refused) as refused:
            add_account(host=stage.host, username="new.one", name=Name("New", "", "新"), now=NOW)
        assert codes(refused) == ["ACC-619"]
        for code in ("polyu", "Not A Code"):
            with pytest.raises(Refused) as refused:
                add_host(code=code, name=name, now=NOW)
            assert codes(refused) == ["ACC-618"]


def test_every_weakness_of_a_password_is_told_at_once() -> None:
    stage = the_cast()
    with stage.acting(ADMINISTRATOR), pytest.raises(Refused) as refused:
        set_password(person=person(FINANCE_OFFICE), password="123456", host=stage.host, now=NOW)
    assert codes(refused) == ["ACC-626", "ACC-627", "ACC-628"]
    with stage.acting(ADMINISTRATOR), pytest.raises(Refused) as refused:
        set_password(person=person(FINANCE_OFFICE), password="Mr Test Lau 1", host=stage.host, now=NOW)
    assert codes(refused) == ["ACC-629"]


def test_a_closed_account_may_nothing_until_it_is_opened() -> None:
    stage = the_cast()
    with stage.acting(ADMINISTRATOR):
        close_account(person=person(FINANCE_OFFICE), host=stage.host, now=NOW)
    with stage.acting(FINANCE_OFFICE):
        assert hosts_visible() == ()
        assert not database_may(stage.host, "import")
        with pytest.raises(Refused) as refused:
            open_account(person=person(FINANCE_OFFICE), host=stage.host, now=NOW)
        assert codes(refused) == ["ACC-604"]
    with stage.acting(ADMINISTRATOR):
        open_account(person=person(FINANCE_OFFICE), host=stage.host, now=NOW)
    with stage.acting(FINANCE_OFFICE):
        assert database_may(stage.host, "import")


def test_an_operation_is_refused_under_another_name_than_the_actors() -> None:
    stage = the_cast()
    with stage.acting(AUDITOR):
        with pytest.raises(Refused) as refused:
            require(stage.account(FINANCE_OFFICE), "import", host_id=stage.host, on=TODAY)
        assert codes(refused) == ["ACC-605"]
        with pytest.raises(Refused) as refused:
            require(stage.account(AUDITOR), "import", host_id=stage.host, on=TODAY)
        assert codes(refused) == ["ACC-603"]
    with stage.acting(FINANCE_OFFICE):
        require(stage.account(FINANCE_OFFICE), "import", host_id=stage.host, on=TODAY)


def test_nobody_approves_what_they_prepared() -> None:
    stage = the_cast()
    yip, ng = stage.account(INVESTIGATOR), stage.account(RESEARCH_OFFICE)
    with stage.acting(INVESTIGATOR), pytest.raises(Refused) as refused:
        require_approver(yip, "report", preparer=yip, host_id=stage.host, grant=STEEL, on=TODAY)
    assert codes(refused) == ["ACC-601"]
    # users.md 3.0 gives the sentence.
    assert refused.value.findings[0].sentence("en") == (
        "You prepared this report, so someone else must approve it. Ms Sample Ng or Mr Test Lau can."
    )
    with stage.acting(RESEARCH_OFFICE):
        require_approver(ng, "report", preparer=yip, host_id=stage.host, grant=STEEL, on=TODAY)
        with pytest.raises(Refused) as refused:
            require_approver(ng, "report", preparer=ng, host_id=stage.host, grant=STEEL, on=TODAY)
    assert refused.value.findings[0].sentence("zh-hans") == (
        "您是本报告的编制人，须由他人审批。刘测试先生可以审批。"
    )


def test_every_write_of_identity_names_its_actor() -> None:
    stage = the_cast()
    with stage.acting(ADMINISTRATOR, door="web"):
        add_person(stage.host, "new.one", "view", "audit", door="web")
        administrator = stage.account(ADMINISTRATOR)
        told = facts_about("account:new.one")
    assert [(fact.action, fact.actor, fact.door) for fact in told] == [
        ("identity.account.added", administrator, "web"),
        ("identity.capability.granted", administrator, "web"),
        ("identity.capability.granted", administrator, "web"),
    ]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    given_=st.lists(
        st.tuples(
            st.sampled_from(WORDS),
            st.sampled_from([("host", ""), ("grant", "A"), ("grant", "B"), ("unit", "A")]),
            st.integers(-5, 5),
            st.one_of(st.none(), st.integers(0, 6)),
        ),
        max_size=5,
        unique_by=lambda each: (each[0], each[1]),
    ),
    word=st.sampled_from(WORDS),
    grant_ref=st.sampled_from([None, "A", "B"]),
)
def test_the_database_and_the_domain_give_the_same_answer(
    given_: list[tuple[Word, tuple[str, str], int, int | None]], word: Word, grant_ref: str | None
) -> None:
    with transaction.atomic():
        stage = the_cast()
        with stage.acting(ADMINISTRATOR, on=TODAY - timedelta(days=5)):
            added = add_person(stage.host, "new.one")
            for each, (kind, ref), start, length in given_:
                starts = TODAY + timedelta(days=start)
                grant_capability(
                    person=added,
                    host=stage.host,
                    word=each,
                    scope_kind=kind,  # type: ignore[arg-type]
                    scope_ref=ref,
                    starts=starts,
                    ends=None if length is None else starts + timedelta(days=length),
                    now=NOW,
                )
            everything = capability_history_of(added.account)
        with acting(added.account, on=TODAY):
            in_database = database_may(stage.host, word, grant_ref)
        in_domain = bool(may(everything, word, host=stage.host, grant=grant_ref, on=TODAY))
        transaction.set_rollback(True)
    assert in_database == in_domain
