"""What the doors ask (sight) and what the row policies ask (guohe_may) is one law: the same answer whoever asks what, and when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from guohe.grants.models import Grant
from guohe.identity.domain.capabilities import WORDS, ScopeKind, Word
from guohe.identity.operations import acting, close_account, grant_capability
from guohe.identity.operations.act_as import acting_to_read
from guohe.identity.queries import capabilities_of, sight
from guohe.kernel.findings import Refused
from tests.factories.identity import Stage, add_person, other_host, person, the_cast
from tests.factories.people import ADMINISTRATOR, FINANCE_OFFICE, INVESTIGATOR, NOW, OTHER_OFFICER, TODAY

pytestmark = pytest.mark.django_db
WHO = "some.body"
LATER = TODAY + timedelta(days=365)
REFS = (None, "A", "B", "")
Given = tuple[Word, tuple[ScopeKind, str], bool, int, int | None]


def passes(word: Word, host: int, grant: str | None) -> bool:
    """Whether the door that refuses lets the actor through."""
    try:
        sight.see(word, host, grant)
    except Refused:
        return False
    return True


def compare(hosts: tuple[int, int]) -> None:
    """Every question of sight, beside the database's answer to the same."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, host, ref, guohe_may(host, word, ref), guohe_may(host, word, ref, 'A') "
            "FROM unnest(%s::text[]) AS word, unnest(%s::int[]) AS host, unnest(%s::text[]) AS ref",
            [list(WORDS), list(hosts), list(REFS)],
        )
        rows = cursor.fetchall()
    for word in WORDS:
        told = {(host, ref): may for said, host, ref, may, _ in rows if said == word}
        for (host, ref), may in told.items():
            assert sight.holds(word, host, ref) is may, (word, host, ref)
            assert passes(word, host, ref) is may, (word, host, ref)
        assert sight.hosts_held(word) == tuple(sorted(host for host in hosts if told[host, None]))
        assert sight.holds_somewhere(word) is any(row[4] for row in rows if row[0] == word), word
    for host in hosts:
        asked = tuple((host, ref) for ref in REFS if ref)
        seen = {row[2] for row in rows if row[:2] == ("view_money", host) and row[2] and row[3]}
        assert sight.grants_in_view(asked) == seen


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    held=st.lists(
        st.tuples(
            st.sampled_from(WORDS),
            st.sampled_from([("host", ""), ("grant", "A"), ("grant", "B"), ("unit", "A")]),
            st.booleans(),
            st.integers(-3, 3),
            st.one_of(st.none(), st.integers(0, 4)),
        ),
        max_size=6,
        unique_by=lambda each: each[:3],
    ),
    on=st.integers(-4, 5),
    closed=st.booleans(),
)
@example(held=[("administer", ("unit", "A"), False, 0, None)], on=0, closed=False)
def test_sight_and_the_database_answer_alike(
    two_hosts: tuple[Stage, Stage], held: list[Given], on: int, closed: bool
) -> None:
    first, second = two_hosts
    with transaction.atomic():
        for word, (kind, ref), elsewhere, starts, length in held:
            stage, by = (second, OTHER_OFFICER) if elsewhere else (first, ADMINISTRATOR)
            begins = TODAY + timedelta(days=starts)
            with stage.acting(by, on=TODAY - timedelta(days=5)):
                grant_capability(
                    person=person(WHO),
                    host=stage.host,
                    word=word,
                    starts=begins,
                    ends=None if length is None else begins + timedelta(days=length),
                    scope_kind=kind,
                    scope_ref=ref,
                    now=NOW,
                )
        account = person(WHO).account
        if closed and not any(each[2] for each in held):
            with first.acting(ADMINISTRATOR):
                close_account(person=person(WHO), host=first.host, now=NOW)
        with acting(account, on=TODAY + timedelta(days=on)):
            compare((first.host, second.host))
            asked = capabilities_of(account, TODAY + timedelta(days=on))
        # A block that only reads is told what is held with the word that it acts; nobody acts in it for a closed account.
        with acting_to_read(account, on=TODAY + timedelta(days=on), door="web") as told:
            assert capabilities_of(account, TODAY + timedelta(days=on)) == asked
            if told is not None:
                assert told.pk == account
                compare((first.host, second.host))
            else:
                assert closed
                assert not sight.hosts_held("view")
        transaction.set_rollback(True)


@pytest.fixture
def two_hosts() -> tuple[Stage, Stage]:
    """Two hosts, and somebody who holds nothing in either; of the first host's unit A is the grant that is called B."""
    stage = the_cast()
    other = other_host(stage)
    with stage.acting(ADMINISTRATOR):
        add_person(stage.host, WHO)
    with stage.acting(FINANCE_OFFICE):
        Grant.objects.create(
            host_id=stage.host, ref="B", unit_code="A", title_en="B", title_zh_hant="B", title_zh_hans="B", funder_en="F",
            funder_zh_hant="F", funder_zh_hans="F", pack="DEMO-1", pack_version="1.0", currency="CNY", total_minor=1,
            starts=TODAY, ends=LATER, fx_policy="bank_actual", lot_policy="fifo", book=1, fund=1,
            investigator_id=stage.account(INVESTIGATOR), partner_en="", partner_zh_hant="", partner_zh_hans="",
            partner_minor=0, set_up_by_id=stage.account(FINANCE_OFFICE), set_up_at=NOW,
        )  # fmt: skip
    return stage, other


@pytest.mark.parametrize("said", ["actor", "on", ""])
def test_without_actor_and_day_nobody_acts_for_either(two_hosts: tuple[Stage, Stage], said: str) -> None:
    """No door has said who acts; whoever sets one of the two by hand sees nothing by that."""
    first, second = two_hosts
    values = {"actor": str(first.account(FINANCE_OFFICE)), "on": TODAY.isoformat()}
    with transaction.atomic(), connection.cursor() as cursor:
        for name, value in values.items():
            cursor.execute(
                "SELECT set_config(%s, %s, true)", [f"guohe.{name}", value if name == said else ""]
            )
        assert not sight.holds("view_money", first.host)
        compare((first.host, second.host))
        transaction.set_rollback(True)
